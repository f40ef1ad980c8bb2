namespace CoSellBot.Tests.Infrastructure;

/// <summary>A clock whose time and timers move only when a test says so. Where <see cref="FakeClock"/> would let a back-off wait in real time.</summary>
public sealed class SteppedClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Timer> _timers = [];
    private readonly List<(TimeSpan Due, TaskCompletionSource Started)> _awaited = [];
    private readonly List<TaskCompletionSource> _quiet = [];
    private DateTimeOffset _now = new(2026, 6, 9, 8, 13, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>Waits until somebody waits this long, to the millisecond.</summary>
    public Task WaitedForAsync(TimeSpan due)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_timers.Any(timer => IsAbout(timer.Length, due)))
            {
                return Task.CompletedTask;
            }

            _awaited.Add((due, started));
        }

        return started.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>Waits until somebody waits this long, then lets the time pass.</summary>
    public async Task PassAsync(TimeSpan due)
    {
        await WaitedForAsync(due);
        Advance(due + TimeSpan.FromMilliseconds(2));
    }

    /// <summary>Waits until nobody waits for the clock, so that letting time pass ends nothing by accident.</summary>
    public Task QuietAsync()
    {
        var quiet = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_timers.Count == 0)
            {
                return Task.CompletedTask;
            }

            _quiet.Add(quiet);
        }

        return quiet.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    public void Advance(TimeSpan by)
    {
        List<Timer> due;
        lock (_lock)
        {
            _now += by;
            due = [.. _timers.Where(timer => timer.At <= _now)];
            _timers.RemoveAll(due.Contains);
        }

        due.ForEach(timer => timer.Fire());
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private static bool IsAbout(TimeSpan one, TimeSpan other) => (one - other).Duration() < TimeSpan.FromMilliseconds(1.5);

    private void Set(Timer timer, TimeSpan? length)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
            if (length is not { } due)
            {
                if (_timers.Count == 0)
                {
                    _quiet.ForEach(quiet => quiet.TrySetResult());
                    _quiet.Clear();
                }

                return;
            }

            (timer.Length, timer.At) = (due, _now + due);
            _timers.Add(timer);
            foreach (var (_, started) in _awaited.Where(awaited => IsAbout(awaited.Due, due)))
            {
                started.TrySetResult();
            }

            _awaited.RemoveAll(awaited => awaited.Started.Task.IsCompleted);
        }
    }

    private sealed class Timer(SteppedClock clock, TimerCallback callback, object? state) : ITimer
    {
        public TimeSpan Length { get; set; }

        public DateTimeOffset At { get; set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            // Nothing here repeats itself; a timer of length zero would be due at once.
            if (dueTime == TimeSpan.Zero)
            {
                clock.Set(this, null);
                Fire();
                return true;
            }

            clock.Set(this, dueTime == Timeout.InfiniteTimeSpan ? null : dueTime);
            return true;
        }

        public void Dispose() => clock.Set(this, null);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
