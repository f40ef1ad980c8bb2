using CoSellBot.Access;
using CoSellBot.Agents;
using CoSellBot.Bot.Turns;
using CoSellBot.Bot.Users;

namespace CoSellBot.Bot.Places;

/// <summary>Reads who is in a place now and what all of them may hear.</summary>
public sealed class PlaceReader(IEnumerable<IChannel> channels, UserResolver users)
{
    /// <summary>The place as it is at this moment; an unreadable roster gives public answers only.</summary>
    public async Task<TurnPlace> ReadAsync(ConversationReference place, CancellationToken cancellationToken)
    {
        if (channels.FirstOrDefault(channel => channel.Name == place.Channel) is not { } channel)
        {
            return new TurnPlace(place.Key, false, Audience.Unreadable, []);
        }

        var roster = await channel.ReadMembersAsync(place, cancellationToken);
        var people = await users.ResolveAllAsync(place.Channel, roster.UserIds, cancellationToken);
        var firms = people.Where(person => person.Principal.IsPartner).Select(person => person.Principal.Organization!.Id).Distinct().ToList();
        // Everyone whose firm is unknown counts as one more firm, so that a stranger never makes a place look smaller.
        if (people.Any(person => person.Principal.Organization is null))
        {
            firms.Add("?");
        }

        return new TurnPlace(
            place.Key, roster.IsPrivate && people.Count == 1, new Audience([.. people.Select(person => person.Principal.AsMember())], roster.IsComplete), firms);
    }
}
