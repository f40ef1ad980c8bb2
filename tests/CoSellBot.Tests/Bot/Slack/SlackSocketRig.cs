using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using CoSellBot.Bot.Slack;
using CoSellBot.Bot.Turns;
using CoSellBot.Tests.Infrastructure;
using Microsoft.Extensions.Logging;

namespace CoSellBot.Tests.Bot.Slack;

/// <summary>The sockets on a clock that stands, against a Slack on this machine.</summary>
internal sealed class SlackSocketRig : IAsyncDisposable
{
    public const string Token = "xapp-1-A0BOT-secret";
    private SlackSockets? _sockets;

    private SlackSocketRig(FakeSocketMode slack, SteppedClock clock) => (Slack, Clock, Health) = (slack, clock, new SlackSocketHealth(clock));

    public FakeSocketMode Slack { get; }

    public SteppedClock Clock { get; }

    public SlackSocketHealth Health { get; }

    /// <summary>What was given on to be stored, by type and event id.</summary>
    public ConcurrentQueue<(string Type, string Event)> Received { get; } = [];

    /// <summary>What happens to it; by default it is stored and answered with nothing.</summary>
    public Func<JsonElement, CancellationToken, Task<JsonObject?>> Store { get; set; } = (_, _) => Task.FromResult<JsonObject?>(null);

    public ConcurrentQueue<(LogLevel Level, string Text)> Log { get; } = [];

    public static SlackOptions Options(Uri api) => new() { AppToken = Token, BotToken = "xoxb-1", ApiBaseUrl = api };

    public static async Task<SlackSocketRig> StartAsync(SlackSocketSettings? settings = null, Action<SlackSocketRig>? before = null)
    {
        var clock = new SteppedClock();
        var rig = new SlackSocketRig(await FakeSocketMode.StartAsync(clock), clock);
        before?.Invoke(rig);
        rig._sockets = new SlackSockets(
            Options(rig.Slack.Api), settings ?? new SlackSocketSettings { Count = 1, AllowsPlainLoopback = true }, PlainHttp.Create(TimeSpan.FromSeconds(30), 64 * 1024),
            rig.ReceiveAsync, rig.Health, clock, new Notes(rig.Log));
        await rig._sockets.StartAsync(CancellationToken.None);
        return rig;
    }

    /// <summary>The wait of the only slot before an attempt.</summary>
    public static TimeSpan Wait(int failures) => SlackSocketSlot.Wait(1, failures);

    /// <summary>Keeps the envelope <c>1</c> in hand until the test lets it go.</summary>
    public (Task Entered, TaskCompletionSource<JsonObject?> Leave) Hold()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var leave = new TaskCompletionSource<JsonObject?>(TaskCreationOptions.RunContinuationsAsynchronously);
        Store = (payload, _) =>
        {
            entered.TrySetResult();
            return payload.GetProperty("event_id").GetString() == "Ev1" ? leave.Task : Task.FromResult<JsonObject?>(null);
        };
        return (entered.Task, leave);
    }

    public Task StopAsync() => _sockets!.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _sockets!.StopAsync(now.Token);
        await Slack.DisposeAsync();
        _sockets.Dispose();
    }

    private Task<JsonObject?> ReceiveAsync(string type, JsonElement payload, CancellationToken cancellationToken)
    {
        Received.Enqueue((type, payload.GetProperty("event_id").GetString()!));
        return Store(payload, cancellationToken);
    }

    private sealed class Notes(ConcurrentQueue<(LogLevel, string)> log) : ILogger<SlackSockets>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Enqueue((logLevel, $"{formatter(state, exception)} {exception}"));
    }
}
