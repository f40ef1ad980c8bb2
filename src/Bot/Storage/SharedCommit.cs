using System.Collections.Concurrent;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Storage;

/// <summary>
/// Many small writes in one commit. A commit waits for the disk; what arrives meanwhile is written together with the next one, so
/// that a burst costs few commits and everyone still knows their write is durable when they get their answer. It has a thread of its
/// own: where turns keep all others busy, what comes in would wait behind them.
/// </summary>
public sealed class SharedCommit(IDbContextFactory<BotDbContext> contexts, SingleWriter writes, TimeProvider clock) : IDisposable
{
    private const int MostAtOnce = 128;
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Recently = TimeSpan.FromSeconds(1);
    private readonly ConcurrentQueue<Write> _waiting = new();
    private readonly AutoResetEvent _arrived = new(false);
    private readonly Lock _lock = new();
    private Thread? _thread;
    private long _pressedAt;
    private volatile bool _isStopped;

    /// <summary>True while writes wait longer than they should; work that can wait gives way then.</summary>
    public bool IsPressed => Volatile.Read(ref _pressedAt) is not 0 and var at && clock.GetElapsedTime(at) < Recently;

    /// <summary>Writes, and returns when it is durable. What others write in the same commit is seen in the store or in the context's local view.</summary>
    public async Task<T> RunAsync<T>(Func<BotDbContext, Task<T>> write, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isStopped, this);
        var result = default(T)!;
        var mine = new Write(async context => result = await write(context), clock.GetTimestamp(), cancellationToken);
        _waiting.Enqueue(mine);
        Start();
        _arrived.Set();
        await mine.Done.Task;
        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isStopped = true;
        _arrived.Set();
        lock (_lock)
        {
            _thread?.Join();
        }

        while (_waiting.TryDequeue(out var left))
        {
            left.Done.TrySetException(new ObjectDisposedException(nameof(SharedCommit)));
        }

        _arrived.Dispose();
    }

    private void Start()
    {
        if (_thread is null)
        {
            lock (_lock)
            {
                if (_thread is null)
                {
                    _thread = new Thread(Drain) { IsBackground = true, Name = "shared commits" };
                    _thread.Start();
                }
            }
        }
    }

    private void Drain()
    {
        while (!_isStopped)
        {
            _arrived.WaitOne();
            while (!_waiting.IsEmpty)
            {
                var batch = new List<Write>();
                try
                {
                    writes.RunHere(() => CommitAsync(Take(batch)).GetAwaiter().GetResult());
                    batch.ForEach(write => write.Done.TrySetResult());
                }
                catch (Exception failure)
                {
                    OneByOne(batch, failure);
                }
            }
        }
    }

    // Taken only when the writing can begin: while others wrote, more has arrived.
    private List<Write> Take(List<Write> batch)
    {
        while (batch.Count < MostAtOnce && _waiting.TryDequeue(out var next))
        {
            if (next.CancellationToken.IsCancellationRequested)
            {
                next.Done.TrySetCanceled(next.CancellationToken);
            }
            else
            {
                batch.Add(next);
            }
        }

        if (batch.Count > 0 && clock.GetElapsedTime(batch[0].Since) > Long)
        {
            Volatile.Write(ref _pressedAt, clock.GetTimestamp());
        }

        return batch;
    }

    private async Task<bool> CommitAsync(IReadOnlyList<Write> batch)
    {
        await using var context = await contexts.CreateDbContextAsync();
        await using var transaction = await context.Database.BeginTransactionAsync();
        foreach (var write in batch)
        {
            await write.RunAsync(context);
        }

        await context.SaveChangesAsync();
        await transaction.CommitAsync();
        return true;
    }

    // One that cannot be written must not take the others with it.
    private void OneByOne(List<Write> batch, Exception failure)
    {
        if (batch is [var only])
        {
            only.Done.TrySetException(failure);
            return;
        }

        foreach (var write in batch)
        {
            try
            {
                writes.RunHere(() => CommitAsync([write]).GetAwaiter().GetResult());
                write.Done.TrySetResult();
            }
            catch (Exception alone)
            {
                write.Done.TrySetException(alone);
            }
        }
    }

    private sealed record Write(Func<BotDbContext, Task> RunAsync, long Since, CancellationToken CancellationToken)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
