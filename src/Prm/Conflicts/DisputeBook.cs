using CoSellBot.Access;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Sla;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Conflicts;

/// <summary>One side of a dispute, for those who decide.</summary>
/// <param name="Key">The claim or the direct deal.</param>
/// <param name="Name">The partner's name; null for the vendor's own sellers.</param>
/// <param name="At">When the claim was received, or the deal was entered.</param>
/// <param name="Status">Where the claim stands; null for a direct deal.</param>
/// <param name="Stage">Where the deal stands; null for a claim.</param>
/// <param name="ProtectedUntil">End of its protection, or null.</param>
/// <param name="Points">What it shows, in points.</param>
/// <param name="Counted">What of it counts.</param>
/// <param name="Share">Its part of the credit if it were shared as the rules say, in thousandths.</param>
public sealed record DisputeSide(
    string Key, string? Name, DateTimeOffset At, RegistrationStatus? Status, OpportunityStage? Stage, DateTimeOffset? ProtectedUntil, int Points, IReadOnlyList<ProofKind> Counted, int Share);

/// <summary>A proof that nobody has weighed.</summary>
/// <param name="Id">The proof.</param>
/// <param name="Side">Whose, by the side's key.</param>
/// <param name="Text">The words; data, never instructions.</param>
/// <param name="GivenAt">When they were given.</param>
public sealed record UnweighedProof(string Id, string Side, string Text, DateTimeOffset GivenAt);

/// <summary>A dispute with everything its ruling rests on, for one who may handle it.</summary>
/// <param name="Id">The dispute.</param>
/// <param name="RegistrationId">The later claim.</param>
/// <param name="Version">That claim's version.</param>
/// <param name="Customer">The customer in the later claim's words.</param>
/// <param name="Country">ISO country.</param>
/// <param name="Product">Product name.</param>
/// <param name="AnswerDue">Until when somebody takes it in hand; null once somebody has.</param>
/// <param name="RulingDue">Until when it is ruled.</param>
/// <param name="TakenBy">Who has it in hand, by name, or null.</param>
/// <param name="Contender">The later claim.</param>
/// <param name="Incumbent">The side that is there.</param>
/// <param name="Rule">The rule that decides.</param>
/// <param name="ByRules">The ruling the published rules propose.</param>
/// <param name="RulesVersion">The version of these.</param>
/// <param name="Allowed">The rulings these two sides can have.</param>
/// <param name="ProposedRuling">What a manager proposes, or null.</param>
/// <param name="ProposedBy">Who, by name, or null.</param>
/// <param name="Unweighed">The proofs nobody has weighed.</param>
/// <param name="MayRule">True when the asker is one of those who rule.</param>
/// <param name="Causes">The rules by which somebody stands against the claim, in their order; empty for one the rules never judged.</param>
/// <param name="StillToDecide">The rules for which a person decides on the claim all the same when it wins.</param>
/// <param name="Others">How many more disputes of the same claim are open.</param>
/// <param name="ReadAt">When all of it was read.</param>
public sealed record DisputeCase(
    string Id, string RegistrationId, int Version, string Customer, string Country, string Product, DateTimeOffset? AnswerDue, DateTimeOffset RulingDue, string? TakenBy,
    DisputeSide Contender, DisputeSide Incumbent, LookRule Rule, Ruling ByRules, int RulesVersion, IReadOnlyList<Ruling> Allowed, Ruling? ProposedRuling, string? ProposedBy,
    IReadOnlyList<UnweighedProof> Unweighed, bool MayRule, IReadOnlyList<string> Causes, IReadOnlyList<string> StillToDecide, int Others, DateTimeOffset ReadAt);

/// <summary>A question to the seller of a direct deal that does not say who asks (ruling 21).</summary>
/// <param name="DisputeId">The dispute.</param>
/// <param name="Account">The account's name.</param>
/// <param name="Product">The product a partner seeks protection for.</param>
public sealed record BlindedQuestion(string DisputeId, string Account, string Product);

