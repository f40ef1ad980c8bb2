using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using CoSellBot.Tests.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CoSellBot.Tests.Qdrant;

/// <summary>
/// Speaks Qdrant's REST interface of version 1.19 on loopback, in memory. It follows Qdrant's specification and source, not our
/// client: what it cannot do it refuses with 501 instead of doing something near it.
/// </summary>
internal sealed class QdrantServer : IAsyncDisposable
{
    private const int LargestBody = 32 * 1024 * 1024;
    private static readonly string[] Open = ["/", "/healthz", "/readyz", "/livez"];
    private readonly Lock _lock = new();
    private readonly List<QdrantRequest> _requests = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly QdrantServerOptions _options;
    private readonly QdrantStore _store;
    private readonly QdrantRouter _router;
    private readonly WebApplication _app;
    private QdrantFault? _fault;

    private QdrantServer(QdrantServerOptions options)
    {
        _options = options;
        _store = new QdrantStore(_lock);
        _router = new QdrantRouter(_store);
        Certificate = options.Https ? LoopbackCertificate.Create() : null;

        // Nothing of the surroundings may reach this server: no environment variables, no settings file, no log.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, options.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                if (Certificate is not null)
                {
                    listen.UseHttps(Certificate);
                }
            });
        });
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>Where it listens.</summary>
    public Uri Endpoint => new(_app.Urls.First());

    /// <summary>The certificate to trust, when the server speaks TLS.</summary>
    public X509Certificate2? Certificate { get; }

    /// <summary>What goes wrong from now on; null when all is well.</summary>
    public QdrantFault? Fault
    {
        get
        {
            lock (_lock)
            {
                return _fault;
            }
        }

        set
        {
            lock (_lock)
            {
                _fault = value;
            }
        }
    }

    /// <summary>What was asked so far.</summary>
    public IReadOnlyList<QdrantRequest> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Starts a server; it listens when this returns.</summary>
    public static async Task<QdrantServer> StartAsync(QdrantServerOptions? options = null)
    {
        var server = new QdrantServer(options ?? new QdrantServerOptions());
        await server._app.StartAsync();
        return server;
    }

    /// <summary>A collection by name or alias, past the interface; throws when there is none.</summary>
    public QdrantCollection Collection(string name)
    {
        lock (_lock)
        {
            return _store.Get(name);
        }
    }

    /// <summary>Stops at once, also in the middle of an answer.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _app.DisposeAsync();
        _stop.Dispose();
        Certificate?.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stop.Token);
        try
        {
            await HandleAsync(context, over.Token);
        }
        catch (Exception gone) when (over.IsCancellationRequested && gone is OperationCanceledException or IOException)
        {
            context.Abort();
        }
        catch (Exception mistake) when (!context.Response.HasStarted)
        {
            // There is no log: a test sees this server's mistake in the answer.
            await SendAsync(context.Response, QdrantAnswer.Error(500, "Service internal error: " + mistake), isCut: false, CancellationToken.None);
        }
    }

    private async Task HandleAsync(HttpContext context, CancellationToken over)
    {
        var (body, refusal) = await ReadAsync(context.Request, over);
        var fault = Note(context.Request, body);
        switch (fault)
        {
            case QdrantFault.Down:
                context.Abort();
                return;
            case QdrantFault.Status status:
                await SendAsync(context.Response, QdrantAnswer.Text(status.Code, status.Body, status.ContentType), isCut: false, over);
                return;
            case QdrantFault.Html:
                await SendAsync(context.Response, QdrantAnswer.Text(200, "<!DOCTYPE html><html><body><h1>Sign in</h1></body></html>", "text/html; charset=utf-8"), isCut: false, over);
                return;
            case QdrantFault.Slow slow:
                await Task.Delay(slow.Wait, over);
                break;
        }

        await SendAsync(context.Response, Closed(context.Request) ?? refusal ?? Answer(context.Request, body), fault is QdrantFault.CutAnswer, over);
    }

    private QdrantAnswer Answer(HttpRequest http, JsonElement body)
    {
        lock (_lock)
        {
            return _router.Answer(http.Method, http.Path.Value ?? "/", http.Query["wait"] == "true", body);
        }
    }

    private QdrantFault? Note(HttpRequest http, JsonElement body)
    {
        var headers = http.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        lock (_lock)
        {
            _requests.Add(new QdrantRequest(http.Method, http.Path.Value ?? "/", http.QueryString.Value ?? "", headers, body));
            if (_fault is not QdrantFault.Once once)
            {
                return _fault;
            }

            _fault = once.Times > 1 ? once with { Times = once.Times - 1 } : null;
            return once.Fault;
        }
    }

    // Plain text, unlike every other error: the key is checked before anything that speaks JSON.
    private QdrantAnswer? Closed(HttpRequest http)
    {
        if (_options.Key is not { } key || Open.Contains(http.Path.Value))
        {
            return null;
        }

        const string bearer = "Bearer ";
        var authorization = http.Headers.Authorization.ToString();
        var shown = http.Headers.TryGetValue("api-key", out var own) ? own.ToString()
            : authorization.StartsWith(bearer, StringComparison.Ordinal) ? authorization[bearer.Length..] : null;
        return shown == key ? null : QdrantAnswer.Text(401, shown is null ? "Must provide an API key or an Authorization bearer token" : "Invalid API key or JWT");
    }

    private static async Task<(JsonElement Body, QdrantAnswer? Refusal)> ReadAsync(HttpRequest http, CancellationToken over)
    {
        if (http.ContentLength > LargestBody)
        {
            // Read to the end all the same, so that a client which is still sending gets the answer.
            await http.Body.CopyToAsync(Stream.Null, over);
            return (default, QdrantAnswer.Error(400, $"Payload error: JSON payload ({http.ContentLength} bytes) is larger than allowed (limit: {LargestBody} bytes)."));
        }

        using var bytes = new MemoryStream();
        await http.Body.CopyToAsync(bytes, over);
        if (bytes.Length == 0)
        {
            return (default, null);
        }

        if (bytes.Length > LargestBody)
        {
            return (default, QdrantAnswer.Error(400, $"Payload error: JSON payload has exceeded limit ({LargestBody} bytes)."));
        }

        if (!http.HasJsonContentType())
        {
            return (default, QdrantAnswer.Error(400, "Payload error: Content type error"));
        }

        try
        {
            return (JsonElement.Parse(bytes.ToArray()), null);
        }
        catch (JsonException mistake)
        {
            return (default, QdrantAnswer.Error(400, "Format error in JSON body: " + mistake.Message));
        }
    }

    private static async Task SendAsync(HttpResponse response, QdrantAnswer answer, bool isCut, CancellationToken over)
    {
        (response.StatusCode, response.ContentType, response.ContentLength) = (answer.Status, answer.ContentType, answer.Body.Length);
        await response.Body.WriteAsync(isCut ? answer.Body.AsMemory(0, answer.Body.Length / 2) : answer.Body, over);
        await response.Body.FlushAsync(over);
        if (isCut)
        {
            // Kestrel closes the connection after what was written; Abort could overtake it and take it away from the client.
            throw new IOException("Cut on purpose.");
        }
    }
}
