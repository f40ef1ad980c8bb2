namespace CoSellBot.Agents.Understanding;

/// <summary>A number with what stands around it: sign, currency, multiplier; or the knowledge that it is not money.</summary>
internal readonly record struct MoneyCandidate(int First, int Next, int Start, int End, NumberText Number, decimal Multiplier, CurrencyTerm? Currency, bool Negative, bool IsMoney)
{
    public bool IsBare => Multiplier == 1 && Currency is null;

    /// <summary>False for a small bare number or a year, which is money only as the first half of a range.</summary>
    public bool IsEnough => !IsBare || (Number.Digits >= 3 && !(Number is { Digits: 4, Value: >= 1990 and <= 2099 } && Number.Value == Number.AsDecimal));

    /// <summary>Reads the candidate whose digits begin at <paramref name="i"/>; pieces before <paramref name="free"/> belong to others.</summary>
    public static MoneyCandidate Read(Pieces pieces, int i, int free)
    {
        var spaced = ReadWith(pieces, i, free, NumberText.Read(pieces, i, allowSpaces: true));
        return spaced.Number.Spaced && (spaced.Currency is null || !spaced.IsMoney)
            ? ReadWith(pieces, i, free, NumberText.Read(pieces, i, allowSpaces: false))
            : spaced;
    }

    /// <summary>True when only "-" or "to" stands between the two and the lower has no multiplier of its own.</summary>
    public bool IsRangeAfter(Pieces pieces, MoneyCandidate low) =>
        !IsBare && First == low.Next + 1 && (pieces.IsAny(low.Next, "-\u2013") || pieces.Word(low.Next) is "to" or "bis" or "or" or "à");

    private static MoneyCandidate ReadWith(Pieces pieces, int i, int free, NumberText number)
    {
        var not = new MoneyCandidate(i, number.Next, pieces[i].Start, pieces[i].End, number, 1, null, false, IsMoney: false);
        if (!number.Valid)
            return not;
        var first = i;
        var negative = TakeSign(pieces, ref first, free);
        var left = Left(pieces, first, free);
        if (left is { } match)
        {
            first = match.FirstPiece;
            negative |= TakeSign(pieces, ref first, free);
        }
        if (IsIdentifierBefore(pieces, first))
            return not;
        var next = number.Next;
        if (!Right(pieces, ref next, left, out var multiplier, out var right))
            return not;
        var glued = next > number.Next && pieces.Touches(number.Next);
        if (left is null && right is null && (IsOtherUnit(pieces, next) || IsPhone(pieces, first, multiplier) || IsIdentifierAfter(pieces, next, glued)))
            return not with { Next = AfterPhone(pieces, first, next) };
        // "1.125m" is 1,125,000: nobody writes a thousand million that way.
        var read = multiplier >= 1_000_000m ? number with { Value = number.AsDecimal } : number;
        return new MoneyCandidate(first, next, pieces[first].Start, pieces[next - 1].End, read, multiplier, right ?? left?.Term, negative, IsMoney: true);
    }

    private static CurrencyMatch? Left(Pieces pieces, int first, int free)
    {
        if (first <= free || pieces[first].Start - pieces[first - 1].End > 1)
            return null;
        return CurrencyWords.EndingAt(pieces, first - 1) is { } match && match.FirstPiece >= free ? match : null;
    }

    private static bool TakeSign(Pieces pieces, ref int first, int free)
    {
        if (first <= free || !pieces.Touches(first) || !pieces.IsAny(first - 1, "-\u2212\u2013"))
            return false;
        if (pieces.Touches(first - 1) && pieces[first - 2].Kind != PieceKind.Other)
            return false; // "10-20k", "DR-7"
        first--;
        return true;
    }

    /// <summary>Reads multiplier and currency after the number. False when letters glued to it make it something else ("7eleven", "4th").</summary>
    private static bool Right(Pieces pieces, ref int next, CurrencyMatch? left, out decimal multiplier, out CurrencyTerm? currency)
    {
        multiplier = 1;
        currency = null;
        if (pieces.IsLetters(next) && pieces.Touches(next) && !TakeGlued(pieces, ref next, out multiplier, out currency))
            return false;
        if (multiplier == 1 && currency is null)
            TakeMultiplier(pieces, ref next, left is not null, ref multiplier);
        // A dollar sign before may be settled by a code behind; a settled currency before closes the amount.
        if (currency is null && left is not { IsOpen: false })
            TakeCurrency(pieces, ref next, ref currency);
        return true;
    }

    private static bool TakeGlued(Pieces pieces, ref int next, out decimal multiplier, out CurrencyTerm? currency)
    {
        var word = pieces.Word(next);
        multiplier = 1;
        currency = null;
        if (word.Length == 0)
            return false;
        if (!MoneyWords.Multipliers.TryGetValue(word, out multiplier))
        {
            multiplier = 1;
            if ((currency = CurrencyWords.Term(word, besideNumber: true)) is null)
            {
                var glued = Array.Find(MoneyWords.Glued, s => word.StartsWith(s, StringComparison.Ordinal));
                var rest = word[(glued?.Length ?? 0)..];
                // Japanese runs on without blanks: 800万円で
                currency = rest.Length > 0 && rest[0] is '円' or '元' ? CurrencyWords.Term(rest[..1], besideNumber: true) : CurrencyWords.Term(rest, besideNumber: true);
                if (currency is null && (glued is null || rest.Length == 0 || word[0] < '\u3000'))
                    return false;
                if (glued is not null)
                    multiplier = MoneyWords.Multipliers[glued];
            }
        }
        next++;
        return true;
    }

    private static void TakeMultiplier(Pieces pieces, ref int next, bool hasCurrency, ref decimal multiplier)
    {
        var word = pieces.Word(next);
        if (!MoneyWords.Multipliers.TryGetValue(word, out var times) || pieces[next].Start > pieces[next - 1].End + 1)
            return;
        var after = pieces.Is(next + 1, '.') && pieces.Touches(next + 1) ? next + 2 : next + 1; // "1,5 Mio. €"
        var currencyFollows = CurrencyWords.StartingAt(pieces, after, besideNumber: true) is not null;
        if (word is "m" or "b" or "cr" or "mm" && !hasCurrency && !currencyFollows)
            return;
        multiplier = times;
        next = currencyFollows ? after : next + 1;
    }

    private static void TakeCurrency(Pieces pieces, ref int next, ref CurrencyTerm? currency)
    {
        var at = pieces.Word(next) is "in" or "of" or "de" or "en" or "em" ? next + 1 : next;
        if (pieces[at].Start > pieces[at - 1].End + 1 || CurrencyWords.StartingAt(pieces, at, besideNumber: at == next) is not { } match)
            return;
        if (pieces.IsDigits(match.NextPiece) && pieces.Touches(match.NextPiece))
            return; // "20k $30k": the sign belongs to the next amount
        currency = match.Term;
        next = match.NextPiece;
    }

    // DR-7, #45, @3, x_1, 2/3, 10:30, .5 after a failed number
    private static bool IsIdentifierBefore(Pieces pieces, int first)
    {
        if (!pieces.Touches(first))
            return false;
        if (pieces.IsLetters(first - 1) || pieces.IsAny(first - 1, "#@_\\"))
            return true;
        return pieces.Touches(first - 1) && pieces[first - 2].Kind != PieceKind.Other
            && (pieces.IsAny(first - 1, ".,:/'\u2019") || (pieces.Is(first - 1, '-') && pieces.IsLetters(first - 2)));
    }

    private static bool IsIdentifierAfter(Pieces pieces, int next, bool hasSuffix)
    {
        if (!pieces.Touches(next))
            return false;
        if (pieces.IsAny(next, "%@_\u2030\u00B0") || pieces.IsLetters(next))
            return true;
        if (!pieces.Touches(next + 1) || pieces[next + 1].Kind == PieceKind.Other)
            return false;
        if (pieces.Is(next, '.') && pieces.IsLetters(next + 1))
            return !hasSuffix || pieces[next + 1].Length == 2 || MoneyWords.DomainEndings.Contains(pieces.Word(next + 1));
        return !hasSuffix && (pieces.IsAny(next, "/:") || (pieces.Is(next, '-') && pieces.IsLetters(next + 1)));
    }

    private static bool IsOtherUnit(Pieces pieces, int next) =>
        pieces.Is(next, '%') || MoneyWords.OtherUnits.Contains(pieces.Word(next)) || (pieces.Is(next, '-') && MoneyWords.OtherUnits.Contains(pieces.Word(next + 1)));

    private static bool IsPhone(Pieces pieces, int first, decimal multiplier) => multiplier == 1 && pieces.Is(first - 1, '+') && pieces.Touches(first);

    private static int AfterPhone(Pieces pieces, int first, int next)
    {
        if (!IsPhone(pieces, first, 1))
            return next;
        while (next < pieces.Count && (pieces.IsDigits(next) || pieces.IsAny(next, "-/().")))
            next++;
        return next;
    }
}
