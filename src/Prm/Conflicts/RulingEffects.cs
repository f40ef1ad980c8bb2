using System.Text.Json;
using CoSellBot.Prm.Attribution;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Registrations;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Conflicts;

/// <summary>What a ruling does once it is told (T11): to the later claim, to the other side, and to the credit.</summary>
internal static class RulingEffects
{
    private const int Half = 500;

    /// <summary>What came of it.</summary>
    /// <param name="Action">What happened to the later claim; null when there was nothing left to rule.</param>
    /// <param name="Others">The other claims it touched.</param>
    public sealed record Outcome(string? Action, IReadOnlyCollection<DealRegistration> Others);

    /// <summary>The rules for which a person still decides on a claim that wins its dispute.</summary>
    public static IReadOnlyList<string> StillToDecide(IReadOnlyList<RuleFinding> findings) =>
        [.. findings.Where(finding => finding.Verdict != Verdict.Approve && !IsSettled(finding)).Select(finding => finding.RuleId)];

    /// <summary>True when the rules found a conflict that no dispute settles, as at an account the vendor keeps: a regional manager decides all the same.</summary>
    public static bool StaysInConflict(IReadOnlyList<RuleFinding> findings) => findings.Any(finding => finding.Verdict == Verdict.Conflict && !IsSettled(finding));

    /// <summary>Applies a ruling.</summary>
    public static async Task<Outcome> ApplyAsync(ClaimCommand command, Decision decision)
    {
        var (context, claim, now) = (command.Context, command.Claim, command.Now);
        var dispute = await Disputes.Open(context).SingleOrDefaultAsync(d => d.Id == decision.SubjectId, command.Cancellation);
        var reading = dispute is null || claim.Status != RegistrationStatus.InReview ? null : await Disputes.ReadAsync(context, dispute, command.Rules, now, command.Cancellation);
        if (reading is null || !Enum.TryParse<Ruling>(decision.Reason, out var ruling) || !reading.Allows(ruling))
        {
            return new Outcome(null, []);
        }

        (dispute!.State, dispute.Ruling, dispute.RuledBy, dispute.RuledAt) = (DisputeState.Closed, ruling, decision.DecidedBy, decision.DecidedAt);
        Disputes.Record(context, dispute, decision.DecidedBy, "dispute.ruled", now);
        await ClaimClocks.StopAsync(context, dispute.Id, now, command.Cancellation);
        await context.SaveChangesAsync(command.Cancellation);
        if (ruling is Ruling.Transfer or Ruling.Split or Ruling.CoSell)
        {
            if (await Disputes.OpenOf(context, claim.Id).AnyAsync(command.Cancellation))
            {
                // It may still lose against another: until that is ruled, nobody loses anything.
                claim.UnseenChanges++;
                return new Outcome("registration.ruled", []);
            }

            return await SettleAsync(command, decision.DecidedAt);
        }

        if (ruling == Ruling.VoidBoth && reading.Other is { } loser)
        {
            End(command, loser, dispute, decision.DecidedAt);
        }

        claim.Move(RegistrationStatus.Rejected, now);
        (claim.RejectReason, claim.ConflictState) = (RejectReasons.AlreadyWorked, ConflictState.Resolved);
        return new Outcome("registration.rejected", reading.Other is { } other ? [other] : []);
    }

    /// <summary>Gives a claim what all rulings in its favour give it, once none is left to be made: the others lose, and it goes on.</summary>
    /// <param name="command">The claim.</param>
    /// <param name="decidedAt">When the last of it was decided: what begins then is counted from it.</param>
    public static async Task<Outcome> SettleAsync(ClaimCommand command, DateTimeOffset decidedAt)
    {
        var (context, claim) = (command.Context, command.Claim);
        var won = await Disputes.InFavourAsync(context, claim.Id, command.Cancellation);
        var others = new List<DealRegistration>();
        foreach (var dispute in won)
        {
            dispute.SettledAt = command.Now;
            var other = dispute.OtherRegistrationId is { } id ? await LedgerWriter.FindAsync(context, id, command.Cancellation) : null;
            if (other is not null && (!Disputes.Stands(other, command.Now) || other.ProductFamily != claim.ProductFamily))
            {
                continue;
            }

            if (dispute.Ruling == Ruling.Transfer && other is not null)
            {
                End(command, other, dispute, decidedAt);
                others.Add(other);
            }
        }

        // The customer is given back before somebody else takes it.
        await context.SaveChangesAsync(command.Cancellation);
        return new Outcome(await GoOnAsync(command, won[^1].RuledBy!, decidedAt), others);
    }

    private static bool IsSettled(RuleFinding finding) => finding.RuleId is "R09" or "R10" or "R11";

