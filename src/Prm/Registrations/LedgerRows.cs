using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Registrations;

/// <summary>The rows every command of the ledger leaves beside its change: its key, its audit, its line in the feed, its number.</summary>
internal static class LedgerRows
{
    public static async Task<string?> SeenAsync(PrmDbContext context, string key, string hash, CancellationToken cancellationToken)
    {
        var seen = await context.Set<CommandKey>().SingleOrDefaultAsync(row => row.Key == key, cancellationToken);
        return seen is null || seen.RequestHash == hash
            ? seen?.EntityId
            : throw new PrmException(PrmFailure.Conflict, "The key was used for another command.");
    }

    public static void Remember(PrmDbContext context, string key, string hash, string entityId, DateTimeOffset now) =>
        context.Add(new CommandKey { Key = key, RequestHash = hash, EntityId = entityId, At = now });

    public static async Task<long> NextAsync(PrmDbContext context, string name, CancellationToken cancellationToken)
    {
        var counter = await context.Set<Counter>().SingleOrDefaultAsync(row => row.Name == name, cancellationToken);
        if (counter is null)
        {
            counter = new Counter { Name = name };
            context.Add(counter);
        }

        return ++counter.Value;
    }

    /// <summary>A claim's number that no other has. Four characters are easy to say; when they get crowded the number grows instead of failing.</summary>
    public static async Task<string> NumberAsync(PrmDbContext context, Ids ids, CancellationToken cancellationToken)
    {
        for (var length = 4; ; length++)
        {
            for (var attempt = 0; attempt < 8; attempt++)
            {
                var number = ids.Code("DR", length);
                if (!await context.Set<DealRegistration>().AnyAsync(r => r.Id == number, cancellationToken))
                {
                    return number;
                }
            }
        }
    }

    public static void Record(
        PrmDbContext context, Actor actor, string action, DealRegistration registration, string? key, DateTimeOffset now, RegistrationStatus? before)
    {
        context.Add(new AuditEntry
        {
            At = now,
            ActorPersonId = actor.PersonId,
            OnBehalfOf = registration.OnBehalfBy == actor.PersonId ? registration.PartnerOrgId : null,
            Channel = actor.Channel,
            MessageId = actor.MessageId,
            Action = action,
            EntityRef = $"registration/{registration.Id}",
            Before = before is null ? null : JsonSerializer.Serialize(new { status = before.ToString() }),
            After = JsonSerializer.Serialize(new
            {
                status = registration.Status.ToString(),
                amount = registration.Amount.ToString(),
                protectedUntil = registration.ProtectedUntil,
                version = registration.Version,
            }),
        });
        context.Add(new ChangeRow { At = now, Kind = action, EntityId = registration.Id, IdempotencyKey = key });
    }

    /// <summary>Keeps what the rules saw and said, beside what they said before.</summary>
    public static async Task KeepTraceAsync(PrmDbContext context, string registrationId, RegistrationSnapshot snapshot, RuleTrace trace, CancellationToken cancellationToken) =>
        context.Add(new StoredTrace
        {
            RegistrationId = registrationId,
            Number = 1 + await context.Set<StoredTrace>().CountAsync(stored => stored.RegistrationId == registrationId, cancellationToken),
            At = snapshot.Now,
            RuleSetVersion = trace.RuleSetVersion,
            Verdict = trace.Verdict,
            Snapshot = JsonSerializer.Serialize(snapshot),
            Findings = JsonSerializer.Serialize(trace.Findings),
        });

    /// <summary>What the rules said when the claim came in, or null.</summary>
    public static async Task<RuleTrace?> FirstTraceAsync(PrmDbContext context, string registrationId, CancellationToken cancellationToken) =>
        await context.Set<StoredTrace>().AsNoTracking().SingleOrDefaultAsync(trace => trace.RegistrationId == registrationId && trace.Number == 1, cancellationToken) is { } stored
            ? new RuleTrace(stored.RuleSetVersion, stored.Verdict, JsonSerializer.Deserialize<List<RuleFinding>>(stored.Findings)!)
            : null;

    public static string Hash<T>(T request) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(request))));
}
