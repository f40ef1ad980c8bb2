using CoSellBot.Access;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Partners;

/// <summary>A person with the firm and what is needed to speak with them.</summary>
/// <param name="Person">The person.</param>
/// <param name="Organization">The firm.</param>
/// <param name="Country">The firm's country, or null.</param>
public sealed record PersonCard(Person Person, Organization Organization, string? Country)
{
    /// <summary>The person as the one who speaks.</summary>
    public Principal ToPrincipal(string tenantId) => new(tenantId, Person.Id, Person.Name, Organization, Person.Role);
}

/// <summary>A linked account.</summary>
/// <param name="AccountId">The platform's id.</param>
/// <param name="Card">The person.</param>
public sealed record LinkedAccount(string AccountId, PersonCard Card);

/// <summary>A firm on a chat platform, with those of its accounts that were asked for.</summary>
/// <param name="FirmId">Its Microsoft 365 tenant or Slack workspace.</param>
/// <param name="Organization">The firm.</param>
/// <param name="Country">Its country, or null.</param>
/// <param name="People">The linked accounts among those asked for.</param>
public sealed record FirmAccounts(string FirmId, Organization Organization, string? Country, IReadOnlyList<LinkedAccount> People);

/// <summary>The people, firms and products of the programme.</summary>
public sealed class Directory(IDbContextFactory<PrmDbContext> contexts)
{
    /// <summary>One person, or null.</summary>
    public async Task<PersonCard?> FindPersonAsync(string personId, CancellationToken cancellationToken) =>
        (await PeopleAsync(people => people.Where(person => person.Id == personId), cancellationToken)).SingleOrDefault();

    /// <summary>Several people; unknown ids are left out.</summary>
    public Task<IReadOnlyList<PersonCard>> FindPeopleAsync(IReadOnlyCollection<string> personIds, CancellationToken cancellationToken) =>
        PeopleAsync(people => people.Where(person => personIds.Contains(person.Id)), cancellationToken);

    /// <summary>Everyone, the vendor first, then by firm and name.</summary>
    public Task<IReadOnlyList<PersonCard>> AllPeopleAsync(CancellationToken cancellationToken) => PeopleAsync(people => people, cancellationToken);

    /// <summary>A firm's people in some roles.</summary>
    public Task<IReadOnlyList<PersonCard>> PeopleOfAsync(string organizationId, IReadOnlyCollection<Role> roles, CancellationToken cancellationToken) =>
        PeopleAsync(people => people.Where(person => person.OrganizationId == organizationId && roles.Contains(person.Role)), cancellationToken);

    /// <summary>The firms that own these tenants or workspaces of a channel, each with those of the accounts that are linked there.</summary>
    /// <param name="channel">Teams or Slack.</param>
    /// <param name="firmIds">Microsoft 365 tenants or Slack workspaces.</param>
    /// <param name="accountIds">Microsoft Entra object ids or Slack user ids.</param>
    /// <param name="cancellationToken">Stops the look-up.</param>
    public async Task<IReadOnlyList<FirmAccounts>> FindAccountsAsync(
        string channel, IReadOnlyCollection<string> firmIds, IReadOnlyCollection<string> accountIds, CancellationToken cancellationToken)
    {
        var (firmKeys, accountKeys) = (firmIds.Select(Key).ToList(), accountIds.Select(Key).ToList());
        var isSlack = channel == "Slack";
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        // The database folds case for its ASCII letters only, which is all these ids have.
#pragma warning disable CA1304, CA1311, CA1862 // Runs in the database.
        var firms = await context.Set<OrganizationRow>().AsNoTracking()
            .Where(firm => firmKeys.Contains((isSlack ? firm.SlackTeamId : firm.TeamsTenantId)!.ToLower())).ToListAsync(cancellationToken);
        var ids = firms.Select(firm => firm.Id).ToList();
        var people = await context.Set<Person>().AsNoTracking()
            .Where(person => person.LeftOn == null && ids.Contains(person.OrganizationId) && accountKeys.Contains((isSlack ? person.SlackUserId : person.TeamsObjectId)!.ToLower())).ToListAsync(cancellationToken);
#pragma warning restore CA1304, CA1311, CA1862
        return [.. firms.Select(firm => new FirmAccounts(
            (isSlack ? firm.SlackTeamId : firm.TeamsTenantId)!, firm.ToOrganization(), firm.Country,
            [.. people.Where(person => person.OrganizationId == firm.Id).Select(person => new LinkedAccount(
                (isSlack ? person.SlackUserId : person.TeamsObjectId)!, new PersonCard(person, firm.ToOrganization(), firm.Country)))]))];
    }

