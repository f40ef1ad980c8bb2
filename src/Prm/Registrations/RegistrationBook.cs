using CoSellBot.Access;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Registrations;

/// <summary>A claim as people read it; a field not listed here is visible to nobody.</summary>
/// <param name="Id">The number.</param>
/// <param name="Version">For commands on it.</param>
/// <param name="PartnerOrgId">The firm.</param>
/// <param name="PartnerName">The firm's name.</param>
/// <param name="Customer">The customer in the submitter's words.</param>
/// <param name="Country">ISO country.</param>
/// <param name="Product">Product name.</param>
/// <param name="Amount">The amount.</param>
/// <param name="ExpectedClose">Expected close.</param>
/// <param name="Kind">How the partner takes part.</param>
/// <param name="Status">Where the claim stands.</param>
/// <param name="StatusSince">Since when.</param>
/// <param name="ReceivedAt">The place in line, as the time it was received.</param>
/// <param name="DecisionDue">When a decision is due.</param>
/// <param name="ProtectedUntil">End of protection.</param>
/// <param name="Outcome">Won, lost or null.</param>
/// <param name="RejectReason">Code of the closed list.</param>
/// <param name="ContactName">The vendor person to talk to.</param>
public sealed record RegistrationView(
    string Id, int Version, string PartnerOrgId, string PartnerName, string Customer, string Country, string Product, Money Amount,
    DateOnly ExpectedClose, RegistrationKind Kind, RegistrationStatus Status, DateTimeOffset StatusSince, DateTimeOffset? ReceivedAt,
    DateTimeOffset? DecisionDue, DateTimeOffset? ProtectedUntil, string? Outcome, string? RejectReason, string? ContactName)
{
    /// <summary>True while it can be withdrawn.</summary>
    public bool IsOpen => Status.IsOpen();
}

/// <summary>Why a claim waits for a person; for those who decide, never for a partner.</summary>
/// <param name="RuleIds">The rules that fired.</param>
/// <param name="Tier">The partner's tier.</param>
public sealed record ReviewCauses(IReadOnlyList<string> RuleIds, string Tier);

/// <summary>Reads claims for one asker: only those in scope, each with its readers.</summary>
public sealed class RegistrationBook(IDbContextFactory<PrmDbContext> contexts)
{
    /// <summary>One claim; null when there is none in the asker's scope.</summary>
    public async Task<Labelled<RegistrationView>?> FindAsync(Principal asker, string registrationId, CancellationToken cancellationToken) =>
        await ReadAsync(asker, rows => rows.Where(r => r.Id == registrationId), 1, cancellationToken) is [var found] ? found : null;

    /// <summary>The claims of one firm, open ones first, then the newest.</summary>
    public Task<IReadOnlyList<Labelled<RegistrationView>>> OfPartnerAsync(
        Principal asker, string partnerOrgId, int limit, CancellationToken cancellationToken) =>
        ReadAsync(asker, rows => rows.Where(r => r.PartnerOrgId == partnerOrgId), limit, cancellationToken);

    /// <summary>The asker's own claims: submitted by, or on accounts of, the asker.</summary>
    public Task<IReadOnlyList<Labelled<RegistrationView>>> OfAskerAsync(Principal asker, int limit, CancellationToken cancellationToken)
    {
        var me = asker.PersonId;
        return asker.IsPartner
            ? OfPartnerAsync(asker, asker.Organization!.Id, limit, cancellationToken)
            : ReadAsync(asker, rows => rows, limit, cancellationToken);
    }

    /// <summary>The claims on a customer, by its name, domain or account.</summary>
    public async Task<IReadOnlyList<Labelled<RegistrationView>>> OfCustomerAsync(
        Principal asker, CompanyIdentity customer, string? accountId, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var ids = new HashSet<string>();
        foreach (var group in AccountKeys.Of(customer).GroupBy(key => key.Kind))
        {
            var kind = group.Key;
            var wanted = group.Select(key => key.Key).ToList();
            ids.UnionWith(await context.Set<RegistrationKey>()
                .Where(row => row.Kind == kind && wanted.Contains(row.Key)).Select(row => row.RegistrationId).ToListAsync(cancellationToken));
        }

        return await ReadAsync(asker, rows => rows.Where(r => ids.Contains(r.Id) || (accountId != null && r.AccountId == accountId)), limit, cancellationToken);
    }

