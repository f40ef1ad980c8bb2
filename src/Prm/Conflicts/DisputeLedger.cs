using System.Text.Json;
using CoSellBot.Access;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Sla;
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

            Disputes.Record(command.Context, dispute, actor.PersonId, action == "registration.decided" ? "dispute.decided" : action, command.Now);
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
