using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CoSellBot.Tests.Models;

/// <summary>
/// Speaks OpenAI's chat completions and embeddings on loopback, in pieces or whole, and lets a test model decide what is said and
/// what breaks. Real sockets: what a client makes of a cut connection is only seen on one.
/// </summary>
internal sealed class ModelServer : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<ModelRequest> _requests = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly ModelServerOptions _options;
    private readonly WebApplication _app;
    private volatile TestModel _model;

    private ModelServer(TestModel model, ModelServerOptions options)
    {
        (_model, _options) = (model, options);
        Certificate = options.Https ? LoopbackCertificate.Create() : null;

        // Nothing of the surroundings may reach this server: no environment variables, no settings file, no log.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MinResponseDataRate = null;
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

    /// <summary>The address for OpenAI's clients.</summary>
    public Uri Endpoint => new(new Uri(_app.Urls.First()), "/v1/");

    /// <summary>The address in Azure's form.</summary>
    public Uri AzureEndpoint => new(new Uri(_app.Urls.First()), "/openai/v1/");

    /// <summary>The certificate to trust, when the server speaks TLS.</summary>
    public X509Certificate2? Certificate { get; }

    /// <summary>Who answers; may change while the server runs.</summary>
    public TestModel Model
    {
        get => _model;
        set => _model = value;
    }

    /// <summary>What was asked so far, refused requests too, as long as they were JSON.</summary>
    public IReadOnlyList<ModelRequest> Requests
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
    public static async Task<ModelServer> StartAsync(TestModel model, ModelServerOptions? options = null)
    {
        var server = new ModelServer(model, options ?? new ModelServerOptions());
        await server._app.StartAsync();
        return server;
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
            // There is no log: a test sees its model's mistake, and this server's, in the answer.
            await AnswerSender.SendErrorAsync(context.Response, new ApiError(500, mistake.ToString(), null, "test_model_failed"), CancellationToken.None);
        }
    }

    private async Task HandleAsync(HttpContext context, CancellationToken over)
    {
        var (request, refusal, number) = await ReadAsync(context.Request, over);
        if (refusal is null && request!.Path.EndsWith("/embeddings", StringComparison.Ordinal))
        {
            refusal = Embeddings.Check(request.Json);
            if (refusal is null)
            {
                await AnswerSender.SendJsonAsync(context.Response, 200, Embeddings.Body(request.Json), over);
                return;
            }
        }

        if (refusal is null && _options.ChecksHistory)
        {
            refusal = ChatHistory.Check(request!);
        }

        if (refusal is not null)
        {
            await AnswerSender.SendErrorAsync(context.Response, refusal, over);
            return;
        }

        await AnswerSender.SendAsync(context.Response, request!, _model.Answer(request!), number, over);
    }

    private async Task<(ModelRequest? Request, ApiError? Refusal, int Number)> ReadAsync(HttpRequest http, CancellationToken over)
    {
        var path = http.Path.Value ?? "";
        JsonElement json;
        try
        {
            using var document = http.Method == "POST" ? await JsonDocument.ParseAsync(http.Body, cancellationToken: over) : JsonDocument.Parse("{}");
            json = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return (null, new ApiError(400, "We could not parse the JSON body of your request.", null, null), 0);
        }

        var headers = http.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var request = new ModelRequest(path, headers, json);
        int number;
        lock (_lock)
        {
            _requests.Add(request);
            number = _requests.Count;
        }

        var known = http.Method == "POST" && path is "/v1/chat/completions" or "/v1/embeddings" or "/openai/v1/chat/completions" or "/openai/v1/embeddings";
        var welcome = _options.Key is not { } key
            || headers.GetValueOrDefault("Authorization") == "Bearer " + key || headers.GetValueOrDefault("api-key") == key;
        return (request, welcome
            ? known ? null : new ApiError(404, $"Unknown request URL: {http.Method} {path}.", null, "unknown_url")
            : new ApiError(401, "Incorrect API key provided.", null, "invalid_api_key"), number);
    }
}