    private static async Task<string> GoOnAsync(ClaimCommand command, string ruler, DateTimeOffset decidedAt)
    {
        var claim = command.Claim;
        var findings = (await Disputes.TraceAsync(command.Context, claim.Id, command.Cancellation))?.Findings;
        var isHeld = await DecisionEffects.IsHeldByAnotherAsync(command, claim.ProductFamily);
        if (claim.ConflictState != ConflictState.Suspected)
        {
            // Somebody else again: that is a dispute of its own.
            claim.ConflictState = isHeld ? ConflictState.Suspected : findings is not null && StaysInConflict(findings) ? ConflictState.Open : ConflictState.Resolved;
        }

        // With nothing else to look into, the ruling is the approval.
        if (isHeld || claim.ConflictState == ConflictState.Suspected || claim.Status != RegistrationStatus.InReview || findings is null || StillToDecide(findings).Count > 0)
        {
            claim.UnseenChanges++;
            return "registration.ruled";
        }

        RegistrationLedger.Protect(claim, command.Rules, ruler, decidedAt, command.Now, await DecisionEffects.FreeKeyAsync(command));
        await ShareAsync(command);
        await DecisionEffects.WarnCompetitorsAsync(command);
        return "registration.approved";
    }

    // The other claim loses what it had: a place in line, or its protection. That is a decision on it like any other.
    private static void End(ClaimCommand command, DealRegistration loser, Dispute dispute, DateTimeOffset decidedAt)
    {
        var (before, now) = (loser.Status, command.Now);
        var isProtected = before.HasProtection();
        if (before == RegistrationStatus.NeedsInfo)
        {
            loser.Move(RegistrationStatus.InReview, now);
        }

        loser.Move(isProtected ? RegistrationStatus.Revoked : RegistrationStatus.Rejected, now);
        (loser.RejectReason, loser.ConflictState) = (isProtected ? RejectReasons.Ruled : RejectReasons.AlreadyWorked, ConflictState.Resolved);
        loser.Version++;
        var decision = new Decision
        {
            Id = $"{dispute.Id}/{loser.Id}",
            RegistrationId = loser.Id,
            Kind = isProtected ? DecisionKind.Revoke : DecisionKind.Reject,
            Reason = loser.RejectReason,
            DecidedBy = dispute.RuledBy!,
            DecidedAt = decidedAt,
            TellAt = now,
            ToldAt = now,
        };
        command.Context.Add(decision);
        LedgerRows.Record(command.Context, new Actor(decision.DecidedBy, "Clock", decision.Id), isProtected ? "registration.revoked" : "registration.rejected", loser, decision.Id, now, before);
    }

    /// <summary>Writes the credit that rulings share, once the claim they were for is approved.</summary>
    public static async Task ShareAsync(ClaimCommand command)
    {
        var (context, claim) = (command.Context, command.Claim);
        foreach (var dispute in await context.Set<Dispute>().Where(d => d.RegistrationId == claim.Id && d.SettledAt != null && (d.Ruling == Ruling.Split || d.Ruling == Ruling.CoSell)
            && !context.Set<CreditShare>().Any(share => share.DisputeId == d.Id)).OrderBy(d => d.Id).ToListAsync(command.Cancellation))
        {
            var other = dispute.OtherRegistrationId is { } id ? await LedgerWriter.FindAsync(context, id, command.Cancellation) : null;
            if (other is null || Disputes.Stands(other, command.Now))
            {
                Share(command, dispute, other);
            }
        }
    }

    private static void Share(ClaimCommand command, Dispute dispute, DealRegistration? other)
    {
        // As it was shown to the one who ruled; where a person shares what the rules would have given to one, each has half.
        var look = dispute.Basis is { } basis ? JsonSerializer.Deserialize<FirstLook>(basis) : null;
        var shares = look is { IsShared: true } ? look.Sides.ToDictionary(side => side.Key, side => side.Share) : [];
        var there = other?.Id ?? dispute.OpportunityId!;
        Add(there, other?.PartnerOrgId, CreditRole.Source);
        Add(command.Claim.Id, command.Claim.PartnerOrgId, CreditRole.Influence);
        if (other?.Status.HasProtection() == true)
        {
            // Who was there alone hears that it is so no longer.
            other.Version++;
            LedgerRows.Record(command.Context, new Actor(dispute.RuledBy!, "Clock", dispute.Id), "registration.shared", other, null, command.Now, other.Status);
        }

        void Add(string subject, string? partner, CreditRole role) => command.Context.Add(new CreditShare
        {
            DisputeId = dispute.Id, SubjectId = subject, PartnerOrgId = partner, Role = role, Share = shares.GetValueOrDefault(subject, Half), At = command.Now,
        });
    }
}
