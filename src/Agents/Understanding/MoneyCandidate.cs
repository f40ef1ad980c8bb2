namespace CoSellBot.Agents.Understanding;

/// <summary>A number with what stands around it: sign, currency, multiplier; or the knowledge that it is not money.</summary>
internal readonly record struct MoneyCandidate(int First, int Next, int Start, int End, NumberText Number, decimal Multiplier, CurrencyTerm? Currency, bool Negative, bool IsMoney)
{
    public bool IsBare => Multiplier == 1 && Currency is null && !Number.IsScaled;

    /// <summary>False for a small bare number or a year, which is money only as the first half of a range.</summary>
    public bool IsEnough => !IsBare || (Number.Digits >= 3 && !(Number is { Digits: 4, Value: >= 1990 and <= 2099 } && Number.Value == Number.AsDecimal));

    /// <summary>Reads the candidate whose number begins at <paramref name="i"/>; pieces before <paramref name="free"/> belong to others.</summary>
    public static MoneyCandidate Read(Pieces pieces, int i, int free)
    {
        if (!pieces.IsDigits(i))
            return ReadWith(pieces, i, free, NumberWords.Read(pieces, i));
        var spaced = ReadWith(pieces, i, free, NumberText.Read(pieces, i, allowSpaces: true));
        // "72 000" can only be a thousand of something; "5 100" may be two numbers.
        return spaced.Number.Spaced && !(spaced.IsMoney && (spaced.Currency is not null || spaced.Number.Value % 1_000 == 0))
            ? ReadWith(pieces, i, free, NumberText.Read(pieces, i, allowSpaces: false))
            : spaced;
    }

    /// <summary>True when only "-" or "to" stands between the two, or "and" after "between", and the lower lacks something the upper has.</summary>
    public bool IsRangeAfter(Pieces pieces, MoneyCandidate low) =>
        !IsBare && First == low.Next + 1
        && (pieces.IsAny(low.Next, "-\u2013\u301C\uFF5E~") || MoneyWords.Between.Contains(pieces.Word(low.Next))
            || (pieces.Word(low.Next) is "and" or "und" or "et" or "y" or "e" && pieces.Word(low.First - 1) is "between" or "zwischen" or "entre"));

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
        var next = AfterDash(pieces, number.Next);
        var tail = new MoneyTail(pieces, number, next, left);
        if (!tail.Read())
            return not;
        var glued = tail.Next > next && pieces.Touches(next);
        next = tail.Next;
        var isPhone = IsPhone(pieces, first, number, tail.Multiplier);
        if (left is null && tail.Currency is null && (IsOtherUnit(pieces, next, number, tail.Multiplier) || isPhone || IsIdentifierAfter(pieces, next, glued)))
            return not with { Next = isPhone ? AfterPhone(pieces, next) : next };
        var candidate = new MoneyCandidate(first, next, pieces[first].Start, pieces[next - 1].End, tail.Number, tail.Multiplier, tail.Currency ?? left?.Term, negative, IsMoney: true);
        return number.IsSpelt && candidate.IsBare ? not : candidate;
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

    // "80.000,- €", "80'000.-"
    private static int AfterDash(Pieces pieces, int next) =>
        pieces.IsAny(next, ",.") && pieces.Touches(next) && pieces.IsAny(next + 1, "-\u2013\u2014") && pieces.Touches(next + 1)
        && !(pieces.Touches(next + 2) && pieces[next + 2].Kind != PieceKind.Other) ? next + 2 : next;

    // DR-7, #45, @3, x_1, 2/3, 10:30, .5 after a failed number
    private static bool IsIdentifierBefore(Pieces pieces, int first)
    {
        if (!pieces.Touches(first))
            return false;
        if (pieces.IsSpaced(first - 1) || pieces.IsAny(first - 1, "#@_\\"))
            return true;
        if (!pieces.Touches(first - 1) || pieces[first - 2].Kind == PieceKind.Other)
            return false;
        // "Betrag:80k", "d'80 000 €"
        var afterDigits = pieces.IsDigits(first - 2);
        return pieces.IsAny(first - 1, ".,") || (pieces.Is(first - 1, '/') && (afterDigits || pieces[first - 2].Length < 3)) || (pieces.IsAny(first - 1, ":'\u2019") && (afterDigits || (!pieces.Is(first - 1, ':') && pieces[first - 2].Length > 1)))
            || (pieces.Is(first - 1, '-') && pieces.IsLetters(first - 2));
    }

    private static bool IsIdentifierAfter(Pieces pieces, int next, bool hasSuffix)
    {
        if (!pieces.Touches(next))
            return false;
        if (pieces.IsAny(next, "%@_\u2030\u00B0\uFF05") || pieces.IsSpaced(next))
            return true;
        if (!pieces.Touches(next + 1) || pieces[next + 1].Kind == PieceKind.Other)
            return false;
        if (pieces.Is(next, '.') && pieces.IsSpaced(next + 1))
            return !hasSuffix || pieces[next + 1].Length == 2 || MoneyWords.DomainEndings.Contains(pieces.Word(next + 1));
        return !hasSuffix && (pieces.IsAny(next, "/:") || (pieces.Is(next, '-') && pieces.IsLetters(next + 1)));
    }

    private static bool IsOtherUnit(Pieces pieces, int next, NumberText number, decimal multiplier)
    {
        if (pieces.IsAny(next, "%\uFF05") || MoneyWords.OtherUnits.Contains(pieces.Word(next)) || (pieces.Is(next, '-') && MoneyWords.OtherUnits.Contains(pieces.Word(next + 1))))
            return true;
        if (pieces.Word(next) is "por" or "pour" && MoneyWords.Hundredths.Contains(pieces.Word(next + 1)))
            return true;
        // A counter we do not know: 500冊. After an amount of money stands a particle or nothing.
        return multiplier == 1 && !number.IsSpelt && pieces.Touches(next) && pieces.IsLetters(next) && Scripts.Of(pieces.Text[pieces[next].Start]) is Script.Han or Script.Katakana;
    }

    private static bool IsPhone(Pieces pieces, int first, NumberText number, decimal multiplier) =>
        multiplier == 1 && (number.HasLeadingZero || (pieces.Is(first - 1, '+') && pieces.Touches(first)));

    private static int AfterPhone(Pieces pieces, int next)
    {
        while (next < pieces.Count && (pieces.IsDigits(next) || (pieces.IsAny(next, "-/().") && pieces[next].Start <= pieces[next - 1].End + 1)))
            next++;
        return next;
    }
}
