using CoSellBot.Access;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Registrations;

/// <summary>Why a claim waits for a person; for those who decide, never for a partner.</summary>
/// <param name="RuleIds">The rules that fired.</param>
/// <param name="Tier">The partner's tier.</param>
public sealed record ReviewCauses(IReadOnlyList<string> RuleIds, string Tier);

/// <summary>Why a claim stands as it does.</summary>
/// <param name="RegistrationId">The claim.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="RulesVersion">The numbers it was judged by.</param>
/// <param name="ByRules">True when the rules approved it.</param>
/// <param name="DecidedBy">The person who decided, for those who may know.</param>
/// <param name="DecidedAt">When a person decided, or null.</param>
/// <param name="RuleIds">The rules that fired, as far as the asker may know them.</param>
/// <param name="Codes">The other rules that fired, where the programme shows their codes; else empty.</param>
/// <param name="Closing">Why it was refused, as it is told, or null.</param>
public sealed record DecidedWhy(
    string RegistrationId, RegistrationStatus Status, int RulesVersion, bool ByRules, string? DecidedBy, DateTimeOffset? DecidedAt, IReadOnlyList<string> RuleIds,
    IReadOnlyList<string> Codes, string? Closing);

/// <summary>Reads claims for one asker: only those in scope, each with its readers.</summary>
public sealed class RegistrationBook(IDbContextFactory<PrmDbContext> contexts, LedgerWriter writer, AccessOptions options)
{
    /// <summary>One claim; null when there is none in the asker's scope.</summary>
    public async Task<Labelled<RegistrationView>?> FindAsync(Principal asker, string registrationId, CancellationToken cancellationToken) =>
        await ReadAsync(asker, rows => rows.Where(r => r.Id == registrationId), 1, cancellationToken) is [var found] ? found : null;

    /// <summary>The claims of one firm, open ones first, then the newest.</summary>
    public Task<IReadOnlyList<Labelled<RegistrationView>>> OfPartnerAsync(
        Principal asker, string partnerOrgId, int limit, CancellationToken cancellationToken) =>
        ReadAsync(asker, rows => rows.Where(r => r.PartnerOrgId == partnerOrgId), limit, cancellationToken);

    /// <summary>The claims in the asker's scope: of the asker's firm, of the asker's accounts and region, or submitted by the asker.</summary>
    public Task<IReadOnlyList<Labelled<RegistrationView>>> OfAskerAsync(Principal asker, int limit, CancellationToken cancellationToken) =>
        ReadAsync(asker, rows => rows, limit, cancellationToken);

    /// <summary>The claims on a customer, by its name, domain or account.</summary>
    public async Task<IReadOnlyList<Labelled<RegistrationView>>> OfCustomerAsync(
        Principal asker, CompanyIdentity customer, string? accountId, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var ids = await context.Set<RegistrationKey>().MeetingAsync(AccountKeys.WithoutSlips(customer), row => row.RegistrationId, int.MaxValue, cancellationToken);
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
        var claim = await context.Set<DealRegistration>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == registrationId, cancellationToken);
        if (claim is null || !(claim.Status is RegistrationStatus.InReview or RegistrationStatus.Submitted) || !asker.IsVendor
            || asker.PersonId == claim.SubmittedBy || asker.PersonId == claim.OnBehalfBy)
        {
            return null;
        }

        var partner = await context.Set<Partner>().AsNoTracking().SingleOrDefaultAsync(p => p.OrganizationId == claim.PartnerOrgId, cancellationToken);
        var access = new RegistrationAccess(await ManagerScope.ReadAsync(context, cancellationToken), options);
        if (access.SideOf(asker, claim, partner, new HashSet<string>()) != ClaimSide.Manager)
        {
            return null;
        }

