using System.Globalization;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Sla;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Conflicts;

/// <summary>
/// Opens the disputes of claims that somebody else stands against, and drops those of which a side has gone. Done apart from the claim's
/// receipt, so that receiving a claim takes the same time whatever stands against it (ruling 6).
/// </summary>
public sealed class DisputeWatch(LedgerWriter writer)
{
    /// <summary>Looks once.</summary>
    /// <returns>How many claims and disputes, at most about <paramref name="limit"/>.</returns>
    public async Task<int> FollowAsync(int limit, CancellationToken cancellationToken)
    {
        List<string> suspected, gone, clockless;
        await using (var look = await writer.LookAsync(cancellationToken))
        {
            suspected = await Suspected(look).OrderBy(r => r.Id).Take(limit).Select(r => r.Id).ToListAsync(cancellationToken);
            gone = await Gone(look, writer.Clock.GetUtcNow()).OrderBy(d => d.Id).Take(limit).Select(d => d.Id).ToListAsync(cancellationToken);
            clockless = await Clockless(look).OrderBy(d => d.Id).Take(limit).Select(d => d.Id).ToListAsync(cancellationToken);
            if ((suspected.Count + gone.Count + clockless.Count == 0) || await RestoreGate.IsClosedAsync(look, cancellationToken))
            {
                return 0;
            }
        }

        var work = suspected.Select(id => new Piece(OpenAsync, id)).Concat(gone.Select(id => new Piece(DropAsync, id))).Concat(clockless.Select(id => new Piece(BeginAsync, id)));
        return await writer.EachAsync([.. work], (context, piece, token) => piece.Work(context, piece.Id, token), cancellationToken);
    }

    private static IQueryable<DealRegistration> Suspected(PrmDbContext context) => context.Set<DealRegistration>()
        .Where(r => r.Status == RegistrationStatus.InReview && r.ConflictState == ConflictState.Suspected);

    private static IQueryable<Dispute> Clockless(PrmDbContext context) => Disputes.Open(context).Where(dispute =>
        !context.Set<SlaClock>().Any(clock => clock.RecordId == dispute.RegistrationId && clock.SubjectId == dispute.Id && clock.Kind == ClockKind.DisputeRuling && clock.StoppedAt == null));

    // A side has gone: the later claim is decided or withdrawn, the earlier one too, or its protection is over or for another family now, the direct deal is closed.
    private static IQueryable<Dispute> Gone(PrmDbContext context, DateTimeOffset now) => Disputes.Open(context).Where(dispute =>
        !context.Set<DealRegistration>().Any(r => r.Id == dispute.RegistrationId && (r.ConflictState == ConflictState.Suspected || r.ConflictState == ConflictState.Open)
            && (r.Status == RegistrationStatus.Submitted || r.Status == RegistrationStatus.InReview || r.Status == RegistrationStatus.NeedsInfo))
        || (dispute.OtherRegistrationId == null && dispute.OpportunityId == null)
        || (dispute.OtherRegistrationId != null && !context.Set<DealRegistration>().Any(r => r.Id == dispute.OtherRegistrationId
            && context.Set<DealRegistration>().Any(later => later.Id == dispute.RegistrationId && later.ProductFamily == r.ProductFamily)
            && (r.Status == RegistrationStatus.Submitted || r.Status == RegistrationStatus.InReview || r.Status == RegistrationStatus.NeedsInfo
                || ((r.Status == RegistrationStatus.Approved || r.Status == RegistrationStatus.Converted) && r.Outcome == null && r.ProtectedUntil > now))))
        || (dispute.OpportunityId != null && !context.Set<Opportunity>().Any(o => o.Id == dispute.OpportunityId
            && o.Stage != OpportunityStage.ClosedWon && o.Stage != OpportunityStage.ClosedLost)));