    /// <summary>The partner's own open claim on a customer and family (R08), or null.</summary>
    public async Task<string?> FindOwnOpenAsync(
        string partnerOrgId, CompanyIdentity customer, string? accountId, string family, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rules = await RuleBook.CurrentAsync(context, cancellationToken);
        var claims = await SnapshotReader.ClaimsAsync(context, customer, accountId, [], family, rules, cancellationToken);
        return claims.FirstOrDefault(claim => claim.PartnerOrgId == partnerOrgId && claim.Relation == Relation.Same && (claim.IsPending || claim.IsProtected(now)))?.RegistrationId;
    }

    /// <summary>Why a claim waits, when it does and the asker is one of those who decide on it; else null.</summary>
    public async Task<Labelled<ReviewCauses>?> WhyAsync(Principal asker, string registrationId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await (from deal in context.Set<DealRegistration>()
                           join partner in context.Set<Partner>() on deal.PartnerOrgId equals partner.OrganizationId
                           where deal.Id == registrationId && (deal.Status == RegistrationStatus.InReview || deal.Status == RegistrationStatus.Submitted)
                           select new { partner.ManagerPersonId, partner.Tier, deal.SubmittedBy, deal.OnBehalfBy }).FirstOrDefaultAsync(cancellationToken);
        if (found is null || !asker.IsVendor || asker.PersonId == found.SubmittedBy || asker.PersonId == found.OnBehalfBy
            || !(RegistrationAccess.Deciders.Contains(asker.Role!.Value) || asker.PersonId == found.ManagerPersonId))
        {
            return null;
        }

        var findings = await context.Set<StoredTrace>().Where(trace => trace.RegistrationId == registrationId)
            .OrderByDescending(trace => trace.Number).Select(trace => trace.Findings).FirstOrDefaultAsync(cancellationToken);
        var rules = findings is null ? [] : System.Text.Json.JsonSerializer.Deserialize<List<RuleFinding>>(findings)!.Select(finding => finding.RuleId).ToList();
        return new Labelled<ReviewCauses>(new ReviewCauses(rules, found.Tier), Readers.People(asker.PersonId!));
    }

    /// <summary>True when the person submitted the claim.</summary>
    public async Task<bool> IsSubmitterAsync(string personId, string registrationId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Set<DealRegistration>().AnyAsync(
            r => r.Id == registrationId && (r.SubmittedBy == personId || r.OnBehalfBy == personId), cancellationToken);
    }

    /// <summary>Who submitted a claim, with the firm; null when there is no such claim.</summary>
    public async Task<(string Name, string Firm)?> SubmitterOfAsync(string registrationId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await (from deal in context.Set<DealRegistration>()
                           join person in context.Set<Person>() on deal.OnBehalfBy ?? deal.SubmittedBy equals person.Id
                           join firm in context.Set<OrganizationRow>() on person.OrganizationId equals firm.Id
                           where deal.Id == registrationId
                           select new { person.Name, Firm = firm.Name }).FirstOrDefaultAsync(cancellationToken);
        return found is null ? null : (found.Name, found.Firm);
    }

    /// <summary>People who own an account or an opportunity on it.</summary>
    public async Task<IReadOnlySet<string>> TeamOfAsync(string? accountId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return accountId is null ? new HashSet<string>() : (await ClaimReading.TeamsAsync(context, [accountId], cancellationToken)).GetValueOrDefault(accountId, []);
    }

