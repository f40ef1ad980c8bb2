namespace CoSellBot.Bot.Slack;

/// <summary>The envelopes a socket has in hand: a limited number at once, and a way to wait until there are none. Filled by one reader.</summary>
internal sealed class SlackSocketHands(int most)
{
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _inHand = [];

    /// <summary>Waits for a free hand, then starts the work without waiting for it. The work never fails.</summary>
    public async Task TakeAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        while (Open() is { } open && open.Length >= most)
        {
            await Task.WhenAny(open).WaitAsync(cancellationToken);
        }

        var task = RunAsync(work);
        lock (_lock)
        {
            _inHand.Add(task);
        }
    }

    /// <summary>Waits until nothing is in hand.</summary>
    public async Task EmptyAsync()
    {
        while (Open() is { Length: > 0 } open)
        {
            await Task.WhenAll(open);
        }
    }

    private static async Task RunAsync(Func<Task> work)
    {
        await Task.Yield();
        await work();
    }

    private Task[] Open()
    {
        lock (_lock)
        {
            _inHand.RemoveWhere(task => task.IsCompleted);
            return [.. _inHand];
        }
    }
}
