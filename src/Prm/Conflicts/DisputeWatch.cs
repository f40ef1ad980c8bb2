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
        await using (var look = await writer.LookAsync(cancellationToken))
        {
            var soon = writer.Clock.GetUtcNow();
            if (!await Suspected(look).AnyAsync(cancellationToken) && !await Gone(look, soon).AnyAsync(cancellationToken) && !await Clockless(look).AnyAsync(cancellationToken)
                || await RestoreGate.IsClosedAsync(look, cancellationToken))
            {
                return 0;
            }
        }

        return await writer.WriteAsync(
            async (context, token) =>
            {
                var now = writer.Clock.GetUtcNow();
                var rules = await RuleBook.CurrentAsync(context, token);
                var done = 0;
                foreach (var claim in await Suspected(context).OrderBy(r => r.Id).Take(limit).ToListAsync(token))
                {
                    await OpenAsync(new ClaimCommand(context, claim, rules, now, token));
                    done++;
                }

                foreach (var dispute in await Gone(context, now).OrderBy(d => d.Id).Take(limit).ToListAsync(token))
                {
                    await DropAsync(context, dispute, rules, now, token);
                    await context.SaveChangesAsync(token);
                    done++;
                }

                await context.SaveChangesAsync(token);
                foreach (var dispute in await Clockless(context).OrderBy(d => d.Id).Take(limit).ToListAsync(token))
                {
                    var claim = await LedgerWriter.FindAsync(context, dispute.RegistrationId, token);
                    await ClaimClocks.BeginDisputeAsync(context, claim, dispute.Id, dispute.OpenedAt, dispute.TakenBy is not null, rules, now, token);
                    done++;
                }

                return done;
            },
            cancellationToken);
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

    private static async Task OpenAsync(ClaimCommand command)
    {
        var (context, claim, now) = (command.Context, command.Claim, command.Now);
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
            await ClaimClocks.StopAsync(context, over.Id, now, command.Cancellation);
        }

        // What was ruled in its favour is not ruled again, whatever the rules find once more.
        foreach (var (other, deal) in against.Where(side => !before.Exists(known => (known.IsOpen || known.Ruling is Ruling.Transfer or Ruling.Split or Ruling.CoSell) && known.OtherRegistrationId == side.Claim?.RegistrationId && known.OpportunityId == side.Sale)))
        {
            var dispute = new Dispute
            {
                Id = await NameAsync(command, before.Count),
                RegistrationId = claim.Id,
                PartnerOrgId = claim.PartnerOrgId,
                OtherRegistrationId = other?.RegistrationId,
                OtherPartnerOrgId = other?.PartnerOrgId,
                OpportunityId = deal,
                State = DisputeState.Opened,
                OpenedAt = now,
            };
            before.Add(dispute);
            context.Add(dispute);
        }

        // Also where nobody is named, as at an account the vendor keeps, a case is open and a regional manager decides.
        LedgerWriter.ByClock(context, claim, "dispute.opened", now, (row, _) =>
        {
            row.ConflictState = ConflictState.Open;
            row.UnseenChanges++;
        });
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

    private static async Task DropAsync(PrmDbContext context, Dispute dispute, RuleSet rules, DateTimeOffset now, CancellationToken cancellationToken)
    {
        dispute.State = DisputeState.Dropped;
        await ClaimClocks.StopAsync(context, dispute.Id, now, cancellationToken);
        var claim = await context.Set<DealRegistration>().SingleOrDefaultAsync(r => r.Id == dispute.RegistrationId, cancellationToken);
        if (claim?.Status.IsPending() != true || await Disputes.OpenOf(context, claim.Id).AnyAsync(d => d.Id != dispute.Id, cancellationToken))
        {
            return;
        }

        if (claim.Status == RegistrationStatus.InReview && (await Disputes.InFavourAsync(context, claim.Id, cancellationToken)).Count > 0)
        {
            // The others were ruled on before, and only this one was left.
            var settled = await RulingEffects.SettleAsync(new ClaimCommand(context, claim, rules, now, cancellationToken));
            var ruled = await context.Set<Dispute>().Where(d => d.RegistrationId == claim.Id && d.State == DisputeState.Closed).OrderByDescending(d => d.RuledAt).FirstAsync(cancellationToken);
            // Told by the key of the ruling that made it so.
            var key = await context.Set<Decision>().Where(d => d.SubjectId == ruled.Id && d.Kind == DecisionKind.Rule && d.ToldAt != null).Select(d => d.Id).FirstOrDefaultAsync(cancellationToken);
            claim.Version++;
            LedgerRows.Record(context, new Actor(ruled.RuledBy!, "Clock", ruled.Id), settled.Action!, claim, key, now, RegistrationStatus.InReview);
            await context.SaveChangesAsync(cancellationToken);
            await ClaimClocks.FollowAsync(context, [claim, .. settled.Others], rules, now, cancellationToken);
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
}
