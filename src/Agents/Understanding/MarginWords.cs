using System.Text.RegularExpressions;

namespace CoSellBot.Agents.Understanding;

/// <summary>A question about what a partner earns or pays: margins, discounts, commissions. It is nothing for a room with outsiders, whatever the answer is.</summary>
internal static partial class MarginWords
{
    private const int LongestQuestion = 200;

    /// <summary>True when a message asks for it.</summary>
    public static bool Asks(string text) => text.Length <= LongestQuestion && Question().IsMatch(text) && Words().IsMatch(text);

    [GeneratedRegex(@"[?？]|^\W*(?:what|which|how|show|tell|was|wie|welche|zeig|quel|combien|qué|cu[aá]l|cu[aá]nto|qual|quanto)\b|教えて|いくら", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Question();

    [GeneratedRegex(@"\b(?:margins?|commissions?|kickback|marge[ns]?|handelsspanne|provision(?:en|ssatz)?|commission|m[aá]rgen(?:es)?|margens?|margem|comisi[oó]n(?:es)?|comiss(?:ão|ões))\b|マージン|手数料|利幅", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
