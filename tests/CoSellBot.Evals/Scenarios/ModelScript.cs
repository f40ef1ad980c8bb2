using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CoSellBot.Tests.Models;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace CoSellBot.Evals.Scenarios;

/// <summary>What a good cloud model calls in the scenarios, from <c>tests/scenarios/model/calls.yaml</c>; the keys are explained there.</summary>
internal sealed partial class ModelScript
{
    private static readonly IDeserializer Yaml = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).WithDuplicateKeyChecking().Build();
    private readonly Dictionary<string, List<Line>> _lines;
    private readonly ConcurrentQueue<string> _missing = new();

    private ModelScript(Dictionary<string, List<Line>> lines) => _lines = lines;

    /// <summary>Reads the file.</summary>
    public static ModelScript Load() => new(Yaml.Deserialize<Dictionary<string, List<Line>>>(File.ReadAllText(Path.Combine(EvalFiles.Root, "tests", "scenarios", "model", "calls.yaml"))));

    /// <summary>Words the model was asked about that the script does not foresee.</summary>
    public IReadOnlyCollection<string> Missing => _missing;

    /// <summary>The model of one scenario.</summary>
    public TestModel Of(string scenario) => new Player(_lines.GetValueOrDefault(scenario) ?? [], _missing);

    private static string Key(string text) => Blank().Replace(text, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();

    [GeneratedRegex(@"Today is \w+ (?<day>\d{4}-\d{2}-\d{2})")]
    private static partial Regex Today();

    [GeneratedRegex(@"\$\{(?<unit>today|month|quarter|weekday)\s*(?<by>[+]?\w+)?(?<end>\s+end)?\}")]
    private static partial Regex Token();

    // Days that are relative stand as tokens: a model works them out from the day it is told.
    private static string Resolve(string text, DateOnly today) => Token().Replace(text, token =>
    {
        var by = int.TryParse(token.Groups["by"].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var day = token.Groups["unit"].Value switch
        {
            "today" => today.AddDays(by),
            "month" => new DateOnly(today.Year, today.Month, 1).AddMonths(by + 1).AddDays(-1),
            "quarter" => new DateOnly(today.Year, ((today.Month - 1) / 3 * 3) + 1, 1).AddMonths((by + 1) * 3).AddDays(-1),
            _ => Enumerable.Range(1, 7).Select(today.AddDays).First(next => next.DayOfWeek.ToString().StartsWith(token.Groups["by"].Value, StringComparison.OrdinalIgnoreCase)),
        };
        return day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    });

    private sealed class Player(List<Line> lines, ConcurrentQueue<string> missing) : TestModel
    {
        public override ModelAnswer Answer(ModelRequest request)
        {
            if (lines.Find(line => Key(line.Say) == Key(request.LastUser)) is not { } line)
            {
                missing.Enqueue(request.LastUser);
                return ModelAnswer.Fail(ModelFault.Broken());
            }

            var today = DateOnly.ParseExact(Today().Match(request.Messages[0].Text).Groups["day"].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture);
            var calls = request.Step switch { 0 => line.Calls, 1 => line.Next, _ => [] };
            return calls.Count > 0
                ? ModelAnswer.Ask([.. calls.SelectMany(call => call).Select(call => new ModelCall(null, call.Key,
                    JsonSerializer.Serialize((call.Value ?? []).ToDictionary(argument => argument.Key, argument => Resolve(argument.Value, today)))))])
                : ModelAnswer.Say(Resolve(line.Then, today));
        }
    }

    // Filled by the deserialiser, which refuses keys that are not here.
    private sealed class Line
    {
        public string Say { get; set; } = "";

        public List<Dictionary<string, Dictionary<string, string>?>> Calls { get; set; } = [];

        public List<Dictionary<string, Dictionary<string, string>?>> Next { get; set; } = [];

        public string Then { get; set; } = "";
    }
}
