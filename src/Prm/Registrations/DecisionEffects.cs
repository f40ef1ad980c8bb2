using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Conflicts;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Registrations;

/// <summary>What a decision does once it is told. A claim that moved on meanwhile is left as it is.</summary>
internal static class DecisionEffects
{
    /// <summary>Applies it.</summary>
    /// <returns>The claims it may have moved: the decision's own, and the other side's of a dispute.</returns>
    public static async Task<IReadOnlyCollection<DealRegistration>> ApplyAsync(ClaimCommand command, Decision decision)
    {
        var (claim, now) = (command.Claim, command.Now);
        var before = claim.Status;
        var ruled = decision.Kind == DecisionKind.Rule ? await RulingEffects.ApplyAsync(command, decision) : null;
        var action = ruled is null ? await ActAsync(command, decision) : ruled.Action;
        if (action is null)
        {
            decision.UndoneAt = now;
            if (decision.Kind == DecisionKind.Rule)
            {
                // A side went before it was told: the claim waits for somebody again, and they hear of it.
                LedgerWriter.ByClock(command.Context, claim, "registration.decision_undone", now, (row, _) => row.UnseenChanges++);
            }

            return [claim];
        }

        decision.ToldAt = now;
        claim.Version++;
        LedgerRows.Record(command.Context, new Actor(decision.DecidedBy, "Clock", decision.Id), action, claim, decision.Id, now, before);
        return [claim, .. ruled?.Others ?? []];
    }

    private static async Task<string?> ActAsync(ClaimCommand command, Decision decision)
    {
        var claim = command.Claim;
        switch (decision.Kind)
        {
            case DecisionKind.Approve when claim.Status == RegistrationStatus.InReview:
                RegistrationLedger.Protect(claim, command.Rules, decision.DecidedBy, decision.DecidedAt, command.Now, claim.ProtectionKey);
                claim.ConflictState = claim.ConflictState == ConflictState.None ? ConflictState.None : ConflictState.Resolved;
                await RulingEffects.ShareAsync(command);
                await WarnCompetitorsAsync(command);
                return "registration.approved";

            case DecisionKind.Reject when claim.Status == RegistrationStatus.InReview:
                claim.Move(RegistrationStatus.Rejected, command.Now);
                claim.RejectReason = decision.Reason;
                return "registration.rejected";

            case DecisionKind.Revoke when RegistrationStates.Allows(claim.Status, RegistrationStatus.Revoked):
                claim.Move(RegistrationStatus.Revoked, command.Now);
                claim.RejectReason = decision.Reason;
                return "registration.revoked";

            case DecisionKind.GrantExtension or DecisionKind.RefuseExtension:
                return await ExtendAsync(command, decision);

            case DecisionKind.GrantAmendment or DecisionKind.RefuseAmendment:
                return await AmendAsync(command, decision);

            default:
                return null;
        }
    }

    /// <summary>True when another claim holds the customer for a family, and no ruling has said that the two share.</summary>
    public static async Task<bool> IsHeldByAnotherAsync(ClaimCommand command, string family)
    {
        var claim = command.Claim;
        var claims = await SnapshotReader.ClaimsAsync(command.Context, claim.Identity, claim.AccountId, [], family, command.Rules, command.Cancellation);
        var holders = claims.Where(other => other.RegistrationId != claim.Id && other.Relation == Relation.Same && other.IsProtected(command.Now)).Select(other => other.RegistrationId).ToList();
        return holders.Count > 0 && holders.Except(await Disputes.SharersAsync(command.Context, claim.Id, command.Cancellation)).Any();
    }

    /// <summary>The key a claim holds the customer by; null while one it shares with has it.</summary>
    public static async Task<string?> FreeKeyAsync(ClaimCommand command)
    {
        var claim = command.Claim;
        var key = RegistrationLedger.ProtectionKey(claim.Identity, claim.AccountId, claim.ProductFamily);
        // Who let it lapse holds it no longer, also where no sweep comes by.
        await RegistrationLedger.ReleaseLapsedAsync(command.Context, key, command.Now, command.Cancellation);
        await command.Context.SaveChangesAsync(command.Cancellation);
        var sharers = await Disputes.SharersAsync(command.Context, claim.Id, command.Cancellation);
        return await command.Context.Set<DealRegistration>().AnyAsync(r => sharers.Contains(r.Id) && r.ProtectionKey == key, command.Cancellation) ? null : key;
    }

