namespace CoSellBot.Agents.Understanding;

/// <summary>Dates that name a day: "30 Sep 2026", "Sep 30", "30.9.2026", "2026-09-30", "09/10", "tomorrow", "in 6 weeks", 2週間後.</summary>
internal sealed class DayGrammar(Pieces pieces, DateOnly today, bool monthFirst)
{
    private readonly UnitGrammar _units = new(pieces, today);

    /// <summary>The day written at piece <paramref name="i"/>, or null.</summary>
    public DateMatch? At(int i)
    {
        if (pieces.IsDigits(i))
            return AfterPart(i) ? null : YearFirst(i) ?? Japanese(i) ?? JapaneseNthWeekday(i) ?? Numeric(i) ?? DayMonth(i) ?? _units.At(i);
        if (!pieces.IsLetters(i))
            return null;
        return MonthDay(i) ?? Feast(i) ?? FirstOfMonth(i) ?? NthWeekday(i) ?? WeekdayBeforeDay(i) ?? DayWord(i) ?? _units.At(i) ?? JapaneseMonthDay(i);
    }

    // 3.30.9, 1/2/3, $20 May, DR-7
    private bool AfterPart(int i) => pieces.Touches(i) && !(pieces.Word(i + 1) is "月" or "年") && !pieces.IsAny(i - 1, "(（,、。;:：\"'~=<>「") && !(pieces.IsLetters(i - 1) && !pieces.IsSpaced(i - 1));

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
        if (pieces.Is(i + 5, mark) && Glued(i + 4, 2) && pieces.IsDigits(i + 6))
            return null; // 06.12.34.56.78
        if (mark == '.')
            return Exact(i + 5, year, second, first);
        return Ordered(i + 5, first, second, (month, day) => Valid(year, month, day));
    }

    private DateMatch? WithoutYear(int i, int first, int second, char mark)
    {
        var closed = pieces.Touches(i + 3) && !pieces.IsAny(i + 3, ",;:!?()\"'.、。（）") && (!pieces.IsLetters(i + 3) || pieces.IsSpaced(i + 3)) && mark == '/';
        // "Orion // 1,5 M€ // 31-12": alone between marks, and only where one of the two can be no month.
        var alone = first > 12 && second <= 12 && pieces[i + 2].Length == 2 && (i == 0 || !pieces.Touches(i)) && (i + 3 >= pieces.Count || !pieces.IsLetters(i + 3)) && (i == 0 || pieces.IsAny(i - 1, ",;/|:.") || DateWords.Leads.Contains(pieces.Word(i - 1)));
        if (mark == '-' && alone)
            return new DateMatch(i + 3, Coming(second, first), Derived: false);
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
            if (!DateWords.OrdinalEndings.Contains(pieces.Word(at)) && !pieces.IsAny(at, ".-/\u00B0") && !MonthAt(at, afterMark: false, out _))
                return null;
            at = MonthAt(at, afterMark: false, out _) ? at : at + 1; // "30Nov"
        }
        while (DateWords.Links.Contains(pieces.Word(at)))
            at++;
        return MonthAt(at, afterMark: at > i + 1, out var month) ? WithYear(at + 1, month, day) : null;
    }

    /// <summary>A month, unless the word means something else before what follows: "sept mille", "dez semanas", "5 out of 10".</summary>
    private bool MonthAt(int i, bool afterMark, out int month)
    {
        var word = pieces.Word(i);
        return DateWords.Months.TryGetValue(word, out month) && (afterMark || !pieces.IsLetters(i + 1) || !DateWords.WeakestMonths.Contains(word)) && !DateWords.IsNumberHere(pieces, i);
    }

    private DateMatch? MonthDay(int i)
    {
        if (!MonthAt(i, afterMark: false, out var month))
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

    // "le premier octobre", "am ersten Oktober"
    private DateMatch? FirstOfMonth(int i)
    {
        if (DateWords.Ordinals.GetValueOrDefault(pieces.Word(i)) != 1)
            return null;
        var at = i + 1;
        while (DateWords.Links.Contains(pieces.Word(at)))
            at++;
        return MonthAt(at, afterMark: false, out var month) && !DateWords.WeakMonths.Contains(pieces.Word(at)) ? WithYear(at + 1, month, 1) : null;
    }

    private DateMatch WithYear(int next, int month, int day)
    {
        var at = pieces.IsAny(next, ".,-/") ? next + 1 : next;
        at = pieces.Word(at) is "de" or "of" or "do" or "del" ? at + 1 : at;
        at = pieces.IsAny(at, "'\u2019") ? at + 1 : at;
        var year = pieces.Is(next, ',') ? Year4(at) : Year(at); // "not 30 Sep, 15 Oct"
        if (year >= 0 && !FollowsOn(at + 1))
            return Exact(at + 1, year, month, day);
        var date = Coming(month, day);
        // The month is not over but its day is: as written, which the caller refuses, with next year offered.
        return new DateMatch(next, date, Derived: false, date < today ? Valid(today.Year + 1, month, day) : null);
    }

    private bool FollowsOn(int i) => IsMoneyWord(i) || (pieces.Touches(i) && (pieces.IsSpaced(i) || (pieces.IsAny(i, ",.'") && pieces.Touches(i + 1) && pieces.IsDigits(i + 1))));

    private DateMatch? WeekdayBeforeDay(int i)
    {
        if (!DateWords.Weekdays.ContainsKey(pieces.Word(i)))
            return null;
        var at = pieces.Word(i + 2) == "feira" ? i + 3 : i + 1;
        while (pieces.IsAny(at, ".,") || pieces.Word(at) is "the" or "den" or "dem" or "le" or "el" or "dia")
            at++;
        return pieces.IsDigits(at) ? (AfterPart(at) ? null : YearFirst(at) ?? Numeric(at) ?? DayMonth(at)) : MonthDay(at);
    }

    // "Heiligabend", "xmas eve", "new year's eve", "la veille de Noël"
    private DateMatch? Feast(int i)
    {
        if (pieces.Word(i) == "new" && pieces.Word(i + 1) is "year" or "years")
        {
            var eve = pieces.IsAny(i + 2, "'\u2019") ? i + 4 : i + 2;
            return pieces.Word(eve) == "eve" ? new DateMatch(eve + 1, Coming(12, 31), Derived: true) : null;
        }

        var at = DateWords.Eves.Contains(pieces.Word(i)) ? i + 1 : i;
        while (at > i && pieces.Word(at) is "de" or "do" or "d" or "of")
            at++;
        if (pieces.IsAny(at, "'\u2019") && pieces.Word(at - 1) == "d")
            at++;
        if (!DateWords.Feasts.TryGetValue(pieces.Word(at), out var feast))
            return null;
        var before = at > i || DateWords.Eves.Contains(pieces.Word(at + 1));
        var date = Coming(feast.Month, feast.Day);
        return new DateMatch(at == i && before ? at + 2 : at + 1, before ? date?.AddDays(-1) : date, Derived: true);
    }

    // "second Friday of July", "zweiter Freitag im Juli", 7月の第2金曜日
    private DateMatch? NthWeekday(int i)
    {
        if (!DateWords.Ordinals.TryGetValue(pieces.Word(i), out var number) || !DateWords.Weekdays.TryGetValue(pieces.Word(i + 1), out var weekday))
            return null;
        var at = pieces.Word(i + 2) == "feira" ? i + 3 : i + 2;
        while (DateWords.Links.Contains(pieces.Word(at)) || pieces.Word(at) is "in" or "im" or "en" or "em")
            at++;
        return MonthAt(at, afterMark: true, out var month) ? new DateMatch(at + 1, Nth(month, weekday, number), Derived: true) : null;
    }

    private DateOnly? Nth(int month, int weekday, int number)
    {
        if (number < 1 || Valid(month >= today.Month ? today.Year : today.Year + 1, month, 1) is not { } first)
            return null;
        var ahead = (weekday - (((int)first.DayOfWeek + 6) % 7) - 1 + 7) % 7;
        var date = first.AddDays(ahead + (7 * (number - 1)));
        return date.Month == month ? date : null;
    }

    private DateMatch? JapaneseNthWeekday(int i)
    {
        if (pieces.Number(i, 2) is not (>= 1 and <= 12 and var month) || pieces.Word(i + 1) != "月")
            return null;
        var at = pieces.Word(i + 2) == "の" ? i + 3 : i + 2;
        return pieces.Word(at) == "第" && pieces.Number(at + 1, 1) is >= 1 and <= 5 and var number && DateWords.Weekdays.TryGetValue(pieces.Word(at + 2), out var weekday)
            ? new DateMatch(at + 3, Nth(month, weekday, number), Derived: true) : null;
    }

    private DateMatch? DayWord(int i)
    {
        if (pieces.Word(i) == "day" && pieces.Word(i + 1) == "after" && pieces.Word(i + 2) == "tomorrow")
            return new DateMatch(i + 3, Later(2), Derived: true);
        if (pieces.Word(i) is "pasado" && pieces.Word(i + 1) is "mañana" || (pieces.Word(i) is "après" or "apres" && pieces.Word(i + 2) is "demain"))
            return new DateMatch(pieces.Word(i) is "pasado" ? i + 2 : i + 3, Later(2), Derived: true);
        if (pieces.Word(i) is "depois" && pieces.Word(i + 1) is "de" && pieces.Word(i + 2) is "amanhã" or "amanha")
            return new DateMatch(i + 3, Later(2), Derived: true);
        if (!DateWords.DayWords.TryGetValue(pieces.Word(i), out var days) || IsMorning(i))
            return null;
        return new DateMatch(i + 1, Later(days), Derived: true);
    }

    // "Guten Morgen", "por la mañana", "Morgen, was steht an?"
    private bool IsMorning(int i) => pieces.Word(i) is "morgen" or "mañana" or "manana"
        && (DateWords.BeforeMorning.Contains(pieces.Word(i - 1)) || (pieces.Word(i) == "morgen" && i == 0 && pieces.Count > 1 && !pieces.IsLetters(1)));

    private DateMatch? Japanese(int i)
    {
        var year = pieces.Word(i + 1) == "年" ? Year4(i) : -1;
        var at = year < 0 ? i : i + 2;
        if (pieces.Number(at, 2) is not (>= 1 and <= 12 and var month) || !(pieces.Word(at + 1) is "月") || pieces.Number(at + 2, 2) is not (>= 1 and var day)
            || pieces.Word(at + 3) != "日")
            return null;
        return year < 0 ? new DateMatch(at + 4, Coming(month, day), Derived: false) : Exact(at + 4, year, month, day);
    }

    // 来月15日, 来年3月10日
    private DateMatch? JapaneseMonthDay(int i)
    {
        if (!DateWords.SpanWords.TryGetValue(pieces.Word(i), out var span))
            return null;
        var at = pieces.Word(i + 1) == "の" ? i + 2 : i + 1;
        if (span.Unit == CalendarUnit.Year && pieces.Number(at, 2) is >= 1 and <= 12 and var month && pieces.Word(at + 1) == "月" && pieces.Number(at + 2, 2) is >= 1 and var day && pieces.Word(at + 3) == "日")
            return new DateMatch(at + 4, Valid(today.Year + span.Later, month, day), Derived: true);
        if (span.Unit != CalendarUnit.Month || pieces.Number(at, 2) is not (>= 1 and var of) || pieces.Word(at + 1) != "日")
            return null;
        var months = today.Month - 1 + span.Later;
        return new DateMatch(at + 2, Valid(today.Year + (months / 12), (months % 12) + 1, of), Derived: true);
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
