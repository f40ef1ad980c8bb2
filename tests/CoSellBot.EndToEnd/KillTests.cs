using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using CoSellBot.Bot.Turns;
using CoSellBot.Tests.Models;
using Xunit;

namespace CoSellBot.EndToEnd;

/// <summary>The process is killed between any two durable steps of a registration; after a restart everything is as if it never had been.</summary>
public partial class KillTests
{
    private const string Sentence = "register Contoso with Nimbus for Ledger, 80k EUR, close end of next month";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly Lazy<Task<Outcome>> Reference = new(async () => await DriveAsync(null));

    public static TheoryData<string> Points => [.. KillPoints.All];

    [Theory]
    [MemberData(nameof(Points))]
    public async Task A_kill_leaves_no_trace_in_the_record_or_in_the_conversation(string point)
    {
        var expected = await Reference.Value;
        Assert.Equal(0, expected.Deaths);

        var killed = await DriveAsync(point);

        Assert.Equal(1, killed.Deaths);
        Assert.Equal(1, killed.Registrations);
        Assert.Equal(expected.Audit, killed.Audit);
        Assert.Equal(expected.Feed, killed.Feed);
        Assert.Single(killed.Transcript, line => line.StartsWith("dm:PER-LENA", StringComparison.Ordinal) && line.Contains("approved, protected until", StringComparison.Ordinal));
        Assert.Equal(expected.Transcript, killed.Transcript);
    }

    [Theory]
    [InlineData("turn.claimed")]
    [InlineData("turn.answered")]
    [InlineData("turn.committed")]
    public async Task With_a_cloud_model_behind_it_a_kill_leaves_no_trace_either(string point)
    {
        var register = ModelAnswer.Ask(ModelCall.To("register_deal", new { customer = "Contoso", partner = "Nimbus", product = "Ledger", amount = "80000", currency = "EUR" }));
        await using var server = await ModelServer.StartAsync(new ScriptedModel(_ => [register, ModelAnswer.Say("This is the card.")]));
        var model = new Dictionary<string, string>
        {
            ["Llm__Provider"] = "openai", ["Llm__Endpoint"] = server.Endpoint.AbsoluteUri, ["Llm__Model"] = "test-model", ["Llm__ApiKey"] = "test-key",
        };
        var expected = await Reference.Value;

        var killed = await DriveAsync(point, model);

        Assert.Equal((1, 1L), (killed.Deaths, (long)killed.Registrations));
        Assert.Equal(expected.Audit, killed.Audit);
        Assert.Equal(expected.Transcript, killed.Transcript);
        // Two requests for the words, and two more when they had to be read again.
        Assert.InRange(server.Requests.Count, 2, 4);
    }

