using CoSellBot.Bot.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Turns;

/// <summary>
/// Claims a conversation, runs its messages in order, and lets it go. A claim lapses when its worker dies; the fence keeps a worker
/// that was too slow from writing over its successor.
/// </summary>
public sealed partial class TurnWorker(BotStore store, TurnRunner runner, Prm.Ids ids, TimeProvider clock, KillPoints kill, ILogger<TurnWorker> log) : IWorker
{
    private static readonly TimeSpan Claim = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan TurnTimeout = TimeSpan.FromSeconds(60);
    private const int MostAttempts = 4;
    private readonly string _owner = ids.Ulid();

    /// <inheritdoc/>
    public int Lanes => 3;

    /// <inheritdoc/>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (await ClaimAsync(cancellationToken) is not { } claim)
        {
            return 0;
        }

        kill.Reach("turn.claimed");
        var done = 0;
        try
        {
            while (await NextAsync(claim, cancellationToken) is { } message)
            {
                await RunAsync(claim, message, cancellationToken);
                await KeepAsync(claim, cancellationToken);
                done++;
            }
        }
        finally
        {
            await ReleaseAsync(claim, CancellationToken.None);
        }

        return Math.Max(done, 1);
    }

    private async Task RunAsync(TurnClaim claim, InboxMessage message, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(TurnTimeout);
        try
        {
            await runner.RunAsync(claim, message, timeout.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (ClaimLostException)
        {
            throw;
        }
        catch (Exception failure)
        {
            // One broken message must not stop the others: it is tried a few times, then its sender is told.
            LogTurnFailed(message.Seq, message.Attempts + 1, failure);
            await runner.FailAsync(claim, message, giveUp: message.Attempts + 1 >= MostAttempts, cancellationToken);
        }
    }

    private async Task<TurnClaim?> ClaimAsync(CancellationToken cancellationToken)
    {
        // Looking costs no write lock; only when there is something to do is the claim written.
        if (!await store.ReadAsync(context => Waiting(context, clock.GetUtcNow()).AnyAsync(cancellationToken), cancellationToken))
        {
            return null;
        }

        return await store.WriteAsync(
            async context =>
            {
                var now = clock.GetUtcNow();
                if (await Waiting(context, now).OrderBy(m => m.Seq).Select(m => m.ConversationKey).FirstOrDefaultAsync(cancellationToken) is not { } key)
                {
                    return null;
                }

                var row = await context.Set<ConversationClaim>().SingleOrDefaultAsync(c => c.Key == key, cancellationToken);
                if (row is null)
                {
                    row = new ConversationClaim { Key = key };
                    context.Add(row);
                }

                (row.Owner, row.ClaimedUntil, row.Fence) = (_owner, now + Claim, row.Fence + 1);
                return new TurnClaim(key, _owner, row.Fence, now);
            },
            cancellationToken);
    }

    // A message that waits for its next try holds back the later ones of its conversation: claiming that would find nothing to do.
    private static IQueryable<InboxMessage> Waiting(BotDbContext context, DateTimeOffset now) => context.Set<InboxMessage>()
        .Where(m => m.State == InboxState.Pending && m.Lane == InboxLane.Turn && (m.NextAt == null || m.NextAt <= now)
            && !context.Set<InboxMessage>().Any(earlier => earlier.State == InboxState.Pending && earlier.Lane == InboxLane.Turn
                && earlier.ConversationKey == m.ConversationKey && earlier.Seq < m.Seq && earlier.NextAt > now)
            && !context.Set<ConversationClaim>().Any(c => c.Key == m.ConversationKey && c.Owner != null && c.ClaimedUntil > now));

    private Task<InboxMessage?> NextAsync(TurnClaim claim, CancellationToken cancellationToken) => store.ReadAsync(
        async context =>
        {
            var now = clock.GetUtcNow();
            var next = await context.Set<InboxMessage>().AsNoTracking()
                .Where(m => m.ConversationKey == claim.ConversationKey && m.State == InboxState.Pending && m.Lane == InboxLane.Turn)
                .OrderBy(m => m.Seq).FirstOrDefaultAsync(cancellationToken);
            return next is { NextAt: { } at } && at > now ? null : next;
        },
        cancellationToken);

    // With a model behind it one turn may take most of a claim; the next one begins with a whole one.
    private Task<int> KeepAsync(TurnClaim claim, CancellationToken cancellationToken) => clock.GetUtcNow() - claim.Since < Claim / 6 ? Task.FromResult(0) : store.WriteAsync(
        context => context.Set<ConversationClaim>()
            .Where(c => c.Key == claim.ConversationKey && c.Fence == claim.Fence)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.ClaimedUntil, clock.GetUtcNow() + Claim), cancellationToken),
        cancellationToken);

    private Task<int> ReleaseAsync(TurnClaim claim, CancellationToken cancellationToken) => store.WriteAsync(
        context => context.Set<ConversationClaim>()
            .Where(c => c.Key == claim.ConversationKey && c.Fence == claim.Fence)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.Owner, (string?)null), cancellationToken),
        cancellationToken);

    [LoggerMessage(Level = LogLevel.Error, Message = "Turn for inbox row {Seq} failed, attempt {Attempt}.")]
    private partial void LogTurnFailed(long seq, int attempt, Exception failure);
}

/// <summary>A claim on a conversation.</summary>
/// <param name="ConversationKey">The conversation.</param>
/// <param name="Owner">The worker.</param>
/// <param name="Fence">The claim's number.</param>
/// <param name="Since">When it was made.</param>
public sealed record TurnClaim(string ConversationKey, string Owner, long Fence, DateTimeOffset Since);

/// <summary>Another worker has taken the conversation over; nothing may be written any more.</summary>
public sealed class ClaimLostException() : Exception("The conversation was taken over by another worker.");
