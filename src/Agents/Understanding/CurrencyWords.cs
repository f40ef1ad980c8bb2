namespace CoSellBot.Agents.Understanding;

/// <summary>A currency named in a text: a code, or null with the codes to ask between.</summary>
internal sealed record CurrencyReading(int Start, int Length, string? Currency, IReadOnlyList<string> CurrencyChoices, string AsWritten);

/// <summary>A currency found next to a number: the pieces it covers.</summary>
internal readonly record struct CurrencyMatch(int FirstPiece, int NextPiece, int Start, int End, CurrencyTerm Term)
{
    /// <summary>"$" may be followed by the code that settles it; "€" may not.</summary>
    public bool IsOpen => Term.Default is null || Term.Local.Count > 0;
}

/// <summary>Finds currencies by sign, code and word.</summary>
internal static class CurrencyWords
{
    /// <summary>Every currency named in the text, in order, whether or not it belongs to an amount.</summary>
    public static IReadOnlyList<CurrencyReading> Find(string text, string? personCountry = null)
    {
        var pieces = new Pieces(text);
        var found = new List<CurrencyReading>();
        for (var i = 0; i < pieces.Count; i++)
        {
            if (StartingAt(pieces, i, besideNumber: false) is not { } match)
                continue;
            var (code, choices) = match.Term.For(personCountry);
            found.Add(new CurrencyReading(match.Start, match.End - match.Start, code, choices, text[match.Start..match.End]));
            i = match.NextPiece - 1;
        }
        return found;
    }

    /// <summary>The currency whose first piece is <paramref name="i"/>: "US$", "$", "EUR", "pounds".</summary>
    internal static CurrencyMatch? StartingAt(Pieces pieces, int i, bool besideNumber)
    {
        if (pieces.IsLetters(i) && pieces.Is(i + 1, '$') && pieces.Touches(i + 1) && CurrencyTerms.DollarPrefixes.TryGetValue(pieces.Word(i), out var prefixed))
            return Match(pieces, i, i + 2, prefixed);
        if (SignAt(pieces, i) is { } sign)
            return Match(pieces, i, i + 1, sign);
        return WordTerm(pieces, i, besideNumber) is { } term ? Match(pieces, i, i + 1, term) : null;
    }

    /// <summary>The currency whose last piece is <paramref name="i"/>.</summary>
    internal static CurrencyMatch? EndingAt(Pieces pieces, int i)
    {
        if (pieces.Is(i, '$') && pieces.Touches(i) && CurrencyTerms.DollarPrefixes.TryGetValue(pieces.Word(i - 1), out var prefixed))
            return Match(pieces, i - 1, i + 1, prefixed);
        if (SignAt(pieces, i) is { } sign)
            return Match(pieces, i, i + 1, sign);
        if (pieces.Is(i, '.') && pieces.Touches(i) && pieces.Word(i - 1) is "rs" or "fr" or "sfr")
            i--;
        // Before a number only codes count: "EUR 80k", not "the pounds 80k" or "we won 80k".
        var word = pieces.Word(i);
        return (word.Length == 3 || word is "rs" or "fr") && WordTerm(pieces, i, besideNumber: word is "rs" or "fr" or "sfr") is { } term ? Match(pieces, i, i + 1, term) : null;
    }

    /// <summary>The term a word stands for, without looking at its neighbours.</summary>
    internal static CurrencyTerm? Term(string word, bool besideNumber)
    {
        if (CurrencyTerms.Anywhere.TryGetValue(word, out var term))
            return term;
        return besideNumber && CurrencyTerms.NextToNumber.TryGetValue(word, out term) ? term : null;
    }

    private static CurrencyTerm? WordTerm(Pieces pieces, int i, bool besideNumber)
    {
        var word = pieces.Word(i);
        if (word.Length == 0 || (CurrencyTerms.CapitalsOnly.Contains(word) && char.IsLower(pieces.Text[pieces[i].Start + 1])))
            return null;
        return Term(word, besideNumber);
    }

    private static CurrencyTerm? SignAt(Pieces pieces, int i) =>
        pieces[i] is { Kind: PieceKind.Other, Length: 1 } p && CurrencyTerms.Signs.TryGetValue(pieces.Text[p.Start], out var term) ? term : null;

    private static CurrencyMatch Match(Pieces pieces, int first, int next, CurrencyTerm term) =>
        new(first, next, pieces[first].Start, pieces[next - 1].End, term);
}