    [Fact]
    public async Task A_kill_point_in_Production_refuses_to_start()
    {
        var (code, error) = await BotProcess.RunToEndAsync(Production("Testing__KillAt", "turn.claimed"), Patience);
        Assert.NotEqual(0, code);
        Assert.Contains("Testing:KillAt is not available in Production", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_demo_world_in_Production_refuses_to_start()
    {
        var (code, error) = await BotProcess.RunToEndAsync(Production("Seed__World", "samples/world"), Patience);
        Assert.NotEqual(0, code);
        Assert.Contains("Seed:World is not available in Production", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Production_serves_no_demo_page_no_clock_and_no_demo_world()
    {
        await using var bot = await BotProcess.StartAsync(settings: Production());
        using var http = new HttpClient { BaseAddress = bot.Address };
        foreach (var path in new[] { "/", "/index.html", "/web/about", "/web/personas", "/web/PER-LENA/places", "/web/PER-LENA/stream", "/dev/clock" })
        {
            using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal((path, HttpStatusCode.NotFound), (path, response.StatusCode));
        }

        foreach (var path in new[] { "/web/PER-LENA/places/dm/messages", "/web/PER-LENA/places/dm/presses", "/web/places/PLC-NIMBUS/members", "/dev/clock", "/dev/reset" })
        {
            using var response = await http.PostAsJsonAsync(path, new { id = "m1", text = "help", advance = "P1D" });
            Assert.Equal((path, HttpStatusCode.NotFound), (path, response.StatusCode));
        }

        using var live = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        var stored = new StoredBot(bot.Folder);
        foreach (var table in new[] { "person", "partner", "account", "deal_registration", "web_place", "web_message" })
        {
            Assert.Equal((table, 0), (table, await stored.CountAsync($"SELECT COUNT(*) FROM {table}")));
        }
    }

    private sealed record Outcome(int Deaths, long Registrations, List<string> Audit, List<string> Feed, List<string> Transcript);

    // Message, press, and then silence; every step is repeated with the same ids until it is acknowledged, as a channel would.
    private static async Task<Outcome> DriveAsync(string? point, IReadOnlyDictionary<string, string>? model = null)
    {
        var folder = await StoredBot.NewFolderAsync();
        var stored = new StoredBot(folder);
        var before = await stored.CountAsync("SELECT COUNT(*) FROM deal_registration");
        var deaths = 0;
        var settings = new Dictionary<string, string>(model ?? new Dictionary<string, string>());
        if (point is not null)
        {
            settings["Testing__KillAt"] = point;
        }

        var bot = await BotProcess.StartAsync(folder, settings);
        try
        {
            await StepAsync(http => AcceptAsync(http, "messages", new { id = "m1", text = Sentence }));
            await StepAsync(http => ShownAsync(http, "Register this deal?"));
            var card = await CardAsync(stored);
            await StepAsync(http => AcceptAsync(http, "presses", new { id = "p1", message = card.Message, value = card.Value }));
            await StepAsync(http => ShownAsync(http, "approved, protected until"));
            await StepAsync(async http =>
            {
                await AcceptAsync(http, "presses", new { id = "p2", message = card.Message, value = card.Value });
                await stored.IdleAsync(Patience);
            });
        }
        finally
        {
            await bot.DisposeAsync();
        }

        var outcome = new Outcome(
            deaths,
            await stored.CountAsync("SELECT COUNT(*) FROM deal_registration") - before,
            await ReadAsync($"""
                SELECT action, actor_person_id, on_behalf_of, channel, message_id, entity_ref, "before", {StoredBot.Json("after", "status")}, {StoredBot.Json("after", "amount")}, {StoredBot.Json("after", "version")}
                FROM audit_entry WHERE channel = 'Web' ORDER BY seq
                """),
            await ReadAsync("SELECT c.kind, c.entity_id FROM change_row c JOIN audit_entry a ON a.entity_ref = 'registration/' || c.entity_id AND a.action = c.kind WHERE a.channel = 'Web' ORDER BY c.seq"),
            await ReadAsync("SELECT place_id, text FROM web_message WHERE from_person_id IS NULL ORDER BY place_id, first_seq"));
        Directory.Delete(folder, recursive: true);
        return outcome;

        async Task StepAsync(Func<HttpClient, Task> step)
        {
            for (; ; )
            {
                using var http = new HttpClient { BaseAddress = bot.Address, Timeout = Patience };
                try
                {
                    await step(http);
                    return;
                }
                catch (Exception broken) when (broken is HttpRequestException or IOException)
                {
                    Assert.True(await bot.HasEndedAsync(Patience), broken.Message);
                    deaths++;
                    await bot.DisposeAsync();
                    await stored.LapseClaimsAsync();
                    bot = await BotProcess.StartAsync(folder, model);
                }
            }
        }

        async Task<List<string>> ReadAsync(string sql) => [.. (await stored.RowsAsync(sql)).Select(row => Volatile().Replace(row, "#"))];
    }

    private static async Task AcceptAsync(HttpClient http, string what, object body)
    {
        using var response = await http.PostAsJsonAsync($"/web/PER-LENA/places/dm/{what}", body);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    // Reads the page's own stream from its beginning until the words come; a stream that ends means that the process did.
    private static async Task ShownAsync(HttpClient http, string words)
    {
        using var deadline = new CancellationTokenSource(Patience);
        await using var stream = await http.GetStreamAsync(new Uri("/web/PER-LENA/stream", UriKind.Relative), deadline.Token);
        using var lines = new StreamReader(stream);
        while (await lines.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal) && line.Contains(words, StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new IOException("The stream ended.");
    }

    private static async Task<(string Message, string Value)> CardAsync(StoredBot stored)
    {
        var row = Assert.Single(await stored.RowsAsync("SELECT message_id, buttons FROM web_message WHERE place_id = 'dm:PER-LENA' AND text LIKE 'Register this deal?%'")).Split(" | ", 2);
        return (row[0], JsonSerializer.Deserialize<Dictionary<string, string>>(row[1])!.Single(button => button.Value == "Register").Key);
    }

    private static Dictionary<string, string> Production(string? setting = null, string value = "")
    {
        var settings = new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = "Production" };
        if (setting is not null)
        {
            settings[setting] = value;
        }

        return settings;
    }

    // Numbers of deals and times of day differ between any two runs.
    [GeneratedRegex("DR-[0-9A-Z]{4,}|\\b[0-9]{2}:[0-9]{2}(:[0-9]{2})?\\b")]
    private static partial Regex Volatile();
}
