using CoSellBot.Access;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Conflicts;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Attribution;

/// <summary>Which of the two totals a won sale with a partner belongs to; never to both.</summary>
public enum CreditSide
{
    /// <summary>The partner brought it.</summary>
    Sourced,

    /// <summary>A partner took part in what others brought.</summary>
    Influenced,
}

/// <summary>Won sales with partners in one currency.</summary>
/// <param name="Side">Which total.</param>
/// <param name="Currency">ISO 4217 code; null for sales without a recorded amount.</param>
/// <param name="Minor">The sum in minor units.</param>
/// <param name="Count">How many sales.</param>
public sealed record CreditTotal(CreditSide Side, string? Currency, long Minor, int Count);

/// <summary>Everything one claim's credit rests on, as far as the asker may read it.</summary>
/// <param name="RegistrationId">The claim.</param>
/// <param name="PartnerName">The partner.</param>
/// <param name="Customer">The customer in its words.</param>
/// <param name="Product">Product name.</param>
/// <param name="NamedAt">When the partner named the customer.</param>
/// <param name="NamedBy">Who did, or null.</param>
/// <param name="Status">Where the claim stands.</param>
/// <param name="RulesVersion">The rules it was judged by, or null.</param>
/// <param name="ByRules">True when these approved it.</param>
/// <param name="DecidedAt">When it was approved, or null.</param>
/// <param name="DecidedBy">The person who approved, for those who may know; else null.</param>
/// <param name="Ruling">How a dispute about it was ruled, or null.</param>
/// <param name="RuledAt">When, or null.</param>
/// <param name="RuledAgainst">The other side's name, for those who may know; null also for the vendor's own sellers.</param>
/// <param name="Share">Its part of the credit by a ruling, in thousandths, or null.</param>
/// <param name="SaleId">The linked sale, or null.</param>
/// <param name="Stage">Where that stands, or null.</param>
/// <param name="Side">Whether the partner brought it or took part; null without a sale.</param>
/// <param name="AuditRows">How many rows of the audit tell of it; null for those who do not read it.</param>
/// <param name="FirstRow">The first of them.</param>
/// <param name="LastRow">The last of them.</param>
public sealed record CreditTrail(
    string RegistrationId, string PartnerName, string Customer, string Product, DateTimeOffset? NamedAt, string? NamedBy, RegistrationStatus Status, int? RulesVersion, bool ByRules,
    DateTimeOffset? DecidedAt, string? DecidedBy, Ruling? Ruling, DateTimeOffset? RuledAt, string? RuledAgainst, int? Share, string? SaleId, OpportunityStage? Stage, CreditSide? Side,
    int? AuditRows, long? FirstRow, long? LastRow);

