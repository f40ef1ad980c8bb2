using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using CoSellBot.Bot.Teams;
using CoSellBot.Tests.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.IdentityModel.Tokens;

namespace CoSellBot.Tests.Bot.Teams;

/// <summary>
/// The identity side of the Bot Framework on a port of this machine: it publishes keys with endorsements, signs tokens with any
/// claim changed, and hands out access tokens for the bot's own credential.
/// </summary>
public sealed class FakeBotFramework : IAsyncDisposable
{
    public const string AppId = "3f1c9a52-6d0e-4b7a-9a4f-2c5d8e7b1a90";
    public const string TenantId = "b0a7c1de-92f4-4c38-8e15-6f7d3a2b9c01";
    public const string ClientSecret = "s3cret~Of.the-Bot_9f";
    public const string ServiceUrl = "https://smba.trafficmanager.net/emea/";

    private static readonly string[] Algorithms = ["RS256"];
    private static readonly string[] Methods = ["private_key_jwt"];
    private readonly WebApplication _app;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private readonly List<FakeKey> _published = [];
    private readonly ConcurrentBag<IDisposable> _made = [];
    private int _metadataReads;
    private int _keyReads;
    private int _keyNumber;

    private FakeBotFramework(WebApplication app, TimeProvider clock)
    {
        (_app, _clock) = (app, clock);
        Key = AddKey("msteams", "emulator");
        AnswerToken = Grant;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_app.Urls.First());

    public Uri OpenIdMetadata => new(Address, "/v1/.well-known/openidconfiguration");

    /// <summary>Nothing like Microsoft's own path, so that a test sees that this very address is asked.</summary>
    public Uri TokenEndpoint => new(Address, "/identity/token");

    /// <summary>The key tokens are signed with: the newest.</summary>
    public FakeKey Key { get; private set; }

    public int MetadataReads => Volatile.Read(ref _metadataReads);

    public int KeyReads => Volatile.Read(ref _keyReads);

    /// <summary>When set, the metadata document is answered with this status and no use.</summary>
    public HttpStatusCode? Failing { get; set; }

    /// <summary>When set, the body of the metadata document instead of the true one.</summary>
    public string? MetadataBody { get; set; }

    /// <summary>When set, the body of the key set instead of the true one.</summary>
    public string? KeysBody { get; set; }

    /// <summary>When set, the metadata document is held back until this completes.</summary>
    public Task? Hold { get; set; }

    /// <summary>What arrived at the token endpoint, or at any other address of it, in order.</summary>
    public ConcurrentQueue<TokenRequest> TokenRequests { get; } = [];

    /// <summary>How the token endpoint answers; <see cref="Grant"/> at first.</summary>
    public Func<TokenRequest, TokenAnswer> AnswerToken { get; set; }

    public static async Task<FakeBotFramework> StartAsync(TimeProvider? clock = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var fake = new FakeBotFramework(app, clock ?? FakeClock.Morning());
        app.Run(fake.AnswerAsync);
        await app.StartAsync();
        return fake;
    }

