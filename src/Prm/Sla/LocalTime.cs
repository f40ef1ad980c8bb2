namespace CoSellBot.Prm.Sla;

/// <summary>
/// Local times as UTC instants. Asks the zone only for the offset of an instant, which is exact even where a zone skipped a whole day;
/// what the framework says about invalid and ambiguous local times is not.
/// </summary>
internal static class LocalTime
{
    /// <summary>
    /// The instant of a local time. Skipped by a clock change: the first instant after the gap. Occurring twice: the earlier, or the
    /// <paramref name="later"/>. Zones do not change twice within two days; should one ever do, the answer is one of its offsets.
    /// </summary>
    public static DateTime ToUtc(TimeZoneInfo zone, DateTime local, bool later)
    {
        var before = Offset(zone, local.AddDays(-1));
        var after = Offset(zone, local.AddDays(1));
        var first = local - before;
        var second = local - after;
        if (before == after)
        {
            return Utc(first);
        }

        var firstIsReal = Offset(zone, first) == before;
        var secondIsReal = Offset(zone, second) == after;
        return (firstIsReal, secondIsReal) switch
        {
            (true, true) => Utc(later ? second : first),
            (true, false) => Utc(first),
            (false, true) => Utc(second),
            _ => FirstInstantAfterGap(zone, second, first, before),
        };
    }

    /// <summary>The local date and time of an instant.</summary>
    public static DateTime FromUtc(TimeZoneInfo zone, DateTime utc) => DateTime.SpecifyKind(utc + Offset(zone, utc), DateTimeKind.Unspecified);

    private static DateTime FirstInstantAfterGap(TimeZoneInfo zone, DateTime from, DateTime to, TimeSpan before)
    {
        // "from" is still before the change, "to" is not.
        while (to - from > TimeSpan.FromSeconds(1))
        {
            var middle = from.AddSeconds((long)(to - from).TotalSeconds / 2);
            (from, to) = Offset(zone, middle) == before ? (middle, to) : (from, middle);
        }

        return Utc(to);
    }

    private static TimeSpan Offset(TimeZoneInfo zone, DateTime utc) => zone.GetUtcOffset(Utc(utc));

    private static DateTime Utc(DateTime time) => DateTime.SpecifyKind(time, DateTimeKind.Utc);
}
