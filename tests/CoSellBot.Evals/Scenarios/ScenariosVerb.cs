using System.Diagnostics;
using System.Globalization;
using CoSellBot.EndToEnd;

namespace CoSellBot.Evals.Scenarios;

/// <summary>
/// Plays every scenario several times against the bot as a process of its own, with the settings of this process's environment,
/// so that one set measures any engine. A scenario counts only when all its trials pass (pass^k).
/// </summary>
internal static class ScenariosVerb
{
    private const double Enough = 0.95;

    /// <summary>Prints a line a scenario and the total.</summary>
    /// <returns>0; 1 when fewer than 95 % pass; 2 when there is nothing to run.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output)
    {
        var trials = 3;
        string? modelName = null;
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
            else if (args[i][0] != '-')
            {
                names.Add(args[i]);
            }
        }

        // The clock only moves forward, also over a reset: what moves it comes last.
        var chosen = ScenarioFiles.Load().Where(scenario => (names.Count == 0 || names.Contains(scenario.Id)) && (scenario.Smoke || !args.Contains("--smoke")))
            .OrderBy(scenario => scenario.Turns.Any(turn => turn.Wait is not null)).ToList();
        if (chosen.Count == 0 || trials < 1)
        {
            await Console.Error.WriteLineAsync("No such scenario.");
            return 2;
        }

        await using var model = modelName is null ? null : await ScenarioModel.StartAsync(modelName);
        var watch = Stopwatch.StartNew();
        var results = chosen.ToDictionary(scenario => scenario.Id, _ => new List<Trial>());
        for (var trial = 0; trial < trials; trial++)
        {
            await RunTrialAsync(chosen, results, model, args.Contains("--transcript") ? output : null);
            await Console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"trial {trial + 1} of {trials}: {results.Values.Count(result => result[^1].Faults.Count == 0)} of {chosen.Count}, {watch.Elapsed.TotalSeconds:0} s"));
        }

        foreach (var scenario in chosen)
        {
            Print(scenario, results[scenario.Id], output);
        }

        var passed = results.Values.Count(result => result.All(trial => trial.Faults.Count == 0));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{passed} of {chosen.Count} scenarios ({100.0 * passed / chosen.Count:0.0} %), pass^{trials}, in {watch.Elapsed.TotalSeconds:0} s"));
        if (model is not null)
        {
            output.WriteLine(model.Summary);
        }

        return passed < Enough * chosen.Count ? 1 : 0;
    }

    private static async Task RunTrialAsync(List<Scenario> scenarios, Dictionary<string, List<Trial>> results, ScenarioModel? model, TextWriter? transcript)
    {
        var bot = await BotProcess.StartAsync(settings: Settings(model));
        foreach (var scenario in scenarios)
        {
            var trial = await RunAsync(bot, model, scenario);
            results[scenario.Id].Add(trial);
            transcript?.WriteLine($"== {scenario.Id}: {scenario.Name}\n{string.Join('\n', trial.Said.Select(Line))}\n");
            if (trial.HasBroken)
            {
                // Its folder stays, to be looked at; the others go on with a bot that is well.
                await bot.DisposeAsync();
                bot = await BotProcess.StartAsync(settings: Settings(model));
            }
        }

        await bot.DisposeAsync();
        Directory.Delete(bot.Folder, recursive: true);
    }

    private static async Task<Trial> RunAsync(BotProcess bot, ScenarioModel? model, Scenario scenario)
    {
        using var runner = new ScenarioRunner(bot, model);
        try
        {
            return await runner.RunAsync(scenario);
        }
        catch (Exception failure) when (failure is OperationCanceledException or HttpRequestException or IOException)
        {
            var state = await bot.HasEndedAsync(TimeSpan.FromSeconds(1)) ? "its process has ended" : "it still runs";
            return new Trial([$"the bot did not come to rest ({failure.Message}); {state}, see {bot.Folder}"], [], TimeSpan.Zero, HasBroken: true);
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
