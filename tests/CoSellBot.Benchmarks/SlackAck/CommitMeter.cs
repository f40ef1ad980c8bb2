using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CoSellBot.Benchmarks.SlackAck;

/// <summary>Counts the commits that took messages in, and makes every commit slower when told to: a stand-in for a slower disk.</summary>
internal sealed class CommitMeter : IDbTransactionInterceptor, IDbCommandInterceptor
{
    private const string Insert = "INSERT INTO \"inbox_message\"";
    private int _inserted;
    private long _commits;
    private long _events;
    private long _all;

    /// <summary>Added to every commit.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Commits that took messages in, the messages in them, and commits of any kind, so far.</summary>
    public (long Commits, long Events, long All) Read() => (Interlocked.Read(ref _commits), Interlocked.Read(ref _events), Interlocked.Read(ref _all));

    // One transaction at a time writes, so what was inserted belongs to the next commit.
    public ValueTask<DbDataReader> ReaderExecutedAsync(DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        for (var at = command.CommandText.IndexOf(Insert, StringComparison.Ordinal); at >= 0; at = command.CommandText.IndexOf(Insert, at + 1, StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _inserted);
        }

        return ValueTask.FromResult(result);
    }

    public async ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        if (Delay > TimeSpan.Zero)
        {
            await Task.Delay(Delay, cancellationToken);
        }

        return result;
    }

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _all);
        if (Interlocked.Exchange(ref _inserted, 0) is > 0 and var inserted)
        {
            Interlocked.Increment(ref _commits);
            Interlocked.Add(ref _events, inserted);
        }

        return Task.CompletedTask;
    }

    public Task TransactionRolledBackAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Interlocked.Exchange(ref _inserted, 0);
        return Task.CompletedTask;
    }
}
