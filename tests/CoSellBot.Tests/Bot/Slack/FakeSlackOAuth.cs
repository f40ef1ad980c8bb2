using System.Collections.Concurrent;
using System.Text.Json;
using CoSellBot.Bot.Slack;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;
using CoSellBot.Prm.Storage;
using CoSellBot.Tests.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CoSellBot.Tests.Bot.Slack;

/// <summary>One call as it arrived.</summary>
internal sealed record SlackCall(string Method, string ContentType, string? Authorization, string Body)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    public Dictionary<string, string> Form => QueryHelpers.ParseQuery(Body).ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
}

/// <summary>An answer; <see cref="Dropped"/> takes the call and cuts the line.</summary>
internal sealed record SlackAnswer(int Status, string Body, string? RetryAfter = null, string? Location = null, bool IsDropped = false)
{
    public static SlackAnswer Dropped { get; } = new(0, "", IsDropped: true);

    public static SlackAnswer Ok(object? body = null)
    {
        var answer = JsonSerializer.SerializeToNode(body ?? new { })!.AsObject();
        answer["ok"] = true;
        return new SlackAnswer(200, answer.ToJsonString());
    }

    public static SlackAnswer Error(string code, string? needed = null) => new(200, JsonSerializer.Serialize(new { ok = false, error = code, needed }));
}

/// <summary>Slack's Web API on a port of this machine, answering each method as the test says, and its tokens when it says nothing.</summary>
internal sealed class FakeSlackOAuth : IAsyncDisposable
{
    public const string ClientId = "111.222";
    public const string ClientSecret = "cl13nt-s3cret";
    private readonly WebApplication _app;
    private int _pairs;

    private FakeSlackOAuth(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public ConcurrentQueue<SlackCall> Calls { get; } = [];

    public Func<SlackCall, SlackAnswer>? Answer { get; set; }

    /// <summary>When set, tokens are handed out only after this.</summary>
    public Task? Hold { get; set; }

    public string TeamId { get; set; } = "T1";

    /// <summary>The only refresh token that is good; null for any.</summary>
    public string? GoodRefresh { get; set; }

    public static async Task<FakeSlackOAuth> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var fake = new FakeSlackOAuth(app);
        app.Run(fake.AnswerAsync);
        await app.StartAsync();
        return fake;
    }

    public IEnumerable<SlackCall> CallsOf(string method) => Calls.Where(call => call.Method == method);

    public SlackOptions Installable() => new() { SigningSecret = "s", ClientId = ClientId, ClientSecret = ClientSecret, ApiBaseUrl = new Uri(Address, "/api/") };

    public SlackOptions WithBotToken(string token = "xoxb-own") => new() { SigningSecret = "s", BotToken = token, ApiBaseUrl = new Uri(Address, "/api/") };

    /// <summary>A new pair, as for a code or a refresh token.</summary>
    public SlackAnswer Grant(int expiresIn = 43200)
    {
        var number = Interlocked.Increment(ref _pairs);
        GoodRefresh = $"xoxe-1-{number}";
        return SlackAnswer.Ok(new
        {
            access_token = $"xoxe.xoxb-{number}",
            token_type = "bot",
            refresh_token = GoodRefresh,
            expires_in = expiresIn,
            bot_user_id = "U0BOT",
            app_id = "A1",
            team = new { id = TeamId, name = "Team" },
            enterprise = (object?)null,
            is_enterprise_install = false,
        });
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var call = new SlackCall(
            http.Request.Path.Value!["/api/".Length..], http.Request.ContentType ?? "", http.Request.Headers.Authorization.FirstOrDefault(), await reader.ReadToEndAsync());
        Calls.Enqueue(call);
        if (call.Method == "oauth.v2.access" && Hold is { } hold)
        {
            await hold;
        }

        var answer = Answer?.Invoke(call) ?? Default(call);
        if (answer.IsDropped)
        {
            http.Abort();
            return;
        }

        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = "application/json";
        if (answer.RetryAfter is { } wait)
        {
            http.Response.Headers.RetryAfter = wait;
        }

        if (answer.Location is { } location)
        {
            http.Response.Headers.Location = location;
        }

        await http.Response.WriteAsync(answer.Body);
    }

    private SlackAnswer Default(SlackCall call) => call.Method switch
    {
        "auth.test" => SlackAnswer.Ok(new { team_id = TeamId, user_id = "U0BOT", bot_id = "B0BOT", is_enterprise_install = false }),
        "oauth.v2.access" when call.Form.GetValueOrDefault("grant_type") == "refresh_token" && GoodRefresh is { } good && call.Form["refresh_token"] != good =>
            SlackAnswer.Error("invalid_refresh_token"),
        "oauth.v2.access" => Grant(),
        _ => SlackAnswer.Ok(),
    };
}

