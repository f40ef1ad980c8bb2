namespace CoSellBot.Agents.Understanding;

/// <summary>A span of days, both ends included.</summary>
internal readonly record struct Period(DateOnly Start, DateOnly End)
{
    public static Period? Of(int year, int month, int months)
    {
        if (year is < 1 or > 9990)
            return null;
        var start = new DateOnly(year, month, 1);
        return new Period(start, start.AddMonths(months).AddDays(-1));
    }

    /// <summary>"Mid" is the 15th of the middle month, "early" ten days in, "late" five days before the end.</summary>
    public DateOnly At(PeriodEdge edge) => edge switch
    {
        PeriodEdge.Start => Start,
        PeriodEdge.Early => Days < 28 ? Start.AddDays(1) : Start.AddDays(9),
        PeriodEdge.Middle when Days < 28 => Start.AddDays(Days / 2),
        PeriodEdge.Middle => Days > 300 ? Start.AddMonths(6).AddDays(-1) : new DateOnly(Start.Year, Start.Month, 15).AddMonths(Days / 60),
        PeriodEdge.Late => Days < 28 ? End.AddDays(-1) : End.AddDays(-5),
        _ => End,
    };

    private int Days => End.DayNumber - Start.DayNumber + 1;
}

/// <summary>Quarters and halves of the programme's fiscal year, which bears the number of the calendar year it ends in.</summary>
internal sealed class FiscalCalendar(int startMonth)
{
    private readonly int _startMonth = startMonth is >= 1 and <= 12 ? startMonth : 1;

    /// <summary>The <paramref name="number"/>th span of that many months in the fiscal year; null outside the calendar.</summary>
    public Period? Span(int fiscalYear, int months, int number)
    {
        var first = (_startMonth - 1) + ((number - 1) * months);
        var year = (_startMonth == 1 ? fiscalYear : fiscalYear - 1) + (first / 12);
        return Period.Of(year, (first % 12) + 1, months);
    }

    /// <summary>The next span of that number which is not over on <paramref name="today"/>.</summary>
    public Period? NextSpan(DateOnly today, int months, int number)
    {
        var year = Year(today);
        return Span(year, months, number) is { } span && span.End >= today ? span : Span(year + 1, months, number);
    }

    /// <summary>The span that today is in, or one of the following.</summary>
    public Period? CurrentSpan(DateOnly today, int months, int later)
    {
        var index = (((today.Month - _startMonth + 12) % 12) / months) + later;
        return Span(Year(today) + (index / (12 / months)), months, (index % (12 / months)) + 1);
    }

    private int Year(DateOnly day) => _startMonth > 1 && day.Month >= _startMonth ? day.Year + 1 : day.Year;
}
