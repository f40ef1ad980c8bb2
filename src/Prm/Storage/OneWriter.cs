using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CoSellBot.Prm.Storage;

/// <summary>
/// Gives PostgreSQL the one writer at a time that SQLite has: whoever begins a transaction waits here until nobody else of its component is in
/// one, also in another process. Each statement after that sees all that was committed before, so nothing needs to be tried again, and
/// numbers of rows become visible in their order: who reads on from the last one misses none.
/// </summary>
internal sealed class OneWriter : DbTransactionInterceptor
{
    public static readonly OneWriter Instance = new();

    // With the lock in hand the isolation asked for is there already; the server's own would look at the data as it was before the wait.
    private const IsolationLevel Enough = IsolationLevel.ReadCommitted;

    public override InterceptionResult<DbTransaction> TransactionStarting(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result)
    {
        var transaction = connection.BeginTransaction(Enough);
        try
        {
            using var command = Command(connection, transaction, eventData.Context);
            command.ExecuteNonQuery();
            return InterceptionResult<DbTransaction>.SuppressWithResult(transaction);
        }
        catch
        {
            transaction.Dispose();
            throw;
        }
    }

    public override async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
    {
        var transaction = await connection.BeginTransactionAsync(Enough, cancellationToken);
        try
        {
            await using var command = Command(connection, transaction, eventData.Context);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return InterceptionResult<DbTransaction>.SuppressWithResult(transaction);
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }

    private static DbCommand Command(DbConnection connection, DbTransaction transaction, DbContext? context)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = context is PrmDbContext ? Prm : Bot;
        return command;
    }

    private static readonly string Prm = Postgres.Take(AdvisoryLock.Prm);
    private static readonly string Bot = Postgres.Take(AdvisoryLock.Bot);
}

/// <summary>A save without a transaction gets one, also for a single statement: it has to wait for its turn like all others.</summary>
internal sealed class ImplicitTransactions : SaveChangesInterceptor
{
    public static readonly ImplicitTransactions Instance = new();

    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Insist(eventData);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Insist(eventData);
        return ValueTask.FromResult(result);
    }

    private static void Insist(DbContextEventData eventData) => eventData.Context!.Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;
}
