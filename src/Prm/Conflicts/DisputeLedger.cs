using System.Globalization;
using System.Text.Json;
using CoSellBot.Access;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Sla;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Conflicts;

/// <summary>
/// What people do with a dispute: take it in hand, weigh what the sides show, propose, rule. A channel manager does all but rule; a regional
/// manager rules (ruling 21), and the ruling is held until it is told, like any other decision. Nothing of it is known to a partner before.
/// </summary>
public sealed class DisputeLedger(LedgerWriter writer, TellingOptions telling, AccessOptions access)
{
    /// <summary>Takes a dispute in hand: its first answer.</summary>
    /// <exception cref="PrmException">As <see cref="LedgerWriter.ChangeAsync"/>; <see cref="PrmFailure.Forbidden"/> for who may not, <see cref="PrmFailure.Invalid"/> when somebody has it.</exception>
    public Task<DealRegistration> TakeAsync(string disputeId, int version, Actor actor, string key, CancellationToken cancellationToken) =>
        ChangeAsync(disputeId, version, $"take {disputeId}", actor, key, (command, dispute) =>
        {
            if (dispute.TakenBy is not null)
            {
                throw Refuse("dispute.taken", "Somebody has it in hand.");
            }

            return Task.FromResult("dispute.taken");
        },
        cancellationToken);

    /// <summary>Says what a proof shows, and when that was.</summary>
    /// <exception cref="PrmException">As <see cref="TakeAsync"/>; <see cref="PrmFailure.NotFound"/> for a proof of none of the two sides.</exception>
    public Task<DealRegistration> WeighAsync(string disputeId, int version, string proofId, ProofKind kind, DateOnly on, Actor actor, string key, CancellationToken cancellationToken) =>
        ChangeAsync(disputeId, version, $"weigh {disputeId} {proofId} {kind} {on:O}", actor, key, async (command, dispute) =>
        {
            // A day may have begun east of Greenwich.
            if (on > DateOnly.FromDateTime(command.Now.UtcDateTime).AddDays(1))
            {
                throw Refuse("dispute.day", "The day has not come.");
            }

            var proof = await command.Context.Set<DisputeProof>().SingleOrDefaultAsync(p => p.Id == proofId, command.Cancellation);
            if (proof is null)
            {
                var claims = new[] { dispute.RegistrationId, dispute.OtherRegistrationId };
                var owner = await command.Context.Set<Evidence>().Where(e => e.Id == proofId && claims.Contains(e.RegistrationId)).Select(e => e.RegistrationId).SingleOrDefaultAsync(command.Cancellation)
                    ?? throw new PrmException(PrmFailure.NotFound, "No such proof.");
                proof = new DisputeProof { Id = proofId, SubjectId = owner };
                command.Context.Add(proof);
            }
            else if (proof.SubjectId != dispute.Id && proof.SubjectId != dispute.RegistrationId && proof.SubjectId != dispute.OtherRegistrationId)
            {
                throw new PrmException(PrmFailure.NotFound, "No such proof.");
            }

            (proof.Kind, proof.HappenedOn, proof.WeighedBy, proof.WeighedAt) = (kind, on, actor.PersonId, command.Now);
            return "dispute.weighed";
        },
        cancellationToken);

    /// <summary>Proposes a ruling to the one who rules.</summary>
    /// <exception cref="PrmException">As <see cref="TakeAsync"/>; <see cref="PrmFailure.Invalid"/> for a ruling these two sides cannot have.</exception>
    public Task<DealRegistration> ProposeAsync(string disputeId, int version, Ruling ruling, Actor actor, string key, CancellationToken cancellationToken) =>
        ChangeAsync(disputeId, version, $"propose {disputeId} {ruling}", actor, key, async (command, dispute) =>
        {
            await ReadAsync(command, dispute, ruling);
            (dispute.ProposedRuling, dispute.ProposedBy) = (ruling, actor.PersonId);
            return "dispute.proposed";
        },
        cancellationToken);

    /// <summary>Rules. The ruling is told after its time; until then whoever made it can take it back.</summary>
    /// <exception cref="PrmException">As <see cref="ProposeAsync"/>; <see cref="PrmFailure.Forbidden"/> for all but the regional managers of the place.</exception>
    /// <param name="disputeId">The dispute.</param>
    /// <param name="version">The later claim's version that was seen.</param>
    /// <param name="ruling">The ruling.</param>
    /// <param name="other">Where the other claim stood when the ruling was shown; null for a direct deal.</param>
    /// <param name="actor">Who rules.</param>
    /// <param name="key">The command's key.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<DealRegistration> RuleAsync(string disputeId, int version, Ruling ruling, RegistrationStatus? other, Actor actor, string key, CancellationToken cancellationToken) =>
        ChangeAsync(disputeId, version, $"rule {disputeId} {ruling}", actor, key, async (command, dispute) =>
        {
            var claim = command.Claim;
            if (claim.Status != RegistrationStatus.InReview)
            {
                throw Refuse("decision.nothing_open", $"The claim is {claim.Status}.");
            }

            var reading = await ClaimReading.ReadAsync(command.Context, claim, command.Rules, command.Now, command.Cancellation);
            var ruler = reading.Approvers.FirstOrDefault(one => one.PersonId == actor.PersonId) ?? throw NotYours();
            var sides = await ReadAsync(command, dispute, ruling);
            if (sides.Other?.Status != other)
            {
                // What it would do to the other side is not what was shown.
                throw new PrmException(PrmFailure.Conflict, "The other side changed meanwhile.");
            }

            dispute.Basis = JsonSerializer.Serialize(sides.Look);
            ReviewLedger.Hold(command, telling, DecisionKind.Rule, key, actor.PersonId, ruler.ForPerson, ruling.ToString(), null, dispute.Id);
            return "registration.decided";
        },
        cancellationToken);