        var findings = await context.Set<StoredTrace>().Where(trace => trace.RegistrationId == registrationId)
            .OrderByDescending(trace => trace.Number).Select(trace => trace.Findings).FirstOrDefaultAsync(cancellationToken);
        var rules = findings is null ? [] : System.Text.Json.JsonSerializer.Deserialize<List<RuleFinding>>(findings)!.Select(finding => finding.RuleId).ToList();
        return new Labelled<ReviewCauses>(new ReviewCauses(rules, partner?.Tier ?? ""), Readers.People(asker.PersonId!));
    }

    /// <summary>True when a change of an approved claim waits for a person.</summary>
    public async Task<bool> HasOpenAmendmentAsync(string registrationId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Set<Amendment>().AnyAsync(a => a.RegistrationId == registrationId && a.State == RequestState.Open, cancellationToken);
    }

    /// <summary>Why a claim stands as it does, as far as the asker may know; null when it is not in the asker's scope. A partner hears of its own rules only.</summary>
    public async Task<Labelled<DecidedWhy>?> WhyDecidedAsync(Principal asker, string registrationId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.Set<DealRegistration>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == registrationId, cancellationToken) is not { } claim)
        {
            return null;
        }

        var partner = await context.Set<Partner>().AsNoTracking().SingleOrDefaultAsync(p => p.OrganizationId == claim.PartnerOrgId, cancellationToken);
        var team = claim.AccountId is { } account ? (await ClaimReading.TeamsAsync(context, [account], cancellationToken)).GetValueOrDefault(account, []) : [];
        var side = new RegistrationAccess(await ManagerScope.ReadAsync(context, cancellationToken), options).SideOf(asker, claim, partner, team);
        if (side == ClaimSide.None)
        {
            return null;
        }

        var trace = await context.Set<StoredTrace>().AsNoTracking().Where(t => t.RegistrationId == registrationId).OrderByDescending(t => t.Number).FirstOrDefaultAsync(cancellationToken);
        var findings = trace is null ? [] : System.Text.Json.JsonSerializer.Deserialize<List<RuleFinding>>(trace.Findings)!;
        // A ruling that let the claim go on has ended nothing, and nobody was told of it.
        var (approvedAt, closedAt) = (claim.ApprovedAt, claim.Status == RegistrationStatus.Rejected ? claim.StatusSince : (DateTimeOffset?)null);
        var decision = await context.Set<Decision>().AsNoTracking()
            .Where(d => d.RegistrationId == registrationId && d.ToldAt != null && (d.Kind != DecisionKind.Rule || d.DecidedAt == approvedAt || d.ToldAt == approvedAt || d.ToldAt == closedAt)).OrderByDescending(d => d.ToldAt).FirstOrDefaultAsync(cancellationToken);
        var isManager = side == ClaimSide.Manager;
        var who = decision is null || !isManager ? null : await context.Set<Person>().Where(person => person.Id == decision.DecidedBy).Select(person => person.Name).SingleOrDefaultAsync(cancellationToken);
        var told = findings.Where(finding => finding.Verdict != Verdict.Approve).ToLookup(
            finding => isManager || (finding.Verdict == Verdict.Reject && RegistrationRules.IsToldPlainly(finding.RuleId)), finding => finding.RuleId);
        return new Labelled<DecidedWhy>(
            new DecidedWhy(
                claim.Id, claim.Status, claim.RuleSetVersion ?? 0, ByRules: claim.ApprovedBy?.StartsWith("rules@", StringComparison.Ordinal) == true && claim.Status.HasProtection(),
                who, claim.Status.IsPending() ? null : decision?.DecidedAt,
                [.. told[true]], options.ShowsCodes ? [.. told[false]] : [],
                claim.RejectReason is { } reason ? RejectReasons.Shown(reason) : null),
            Readers.People(asker.PersonId!));
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

    private async Task<IReadOnlyList<Labelled<RegistrationView>>> ReadAsync(
        Principal asker, Func<IQueryable<DealRegistration>, IQueryable<DealRegistration>> which, int limit, CancellationToken cancellationToken)
    {
        if (!asker.IsLinked)
        {
            return [];
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var scope = await ManagerScope.ReadAsync(context, cancellationToken);
        var rows = await Narrow(which(context.Set<DealRegistration>().AsNoTracking()), context, scope, asker)
            .OrderByDescending(r => r.Status == RegistrationStatus.Approved || r.Status == RegistrationStatus.InReview
                || r.Status == RegistrationStatus.NeedsInfo || r.Status == RegistrationStatus.Submitted)
            // Databases do not agree where nothing stands in an order.
            .ThenByDescending(r => r.SubmittedAt != null)
            .ThenByDescending(r => r.SubmittedAt)
            .ThenBy(r => r.Id)
            .Take(limit)
            .ToListAsync(cancellationToken);
        var found = await new ViewReader(context, new RegistrationAccess(scope, options)).ReadAsync(asker, rows, cancellationToken);
        if (asker.Role == Role.Admin && found.Count > 0)
        {
            await AuditAsync(asker, rows, cancellationToken);
        }

        return found;
    }

    // Administrators decide nothing; what they look at is written down.
    private Task<int> AuditAsync(Principal admin, List<DealRegistration> rows, CancellationToken cancellationToken) => writer.WriteAsync(
        (context, _) =>
        {
            context.AddRange(rows.Select(row => new Audit.AuditEntry
            {
                At = writer.Clock.GetUtcNow(),
                ActorPersonId = admin.PersonId!,
                Channel = "Read",
                MessageId = "",
                Action = "registration.read",
                EntityRef = $"registration/{row.Id}",
            }));
            return Task.FromResult(rows.Count);
        },
        cancellationToken, evenIfRestored: true);

    // The database narrows to what can be in scope, so that a limit never hides rows the asker may see.
    private IQueryable<DealRegistration> Narrow(IQueryable<DealRegistration> rows, PrmDbContext context, ManagerScope scope, Principal asker)
    {
        var me = asker.PersonId;
        var firm = asker.Organization!.Id;
        if (asker.IsPartner)
        {
            return rows.Where(r => r.PartnerOrgId == firm);
        }

        var isWalled = options.Firewall;
        var region = scope.Managers.FirstOrDefault(person => person.Id == me)?.Region;
        var (countries, colleagues) = region is null ? ([], []) : (scope.CountriesOf(region), scope.ManagersIn(region));
        return asker.Role switch
        {
            Role.Admin => rows,
            Role.ChannelManager or Role.RegionalManager when region is null => rows,
            Role.ChannelManager or Role.RegionalManager => rows.Where(r => r.SubmittedBy == me || r.OnBehalfBy == me || countries.Contains(r.CustomerCountry)
                || context.Set<Partner>().Any(partner => partner.OrganizationId == r.PartnerOrgId
                    && (partner.ManagerPersonId == me || partner.HomeRegion == region || colleagues.Contains(partner.ManagerPersonId!)))),
            Role.PartnerManager => rows.Where(r => r.SubmittedBy == me || r.OnBehalfBy == me
                || context.Set<Partner>().Any(partner => partner.OrganizationId == r.PartnerOrgId && partner.ManagerPersonId == me)),
            _ => rows.Where(r => r.SubmittedBy == me || r.OnBehalfBy == me
                || ((r.ApprovedAt != null || !isWalled) && (context.Set<Account>().Any(a => a.Id == r.AccountId && a.OwnerPersonId == me)
                    || context.Set<Opportunity>().Any(o => o.AccountId == r.AccountId && o.OwnerPersonId == me)))),
        };
    }

    /// <summary>Who may hear about an account.</summary>
    public async Task<Readers> ReadersOfAsync(Account account, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var scope = await ManagerScope.ReadAsync(context, cancellationToken);
        return scope.VendorId.Length == 0
            ? Readers.Nobody
            : new RegistrationAccess(scope, options).ReadersOf(account, (await ClaimReading.TeamsAsync(context, [account.Id], cancellationToken)).GetValueOrDefault(account.Id, []));
    }
}
