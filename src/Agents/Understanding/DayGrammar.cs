namespace CoSellBot.Agents.Understanding;

/// <summary>Dates that name a day: "30 Sep 2026", "Sep 30", "30.9.2026", "2026-09-30", "09/10", "tomorrow", "in 6 weeks", "next Friday".</summary>
internal sealed class DayGrammar(Pieces pieces, DateOnly today, bool monthFirst)
{
    /// <summary>The day written at piece <paramref name="i"/>, or null.</summary>
    public DateMatch? At(int i)
    {
        if (pieces.IsDigits(i))
            return AfterPart(i) ? null : YearFirst(i) ?? Japanese(i) ?? Numeric(i) ?? DayMonth(i);
        if (!pieces.IsLetters(i))
            return null;
        return MonthDay(i) ?? WeekdayBeforeDay(i) ?? DayWord(i) ?? InUnits(i);
    }

    /// <summary>A weekday standing alone; the next one after today, and with "next" the one in the coming calendar week.</summary>
    public DateMatch? WeekdayAt(int i)
    {
        var isNext = DateWords.Next.Contains(pieces.Word(i));
        var at = isNext || DateWords.This.Contains(pieces.Word(i)) ? i + 1 : i;
        var word = pieces.Word(at);
        if (!DateWords.Weekdays.TryGetValue(word, out var weekday) || DateWords.Past.Contains(pieces.Word(i - 1)))
            return null;
        if (at == i && DateWords.WeakWeekdays.Contains(word) && !DateWords.Leads.Contains(pieces.Word(i - 1)))
            return null;
        var sinceMonday = ((int)today.DayOfWeek + 6) % 7;
        var coming = Later(((weekday - 1 - sinceMonday + 6) % 7) + 1);
        if (!isNext)
            return new DateMatch(at + 1, coming, Derived: true);
        var following = Later(7 - sinceMonday + weekday - 1);
        return new DateMatch(at + 1, following, Derived: true, coming == following ? null : coming);
    }

    // 3.30.9, 1/2/3, $20 May, DR-7
    private bool AfterPart(int i) => pieces.Touches(i) && !pieces.IsAny(i - 1, "(,;:\"'~=<>") && !(pieces.IsLetters(i - 1) && pieces[i - 1].Word is "" or "令和");

    private DateMatch? YearFirst(int i)
    {
        var year = Year4(i);
        if (year < 0 || !pieces.IsAny(i + 1, "-/.") || !Glued(i, 4) || pieces.Number(i + 2, 2) < 0 || pieces.Number(i + 4, 2) < 0
            || !pieces.Is(i + 3, pieces.Text[pieces[i + 1].Start]))
            return null;
        return Exact(i + 5, year, pieces.Number(i + 2, 2), pieces.Number(i + 4, 2));
    }

    private DateMatch? Numeric(int i)
    {
        int first = pieces.Number(i, 2), second = pieces.Number(i + 2, 2);
        if (first < 1 || second < 1 || !pieces.IsAny(i + 1, "./-") || !Glued(i, 2))
            return null;
        var mark = pieces.Text[pieces[i + 1].Start];
        var year = pieces.Is(i + 3, mark) && Glued(i, 4) ? Year(i + 4) : -1;
        if (year < 0)
            return WithoutYear(i, first, second, mark);
        if (mark == '.')
            return Exact(i + 5, year, second, first);
        return Ordered(i + 5, first, second, (month, day) => Valid(year, month, day));
    }

    private DateMatch? WithoutYear(int i, int first, int second, char mark)
    {
        var closed = pieces.Touches(i + 3) && !pieces.IsAny(i + 3, ",;:!?)\"'.") && mark == '/';
        if (mark == '-' || closed || first > 31 || second > 31 || (first > 12 && second > 12))
            return null;
        if (mark == '.')
        {
            // "30.9." is a date, "30.9" only where a date is expected: it may be an amount.
            var dotted = pieces.Is(i + 3, '.') && pieces.Touches(i + 3) && !(pieces.Touches(i + 4) && pieces.IsDigits(i + 4));
            var expected = DateWords.Leads.Contains(pieces.Word(i - 1)) && !pieces.Touches(i + 3) && !IsMoneyWord(i + 3);
            return second <= 12 && (dotted || expected) ? new DateMatch(dotted ? i + 4 : i + 3, Coming(second, first), Derived: false) : null;
        }
        var isFraction = first < second && second <= 4 && !DateWords.Leads.Contains(pieces.Word(i - 1));
        return isFraction || (first == 24 && second == 7) ? null : Ordered(i + 3, first, second, Coming);
    }

    /// <summary>Decides which of two numbers is the month: the one that can be, else the locale.</summary>
    private DateMatch Ordered(int next, int first, int second, Func<int, int, DateOnly?> make)
    {
        if (first > 12)
            return new DateMatch(next, make(second, first), Derived: false);
        if (second > 12 || first == second)
            return new DateMatch(next, make(first, second), Derived: false);
        var (chosen, other) = monthFirst ? (make(first, second), make(second, first)) : (make(second, first), make(first, second));
        return new DateMatch(next, chosen, Derived: true, other);
    }

    private DateMatch? DayMonth(int i)
    {
        var day = pieces.Number(i, 2);
        if (day is < 1 or > 31)
            return null;
        var at = i + 1;
        if (pieces.Touches(at))
        {
            if (!(pieces.Word(at) is "st" or "nd" or "rd" or "th" or "er") && !pieces.IsAny(at, ".º-"))
                return null;
            at++;
        }
        while (DateWords.Links.Contains(pieces.Word(at)))
            at++;
        return DateWords.Months.TryGetValue(pieces.Word(at), out var month) ? WithYear(at + 1, month, day) : null;
    }

