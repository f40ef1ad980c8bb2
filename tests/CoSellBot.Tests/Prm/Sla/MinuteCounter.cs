namespace CoSellBot.Tests.Prm.Sla;

/// <summary>The slow reference: looks at the wall clock once per minute. Right wherever no window edge lies in a skipped or repeated hour.</summary>
internal sealed class MinuteCounter(string zone, (double Opens, double Closes)[] windows)
{
    private readonly TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(zone);

    public DateTimeOffset Due(DateTimeOffset start, int minutes)
    {
        var at = start;
        while (minutes > 0)
        {
            minutes -= IsOpen(at) ? 1 : 0;
            at = at.AddMinutes(1);
        }

        return at;
    }

    public int Between(DateTimeOffset start, DateTimeOffset end)
    {
        var minutes = 0;
        for (var at = start; at < end; at = at.AddMinutes(1))
        {
            minutes += IsOpen(at) ? 1 : 0;
        }

        return minutes;
    }

    private bool IsOpen(DateTimeOffset at)
    {
        var hour = TimeZoneInfo.ConvertTime(at, zone).TimeOfDay.TotalHours;
        return windows.Any(w => hour >= w.Opens && hour < w.Closes);
    }
}