    /// <summary>Settings of a bot that knows this Bot Framework and has a secret.</summary>
    public TeamsOptions Options() => new()
    {
        AppId = AppId,
        TenantId = TenantId,
        ClientSecret = ClientSecret,
        OpenIdMetadata = OpenIdMetadata,
        TokenEndpoint = TokenEndpoint,
        ServiceHosts = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "smba.trafficmanager.net" },
    };

    /// <summary>The same settings as a bot's command line in Development, with the connectors it may call besides Microsoft's.</summary>
    public string[] Arguments(params Uri[] services) =>
    [
        $"--Teams:AppId={AppId}", $"--Teams:TenantId={TenantId}", $"--Teams:ClientSecret={ClientSecret}",
        $"--Teams:OpenIdMetadata={OpenIdMetadata}", $"--Teams:TokenEndpoint={TokenEndpoint}",
        .. services.Select((service, at) => $"--Teams:ServiceHosts:{at}={service.Authority}"),
    ];

    /// <summary>Publishes one more key and signs with it from now on.</summary>
    public FakeKey AddKey(params string[]? endorsements)
    {
        lock (_lock)
        {
            Key = new FakeKey(++_keyNumber, endorsements);
            _published.Add(Key);
            return Key;
        }
    }

    /// <summary>Withdraws every key and publishes a new one.</summary>
    public FakeKey RotateKey(params string[]? endorsements)
    {
        lock (_lock)
        {
            _published.Clear();
            return AddKey(endorsements);
        }
    }

    /// <summary>A token as the Bot Framework sends it, with whatever the test changes.</summary>
    public string Token(Action<TokenDraft>? change = null)
    {
        var draft = new TokenDraft(_clock.GetUtcNow(), Key)
        {
            Claims = { ["iss"] = "https://api.botframework.com", ["aud"] = AppId, ["serviceurl"] = ServiceUrl },
        };
        change?.Invoke(draft);
        return draft.Sign();
    }

    /// <summary>A good token signed with a key of the test's choosing, published or not.</summary>
    public string TokenBy(FakeKey key) => Token(draft =>
    {
        draft.Header["kid"] = key.Id;
        draft.Signature = bytes => key.Rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    });

    /// <summary>A token of the bot's own tenant, as the emulator sends it.</summary>
    public string EmulatorToken(int version, Action<TokenDraft>? change = null) => Token(draft =>
    {
        draft.Claims.Remove("serviceurl");
        draft.Claims["iss"] = version == 1 ? $"https://sts.windows.net/{TenantId}/" : $"https://login.microsoftonline.com/{TenantId}/v2.0";
        draft.Claims["tid"] = TenantId;
        draft.Claims[version == 1 ? "appid" : "azp"] = AppId;
        change?.Invoke(draft);
    });

    /// <summary><see cref="Token"/> as the Authorization header.</summary>
    public string Header(Action<TokenDraft>? change = null) => $"Bearer {Token(change)}";

    /// <summary>Answers like Microsoft Entra: a token for the right secret, 401 for another.</summary>
    public TokenAnswer Grant(TokenRequest request)
    {
        var error = request switch
        {
            _ when request.Method != "POST" || request.Path != TokenEndpoint.AbsolutePath => "invalid_request",
            _ when request.Form.GetValueOrDefault("grant_type") != "client_credentials" => "unsupported_grant_type",
            _ when request.Form.GetValueOrDefault("client_id") != AppId => "unauthorized_client",
            _ when request.Form.ContainsKey("client_assertion") => null,
            _ => request.Form.GetValueOrDefault("client_secret") == ClientSecret ? null : "invalid_client",
        };
        return error is null ? TokenAnswer.Granted($"access-{TokenRequests.Count}", 3599) : TokenAnswer.Failed(401, error, "AADSTS7000215: Invalid client secret provided.");
    }

    /// <summary>The part of the bot that checks tokens of this Bot Framework; it goes when this goes.</summary>
    internal TeamsAuthentication Authentication(string environment = "Development", TeamsOptions? options = null, ILogger<TeamsAuthentication>? log = null)
    {
        var made = new TeamsAuthentication(options ?? Options(), new HostingEnvironment { EnvironmentName = environment }, _clock, log ?? NullLogger<TeamsAuthentication>.Instance);
        _made.Add(made);
        return made;
    }

    public ValueTask DisposeAsync()
    {
        foreach (var made in _made)
        {
            made.Dispose();
        }

        return _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        switch (http.Request.Path.Value)
        {
            case "/v1/.well-known/openidconfiguration":
                Interlocked.Increment(ref _metadataReads);
                await (Hold ?? Task.CompletedTask);
                await WriteAsync(http, (int)(Failing ?? HttpStatusCode.OK), Failing is not null ? "{}" : MetadataBody ?? JsonSerializer.Serialize(new
                {
                    issuer = "https://api.botframework.com",
                    authorization_endpoint = "https://invalid.botframework.com",
                    jwks_uri = new Uri(Address, "/v1/.well-known/keys"),
                    id_token_signing_alg_values_supported = Algorithms,
                    token_endpoint_auth_methods_supported = Methods,
                }));
                break;
            case "/v1/.well-known/keys":
                Interlocked.Increment(ref _keyReads);
                await WriteAsync(http, 200, KeysBody ?? PublishedKeys());
                break;
            default:
                var form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync() : FormCollection.Empty;
                var request = new TokenRequest(http.Request.Method, http.Request.Path, form.ToDictionary(field => field.Key, field => field.Value.ToString()));
                TokenRequests.Enqueue(request);
                var answer = AnswerToken(request);
                if (answer.Hold is { } hold)
                {
                    await hold;
                }

                foreach (var (name, value) in answer.Headers ?? [])
                {
                    http.Response.Headers[name] = value;
                }

                await WriteAsync(http, answer.Status, answer.Body);
                break;
        }
    }

    private string PublishedKeys()
    {
        lock (_lock)
        {
            return JsonSerializer.Serialize(new { keys = _published.Select(key => key.Published) });
        }
    }

    private static Task WriteAsync(HttpContext http, int status, string body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; charset=utf-8";
        return http.Response.WriteAsync(body);
    }
}

