using System.Collections.Concurrent;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Storage;

/// <summary>
/// Many small writes in one commit. A commit waits for the disk; what arrives meanwhile is written together with the next one, so
/// that a burst costs few commits and everyone still knows their write is durable when they get their answer.
/// </summary>
public sealed class SharedCommit(IDbContextFactory<BotDbContext> contexts, SingleWriter writes)
{
    private const int MostAtOnce = 64;
    private readonly ConcurrentQueue<Write> _waiting = new();
    private int _isRunning;

    /// <summary>Writes, and returns when it is durable.</summary>
    public async Task<T> RunAsync<T>(Func<BotDbContext, Task<T>> write, CancellationToken cancellationToken)
    {
        var result = default(T)!;
        var mine = new Write(async context => result = await write(context), cancellationToken);
        _waiting.Enqueue(mine);
        if (Interlocked.Exchange(ref _isRunning, 1) == 0)
        {
            _ = Task.Run(DrainAsync, CancellationToken.None);
        }

        await mine.Done.Task;
        return result;
    }

    private async Task DrainAsync()
    {
        do
        {
            while (!_waiting.IsEmpty)
            {
                var batch = new List<Write>();
                try
                {
                    await writes.RunAsync(token => CommitAsync(batch, token), comesFirst: true, CancellationToken.None);
                    batch.ForEach(write => write.Done.TrySetResult());
                }
                catch (Exception failure)
                {
                    await OneByOneAsync(batch, failure);
                }
            }

            // A full barrier: whoever adds from now on either sees this or is seen below.
            Interlocked.Exchange(ref _isRunning, 0);
        }
        while (!_waiting.IsEmpty && Interlocked.Exchange(ref _isRunning, 1) == 0);
    }

    private async Task<bool> CommitAsync(List<Write> batch, CancellationToken cancellationToken)
    {
        // Taken only now: while others wrote, more has arrived.
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

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        foreach (var write in batch)
        {
            // Saved one by one within the transaction, so that each sees those before it.
            await write.RunAsync(context);
            await context.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    // One that cannot be written must not take the others with it.
    private async Task OneByOneAsync(List<Write> batch, Exception failure)
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
                await writes.RunAsync(
                    async token =>
                    {
                        await using var context = await contexts.CreateDbContextAsync(token);
                        await using var transaction = await context.Database.BeginTransactionAsync(token);
                        await write.RunAsync(context);
                        await context.SaveChangesAsync(token);
                        await transaction.CommitAsync(token);
                        return true;
                    },
                    comesFirst: true,
                    CancellationToken.None);
                write.Done.TrySetResult();
            }
            catch (Exception alone)
            {
                write.Done.TrySetException(alone);
            }
        }
    }

    private sealed record Write(Func<BotDbContext, Task> RunAsync, CancellationToken CancellationToken)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
