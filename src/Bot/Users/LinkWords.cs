using System.Text.RegularExpressions;
using CoSellBot.Agents.Replies;

namespace CoSellBot.Bot.Users;

/// <summary>A message about linking the sender's account.</summary>
/// <param name="Code">The code, folded; null for the question how it is done.</param>
internal sealed record LinkRequest(string? Code);

/// <summary>Finds out whether a message hands over a code. Code reads it and no model: a code says who somebody is.</summary>
internal static partial class LinkWords
{
    /// <summary>What is left of the words once they were taken; a code is kept nowhere but as its hash.</summary>
    public const string Kept = "link";

    /// <summary>Reads a message.</summary>
    /// <param name="text">The words; empty for a press.</param>
    /// <param name="press">The press, or null.</param>
    /// <param name="explains">True where a message that begins with "link" and brings no code is answered with how it is done.</param>
    /// <returns>Null when it is about something else.</returns>
    public static LinkRequest? Read(string text, Press? press, bool explains)
    {
        if (press is { Verb: "code" })
        {
            return new LinkRequest(null);
        }

        if (press is { Verb: "link" })
        {
            return new LinkRequest(LinkCodes.Fold(press.Argument));
        }

        if (press is not null and not { Verb: "say" })
        {
            return null;
        }

        var words = press?.Argument ?? text;
        var asked = Asked().Match(words);
        var code = asked.Success ? LinkCodes.Fold(asked.Groups["rest"].Value) : null;
        if (code is null && Shaped().Match(words) is { Success: true } shaped && (shaped.Value == words || Named().IsMatch(words)))
        {
            code = LinkCodes.Fold(shaped.Value);
        }

        return code is not null || (asked.Success && explains) ? new LinkRequest(code) : null;
    }

    [GeneratedRegex(@"^\W*(?:please\W+)?link\b(?<rest>.*)$", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Asked();

    // Two groups of five with a hyphen or what a phone makes of one.
    [GeneratedRegex(@"(?<![\p{L}\p{N}-])[0-9A-Za-z]{5}[\p{Pd}\u2212][0-9A-Za-z]{5}(?![\p{L}\p{N}-])", RegexOptions.CultureInvariant)]
    private static partial Regex Shaped();

    [GeneratedRegex(@"\b(?:link|code)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Named();
}
