using System.Text.Json;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Registrations;

/// <summary>The publications of the programme's numbers: the one in force, and each earlier one for a replay.</summary>
internal static class RuleBook
{
    /// <summary>The numbers in force; the standard ones, version 1, before any were published.</summary>
    public static async Task<RuleSet> CurrentAsync(PrmDbContext context, CancellationToken cancellationToken) =>
        Read(await context.Set<PublishedRules>().AsNoTracking().OrderByDescending(rules => rules.Version).FirstOrDefaultAsync(cancellationToken)) ?? new RuleSet();

    /// <summary>The numbers of a version, or null when it was never published.</summary>
    public static async Task<RuleSet?> OfVersionAsync(PrmDbContext context, int version, CancellationToken cancellationToken) =>
        Read(await context.Set<PublishedRules>().AsNoTracking().SingleOrDefaultAsync(rules => rules.Version == version, cancellationToken));

    /// <summary>The names and values in force, as published.</summary>
    public static async Task<Dictionary<string, string>> NumbersAsync(PrmDbContext context, CancellationToken cancellationToken) =>
        await context.Set<PublishedRules>().AsNoTracking().OrderByDescending(rules => rules.Version).FirstOrDefaultAsync(cancellationToken) is { } rules
            ? Numbers(rules)
            : new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds a publication of these numbers unless they are in force already; the version never goes back.</summary>
    /// <param name="context">The transaction it becomes part of.</param>
    /// <param name="numbers">All numbers by name; <c>rule_set_version</c> may name a version ahead.</param>
    /// <param name="by">A person, or <c>import</c>.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Stops the look-up.</param>
    /// <returns>The version in force afterwards.</returns>
    public static async Task<int> PublishAsync(
        PrmDbContext context, IReadOnlyDictionary<string, string> numbers, string by, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var last = await context.Set<PublishedRules>().AsNoTracking().OrderByDescending(rules => rules.Version).FirstOrDefaultAsync(cancellationToken);
        if (last is not null && Same(Numbers(last), numbers))
        {
            return last.Version;
        }

        var named = RuleSet.From(numbers).Version;
        var version = last is null ? Math.Max(named, 1) : Math.Max(named, last.Version + 1);
        var all = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in numbers)
        {
            all[name] = value;
        }

        all[VersionName] = version.ToString(System.Globalization.CultureInfo.InvariantCulture);
        context.Add(new PublishedRules { Version = version, PublishedAt = now, PublishedBy = by, Numbers = JsonSerializer.Serialize(all) });
        return version;
    }

    private const string VersionName = "rule_set_version";

    private static bool Same(Dictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.Keys.Concat(other.Keys).Where(name => !name.Equals(VersionName, StringComparison.OrdinalIgnoreCase)).Distinct(StringComparer.OrdinalIgnoreCase)
            .All(name => one.GetValueOrDefault(name) == other.FirstOrDefault(pair => pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value);

    private static RuleSet? Read(PublishedRules? rules) => rules is null ? null : RuleSet.From(Numbers(rules)) with { Version = rules.Version };

    private static Dictionary<string, string> Numbers(PublishedRules rules) =>
        new(JsonSerializer.Deserialize<Dictionary<string, string>>(rules.Numbers)!, StringComparer.OrdinalIgnoreCase);
}