    /// <summary>Competing pending claims on the same customer and family now have somebody before them (T6).</summary>
    public static async Task WarnCompetitorsAsync(ClaimCommand command)
    {
        var claim = command.Claim;
        var others = await SnapshotReader.ClaimsAsync(command.Context, claim.Identity, claim.AccountId, [], claim.ProductFamily, command.Rules, command.Cancellation);
        var ids = others.Where(other => other.Relation == Relation.Same && other.IsPending && other.RegistrationId != claim.Id).Select(other => other.RegistrationId).ToList();
        // Who is in dispute with it already is not told twice.
        var known = Disputes.Open(command.Context).Where(dispute => dispute.OtherRegistrationId == claim.Id).Select(dispute => dispute.RegistrationId);
        var sharers = await Disputes.SharersAsync(command.Context, claim.Id, command.Cancellation);
        foreach (var other in await command.Context.Set<DealRegistration>().Where(r => ids.Contains(r.Id) && r.ConflictState != ConflictState.Suspected && !known.Contains(r.Id) && !sharers.Contains(r.Id))
            .OrderBy(r => r.Id).ToListAsync(command.Cancellation))
        {
            LedgerWriter.ByClock(command.Context, other, "registration.conflict", command.Now, (row, _) =>
            {
                row.ConflictState = ConflictState.Suspected;
                row.UnseenChanges++;
            });
        }
    }

    private static async Task<string?> ExtendAsync(ClaimCommand command, Decision decision)
    {
        var claim = command.Claim;
        var request = await command.Context.Set<ExtensionRequest>().SingleOrDefaultAsync(r => r.Id == decision.SubjectId && r.State == RequestState.Open, command.Cancellation);
        if (request is null || !claim.Status.CanBeExtended())
        {
            return null;
        }

        if (decision.Kind == DecisionKind.GrantExtension && claim.ProtectionKey is null)
        {
            // Its day came between the press and the telling, and with it somebody else may have come.
            if (await IsHeldByAnotherAsync(command, claim.ProductFamily))
            {
                return null;
            }

            claim.ProtectionKey = await FreeKeyAsync(command);
        }

        (request.DecidedBy, request.DecidedAt) = (decision.DecidedBy, decision.DecidedAt);
        if (decision.Kind == DecisionKind.RefuseExtension)
        {
            request.State = RequestState.Refused;
            return "registration.extension_refused";
        }

        request.State = RequestState.Granted;
        if (claim.Status == RegistrationStatus.Expired)
        {
            claim.Move(RegistrationStatus.Approved, command.Now);
            await WarnCompetitorsAsync(command);
        }
        claim.ExtensionCount++;
        claim.ProtectedUntil = claim.ProtectedUntil!.Value.AddDays(request.Days);
        return "registration.extended";
    }

    private static async Task<string?> AmendAsync(ClaimCommand command, Decision decision)
    {
        var claim = command.Claim;
        var amendment = await command.Context.Set<Amendment>().SingleOrDefaultAsync(a => a.Id == decision.SubjectId && a.State == RequestState.Open, command.Cancellation);
        if (amendment is null || !claim.Status.HasProtection())
        {
            return null;
        }

        if (decision.Kind == DecisionKind.GrantAmendment && amendment.ProductFamily != claim.ProductFamily && await IsHeldByAnotherAsync(command, amendment.ProductFamily))
        {
            // Somebody was quicker with the other product; the wish stays open.
            return null;
        }

        (amendment.DecidedBy, amendment.DecidedAt) = (decision.DecidedBy, decision.DecidedAt);
        if (decision.Kind == DecisionKind.RefuseAmendment)
        {
            amendment.State = RequestState.Refused;
            return "registration.amendment_refused";
        }

        amendment.State = RequestState.Granted;
        await ClaimLedger.TakeOverAsync(command, amendment);
        return "registration.amended";
    }
}
