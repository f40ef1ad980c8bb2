using CoSellBot.Evals.Scenarios.Channels;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace CoSellBot.Evals.Scenarios;

/// <summary>The scenarios of <c>tests/scenarios</c>.</summary>
internal static class ScenarioFiles
{
    private static readonly IDeserializer Yaml = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).WithDuplicateKeyChecking().Build();

    /// <summary>All of them, by name of their files.</summary>
    /// <exception cref="InvalidDataException">A file is malformed or incomplete; the message names file and cause.</exception>
    public static IReadOnlyList<Scenario> Load() =>
        [.. Directory.GetFiles(Path.Combine(EvalFiles.Root, "tests", "scenarios"), "*.yaml").Order(StringComparer.Ordinal).Select(Read)];

    private static Scenario Read(string file)
    {
        var name = Path.GetFileName(file);
        Scenario scenario;
        try
        {
            scenario = Yaml.Deserialize<Scenario?>(File.ReadAllText(file)) ?? throw new InvalidDataException($"{name}: the file is empty.");
        }
        catch (YamlException e)
        {
            // The inner exception names an unknown key; the outer one only the line.
            throw new InvalidDataException($"{name}, line {e.Start.Line}: {e.InnerException?.Message ?? e.Message}", e);
        }

        scenario.Id = Path.GetFileNameWithoutExtension(file);
        return Problem(scenario) is { } problem ? throw new InvalidDataException($"{name}: {problem}") : scenario;
    }

    private static string? Problem(Scenario scenario)
    {
        var end = scenario.End;
        var changes = end.Registrations.Count + end.Changed.Count + end.Proofs.Count + end.Muted.Count + (end.Told?.Count ?? 0) > 0;
        return scenario switch
        {
            { Name: "" } => "no name.",
            { Capability.Count: 0 } => "no capability.",
            { As: "" } => "nobody speaks (as).",
            { Turns.Count: 0 } => "no turns.",
            _ when scenario.Channels.Except(ScenarioChannels.Names).FirstOrDefault() is { } unknown => $"there is no channel {unknown}.",
            { Says.Count: 0, SaysIn.Count: 0, Never.Count: 0, NeverIn.Count: 0 } => "nothing has to be said or must not be (says, never).",
            _ when scenario.Turns.Any(turn => new[] { turn.Say, turn.Press, turn.Wait, turn.Join }.OfType<string>().Count() != 1) => "a turn does not have one of say, press, wait, join.",
            _ when end.Unchanged == changes => "end is either unchanged, or says what changes.",
            _ when end.Registrations.Count > 0 && !end.Registrations.ContainsKey("added") => "end.registrations does not say how many are added.",
            _ => null,
        };
    }
}
