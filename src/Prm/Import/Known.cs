using CoSellBot.Access;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Sla;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Import;

/// <summary>A firm as far as references need it.</summary>
internal sealed record Firm(OrganizationKind Kind, string Name, string? Country);

/// <summary>
/// What rows may refer to: the ids in the database and those this run has written. Ids alone are kept, some hundred bytes each, so that a
/// dry run can follow references without writing.
/// </summary>
internal sealed class Known
{
    private readonly Dictionary<string, string?> productReadings = [];

    public Dictionary<string, Firm> Firms { get; private init; } = [];

    /// <summary>The one vendor, once it is known.</summary>
    public string? Vendor { get; set; }

    /// <summary>Person to firm.</summary>
    public Dictionary<string, string> People { get; private init; } = [];

    /// <summary>Chat identity to person: it must never be ambiguous who speaks.</summary>
    public Dictionary<(string Firm, string Channel, string Id), string> ChatIds { get; private init; } = [];

    public HashSet<string> Accounts { get; private init; } = [];

    public Dictionary<string, Product> Products { get; private init; } = [];

    public HashSet<string> Opportunities { get; private init; } = [];

    /// <summary>Registration to partner.</summary>
    public Dictionary<string, string> Registrations { get; private init; } = [];

    public HashSet<string> Territories { get; private init; } = [];

    public HashSet<string> Calendars { get; private init; } = [];

    /// <summary>Settings by name in any case, to the name as stored.</summary>
    public Dictionary<string, string> Settings { get; private init; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Ids of the file being read, for rows that refer to a row further down.</summary>
    public HashSet<string> Coming { get; set; } = [];

    public static async Task<Known> ReadAsync(PrmDbContext context, CancellationToken cancellationToken)
    {
        var people = await context.Set<Person>().AsNoTracking().ToListAsync(cancellationToken);
        var known = new Known
        {
            Firms = await context.Set<OrganizationRow>().AsNoTracking()
                .ToDictionaryAsync(o => o.Id, o => new Firm(o.Kind, o.Name, o.Country), cancellationToken),
            People = people.ToDictionary(person => person.Id, person => person.OrganizationId),
            Accounts = await context.Set<Account>().Select(row => row.Id).ToHashSetAsync(cancellationToken),
            Products = await context.Set<Product>().AsNoTracking().ToDictionaryAsync(row => row.Id, cancellationToken),
            Opportunities = await context.Set<Opportunity>().Select(row => row.Id).ToHashSetAsync(cancellationToken),
            Registrations = await context.Set<DealRegistration>().Select(row => new { row.Id, row.PartnerOrgId })
                .ToDictionaryAsync(row => row.Id, row => row.PartnerOrgId, cancellationToken),
            Territories = await context.Set<Territory>().Select(row => row.Id).ToHashSetAsync(cancellationToken),
            Calendars = await context.Set<CalendarRow>().Select(row => row.Id).ToHashSetAsync(cancellationToken),
        };
        known.Vendor = known.Firms.Where(firm => firm.Value.Kind == OrganizationKind.Vendor).Select(firm => firm.Key).FirstOrDefault();
        foreach (var setting in await context.Set<EngagementRule>().Select(row => row.Key).ToListAsync(cancellationToken))
        {
            known.Settings.TryAdd(setting, setting);
        }

        foreach (var person in people)
        {
            known.Claim(person.OrganizationId, "Teams", person.TeamsObjectId, person.Id);
            known.Claim(person.OrganizationId, "Slack", person.SlackUserId, person.Id);
        }

        return known;
    }

    public bool IsPartner(string id) => Firms.TryGetValue(id, out var firm) && firm.Kind == OrganizationKind.Partner;

    /// <summary>Gives a chat identity to a person; false when somebody else has it.</summary>
    public bool Claim(string firm, string channel, string? id, string person) =>
        id is null || ChatIds.TryAdd((firm, channel, id), person) || ChatIds[(firm, channel, id)] == person;

    /// <summary>The product of an id, else the one whose id or name is spelt closely like it; null when there is none or a choice of several.</summary>
    public string? Product(string text)
    {
        if (Products.ContainsKey(text))
        {
            return text;
        }

        if (!productReadings.TryGetValue(text, out var id))
        {
            var names = Products.Values.SelectMany(product => new[] { (product.Name, product.Id), (Name: product.Id, product.Id) }).ToLookup(p => p.Name, p => p.Id);
            var close = CloseWords.Find(text, names.Select(name => name.Key));
            var ids = close is null ? [] : names[close].Distinct().ToList();
            productReadings[text] = id = ids.Count == 1 ? ids[0] : null;
        }

        return id;
    }
}
