namespace CoSellBot.Agents.Understanding;

/// <summary>A week, month, quarter or year counted from the current one: "next week", "el mes que viene", "übernächstes Quartal", 来月.</summary>
internal readonly record struct RelativeSpan(int Next, CalendarUnit Unit, int Later)
{
    /// <summary>The span that begins at piece <paramref name="i"/>, or null; days and past spans are none.</summary>
    public static RelativeSpan? Read(Pieces pieces, int i)
    {
        var word = pieces.Word(i);
        if (DateWords.SpanWords.TryGetValue(word, out var named))
            return new RelativeSpan(i + 1, named.Unit, named.Later);
        if (Before(word) is { } later && UnitAt(pieces, i + 1) is var (unit, next))
            return new RelativeSpan(AfterThis(pieces, next, later), unit, later);
        if (UnitAt(pieces, i) is not var (first, after))
            return null;
        if (word == "week" && pieces.Word(after) == "after" && pieces.Word(after + 1) == "next")
            return new RelativeSpan(after + 2, CalendarUnit.Week, 2);
        // "le mois prochain", "el mes próximo", "o mês que vem"; "week next" is no English.
        return After(pieces, after) is var end and > 0 && pieces.Word(after) != "next" ? new RelativeSpan(end, first, 1) : null;
    }

    /// <summary>A unit longer than a day, "fiscal year" taken together.</summary>
    public static (CalendarUnit Unit, int Next)? UnitAt(Pieces pieces, int i)
    {
        var at = DateWords.Fiscal.Contains(pieces.Word(i)) ? i + 1 : i;
        if (!DateWords.Units.TryGetValue(pieces.Word(at), out var unit) || unit == CalendarUnit.Day)
            return null;
        var isFiscal = unit == CalendarUnit.Year && (at > i || DateWords.Fiscal.Contains(pieces.Word(at + 1)));
        return isFiscal ? (CalendarUnit.FiscalYear, at > i ? at + 1 : at + 2) : at > i && unit != CalendarUnit.Quarter ? null : (unit, at + 1);
    }

    /// <summary>First piece after "next" said behind its noun; 0 when it is not said.</summary>
    public static int After(Pieces pieces, int i)
    {
        if (pieces.Word(i) == "que" && pieces.Word(i + 1) is "viene" or "vem" or "entra")
            return i + 2;
        return DateWords.Next.Contains(pieces.Word(i)) || DateWords.Coming.Contains(pieces.Word(i)) ? i + 1 : 0;
    }

    private static int? Before(string word) =>
        DateWords.This.Contains(word) ? 0 : DateWords.Next.Contains(word) || DateWords.Coming.Contains(word) ? 1 : DateWords.AfterNext.Contains(word) ? 2 : null;

    // "ce mois-ci"
    private static int AfterThis(Pieces pieces, int next, int later) => later == 0 && pieces.Is(next, '-') && pieces.Word(next + 1) == "ci" ? next + 2 : next;
}
