using CoSellBot.Agents.Proposals;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;
using CoSellBot.Prm;
using CoSellBot.Prm.Conflicts;
using CoSellBot.Prm.Registrations;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Notices;

/// <summary>Ends protections whose day has passed.</summary>
public sealed class ProtectionSweep(RegistrationLedger ledger) : IWorker
{
    private const int Batch = 100;

    /// <inheritdoc/>
    public bool CanWait => true;

    /// <inheritdoc/>
    public Task<int> RunOnceAsync(CancellationToken cancellationToken) => ledger.ExpireDueAsync(Batch, cancellationToken);
}

/// <summary>Tells decisions whose time has come, ends questions nobody answered, and notes how linked sales ended.</summary>
public sealed class DecisionSweep(ReviewLedger reviews, ClaimLedger claims) : IWorker
{
    private const int Batch = 100;

    /// <inheritdoc/>
    public bool CanWait => true;

    /// <inheritdoc/>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        // A decision that cannot be told keeps neither answers from lapsing nor sales from closing.
        var rest = await reviews.LapseDueAsync(Batch, cancellationToken) + await claims.CloseDueAsync(Batch, cancellationToken);
        return rest + await reviews.TellDueAsync(Batch, cancellationToken);
    }
}

/// <summary>Opens the disputes of claims that somebody stands against, and drops those a side of which has gone.</summary>
public sealed class DisputeSweep(DisputeWatch disputes) : IWorker
{
    private const int Batch = 100;

    /// <inheritdoc/>
    public bool CanWait => true;

    /// <inheritdoc/>
    public Task<int> RunOnceAsync(CancellationToken cancellationToken) => disputes.FollowAsync(Batch, cancellationToken);
}

/// <summary>Notes which clocks have come to a mark.</summary>
public sealed class ClockSweep(ClockLedger clocks) : IWorker
{
    private const int Batch = 500;

    /// <inheritdoc/>
    public bool CanWait => true;

    /// <inheritdoc/>
    public Task<int> RunOnceAsync(CancellationToken cancellationToken) => clocks.PassDueAsync(Batch, cancellationToken);
}

/// <summary>Closes the cards of proposals nobody confirmed in time.</summary>
public sealed class ProposalSweep(BotStore store, BusinessClock clock) : IWorker
{
    private const int Batch = 50;

    /// <inheritdoc/>
    public bool CanWait => true;

    /// <inheritdoc/>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        IQueryable<ProposalRow> Due(BotDbContext context) => context.Set<ProposalRow>().Where(p => p.State == ProposalState.Open && p.ExpiresAt <= now);
        if (!await store.ReadAsync(context => Due(context).AnyAsync(cancellationToken), cancellationToken))
        {
            return 0;
        }

        return await store.WriteAsync(
            async context =>
            {
                var rows = await Due(context).OrderBy(p => p.ExpiresAt).Take(Batch).ToListAsync(cancellationToken);
                foreach (var row in rows)
                {
                    row.State = ProposalState.Expired;
                    await Outbox.AddAsync(context, $"proposal/{row.Id}/{ProposalState.Expired}", new ConversationReference(row.Channel, row.InstallationId, row.PlaceId),
                        OutboxKind.Update, row.MessageId, ProposalCards.Closed(TurnRunner.ToProposal(row), ProposalState.Expired),
                        new ReaderSettings(row.Locale, row.TimeZone), null, cancellationToken);
                }

                return rows.Count;
            },
            cancellationToken);
    }
}
