using System.Text.Json;
using CoSellBot.Access;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Registrations;

/// <summary>What a change of the programme's numbers would have done.</summary>
/// <param name="Version">The version in force.</param>
/// <param name="Next">The version it would be published as.</param>
/// <param name="Before">The values in force of the numbers that change; null for one that has its standard value.</param>
/// <param name="Since">From when on decisions were looked at.</param>
/// <param name="Decisions">How many the rules made since.</param>
/// <param name="Changed">How many of them would have come out otherwise.</param>
/// <param name="Fault">The name of a number that makes no sense, or null.</param>
public sealed record RulePreview(
    int Version, int Next, IReadOnlyDictionary<string, string?> Before, DateTimeOffset Since, int Decisions, int Changed, string? Fault);

/// <summary>Publishes the programme's numbers. An earlier publication stays as it is, so that what was decided by it can be replayed.</summary>
public sealed class ProgrammeLedger(LedgerWriter writer)
{
    private const int PreviewDays = 90;

    /// <summary>Runs the decisions of the last quarter again by the numbers as they would be; nothing is written.</summary>
    /// <param name="changes">Names and new values.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<RulePreview> PreviewAsync(IReadOnlyDictionary<string, string> changes, CancellationToken cancellationToken)
    {
        await using var context = await writer.LookAsync(cancellationToken);
        var (current, numbers) = (await RuleBook.CurrentAsync(context, cancellationToken), await RuleBook.NumbersAsync(context, cancellationToken));
        var before = changes.Keys.ToDictionary(name => name, name => numbers.GetValueOrDefault(name));
        var since = writer.Clock.GetUtcNow().AddDays(-PreviewDays);
        if (Changed(numbers, changes) is not { } rules || rules.FirstFault() is not null)
        {
            return new RulePreview(current.Version, current.Version + 1, before, since, 0, 0, Changed(numbers, changes)?.FirstFault() ?? changes.Keys.First());
        }

        var (decisions, changed) = (0, 0);
        await foreach (var trace in context.Set<StoredTrace>().AsNoTracking().Where(trace => trace.At >= since).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            decisions++;
            changed += RegistrationRules.Evaluate(JsonSerializer.Deserialize<RegistrationSnapshot>(trace.Snapshot)!, rules).Verdict == trace.Verdict ? 0 : 1;
        }

        return new RulePreview(current.Version, current.Version + 1, before, since, decisions, changed, null);
    }

    /// <summary>Publishes changed numbers as a new version.</summary>
    /// <returns>The version in force afterwards.</returns>
    /// <exception cref="PrmException"><see cref="PrmFailure.Forbidden"/> for everybody but administrators, <see cref="PrmFailure.Conflict"/> when another
    /// version came into force since <paramref name="version"/>, <see cref="PrmFailure.Invalid"/> for a value that makes no sense.</exception>
    public Task<int> PublishAsync(IReadOnlyDictionary<string, string> changes, int version, Actor actor, string key, CancellationToken cancellationToken) => writer.WriteAsync(
        async (context, token) =>
        {
            var hash = LedgerRows.Hash(new { changes, version });
            if (await LedgerRows.SeenAsync(context, key, hash, token) is not null)
            {
                return (await RuleBook.CurrentAsync(context, token)).Version;
            }

            if (!await context.Set<Person>().AnyAsync(person => person.Id == actor.PersonId && person.Role == Role.Admin, token))
            {
                throw new PrmException(PrmFailure.Forbidden, "Only administrators publish numbers.");
            }

            if ((await RuleBook.CurrentAsync(context, token)).Version != version)
            {
                throw new PrmException(PrmFailure.Conflict, "Another version is in force.", code: "rules.changed");
            }

            var numbers = await RuleBook.NumbersAsync(context, token);
            if (Changed(numbers, changes)?.FirstFault() is { } fault)
            {
                throw new PrmException(PrmFailure.Invalid, $"{fault} makes no sense.");
            }

            var now = writer.Clock.GetUtcNow();
            await StoreAsync(context, changes, token);
            foreach (var (name, value) in changes)
            {
                numbers[name] = value;
            }

            var published = await RuleBook.PublishAsync(context, numbers, actor.PersonId, now, token);
            context.Add(new AuditEntry
            {
                At = now,
                ActorPersonId = actor.PersonId,
                Channel = actor.Channel,
                MessageId = actor.MessageId,
                Action = "programme.published",
                EntityRef = $"programme/{published}",
                After = JsonSerializer.Serialize(changes),
            });
            context.Add(new ChangeRow { At = now, Kind = "programme.published", EntityId = $"{published}", IdempotencyKey = key });
            LedgerRows.Remember(context, key, hash, $"{published}", now);
            return published;
        },
        cancellationToken);

    // The imported form of the same numbers, so that the next import starts from what is in force.
    private static async Task StoreAsync(PrmDbContext context, IReadOnlyDictionary<string, string> changes, CancellationToken cancellationToken)
    {
        var stored = await context.Set<EngagementRule>().ToDictionaryAsync(rule => rule.Key, StringComparer.OrdinalIgnoreCase, cancellationToken);
        foreach (var (name, value) in changes)
        {
            if (stored.TryGetValue(name, out var rule))
            {
                rule.Value = value;
            }
            else
            {
                context.Add(new EngagementRule { Key = name, Value = value });
            }
        }
    }

    private static RuleSet? Changed(Dictionary<string, string> numbers, IReadOnlyDictionary<string, string> changes)
    {
        var all = new Dictionary<string, string>(numbers, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in changes)
        {
            all[name] = value;
        }

        try
        {
            return RuleSet.From(all);
        }
        catch (Exception failure) when (failure is FormatException or OverflowException)
        {
            return null;
        }
    }
}
