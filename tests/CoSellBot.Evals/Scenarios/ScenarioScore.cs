using System.Globalization;

namespace CoSellBot.Evals.Scenarios;

/// <summary>Compares what is stored and what was said with what a scenario expects.</summary>
internal static class ScenarioScore
{
    /// <summary>What the bot says when a turn of its own broke; no scenario expects it.</summary>
    private const string Broke = "Something went wrong on my side";

    /// <summary>Everything that is not as expected, in words.</summary>
    public static IReadOnlyList<string> Faults(Scenario scenario, LedgerState before, LedgerState after, IReadOnlyList<Said> said) =>
        [.. EndFaults(scenario, before, after, said), .. WordFaults(scenario, [.. said.Where(message => message.IsBot)])];

    private static IEnumerable<string> EndFaults(Scenario scenario, LedgerState before, LedgerState after, IReadOnlyList<Said> said)
    {
        var end = scenario.End;
        var speakers = scenario.Turns.Select(turn => turn.As).OfType<string>().Append(scenario.As).Select(person => $"dm:{person}").ToHashSet();
        var told = said.Where(message => message.IsBot && message.Place.StartsWith("dm:", StringComparison.Ordinal) && !speakers.Contains(message.Place))
            .Select(message => message.Place["dm:".Length..]).Where(person => !after.Reminded.Contains(person) || end.Told?.Contains(person) == true).Distinct().Order(StringComparer.Ordinal).ToList();
        if (end.Unchanged)
        {
            if (before.Counts != after.Counts)
            {
                yield return $"something was written: {before.Counts} became {after.Counts}";
            }

            end.Told ??= [];
        }

        if (end.Told is { } expected && !expected.Order(StringComparer.Ordinal).SequenceEqual(told))
        {
            yield return $"told {List(told)}, expected {List(expected)}";
        }

        var added = after.Registrations.Where(pair => !before.Registrations.ContainsKey(pair.Key)).ToList();
        var count = int.Parse(end.Registrations.GetValueOrDefault("added", "0"), CultureInfo.InvariantCulture);
        if (added.Count != count)
        {
            yield return $"{added.Count} registrations were added, expected {count}";
        }

        foreach (var (id, registration) in added)
        {
            foreach (var (field, value) in end.Registrations.Where(field => field.Key != "added" && registration.GetValueOrDefault(field.Key) != field.Value))
            {
                yield return $"{id}: {field} is {registration.GetValueOrDefault(field, "no field of a registration")}, expected {value}";
            }
        }

        foreach (var fault in Differences("status of", Statuses(before, after, after, end), end.Changed, Statuses(before, after, before, end))
            .Concat(Differences("proofs of", Grown(before.Proofs, ByOne(before, after)), Texts(end.Proofs), []))
            .Concat(Differences("quiet for", Grown(before.Muted, after.Muted), Texts(end.Muted), [])))
        {
            yield return fault;
        }
    }

    private static IEnumerable<string> WordFaults(Scenario scenario, IReadOnlyList<Said> said)
    {
        var places = said.GroupBy(message => message.Place).ToDictionary(group => group.Key, group => group.ToList());
        List<Said> In(string place) => places.GetValueOrDefault(place, []);
        var silent = said.Count == 0 ? ["the bot said nothing"] : Array.Empty<string>();
        return silent.Concat(scenario.Says.Where(words => !Has(said, words)).Select(words => $"not said: {words}"))
            .Concat(scenario.Never.Append(Broke).Where(words => Has(said, words)).Select(words => $"said: {words}"))
            .Concat(scenario.SaysIn.SelectMany(place => place.Value.Where(words => !Has(In(place.Key), words)).Select(words => $"not said in {place.Key}: {words}")))
            .Concat(scenario.NeverIn.SelectMany(place => place.Value.Where(words => Has(In(place.Key), words)).Select(words => $"said in {place.Key}: {words}")));
    }

    private static bool Has(IEnumerable<Said> said, string words) => said.Any(message => message.Has(words));

    // Registrations of which anything changed, with the status they have in one of the two states.
    private static Dictionary<string, string> Statuses(LedgerState before, LedgerState after, LedgerState shown, ScenarioEnd end) => before.Registrations.Keys
        .Where(id => !after.ByClock.Contains(id) || end.Changed.ContainsKey(id))
        .Where(id => !after.Registrations.TryGetValue(id, out var now) || now["status"] != before.Registrations[id]["status"])
        .ToDictionary(id => id, id => shown.Registrations.TryGetValue(id, out var registration) ? registration["status"] : "gone");

    // Nobody knows the number of a registration before it is made: the proofs of all that were added stand together.
    private static Dictionary<string, int> ByOne(LedgerState before, LedgerState after) => after.Proofs
        .GroupBy(pair => before.Registrations.ContainsKey(pair.Key) ? pair.Key : "added").ToDictionary(group => group.Key, group => group.Sum(pair => pair.Value));

    private static Dictionary<string, string> Grown(IReadOnlyDictionary<string, int> before, IReadOnlyDictionary<string, int> after) => before.Keys.Union(after.Keys)
        .Select(key => (key, by: after.GetValueOrDefault(key) - before.GetValueOrDefault(key))).Where(pair => pair.by != 0)
        .ToDictionary(pair => pair.key, pair => pair.by.ToString(CultureInfo.InvariantCulture));

    private static Dictionary<string, string> Texts(Dictionary<string, int> counts) => counts.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(CultureInfo.InvariantCulture));

    private static IEnumerable<string> Differences(string what, Dictionary<string, string> actual, Dictionary<string, string> expected, Dictionary<string, string> before) =>
        actual.Keys.Union(expected.Keys).Where(key => actual.GetValueOrDefault(key) != expected.GetValueOrDefault(key))
            .Select(key => $"{what} {key} is {actual.GetValueOrDefault(key, "as before")}, expected {expected.GetValueOrDefault(key, before.GetValueOrDefault(key, "as before"))}");

    private static string List(List<string> people) => people.Count == 0 ? "nobody" : string.Join(", ", people);
}
