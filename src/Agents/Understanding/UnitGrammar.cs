namespace CoSellBot.Agents.Understanding;

/// <summary>Days that are a count of units away: "in 6 weeks", "für 2 Wochen", "d'ici deux semaines", "two weeks from now", 2週間後. A duration alone is no day.</summary>
internal sealed class UnitGrammar(Pieces pieces, DateOnly today)
{
    /// <summary>The day written at piece <paramref name="i"/>, or null.</summary>
    public DateMatch? At(int i) => InUnits(i) ?? UnitsLater(i);

    private DateMatch? InUnits(int i)
    {
        if (pieces.Word(i) == "d" && pieces.IsAny(i + 1, "'\u2019") && pieces.Word(i + 2) == "ici")
            return InUnits(i + 2);
        var isFor = DateWords.For.Contains(pieces.Word(i));
        var isPair = DateWords.InPairs.Contains(pieces.Word(i));
        if (!isFor && !isPair && !DateWords.In.Contains(pieces.Word(i)))
            return null;
        var at = isPair && pieces.Word(i + 1) is "von" or "de" or "a" or "der" ? i + 2 : i + 1;
        if (Span(at) is not var (unit, count, next) || (isFor && !IsShort(unit, count)))
            return null;
        return new DateMatch(next, Add(unit, count), Derived: true);
    }

    /// <summary>"two weeks from now", "2 weeks' time", 2週間後, 30日以内.</summary>
    private DateMatch? UnitsLater(int i)
    {
        if (Span(i) is not var (unit, count, next) || DateWords.Past.Contains(pieces.Word(i - 1)))
            return null;
        if (pieces.Word(next) is "後" or "以内")
            return new DateMatch(next + 1, Add(unit, count), Derived: true);
        return pieces.Word(next) == "from" && pieces.Word(next + 1) is "now" or "today" ? new DateMatch(next + 2, Add(unit, count), Derived: true) : null;
    }

    /// <summary>A count of units: "6 weeks", "einer Woche", "half a year", 2週間, 半年.</summary>
    private (CalendarUnit Unit, int Count, int Next)? Span(int i)
    {
        if (pieces.Word(i) == "半年")
            return (CalendarUnit.Month, 6, i + 1);
        if (NumberWords.HalfAt(pieces, i) is { } year && DateWords.Units.TryGetValue(pieces.Word(year), out var halved) && halved == CalendarUnit.Year)
            return (CalendarUnit.Month, 6, year + 1);
        var at = pieces.Word(i) == "a" && pieces.Word(i + 1) == "couple" ? i + 1 : i;
        var count = pieces.IsDigits(at) ? pieces.Number(at, 9) : NumberWords.Small(pieces.Word(at));
        if (count < 0)
            return null;
        at = pieces.Word(at + 1) == "of" ? at + 2 : at + 1;
        if (pieces.Word(at) is "日間" or "か月間" or "ヶ月間" or "カ月間" or "年間")
            return (pieces.Word(at)[0] switch { '日' => CalendarUnit.Day, '年' => CalendarUnit.Year, _ => CalendarUnit.Month }, count, at + 1);
        if (!DateWords.Units.TryGetValue(pieces.Word(at), out var unit) || unit is CalendarUnit.Half or CalendarUnit.FiscalYear)
            return null;
        return (unit, count, pieces.Word(at) == "年" && pieces.Word(at + 1) == "間" ? at + 2 : at + 1);
    }

    private static bool IsShort(CalendarUnit unit, int count) => unit is CalendarUnit.Day && count <= 60 || unit is CalendarUnit.Week && count <= 12 || unit is CalendarUnit.Month && count <= 3;

    private DateOnly? Add(CalendarUnit unit, int count)
    {
        var days = (long)count * (unit == CalendarUnit.Week ? 7 : 1);
        var months = (long)count * (unit switch { CalendarUnit.Year => 12, CalendarUnit.Quarter => 3, _ => 1 });
        if (unit is CalendarUnit.Day or CalendarUnit.Week)
            return days < 365_000 ? Later((int)days) : null;
        return months < 12_000 && today.Year < 8_000 ? today.AddMonths((int)months) : null;
    }

    private DateOnly? Later(int days) =>
        today.DayNumber + (long)days is >= 0 and var number && number <= DateOnly.MaxValue.DayNumber ? DateOnly.FromDayNumber((int)number) : null;
}
