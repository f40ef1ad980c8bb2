namespace CoSellBot.Agents.Understanding;

/// <summary>Dates that name a span: "end of September", "Q3 2027", "mid October", "next month", "eoq". Without an edge the last day is meant.</summary>
internal sealed class PeriodGrammar(Pieces pieces, DateOnly today, FiscalCalendar fiscal)
{
    private readonly record struct Span(int Next, Period? Period, bool IsMonth);

    /// <summary>The span written at piece <paramref name="i"/>, or null.</summary>
    public DateMatch? At(int i)
    {
        var word = pieces.Word(i);
        if (word.Length == 0)
            return YearThenQuarter(i) ?? JapaneseMonth(i);
        if (DateWords.Past.Contains(pieces.Word(i - 1)))
            return null;
        if (DateWords.EndWords.TryGetValue(word, out var ended))
            return new DateMatch(i + 1, Current(ended, 0)?.End, Derived: true);
        if (DateWords.Edges.TryGetValue(word, out var edge) && AfterEdge(i + 1) is { } inner)
            return Match(inner, edge, derived: edge != PeriodEdge.End || !inner.IsMonth);
        return Named(i) is { } span ? Match(span, PeriodEdge.End, derived: true) : null;
    }

    private static DateMatch Match(Span span, PeriodEdge edge, bool derived) => new(span.Next, span.Period?.At(edge), derived);

    private Span? AfterEdge(int i)
    {
        var at = pieces.Is(i, '-') ? i + 1 : i;
        while (DateWords.Links.Contains(pieces.Word(at)) || (pieces.IsAny(at, "'\u2019") && pieces.Word(at - 1) == "d"))
            at++;
        if (Named(at, afterEdge: true) is { } named)
            return named;
        // "end of quarter": bare units mean the current one, but only after an edge.
        if (pieces.Word(at) is "fiscal" or "fy" && (DateWords.Units.GetValueOrDefault(pieces.Word(at + 1)) == CalendarUnit.Year || pieces.Word(at) == "fy"))
            return new Span(pieces.Word(at) == "fy" ? at + 1 : at + 2, fiscal.CurrentSpan(today, 12, 0), IsMonth: false);
        return DateWords.Units.TryGetValue(pieces.Word(at), out var unit) && unit != CalendarUnit.Day && at > i
            ? new Span(at + 1, Current(unit, 0), IsMonth: false)
            : null;
    }

    private Span? Named(int i, bool afterEdge = false) => Month(i, afterEdge) ?? Numbered(i) ?? Ordinal(i) ?? Relative(i) ?? UnitEnd(i);