    private DateMatch? MonthDay(int i)
    {
        if (!DateWords.Months.TryGetValue(pieces.Word(i), out var month))
            return null;
        var at = pieces.Is(i + 1, '.') || pieces.Is(i + 1, '-') ? i + 2 : i + 1;
        at = pieces.Word(at) == "the" ? at + 1 : at;
        var day = pieces.Number(at, 2);
        if (day is < 1 or > 31)
            return null;
        var next = at + 1;
        if (pieces.Touches(next))
        {
            if (pieces.IsLetters(next) && pieces.Word(next) is "st" or "nd" or "rd" or "th")
                next++;
            else if (pieces.IsLetters(next) || pieces.IsAny(next, "%/:") || (pieces.IsAny(next, ".,'-") && pieces.IsDigits(next + 1) && pieces.Touches(next + 1)))
                return null; // "Sep 80k", "Sep 20,000"
        }
        return IsMoneyWord(next) ? null : WithYear(next, month, day);
    }

    private DateMatch WithYear(int next, int month, int day)
    {
        var at = pieces.IsAny(next, ".,-") ? next + 1 : next;
        at = pieces.Word(at) is "de" or "of" or "do" or "del" ? at + 1 : at;
        at = pieces.IsAny(at, "'\u2019") ? at + 1 : at;
        var year = pieces.Is(next, ',') ? Year4(at) : Year(at); // "not 30 Sep, 15 Oct"
        if (year >= 0 && !FollowsOn(at + 1))
            return Exact(at + 1, year, month, day);
        var date = Coming(month, day);
        // The month is not over but its day is: as written, which the caller refuses, with next year offered.
        return new DateMatch(next, date, Derived: false, date < today ? Valid(today.Year + 1, month, day) : null);
    }

    private bool FollowsOn(int i) => IsMoneyWord(i) || (pieces.Touches(i) && (pieces.IsLetters(i) || (pieces.IsAny(i, ",.'") && pieces.Touches(i + 1) && pieces.IsDigits(i + 1))));

    private DateMatch? WeekdayBeforeDay(int i)
    {
        if (!DateWords.Weekdays.ContainsKey(pieces.Word(i)))
            return null;
        var at = pieces.IsAny(i + 1, ".,") ? i + 2 : i + 1;
        at = pieces.Word(at) is "the" or "den" or "le" ? at + 1 : at;
        return pieces.IsDigits(at) ? (AfterPart(at) ? null : YearFirst(at) ?? Numeric(at) ?? DayMonth(at)) : MonthDay(at);
    }

    private DateMatch? DayWord(int i)
    {
        if (pieces.Word(i) == "day" && pieces.Word(i + 1) == "after" && pieces.Word(i + 2) == "tomorrow")
            return new DateMatch(i + 3, Later(2), Derived: true);
        return DateWords.DayWords.TryGetValue(pieces.Word(i), out var days) ? new DateMatch(i + 1, Later(days), Derived: true) : null;
    }

    private DateMatch? InUnits(int i)
    {
        if (!DateWords.In.Contains(pieces.Word(i)))
            return null;
        var at = i + 1;
        if (pieces.Word(at) == "a" && pieces.Word(at + 1) == "couple")
            at++;
        if (!DateWords.Counts.TryGetValue(pieces.Word(at), out var count) && (count = pieces.Number(at, 9)) < 0)
            return null;
        at = pieces.Word(at + 1) == "of" ? at + 2 : at + 1;
        if (!DateWords.Units.TryGetValue(pieces.Word(at), out var unit) || unit == CalendarUnit.Half)
            return null;
        return new DateMatch(at + 1, Add(unit, count), Derived: true);
    }

    private DateMatch? Japanese(int i)
    {
        var year = pieces.Word(i + 1) == "年" ? Year4(i) : -1;
        var at = year < 0 ? i : i + 2;
        if (pieces.Number(at, 2) is not (>= 1 and <= 12 and var month) || !(pieces.Word(at + 1) is "月") || pieces.Number(at + 2, 2) is not (>= 1 and var day)
            || !pieces.Word(at + 3).StartsWith('日'))
            return null;
        return year < 0 ? new DateMatch(at + 4, Coming(month, day), Derived: false) : Exact(at + 4, year, month, day);
    }

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

    /// <summary>The day in its month that is not over yet; null when there is no such day.</summary>
    private DateOnly? Coming(int month, int day) =>
        Valid(month is < 1 or > 12 || month >= today.Month ? today.Year : today.Year + 1, month, day);

    private static DateMatch Exact(int next, int year, int month, int day) => new(next, Valid(year, month, day), Derived: false);

    private static DateOnly? Valid(int year, int month, int day) =>
        year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null;

    private bool Glued(int i, int following) => Enumerable.Range(i + 1, following).All(pieces.Touches);

    private int Year4(int i) => pieces[i].Length == 4 && pieces.Number(i, 4) is >= 1900 and <= 2199 and var year ? year : -1;

    private int Year(int i) => pieces[i].Length == 2 && pieces.Number(i, 2) is >= 15 and <= 59 and var year ? 2000 + year : Year4(i);

    private bool IsMoneyWord(int i) =>
        CurrencyWords.StartingAt(pieces, i, besideNumber: true) is not null || MoneyWords.Multipliers.ContainsKey(pieces.Word(i)) || pieces.Is(i, '%');
}
