using System.Globalization;
using System.Text.RegularExpressions;

namespace CoSellBot.Agents.Understanding;

/// <summary>A day as people name it for a pause, and where it stands in the text.</summary>
internal readonly record struct SnoozeDay(int Start, int Length, DateOnly Date);

/// <summary>
/// Reads until when: what <see cref="DateReader"/> reads, and what only a pause is said with, "till the 22nd", "two weeks", "a month".
/// A bare day of the month is the next one to come; in a deal's close date it would be too little to go by.
/// </summary>
internal static partial class SnoozeDate
{
    /// <summary>The first day that is named, or null.</summary>
    /// <param name="text">The message, cleaned.</param>
    /// <param name="today">The speaker's day.</param>
    /// <param name="locale">Decides "09/10".</param>
    public static SnoozeDay? Read(string text, DateOnly today, string locale)
    {
        // Before the general reader: it would take the month of 6月22日 and leave the day.
        if (Japanese(text, today) is { } found)
        {
            return found;
        }

        if (DateReader.Read(text, today, 1, locale).FirstOrDefault(date => !date.Invalid) is { } date)
        {
            return new SnoozeDay(date.Start, date.Length, date.Date);
        }

        return Span(text, today) ?? DayOfMonth(text, today);
    }

    private static SnoozeDay? Span(string text, DateOnly today)
    {
        foreach (Match match in CountAndUnit().Matches(text))
        {
            var count = int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var digits) ? digits
                : NumberWords.Small(match.Groups[1].Value.ToLowerInvariant());
            if (count is > 0 and <= 400 && DateWords.Units.TryGetValue(match.Groups[2].Value.ToLowerInvariant(), out var unit) && After(today, count, unit) is { } day)
            {
                return new SnoozeDay(match.Index, match.Length, day);
            }
        }

        return null;
    }

    private static SnoozeDay? DayOfMonth(string text, DateOnly today) =>
        OnlyDay().Match(text) is { Success: true } match && NextDay(today, Number(match.Groups[1])) is { } day
            ? new SnoozeDay(match.Groups[1].Index, match.Index + match.Length - match.Groups[1].Index, day)
            : null;

    private static SnoozeDay? Japanese(string text, DateOnly today)
    {
        var match = JapaneseDay().Match(text);
        if (!match.Success)
        {
            return null;
        }

        DateOnly? day = match.Groups switch
        {
            var g when g["month"].Success => NextDate(today, Number(g["month"]), Number(g["day"])),
            var g when g["only"].Success => NextDay(today, Number(g["only"])),
            var g when g["weeks"].Success => After(today, Number(g["weeks"]), CalendarUnit.Week),
            var g when g["days"].Success => After(today, Number(g["days"]), CalendarUnit.Day),
            var g when g["months"].Success => After(today, Number(g["months"]), CalendarUnit.Month),
            var g when g["word"].Value == "来週" => today.AddDays(8 - (today.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)today.DayOfWeek)),
            _ => new DateOnly(today.Year, today.Month, 1).AddMonths(1),
        };
        return day is { } found ? new SnoozeDay(match.Index, match.Length, found) : null;
    }

    private static DateOnly? After(DateOnly today, int count, CalendarUnit unit) => unit switch
    {
        _ when count > 400 => null,
        CalendarUnit.Day => today.AddDays(count),
        CalendarUnit.Week => today.AddDays(7 * count),
        CalendarUnit.Month => today.AddMonths(count),
        _ => null,
    };

    private static DateOnly? NextDay(DateOnly today, int day)
    {
        for (var month = new DateOnly(today.Year, today.Month, 1); day is > 0 and <= 31; month = month.AddMonths(1))
        {
            if (day <= DateTime.DaysInMonth(month.Year, month.Month) && month.AddDays(day - 1) > today)
            {
                return month.AddDays(day - 1);
            }
        }

        return null;
    }

    private static DateOnly? NextDate(DateOnly today, int month, int day)
    {
        for (var year = today.Year; month is > 0 and <= 12 && year <= today.Year + 1; year++)
        {
            if (day > 0 && day <= DateTime.DaysInMonth(year, month) && new DateOnly(year, month, day) is var date && date > today)
            {
                return date;
            }
        }

        return null;
    }

    private static int Number(Group digits) => int.TryParse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex(@"(?<![\p{L}\d])(\d{1,3}|\p{L}{1,7})\s?(days?|weeks?|wks?|months?|tage?n?|wochen?|monate?n?|jours?|semaines?|mois|d[ií]as?|semanas?|mes(?:es)?|mês)(?!\p{L})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex CountAndUnit();

    [GeneratedRegex(@"(?<!\p{L})(?:till?|until|before|after|bis|vor|ab|am|jusqu['’]?(?:au|à)?|avant|au|le|hasta|até|ate|el|dia|día|the|zum|dem|den)\s(?:the\s|zum\s|den\s|dem\s|le\s|el\s|o\s|ao\s|dia\s|día\s)*(\d{1,2})(?:st|nd|rd|th|er|º|\.)?(?![\d\p{L}]|[.:/-]\d|\s?(?:k|€|\$|%|eur|usd))", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OnlyDay();

    [GeneratedRegex(@"(?<![年\d])(?<month>\d{1,2})月(?<day>\d{1,2})日|(?<weeks>\d{1,2})週間?|(?<days>\d{1,3})日[間後]|(?<months>\d{1,2})[かヶケカヵ]月|(?<![月\d])(?<only>\d{1,2})日|(?<word>(?:来週|来月)(?=いっぱい|まで|、|。|$|は|も))", RegexOptions.CultureInvariant)]
    private static partial Regex JapaneseDay();
}
