using CoSellBot.Access;
using CoSellBot.Bot.Turns;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Storage;

namespace CoSellBot.Bot.Users;

/// <summary>A resolved user: who it is and how they read.</summary>
/// <param name="Principal">The one who speaks.</param>
/// <param name="Country">The firm's country, or null.</param>
/// <param name="Reader">Language and zone.</param>
public sealed record ResolvedUser(Principal Principal, string? Country, ReaderSettings Reader);

/// <summary>
/// Turns accounts, as the platforms name them, into people of the programme. An account is known by its firm and its id there
/// together, never by a name or an e-mail. A link proven by a code counts before the ids of the files; an account that nobody
/// linked counts as its firm's lowest role when the firm is known.
/// </summary>
public sealed class UserResolver(Prm.Partners.Directory directory, IdentityLinks links, Tenant tenant)
{
    /// <summary>Someone of whom nothing is known.</summary>
    public ResolvedUser Unknown { get; } = new(Principal.Unknown(tenant.Id), null, ReaderSettings.Default);

    /// <summary>A person of the programme by id.</summary>
    public async Task<ResolvedUser> OfPersonAsync(string personId, CancellationToken cancellationToken) =>
        await directory.FindPersonAsync(personId, cancellationToken) is { } card ? From(card) : Unknown;

    /// <summary>Resolves the users of a channel, in their order.</summary>
    public async Task<IReadOnlyList<ResolvedUser>> ResolveAllAsync(string channel, IReadOnlyList<ChannelUser> users, CancellationToken cancellationToken)
    {
        if (channel == Web.WebChannel.ChannelName)
        {
            // The web chat's accounts are the people themselves.
            var people = (await directory.FindPeopleAsync([.. users.Select(user => user.AccountId).Distinct()], cancellationToken)).ToDictionary(card => card.Person.Id);
            return [.. users.Select(user => people.TryGetValue(user.AccountId, out var card) ? From(card) : Unknown)];
        }

        var proven = await links.FindAsync(channel, users.Select(user => user.AccountId), cancellationToken);
        var cards = proven.Count == 0 ? [] : await directory.FindPeopleAsync([.. proven.Select(link => link.PersonId).Distinct()], cancellationToken);

        var firms = await directory.FindAccountsAsync(
            channel, [.. users.Select(user => user.FirmId).OfType<string>().Distinct()], [.. users.Select(user => user.AccountId).Distinct()], cancellationToken);
        return [.. users.Select(user => Proven(user, proven, cards, firms) ?? Match(user, firms))];
    }

    /// <summary>The accounts a person has in a channel: those proven by a code, then the one of the files, if none of them is somebody else's by now.</summary>
    public async Task<IReadOnlyList<ChannelUser>> AccountsOfAsync(string channel, string personId, CancellationToken cancellationToken)
    {
        var accounts = await links.AccountsOfAsync(channel, personId, cancellationToken);
        if (await directory.AccountOfAsync(channel, personId, cancellationToken) is { FirmId: { } firm, AccountId: { } account }
            && !accounts.Exists(linked => Same(linked.FirmId, firm) && Same(linked.AccountId, account)))
        {
            accounts.Add(new ChannelUser(account, account, firm));
        }

        var owners = await ResolveAllAsync(channel, accounts, cancellationToken);
        return [.. accounts.Where((_, i) => owners[i].Principal.PersonId == personId)];
    }

    private ResolvedUser? Proven(ChannelUser user, List<IdentityLink> links, IReadOnlyList<PersonCard> people, IReadOnlyList<FirmAccounts> firms)
    {
        if (links.Find(link => Same(link.FirmId, user.FirmId) && Same(link.AccountId, user.AccountId)) is not { } link
            || people.FirstOrDefault(person => person.Person.Id == link.PersonId) is not { } card)
        {
            return null;
        }

        // The account's firm turned out to be another one, or the person has changed firms: the link proves nothing any more.
        var known = firms.Where(firm => Same(firm.FirmId, user.FirmId)).ToList();
        return user.IsGuest || known.Count == 0 || known.Exists(firm => firm.Organization.Id == card.Organization.Id) ? From(user, card) : null;
    }

    private ResolvedUser Match(ChannelUser user, IReadOnlyList<FirmAccounts> firms)
    {
        // Two firms with the same tenant, or two people with the same account: nobody may be chosen for them.
        if (user.FirmId is null || firms.Where(firm => Same(firm.FirmId, user.FirmId)).ToList() is not [var firm])
        {
            return Unknown;
        }

        if (firm.People.Where(person => Same(person.AccountId, user.AccountId)).ToList() is [var linked])
        {
            return From(user, linked.Card);
        }

        return user.IsGuest
            ? Unknown
            : new ResolvedUser(new Principal(tenant.Id, null, "", firm.Organization, Roles.Lowest(firm.Organization.Kind)), firm.Country, ReaderSettings.Default);
    }

    private ResolvedUser From(ChannelUser user, PersonCard card)
    {
        var known = From(card);
        return user.IsGuest ? known with { Principal = known.Principal with { IsGuest = true } } : known;
    }

    private static bool Same(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private ResolvedUser From(PersonCard card) => new(card.ToPrincipal(tenant.Id), card.Country, new ReaderSettings(card.Person.Locale, card.Person.TimeZone));
}