    /// <summary>Answers the blinded question about a direct deal, in its seller's words; where a firewall stands nobody is asked (ruling 21).</summary>
    /// <exception cref="PrmException">As <see cref="LedgerWriter.ChangeAsync"/>; <see cref="PrmFailure.Forbidden"/> for all but the deal's seller.</exception>
    public async Task AnswerAsync(string disputeId, string text, Actor actor, string key, CancellationToken cancellationToken)
    {
        var (registrationId, version) = await SeenAsync(disputeId, cancellationToken);
        await writer.ChangeAsync(registrationId, version, $"blind {disputeId} {text}", actor, key, async command =>
        {
            var dispute = await Disputes.Open(command.Context).SingleOrDefaultAsync(d => d.Id == disputeId, command.Cancellation) ?? throw Refuse("dispute.closed", "It is ruled.");
            if (access.Firewall || dispute.OpportunityId is null
                || !await command.Context.Set<Opportunity>().AnyAsync(o => o.Id == dispute.OpportunityId && o.OwnerPersonId == actor.PersonId, command.Cancellation))
            {
                throw NotYours();
            }

            if (string.IsNullOrWhiteSpace(text) || text.Length > ReviewLedger.LongestText)
            {
                throw Refuse("answer.length", "The answer is empty or too long.");
            }

            command.Context.Add(new DisputeProof { Id = key, SubjectId = dispute.Id, Text = text });
            command.Claim.UnseenChanges++;
            return "dispute.answered";
        },
        cancellationToken);
    }

    /// <summary>
    /// Opens the disputes of claims that somebody else stands against, and drops those of which a side has gone. Done apart from the claim's
    /// receipt, so that receiving a claim takes the same time whatever stands against it (ruling 6).
    /// </summary>
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

    private async Task<DealRegistration> ChangeAsync(
        string disputeId, int version, string request, Actor actor, string key, Func<ClaimCommand, Dispute, Task<string>> change, CancellationToken cancellationToken)
    {
        var (registrationId, _) = await SeenAsync(disputeId, cancellationToken);
        return await writer.ChangeAsync(registrationId, version, request, actor, key, async command =>
        {
            var dispute = await Disputes.Open(command.Context).SingleOrDefaultAsync(d => d.Id == disputeId, command.Cancellation) ?? throw Refuse("dispute.closed", "It is ruled.");
            // What is held on the other side waits for nobody: a ruling does to it what it has come to be when it is told.
            if (await command.Context.Set<Decision>().AnyAsync(d => d.RegistrationId == dispute.RegistrationId && d.UndoneAt == null && d.ToldAt == null, command.Cancellation))
            {
                throw Refuse("decision.made", "A decision was made and is not told yet.");
            }

            if (!await MayHandleAsync(command, actor.PersonId))
            {
                throw NotYours();
            }

            var action = await change(command, dispute);
            if (dispute.TakenBy is null)
            {
                (dispute.TakenBy, dispute.TakenAt, dispute.State) = (actor.PersonId, command.Now, DisputeState.EvidenceOpen);
                await ClaimClocks.StopAsync(command.Context, dispute.Id, command.Now, command.Cancellation, ClockKind.DisputeAnswer);
            }

            command.Claim.UnseenChanges += action == "registration.decided" ? 0 : 1;
            return action;
        },
        cancellationToken);
    }

    // The channel and regional managers of the place; the other side's name is not a partner manager's to read (domain §9).
    private static async Task<bool> MayHandleAsync(ClaimCommand command, string personId)
    {
        var reading = await ClaimReading.ReadAsync(command.Context, command.Claim, command.Rules, command.Now, command.Cancellation);
        return reading.Approvers.Concat(await ClaimReading.ApproversAsync(command.Context, command.Claim, reading.Partner, needsRuling: false, command.Now, command.Cancellation))
            .Any(one => one.PersonId == personId && one.Role is Role.ChannelManager or Role.RegionalManager);
    }

    private static async Task<DisputeReading> ReadAsync(ClaimCommand command, Dispute dispute, Ruling ruling)
    {
        var reading = await Disputes.ReadAsync(command.Context, dispute, command.Rules, command.Now, command.Cancellation) ?? throw Refuse("dispute.closed", "A side has gone.");
        return reading.Allows(ruling) ? reading : throw Refuse("dispute.ruling", "These two sides cannot be ruled on so.");
    }

    private async Task<(string RegistrationId, int Version)> SeenAsync(string disputeId, CancellationToken cancellationToken)
    {
        await using var look = await writer.LookAsync(cancellationToken);
        var registrationId = await look.Set<Dispute>().Where(d => d.Id == disputeId).Select(d => d.RegistrationId).SingleOrDefaultAsync(cancellationToken)
            ?? throw new PrmException(PrmFailure.NotFound, "No such dispute.");
        return (registrationId, await look.Set<DealRegistration>().Where(r => r.Id == registrationId).Select(r => r.Version).SingleAsync(cancellationToken));
    }

    private static PrmException NotYours() => new(PrmFailure.Forbidden, "Not among those who may.", code: "decision.not_yours");

    private static PrmException Refuse(string code, string message) => new(PrmFailure.Invalid, message, code: code);
}
