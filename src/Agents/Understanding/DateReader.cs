namespace CoSellBot.Agents.Understanding;

/// <summary>One date found in a text. Derived: we filled in more than the year of a plain day or the last day of a named month, so the card marks it.</summary>
internal sealed record DateReading(int Start, int Length, DateOnly Date, bool Derived, string AsWritten)
{
    /// <summary>Looks like a date and is none: 31/02/2026. <see cref="Date"/> means nothing then.</summary>
    public bool Invalid { get; init; }

    /// <summary>The other date it may mean: 9 Oct and 10 Sep for "09/10", this Friday and the one after for "next Friday".</summary>
    public DateOnly? Alternative { get; init; }
}

/// <summary>Reads dates as people type them in chat. Past dates are returned as written; refusing them is the caller's.</summary>
internal static class DateReader
{
    /// <summary>The dates in order of appearance. A month or quarter without a year is the next one not over on that day.</summary>
    /// <remarks>Quarters and halves follow the programme's fiscal year, "end of year" is 31 December. The locale (BCP 47) decides "09/10", month first in Japanese.</remarks>
    public static IReadOnlyList<DateReading> Read(string text, DateOnly today, int fiscalYearStartMonth, string locale) =>
        Read(new Pieces(text), today, fiscalYearStartMonth, locale);

    internal static List<DateReading> Read(Pieces pieces, DateOnly today, int fiscalYearStartMonth, string locale)
    {
        var days = new DayGrammar(pieces, today, pieces.HasJapanese || IsMonthFirst(locale));
        var weeks = new WeekGrammar(pieces, today);
        var periods = new PeriodGrammar(pieces, today, new FiscalCalendar(fiscalYearStartMonth), weeks);
        var found = new List<DateReading>();
        for (var i = 0; i < pieces.Count;)
        {
            var match = days.At(i) ?? weeks.WeekdayOfWeek(i) ?? periods.At(i) ?? weeks.WeekdayAt(i);
            if (match is { } m)
                found.Add(Reading(pieces, i, m));
            i = match?.Next ?? i + 1;
        }
        return found;
    }

    private static DateReading Reading(Pieces pieces, int first, DateMatch match)
    {
        var start = pieces[first].Start;
        var length = pieces[match.Next - 1].End - start;
        return new DateReading(start, length, match.Date ?? default, match.Derived, pieces.Text.Substring(start, length))
        {
            Invalid = match.Date is null,
            Alternative = match.Alternative,
        };
    }

    private static bool IsMonthFirst(string locale) => locale.Replace('_', '-').ToUpperInvariant() switch
    {
        "EN" or "EN-US" or "EN-CA" or "EN-PH" => true,
        var other => other.StartsWith("JA", StringComparison.Ordinal) || other.StartsWith("KO", StringComparison.Ordinal) || other.StartsWith("ZH", StringComparison.Ordinal),
    };
}

/// <summary>What a grammar found: the first piece after it, and the date, or null when there is no such day.</summary>
internal readonly record struct DateMatch(int Next, DateOnly? Date, bool Derived, DateOnly? Alternative = null);