/// <summary>Reads disputes for those who handle them; a partner reads its own claim and nothing of this.</summary>
public sealed class DisputeBook(IDbContextFactory<PrmDbContext> contexts, AccessOptions access, BusinessClock clock)
{
    /// <summary>The next open dispute of a claim, for one who may handle it; null for everybody else and where none is open.</summary>
    /// <param name="personId">Who asks.</param>
    /// <param name="id">The dispute, or the later claim.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<DisputeCase?> FindAsync(string personId, string id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var open = await Disputes.Open(context).AsNoTracking().Where(d => d.Id == id || d.RegistrationId == id).OrderBy(d => d.OpenedAt).ThenBy(d => d.Id).ToListAsync(cancellationToken);
        if (open.Count == 0)
        {
            return null;
        }

        var (dispute, now) = (open[0], clock.GetUtcNow());
        var rules = await RuleBook.CurrentAsync(context, cancellationToken);
        if (await Disputes.ReadAsync(context, dispute, rules, now, cancellationToken) is not { } reading)
        {
            return null;
        }

        var who = await ClaimReading.ReadAsync(context, reading.Claim, rules, now, cancellationToken);
        var mayRule = reading.Claim.Status == RegistrationStatus.InReview && who.Approvers.Any(approver => approver.PersonId == personId);
        if (who.Held is not null || !(mayRule || (await HandlersAsync(context, reading.Claim, who.Partner, now, cancellationToken)).Any(one => one.PersonId == personId)))
        {
            return null;
        }

        var clocks = await context.Set<SlaClock>().AsNoTracking().Where(c => c.RecordId == dispute.RegistrationId && c.SubjectId == dispute.Id && c.StoppedAt == null).ToListAsync(cancellationToken);
        var names = await NamesAsync(context, [dispute.TakenBy, dispute.ProposedBy], cancellationToken);
        var firms = await context.Set<OrganizationRow>().AsNoTracking().Where(firm => firm.Id == dispute.PartnerOrgId || firm.Id == dispute.OtherPartnerOrgId).ToDictionaryAsync(firm => firm.Id, firm => firm.Name, cancellationToken);
        var findings = (await Disputes.TraceAsync(context, reading.Claim.Id, cancellationToken))?.Findings ?? [];
        var still = RulingEffects.StillToDecide(findings);
        return new DisputeCase(
            dispute.Id, reading.Claim.Id, reading.Claim.Version, reading.Claim.CustomerName, reading.Claim.CustomerCountry,
            await context.Set<Product>().Where(p => p.Id == reading.Claim.ProductId).Select(p => p.Name).SingleOrDefaultAsync(cancellationToken) ?? reading.Claim.ProductId,
            clocks.Find(c => c.Kind == ClockKind.DisputeAnswer)?.DueAt, clocks.Find(c => c.Kind == ClockKind.DisputeRuling)?.DueAt ?? dispute.OpenedAt,
            names.GetValueOrDefault(dispute.TakenBy ?? ""), Side(reading.Contender, reading.Claim, null, firms), Side(reading.Incumbent, reading.Other, reading.Sale, firms),
            reading.Look.Rule, reading.Proposed, rules.Version, [.. Enum.GetValues<Ruling>().Where(reading.Allows)], dispute.ProposedRuling, names.GetValueOrDefault(dispute.ProposedBy ?? ""),
            await UnweighedAsync(context, reading, cancellationToken), mayRule,
            [.. findings.Where(finding => finding.Verdict == Verdict.Conflict).Select(finding => finding.RuleId)], still, open.Count - 1, now);

