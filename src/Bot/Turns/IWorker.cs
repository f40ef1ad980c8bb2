namespace CoSellBot.Bot.Turns;

/// <summary>Work that is taken from the store piece by piece; tests and the clock button run it by hand.</summary>
public interface IWorker
{
    /// <summary>Does what is ready now.</summary>
    /// <returns>How much was done; 0 when there was nothing.</returns>
    Task<int> RunOnceAsync(CancellationToken cancellationToken);

    /// <summary>How many of its pieces may be in hand at once.</summary>
    int Lanes => 1;

    /// <summary>True for work nobody sits waiting for: many wake-ups at once are then one look, a moment later.</summary>
    bool CanWait => false;

    /// <summary>The least time between two looks of its loop, which no wake-up shortens; zero for none. By hand it runs at once.</summary>
    TimeSpan Pause => TimeSpan.Zero;
}
