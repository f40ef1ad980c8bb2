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
        var rules = await context.Set<Registrations.EngagementRule>().AsNoTracking().ToListAsync(cancellationToken);
        var rates = await context.Set<FxRate>().AsNoTracking().ToListAsync(cancellationToken);
        return (Registrations.RuleSet.From(rules), new FxTable(rates));
    }

    private async Task<IReadOnlyList<PersonCard>> PeopleAsync(Func<IQueryable<Person>, IQueryable<Person>> which, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await (from person in which(context.Set<Person>().AsNoTracking())
                          join firm in context.Set<OrganizationRow>().AsNoTracking() on person.OrganizationId equals firm.Id
                          orderby firm.Kind == OrganizationKind.Vendor descending, firm.Name, person.Name
                          select new { person, firm }).ToListAsync(cancellationToken);
        return [.. rows.Select(row => new PersonCard(row.person, row.firm.ToOrganization(), row.firm.Country))];
    }
}
