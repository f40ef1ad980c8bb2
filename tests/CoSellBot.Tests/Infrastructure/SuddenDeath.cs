using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CoSellBot.Tests.Infrastructure;

/// <summary>Ends what runs at its n-th word with the database: before a statement, before a commit, or after one whose answer never comes.</summary>
internal sealed class SuddenDeath : DbCommandInterceptor, IDbTransactionInterceptor
{
    private int _left = int.MaxValue;

    /// <summary>True when it struck since it was armed.</summary>
    public bool Struck { get; private set; }

    /// <summary>Strikes at the n-th word from now on.</summary>
    public void Arm(int at) => (_left, Struck) = (at, false);

    /// <summary>Lets everything live.</summary>
    public void Disarm() => _left = int.MaxValue;

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Word();
        return ValueTask.FromResult(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Word();
        return ValueTask.FromResult(result);
    }

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
    {
        Word();
        return ValueTask.FromResult(result);
    }

    public ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        Word();
        return ValueTask.FromResult(result);
    }

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Word();
        return Task.CompletedTask;
    }

    private void Word()
    {
        if (--_left == 0)
        {
            Struck = true;
            throw new InvalidOperationException("The process ends here.");
        }
    }
}
