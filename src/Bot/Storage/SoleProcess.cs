using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Storage;

/// <summary>
/// Claims outlive a crash until they lapse. A process that finds itself alone with the database knows that every claim is a dead
/// one's, and frees them at once: the first answer after a restart need not wait.
/// </summary>
public sealed class SoleProcess(IConfiguration configuration, BotStore store) : IDisposable
{
    private FileStream? _lock;

    /// <summary>Frees all claims when no other process has this database open; else does nothing.</summary>
    /// <returns>True when there is no other.</returns>
    public async Task<bool> FreeClaimsAsync(CancellationToken cancellationToken)
    {
        try
        {
            // The system gives the lock up with the process, however it ends.
            _lock = new FileStream(Composition.DatabaseFile(configuration) + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception taken) when (taken is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        await store.WriteAsync(
            async context =>
            {
                await context.Set<ConversationClaim>().ExecuteUpdateAsync(set => set.SetProperty(claim => claim.Owner, (string?)null), cancellationToken);
                await context.Set<InboxMessage>().Where(m => m.State == InboxState.Pending)
                    .ExecuteUpdateAsync(set => set.SetProperty(m => m.NextAt, (DateTimeOffset?)null), cancellationToken);
                await context.Set<OutboxMessage>().Where(m => m.State == OutboxState.Pending || m.State == OutboxState.Sending)
                    .ExecuteUpdateAsync(set => set.SetProperty(m => m.NextAt, (DateTimeOffset?)null), cancellationToken);
            },
            cancellationToken);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _lock?.Dispose();
}
