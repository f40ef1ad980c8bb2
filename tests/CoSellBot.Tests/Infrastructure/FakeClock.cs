namespace CoSellBot.Tests.Infrastructure;

/// <summary>A system clock that stands where a test puts it. Timers run in real time, so background loops stay alive.</summary>
public sealed class FakeClock(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;

    /// <summary>Tuesday 9 June 2026, 10:13 in Berlin: the morning of the model conversations.</summary>
    public static FakeClock Morning() => new(new DateTimeOffset(2026, 6, 9, 8, 13, 0, TimeSpan.Zero));

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
