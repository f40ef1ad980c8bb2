using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Conflicts;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Registrations;

/// <summary>What decisions on one claim rest on, read together.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Steps">The approvals so far.</param>
/// <param name="NeedsTwo">True when two people decide at its size.</param>
/// <param name="Approvers">Who may decide now.</param>
/// <param name="Held">The decision that nobody was told yet, or null.</param>
internal sealed record ClaimReading(
    Partner? Partner, IReadOnlyList<ApprovalStep> Steps, bool NeedsTwo, IReadOnlyList<Approver> Approvers, Decision? Held)
{
    /// <summary>Reads them for a claim.</summary>
    public static async Task<ClaimReading> ReadAsync(
        PrmDbContext context, DealRegistration claim, RuleSet rules, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await ReadAsync(context, [claim], rules, now, cancellationToken))[claim.Id];

    /// <summary>Reads them for several claims at once.</summary>
    public static async Task<IReadOnlyDictionary<string, ClaimReading>> ReadAsync(
        PrmDbContext context, IReadOnlyCollection<DealRegistration> claims, RuleSet rules, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ids = claims.Select(claim => claim.Id).ToList();
        var firms = claims.Select(claim => claim.PartnerOrgId).Distinct().ToList();
        var partners = await context.Set<Partner>().AsNoTracking().Where(partner => firms.Contains(partner.OrganizationId)).ToDictionaryAsync(partner => partner.OrganizationId, cancellationToken);
        var steps = (await context.Set<ApprovalStep>().AsNoTracking().Where(step => ids.Contains(step.RegistrationId)).OrderBy(step => step.Number).ToListAsync(cancellationToken))
            .ToLookup(step => step.RegistrationId);
        var held = (await context.Set<Decision>().Where(decision => ids.Contains(decision.RegistrationId) && decision.UndoneAt == null && decision.ToldAt == null).ToListAsync(cancellationToken))
            .ToLookup(decision => decision.RegistrationId);
        var teams = await TeamsAsync(context, [.. claims.Select(claim => claim.AccountId).OfType<string>()], cancellationToken);
        var bars = await BarsAsync(context, claims, cancellationToken);
        var approvers = await Registrations.Approvers.ReadAsync(context, now, cancellationToken);
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var rates = new Dictionary<string, FxTable>();
        foreach (var currency in claims.Select(claim => claim.Currency).Distinct())
        {
            rates[currency] = await SnapshotReader.RatesAsync(context, currency, rules.Currency, today, cancellationToken);
        }

        return claims.ToDictionary(claim => claim.Id, claim =>
        {
            var partner = partners.GetValueOrDefault(claim.PartnerOrgId);
            // Of a size that nobody can tell, two people decide.
            var size = claim.InProgramme ?? (rates[claim.Currency].TryConvert(claim.Amount, rules.Currency, today, out var converted) ? converted.Result : (Money?)null);
            var needsTwo = size is null || SizeRules.NeedsTwo(size.Value.Major, rules);
            var needsRuling = NeedsRuling(claim);
            var team = claim.AccountId is { } account ? teams.GetValueOrDefault(account, []) : [];
            // What is wished for a claim that stands is one person's to decide.
            var isReview = claim.Status.IsPending();
            IReadOnlyList<ApprovalStep> made = [.. steps[claim.Id]];
            return new ClaimReading(
                partner, made, isReview && needsTwo,
                approvers.Of(claim, partner, team, isReview ? made : [], isReview && needsTwo, needsRuling, bars[claim.Id]), held[claim.Id].FirstOrDefault());
        });
    }

    /// <summary>True when a regional manager has to rule: where somebody else has a claim (ruling 21), and where a refusal is looked at again.</summary>
    public static bool NeedsRuling(DealRegistration claim) => claim.Status == RegistrationStatus.InReview
        && (claim.AppealOf is not null || claim.ConflictState is ConflictState.Suspected or ConflictState.Open);

    /// <summary>The regional managers, and who covers for one, who may rule on a claim.</summary>
    public static async Task<IReadOnlyList<Approver>> RulersAsync(PrmDbContext context, DealRegistration claim, Partner? partner, DateTimeOffset now, CancellationToken cancellationToken) =>
        await ApproversAsync(context, claim, partner, needsRuling: true, now, cancellationToken);

    /// <summary>Who may decide on a claim apart from where its approvals stand.</summary>
    public static async Task<IReadOnlyList<Approver>> ApproversAsync(
        PrmDbContext context, DealRegistration claim, Partner? partner, bool needsRuling, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var everyone = await Registrations.Approvers.ReadAsync(context, now, cancellationToken);
        var teams = await TeamsAsync(context, claim.AccountId is { } account ? [account] : [], cancellationToken);
        var bars = await BarsAsync(context, [claim], cancellationToken);
        return everyone.Of(claim, partner, teams.Values.FirstOrDefault() ?? [], [], needsTwo: false, needsRuling, bars[claim.Id]);
    }

    // Who stands behind the other side of a dispute rules on neither, and who refused a claim does not look at it again.
    private static async Task<Dictionary<string, Bars>> BarsAsync(PrmDbContext context, IReadOnlyCollection<DealRegistration> claims, CancellationToken cancellationToken)
    {
        var ids = claims.Select(claim => claim.Id).ToList();
        // Also a ruling that waits for others to be made: until it takes effect, its sides are sides.
        var open = context.Set<Dispute>().AsNoTracking().Where(dispute => Disputes.Open(context).Any(one => one.Id == dispute.Id) || Disputes.Unsettled(context).Any(one => one.Id == dispute.Id));
        var against = (await open.Where(dispute => ids.Contains(dispute.RegistrationId))
                .Join(context.Set<DealRegistration>(), dispute => dispute.OtherRegistrationId, other => other.Id,
                    (dispute, other) => new { RegistrationId = (string?)dispute.RegistrationId, other.Id, other.PartnerOrgId, other.SubmittedBy, other.OnBehalfBy })
                .ToListAsync(cancellationToken))
            .Concat(await open.Where(dispute => ids.Contains(dispute.OtherRegistrationId!))
                .Join(context.Set<DealRegistration>(), dispute => dispute.RegistrationId, other => other.Id,
                    (dispute, other) => new { RegistrationId = dispute.OtherRegistrationId, other.Id, other.PartnerOrgId, other.SubmittedBy, other.OnBehalfBy })
                .ToListAsync(cancellationToken)).ToLookup(other => other.RegistrationId!);
        var refused = claims.Select(claim => claim.AppealOf).OfType<string>().ToList();
        var deciders = (refused.Count == 0 ? [] : await context.Set<Decision>().AsNoTracking().Where(decision => refused.Contains(decision.RegistrationId) && decision.ToldAt != null)
            .Select(decision => new { decision.RegistrationId, decision.DecidedBy }).ToListAsync(cancellationToken)).ToLookup(decision => decision.RegistrationId, decision => decision.DecidedBy);
        return claims.ToDictionary(claim => claim.Id, claim => new Bars(
            against[claim.Id].SelectMany(other => new[] { other.SubmittedBy, other.OnBehalfBy }).OfType<string>().Concat(deciders[claim.AppealOf ?? ""]).ToHashSet(),
            against[claim.Id].SelectMany(other => new[] { other.Id, other.PartnerOrgId }).ToHashSet()));
    }

    /// <summary>People who own each account or a deal on it.</summary>
    public static async Task<Dictionary<string, HashSet<string>>> TeamsAsync(PrmDbContext context, IReadOnlyCollection<string> accounts, CancellationToken cancellationToken)
    {
        var owners = await context.Set<Account>().AsNoTracking().Where(account => accounts.Contains(account.Id) && account.OwnerPersonId != null)
            .Select(account => new { account.Id, Owner = account.OwnerPersonId! }).ToListAsync(cancellationToken);
        var sellers = await context.Set<Opportunity>().AsNoTracking().Where(o => o.AccountId != null && accounts.Contains(o.AccountId) && o.OwnerPersonId != null)
            .Select(o => new { Id = o.AccountId!, Owner = o.OwnerPersonId! }).Distinct().ToListAsync(cancellationToken);
        return owners.Concat(sellers).GroupBy(pair => pair.Id).ToDictionary(group => group.Key, group => group.Select(pair => pair.Owner).ToHashSet());
    }
}
