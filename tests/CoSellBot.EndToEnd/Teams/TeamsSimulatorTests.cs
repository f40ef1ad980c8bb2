using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;
using Xunit.Abstractions;

namespace CoSellBot.EndToEnd.Teams;

/// <summary>Two people of the demo world at work in Microsoft's own simulator, in a direct chat, a group chat and a channel.</summary>
public class TeamsSimulatorTests(ITestOutputHelper output)
{
    // The simulator's page swallows what is typed into it now and then, or does not open in time on a busy machine: a fault of ours shows in every round.
    private const int Rounds = 4;
    private static Lazy<Task<Simulator?>>? _simulator;

    [Theory]
    [InlineData("direct", "lena")]
    [InlineData("group", "lena", "anja")]
    [InlineData("channel", "lena", "anja")]
    public async Task A_rep_and_a_colleague_work_in_Microsoft_s_simulator(string scene, params string[] people)
    {
        if (Browser.Path is null)
        {
            output.WriteLine("Skipped: needs Chromium.");
            return;
        }

        _simulator ??= new(() => Simulator.InstallAsync(output));
        if (await _simulator.Value is not { } simulator)
        {
            return;
        }

        for (var round = 1; ; round++)
        {
            if (await PlayAsync(simulator, scene, people) is not { } report)
            {
                return;
            }

            output.WriteLine($"Round {round}:\n{report}");
            Assert.True(round < Rounds, report);
        }
    }

    /// <summary>Plays a scene against a bot of its own.</summary>
    /// <returns>What the simulator reported when a step went wrong, else null.</returns>
    private static async Task<string?> PlayAsync(Simulator simulator, string scene, string[] people)
    {
        var folder = BotProcess.NewFolder();
        await using var bot = await BotProcess.StartAsync(folder, new Dictionary<string, string> { ["Teams__AllowAnonymous"] = "true" });
        var pictures = Environment.GetEnvironmentVariable("PICTURES") ?? Path.Combine(folder, "pictures");
        foreach (var (at, who) in people.Index())
        {
            var config = Path.Combine(folder, $"{who}.yml");
            var (code, report) = await BotProcess.RunCommandAsync(folder, "playground", "--as", $"PER-{who.ToUpperInvariant()}", "--out", config);
            Assert.True(code == 0, report);

            var steps = people.Length == 1 ? $"{scene}-{who}.steps" : $"{scene}-{at + 1}-{who}.steps";
            var shots = Path.Combine(pictures, $"teams-{scene}-{who}");
            var script = Path.Combine(AppContext.BaseDirectory, "Teams", steps);
            var played = await simulator.PlayAsync(bot.Address, config, script, shots);
            if (played.Code != 0)
            {
                return played.Output;
            }

            var pressed = await PressAgainAsync(bot, Path.Combine(shots, "wire.jsonl"));
            Assert.Equal((await File.ReadAllTextAsync(script)).Contains("click:", StringComparison.Ordinal), pressed > 0);
        }

        return null;
    }

    // Every press of the simulator once more, as an impatient hand or a redelivery would.
    private static async Task<int> PressAgainAsync(BotProcess bot, string wire)
    {
        using var http = new HttpClient { BaseAddress = bot.Address };
        var before = await DealsAsync(bot);
        var presses = (await File.ReadAllLinesAsync(wire)).Select(line => JsonNode.Parse(line)).Where(entry => entry?["activityName"]?.GetValue<string>() == "invoke")
            .Select(entry => entry!["request"]!["body"] ?? entry["request"]).OfType<JsonNode>().ToList();
        foreach (var (press, at) in presses.Select((press, at) => (press, at)))
        {
            for (var i = 0; i < 2; i++)
            {
                // First the very same call, then the same press under a new id.
                press["id"] = i == 0 ? press["id"]!.GetValue<string>() : $"again-{at}";
                using var response = await http.PostAsJsonAsync("/api/messages", press);
                Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
            }
        }

        Assert.Equal(before, await DealsAsync(bot));
        return presses.Count;
    }

    private static Task<long> DealsAsync(BotProcess bot) => new StoredBot(bot.Folder).CountAsync("SELECT COUNT(*) FROM deal_registration");
}
