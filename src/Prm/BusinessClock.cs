namespace CoSellBot.Prm;

/// <summary>
/// The clock of everything a person reads as a date: protection, decisions, due times. It runs with the system clock plus an
/// offset that only Development moves, and only forward. Tokens, signatures, leases and retries use the system clock instead.
/// </summary>
public sealed class BusinessClock(TimeProvider system) : TimeProvider
{
    private long _offsetTicks;

    /// <summary>How far this clock runs ahead of the system's.</summary>
    public TimeSpan Offset => TimeSpan.FromTicks(Interlocked.Read(ref _offsetTicks));

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => system.GetUtcNow() + Offset;

    /// <summary>Today's date in a zone.</summary>
    public DateOnly Today(TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(GetUtcNow(), zone).DateTime);

    /// <summary>Moves the clock to an offset at least as large as the present one; a smaller one changes nothing.</summary>
    /// <returns>The offset in force.</returns>
    public TimeSpan MoveTo(TimeSpan offset)
    {
        var wanted = offset.Ticks;
        for (var seen = Interlocked.Read(ref _offsetTicks); seen < wanted;)
        {
            var before = Interlocked.CompareExchange(ref _offsetTicks, wanted, seen);
            if (before == seen)
            {
                break;
            }

            seen = before;
        }

        return Offset;
    }
}
