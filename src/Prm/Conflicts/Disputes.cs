using System.Text.Json;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Conflicts;

/// <summary>The two sides of a dispute as they stand, with what the published rules say about them.</summary>
/// <param name="Dispute">The dispute.</param>
/// <param name="Claim">The later claim.</param>
/// <param name="Other">The earlier claim, or null.</param>
/// <param name="Sale">The vendor's own deal, or null.</param>
/// <param name="Contender">The later claim as a side.</param>
/// <param name="Incumbent">The side that is there.</param>
/// <param name="Look">What the rules say.</param>
internal sealed record DisputeReading(
    Dispute Dispute, DealRegistration Claim, DealRegistration? Other, Opportunity? Sale, Claimant Contender, Claimant Incumbent, FirstLook Look)
{
    /// <summary>The ruling the published rules propose.</summary>
    public Ruling Proposed => Look.RulingFor(Incumbent.Key, Incumbent.IsDirect);

    /// <summary>True for a ruling that these two sides can have.</summary>
    public bool Allows(Ruling ruling) => ruling switch
    {
        Ruling.Split => !Incumbent.IsDirect,
        Ruling.CoSell => Incumbent.IsDirect,
        _ => true,
    };
}

/// <summary>Which disputes there are on claims, and what each rests on.</summary>
internal static class Disputes
{
    // What a person has to look into before a claim counts as valid, whoever else wants the customer.
    private static readonly string[] Faults = ["R03", "R04", "R07", "R15", "R18"];

    /// <summary>The open disputes of a claim as the later side.</summary>
    public static IQueryable<Dispute> OpenOf(PrmDbContext context, string registrationId) => Open(context).Where(dispute => dispute.RegistrationId == registrationId);

    /// <summary>All open disputes.</summary>
    public static IQueryable<Dispute> Open(PrmDbContext context) =>
        context.Set<Dispute>().Where(dispute => dispute.State == DisputeState.Opened || dispute.State == DisputeState.EvidenceOpen);

    /// <summary>The claims that share a customer with a claim by a ruling.</summary>
    public static async Task<IReadOnlyList<string>> SharersAsync(PrmDbContext context, string registrationId, CancellationToken cancellationToken) =>
        await context.Set<Dispute>().Where(dispute => dispute.Ruling == Ruling.Split && (dispute.RegistrationId == registrationId || dispute.OtherRegistrationId == registrationId))
            .Select(dispute => dispute.RegistrationId == registrationId ? dispute.OtherRegistrationId! : dispute.RegistrationId).ToListAsync(cancellationToken);

    /// <summary>True while a claim is something to dispute about: it waits, or it holds the customer.</summary>
    public static bool Stands(DealRegistration claim, DateTimeOffset now) => claim.Status.IsPending() || (claim.Status.HasProtection() && claim.Outcome is null && claim.ProtectedUntil > now);

    /// <summary>Rulings in a later claim's favour that have had no effect yet, because others of that claim are open.</summary>
    public static IQueryable<Dispute> Unsettled(PrmDbContext context) => context.Set<Dispute>().Where(dispute => dispute.State == DisputeState.Closed && dispute.RuledAt != null
        && dispute.SettledAt == null && (dispute.Ruling == Ruling.Transfer || dispute.Ruling == Ruling.Split || dispute.Ruling == Ruling.CoSell));

    /// <summary>Those of one claim, the first ruled first.</summary>
    public static async Task<IReadOnlyList<Dispute>> InFavourAsync(PrmDbContext context, string registrationId, CancellationToken cancellationToken) =>
        await Unsettled(context).Where(dispute => dispute.RegistrationId == registrationId).OrderBy(dispute => dispute.RuledAt).ThenBy(dispute => dispute.Id).ToListAsync(cancellationToken);

    /// <summary>Writes what was done to a dispute; so that an import does not undo it, also under its own name.</summary>
    public static void Record(PrmDbContext context, Dispute dispute, string by, string action, DateTimeOffset now) => context.Add(new AuditEntry
    {
        At = now,
        ActorPersonId = by,
        Channel = "Clock",
        MessageId = dispute.Id,
        Action = action,
        EntityRef = $"dispute/{dispute.Id}",
        After = JsonSerializer.Serialize(new { state = dispute.State.ToString(), ruling = dispute.Ruling?.ToString(), takenBy = dispute.TakenBy }),
    });

