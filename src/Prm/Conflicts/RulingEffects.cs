using CoSellBot.Prm.Attribution;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Registrations;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Conflicts;

/// <summary>What a ruling does once it is told (T11): to the later claim, to the other side, and to the credit.</summary>
internal static class RulingEffects
{
    // With nothing else to look into, who wins the customer is approved by the ruling itself.
    private static bool IsSettled(RuleFinding finding) => finding.Verdict == Verdict.Approve || finding.RuleId is "R09" or "R10" or "R11";

    /// <summary>The rules for which a person still decides on a claim that wins its dispute.</summary>
    public static IReadOnlyList<string> StillToDecide(IReadOnlyList<RuleFinding> findings) => [.. findings.Where(finding => !IsSettled(finding)).Select(finding => finding.RuleId)];

    /// <summary>What came of it.</summary>
    /// <param name="Action">What happened to the later claim; null when there was nothing left to rule.</param>
    /// <param name="Other">The other claim, or null.</param>
    public sealed record Outcome(string? Action, DealRegistration? Other);

    /// <summary>Applies a ruling.</summary>
    public static async Task<Outcome> ApplyAsync(ClaimCommand command, Decision decision)
    {
        var (context, claim, now) = (command.Context, command.Claim, command.Now);
        var dispute = await Disputes.Open(context).SingleOrDefaultAsync(d => d.Id == decision.SubjectId, command.Cancellation);
        var reading = dispute is null || claim.Status != RegistrationStatus.InReview ? null : await Disputes.ReadAsync(context, dispute, command.Rules, now, command.Cancellation);
        if (reading is null || !Enum.TryParse<Ruling>(decision.Reason, out var ruling) || !reading.Allows(ruling))
        {
            return new Outcome(null, null);
        }

        (dispute!.State, dispute.Ruling, dispute.RuledBy, dispute.RuledAt) = (DisputeState.Closed, ruling, decision.DecidedBy, decision.DecidedAt);
        if (ruling is Ruling.Transfer or Ruling.VoidBoth && reading.Other is { } loser)
        {
            End(command, loser, decision);
        }

        GiveCredit(command, reading, ruling);
        // The customer is given back before somebody else takes it.
        await context.SaveChangesAsync(command.Cancellation);
        var action = ruling is Ruling.Uphold or Ruling.VoidBoth ? Refuse(claim, now) : await GoOnAsync(command, decision);
        await ClaimClocks.StopAsync(context, dispute.Id, now, command.Cancellation);
        return new Outcome(action, reading.Other);
    }

    private static string Refuse(DealRegistration claim, DateTimeOffset now)
    {
        claim.Move(RegistrationStatus.Rejected, now);
        (claim.RejectReason, claim.ConflictState) = (RejectReasons.AlreadyWorked, ConflictState.Resolved);
        return "registration.rejected";
    }

    private static async Task<string> GoOnAsync(ClaimCommand command, Decision decision)
    {
        var claim = command.Claim;
        if (await Disputes.OpenOf(command.Context, claim.Id).AnyAsync(command.Cancellation))
        {
            claim.UnseenChanges++;
            return "registration.ruled";
        }

        claim.ConflictState = ConflictState.Resolved;
        var trace = await Disputes.TraceAsync(command.Context, claim.Id, command.Cancellation);
        if (trace is null || StillToDecide(trace.Value.Findings).Count > 0
            || await DecisionEffects.IsHeldByAnotherAsync(command, claim.ProductFamily))
        {
            claim.UnseenChanges++;
            return "registration.ruled";
        }

        RegistrationLedger.Protect(claim, command.Rules, decision.DecidedBy, decision.DecidedAt, command.Now, await DecisionEffects.FreeKeyAsync(command));
        await DecisionEffects.WarnCompetitorsAsync(command);
        return "registration.approved";
    }

    // The other claim loses what it had: a place in line, or its protection.
    private static void End(ClaimCommand command, DealRegistration loser, Decision decision)
    {
        var before = loser.Status;
        var isProtected = before.HasProtection();
        if (before == RegistrationStatus.NeedsInfo)
        {
            loser.Move(RegistrationStatus.InReview, command.Now);
        }

        loser.Move(isProtected ? RegistrationStatus.Revoked : RegistrationStatus.Rejected, command.Now);
        (loser.RejectReason, loser.ConflictState) = (isProtected ? RejectReasons.Ruled : RejectReasons.AlreadyWorked, ConflictState.Resolved);
        loser.Version++;
        LedgerRows.Record(command.Context, new Actor(decision.DecidedBy, "Clock", decision.Id), isProtected ? "registration.revoked" : "registration.rejected", loser, decision.Id, command.Now, before);
    }

    private static void GiveCredit(ClaimCommand command, DisputeReading reading, Ruling ruling)
    {
        if (ruling is not (Ruling.Split or Ruling.CoSell))
        {
            return;
        }

        // Where a person shares what the rules would have given to one, each has half.
        var shares = reading.Look.IsShared ? reading.Look.Sides.ToDictionary(side => side.Key, side => side.Share) : [];
        var first = reading.Incumbent.At <= reading.Contender.At ? reading.Incumbent.Key : reading.Contender.Key;
        foreach (var side in new[] { reading.Incumbent, reading.Contender })
        {
            command.Context.Add(new CreditShare
            {
                DisputeId = reading.Dispute.Id,
                SubjectId = side.Key,
                PartnerOrgId = side.IsDirect ? null : side.Key == reading.Claim.Id ? reading.Claim.PartnerOrgId : reading.Other!.PartnerOrgId,
                Role = side.Key == first ? CreditRole.Source : CreditRole.Influence,
                Share = shares.GetValueOrDefault(side.Key, 500),
                At = command.Now,
            });
        }
    }
}
