using System.Diagnostics;
using System.Globalization;
using CoSellBot.Evals.Scenarios.Channels;
using CoSellBot.Tests.Infrastructure;

namespace CoSellBot.Evals.Scenarios;

/// <summary>
/// Plays every scenario several times over one channel, with the settings of this process's environment, so that one set measures
/// any engine. A scenario counts only when all its trials pass (pass^k).
/// </summary>
internal static class ScenariosVerb
{
    private const double Enough = 0.95;

    /// <summary>Prints a line a scenario and the total.</summary>
    /// <returns>0; 1 when fewer than 95 % pass; 2 when there is nothing to run.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output)
    {
        CoSellBotFactory.DemoClocksRun = true;
        var trials = 3;
        string? modelName = null;
        var channel = ScenarioChannels.Web;
        var names = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--trials")
            {
                trials = int.Parse(args[++i], CultureInfo.InvariantCulture);
            }
            else if (args[i] == "--model")
            {
                modelName = args[++i];
            }
            else if (args[i] == "--channel")
            {
                channel = args[++i];
            }
            else if (args[i][0] != '-')
            {
                names.Add(args[i]);
            }
        }

        // The clock only moves forward, also over a reset: what moves it comes last.
        var chosen = ScenarioFiles.Load().Where(scenario => (names.Count == 0 || names.Contains(scenario.Id)) && (scenario.Smoke || !args.Contains("--smoke"))
                && (scenario.Channels.Count == 0 || scenario.Channels.Contains(channel)))
            .OrderBy(scenario => scenario.Turns.Any(turn => turn.Wait is not null)).ToList();
        if (chosen.Count == 0 || trials < 1 || !ScenarioChannels.Names.Contains(channel))
        {
            await Console.Error.WriteLineAsync("No such scenario or channel.");
            return 2;
        }

        await using var model = modelName is null ? null : await ScenarioModel.StartAsync(modelName);
        var watch = Stopwatch.StartNew();
        var results = chosen.ToDictionary(scenario => scenario.Id, _ => new List<Trial>());
        for (var trial = 0; trial < trials; trial++)
        {
            await RunTrialAsync(chosen, results, model, channel, args.Contains("--transcript") ? output : null);
            await Console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"trial {trial + 1} of {trials}: {results.Values.Count(result => result[^1].Faults.Count == 0)} of {chosen.Count}, {watch.Elapsed.TotalSeconds:0} s"));
        }

        foreach (var scenario in chosen)
        {
            Print(scenario, results[scenario.Id], output);
        }

        var passed = results.Values.Count(result => result.All(trial => trial.Faults.Count == 0));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{passed} of {chosen.Count} scenarios over {channel} ({100.0 * passed / chosen.Count:0.0} %), pass^{trials}, in {watch.Elapsed.TotalSeconds:0} s"));
        if (model is not null)
        {
            output.WriteLine(model.Summary);
        }

        return passed < Enough * chosen.Count ? 1 : 0;
    }

    private static async Task RunTrialAsync(List<Scenario> scenarios, Dictionary<string, List<Trial>> results, ScenarioModel? model, string channel, TextWriter? transcript)
    {
        await using var host = ScenarioChannels.Open(channel, Settings(model));
        var runner = new ScenarioRunner(host, model);
        foreach (var scenario in scenarios)
        {
            var trial = await runner.RunAsync(scenario);
            results[scenario.Id].Add(trial);
            transcript?.WriteLine($"== {scenario.Id}: {scenario.Name}\n{string.Join('\n', trial.Said.Select(Line))}\n");
        }
    }

    // What is learnt from the intents is the same in every trial; learning it anew would be most of the time.
    private static Dictionary<string, string> Settings(ScenarioModel? model) => new(model?.Settings ?? new Dictionary<string, string>())
    {
        ["Understanding__CacheFolder"] = Environment.GetEnvironmentVariable("Understanding__CacheFolder") ?? Path.Combine(EvalFiles.Root, "artifacts", "models"),
    };

    private static void Print(Scenario scenario, List<Trial> trials, TextWriter output)
    {
        var passed = trials.Count(trial => trial.Faults.Count == 0);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{(passed == trials.Count ? "pass" : "FAIL")}  {passed}/{trials.Count}  {trials.Average(trial => trial.Took.TotalSeconds),5:0.0} s  {scenario.Id}"));
        foreach (var fault in trials.SelectMany(trial => trial.Faults).Distinct())
        {
            output.WriteLine($"        {fault}");
        }
    }

    private static string Line(Said said) => $"{said.Place} {(said.IsBot ? "#" : $"> {said.Author}:")} {said.Text.ReplaceLineEndings(" / ")}";
}
