namespace CoSellBot.Prm.Sla;

/// <summary>Reads the days of a working week as people write them.</summary>
internal static class Weekdays
{
    private static readonly string[] Names = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

    /// <summary>"Mon-Fri", "Sun-Thu", "Mon,Tue,Fri", "Sat-Wed"; English names in full or by three letters.</summary>
    /// <exception cref="ArgumentException">A part is not a day or a range of days.</exception>
    public static IReadOnlySet<DayOfWeek> Parse(string text)
    {
        var days = new HashSet<DayOfWeek>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split(['-', '–'], 2, StringSplitOptions.TrimEntries);
            var first = Day(ends[0]);
            var last = Day(ends[^1]);
            for (var day = first; ; day = (day + 1) % 7)
            {
                days.Add((DayOfWeek)day);
                if (day == last)
                {
                    break;
                }
            }
        }

        return days;
    }

    private static int Day(string name)
    {
        var day = name.Length < 3 ? -1 : Array.FindIndex(Names, n => n.StartsWith(name, StringComparison.OrdinalIgnoreCase));
        return day >= 0 ? day : throw new ArgumentException($"'{name}' is not a day of the week; write Mon, Tue … or a range such as Mon-Fri.");
    }
}
