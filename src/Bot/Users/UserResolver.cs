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

/// <summary>Turns verified channel identities into people of the programme. An identity nobody linked stays unknown.</summary>
public sealed class UserResolver(Prm.Partners.Directory directory, Tenant tenant)
{
    /// <summary>Resolves one user.</summary>
    public async Task<ResolvedUser> ResolveAsync(string channel, string userId, CancellationToken cancellationToken) =>
        (await ResolveAllAsync(channel, [userId], cancellationToken))[0];

    /// <summary>Resolves several, in their order.</summary>
    public async Task<IReadOnlyList<ResolvedUser>> ResolveAllAsync(string channel, IReadOnlyList<string> userIds, CancellationToken cancellationToken)
    {
        // The web chat's identities are the people themselves; other channels link theirs when they are added.
        var people = channel == Web.WebChannel.ChannelName
            ? (await directory.FindPeopleAsync(userIds.ToHashSet(), cancellationToken)).ToDictionary(card => card.Person.Id)
            : [];
        return [.. userIds.Select(id => people.TryGetValue(id, out var card) ? From(card) : new ResolvedUser(Principal.Unknown(tenant.Id), null, ReaderSettings.Default))];
    }

    private ResolvedUser From(PersonCard card) => new(card.ToPrincipal(tenant.Id), card.Country, new ReaderSettings(card.Person.Locale, card.Person.TimeZone));
}
