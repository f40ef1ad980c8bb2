using System.Text.Json;
using CoSellBot.Bot.Turns;

namespace CoSellBot.Bot.Slack;

/// <summary>A message as it came, before it is known whether its thread is one of ours.</summary>
/// <param name="Message">The message of ours.</param>
/// <param name="ChannelId">The channel.</param>
/// <param name="NamesBot">True when it names the bot or stands in a direct chat; else it counts only in a thread of ours.</param>
internal sealed record SlackSaid(InboundMessage Message, string ChannelId, bool NamesBot);

/// <summary>Events as messages of ours. Pure: what no person said, or not to anybody we could answer, comes back as null.</summary>
internal static class SlackEventMapper
{
    // A file's words and a thread's reply shown in the channel are words like others; the rest is news of Slack's own.
    private static readonly HashSet<string> Spoken = ["file_share", "thread_broadcast", "me_message"];

    /// <summary>True when a person did it. Bots, workflows and ourselves are told by ids, never by a name.</summary>
    public static bool IsFromPerson(JsonElement message, SlackInstallation installation) =>
        message.Text("bot_id") is null && message.Text("bot_profile", "id") is null && message.Text("user") is { Length: > 0 } user
        && user != installation.BotUserId && user != "USLACKBOT" && (message.Text("app_id") is not { } app || installation.AppId is null || app != installation.AppId);

    /// <summary>Words said; null when there are none to answer.</summary>
    public static SlackSaid? ToMessage(JsonElement said, SlackInstallation installation)
    {
        if (said.Id("channel") is not { } channel || said.Id("ts") is not { } ts || said.Id("user") is not { } user
            || installation.BotUserId is not { } bot || !IsFromPerson(said, installation) || said.Is("hidden")
            || (said.Text("subtype") is { } subtype && !Spoken.Contains(subtype)))
        {
            return null;
        }

        var text = said.Text("text");
        var (isDirect, mentions) = (IsDirect(said, channel), SlackWords.Mentions(text, bot));
        // In a channel everything about one question stays in its thread; in a direct chat there is one conversation.
        var thread = said.Id("thread_ts") is { } of && (of != ts || !isDirect) ? of : isDirect ? null : ts;
        var words = SlackWords.Plain(text, bot);
        if (words.Length == 0 && !isDirect && !mentions)
        {
            // A picture among people.
            return null;
        }

        return new SlackSaid(
            new InboundMessage(SlackThread.Conversation(installation.Id, channel, thread), ts, Sender(said, user), words.Length == 0 ? "help" : words, IsAside: !isDirect && !mentions),
            channel, isDirect || mentions);
    }

    /// <summary>The sender as the roster knows them: with their workspace where the event names it, so that a wrong one fits nobody.</summary>
    public static string Sender(JsonElement said, string user) => (said.Id("user_team") ?? said.Id("source_team")) is { } team ? $"{team}/{user}" : user;

    private static bool IsDirect(JsonElement said, string channel) => said.Text("channel_type") switch
    {
        "im" => true,
        null => channel.StartsWith('D'),
        _ => false,
    };
}
