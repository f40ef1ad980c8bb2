using CoSellBot.Access;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Registrations;

/// <summary>
/// Which claims a manager of the vendor looks after (domain §1). A partner manager: the partners assigned to them. A channel or regional
/// manager: also all of their region, by the partner's home, by where its manager works, or by where the customer is. Without a region: all.
/// </summary>
internal sealed class ManagerScope
{
    private readonly ILookup<string, string> _countriesOf;
    private readonly Dictionary<string, Person> _byId;

    private ManagerScope(string vendorId, List<Person> managers, ILookup<string, string> countriesOf)
    {
        (VendorId, Managers, _countriesOf) = (vendorId, managers, countriesOf);
        _byId = managers.ToDictionary(person => person.Id);
    }

    /// <summary>The vendor; empty in an empty database.</summary>
    public string VendorId { get; }

    /// <summary>All managers of the vendor, by id.</summary>
    public IReadOnlyList<Person> Managers { get; }

    /// <summary>Reads them.</summary>
    public static async Task<ManagerScope> ReadAsync(PrmDbContext context, CancellationToken cancellationToken)
    {
        var vendor = await context.Set<OrganizationRow>().Where(firm => firm.Kind == OrganizationKind.Vendor).Select(firm => firm.Id).FirstOrDefaultAsync(cancellationToken) ?? "";
        var managers = await context.Set<Person>().AsNoTracking()
            .Where(person => person.OrganizationId == vendor && person.LeftOn == null && (person.Role == Role.PartnerManager || person.Role == Role.ChannelManager || person.Role == Role.RegionalManager))
            .OrderBy(person => person.Id).ToListAsync(cancellationToken);
        var territories = await context.Set<Territory>().AsNoTracking().ToListAsync(cancellationToken);
        return new ManagerScope(vendor, managers, territories.SelectMany(territory => territory.Countries.Select(country => (territory.Name, country)))
            .ToLookup(pair => pair.Name, pair => pair.country, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>The countries of a region; empty for one that no territory is named after.</summary>
    public IReadOnlyList<string> CountriesOf(string region) => [.. _countriesOf[region].Distinct()];

    /// <summary>Managers who work in a region.</summary>
    public IReadOnlyList<string> ManagersIn(string region) => [.. Managers.Where(person => Same(person.Region, region)).Select(person => person.Id)];

    /// <summary>True when a claim is a manager's to read.</summary>
    public bool Reads(string personId, DealRegistration claim, Partner? partner) => _byId.TryGetValue(personId, out var manager) && Reads(manager, claim, partner);

    /// <summary>Everybody whose to read a claim is.</summary>
    public IEnumerable<string> ReadersOf(DealRegistration claim, Partner? partner) => Managers.Where(manager => Reads(manager, claim, partner)).Select(manager => manager.Id);

    /// <summary>True when a partner's claims are a manager's to decide: assigned to them, or of the region that looks after the partner.</summary>
    public bool Decides(Person manager, Partner? partner) => partner?.ManagerPersonId == manager.Id
        || (manager.Role != Role.PartnerManager && (manager.Region is not { } region || Same(ManagedIn(partner), region)));

    private bool Reads(Person manager, DealRegistration claim, Partner? partner) => Decides(manager, partner)
        || (manager is { Role: not Role.PartnerManager, Region: { } region } && (Same(partner?.HomeRegion, region) || _countriesOf[region].Contains(claim.CustomerCountry)));

    private string? ManagedIn(Partner? partner) =>
        partner?.ManagerPersonId is { } id && _byId.TryGetValue(id, out var manager) && manager.Region is { } region ? region : partner?.HomeRegion;

    private static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
