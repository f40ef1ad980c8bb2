using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using CoSellBot.Bot.Turns;
using Microsoft.Identity.Client;

namespace CoSellBot.Bot.Teams;

/// <summary>
/// The bot's own identity towards the connector and Microsoft Graph. Azure.Identity keeps the tokens and renews them five minutes
/// before their end; callers that ask at the same time wait for one request, which it would not do by itself.
/// </summary>
internal sealed partial class TeamsCredential : TokenCredential, IDisposable
{
    /// <summary>What a token for the connector is asked for.</summary>
    public const string ConnectorScope = "https://api.botframework.com/.default";

    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);
    private static readonly string[] KnownErrors =
        ["invalid_client", "invalid_grant", "invalid_request", "invalid_scope", "unauthorized_client", "unsupported_grant_type", "temporarily_unavailable"];

    private readonly HttpClient _http;
    private readonly X509Certificate2? _certificate;
    private readonly TokenCredential _inner;
    private readonly TimeSpan _limit;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task<AccessToken>> _asking = [];

    private TeamsCredential(HttpClient http, X509Certificate2? certificate, TokenCredential inner, TimeSpan limit) =>
        (_http, _certificate, _inner, _limit) = (http, certificate, inner, limit);

    /// <summary>The credential the settings name; null when they name none.</summary>
    /// <exception cref="InvalidOperationException">The certificate cannot be used; the message names the setting and never its value.</exception>
    /// <param name="options">The settings.</param>
    /// <param name="limit">How long a caller waits for a token at most; fifteen seconds unless told.</param>
    public static TeamsCredential? Create(TeamsOptions options, TimeSpan? limit = null)
    {
        if (!options.HasCredential)
        {
            return null;
        }

        var tenant = options.TenantId ?? "botframework.com";
        var certificate = options.CertificatePath is { } path ? Load(path) : null;
        var http = PlainHttp.Create(AttemptLimit, largestAnswer: 256 * 1024, around: inner => options is { TokenEndpoint: { } endpoint, ManagedIdentity: false } ? new ElsewhereHandler(endpoint, inner) : inner);
        var transport = new HttpClientTransport(http);
        return new TeamsCredential(http, certificate, options switch
        {
            { ClientSecret: { } secret } => new ClientSecretCredential(tenant, options.AppId, secret,
                Set(new ClientSecretCredentialOptions { DisableInstanceDiscovery = true }, transport)),
            _ when certificate is not null => new ClientCertificateCredential(tenant, options.AppId, certificate,
                Set(new ClientCertificateCredentialOptions { DisableInstanceDiscovery = true }, transport)),
            _ => new ManagedIdentityCredential(Set(new ManagedIdentityCredentialOptions(ManagedIdentityId.FromUserAssignedClientId(options.AppId)), transport)),
        }, limit ?? Limit);
    }

    /// <inheritdoc/>
    /// <exception cref="TeamsTokenException">There is no token to be had now.</exception>
    public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        if (requestContext.Claims is not null || requestContext.TenantId is not null)
        {
            return await AskAsync(requestContext, cancellationToken);
        }

        Task<AccessToken>? asking;
        lock (_lock)
        {
            var scopes = string.Join(' ', requestContext.Scopes);
            if (!_asking.TryGetValue(scopes, out asking) || asking.IsCompleted)
            {
                // Not the caller's to cancel: others wait for it too.
                _asking[scopes] = asking = Task.Run(() => AskAsync(requestContext, CancellationToken.None), CancellationToken.None);
            }
        }

        return await asking.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="TeamsTokenException">There is no token to be had now.</exception>
    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        try
        {
            return _inner.GetToken(requestContext, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw Plain(failure);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => nameof(TeamsCredential);

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _certificate?.Dispose();
    }

    private async Task<AccessToken> AskAsync(TokenRequestContext context, CancellationToken cancellationToken)
    {
        // Azure.Core waits as long as a Retry-After says; nobody here can.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_limit);
        try
        {
            var token = await _inner.GetTokenAsync(context, limit.Token);
            return string.IsNullOrEmpty(token.Token) ? throw new FormatException("The token is empty.") : token;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw Plain(failure);
        }
    }

    private static T Set<T>(T options, HttpPipelineTransport transport)
        where T : TokenCredentialOptions
    {
        options.Transport = transport;
        options.Retry.MaxRetries = 1;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(1);
        options.Retry.NetworkTimeout = AttemptLimit;
        return options;
    }

    private static TeamsTokenException Plain(Exception failure)
    {
        var service = Causes(failure).OfType<MsalServiceException>().FirstOrDefault();
        var status = service?.StatusCode is > 0 and var answered ? answered : (int?)null;
        string?[] codes =
        [
            status is null ? null : $"HTTP {status}",
            KnownErrors.FirstOrDefault(known => known == service?.ErrorCode),
            // The code of Microsoft Entra says what to mend: https://learn.microsoft.com/entra/identity-platform/reference-error-codes
            EntraCode().Match(service?.Message ?? string.Empty) is { Success: true, Value: var code } ? code : null,
        ];
        var told = string.Join(", ", codes.Where(code => code is not null));
        return new TeamsTokenException($"The bot got no token ({(told.Length > 0 ? told : "no usable answer")}).", status);
    }

    private static IEnumerable<Exception> Causes(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            yield return failure;
        }
    }

    private static X509Certificate2 Load(string path)
    {
        try
        {
            var certificate = X509Certificate2.GetCertContentType(path) == X509ContentType.Pfx
                ? X509CertificateLoader.LoadPkcs12FromFile(path, password: null)
                : X509Certificate2.CreateFromPemFile(path);
            return certificate.HasPrivateKey ? certificate : throw new CryptographicException("There is no private key.");
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException("The file named by Teams:CertificatePath is no certificate with its private key, as PKCS#12 without a password or as PEM.");
        }
    }

    [GeneratedRegex(@"AADSTS\d{1,9}", RegexOptions.CultureInvariant)]
    private static partial Regex EntraCode();

    /// <summary>Sends token requests to the address of the settings: Azure.Identity builds its own and takes nothing but https.</summary>
    private sealed class ElsewhereHandler(Uri endpoint, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method != HttpMethod.Post || request.RequestUri?.AbsolutePath.EndsWith("/oauth2/v2.0/token", StringComparison.Ordinal) != true)
            {
                throw new HttpRequestException("Only tokens are asked for here.");
            }

            request.RequestUri = endpoint;
            request.Headers.Host = null;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
