namespace CoSellBot.Agents.Understanding;

/// <summary>Dates that name a span: "end of September", "Q3 2027", "mid October", "next month", "eoq". Without an edge the last day is meant.</summary>
internal sealed class PeriodGrammar(Pieces pieces, DateOnly today, FiscalCalendar fiscal, WeekGrammar weeks)
{
    private readonly record struct Span(int Next, Period? Period, bool IsMonth);

    /// <summary>The span written at piece <paramref name="i"/>, or null.</summary>
    public DateMatch? At(int i)
    {
        if (!pieces.IsLetters(i) && !pieces.IsDigits(i))
            return null;
        if (DateWords.Past.Contains(pieces.Word(i - 1)))
            return null;
        var word = pieces.Word(i);
        if (DateWords.EdgeWords.TryGetValue(word, out var own))
            return new DateMatch(i + 1, Current(own.Unit, 0)?.At(own.Edge), Derived: true);
        if (DateWords.Edges.TryGetValue(word, out var edge) && AfterEdge(i + 1) is { } inner)
            return Match(inner, edge, derived: edge != PeriodEdge.End || !inner.IsMonth || word == "courant");
        if (Named(i) is not { } span)
            return YearEnd(i);
        return Behind(span.Next, out var next) is { } behind
            ? Match(span with { Next = next }, behind, derived: !span.IsMonth || pieces.Word(next - 1) != "末")
            : Match(span, PeriodEdge.End, derived: true);
    }

    private DateMatch? Match(Span span, PeriodEdge edge, bool derived) =>
        DateWords.Past.Contains(pieces.Word(span.Next)) ? null : new(span.Next, span.Period?.At(edge), derived);

    // 9月末, 来月の中旬, Q3末, "Q3 end"
    private PeriodEdge? Behind(int i, out int next)
    {
        var at = pieces.Word(i) == "の" ? i + 1 : i;
        next = at + 1;
        // "Q3-Ende"
        if (pieces.Is(i, '-') && DateWords.Edges.TryGetValue(pieces.Word(i + 1), out var joined))
        {
            next = i + 2;
            return joined;
        }
        return DateWords.EdgesBehind.TryGetValue(pieces.Word(at), out var edge) && (pieces.Word(at) == "end" || pieces.Touches(at)) ? edge : null;
    }

    private Span? AfterEdge(int i)
    {
        var at = pieces.Is(i, '-') ? i + 1 : i;
        while (DateWords.EdgeLinks.Contains(pieces.Word(at)) || (pieces.IsAny(at, "'\u2019") && pieces.Word(at - 1) is "d" or "l"))
            at++;
        if (Named(at, afterEdge: true) is { } named)
            return named;
        // "end of quarter": bare units mean the current one, but only after an edge.
        if (pieces.Word(at) == "fy")
            return new Span(at + 1, fiscal.CurrentSpan(today, 12, 0), IsMonth: false);
        if (Year(at, shortToo: false) is >= 0 and var year && !pieces.Touches(at + 1))
            return new Span(at + 1, Period.Of(year, 1, 12), IsMonth: false);
        return RelativeSpan.UnitAt(pieces, at) is var (unit, next) ? new Span(next, Current(unit, 0), IsMonth: false) : null;
    }

    private Span? Named(int i, bool afterEdge = false) =>
        pieces.IsDigits(i)
            ? OrdinalDigit(i) ?? QuarterBehind(i) ?? YearThenQuarter(i) ?? JapaneseMonth(i) ?? Week(i)
            : Month(i, afterEdge) ?? Numbered(i) ?? Ordinal(i) ?? NextYearsMonth(i) ?? Relative(i) ?? UnitEnd(i) ?? Week(i);

    private Span? Week(int i) => weeks.Numbered(i) is var (next, period) ? new Span(next, period, IsMonth: false) : null;

    private Span? Month(int i, bool afterEdge)
    {
        var qualified = DateWords.Next.Contains(pieces.Word(i)) || DateWords.Coming.Contains(pieces.Word(i)) || DateWords.This.Contains(pieces.Word(i));
        var at = qualified ? i + 1 : i;
        var word = pieces.Word(at);
        if (!DateWords.Months.TryGetValue(word, out var month) || DateWords.IsNumberHere(pieces, at))
            return null;
        var next = pieces.Is(at + 1, '.') && pieces.Touches(at + 1) && pieces.IsDigits(at + 2) ? at + 2 : at + 1;
        next = pieces.IsAny(next, ",-/'\u2019") || pieces.Word(next) is "de" or "of" or "del" ? next + 1 : next;
        if (Year(next, shortToo: pieces.IsAny(next - 1, "'\u2019/-")) is >= 0 and var year)
            return new Span(next + 1, Period.Of(year, month, 1), IsMonth: true);
        if (DateWords.WeakMonths.Contains(word) && !qualified && !afterEdge && (DateWords.WeakestMonths.Contains(word) || (!DateWords.Leads.Contains(pieces.Word(i - 1)) && !StandsAlone(at))))
            return null;
        var end = RelativeSpan.After(pieces, at + 1) is > 0 and var said ? said : at + 1; // "septembre prochain"
        return new Span(end, Coming(month), IsMonth: true);
    }