    private async Task OpenAsync(PrmDbContext context, string registrationId, CancellationToken cancellationToken)
    {
        if (await Suspected(context).SingleOrDefaultAsync(r => r.Id == registrationId, cancellationToken) is not { } claim)
        {
            return;
        }

        var now = writer.Clock.GetUtcNow();
        var command = new ClaimCommand(context, claim, await RuleBook.CurrentAsync(context, cancellationToken), now, cancellationToken);
        var before = await context.Set<Dispute>().Where(dispute => dispute.RegistrationId == claim.Id).ToListAsync(command.Cancellation);
        var trace = await Disputes.TraceAsync(context, claim.Id, command.Cancellation);
        var others = await SnapshotReader.ClaimsAsync(context, claim.Identity, claim.AccountId, [], claim.ProductFamily, command.Rules, command.Cancellation);
        var against = others.Where(other => other.Relation == Relation.Same && other.PartnerOrgId != claim.PartnerOrgId
            && (other.IsProtected(now) || (other.IsPending && other.ReceiptSeq < claim.ReceiptSeq))).Select(other => (Claim: (OtherClaim?)other, Sale: (string?)null)).ToList();
        if (trace?.Findings.FirstOrDefault(finding => finding is { RuleId: "R11", Verdict: Verdict.Conflict })?.Reference is { } sale)
        {
            against.Add((null, sale));
        }

        // What the rules no longer find since they ran again is nothing to rule on.
        foreach (var over in before.Where(known => known.IsOpen && known.OpenedAt < trace?.Snapshot.Now
            && !against.Exists(side => known.OtherRegistrationId == side.Claim?.RegistrationId && known.OpportunityId == side.Sale)))
        {
            over.State = DisputeState.Dropped;
            Disputes.Record(context, over, "clock", "dispute.dropped", now);
            await ClaimClocks.StopAsync(context, over.Id, now, command.Cancellation);
        }

        // What was ruled in its favour is not ruled again, whatever the rules find once more.
        var opened = new List<Dispute>();
        foreach (var (other, deal) in against.Where(side => !before.Exists(known => (known.IsOpen || known.Ruling is Ruling.Transfer or Ruling.Split or Ruling.CoSell)
            && known.OtherRegistrationId == side.Claim?.RegistrationId && known.OpportunityId == side.Sale)))
        {
            var dispute = new Dispute
            {
                Id = await NameAsync(command, before.Count + opened.Count),
                RegistrationId = claim.Id,
                PartnerOrgId = claim.PartnerOrgId,
                OtherRegistrationId = other?.RegistrationId,
                OtherPartnerOrgId = other?.PartnerOrgId,
                OpportunityId = deal,
                State = DisputeState.Opened,
                OpenedAt = now,
            };
            opened.Add(dispute);
            context.Add(dispute);
        }

        await context.SaveChangesAsync(cancellationToken);
        foreach (var dispute in opened)
        {
            await ClaimClocks.BeginDisputeAsync(context, claim, dispute.Id, now, isTaken: false, command.Rules, now, cancellationToken);
        }

        // Also where nobody is named, as at an account the vendor keeps, a case is open and a regional manager decides.
        LedgerWriter.ByClock(context, claim, "dispute.opened", now, (row, _) =>
        {
            row.ConflictState = ConflictState.Open;
            row.UnseenChanges++;
        });
        await context.SaveChangesAsync(cancellationToken);
        if (!await Disputes.OpenOf(context, claim.Id).AnyAsync(cancellationToken))
        {
            await SettleAsync(context, claim, cancellationToken);
        }
    }

