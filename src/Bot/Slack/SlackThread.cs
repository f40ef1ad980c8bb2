using CoSellBot.Bot.Turns;

namespace CoSellBot.Bot.Slack;

/// <summary>Places of Slack: a channel, or a thread of it, written as <c>C123;1700000000.000100</c>.</summary>
internal static class SlackThread
{
    /// <summary>The conversation of a channel or one of its threads.</summary>
    public static ConversationReference Conversation(string installationId, string channelId, string? threadTs) =>
        new(SlackChannel.ChannelName, installationId, threadTs is null ? channelId : $"{channelId};{threadTs}");

    /// <summary>The channel of a place.</summary>
    public static string ChannelOf(string placeId) => placeId.IndexOf(';', StringComparison.Ordinal) is var at and >= 0 ? placeId[..at] : placeId;

    /// <summary>The thread of a place, or null.</summary>
    public static string? ThreadOf(string placeId) => placeId.IndexOf(';', StringComparison.Ordinal) is var at and >= 0 ? placeId[(at + 1)..] : null;
}