    private async Task<IReadOnlyList<Labelled<RegistrationView>>> ReadAsync(
        Principal asker, Func<IQueryable<DealRegistration>, IQueryable<DealRegistration>> which, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await Narrow(which(context.Set<DealRegistration>().AsNoTracking()), context, asker)
            .OrderByDescending(r => r.Status == RegistrationStatus.Approved || r.Status == RegistrationStatus.InReview
                || r.Status == RegistrationStatus.NeedsInfo || r.Status == RegistrationStatus.Submitted)
            .ThenByDescending(r => r.SubmittedAt)
            .ThenBy(r => r.Id)
            .Take(limit)
            .ToListAsync(cancellationToken);
        var partners = await context.Set<Partner>().AsNoTracking()
            .Where(partner => rows.Select(r => r.PartnerOrgId).Contains(partner.OrganizationId)).ToDictionaryAsync(p => p.OrganizationId, cancellationToken);
        var managers = partners.Values.Select(partner => partner.ManagerPersonId).OfType<string>().ToList();
        var names = await context.Set<Person>().AsNoTracking().Where(person => managers.Contains(person.Id))
            .ToDictionaryAsync(person => person.Id, person => person.Name, cancellationToken);
        var products = await context.Set<Product>().AsNoTracking().ToDictionaryAsync(product => product.Id, product => product.Name, cancellationToken);
        var teams = await ClaimReading.TeamsAsync(context, [.. rows.Select(r => r.AccountId).OfType<string>()], cancellationToken);
        var vendor = await context.Set<OrganizationRow>().Where(firm => firm.Kind == OrganizationKind.Vendor).Select(firm => firm.Id).FirstOrDefaultAsync(cancellationToken);
        var access = new RegistrationAccess(vendor ?? "");
        var found = new List<Labelled<RegistrationView>>();
        foreach (var row in rows)
        {
            var partner = partners.GetValueOrDefault(row.PartnerOrgId);
            var manager = partner?.ManagerPersonId;
            if (RegistrationAccess.InScope(asker, row, manager, row.AccountId is null ? new HashSet<string>() : teams.GetValueOrDefault(row.AccountId, [])))
            {
                var view = new RegistrationView(
                    row.Id, row.Version, row.PartnerOrgId, partner?.Name ?? row.PartnerOrgId, row.CustomerName, row.CustomerCountry,
                    products.GetValueOrDefault(row.ProductId, row.ProductId), row.Amount, row.ExpectedClose, row.Kind, row.Status, row.StatusSince,
                    row.SubmittedAt, row.DecisionDue, row.ProtectedUntil, row.Outcome, row.RejectReason, manager is null ? null : names.GetValueOrDefault(manager));
                found.Add(new Labelled<RegistrationView>(view, access.ReadersOf(row, manager)));
            }
        }

        return found;
    }

    // The database narrows to what can be in scope, so that a limit never hides rows the asker may see.
    private static IQueryable<DealRegistration> Narrow(IQueryable<DealRegistration> rows, PrmDbContext context, Principal asker)
    {
        var me = asker.PersonId;
        if (!asker.IsLinked)
        {
            return rows.Where(_ => false);
        }

        var firm = asker.Organization!.Id;
        return asker switch
        {
            { IsPartner: true } => rows.Where(r => r.PartnerOrgId == firm),
            { Role: Role.ChannelManager or Role.RegionalManager } => rows,
            { Role: Role.PartnerManager } => rows.Where(r => r.SubmittedBy == me || r.OnBehalfBy == me
                || context.Set<Partner>().Any(partner => partner.OrganizationId == r.PartnerOrgId && partner.ManagerPersonId == me)),
            _ => rows.Where(r => r.SubmittedBy == me || r.OnBehalfBy == me
                || (r.ApprovedAt != null && (context.Set<Account>().Any(a => a.Id == r.AccountId && a.OwnerPersonId == me)
                    || context.Set<Opportunity>().Any(o => o.AccountId == r.AccountId && o.OwnerPersonId == me)))),
        };
    }
}
