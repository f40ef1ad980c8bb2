using System.Text;
using FuzzySharp;

namespace CoSellBot.Prm.Import;

/// <summary>Whether a word is another one spelt slightly differently. Used on short closed lists, and every use is reported.</summary>
internal static class CloseWords
{
    private const int ShortestFuzzy = 6;

    /// <summary>Letters and digits alone, in lower case: "GTX Pro" and "gtx-pro" are both "gtxpro".</summary>
    public static string Squash(string text)
    {
        var squashed = new StringBuilder(text.Length);
        foreach (var letter in text.Where(char.IsLetterOrDigit))
        {
            squashed.Append(char.ToLowerInvariant(letter));
        }

        return squashed.ToString();
    }

    /// <summary>True when the two differ in case, spaces and punctuation only, or by one slip of the hand; never by a digit.</summary>
    public static bool AreClose(string a, string b)
    {
        var (x, y) = (Squash(a), Squash(b));
        return x.Length > 0 && (x == y || (Math.Min(x.Length, y.Length) >= ShortestFuzzy
            && Math.Abs(x.Length - y.Length) <= 1
            && x.Where(char.IsDigit).SequenceEqual(y.Where(char.IsDigit))
            && Levenshtein.EditDistance(x, y) <= 1));
    }

    /// <summary>The one candidate the word may stand for; null when none or several are as close.</summary>
    public static string? Find(string word, IEnumerable<string> candidates)
    {
        var squashed = Squash(word);
        var close = candidates.Where(candidate => AreClose(word, candidate)).Distinct(StringComparer.Ordinal).ToList();
        var equal = close.Where(candidate => Squash(candidate) == squashed).ToList();
        return equal.Count == 1 ? equal[0] : equal.Count == 0 && close.Count == 1 ? close[0] : null;
    }
}