    // "Wingtip, Signal, dez": between commas a month is a month.
    private bool StandsAlone(int i) => i > 0 && pieces.IsAny(i - 1, ",;/") && (i + 1 >= pieces.Count || pieces.IsAny(i + 1, ",;/.!"));

    private Period? Coming(int month) => Period.Of(month >= today.Month ? today.Year : today.Year + 1, month, 1);

    // Q3, q3 2027, Q3/27, H2, FY27, FY27 Q3
    private Span? Numbered(int i)
    {
        var letter = pieces.Word(i);
        if (letter == "fy" && Year(i + 1, shortToo: true) is >= 0 and var fiscalYear)
        {
            return QuarterAt(i + 2) is var (m, n)
                ? new Span(i + 4, fiscal.Span(fiscalYear, m, n), IsMonth: false)
                : new Span(i + 2, fiscal.Span(fiscalYear, 12, 1), IsMonth: false);
        }
        if (QuarterAt(i) is not var (months, number) || (pieces.Touches(i) && !pieces.IsAny(i - 1, "(（「、。:：\"'-/,") && (!pieces.IsLetters(i - 1) || pieces.IsSpaced(i - 1))))
            return null;
        var at = pieces.IsAny(i + 2, "/-'\u2019,") || pieces.Word(i + 2) is "of" or "fy" or "in" or "de" ? i + 3 : i + 2;
        at = pieces.Word(at) == "fy" || pieces.IsAny(at, "'\u2019") ? at + 1 : at;
        return Year(at, shortToo: at > i + 2 && !pieces.Is(at - 1, ',')) is >= 0 and var year
            ? new Span(at + 1, fiscal.Span(year, months, number), IsMonth: false)
            : new Span(i + 2, fiscal.NextSpan(today, months, number), IsMonth: false);
    }

    private (int Months, int Number)? QuarterAt(int i)
    {
        if (!pieces.IsDigits(i + 1) || !pieces.Touches(i + 1) || pieces.IsGlued(i + 2) || (pieces.Touches(i + 2) && pieces.IsAny(i + 2, "-_.") && pieces.Touches(i + 3) && !pieces.IsDigits(i + 3) && !DateWords.Edges.ContainsKey(pieces.Word(i + 3))))
            return null;
        return (pieces.Word(i), pieces.Number(i + 1, 1)) switch
        {
            ("q" or "t", >= 1 and <= 4 and var quarter) => (3, quarter),
            ("h" or "s", 1 or 2) => (6, pieces.Number(i + 1, 1)),
            _ => null,
        };
    }

    // 3Q, 3T26, 4Q末; a capital parts quarters from tons, and 2h is two hours.
    private Span? QuarterBehind(int i)
    {
        if (!(pieces.Word(i + 1) is "q" or "t") || !pieces.Touches(i + 1) || pieces.Touches(i) && pieces[i - 1].Kind != PieceKind.Other || pieces.IsGlued(i + 2) || pieces.Number(i, 1) is not (>= 1 and <= 4 and var quarter))
            return null;
        var at = pieces.IsAny(i + 2, "/-'\u2019") || pieces.Word(i + 2) is "de" ? i + 3 : i + 2;
        if (Year(at, shortToo: pieces.Touches(i + 2)) is >= 0 and var year)
            return new Span(at + 1, fiscal.Span(year, 3, quarter), IsMonth: false);
        return pieces.Word(i + 1) == "q" || pieces.Text[pieces[i + 1].Start] == 'T' ? new Span(i + 2, fiscal.NextSpan(today, 3, quarter), IsMonth: false) : null;
    }

    // 2026 Q3, 2026-Q3
    private Span? YearThenQuarter(int i)
    {
        var year = Year(i, shortToo: false);
        var at = pieces.IsAny(i + 1, "-/") ? i + 2 : i + 1;
        return year >= 0 && QuarterAt(at) is var (months, number) ? new Span(at + 2, fiscal.Span(year, months, number), IsMonth: false) : null;
    }

    private Span? Ordinal(int i)
    {
        if (DateWords.HalfWords.TryGetValue(pieces.Word(i), out var half))
            return new Span(i + 1, fiscal.NextSpan(today, 6, half), IsMonth: false);
        if (pieces.Word(i) == "第")
            return pieces.Word(i + 2) == "q" ? CountedUnit(i + 3, CalendarUnit.Quarter, pieces.Number(i + 1, 1)) : Counted(i + 2, pieces.Number(i + 1, 1));
        return DateWords.Ordinals.TryGetValue(pieces.Word(i), out var number) ? Counted(i + 1, number) : null;
    }

    // "3. Quartal", "3er trimestre", "3º trimestre", "1. Halbjahr"
    private Span? OrdinalDigit(int i)
    {
        if (pieces.Number(i, 1) is not (>= 1 and <= 4 and var number) || (pieces.Touches(i) && pieces[i - 1].Kind != PieceKind.Other))
            return null;
        var at = i + 1;
        while (pieces.Touches(at) && at < i + 3 && (pieces.IsAny(at, ".\u00B0") || DateWords.OrdinalEndings.Contains(pieces.Word(at))))
            at++;
        return at > i + 1 || pieces.Word(at) == "四半期" ? Counted(at, number) : null;
    }

