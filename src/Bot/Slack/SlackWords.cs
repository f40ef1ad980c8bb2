using System.Text.RegularExpressions;
using CoSellBot.Agents.Understanding;

namespace CoSellBot.Bot.Slack;

/// <summary>What a person typed in Slack, as plain words. Slack writes mentions, channels and links in angle brackets and escapes three signs.</summary>
internal static partial class SlackWords
{
    private const int LongestText = 30_000;

    /// <summary>True when the text names the user.</summary>
    public static bool Mentions(string? text, string userId) =>
        text is not null && (text.Contains($"<@{userId}>", StringComparison.Ordinal) || text.Contains($"<@{userId}|", StringComparison.Ordinal));

    /// <summary>The words without the bot's name, as a person reads them.</summary>
    public static string Plain(string? text, string? botUserId)
    {
        var words = text is null ? "" : text.Length > LongestText ? text[..LongestText] : text;
        return ChatText.Clean(Unescape(Brackets().Replace(words, match => Replace(match, botUserId))));
    }

    // <@U1|name>, <#C1|name>, <!here>, <https://x|label>, <mailto:a@b|a@b>.
    private static string Replace(Match match, string? botUserId)
    {
        var (kind, target, label) = (match.Groups["kind"].Value, match.Groups["target"].Value, match.Groups["label"].Value);
        return kind switch
        {
            "@" => target == botUserId ? " " : label.Length > 0 ? label : $"@{target}",
            "#" => label.Length > 0 ? $"#{label}" : $"#{target}",
            "!" => label.Length > 0 ? label : $"@{target}",
            _ => label.Length > 0 ? label : target.StartsWith("mailto:", StringComparison.Ordinal) ? target["mailto:".Length..] : target,
        };
    }

    private static string Unescape(string text) => text.Replace("&lt;", "<", StringComparison.Ordinal)
        .Replace("&gt;", ">", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal);

    [GeneratedRegex(@"<(?<kind>[@#!]?)(?<target>[^<>|]{1,2000})(?:\|(?<label>[^<>]{0,500}))?>", RegexOptions.CultureInvariant)]
    private static partial Regex Brackets();
}
