using CoSellBot.EndToEnd;

namespace CoSellBot.Evals.Scenarios;

/// <summary>One trial of one scenario.</summary>
/// <param name="Faults">What was not as expected; empty when it passed.</param>
/// <param name="Said">Everything that was said.</param>
/// <param name="Took">How long the conversation took, without laying the world anew.</param>
/// <param name="HasBroken">True when the bot stopped answering and cannot be used again.</param>
internal sealed record Trial(IReadOnlyList<string> Faults, IReadOnlyList<Said> Said, TimeSpan Took, bool HasBroken = false);

/// <summary>Plays scenarios against one running bot, each in the demo world as it is at the start.</summary>
/// <param name="bot">The bot.</param>
/// <param name="model">The model behind it that is ours, or null.</param>
internal sealed class ScenarioRunner(BotProcess bot, ScenarioModel? model) : IDisposable
{
    private const int MostAnswers = 6;
    private readonly HttpClient _http = new() { BaseAddress = bot.Address, Timeout = TimeSpan.FromMinutes(3) };
    private readonly StoredBot _stored = new(bot.Folder);

    /// <summary>Lays the world anew, plays, and compares.</summary>
    public async Task<Trial> RunAsync(Scenario scenario)
    {
        scenario = model?.Prepare(scenario) ?? scenario;
        await _stored.IdleAsync(TimeSpan.FromMinutes(1));
        using (var reset = await _http.PostAsync(new Uri("/dev/reset", UriKind.Relative), null))
        {
            reset.EnsureSuccessStatusCode();
        }

        var talk = new Talk(_http, _stored);
        await talk.SettleAsync();
        var before = await LedgerState.ReadAsync(_stored);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        string? broken = null;
        try
        {
            foreach (var turn in scenario.Turns)
            {
                await PlayAsync(scenario, turn, talk);
            }
        }
        catch (InvalidOperationException failure)
        {
            broken = failure.Message;
        }

        var took = watch.Elapsed;
        var after = await LedgerState.ReadAsync(_stored);
        var faults = model?.Faults(scenario, before, after, talk.Said) ?? ScenarioScore.Faults(scenario, before, after, talk.Said);
        return new Trial(broken is null ? faults : [broken, .. faults], talk.Said, took);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static async Task PlayAsync(Scenario scenario, ScenarioTurn turn, Talk talk)
    {
        var (person, place) = (turn.As ?? scenario.As, turn.In ?? scenario.Place);
        var seen = talk.Said.Count;
        await talk.DoAsync(turn, person, place);
        for (var answers = 0; answers < MostAnswers && Answer(scenario, talk.Said.Skip(seen), Talk.Stored(person, place)) is { } words; answers++)
        {
            seen = talk.Said.Count;
            await talk.DoAsync(new ScenarioTurn { Say = words }, person, place);
        }
    }

    // The scripted user answers the newest question they were asked; what they do not know they leave unanswered.
    private static string? Answer(Scenario scenario, IEnumerable<Said> said, string place) =>
        said.LastOrDefault(message => message.IsBot && message.Place == place) is { } last
            ? scenario.Answers.FirstOrDefault(answer => answer.Key.Split(' ').All(word => last.Text.Contains(word, StringComparison.OrdinalIgnoreCase))).Value
            : null;
}
