using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CoSellBot.Tests.Bot.Slack;

/// <summary>Slack's side of Socket Mode on a port of this machine: gives out addresses and takes the sockets that come.</summary>
public sealed class FakeSocketMode : IAsyncDisposable
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(30);
    private readonly WebApplication _app;
    private readonly Channel<FakeSocket> _sockets = Channel.CreateUnbounded<FakeSocket>();
    private readonly TimeProvider _clock;
    private int _open;

    private FakeSocketMode(WebApplication app, TimeProvider clock) => (_app, _clock) = (app, clock);

    /// <summary>Base of the Web API, as the settings have it.</summary>
    public Uri Api => new($"{_app.Urls.First()}/api/");

    /// <summary>The address of a socket here.</summary>
    public string Link => $"{_app.Urls.First().Replace("http://", "ws://", StringComparison.Ordinal)}/link?ticket=t-{Asked.Count}";

    /// <summary>Every request for an address: what it was asked with, and when.</summary>
    public ConcurrentQueue<(string Authorization, string Body, DateTimeOffset At)> Asked { get; } = [];

    /// <summary>What is answered next; where it is empty, an address of a socket here.</summary>
    public ConcurrentQueue<Func<HttpContext, Task>> Answers { get; } = [];

    /// <summary>Sockets that are open now.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>False to let a test say hello itself.</summary>
    public bool SaysHello { get; set; } = true;

    public static async Task<FakeSocketMode> StartAsync(TimeProvider clock)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var fake = new FakeSocketMode(app, clock);
        app.UseWebSockets();
        app.MapPost("/api/apps.connections.open", fake.AnswerAsync);
        app.MapGet("/link", fake.LinkAsync);
        await app.StartAsync();
        return fake;
    }

    /// <summary>The next socket that was opened.</summary>
    public async Task<FakeSocket> NextAsync() => await _sockets.Reader.ReadAsync().AsTask().WaitAsync(Generous);

    /// <summary>Answers the next request with this.</summary>
    public void Answer(int status, string body, string? retryAfter = null) => Answers.Enqueue(http =>
    {
        http.Response.StatusCode = status;
        http.Response.Headers.RetryAfter = retryAfter;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(body);
    });

    public async ValueTask DisposeAsync()
    {
        while (_sockets.Reader.TryRead(out var socket))
        {
            socket.Cut();
        }

        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        Asked.Enqueue((http.Request.Headers.Authorization.ToString(), await reader.ReadToEndAsync(), _clock.GetUtcNow()));
        if (Answers.TryDequeue(out var answer))
        {
            await answer(http);
            return;
        }

        await http.Response.WriteAsJsonAsync(new { ok = true, url = Link });
    }

    private async Task LinkAsync(HttpContext http)
    {
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        Interlocked.Increment(ref _open);
        var fake = new FakeSocket(http, socket);
        try
        {
            if (SaysHello)
            {
                await fake.HelloAsync();
            }

            _sockets.Writer.TryWrite(fake);
            await fake.ReadAsync();
        }
        finally
        {
            Interlocked.Decrement(ref _open);
            fake.IsOver();
        }
    }
}

/// <summary>One socket the bot has opened, seen from Slack's side.</summary>
public sealed class FakeSocket(HttpContext http, WebSocket socket)
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(30);
    private readonly Channel<JsonNode> _said = Channel.CreateUnbounded<JsonNode>();
    private readonly TaskCompletionSource<WebSocketCloseStatus?> _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebSocketCloseStatus? _closed;

    /// <summary>How the bot closed it; null when the connection was cut.</summary>
    public Task<WebSocketCloseStatus?> Over => _over.Task.WaitAsync(Generous);

    public Task HelloAsync() => SendAsync("""{"type":"hello","num_connections":1,"debug_info":{"approximate_connection_time":18060},"connection_info":{"app_id":"A0BOT"}}""");

    public Task DisconnectAsync(string reason) => SendAsync(new JsonObject { ["type"] = "disconnect", ["reason"] = reason }.ToJsonString());

    public Task EnvelopeAsync(string id, string type = "events_api", bool acceptsAnswer = false, string text = "hi") => SendAsync(Envelope(id, type, acceptsAnswer, text));

    public static string Envelope(string id, string type = "events_api", bool acceptsAnswer = false, string text = "hi") => new JsonObject
    {
        ["envelope_id"] = id,
        ["type"] = type,
        ["accepts_response_payload"] = acceptsAnswer,
        ["payload"] = new JsonObject { ["event_id"] = "Ev" + id, ["text"] = text },
    }.ToJsonString();

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true);

    public Task SendAsync(byte[] bytes, WebSocketMessageType type, bool endOfMessage) => socket.SendAsync(bytes, type, endOfMessage, CancellationToken.None);

    /// <summary>The next acknowledgement.</summary>
    public async Task<JsonNode> HeardAsync() => await _said.Reader.ReadAsync().AsTask().WaitAsync(Generous);

    /// <summary>Has an envelope acknowledged, so everything before it was read too.</summary>
    public async Task RoundAsync(string id)
    {
        await EnvelopeAsync(id);
        var heard = await HeardAsync();
        if ((string?)heard["envelope_id"] != id)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Expected {id}, got {heard.ToJsonString()}."));
        }
    }

    /// <summary>Cuts the connection without a word.</summary>
    public void Cut() => http.Abort();

    internal void IsOver() => _over.TrySetResult(_closed);

    internal async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            for (; ; )
            {
                var part = await socket.ReceiveAsync(buffer, CancellationToken.None);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    _closed = part.CloseStatus;
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                    return;
                }

                _said.Writer.TryWrite(JsonNode.Parse(buffer.AsSpan(0, part.Count))!);
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The connection was cut, by the test or by the bot.
        }
    }
}