/// <summary>A key pair and how it is published.</summary>
public sealed class FakeKey(int number, string[]? endorsements)
{
    // Making a pair takes a processor a while: the first key of every fake is the same pair, the second another, and so on.
    private static readonly ConcurrentDictionary<int, Lazy<RSA>> Pairs = [];

    public string Id { get; } = $"key-{number}";

    public RSA Rsa { get; } = Pairs.GetOrAdd(number, _ => new Lazy<RSA>(() => RSA.Create(2048))).Value;

    /// <summary>The entry in the key set; the Bot Framework adds "endorsements" to what the standard knows.</summary>
    public Dictionary<string, object> Published
    {
        get
        {
            var open = Rsa.ExportParameters(includePrivateParameters: false);
            var entry = new Dictionary<string, object>
            {
                ["kty"] = "RSA", ["use"] = "sig", ["kid"] = Id, ["x5t"] = Id, ["n"] = Base64UrlEncoder.Encode(open.Modulus), ["e"] = Base64UrlEncoder.Encode(open.Exponent),
            };
            if (endorsements is not null)
            {
                entry["endorsements"] = endorsements;
            }

            return entry;
        }
    }
}

/// <summary>A token before it is signed; a test changes what it wants.</summary>
public sealed class TokenDraft
{
    private readonly DateTimeOffset _now;

    public TokenDraft(DateTimeOffset now, FakeKey key)
    {
        _now = now;
        Header = new() { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = key.Id, ["x5t"] = key.Id };
        Signature = bytes => key.Rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        ValidFrom(TimeSpan.FromMinutes(-1));
        ValidUntil(TimeSpan.FromHours(1));
    }

    public Dictionary<string, object?> Header { get; }

    public Dictionary<string, object?> Claims { get; } = [];

    /// <summary>What signs header and claims.</summary>
    public Func<byte[], byte[]> Signature { get; set; }

    public void ValidFrom(TimeSpan fromNow) => Claims["nbf"] = (_now + fromNow).ToUnixTimeSeconds();

    public void ValidUntil(TimeSpan fromNow) => Claims["exp"] = (_now + fromNow).ToUnixTimeSeconds();

    public string Sign()
    {
        var text = $"{Part(Header)}.{Part(Claims)}";
        return $"{text}.{Base64UrlEncoder.Encode(Signature(System.Text.Encoding.ASCII.GetBytes(text)))}";
    }

    private static string Part(Dictionary<string, object?> values) => Base64UrlEncoder.Encode(JsonSerializer.SerializeToUtf8Bytes(values));
}

/// <summary>A request for an access token.</summary>
public sealed record TokenRequest(string Method, string Path, IReadOnlyDictionary<string, string> Form);

/// <summary>What the token endpoint says.</summary>
public sealed record TokenAnswer(int Status, string Body, Dictionary<string, string>? Headers = null, Task? Hold = null)
{
    public static TokenAnswer Granted(string token, int expiresIn) =>
        new(200, JsonSerializer.Serialize(new { token_type = "Bearer", expires_in = expiresIn, ext_expires_in = expiresIn, access_token = token }));

    public static TokenAnswer Failed(int status, string error, string description) =>
        new(status, JsonSerializer.Serialize(new { error, error_description = description }));
}