/// <summary>One process of the bot as far as Slack's tokens go: a store, keys and tokens of its own over a file that others may share.</summary>
internal sealed class SlackProcess : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private SlackProcess(ServiceProvider services, SlackOptions options, FakeClock clock)
    {
        _services = services;
        Store = services.GetRequiredService<BotStore>();
        Vault = new SlackVault(Store, services.GetRequiredService<IDataProtectionProvider>(), clock);
        Tokens = new SlackTokens(options, Vault, new SlackOAuth(PlainHttp.Create(TimeSpan.FromSeconds(10), 1024 * 1024), options), clock, services.GetRequiredService<ILogger<SlackTokens>>());
        Api = new SlackApi(PlainHttp.Create(TimeSpan.FromSeconds(10), 1024 * 1024), options, Tokens, new SlackLimits(clock));
    }

    public BotStore Store { get; }

    public SlackVault Vault { get; }

    public SlackTokens Tokens { get; }

    public SlackApi Api { get; }

    public RecordedLog Log => _services.GetRequiredService<RecordedLog>();

    public static async Task<SlackProcess> StartAsync(string folder, SlackOptions options, FakeClock clock)
    {
        var services = new ServiceCollection();
        var log = new RecordedLog();
        services.AddSingleton(log);
        services.AddLogging(logging => logging.AddProvider(log));
        services.AddSingleton(new Tenant("main"));
        services.AddSingleton<SingleWriter>();
        services.AddDbContextFactory<BotDbContext>(context => context.UseCoSellBot(TestDatabase.ConnectionString(folder)));
        services.AddSingleton<BotStore>();
        services.AddStoredKeys();
        var provider = services.BuildServiceProvider();
        await using (var context = await provider.GetRequiredService<IDbContextFactory<BotDbContext>>().CreateDbContextAsync())
        {
            await SchemaUpgrade.ApplyAsync(context, "bot", typeof(BotDbContext).Assembly, CancellationToken.None);
        }

        return new SlackProcess(provider, options, clock);
    }

    public Task KeepAsync(string id, string token, string? refresh = null, TimeSpan? expiresIn = null) => Tokens.KeepAsync(
        new SlackInstallation { Id = id, BotUserId = "U0BOT", BotId = "B0BOT", UpdatedAt = default }, token, refresh, expiresIn, CancellationToken.None);

    public async ValueTask DisposeAsync() => await _services.DisposeAsync();
}

/// <summary>Slack, a database and a clock, and as many processes of the bot as a test starts.</summary>
internal sealed class SlackRig : IAsyncDisposable
{
    private readonly SlackDatabase _database = SlackDatabase.Create();
    private readonly List<SlackProcess> _processes = [];

    public FakeClock Clock { get; } = FakeClock.Morning();

    public required FakeSlackOAuth Slack { get; init; }

    public static async Task<SlackRig> StartAsync() => new() { Slack = await FakeSlackOAuth.StartAsync() };

    public async Task<SlackProcess> ProcessAsync(SlackOptions? options = null)
    {
        var process = await SlackProcess.StartAsync(_database.Folder, options ?? Slack.Installable(), Clock);
        _processes.Add(process);
        return process;
    }

    /// <summary>Changes the database behind the bot's back.</summary>
    public Task ExecuteAsync(string sql) => TestDatabase.ExecuteAsync(_database.Folder, sql);

    public static async Task WaitForAsync(Func<bool> holds)
    {
        for (var i = 0; i < 500 && !holds(); i++)
        {
            await Task.Delay(20);
        }

        if (!holds())
        {
            throw new TimeoutException("What was waited for did not happen.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        await Slack.DisposeAsync();
        await _database.DisposeAsync();
    }
}

/// <summary>A database for one test.</summary>
internal sealed class SlackDatabase : IAsyncDisposable
{
    public string Folder { get; } = TestDatabase.CreateAsync().GetAwaiter().GetResult();

    public static SlackDatabase Create() => new();

    public async ValueTask DisposeAsync() => await TestDatabase.DropAsync(Folder);
}

/// <summary>What was logged.</summary>
internal sealed class RecordedLog : ILoggerProvider, ILogger
{
    public ConcurrentQueue<(LogLevel Level, string Text)> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue((logLevel, formatter(state, exception) + exception));

    public void Dispose()
    {
    }
}