    /// <summary>True when a firm that takes part in the programme has this tenant or workspace; one that has left does not.</summary>
    /// <param name="channel">Teams or Slack.</param>
    /// <param name="firmId">A Microsoft 365 tenant, or a Slack workspace or organisation.</param>
    /// <param name="cancellationToken">Stops the look-up.</param>
    public async Task<bool> KnowsFirmAsync(string channel, string firmId, CancellationToken cancellationToken)
    {
        var key = Key(firmId);
        var isSlack = channel == "Slack";
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
#pragma warning disable CA1304, CA1311, CA1862 // Runs in the database.
        return await context.Set<OrganizationRow>().AnyAsync(
            firm => (isSlack ? firm.SlackTeamId : firm.TeamsTenantId)!.ToLower() == key
                && !context.Set<Partner>().Any(partner => partner.OrganizationId == firm.Id && partner.Status == PartnerStatus.Offboarded),
            cancellationToken);
#pragma warning restore CA1304, CA1311, CA1862
    }

    /// <summary>The account a person is linked with in a channel, and its tenant or workspace; null parts when not linked.</summary>
    public async Task<(string? FirmId, string? AccountId)> AccountOfAsync(string channel, string personId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await (from person in context.Set<Person>().AsNoTracking()
                         join firm in context.Set<OrganizationRow>().AsNoTracking() on person.OrganizationId equals firm.Id
                         where person.Id == personId
                         select new { person, firm }).SingleOrDefaultAsync(cancellationToken);
        return row is null ? (null, null)
            : channel == "Slack" ? (row.firm.SlackTeamId, row.person.SlackUserId)
            : (row.firm.TeamsTenantId, row.person.TeamsObjectId);
    }

    /// <summary>A firm's name, or null.</summary>
    public async Task<string?> FindFirmNameAsync(string organizationId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Set<OrganizationRow>().AsNoTracking().Where(firm => firm.Id == organizationId).Select(firm => firm.Name).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>The vendor, or null in an empty database.</summary>
    public async Task<Organization?> FindVendorAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.Set<OrganizationRow>().AsNoTracking().FirstOrDefaultAsync(o => o.Kind == OrganizationKind.Vendor, cancellationToken);
        return row?.ToOrganization();
    }

    /// <summary>Everything on sale, by name.</summary>
    public async Task<IReadOnlyList<Accounts.Product>> ProductsAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Set<Accounts.Product>().AsNoTracking().OrderBy(product => product.Name).ToListAsync(cancellationToken);
    }

    /// <summary>The programme's published numbers and the exchange rates.</summary>
    public async Task<(Registrations.RuleSet Rules, FxTable Rates)> ProgrammeAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rules = await Registrations.RuleBook.CurrentAsync(context, cancellationToken);
        var rates = await context.Set<FxRate>().AsNoTracking().ToListAsync(cancellationToken);
        return (rules, new FxTable(rates));
    }

#pragma warning disable CA1308 // A key to compare with, not text for people.
    private static string Key(string id) => id.ToLowerInvariant();
#pragma warning restore CA1308

    private async Task<IReadOnlyList<PersonCard>> PeopleAsync(Func<IQueryable<Person>, IQueryable<Person>> which, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await (from person in which(context.Set<Person>().AsNoTracking().Where(person => person.LeftOn == null))
                          join firm in context.Set<OrganizationRow>().AsNoTracking() on person.OrganizationId equals firm.Id
                          orderby firm.Kind == OrganizationKind.Vendor descending, firm.Name, person.Name
                          select new { person, firm }).ToListAsync(cancellationToken);
        return [.. rows.Select(row => new PersonCard(row.person, row.firm.ToOrganization(), row.firm.Country))];
    }
}
