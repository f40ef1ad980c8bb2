using CoSellBot.Prm.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Storage;

/// <summary>
/// Claims outlive a crash until they lapse. A process that finds itself alone with the database knows that every claim is a dead
/// one's, and frees them at once: the first answer after a restart need not wait.
/// </summary>
public sealed class SoleProcess(IConfiguration configuration, BotStore store, TimeProvider clock) : IAsyncDisposable
{
    private FileStream? _lock;
    private Attendance? _attendance;

    /// <summary>Frees all claims when no other process has this database open; else does nothing.</summary>
    /// <returns>True when there is no other.</returns>
    public async Task<bool> FreeClaimsAsync(CancellationToken cancellationToken)
    {
        var connection = Composition.ConnectionString(configuration);
        if (Database.IsPostgres(connection))
        {
            _attendance = new Attendance(connection, clock);
            return await _attendance.BeginAsync(() => FreeAsync(cancellationToken), cancellationToken);
        }

        try
        {
            // The system gives the lock up with the process, however it ends.
            _lock = new FileStream(new SqliteConnectionStringBuilder(connection).DataSource + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception taken) when (taken is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        await FreeAsync(cancellationToken);
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await (_lock?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_attendance?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private Task FreeAsync(CancellationToken cancellationToken) => store.WriteAsync(
        async context =>
        {
            await context.Set<ConversationClaim>().ExecuteUpdateAsync(set => set.SetProperty(claim => claim.Owner, (string?)null), cancellationToken);
            await context.Set<InboxMessage>().Where(m => m.State == InboxState.Pending)
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.NextAt, (DateTimeOffset?)null), cancellationToken);
            await context.Set<OutboxMessage>().Where(m => m.State == OutboxState.Pending || m.State == OutboxState.Sending)
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.NextAt, (DateTimeOffset?)null), cancellationToken);
        },
        cancellationToken);
}