    /// <summary>Reads both sides; null when one of them is gone.</summary>
    public static async Task<DisputeReading?> ReadAsync(PrmDbContext context, Dispute dispute, RuleSet rules, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var claim = await context.Set<DealRegistration>().SingleOrDefaultAsync(r => r.Id == dispute.RegistrationId, cancellationToken);
        var other = dispute.OtherRegistrationId is { } id ? await context.Set<DealRegistration>().SingleOrDefaultAsync(r => r.Id == id, cancellationToken) : null;
        var sale = dispute.OpportunityId is { } deal ? await context.Set<Opportunity>().SingleOrDefaultAsync(o => o.Id == deal, cancellationToken) : null;
        if (claim is null || !claim.Status.IsPending() || (other is null ? sale is not { IsOpen: true } : !Stands(other, now) || other.ProductFamily != claim.ProductFamily))
        {
            return null;
        }

        var trace = await TraceAsync(context, claim.Id, cancellationToken);
        var contender = await SideAsync(context, claim, trace, cancellationToken);
        var incumbent = other is not null ? await SideAsync(context, other, await TraceAsync(context, other.Id, cancellationToken), cancellationToken)
            : await SideAsync(context, sale!, dispute, trace, contender.At, rules, cancellationToken);
        return new DisputeReading(dispute, claim, other, sale, contender, incumbent, FirstLook.At(incumbent, contender, rules));
    }

    /// <summary>What the rules last found on a claim, or null for one they never judged.</summary>
    public static async Task<(RegistrationSnapshot Snapshot, IReadOnlyList<RuleFinding> Findings)?> TraceAsync(PrmDbContext context, string registrationId, CancellationToken cancellationToken) =>
        await context.Set<StoredTrace>().AsNoTracking().Where(trace => trace.RegistrationId == registrationId).OrderByDescending(trace => trace.Number).FirstOrDefaultAsync(cancellationToken) is { } stored
            ? (JsonSerializer.Deserialize<RegistrationSnapshot>(stored.Snapshot)!, JsonSerializer.Deserialize<List<RuleFinding>>(stored.Findings)!)
            : null;

    private static async Task<Claimant> SideAsync(
        PrmDbContext context, DealRegistration claim, (RegistrationSnapshot Snapshot, IReadOnlyList<RuleFinding> Findings)? trace, CancellationToken cancellationToken) => new(
        claim.Id, IsDirect: false, claim.InLineSince ?? claim.SubmittedAt ?? claim.StatusSince, claim.AppealOf is null ? claim.ReceiptSeq : null,
        // What was approved was found valid by whoever approved it.
        IsValid: claim.ApprovedAt is not null || trace?.Findings.Any(finding => Faults.Contains(finding.RuleId)) != true,
        await ShownAsync(context, claim.Id, cancellationToken));

    // Of the vendor's own deal only what the CRM had dated by itself counts, and what its seller was asked and somebody has weighed.
    private static async Task<Claimant> SideAsync(
        PrmDbContext context, Opportunity sale, Dispute dispute, (RegistrationSnapshot Snapshot, IReadOnlyList<RuleFinding> Findings)? trace, DateTimeOffset received, RuleSet rules,
        CancellationToken cancellationToken)
    {
        var stages = await context.Set<StageEntry>().AsNoTracking().Where(entry => entry.OpportunityId == sale.Id).ToListAsync(cancellationToken);
        // Without a history, where it stood when the claim came in: what was edited since is not looked at.
        var then = trace?.Snapshot.DirectDeals.FirstOrDefault(deal => deal.OpportunityId == sale.Id);
        var reached = stages.Count > 0 ? stages.Select(entry => (entry.Stage, On: entry.EnteredOn))
            : then is { LastActivityAt: { } active } ? [(then.Stage, DateOnly.FromDateTime(active.UtcDateTime))] : [];
        var shown = reached.Select(stage => stage.Stage switch
        {
            OpportunityStage.TechnicalValidation => new Shown(ProofKind.Demo, stage.On),
            OpportunityStage.BusinessValidation or OpportunityStage.Committed => new Shown(ProofKind.WrittenNeed, stage.On),
            _ => null,
        }).OfType<Shown>();
        var last = then?.LastActivityAt ?? sale.LastActivityAt;
        return new Claimant(
            sale.Id, IsDirect: true, sale.CreatedAt ?? received, null, IsValid: last >= received.AddDays(-rules.IdleDays),
            [.. shown, .. await ShownAsync(context, dispute.Id, cancellationToken)]);
    }

    private static async Task<IReadOnlyList<Shown>> ShownAsync(PrmDbContext context, string subjectId, CancellationToken cancellationToken) =>
        [.. (await context.Set<DisputeProof>().AsNoTracking().Where(proof => proof.SubjectId == subjectId && proof.Kind != null && proof.HappenedOn != null)
            .OrderBy(proof => proof.HappenedOn).ThenBy(proof => proof.Id).ToListAsync(cancellationToken)).Select(proof => new Shown(proof.Kind!.Value, proof.HappenedOn!.Value))];
}
