namespace CoSellBot.Bot.Turns;

/// <summary>Wakes the workers when there is something to do. Missing a wake-up costs a moment, never a message: they also look on their own.</summary>
public sealed class WorkSignal
{
    private volatile TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Wakes everyone who waits.</summary>
    public void Set() => Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>What to wait for; taken before looking for work, so that nothing slips in between.</summary>
    public Task Next => _next.Task;
}
