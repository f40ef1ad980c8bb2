namespace CoSellBot.Agents.Understanding;

/// <summary>Reads what follows a number: multiplier, smaller amounts added to it, currency.</summary>
internal sealed class MoneyTail(Pieces pieces, NumberText number, int first, CurrencyMatch? left)
{
    private const int MostParts = 4;

    /// <summary>First piece after the amount.</summary>
    public int Next { get; private set; } = first;

    public decimal Multiplier { get; private set; } = left?.Times ?? 1;

    public CurrencyTerm? Currency { get; private set; }

    /// <summary>The number, in units of <see cref="Multiplier"/>.</summary>
    public NumberText Number { get; private set; } = number;

    /// <summary>False when letters glued to the number make it something else ("7eleven", "4th").</summary>
    public bool Read()
    {
        if (pieces.IsGlued(Next) && !TakeGlued())
            return false;
        if (Multiplier == 1 && Currency is null)
            TakeMultiplier();
        // "1.125m" is 1,125,000: nobody writes a thousand million that way.
        if (Multiplier >= 1_000_000m)
            Number = Number with { Value = Number.AsDecimal };
        if (Currency is null && Multiplier > 1 && left is not { Times: > 1 })
            TakeSmaller();
        // A dollar sign before may be settled by a code behind; a settled currency before closes the amount.
        if (Currency is null && left is not { IsOpen: false })
            TakeCurrency();
        return true;
    }

    private bool TakeGlued()
    {
        var word = pieces.Word(Next);
        if (word.Length == 0)
            return false;
        if (MoneyWords.Multipliers.TryGetValue(word, out var times))
            Multiplier = times;
        else if (CurrencyWords.StartingAt(pieces, Next, besideNumber: true) is { Times: > 1 } scaled && scaled.NextPiece == Next + 2)
            (Multiplier, Currency, Next) = (scaled.Times, scaled.Term, Next + 1); // 80t€
        else if ((Currency = CurrencyWords.Term(word, besideNumber: true)) is null)
        {
            if (MoneyWords.ScaledCodes.TryGetValue(word, out var code))
                (Multiplier, Currency) = code;
            else if (Array.Find(MoneyWords.Glued, s => word.StartsWith(s, StringComparison.Ordinal)) is { } prefix && CurrencyWords.Term(word[prefix.Length..], besideNumber: true) is { } term)
                (Multiplier, Currency) = (MoneyWords.Multipliers[prefix], term);
            else
                return false;
        }
        Next++;
        return true;
    }

    private void TakeMultiplier()
    {
        var word = pieces.Word(Next);
        if (!MoneyWords.Multipliers.TryGetValue(word, out var times) || pieces[Next].Start > pieces[Next - 1].End + 1)
            return;
        var after = pieces.Is(Next + 1, '.') && pieces.Touches(Next + 1) ? Next + 2 : Next + 1; // "1,5 Mio. €"
        var currencyFollows = CurrencyAt(after) is not null;
        if (MoneyWords.Weak.Contains(word) && left is null && !currencyFollows && !(word is "mi" or "m" && Number.AsDecimal % 1 != 0))
            return;
        Multiplier = times;
        Next = currencyFollows ? after : Next + 1;
        // "3 mil millones" is 3 billion.
        if (times == 1_000m && NumberWords.IsMillion(pieces.Word(Next)) && pieces[Next].Start <= pieces[Next - 1].End + 1)
            (Multiplier, Next) = (times * MoneyWords.Multipliers[pieces.Word(Next)], Next + 1);
    }

    // 1億2000万円, 1万5000円, "1 milhão e 200 mil", "un millón y medio"
    private void TakeSmaller()
    {
        var smallest = Multiplier;
        for (var part = 0; part < MostParts; part++)
        {
            if (smallest >= 1_000_000m && NumberWords.AndHalf(pieces, Next, out var afterHalf))
            {
                (Number, Next) = (Number with { Value = Number.Value + 0.5m }, afterHalf);
                return;
            }
            var linked = pieces.Word(Next) is "e" or "y" or "et" or "und" or "and" ? Next + 1 : Next;
            if (Smaller(linked, smallest) is not var (value, times, next) || (linked == Next && !pieces.Touches(Next) && smallest < 1_000_000m))
                return;
            Number = Number with { Value = Number.Value + (value * times / Multiplier) };
            (smallest, Next) = (times, next);
        }
    }

    private (decimal Value, decimal Times, int Next)? Smaller(int at, decimal below)
    {
        if (!pieces.IsDigits(at) && (below < 1_000_000m || !NumberWords.Begins(pieces.Word(at))))
            return null;
        var more = pieces.IsDigits(at) ? NumberText.Read(pieces, at, allowSpaces: false) : NumberWords.Read(pieces, at);
        if (!more.Valid || more.Value >= below || more.Value < 1)
            return null;
        if (more.IsScaled)
            return (more.Value, 1, more.Next);
        var word = pieces.Word(more.Next);
        var isJapanese = pieces.IsLetters(Next - 1) && !pieces.IsSpaced(Next - 1);
        if (MoneyWords.Multipliers.TryGetValue(word, out var times) && times < below && (isJapanese ? pieces.Touches(at) : word.Length > 2 && below >= 1_000_000m))
            return (more.Value, times, more.Next + 1);
        return isJapanese && pieces.Touches(at) && pieces.Touches(more.Next) && CurrencyWords.StartingAt(pieces, more.Next, besideNumber: true) is not null ? (more.Value, 1, more.Next) : null;
    }

    private void TakeCurrency()
    {
        if (CurrencyAt(Next) is not { } match || (pieces.IsDigits(match.NextPiece) && pieces.Touches(match.NextPiece)))
            return; // "20k $30k": the sign belongs to the next amount
        if (match.Times > 1 && Multiplier > 1)
            return;
        (Currency, Next, Multiplier) = (match.Term, match.NextPiece, Multiplier * match.Times);
    }

    /// <summary>The currency at a piece or behind "of", "in", "d'".</summary>
    private CurrencyMatch? CurrencyAt(int i)
    {
        var at = MoneyWords.BeforeCurrency.Contains(pieces.Word(i)) ? i + 1 : i;
        at = at > i && pieces.Word(i) == "d" && pieces.IsAny(at, "'\u2019") ? at + 1 : at;
        return pieces[at].Start > pieces[at - 1].End + 1 ? null : CurrencyWords.StartingAt(pieces, at, besideNumber: at == i || pieces.Word(i) != "in");
    }
}