    private Span? Month(int i, bool afterEdge)
    {
        var qualified = DateWords.Next.Contains(pieces.Word(i)) || DateWords.This.Contains(pieces.Word(i));
        var at = qualified ? i + 1 : i;
        var word = pieces.Word(at);
        if (!DateWords.Months.TryGetValue(word, out var month))
            return null;
        var next = pieces.Is(at + 1, '.') && pieces.Touches(at + 1) && pieces.IsDigits(at + 2) ? at + 2 : at + 1;
        next = pieces.IsAny(next, ",-/'\u2019") || pieces.Word(next) is "de" or "of" ? next + 1 : next;
        if (Year(next, shortToo: pieces.IsAny(next - 1, "'\u2019/-")) is >= 0 and var year)
            return new Span(next + 1, Period.Of(year, month, 1), IsMonth: true);
        if (DateWords.WeakMonths.Contains(word) && !qualified && !afterEdge && !DateWords.Leads.Contains(pieces.Word(i - 1)))
            return null;
        return new Span(at + 1, Period.Of(month >= today.Month ? today.Year : today.Year + 1, month, 1), IsMonth: true);
    }

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
        if (QuarterAt(i) is not var (months, number) || (pieces.Touches(i) && !pieces.IsAny(i - 1, "(\"'-/,")))
            return null;
        var at = pieces.IsAny(i + 2, "/-'\u2019,") || pieces.Word(i + 2) is "of" or "fy" or "in" ? i + 3 : i + 2;
        at = pieces.Word(at) == "fy" || pieces.IsAny(at, "'\u2019") ? at + 1 : at;
        return Year(at, shortToo: at > i + 2 && !pieces.Is(at - 1, ',')) is >= 0 and var year
            ? new Span(at + 1, fiscal.Span(year, months, number), IsMonth: false)
            : new Span(i + 2, fiscal.NextSpan(today, months, number), IsMonth: false);
    }

    private (int Months, int Number)? QuarterAt(int i)
    {
        if (!pieces.IsDigits(i + 1) || !pieces.Touches(i + 1) || (pieces.Touches(i + 2) && (pieces.IsLetters(i + 2) || (pieces.IsAny(i + 2, "-_.") && pieces.Touches(i + 3) && !pieces.IsDigits(i + 3)))))
            return null;
        return (pieces.Word(i), pieces.Number(i + 1, 1)) switch
        {
            ("q", >= 1 and <= 4 and var quarter) => (3, quarter),
            ("h", 1 or 2) => (6, pieces.Number(i + 1, 1)),
            _ => null,
        };
    }

    // 2026 Q3, 2026-Q3
    private DateMatch? YearThenQuarter(int i)
    {
        var year = Year(i, shortToo: false);
        var at = pieces.IsAny(i + 1, "-/") ? i + 2 : i + 1;
        return year >= 0 && QuarterAt(at) is var (months, number) ? new DateMatch(at + 2, fiscal.Span(year, months, number)?.End, Derived: true) : null;
    }

    private Span? Ordinal(int i)
    {
        if (!DateWords.Ordinals.TryGetValue(pieces.Word(i), out var number))
            return null;
        if (!DateWords.Units.TryGetValue(pieces.Word(i + 1), out var unit) || unit is not (CalendarUnit.Quarter or CalendarUnit.Half) || (unit == CalendarUnit.Half && number > 2))
            return null;
        return new Span(i + 2, fiscal.NextSpan(today, unit == CalendarUnit.Half ? 6 : 3, number), IsMonth: false);
    }

    private Span? Relative(int i)
    {
        var later = DateWords.Next.Contains(pieces.Word(i)) ? 1 : 0;
        if ((later == 1 || DateWords.This.Contains(pieces.Word(i))) && DateWords.Units.TryGetValue(pieces.Word(i + 1), out var unit) && unit != CalendarUnit.Day)
            return new Span(i + 2, Current(unit, later), IsMonth: false);
        // "le mois prochain", "el mes próximo"
        return DateWords.Units.TryGetValue(pieces.Word(i), out unit) && unit != CalendarUnit.Day && pieces.Word(i + 1) is not "next" && DateWords.Next.Contains(pieces.Word(i + 1))
            ? new Span(i + 2, Current(unit, 1), IsMonth: false)
            : null;
    }

    // quarter end, year-end
    private Span? UnitEnd(int i)
    {
        if (!DateWords.Units.TryGetValue(pieces.Word(i), out var unit) || unit is CalendarUnit.Day or CalendarUnit.Week)
            return null;
        var at = pieces.Is(i + 1, '-') ? i + 2 : i + 1;
        return pieces.Word(at) == "end" ? new Span(at + 1, Current(unit, 0), IsMonth: false) : null;
    }

    // 9月末, 9月
    private DateMatch? JapaneseMonth(int i) =>
        pieces.Number(i, 2) is >= 1 and <= 12 and var month && pieces.Word(i + 1) is ['月', ..] word && (word.Length == 1 || word[1] is not '間')
            ? new DateMatch(i + 2, Period.Of(month >= today.Month ? today.Year : today.Year + 1, month, 1)?.End, Derived: !word.StartsWith("月末", StringComparison.Ordinal))
            : null;

    private Period? Current(CalendarUnit unit, int later) => unit switch
    {
        CalendarUnit.Day => new Period(today, today),
        CalendarUnit.Week => WorkWeek(later),
        CalendarUnit.Month => Period.Of(today.Year + ((today.Month - 1 + later) / 12), ((today.Month - 1 + later) % 12) + 1, 1),
        CalendarUnit.Quarter => fiscal.CurrentSpan(today, 3, later),
        CalendarUnit.Half => fiscal.CurrentSpan(today, 6, later),
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
        if (pieces.Touches(i + 1) && pieces.IsLetters(i + 1))
            return -1;
        if (pieces[i].Length == 4 && pieces.Number(i, 4) is >= 1900 and <= 2199 and var year)
            return CurrencyWords.StartingAt(pieces, i + 1, besideNumber: true) is null ? year : -1;
        return shortToo && pieces[i].Length == 2 && pieces.Number(i, 2) is >= 15 and <= 59 and var two ? 2000 + two : -1;
    }
}
