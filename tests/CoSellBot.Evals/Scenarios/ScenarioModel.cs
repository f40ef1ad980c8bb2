using System.Globalization;
using CoSellBot.Tests.Models;

namespace CoSellBot.Evals.Scenarios;

/// <summary>A cloud model of our own behind the bot, over real HTTP: one that follows a script, or a traitor.</summary>
internal sealed class ScenarioModel : IAsyncDisposable
{
    // Four model calls a turn, each perhaps asked again, and a turn that moves to the private place is two.
    private const int MostRequestsPerMessage = 16;

    private readonly ModelServer _server;
    private readonly ModelScript? _script;
    private int _seed;
    private int _atStart;

    private ScenarioModel(ModelServer server, ModelScript? script) => (_server, _script) = (server, script);

    /// <summary>The bot's settings for it.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Llm__Provider"] = "openai",
        ["Llm__Endpoint"] = _server.Endpoint.AbsoluteUri,
        ["Llm__Model"] = "test-model",
        ["Llm__ApiKey"] = "test-key",
        // Hundreds of turns of the same few people: their share of the day is not what is measured here.
        ["Llm__TokensPerPersonAndDay"] = "900000000",
    };

    /// <summary>What was asked of it so far, for the end of the report.</summary>
    public string Summary => string.Create(CultureInfo.InvariantCulture,
        $"{_server.Requests.Count} requests to the model; {Results.Count} tool calls answered, {Results.Count(result => result.StartsWith("Not run", StringComparison.Ordinal))} of them not run; prompt and tools at most {Largest} bytes{(_script is { Missing.Count: > 0 } ? $"; not in the script: {string.Join(" | ", _script.Missing.Distinct())}" : "")}");

    // Each result once: in the first request that carries it. What is not run falls to the offline engine, so a pass does not show it.
    private List<string> Results => [.. _server.Requests.SelectMany(request => request.SinceUser.Reverse().TakeWhile(message => message.Role == "tool").Select(message => message.Text))];

    private int Largest { get; set; }

    /// <summary>Starts it.</summary>
    /// <param name="name">scripted or traitor.</param>
    /// <exception cref="ArgumentException">There is no such model.</exception>
    public static async Task<ScenarioModel> StartAsync(string name) => name switch
    {
        "scripted" => new ScenarioModel(await ModelServer.StartAsync(new ScriptedModel(_ => null)), ModelScript.Load()),
        "traitor" => new ScenarioModel(await ModelServer.StartAsync(new ScriptedModel(_ => null)), null),
        _ => throw new ArgumentException("The models are scripted and traitor.", nameof(name)),
    };

    /// <summary>Sets the model for a scenario.</summary>
    /// <returns>What of the scenario is played.</returns>
    public Scenario Prepare(Scenario scenario)
    {
        Measure();
        _server.Model = _script?.Of(scenario.Id) ?? new TraitorModel(_seed++);
        return _script is null ? Treason.Of(scenario) : scenario;
    }

    /// <summary>What went wrong.</summary>
    public IReadOnlyList<string> Faults(Scenario scenario, LedgerState before, LedgerState after, IReadOnlyList<Said> said)
    {
        var requests = _server.Requests.Count - _atStart;
        return _server.Model is TraitorModel traitor
            ? [.. Treason.Faults(scenario, traitor, before, after, said, requests, MostRequestsPerMessage * Math.Max(1, said.Count(message => !message.IsBot)))]
            : ScenarioScore.Faults(scenario, before, after, said);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private void Measure()
    {
        _atStart = _server.Requests.Count;
        foreach (var request in _server.Requests.Where(request => request.Json.TryGetProperty("tools", out _)))
        {
            var prompt = System.Text.Encoding.UTF8.GetByteCount(request.Messages[0].Text.Split("\nWhat the person has in hand:")[0].Split("\nEarlier in this conversation:")[0]);
            Largest = Math.Max(Largest, prompt + System.Text.Encoding.UTF8.GetByteCount(request.Json.GetProperty("tools").GetRawText()));
        }
    }
}
