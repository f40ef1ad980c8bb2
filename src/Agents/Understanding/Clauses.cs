using System.Text.RegularExpressions;

namespace CoSellBot.Agents.Understanding;

/// <summary>Cuts a message into what may be several wishes.</summary>
internal static partial class Clauses
{
    private const int Most = 4;
    private const int FewestLetters = 6;

    /// <summary>The parts of a text, the text itself when it has only one.</summary>
    public static IReadOnlyList<string> Of(string text)
    {
        var parts = Border().Split(text).Select(part => part.Trim()).Where(part => part.Length >= FewestLetters || Scripts.IsJapanese(part)).Where(part => part.Length > 1).ToList();
        return parts.Count is > 1 and <= Most ? parts : [text];
    }

    // A full stop before a blank, a question mark, a semicolon, a line; "and" before a word that can begin a wish.
    [GeneratedRegex(@"(?<=[?!;。？！])\s*|(?<=[\p{L}\p{N}]{3}\.)\s+(?=\p{Lu})|\n+|\s*[,;]?\s+(?:and\s+also|and\s+then|also|plus|und\s+auch|und\s+dann|und\s+außerdem|außerdem|et\s+aussi|et\s+puis|et\s+ensuite|y\s+también|y\s+además|y\s+luego|además|e\s+também|e\s+depois|e\s+ainda|além\s+disso)\s+|\s+(?:and|und|et|y|e)\s+(?=(?:what|which|who|how|show|list|tell|give|was|wer|wie|zeig\w*|welche\w*|quel\w*|qui|montre\w*|combien|qué|que|quién|cuál\w*|muestra\w*|quem|qual|quais|mostra\w*|como|cómo)\s)|それと|あと、|それから", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Border();
}
