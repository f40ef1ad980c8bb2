using CoSellBot.Access;
using CoSellBot.Agents;
using CoSellBot.Bot.Turns;
using CoSellBot.Bot.Users;

namespace CoSellBot.Bot.Places;

/// <summary>A place as it was read: what may be said there, and who each of its members is.</summary>
/// <param name="Place">The place as the tools need it.</param>
/// <param name="Members">The platform's members beside the people they are.</param>
/// <param name="Unknown">Somebody who is no member.</param>
/// <param name="RetryAfter">When it could not be read: how long the platform asked to wait, or null.</param>
public sealed record ReadPlace(
    TurnPlace Place, IReadOnlyList<(ChannelUser Account, ResolvedUser User)> Members, ResolvedUser Unknown, TimeSpan? RetryAfter = null)
{
    /// <summary>Who a sender is. The roster says so, not the message; someone the roster does not name is nobody we know.</summary>
    public ResolvedUser Who(string userId) =>
        Members.FirstOrDefault(member => member.Account.IsCalled(userId)) is { User: { } user } ? user : Unknown;

    /// <summary>The sender's account; null for someone the roster does not name.</summary>
    public ChannelUser? AccountOf(string userId) => Members.FirstOrDefault(member => member.Account.IsCalled(userId)).Account;
}

/// <summary>Reads who is in a place now and what all of them may hear.</summary>
public sealed class PlaceReader(IEnumerable<IChannel> channels, UserResolver users, Newcomers newcomers)
{
    /// <summary>The place as it is at this moment; an unreadable roster gives public answers only.</summary>
    public async Task<ReadPlace> ReadAsync(ConversationReference place, CancellationToken cancellationToken)
    {
        if (channels.FirstOrDefault(channel => channel.Name == place.Channel) is not { } channel)
        {
            return new ReadPlace(new TurnPlace(place.Key, false, Audience.Unreadable, []), [], users.Unknown);
        }

        var roster = await channel.ReadMembersAsync(place, cancellationToken);
        await newcomers.WatchAsync(place, roster, cancellationToken);
        var people = await users.ResolveAllAsync(place.Channel, roster.Users, cancellationToken);
        var firms = people.Where(person => person.Principal is { IsPartner: true, IsGuest: false }).Select(person => person.Principal.Organization!.Id).Distinct().ToList();
        // Everyone whose firm is unknown counts as one more firm, so that a stranger never makes a place look smaller.
        if (people.Any(person => person.Principal.AsMember().OrganizationId is null))
        {
            firms.Add("?");
        }

        return new ReadPlace(
            new TurnPlace(place.Key, roster.IsPrivate && people.Count == 1, new Audience([.. people.Select(person => person.Principal.AsMember())], roster.IsComplete), firms),
            [.. roster.Users.Zip(people)], users.Unknown, roster.RetryAfter);
    }
}
