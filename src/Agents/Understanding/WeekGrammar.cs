using System.Globalization;

namespace CoSellBot.Agents.Understanding;

/// <summary>Weekdays, weekdays of a named week, and weeks of the year: "Friday", "nächste Woche Mittwoch", "la semana que viene el lunes", 来週の金曜, "KW 38".</summary>
internal sealed class WeekGrammar(Pieces pieces, DateOnly today)
{
    // What may follow "na segunda" when it is a day: the word has other meanings before a noun.
    private static readonly System.Collections.Frozen.FrozenSet<string> AfterWeak = WordTable.Set("que próxima de às com e para pela no na por feira cedo tarde manhã");

    /// <summary>A weekday of a week counted from this one, in either order.</summary>
    public DateMatch? WeekdayOfWeek(int i)
    {
        if (RelativeSpan.Read(pieces, i) is { Unit: CalendarUnit.Week } week)
        {
            var at = SkipLinks(week.Next);
            return WeekdayWord(at) is var (weekday, next) && (!DateWords.WeakWeekdays.Contains(pieces.Word(at)) || next > at + 1 || at > week.Next)
                ? new DateMatch(next, In(week.Later, weekday), Derived: true)
                : MondayAfter(i, week);
        }
        if (pieces.Word(i) == "週明け")
            return new DateMatch(i + 1, In(1, 1), Derived: true);
        if (WeekdayWord(i) is not var (day, after))
            return null;
        var from = SkipLinks(pieces.Is(after, ',') ? after + 1 : after);
        return RelativeSpan.Read(pieces, from) is { Unit: CalendarUnit.Week } named ? new DateMatch(named.Next, In(named.Later, day), Derived: true) : null;
    }

    /// <summary>A weekday standing alone; the next one after today, and with "next" the one in the coming calendar week.</summary>
    public DateMatch? WeekdayAt(int i)
    {
        var word = pieces.Word(i);
        bool isNext = DateWords.Next.Contains(word), isAfterNext = DateWords.AfterNext.Contains(word), isComing = DateWords.Coming.Contains(word);
        var at = isNext || isAfterNext || isComing || DateWords.This.Contains(word) ? i + 1 : i;
        if (WeekdayWord(at) is not var (weekday, next) || IsPast(i, next))
            return null;
        if (at == i && next == at + 1 && IsDoubtful(at))
            return null;
        if (RelativeSpan.After(pieces, next) is > 0 and var end)
        {
            isNext = pieces.Word(next) != "que" && !DateWords.Coming.Contains(pieces.Word(next));
            next = end;
        }
        var sinceMonday = SinceMonday;
        var coming = Later(((weekday - 1 - sinceMonday + 6) % 7) + 1);
        if (!isNext && !isAfterNext)
            return new DateMatch(next, coming, Derived: true);
        var following = Later(7 - sinceMonday + weekday - 1);
        if (isAfterNext)
            return new DateMatch(next, Later(14 - sinceMonday + weekday - 1), Derived: true, following);
        return new DateMatch(next, following, Derived: true, coming == following ? null : coming);
    }

    /// <summary>The calendar week at a piece, Monday to Friday, the next one not over when no year is said.</summary>
    public (int Next, Period? Period)? Numbered(int i)
    {
        var (number, next, isSure) = NumberedWeek(i);
        if (number is < 1 or > 53 || (!isSure && number < 5))
            return null;
        var at = pieces.IsAny(next, "/-") && pieces.Touches(next) ? next + 1 : next;
        if (pieces[at].Length == 4 && pieces.Number(at, 4) is >= 1900 and <= 2199 and var year && !(pieces.IsLetters(at + 1) && pieces.Touches(at + 1)))
            return (at + 1, Week(year, number));
        var coming = Week(today.Year, number);
        return (next, coming is { } week && week.End < today ? Week(today.Year + 1, number) : coming);
    }

    private (int Number, int Next, bool IsSure) NumberedWeek(int i)
    {
        if (DateWords.WeekNumbers.Contains(pieces.Word(i)))
        {
            var at = pieces.Is(i + 1, '.') && pieces.Touches(i + 1) ? i + 2 : i + 1;
            return (pieces.IsGlued(at + 1) ? -1 : pieces.Number(at, 2), at + 1, pieces.Word(i) is "kw" or "cw" or "kalenderwoche");
        }
        if (pieces.Word(i) == "第" && pieces.Word(i + 2) is "週")
            return (pieces.Number(i + 1, 2), i + 3, false);
        var dot = pieces.Is(i + 1, '.') && pieces.Touches(i + 1) ? i + 2 : i + 1;
        return pieces.Word(dot) is "kw" or "kalenderwoche" && !pieces.Touches(i) ? (pieces.Number(i, 2), dot + 1, true) : (-1, i, false);
    }

    private static Period? Week(int year, int number)
    {
        if (year is < 1 or > 9990 || number > ISOWeek.GetWeeksInYear(year))
            return null;
        var monday = DateOnly.FromDateTime(ISOWeek.ToDateTime(year, number, DayOfWeek.Monday));
        return new Period(monday, monday.AddDays(4));
    }

    // 来週頭, 来週初め
    private DateMatch? MondayAfter(int i, RelativeSpan week) =>
        DateWords.EdgesBehind.TryGetValue(pieces.Word(week.Next), out var edge) && edge == PeriodEdge.Start && pieces.Word(i) is "今週" or "来週" or "再来週"
            ? new DateMatch(week.Next + 1, In(week.Later, 1), Derived: true)
            : null;

    private (int Weekday, int Next)? WeekdayWord(int i)
    {
        if (!DateWords.Weekdays.TryGetValue(pieces.Word(i), out var weekday))
            return null;
        var feira = pieces.Is(i + 1, '-') ? i + 2 : i + 1;
        return (weekday, pieces.Word(feira) == "feira" ? feira + 1 : i + 1);
    }

    private bool IsDoubtful(int i)
    {
        var word = pieces.Word(i);
        if (!DateWords.WeakWeekdays.Contains(word) || RelativeSpan.After(pieces, i + 1) > 0)
            return false;
        return !DateWords.Leads.Contains(pieces.Word(i - 1)) || (word.Length > 4 && pieces.IsLetters(i + 1) && !AfterWeak.Contains(pieces.Word(i + 1)));
    }

    // "letzten Freitag", "lunes pasado", "letzte Woche Freitag", 先週の金曜, "vendredi de la semaine dernière"
    private bool IsPast(int i, int next)
    {
        var before = pieces.Word(i - 1) == "の" || DateWords.Units.ContainsKey(pieces.Word(i - 1)) ? i - 2 : i - 1;
        var after = SkipLinks(next);
        return IsPast(i - 1) || IsPast(before) || IsPast(after) || (DateWords.Units.ContainsKey(pieces.Word(after)) && IsPast(after + 1));
    }

    private bool IsPast(int i) => DateWords.Past.Contains(pieces.Word(i));

    private int SkipLinks(int i)
    {
        while (pieces.Word(i) is "of" or "the" or "de" or "la" or "da" or "der" or "die" or "am" or "el" or "le" or "on" or "na" or "in" or "の")
            i++;
        return i;
    }

    private int SinceMonday => ((int)today.DayOfWeek + 6) % 7;

    private DateOnly? In(int weeks, int weekday) => Later((7 * weeks) - SinceMonday + weekday - 1);

    private DateOnly? Later(int days) =>
        today.DayNumber + (long)days is >= 0 and var number && number <= DateOnly.MaxValue.DayNumber ? DateOnly.FromDayNumber((int)number) : null;
}