/// <summary>Who has the credit for what, and why.</summary>
public sealed class CreditBook(IDbContextFactory<PrmDbContext> contexts, RegistrationBook book)
{
    /// <summary>What the credit of a claim rests on; null when the asker may not read the claim.</summary>
    public async Task<Labelled<CreditTrail>?> TrailAsync(Principal asker, string registrationId, CancellationToken cancellationToken)
    {
        if (await book.FindAsync(asker, registrationId, cancellationToken) is not { } found || !found.TryReveal(Ceiling.Of(asker.AsMember()), out var view))
        {
            return null;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var claim = await context.Set<DealRegistration>().AsNoTracking().SingleAsync(r => r.Id == registrationId, cancellationToken);
        var isManager = view is ManagerRegistrationView;
        var isTheirs = asker.Organization?.Id == claim.PartnerOrgId;
        // Who looks after one partner does not read who the other is (domain §9); one that refused the other side alone is not this partner's.
        var readsBoth = isManager && asker.Role is Role.ChannelManager or Role.RegionalManager;
        var ruled = isManager || isTheirs ? await context.Set<Dispute>().AsNoTracking()
            .Where(d => d.State == DisputeState.Closed && d.RuledAt != null && (d.RegistrationId == claim.Id || (d.OtherRegistrationId == claim.Id && (readsBoth || context.Set<CreditShare>().Any(share => share.DisputeId == d.Id && share.SubjectId == claim.Id)))))
            .OrderByDescending(d => d.RuledAt).FirstOrDefaultAsync(cancellationToken) : null;
        var against = ruled is null || !readsBoth ? null : ruled.RegistrationId == claim.Id ? ruled.OtherPartnerOrgId : ruled.PartnerOrgId;
        var sale = claim.OpportunityId is { } id ? await context.Set<Opportunity>().AsNoTracking().SingleOrDefaultAsync(o => o.Id == id, cancellationToken) : null;
        var rows = isManager ? await context.Set<Audit.AuditEntry>().AsNoTracking().Where(entry => entry.EntityRef == $"registration/{claim.Id}").Select(entry => entry.Seq).ToListAsync(cancellationToken) : null;
        var byRules = claim.ApprovedBy?.StartsWith("rules@", StringComparison.Ordinal) == true;
        return new Labelled<CreditTrail>(
            new CreditTrail(
                claim.Id, view.PartnerName, view.Customer, view.Product, claim.SubmittedAt, isManager || isTheirs ? await NameAsync(context, claim.SubmittedBy, cancellationToken) : null,
                claim.Status, claim.RuleSetVersion, byRules, claim.ApprovedAt, isManager && !byRules ? await NameAsync(context, claim.ApprovedBy, cancellationToken) : null,
                ruled?.Ruling, ruled?.RuledAt,
                against is null ? null : await context.Set<OrganizationRow>().Where(firm => firm.Id == against).Select(firm => firm.Name).SingleOrDefaultAsync(cancellationToken),
                claim.ApprovedAt is null || !(isManager || isTheirs) ? null : await context.Set<CreditShare>().Where(share => share.SubjectId == claim.Id).OrderByDescending(share => share.At).Select(share => (int?)share.Share).FirstOrDefaultAsync(cancellationToken),
                sale?.Id, sale?.Stage, sale is null ? null : SideOf(sale), rows?.Count, rows?.Count > 0 ? rows.Min() : null, rows?.Count > 0 ? rows.Max() : null),
            // Each is told as much as is theirs, so each reading is its reader's alone.
            Readers.People(asker.PersonId!));
    }

    /// <summary>The sales won in a span of days with a partner whom a manager looks after: what partners brought, and what they took part in. No sale is in both.</summary>
    /// <param name="manager">Who asks; others get null.</param>
    /// <param name="first">First day of the close.</param>
    /// <param name="last">Last day of the close.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Sums by currency, nothing converted; what has no amount is counted.</returns>
    public async Task<IReadOnlyList<CreditTotal>?> TotalsAsync(Principal manager, DateOnly first, DateOnly last, CancellationToken cancellationToken)
    {
        if (manager is not { IsLinked: true, IsVendor: true, Role: Role.PartnerManager or Role.ChannelManager or Role.RegionalManager })
        {
            return null;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var scope = await ManagerScope.ReadAsync(context, cancellationToken);
        var me = scope.Managers.FirstOrDefault(person => person.Id == manager.PersonId);
        var partners = (await context.Set<Partner>().AsNoTracking().ToListAsync(cancellationToken)).Where(partner => me is not null && scope.Decides(me, partner)).Select(partner => partner.OrganizationId).ToHashSet();
        var sales = await context.Set<Opportunity>().AsNoTracking().Where(o => o.Stage == OpportunityStage.ClosedWon && o.CloseDate >= first && o.CloseDate <= last
                && (o.PartnerOrgId != null || context.Set<CreditShare>().Any(share => share.SubjectId == o.Id)))
            .OrderBy(o => o.Id).ToListAsync(cancellationToken);
        var shared = await OthersAsync(context, [.. sales.Select(sale => sale.Id)], cancellationToken);
        return
        [
            .. sales.Where(sale => (sale.PartnerOrgId is { } partner && partners.Contains(partner)) || shared[sale.Id].Any(partners.Contains))
                .GroupBy(sale => (Side: SideOf(sale), Currency: sale.Amount is null ? null : sale.Currency))
                .Select(group => new CreditTotal(group.Key.Side, group.Key.Currency, group.Sum(sale => sale.AmountMinor ?? 0), group.Count()))
                .OrderBy(total => total.Side).ThenBy(total => total.Currency is null).ThenBy(total => total.Currency, StringComparer.Ordinal),
        ];
    }

    // A sale has one source. Whatever else a partner did on it is influence, however much of the credit it was given.
    private static CreditSide SideOf(Opportunity sale) => sale.Source == "Partner" ? CreditSide.Sourced : CreditSide.Influenced;

    // The partners a ruling gave a part of the vendor's own deals.
    private static async Task<ILookup<string, string>> OthersAsync(PrmDbContext context, List<string> sales, CancellationToken cancellationToken) =>
        (await (from direct in context.Set<CreditShare>()
                join other in context.Set<CreditShare>() on direct.DisputeId equals other.DisputeId
                where sales.Contains(direct.SubjectId) && other.PartnerOrgId != null
                select new { direct.SubjectId, other.PartnerOrgId }).ToListAsync(cancellationToken)).ToLookup(pair => pair.SubjectId, pair => pair.PartnerOrgId!);

    private static async Task<string?> NameAsync(PrmDbContext context, string? personId, CancellationToken cancellationToken) =>
        await context.Set<Person>().Where(person => person.Id == personId).Select(person => person.Name).SingleOrDefaultAsync(cancellationToken);
}