    // With the last dispute gone, what was ruled before takes effect; false when nothing was.
    private async Task<bool> SettleAsync(PrmDbContext context, DealRegistration claim, CancellationToken cancellationToken)
    {
        if (await Disputes.InFavourAsync(context, claim.Id, cancellationToken) is not [.., var last])
        {
            return false;
        }

        var (before, now) = (claim.Status, writer.Clock.GetUtcNow());
        var rules = await RuleBook.CurrentAsync(context, cancellationToken);
        var settled = await RulingEffects.SettleAsync(new ClaimCommand(context, claim, rules, now, cancellationToken), now);
        // Told by the key of the ruling that made it so.
        var key = await context.Set<Decision>().Where(d => d.SubjectId == last.Id && d.Kind == DecisionKind.Rule && d.ToldAt != null).Select(d => d.Id).FirstOrDefaultAsync(cancellationToken);
        claim.Version++;
        LedgerRows.Record(context, new Actor(last.RuledBy!, "Clock", last.Id), settled.Action!, claim, key, now, before);
        await context.SaveChangesAsync(cancellationToken);
        await ClaimClocks.FollowAsync(context, [claim, .. settled.Others], rules, now, cancellationToken);
        return true;
    }

    // Named after the later claim, whose number is random, so that the name tells as little.
    private static async Task<string> NameAsync(ClaimCommand command, int before)
    {
        var stem = command.Claim.Id.StartsWith("DR-", StringComparison.Ordinal) ? $"DS-{command.Claim.Id[3..]}" : $"DS-{command.Claim.Id}";
        for (var number = before + 1; ; number++)
        {
            var name = number == 1 ? stem : string.Create(CultureInfo.InvariantCulture, $"{stem}-{number}");
            if (!await command.Context.Set<Dispute>().AnyAsync(dispute => dispute.Id == name, command.Cancellation))
            {
                return name;
            }
        }
    }

    // One that another system opened, or an earlier program.
    private async Task BeginAsync(PrmDbContext context, string disputeId, CancellationToken cancellationToken)
    {
        if (await Clockless(context).SingleOrDefaultAsync(d => d.Id == disputeId, cancellationToken) is { } dispute)
        {
            var claim = await LedgerWriter.FindAsync(context, dispute.RegistrationId, cancellationToken);
            await ClaimClocks.BeginDisputeAsync(
                context, claim, dispute.Id, dispute.OpenedAt, dispute.TakenBy is not null, await RuleBook.CurrentAsync(context, cancellationToken), writer.Clock.GetUtcNow(), cancellationToken);
        }
    }

    private async Task DropAsync(PrmDbContext context, string disputeId, CancellationToken cancellationToken)
    {
        var now = writer.Clock.GetUtcNow();
        if (await Gone(context, now).SingleOrDefaultAsync(d => d.Id == disputeId, cancellationToken) is not { } dispute)
        {
            return;
        }

        dispute.State = DisputeState.Dropped;
        Disputes.Record(context, dispute, "clock", "dispute.dropped", now);
        await ClaimClocks.StopAsync(context, dispute.Id, now, cancellationToken);
        var claim = await context.Set<DealRegistration>().SingleOrDefaultAsync(r => r.Id == dispute.RegistrationId, cancellationToken);
        if (claim?.Status.IsPending() != true || await Disputes.OpenOf(context, claim.Id).AnyAsync(d => d.Id != dispute.Id, cancellationToken))
        {
            return;
        }

        // What has come to stand against it since is looked at first.
        if (claim.ConflictState != ConflictState.Suspected && await SettleAsync(context, claim, cancellationToken))
        {
            return;
        }

        // Nobody stands against it any more: it goes on as any other, unless the rules want a regional manager all the same.
        var stays = (await Disputes.TraceAsync(context, claim.Id, cancellationToken))?.Findings is { } findings && RulingEffects.StaysInConflict(findings);
        LedgerWriter.ByClock(context, claim, "dispute.dropped", now, (row, _) =>
        {
            row.ConflictState = stays ? ConflictState.Open : row.ConflictState == ConflictState.Suspected ? ConflictState.Suspected : ConflictState.Dismissed;
            row.UnseenChanges++;
        });
    }

    private sealed record Piece(Func<PrmDbContext, string, CancellationToken, Task> Work, string Id);
}
