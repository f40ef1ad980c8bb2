namespace CoSellBot.Prm.Storage;

/// <summary>
/// One writer at a time in this process: SQLite has a single write lock, and queueing here is fairer than waiting on it. Those
/// whom somebody waits for on the wire come before the others.
/// </summary>
public sealed class SingleWriter
{
    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource> _first = new();
    private readonly LinkedList<TaskCompletionSource> _others = new();
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
        for (var (hasWaited, turn) = (false, Queue(comesFirst: true, hasWaited: false)); turn is not null; turn = Queue(comesFirst: true, hasWaited))
        {
            // Woken directly, without one of the threads that everybody shares.
            turn.Task.Wait();
            hasWaited = true;
        }

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
        var hasWaited = false;
        for (; ; )
        {
            if (cancellationToken.IsCancellationRequested)
            {
                if (hasWaited)
                {
                    // Called and not coming: the next one must not wait for somebody who is gone.
                    CallNext();
                }

                cancellationToken.ThrowIfCancellationRequested();
            }

            if (Queue(comesFirst, hasWaited) is not { } turn)
            {
                return;
            }

            hasWaited = true;
            // One that gives up leaves its place in the queue; whoever comes to it finds it cancelled and goes on.
            await using var given = cancellationToken.Register(() => turn.TrySetCanceled(cancellationToken));
            await turn.Task;
        }
    }

    /// <summary>Takes the turn when it is free (null), or a place in the queue.</summary>
    private TaskCompletionSource? Queue(bool comesFirst, bool hasWaited)
    {
        lock (_lock)
        {
            if (!_isTaken && (comesFirst || _first.Count == 0))
            {
                _isTaken = true;
                return null;
            }

            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var queue = comesFirst ? _first : _others;
            // One that was called and found somebody quicker keeps its place.
            _ = hasWaited ? queue.AddFirst(turn) : queue.AddLast(turn);
            return turn;
        }
    }

    // The next one is called, not given the turn: where all threads are busy it may take a while to come, and nobody else could write.
    private void Leave()
    {
        lock (_lock)
        {
            _isTaken = false;
        }

        CallNext();
    }

    private void CallNext()
    {
        lock (_lock)
        {
            while (!_isTaken && Next() is { } next)
            {
                if (next.TrySetResult())
                {
                    return;
                }
            }
        }
    }

    private TaskCompletionSource? Next()
    {
        var queue = _first.Count > 0 ? _first : _others;
        var next = queue.First?.Value;
        if (next is not null)
        {
            queue.RemoveFirst();
        }

        return next;
    }
}
