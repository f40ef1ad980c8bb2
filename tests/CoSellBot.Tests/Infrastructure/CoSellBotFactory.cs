using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CoSellBot.Bot;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;
using CoSellBot.Bot.Web;
using CoSellBot.Prm.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CoSellBot.Tests.Infrastructure;

/// <summary>The bot on a real port and a real database in a folder of its own, at a time of the test's choosing.</summary>
public sealed class CoSellBotFactory : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> Seeded = new(SeedOnceAsync);
    private readonly string _folder;
    private readonly bool _keepFolder;
    private readonly string[] _arguments;
    private int _messages;

    private CoSellBotFactory(WebApplication app, FakeClock clock, string folder, bool keepFolder, string[] arguments)
    {
        (App, Clock, _folder, _keepFolder, _arguments) = (app, clock, folder, keepFolder, arguments);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Http = new HttpClient { BaseAddress = new Uri(address) };
    }

    /// <summary>True where the demo's own clocks should be heard; set before the first bot starts.</summary>
    public static bool DemoClocksRun { get; set; }

    public WebApplication App { get; }

    public FakeClock Clock { get; }

    public HttpClient Http { get; }

    public string Folder => _folder;

    /// <summary>A bot over the demo world, on the morning of the model conversations.</summary>
    public static async Task<CoSellBotFactory> StartAsync(Action<IServiceCollection>? replace = null, FakeClock? clock = null, params string[] arguments)
    {
        return await OpenAsync(await CopyWorldAsync(), clock ?? FakeClock.Morning(), replace, keepFolder: false, arguments);
    }

    /// <summary>A folder of its own with the demo world in its <see cref="TestDatabase"/>, for tests below the host; theirs to drop.</summary>
    public static async Task<string> CopyWorldAsync() => await TestDatabase.CopyAsync(await Seeded.Value);

    /// <summary>A bot over an empty database, without the demo world.</summary>
    public static async Task<CoSellBotFactory> StartEmptyAsync() =>
        await OpenAsync(await TestDatabase.CreateAsync(), FakeClock.Morning(), null, keepFolder: false, "--Seed:World=off");

    /// <summary>Stops this bot and starts another over the same database.</summary>
    public async Task<CoSellBotFactory> RestartAsync(Action<IServiceCollection>? replace = null)
    {
        Http.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        var again = await OpenAsync(_folder, Clock, replace, _keepFolder, _arguments);
        // Ids go on counting: the same id would be the same message.
        again._messages = _messages;
        return again;
    }

    /// <summary>Starts another bot over the same database, as a second process would be; it ends before this one.</summary>
    public Task<CoSellBotFactory> BesideAsync(Action<IServiceCollection>? replace = null) => OpenAsync(_folder, Clock, replace, keepFolder: true, _arguments);

    /// <summary>Types words as a person and waits until everything is answered.</summary>
    /// <returns>The bot's newest message in the place, as plain text.</returns>
    public async Task<string> SayAsync(string personId, string text, string place = "dm")
    {
        using var response = await PostAsync(personId, place, "messages", new { id = $"m{++_messages}", text });
        response.MustBe(HttpStatusCode.Accepted);
        await IdleAsync();
        return (await LastAsync(personId, place)).Text;
    }

    /// <summary>Presses a button of the newest message that has it, by its label, and waits.</summary>
    public async Task<string> PressAsync(string personId, string label, string place = "dm", string? id = null)
    {
        var (message, value) = await ButtonAsync(personId, label, place);
        using var response = await PressValueAsync(personId, message, value, place, id);
        response.MustBe(HttpStatusCode.Accepted);
        await IdleAsync();
        return (await LastAsync(personId, place)).Text;
    }

    public Task<HttpResponseMessage> PressValueAsync(string personId, string message, string value, string place = "dm", string? id = null) =>
        PostAsync(personId, place, "presses", new { id = id ?? $"p{++_messages}", message, value });

    /// <summary>Finds a button by its label, newest message first.</summary>
    public async Task<(string Message, string Value)> ButtonAsync(string personId, string label, string place = "dm")
    {
        foreach (var message in (await TranscriptAsync(personId, place)).AsEnumerable().Reverse())
        {
            var buttons = JsonSerializer.Deserialize<Dictionary<string, string>>(message.Buttons)!;
            if (buttons.FirstOrDefault(pair => pair.Value == label) is { Key: { } value })
            {
                return (message.MessageId, value);
            }
        }

        throw new InvalidOperationException($"No button '{label}'.");
    }

    public Task<HttpResponseMessage> PostAsync(string personId, string place, string what, object body) =>
        Http.PostAsJsonAsync($"/web/{personId}/places/{place}/{what}", body);

    /// <summary>Waits until nothing is left to do.</summary>
    public Task IdleAsync() => App.Services.GetRequiredService<Workers>().DrainAsync(CancellationToken.None);

    public async Task<WebMessage> LastAsync(string personId, string place = "dm") => (await TranscriptAsync(personId, place)).Last(message => message.FromPersonId is null);

    public async Task<List<WebMessage>> TranscriptAsync(string personId, string place = "dm")
    {
        var id = place == "dm" ? WebChannel.DirectPlace(personId) : place;
        await using var context = await Bot();
        return await context.Set<WebMessage>().AsNoTracking().Where(message => message.PlaceId == id).OrderBy(message => message.Seq).ToListAsync();
    }

    public Task<BotDbContext> Bot() => App.Services.GetRequiredService<IDbContextFactory<BotDbContext>>().CreateDbContextAsync();

    public Task<PrmDbContext> Prm() => App.Services.GetRequiredService<IDbContextFactory<PrmDbContext>>().CreateDbContextAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        if (!_keepFolder)
        {
            await TestDatabase.DropAsync(_folder);
        }
    }

    private static async Task<CoSellBotFactory> OpenAsync(
        string folder, FakeClock clock, Action<IServiceCollection>? replace, bool keepFolder, params string[] arguments)
    {
        var app = Server.Build(
            ["--environment=Development", "--urls=http://127.0.0.1:0", $"--ConnectionStrings:CoSellBot={TestDatabase.ConnectionString(folder)}", $"--Audit:Anchor={Path.Combine(folder, "audit-anchor.jsonl")}",
                // Nearly every test counts what the bot says; a test about nudges switches them on again, the later argument counts.
                "--Logging:LogLevel:Default=Error", "--Nudges:Enabled=false", "--Programme:AnswerAfterMilliseconds=0", .. arguments],
            services =>
            {
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
                replace?.Invoke(services);
            });
        await app.StartAsync();
        return new CoSellBotFactory(app, clock, folder, keepFolder, arguments);
    }

    // Seeding takes a second or two; every test starts from a copy. A run of thousands of processes, as mutation testing is, names a
    // folder in which the first one leaves the world for the others.
    private static async Task<string> SeedOnceAsync()
    {
        if (!TestDatabase.IsPostgres && Environment.GetEnvironmentVariable("COSELLBOT_TEST_WORLD") is { Length: > 0 } kept)
        {
            var world = Path.Combine(kept, TestDatabase.File);
            if (!File.Exists(world))
            {
                System.IO.Directory.CreateDirectory(kept);
                File.Copy(Path.Combine(await SeedAsync(), TestDatabase.File), world);
            }

            return kept;
        }

        return await SeedAsync();
    }

    private static async Task<string> SeedAsync()
    {
        var bot = await OpenAsync(await TestDatabase.CreateAsync(), FakeClock.Morning(), null, keepFolder: true);
        await bot.IdleAsync();
        if (!DemoClocksRun)
        {
            // Nearly every test counts what the bot says; what waits in the demo would speak in between.
            await TestDatabase.ExecuteAsync(bot.Folder, "UPDATE sla_clock SET next_at = NULL");
        }

        if (!TestDatabase.IsPostgres)
        {
            await using var context = await bot.Bot();
            await context.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        }

        await bot.DisposeAsync();
        TestDatabase.Release(bot.Folder);
        return bot.Folder;
    }
}
