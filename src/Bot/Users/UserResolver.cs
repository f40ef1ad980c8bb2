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
/// together, never by a name or an e-mail; one that nobody linked counts as its firm's lowest role when the firm is known.
/// </summary>
public sealed class UserResolver(Prm.Partners.Directory directory, Tenant tenant)
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

        var firms = await directory.FindAccountsAsync(
            channel, [.. users.Select(user => user.FirmId).OfType<string>().Distinct()], [.. users.Select(user => user.AccountId).Distinct()], cancellationToken);
        return [.. users.Select(user => Match(user, firms))];
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
            var known = From(linked.Card);
            return user.IsGuest ? known with { Principal = known.Principal with { IsGuest = true } } : known;
        }

        return user.IsGuest
            ? Unknown
            : new ResolvedUser(new Principal(tenant.Id, null, "", firm.Organization, Roles.Lowest(firm.Organization.Kind)), firm.Country, ReaderSettings.Default);
    }

    private static bool Same(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private ResolvedUser From(PersonCard card) => new(card.ToPrincipal(tenant.Id), card.Country, new ReaderSettings(card.Person.Locale, card.Person.TimeZone));
}
