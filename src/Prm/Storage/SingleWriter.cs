namespace CoSellBot.Prm.Storage;

/// <summary>
/// One writer at a time in this process: SQLite has a single write lock, and queueing here is fairer than waiting on it. Those
/// whom somebody waits for on the wire come before the others.
/// </summary>
public sealed class SingleWriter
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _first = new();
    private readonly Queue<TaskCompletionSource> _others = new();
    private bool _isTaken;

    /// <summary>Runs a write when its turn comes.</summary>
    public Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> write, CancellationToken cancellationToken) =>
        RunAsync(write, comesFirst: false, cancellationToken);

    /// <summary>Runs a write when its turn comes; one that comes first passes those that do not, never one under way.</summary>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> write, bool comesFirst, CancellationToken cancellationToken)
    {
        await EnterAsync(comesFirst, cancellationToken);
        try
        {
            return await write(cancellationToken);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Runs a write that comes first when its turn comes, on the thread of the caller, which is blocked meanwhile.</summary>
    public T RunHere<T>(Func<T> write)
    {
        EnterAsync(comesFirst: true, CancellationToken.None).GetAwaiter().GetResult();
        try
        {
            return write();
        }
        finally
        {
            Leave();
        }
    }

    private async Task EnterAsync(bool comesFirst, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TaskCompletionSource turn;
        lock (_lock)
        {
            if (!_isTaken)
            {
                _isTaken = true;
                return;
            }

            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            (comesFirst ? _first : _others).Enqueue(turn);
        }

        // One that gives up leaves its place in the queue; whoever comes to it finds it cancelled and goes on.
        await using var given = cancellationToken.Register(() => turn.TrySetCanceled(cancellationToken));
        await turn.Task;
    }

    private void Leave()
    {
        lock (_lock)
        {
            while (_first.TryDequeue(out var next) || _others.TryDequeue(out next))
            {
                if (next.TrySetResult())
                {
                    return;
                }
            }

            _isTaken = false;
        }
    }
}
