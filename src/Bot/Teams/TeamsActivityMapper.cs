using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using CoSellBot.Agents.Replies;
using CoSellBot.Agents.Understanding;
using CoSellBot.Bot.Turns;

namespace CoSellBot.Bot.Teams;

/// <summary>Activities as messages of ours. Pure: what is not for the bot, or not from a person, comes back as null.</summary>
internal static partial class TeamsActivityMapper
{
    /// <summary>Longest id taken from the wire.</summary>
    private const int LongestId = 1_000;
    private const int LongestText = 30_000;

    /// <summary>The conversation of an activity.</summary>
    public static ConversationReference Conversation(TeamsActivity activity) => TeamsChannel.Conversation(activity.Conversation!.Id!);

    /// <summary>True when the activity says at least what it is, where it happened and who did it.</summary>
    public static bool IsWhole(TeamsActivity activity) =>
        IsId(activity.Type) && IsId(activity.Conversation?.Id) && IsId(activity.From?.Id) && IsId(activity.ServiceUrl) && IsId(activity.ChannelId)
        && activity.From!.AadObjectId is null or { Length: <= LongestId };

    /// <summary>True when a person did it; bots, ourselves included, are not answered.</summary>
    public static bool IsFromPerson(TeamsActivity activity) =>
        activity.From is { } from && !activity.IsBot(from) && !string.Equals(from.Role, "bot", StringComparison.OrdinalIgnoreCase)
        && !string.Equals(from.Role, "skill", StringComparison.OrdinalIgnoreCase);

    /// <summary>Words or a pressed button; null when the bot is not spoken to.</summary>
    public static InboundMessage? ToMessage(TeamsActivity activity)
    {
        if (!IsId(activity.Id) || activity.SenderId is not { } sender)
        {
            return null;
        }

        if (string.IsNullOrWhiteSpace(activity.Text) && activity.Value is { ValueKind: JsonValueKind.Object } value)
        {
            // The fallback of a card's button in clients that know no universal actions.
            return ReadPress(value) is { } press ? new InboundMessage(Conversation(activity), activity.Id!, sender, "", press.Value, press.Card) : null;
        }

        if (!IsPersonal(activity) && !MentionsBot(activity))
        {
            return null;
        }

        var text = Words(activity);
        return new InboundMessage(Conversation(activity), activity.Id!, sender, text.Length == 0 ? "help" : text);
    }

    /// <summary>The words without the bot's name, as plain text.</summary>
    public static string Words(TeamsActivity activity)
    {
        var text = activity.Text ?? "";
        text = text.Length > LongestText ? text[..LongestText] : text;
        foreach (var mention in activity.Entities?.Where(entity => IsBotMention(activity, entity)) ?? [])
        {
            if (mention!.Text is { Length: > 0 } name)
            {
                text = text.Replace(name, " ", StringComparison.Ordinal);
            }
        }

        return ChatText.Clean(PlainText(text));
    }

    /// <summary>A message's HTML as the words a person reads.</summary>
    public static string PlainText(string html) => WebUtility.HtmlDecode(Tags().Replace(LineEnds().Replace(html, "\n"), " "));

    /// <summary>A button's value and our id of its card, from what the button carries; null when it is none of ours.</summary>
    public static (string Value, string? Card)? ReadPress(JsonElement data) =>
        Text(data, "press") is { Length: > 0 and <= 4_000 } value && Press.Parse(value) is not null ? (value, Text(data, "m")) : null;

    /// <summary>A string property, or null.</summary>
    public static string? Text(JsonElement data, string name)
    {
        if (data.ValueKind != JsonValueKind.Object || !data.TryGetProperty(name, out var property) || property.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return property.GetString();
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate.
            return null;
        }
    }

    /// <summary>True in a one-to-one chat with the bot.</summary>
    public static bool IsPersonal(TeamsActivity activity) => Kind(activity) == TeamsConversationKind.Personal;

    /// <summary>The kind of place; what is unclear is a group, because there somebody else may read.</summary>
    public static TeamsConversationKind Kind(TeamsActivity activity) => activity.Conversation?.ConversationType switch
    {
        "personal" => TeamsConversationKind.Personal,
        "channel" => TeamsConversationKind.Channel,
        null when activity.ChannelData?.Channel?.Id is not null || activity.PlaceId.EndsWith("@thread.tacv2", StringComparison.Ordinal) => TeamsConversationKind.Channel,
        _ => TeamsConversationKind.GroupChat,
    };

    private static bool MentionsBot(TeamsActivity activity) => activity.Entities?.Any(entity => IsBotMention(activity, entity)) == true;

    private static bool IsBotMention(TeamsActivity activity, TeamsEntity? entity) =>
        entity is { Type: "mention", Mentioned.Id: { } id } && id == activity.Recipient?.Id;

    private static bool IsId(string? text) => text is { Length: > 0 and <= LongestId };

    // Only what looks like a tag of the editor's: "<3" and "a < b" are words.
    [GeneratedRegex(@"<br\s*/?>|</(?:p|div|li|tr)>", RegexOptions.IgnoreCase)]
    private static partial Regex LineEnds();

    [GeneratedRegex(@"</?(?:at|p|br|div|span|b|i|u|s|em|strong|ul|ol|li|a|code|pre|blockquote|h[1-6]|img|emoji|attachment|table|tbody|tr|td|th|font|codeblock|readonly|systemeventmessage)\b[^<>]*>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Tags();
}
