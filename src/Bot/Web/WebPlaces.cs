using CoSellBot.Access;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Storage;
using CoSellBot.Prm.Partners;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Web;

/// <summary>A member of a place as the page lists it.</summary>
public sealed record WebMemberView(string Id, string Name, string Firm, string FirmId, string RoleLabel);

/// <summary>A place as the page lists it.</summary>
public sealed record WebPlaceView(string Id, string Name, string Kind, IReadOnlyList<string> Firms, IReadOnlyList<WebMemberView> Members);

/// <summary>The places of the web chat and who is in them.</summary>
public sealed class WebPlaces(BotStore store, Prm.Partners.Directory directory, WebFeed feed)
{
    /// <summary>The places a person is in, the direct one first.</summary>
    public async Task<IReadOnlyList<WebPlaceView>> OfAsync(PersonCard person, CancellationToken cancellationToken)
    {
        var rows = await store.ReadAsync(
            async context => await (from place in context.Set<WebPlace>()
                                    join member in context.Set<WebMember>() on place.Id equals member.PlaceId
                                    where context.Set<WebMember>().Any(m => m.PlaceId == place.Id && m.PersonId == person.Person.Id)
                                    orderby place.Name
                                    select new { place.Id, place.Name, member.PersonId }).ToListAsync(cancellationToken),
            cancellationToken);
        var people = (await directory.FindPeopleAsync([.. rows.Select(row => row.PersonId).Distinct()], cancellationToken)).ToDictionary(card => card.Person.Id);
        var direct = new WebPlaceView("dm", "Direct with the bot", "direct", [], [View(person)]);
        return [direct, .. rows.GroupBy(row => (row.Id, row.Name)).Select(group =>
        {
            var members = group.Select(row => people.GetValueOrDefault(row.PersonId)).OfType<PersonCard>()
                .OrderByDescending(card => card.Organization.Kind == OrganizationKind.Vendor).ThenBy(card => card.Organization.Name).ThenBy(card => card.Person.Name).ToList();
            var firms = members.Where(card => card.Organization.Kind == OrganizationKind.Partner).Select(card => card.Organization.Name).Distinct().ToList();
            return new WebPlaceView(group.Key.Id, group.Key.Name, firms.Count == 0 ? "vendor" : "shared", firms, [.. members.Select(View)]);
        })];
    }

    /// <summary>Places a person may read, with the message each joined after.</summary>
    public Task<Dictionary<string, long>> ReadableAsync(string personId, CancellationToken cancellationToken) => store.ReadAsync(
        async context =>
        {
            var channels = await context.Set<WebMember>().Where(m => m.PersonId == personId).ToDictionaryAsync(m => m.PlaceId, m => m.JoinedAfter, cancellationToken);
            channels[WebChannel.DirectPlace(personId)] = 0;
            return channels;
        },
        cancellationToken);

    /// <summary>Adds a person to a channel; earlier messages stay with those who were there.</summary>
    /// <returns>False when there is no such channel.</returns>
    public Task<bool> AddAsync(string placeId, string personId, CancellationToken cancellationToken) => ChangeAsync(
        placeId,
        async context =>
        {
            if (!await context.Set<WebMember>().AnyAsync(m => m.PlaceId == placeId && m.PersonId == personId, cancellationToken))
            {
                var last = await context.Set<WebMessage>().MaxAsync(m => (long?)m.Seq, cancellationToken) ?? 0;
                context.Add(new WebMember { PlaceId = placeId, PersonId = personId, JoinedAfter = last });
            }
        },
        cancellationToken);

    /// <summary>Removes a person from a channel.</summary>
    /// <returns>False when there is no such channel.</returns>
    public Task<bool> RemoveAsync(string placeId, string personId, CancellationToken cancellationToken) => ChangeAsync(
        placeId,
        context => context.Set<WebMember>().Where(m => m.PlaceId == placeId && m.PersonId == personId).ExecuteDeleteAsync(cancellationToken),
        cancellationToken);

    private async Task<bool> ChangeAsync(string placeId, Func<BotDbContext, Task> change, CancellationToken cancellationToken)
    {
        var exists = await store.WriteAsync(
            async context =>
            {
                if (!await context.Set<WebPlace>().AnyAsync(p => p.Id == placeId, cancellationToken))
                {
                    return false;
                }

                await change(context);
                return true;
            },
            cancellationToken);
        feed.Publish(new WebEvent("places", "", "{}"));
        return exists;
    }

    private static WebMemberView View(PersonCard card) => new(
        card.Person.Id, card.Person.Name, card.Organization.Name, card.Organization.Id,
        Texts.Shipped.Format($"role.{card.Person.Role}", System.Collections.Immutable.ImmutableDictionary<string, Term>.Empty, ReadingContext.From("en-GB", "Etc/UTC")));
}
