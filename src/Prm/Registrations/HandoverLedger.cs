using System.Text.Json;
using CoSellBot.Access;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Registrations;

/// <summary>What would be handed over.</summary>
/// <param name="From">Who leaves.</param>
/// <param name="To">Who takes over.</param>
/// <param name="Partners">Names of the partners that get another manager.</param>
/// <param name="Covers">How many people named the one who leaves as their delegate or for their days away.</param>
public sealed record Handover(Person From, Person To, IReadOnlyList<string> Partners, int Covers);

/// <summary>
/// Hands over what somebody looked after who leaves: their partners, and with them every decision that waits, as well as what others trusted
/// them to cover. From then on nobody speaks with their voice.
/// </summary>
public sealed class HandoverLedger(LedgerWriter writer)
{
    private static readonly Role[] Managers = [Role.PartnerManager, Role.ChannelManager, Role.RegionalManager];

    /// <summary>What it would be; null when one of them is unknown, has left, or is no manager of the vendor.</summary>
    public async Task<Handover?> PreviewAsync(string fromId, string toId, CancellationToken cancellationToken)
    {
        await using var context = await writer.LookAsync(cancellationToken);
        return await ReadAsync(context, fromId, toId, cancellationToken) is var (from, to)
            ? new Handover(
                from, to,
                await context.Set<Partner>().Where(partner => partner.ManagerPersonId == fromId).OrderBy(partner => partner.Name).Select(partner => partner.Name).ToListAsync(cancellationToken),
                await context.Set<Delegation>().CountAsync(delegation => delegation.DelegateId == fromId, cancellationToken)
                + await context.Set<Absence>().CountAsync(absence => absence.DelegateId == fromId && absence.EndedAt == null, cancellationToken))
            : null;
    }

    /// <summary>Hands everything over at once; the same key does it once.</summary>
    /// <exception cref="PrmException"><see cref="PrmFailure.Forbidden"/> for everybody but administrators and regional managers,
    /// <see cref="PrmFailure.Conflict"/> when the partners are no longer those that were shown, <see cref="PrmFailure.NotFound"/> as in <see cref="PreviewAsync"/>.</exception>
    public Task<int> HandOverAsync(string fromId, string toId, int partners, Actor actor, string key, CancellationToken cancellationToken) => writer.WriteAsync(
        async (context, token) =>
        {
            var hash = LedgerRows.Hash(new { fromId, toId, partners });
            if (await LedgerRows.SeenAsync(context, key, hash, token) is not null)
            {
                return partners;
            }

            if (!await context.Set<Person>().AnyAsync(one => one.Id == actor.PersonId && one.LeftOn == null && (one.Role == Role.Admin || one.Role == Role.RegionalManager), token))
            {
                throw new PrmException(PrmFailure.Forbidden, "Only administrators and regional managers hand over.");
            }

            var (from, to) = await ReadAsync(context, fromId, toId, token) ?? throw new PrmException(PrmFailure.NotFound, "No such managers.");
            var rows = await context.Set<Partner>().Where(partner => partner.ManagerPersonId == fromId).ToListAsync(token);
            if (rows.Count != partners)
            {
                throw new PrmException(PrmFailure.Conflict, "The partners are not those that were shown.");
            }

            var now = writer.Clock.GetUtcNow();
            foreach (var partner in rows)
            {
                partner.ManagerPersonId = to.Id;
                context.Add(Entry(actor, now, "partner.manager_changed", $"partner/{partner.OrganizationId}", from.Id, to.Id));
            }

            await CoverAsync(context, from.Id, to.Id, now, token);
            from.LeftOn = DateOnly.FromDateTime(now.UtcDateTime);
            context.Add(Entry(actor, now, "person.left", $"person/{from.Id}", null, to.Id));
            context.Add(new ChangeRow { At = now, Kind = "person.left", EntityId = $"{from.Id}/{to.Id}", IdempotencyKey = key });
            LedgerRows.Remember(context, key, hash, from.Id, now);
            return rows.Count;
        },
        cancellationToken);

    // What others trusted the one who leaves with; nobody covers for themselves.
    private static async Task CoverAsync(PrmDbContext context, string fromId, string toId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var delegation in await context.Set<Delegation>().Where(one => one.DelegateId == fromId || one.PersonId == fromId).ToListAsync(cancellationToken))
        {
            if (delegation.PersonId == fromId || delegation.PersonId == toId)
            {
                context.Remove(delegation);
            }
            else
            {
                (delegation.DelegateId, delegation.Since) = (toId, now);
            }
        }

        foreach (var absence in await context.Set<Absence>().Where(one => one.DelegateId == fromId && one.EndedAt == null).ToListAsync(cancellationToken))
        {
            absence.EndedAt = now;
            if (absence.PersonId != toId)
            {
                context.Add(new Absence { Id = $"{absence.Id}/{toId}", PersonId = absence.PersonId, FirstDay = absence.FirstDay, LastDay = absence.LastDay, DelegateId = toId });
            }
        }
    }

    private static async Task<(Person From, Person To)?> ReadAsync(PrmDbContext context, string fromId, string toId, CancellationToken cancellationToken)
    {
        var people = await context.Set<Person>().Where(person => (person.Id == fromId || person.Id == toId) && person.LeftOn == null && Managers.Contains(person.Role)
            && context.Set<OrganizationRow>().Any(firm => firm.Id == person.OrganizationId && firm.Kind == OrganizationKind.Vendor)).ToListAsync(cancellationToken);
        return people.Count == 2 ? (people.Single(person => person.Id == fromId), people.Single(person => person.Id == toId)) : null;
    }

    private static AuditEntry Entry(Actor actor, DateTimeOffset now, string action, string entity, string? before, string after) => new()
    {
        At = now,
        ActorPersonId = actor.PersonId,
        Channel = actor.Channel,
        MessageId = actor.MessageId,
        Action = action,
        EntityRef = entity,
        Before = before is null ? null : JsonSerializer.Serialize(new { manager = before }),
        After = JsonSerializer.Serialize(new { manager = after }),
    };
}
