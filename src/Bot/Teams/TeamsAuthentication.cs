using CoSellBot.Bot.Turns;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CoSellBot.Bot.Teams;

/// <summary>
/// Proves that a request comes from the Bot Framework, and that the service it names is the one its token was issued for
/// (https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication).
/// </summary>
internal sealed partial class TeamsAuthentication : IDisposable
{
    private const string BotFramework = "https://api.botframework.com";
    private const string Scheme = "Bearer ";
    private const int LongestHeader = 16 * 1024;
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);
    private static readonly JsonWebTokenHandler Tokens = new() { MapInboundClaims = false };
    private readonly TeamsOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<TeamsAuthentication> _logger;
    private readonly HttpClient _http = PlainHttp.Create(TimeSpan.FromSeconds(5), largestAnswer: 1024 * 1024);
    private readonly List<Issuer> _issuers = [];

    public TeamsAuthentication(TeamsOptions options, IHostEnvironment environment, TimeProvider clock, ILogger<TeamsAuthentication> logger)
    {
        (_options, _clock, _logger) = (options, clock, logger);
        if (options.AppId is null)
        {
            return;
        }

        var published = new SigningKeys(options.OpenIdMetadata, _http, clock, logger);
        _issuers.Add(new Issuer(BotFramework, published, null));
        if (options.TenantId is { } tenant && !environment.IsProduction())
        {
            var home = options.OpenIdMetadata == TeamsOptions.PublicOpenIdMetadata
                ? new SigningKeys(new Uri($"https://login.microsoftonline.com/{Uri.EscapeDataString(tenant)}/v2.0/.well-known/openid-configuration"), _http, clock, logger)
                : published;
            _issuers.Add(new Issuer($"https://sts.windows.net/{tenant}/", home, "appid"));
            _issuers.Add(new Issuer($"https://login.microsoftonline.com/{tenant}/v2.0", home, "azp"));
        }
    }

    /// <summary>Checks an Authorization header. Whatever it holds is answered, never thrown back.</summary>
    /// <exception cref="OperationCanceledException">The request was given up.</exception>
    public async Task<TeamsProof> ProveAsync(string? authorizationHeader, CancellationToken cancellationToken)
    {
        TeamsProof proof;
        try
        {
            proof = await CheckAsync(authorizationHeader, cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            proof = new TeamsProof.Refused("malformed");
        }

        if (proof is TeamsProof.Refused { Reason: var reason })
        {
            LogRefused(reason);
        }

        return proof;
    }

    /// <summary>True when this caller may speak for the channel and for the service the activity names; anything else is 403.</summary>
    public bool Admits(TeamsCaller caller, string channelId, string? serviceUrl)
    {
        var service = ServiceAddress.Parse(serviceUrl);
        var reason = caller switch
        {
            _ when service is null || !_options.Trusts(service.Uri) => "untrusted-service",
            { IsBotFramework: true } when !caller.Endorsements.Contains(channelId) => "endorsement",
            { ServiceUrl: null } => caller.IsBotFramework ? "no-serviceurl" : null,
            _ => service.Equals(ServiceAddress.Parse(caller.ServiceUrl)) ? null : "serviceurl",
        };
        if (reason is not null)
        {
            LogNotAdmitted(reason);
        }

        return reason is null;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<TeamsProof> CheckAsync(string? header, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(header))
        {
            return new TeamsProof.Refused("no-token");
        }

        if (header.Length > LongestHeader)
        {
            return new TeamsProof.Refused("too-long");
        }

        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return new TeamsProof.Refused("not-bearer");
        }

        var text = header[Scheme.Length..];
        if (text.Count(c => c == '.') != 2 || !text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            return new TeamsProof.Refused("malformed");
        }

        // Nothing of the token is believed yet; this only picks the key it has to be signed with.
        var token = new JsonWebToken(text);
        if (token.Alg != SecurityAlgorithms.RsaSha256)
        {
            return new TeamsProof.Refused("algorithm");
        }

        // RFC 7515 4.1.11: whoever does not understand a critical header must not accept the token. We understand none.
        if (token.TryGetHeaderValue<object>("crit", out _))
        {
            return new TeamsProof.Refused("critical-header");
        }

        if (_issuers.Find(known => known.Name == token.Issuer) is not { } issuer)
        {
            return new TeamsProof.Refused("issuer");
        }

        if (string.IsNullOrEmpty(token.Kid))
        {
            return new TeamsProof.Refused("no-key-id");
        }

        var (readable, key) = await issuer.Keys.FindAsync(token.Kid, cancellationToken);
        if (!readable)
        {
            LogUnavailable();
            return new TeamsProof.Unavailable();
        }

        return key is null ? new TeamsProof.Refused("unknown-key") : await ValidateAsync(token, issuer, key);
    }

    private async Task<TeamsProof> ValidateAsync(JsonWebToken token, Issuer issuer, SigningKey key)
    {
        var result = await Tokens.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            ValidIssuer = issuer.Name,
            IssuerSigningKey = key.Key,
            TryAllIssuerSigningKeys = false,
            AudienceValidator = (audiences, _, _) => audiences.ToList() is [var only] && only == _options.AppId,
            LifetimeValidator = (notBefore, expires, _, _) => IsCurrent(notBefore, expires),
        });
        if (!result.IsValid)
        {
            return new TeamsProof.Refused(ReasonOf(result.Exception));
        }

        if (issuer.ApplicationClaim is { } application)
        {
            if (Text(token, "tid") != _options.TenantId)
            {
                return new TeamsProof.Refused("tenant");
            }

            if (Text(token, application) != _options.AppId)
            {
                return new TeamsProof.Refused("application");
            }
        }

        // Keys of Microsoft Entra carry no endorsements, and what else a document says about them is no reason to trust them more.
        return new TeamsProof.Proven(new TeamsCaller(issuer.ApplicationClaim is null, Text(token, "serviceurl"), issuer.ApplicationClaim is null ? key.Endorsements : []));
    }

    private bool IsCurrent(DateTime? notBefore, DateTime? expires)
    {
        var now = _clock.GetUtcNow().UtcDateTime;
        return expires is { } end && now - Skew <= end && (notBefore is not { } start || (start <= now + Skew && start <= end));
    }

    private static string? Text(JsonWebToken token, string claim) =>
        token.TryGetPayloadValue<object>(claim, out var value) ? value as string ?? string.Empty : null;

    private static string ReasonOf(Exception? failure) => failure switch
    {
        SecurityTokenInvalidSignatureException => "signature",
        SecurityTokenInvalidAudienceException => "audience",
        SecurityTokenInvalidLifetimeException => "lifetime",
        _ => "invalid",
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "A request to the Teams endpoint was refused: {Reason}.")]
    private partial void LogRefused(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A proven request to the Teams endpoint was not admitted: {Reason}.")]
    private partial void LogNotAdmitted(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A request to the Teams endpoint could not be checked: no signing keys.")]
    private partial void LogUnavailable();

    /// <param name="Name">What <c>iss</c> says, exactly.</param>
    /// <param name="Keys">What it signs with.</param>
    /// <param name="ApplicationClaim">Where a token of Microsoft Entra names the application that asked for it; null for the Bot Framework.</param>
    private sealed record Issuer(string Name, SigningKeys Keys, string? ApplicationClaim);
}
