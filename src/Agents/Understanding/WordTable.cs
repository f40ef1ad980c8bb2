using System.Collections.Frozen;

namespace CoSellBot.Agents.Understanding;

/// <summary>Builds tables of words from rows; every word is found by its spellings without accents too: "nächste", "nachste", "naechste".</summary>
internal static class WordTable
{
    /// <summary>Words whose accent is all that parts them from another word: "à" from "a", "dès" from "des".</summary>
    private const int ShortestSpelled = 4;

    /// <summary>The words of a row, parted by blanks.</summary>
    public static FrozenSet<string> Set(string words) => words.Split(' ').SelectMany(Spellings).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The first row is 1.</summary>
    public static FrozenDictionary<string, int> Numbered(params string[] rows) => Of([.. rows.Select((row, i) => (row, i + 1))]);

    /// <summary>One row a meaning. A word as written wins over another's spelling.</summary>
    public static FrozenDictionary<string, T> Of<T>(params (string Words, T Value)[] rows)
    {
        var table = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var (words, value) in rows)
        {
            foreach (var word in words.Split(' '))
                table[word] = value;
        }
        foreach (var (word, value) in table.ToList())
        {
            foreach (var spelling in Spellings(word))
                table.TryAdd(spelling, value);
        }
        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Spellings(string word)
    {
        yield return word;
        if (word.Length < ShortestSpelled && word != "für" || Scripts.Of(word[0]) != Script.Spaced)
            yield break;
        yield return Scripts.Fold(word);
        yield return word.Replace("ä", "ae", StringComparison.Ordinal).Replace("ö", "oe", StringComparison.Ordinal)
            .Replace("ü", "ue", StringComparison.Ordinal).Replace("ß", "ss", StringComparison.Ordinal);
    }
}