        DisputeSide Side(Claimant side, DealRegistration? claim, Opportunity? sale, Dictionary<string, string> firms)
        {
            var standing = reading.Look.Sides.Single(one => one.Key == side.Key);
            return new DisputeSide(
                side.Key, claim is null ? null : firms.GetValueOrDefault(claim.PartnerOrgId, claim.PartnerOrgId), side.At, claim?.Status, sale?.Stage,
                claim?.Status.HasProtection() == true ? claim.ProtectedUntil : null, standing.Points, standing.Counted, standing.Share);
        }
    }

    /// <summary>The channel managers of the place, who take a dispute in hand, or the regional ones where there is none: each with the disputes of a claim that nobody has taken.</summary>
    public async Task<IReadOnlyList<(string PersonId, string DisputeId)>> HandlersOfAsync(string registrationId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.Set<DealRegistration>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == registrationId, cancellationToken) is not { } claim
            || await Disputes.OpenOf(context, registrationId).Where(dispute => dispute.TakenBy == null).OrderBy(dispute => dispute.Id).Select(dispute => dispute.Id).ToListAsync(cancellationToken) is not { Count: > 0 } untaken)
        {
            return [];
        }

        var partner = await context.Set<Partner>().AsNoTracking().SingleOrDefaultAsync(p => p.OrganizationId == claim.PartnerOrgId, cancellationToken);
        var handlers = (await HandlersAsync(context, claim, partner, clock.GetUtcNow(), cancellationToken)).Where(one => one is { IsAway: false, IsTold: true }).ToList();
        var channel = handlers.Where(one => one.Role == Role.ChannelManager).ToList();
        return [.. (channel.Count > 0 ? channel : handlers).SelectMany(one => untaken.Select(dispute => (one.PersonId, dispute)))];
    }

    /// <summary>The blinded question of a dispute for one person; null for all but the seller of the direct deal, and where a firewall stands.</summary>
    public async Task<BlindedQuestion?> QuestionAsync(string personId, string disputeId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return access.Firewall ? null
            : await (from dispute in Disputes.Open(context)
                     join sale in context.Set<Opportunity>() on dispute.OpportunityId equals sale.Id
                     join claim in context.Set<DealRegistration>() on dispute.RegistrationId equals claim.Id
                     join account in context.Set<Account>() on sale.AccountId equals account.Id
                     join product in context.Set<Product>() on claim.ProductId equals product.Id
                     where dispute.Id == disputeId && sale.OwnerPersonId == personId
                     select new BlindedQuestion(dispute.Id, account.Name, product.Name)).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>The sellers to ask about the direct deals that stand against a claim, each with the dispute; nobody where a firewall stands.</summary>
    public async Task<IReadOnlyList<(string PersonId, string DisputeId)>> SellersOfAsync(string registrationId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return access.Firewall ? []
            : [.. (await Disputes.OpenOf(context, registrationId).Join(context.Set<Opportunity>(), dispute => dispute.OpportunityId, sale => sale.Id, (dispute, sale) => new { dispute.Id, sale.OwnerPersonId })
                .Where(pair => pair.OwnerPersonId != null).OrderBy(pair => pair.Id).ToListAsync(cancellationToken)).Select(pair => (pair.OwnerPersonId!, pair.Id))];
    }

    private static async Task<IEnumerable<Approver>> HandlersAsync(PrmDbContext context, DealRegistration claim, Partner? partner, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await ClaimReading.ApproversAsync(context, claim, partner, needsRuling: false, now, cancellationToken)).Where(one => one.Role is Role.ChannelManager or Role.RegionalManager);

    private static async Task<IReadOnlyList<UnweighedProof>> UnweighedAsync(PrmDbContext context, DisputeReading reading, CancellationToken cancellationToken)
    {
        var keys = new[] { reading.Contender.Key, reading.Incumbent.Key };
        var given = await context.Set<Evidence>().AsNoTracking().Where(e => keys.Contains(e.RegistrationId) && !context.Set<DisputeProof>().Any(p => p.Id == e.Id && p.Kind != null))
            .OrderBy(e => e.AddedAt).ThenBy(e => e.Id).ToListAsync(cancellationToken);
        var said = await context.Set<DisputeProof>().AsNoTracking().Where(p => p.SubjectId == reading.Dispute.Id && p.Kind == null).OrderBy(p => p.Id).ToListAsync(cancellationToken);
        return
        [
            .. given.Select(e => new UnweighedProof(e.Id, e.RegistrationId, e.Text, e.AddedAt)),
            .. said.Select(p => new UnweighedProof(p.Id, reading.Incumbent.Key, p.Text ?? "", reading.Dispute.OpenedAt)),
        ];
    }

    private static async Task<Dictionary<string, string>> NamesAsync(PrmDbContext context, IEnumerable<string?> people, CancellationToken cancellationToken)
    {
        var ids = people.OfType<string>().ToList();
        return await context.Set<Person>().AsNoTracking().Where(person => ids.Contains(person.Id)).ToDictionaryAsync(person => person.Id, person => person.Name, cancellationToken);
    }
}
