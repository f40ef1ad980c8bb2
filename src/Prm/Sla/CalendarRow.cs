namespace CoSellBot.Prm.Sla;

/// <summary>Working hours as stored; <see cref="BusinessCalendar"/> computes with them.</summary>
public sealed class CalendarRow
{
    /// <summary>Stable id.</summary>
    public required string Id { get; init; }

    /// <summary>IANA zone.</summary>
    public required string TimeZone { get; set; }

    /// <summary><c>Mon-Fri</c>, <c>Sun-Thu</c>, <c>Mon,Wed</c>.</summary>
    public required string Weekdays { get; set; }

    /// <summary>Start of the day, <c>09:00</c>.</summary>
    public required string Opens { get; set; }

    /// <summary>End of the day, <c>18:00</c>.</summary>
    public required string Closes { get; set; }
}

/// <summary>A day off, or one on which work ends early.</summary>
public sealed class Holiday
{
    /// <summary>The calendar.</summary>
    public required string CalendarId { get; init; }

    /// <summary>The day.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>What it is called.</summary>
    public required string Name { get; set; }

    /// <summary>Local time work ends, <c>13:00</c>; null for a whole day off.</summary>
    public string? Ends { get; set; }
}
