namespace CoSellBot.Agents.Understanding;

/// <summary>A currency named in a text: a code, or null with the codes to ask between.</summary>
internal sealed record CurrencyReading(int Start, int Length, string? Currency, IReadOnlyList<string> CurrencyChoices, string AsWritten);

/// <summary>A currency found next to a number: the pieces it covers, and what it multiplies the number by: 1000 for "TEUR".</summary>
internal readonly record struct CurrencyMatch(int FirstPiece, int NextPiece, int Start, int End, CurrencyTerm Term, decimal Times = 1)
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

    /// <summary>The currency whose first piece is <paramref name="i"/>: "US$", "$", "EUR", "pounds", "TEUR", "francs suisses", "US dollars".</summary>
    internal static CurrencyMatch? StartingAt(Pieces pieces, int i, bool besideNumber)
    {
        if (pieces.IsLetters(i) && pieces.Is(i + 1, '$') && pieces.Touches(i + 1) && CurrencyTerms.DollarPrefixes.TryGetValue(pieces.Word(i), out var prefixed))
            return Match(pieces, i, i + 2, prefixed);
        if (SignAt(pieces, i) is { } sign)
            return Match(pieces, i, i + 1, sign);
        if (MoneyWords.ScaledCodes.TryGetValue(pieces.Word(i), out var scaled))
            return Match(pieces, i, i + 1, scaled.Term) with { Times = scaled.Times };
        // "T€", "k€": the letter alone is nothing.
        if (besideNumber && MoneyWords.Scales.TryGetValue(pieces.Word(i), out var times) && pieces.Touches(i + 1) && SignAt(pieces, i + 1) is { } after)
            return Match(pieces, i, i + 2, after) with { Times = times };
        if (WordTerm(pieces, i, besideNumber) is { } term)
            return WithCountry(pieces, i, term);
        var noun = pieces.Is(i + 1, '-') ? i + 2 : i + 1;
        return CurrencyTerms.Countries.TryGetValue(pieces.Word(i), out var country) && WordTerm(pieces, noun, besideNumber: false) is { } named && named.In(country) is { } known
            ? Match(pieces, i, noun + 1, known)
            : null;
    }

    /// <summary>The currency whose last piece is <paramref name="i"/>.</summary>
    internal static CurrencyMatch? EndingAt(Pieces pieces, int i)
    {
        if (pieces.Is(i, '$') && pieces.Touches(i) && CurrencyTerms.DollarPrefixes.TryGetValue(pieces.Word(i - 1), out var prefixed))
            return Match(pieces, i - 1, i + 1, prefixed);
        if (SignAt(pieces, i) is { } sign)
        {
            return pieces.Touches(i) && MoneyWords.Scales.TryGetValue(pieces.Word(i - 1), out var times)
                ? Match(pieces, i - 1, i + 1, sign) with { Times = times }
                : Match(pieces, i, i + 1, sign);
        }
        var end = i + 1;
        if (pieces.Is(i, '.') && pieces.Touches(i) && pieces.Word(i - 1) is "rs" or "fr" or "sfr" or "eur")
            i--;
        // Before a number only codes count: "EUR 80k", not "the pounds 80k" or "we won 80k".
        var word = pieces.Word(i);
        if (MoneyWords.ScaledCodes.TryGetValue(word, out var scaled))
            return Match(pieces, i, end, scaled.Term) with { Times = scaled.Times };
        return (word.Length == 3 || word is "rs" or "fr" or "euro" or "米ドル" or "人民元") && WordTerm(pieces, i, besideNumber: word is "rs" or "fr" or "sfr") is { } term ? Match(pieces, i, end, term) : null;
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

    // "dollars canadiens", "pesos mexicanos"
    private static CurrencyMatch WithCountry(Pieces pieces, int i, CurrencyTerm term) =>
        CurrencyTerms.Countries.TryGetValue(pieces.Word(i + 1), out var country) && term.In(country) is { } known && pieces[i].Length > 3
            ? Match(pieces, i, i + 2, known)
            : Match(pieces, i, i + 1, term);

    private static CurrencyTerm? SignAt(Pieces pieces, int i) =>
        pieces[i] is { Kind: PieceKind.Other, Length: 1 } p && CurrencyTerms.Signs.TryGetValue(pieces.Text[p.Start], out var term) ? term : null;

    private static CurrencyMatch Match(Pieces pieces, int first, int next, CurrencyTerm term) =>
        new(first, next, pieces[first].Start, pieces[next - 1].End, term);
}
