namespace CoSellBot.Prm.Sla;

/// <summary>When a day's news are told and when quiet ends: 09:00 where the person is.</summary>
public static class Morning
{
    /// <summary>The local time.</summary>
    public static TimeOnly Hour { get; } = new(9, 0);

    /// <summary>That time of a local date as an instant, in UTC.</summary>
    public static DateTimeOffset Of(DateOnly day, TimeZoneInfo zone) => new(LocalTime.ToUtc(zone, day.ToDateTime(Hour), later: false));
}
