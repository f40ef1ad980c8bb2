namespace CoSellBot.Evals.Scenarios;

/// <summary>One trial of one scenario.</summary>
/// <param name="Faults">What was not as expected; empty when it passed.</param>
/// <param name="Said">Everything that was said.</param>
/// <param name="Took">How long the conversation took, without laying the world anew.</param>
internal sealed record Trial(IReadOnlyList<string> Faults, IReadOnlyList<Said> Said, TimeSpan Took);

/// <summary>Plays scenarios, each with a bot in the demo world as it is at the start.</summary>
/// <param name="host">Opens the bots.</param>
/// <param name="model">The model behind them that is ours, or null.</param>
internal sealed class ScenarioRunner(IScenarioHost host, ScenarioModel? model)
{
    private const int MostAnswers = 6;

    /// <summary>Lays the world anew, plays, and compares.</summary>
    public async Task<Trial> RunAsync(Scenario scenario)
    {
        try
        {
            await using var bot = await host.OpenAsync();
            return await PlayAsync(model?.Prepare(scenario) ?? scenario, bot);
        }
        catch (Exception failure) when (failure is OperationCanceledException or HttpRequestException or IOException or TimeoutException)
        {
            return new Trial([$"the bot did not come to rest ({failure.Message}); {await host.GiveUpAsync()}"], [], TimeSpan.Zero);
        }
    }

    private async Task<Trial> PlayAsync(Scenario scenario, IScenarioBot bot)
    {
        await bot.ReadAsync();
        var before = await LedgerState.ReadAsync(bot.Stored);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        string? broken = null;
        try
        {
            foreach (var turn in scenario.Turns)
            {
                await PlayAsync(scenario, turn, bot);
            }
        }
        catch (InvalidOperationException failure)
        {
            broken = failure.Message;
        }

        var took = watch.Elapsed;
        var after = await LedgerState.ReadAsync(bot.Stored);
        var faults = model?.Faults(scenario, before, after, bot.Said) ?? ScenarioScore.Faults(scenario, before, after, bot.Said);
        return new Trial(broken is null ? faults : [broken, .. faults], bot.Said, took);
    }

    private static async Task PlayAsync(Scenario scenario, ScenarioTurn turn, IScenarioBot bot)
    {
        var person = turn.As ?? scenario.As;
        var place = Said.PlaceOf(person, turn.In ?? scenario.Place);
        var seen = bot.Said.Count;
        await DoAsync(turn, person, place, bot);
        for (var answers = 0; answers < MostAnswers && Answer(scenario, bot.Said.Skip(seen), place) is { } words; answers++)
        {
            seen = bot.Said.Count;
            await DoAsync(new ScenarioTurn { Say = words }, person, place, bot);
        }
    }

    private static async Task DoAsync(ScenarioTurn turn, string person, string place, IScenarioBot bot)
    {
        await (turn switch
        {
            { Say: { } words } => bot.SayAsync(person, place, words),
            { Press: { } label } => PressAsync(label, person, place, turn.CardOf ?? place, bot),
            { Wait: { } duration } => bot.AdvanceAsync(duration),
            _ => bot.JoinAsync(place, turn.Join!),
        });
        await bot.ReadAsync();
    }

    private static Task PressAsync(string label, string person, string place, string cardPlace, IScenarioBot bot)
    {
        var card = bot.Said.LastOrDefault(said => said.Place == cardPlace && said.Buttons.Values.Contains(label))
            ?? throw new InvalidOperationException($"There is no button [{label}] in {cardPlace}.");
        return bot.PressAsync(person, place, card, card.Buttons.First(button => button.Value == label).Key);
    }

    // The scripted user answers the newest question they were asked; what they do not know they leave unanswered.
    private static string? Answer(Scenario scenario, IEnumerable<Said> said, string place) =>
        said.LastOrDefault(message => message.IsBot && message.Place == place) is { } last
            ? scenario.Answers.FirstOrDefault(answer => answer.Key.Split(' ').All(last.Has)).Value
            : null;
}