    private Span? Counted(int i, int number) =>
        DateWords.Units.TryGetValue(pieces.Word(i), out var unit) ? CountedUnit(i + 1, unit, number) : null;

    private Span? CountedUnit(int next, CalendarUnit unit, int number)
    {
        if (unit is not (CalendarUnit.Quarter or CalendarUnit.Half) || number < 1 || number > (unit == CalendarUnit.Half ? 2 : 4))
            return null;
        var months = unit == CalendarUnit.Half ? 6 : 3;
        var at = pieces.Word(next) is "of" or "de" or "von" ? next + 1 : next;
        return Year(at, shortToo: false) is >= 0 and var year
            ? new Span(at + 1, fiscal.Span(year, months, number), IsMonth: false)
            : new Span(next, fiscal.NextSpan(today, months, number), IsMonth: false);
    }

    private Span? Relative(int i) => RelativeSpan.Read(pieces, i) is { } span ? new Span(span.Next, Current(span.Unit, span.Later), IsMonth: false) : null;

    // quarter end, year-end, 四半期末, 2026年末
    private Span? UnitEnd(int i)
    {
        if (!DateWords.Units.TryGetValue(pieces.Word(i), out var unit) || unit is CalendarUnit.Day or CalendarUnit.Week || pieces.Word(i) == "an")
            return null; // "an end customer"
        var at = pieces.Is(i + 1, '-') ? i + 2 : i + 1;
        return pieces.Word(at) is "end" or "末" && !(unit is CalendarUnit.Year && pieces.Touches(i)) ? new Span(at + 1, Current(unit, 0), IsMonth: false) : null;
    }

    // 2026年末, 2026年度末; a year alone is no date.
    private DateMatch? YearEnd(int i) =>
        Year(i, shortToo: false) is >= 0 and var year && pieces.Word(i + 1) is "年" or "年度" && Behind(i + 2, out var next) is { } edge
            ? new DateMatch(next, (pieces.Word(i + 1) == "年" ? Period.Of(year, 1, 12) : fiscal.Span(year, 12, 1))?.At(edge), Derived: true)
            : null;

    // 9月, 2027年3月
    private Span? JapaneseMonth(int i)
    {
        var year = pieces.Word(i + 1) == "年" ? Year(i, shortToo: false) : -1;
        var at = year < 0 ? i : i + 2;
        return pieces.Number(at, 2) is >= 1 and <= 12 and var month && pieces.Word(at + 1) == "月" && !(pieces.Word(at + 2) == "間")
            ? new Span(at + 2, year < 0 ? Coming(month) : Period.Of(year, month, 1), IsMonth: true)
            : null;
    }

    // 来年3月, 来年の3月
    private Span? NextYearsMonth(int i)
    {
        if (!DateWords.SpanWords.TryGetValue(pieces.Word(i), out var span) || span.Unit != CalendarUnit.Year)
            return null;
        var at = pieces.Word(i + 1) == "の" ? i + 2 : i + 1;
        return pieces.Number(at, 2) is >= 1 and <= 12 and var month && pieces.Word(at + 1) == "月" ? new Span(at + 2, Period.Of(today.Year + span.Later, month, 1), IsMonth: false) : null;
    }

    private Period? Current(CalendarUnit unit, int later) => unit switch
    {
        CalendarUnit.Day => new Period(today, today),
        CalendarUnit.Week => WorkWeek(later),
        CalendarUnit.Month => Period.Of(today.Year + ((today.Month - 1 + later) / 12), ((today.Month - 1 + later) % 12) + 1, 1),
        CalendarUnit.Quarter => fiscal.CurrentSpan(today, 3, later),
        CalendarUnit.Half => fiscal.CurrentSpan(today, 6, later),
        CalendarUnit.FiscalYear => fiscal.CurrentSpan(today, 12, later),
        _ => Period.Of(today.Year + later, 1, 12),
    };

    /// <summary>Monday to Friday; on a weekend "this week" is the coming one.</summary>
    private Period? WorkWeek(int later)
    {
        var sinceMonday = ((int)today.DayOfWeek + 6) % 7;
        var monday = today.DayNumber - sinceMonday + (7 * (sinceMonday > 4 && later == 0 ? 1 : later));
        return monday is > 0 and < 3_600_000 ? new Period(DateOnly.FromDayNumber(monday), DateOnly.FromDayNumber(monday + 4)) : null;
    }

    private int Year(int i, bool shortToo)
    {
        if (pieces.IsGlued(i + 1))
            return -1;
        if (pieces[i].Length == 4 && pieces.Number(i, 4) is >= 1900 and <= 2199 and var year)
            return CurrencyWords.StartingAt(pieces, i + 1, besideNumber: true) is null ? year : -1;
        return shortToo && pieces[i].Length == 2 && pieces.Number(i, 2) is >= 15 and <= 59 and var two ? 2000 + two : -1;
    }
}
