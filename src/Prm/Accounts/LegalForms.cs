using System.Collections.Frozen;

namespace CoSellBot.Prm.Accounts;

/// <summary>The legal forms of one country, or of all; removes them from the edges of a name and nowhere else.</summary>
internal sealed class LegalForms
{
    /// <summary>Scripts from Thai on are written without spaces, so their forms hang on the word: 株式会社, 有限公司.</summary>
    private const char FirstUnspacedScript = '\u0E00';

    private static readonly FrozenDictionary<string, LegalForms> ByCountry = Load();

    private readonly FrozenSet<string> atEnd;
    private readonly FrozenSet<string> atStart;
    private readonly string[] hangingAtEnd;
    private readonly string[] hangingAtStart;
    private readonly int longest;

    private LegalForms(IReadOnlySet<string> atEnd, IReadOnlySet<string> atStart)
    {
        this.atEnd = atEnd.ToFrozenSet(StringComparer.Ordinal);
        this.atStart = atStart.ToFrozenSet(StringComparer.Ordinal);
        hangingAtEnd = Hanging(atEnd);
        hangingAtStart = Hanging(atStart);
        longest = atEnd.Max(f => f.Length);
    }

    /// <summary>The forms of a country (ISO 3166 in capitals) with those known everywhere; of all countries if it is null or has no list.</summary>
    public static LegalForms For(string? country) =>
        country is not null && ByCountry.TryGetValue(country, out var forms) ? forms : ByCountry["*"];

    /// <summary>True when the words, joined, are a legal form and therefore no name.</summary>
    public bool Contains(string joined) => atEnd.Contains(joined);

    /// <summary>Removes forms at both ends, a leading "the" and an "and" left dangling; always leaves at least one word.</summary>
    public void RemoveFrom(List<string> tokens)
    {
        if (tokens.Count > 1 && tokens[0] == "the")
        {
            tokens.RemoveAt(0);
        }

        while (RemoveLast(tokens) || RemoveFirst(tokens) || RemoveHanging(tokens))
        {
        }
    }

    private bool RemoveLast(List<string> tokens)
    {
        if (tokens.Count > 1 && tokens[^1] == "and")
        {
            tokens.RemoveAt(tokens.Count - 1);
            return true;
        }

        // The longest match first: "gmbh & co kg" before "kg".
        var words = 0;
        var tail = "";
        for (var n = 1; n < tokens.Count && tail.Length <= longest; n++)
        {
            tail = tokens[^n] + tail;
            words = atEnd.Contains(tail) ? n : words;
        }

        tokens.RemoveRange(tokens.Count - words, words);
        return words > 0;
    }

    private bool RemoveFirst(List<string> tokens)
    {
        var words = 0;
        var head = "";
        for (var n = 1; n < tokens.Count && head.Length <= longest; n++)
        {
            head += tokens[n - 1];
            words = atStart.Contains(head) ? n : words;
        }

        tokens.RemoveRange(0, words);
        return words > 0;
    }

    private bool RemoveHanging(List<string> tokens)
    {
        var last = tokens[^1];
        if (last[^1] >= FirstUnspacedScript && hangingAtEnd.FirstOrDefault(f => f.Length < last.Length && last.EndsWith(f, StringComparison.Ordinal)) is { } end)
        {
            tokens[^1] = last[..^end.Length];
            return true;
        }

        var first = tokens[0];
        if (first[0] >= FirstUnspacedScript && hangingAtStart.FirstOrDefault(f => f.Length < first.Length && first.StartsWith(f, StringComparison.Ordinal)) is { } start)
        {
            tokens[0] = first[start.Length..];
            return true;
        }

        return false;
    }

    // Longest first; one character is too little evidence: 주 also ends the city of Gwangju.
    private static string[] Hanging(IEnumerable<string> forms) =>
        [.. forms.Where(f => f.Length > 1 && f[0] >= FirstUnspacedScript).OrderByDescending(f => f.Length).ThenBy(f => f, StringComparer.Ordinal)];

    private static FrozenDictionary<string, LegalForms> Load()
    {
        var entries = EmbeddedList.Lines("legal_forms.txt").SelectMany(Entries).ToList();
        var everywhere = entries.Where(e => e.Country == "*").ToList();
        return entries.GroupBy(e => e.Country, StringComparer.Ordinal).ToFrozenDictionary(
            g => g.Key,
            g => Build(g.Key == "*" ? entries.Where(e => !e.OnlyAtHome) : g.Concat(everywhere)),
            StringComparer.Ordinal);
    }

    private static LegalForms Build(IEnumerable<Entry> entries)
    {
        var list = entries.ToList();
        return new(list.Select(e => e.Form).ToHashSet(StringComparer.Ordinal), list.Where(e => e.AtStart).Select(e => e.Form).ToHashSet(StringComparer.Ordinal));
    }

    private static IEnumerable<Entry> Entries(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return from country in line[..colon].Split(',', StringSplitOptions.TrimEntries)
               from text in line[(colon + 1)..].Split('|', StringSplitOptions.TrimEntries)
               let form = string.Concat(NameFolding.Tokens(CompanyName.Normalize(text.TrimStart('!', '^')), expandUmlauts: false))
               select new Entry(country, form, text.Contains('^', StringComparison.Ordinal), text[0] == '!');
    }

    private sealed record Entry(string Country, string Form, bool AtStart, bool OnlyAtHome);
}
