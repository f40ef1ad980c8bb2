using System.Globalization;

namespace CoSellBot.Bot.Teams;

/// <summary>How the bot is known to Microsoft Teams, from the <c>Teams:*</c> settings. Made once at start; a half-filled set stops the start.</summary>
public sealed record TeamsOptions
{
    private static readonly string[] PublicHosts =
    [
        // Public cloud, then the government clouds. Exact hosts: anybody can register a name under trafficmanager.net.
        "smba.trafficmanager.net", "smba.infra.gcc.teams.microsoft.com", "smba.infra.gov.teams.microsoft.us", "smba.infra.dod.teams.microsoft.us",
    ];

    /// <summary>Where the Bot Framework of the public cloud publishes its keys.</summary>
    public static Uri PublicOpenIdMetadata { get; } = new("https://login.botframework.com/v1/.well-known/openidconfiguration");

    /// <summary>The bot's application (client) id; null only when anonymous.</summary>
    public string? AppId { get; init; }

    /// <summary>The bot's home tenant; null only when anonymous.</summary>
    public string? TenantId { get; init; }

    /// <summary>Client secret, or null when a certificate or a managed identity is used.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>File of a PKCS#12 or PEM certificate, or null.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>True when the host's managed identity stands for the bot.</summary>
    public bool ManagedIdentity { get; init; }

    /// <summary>Where the Bot Framework publishes its keys.</summary>
    public required Uri OpenIdMetadata { get; init; }

    /// <summary>Where tokens are asked for; null for the public cloud's endpoint of the home tenant.</summary>
    public Uri? TokenEndpoint { get; init; }

    /// <summary>Microsoft Graph without version; null when it is not to be asked.</summary>
    public Uri? GraphEndpoint { get; init; }

    /// <summary>Development only: requests without a token are taken, from this machine and for a service on this machine.</summary>
    public bool AllowAnonymous { get; init; }

    /// <summary>Hosts a service address may have.</summary>
    public required IReadOnlySet<string> ServiceHosts { get; init; }

    /// <summary>True when the bot has an identity of its own to ask tokens with.</summary>
    public bool HasCredential => AppId is not null && (ClientSecret is not null || CertificatePath is not null || ManagedIdentity);

    /// <summary>Reads the settings; null when Teams is not set up at all.</summary>
    /// <exception cref="InvalidOperationException">The set is incomplete or not allowed here; the message names the setting and never its value.</exception>
    public static TeamsOptions? Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var section = configuration.GetSection("Teams");
        if (!section.GetChildren().Any())
        {
            return null;
        }

        string? Value(string key) => string.IsNullOrWhiteSpace(section[key]) ? null : section[key]!.Trim();
        var anonymous = Flag(Value("AllowAnonymous"), "Teams:AllowAnonymous");
        if (anonymous && !environment.IsDevelopment())
        {
            throw new InvalidOperationException("Teams:AllowAnonymous is available in Development only.");
        }

        var managed = Flag(Value("ManagedIdentity"), "Teams:ManagedIdentity");
        var (app, tenant, secret, certificate) = (Value("AppId"), Value("TenantId"), Value("ClientSecret"), Value("CertificatePath"));
        var graph = Address(Value("GraphEndpoint"), "Teams:GraphEndpoint", environment.IsDevelopment());
        if (!anonymous)
        {
            if (app is null && tenant is null && secret is null && certificate is null && !managed)
            {
                // Only "AllowAnonymous: false" and blanks: the same as nothing, unless a blank was meant as a value.
                return section.GetChildren().All(child => child.Key.Equals("AllowAnonymous", StringComparison.OrdinalIgnoreCase)) ? null : throw Missing("Teams:AppId");
            }

            _ = app ?? throw Missing("Teams:AppId");
            _ = tenant ?? throw Missing("Teams:TenantId");
            if (secret is null && certificate is null && !managed)
            {
                throw Missing("Teams:ClientSecret (or Teams:CertificatePath, or Teams:ManagedIdentity)");
            }
        }

        if (new[] { secret is not null, certificate is not null, managed }.Count(set => set) > 1)
        {
            throw new InvalidOperationException("Set only one of Teams:ClientSecret, Teams:CertificatePath and Teams:ManagedIdentity.");
        }

        if (certificate is not null && !File.Exists(certificate))
        {
            throw new InvalidOperationException("The file named by Teams:CertificatePath cannot be read.");
        }

        if (tenant is not null && !tenant.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.'))
        {
            throw new InvalidOperationException("Teams:TenantId is no tenant id.");
        }

        return new TeamsOptions
        {
            AppId = app,
            TenantId = tenant,
            ClientSecret = secret,
            CertificatePath = certificate,
            ManagedIdentity = managed,
            OpenIdMetadata = Address(Value("OpenIdMetadata"), "Teams:OpenIdMetadata", environment.IsDevelopment())
                ?? PublicOpenIdMetadata,
            TokenEndpoint = Address(Value("TokenEndpoint"), "Teams:TokenEndpoint", environment.IsDevelopment()),
            GraphEndpoint = graph ?? (anonymous ? null : new Uri("https://graph.microsoft.com")),
            AllowAnonymous = anonymous,
            ServiceHosts = PublicHosts.Concat(section.GetSection("ServiceHosts").Get<string[]>() ?? []).ToHashSet(StringComparer.OrdinalIgnoreCase),
        };
    }

    /// <summary>True when the bot may call this service: a listed host over TLS, or a port of this machine when listed or anonymous.</summary>
    public bool Trusts(Uri service)
    {
        if (service is not { IsAbsoluteUri: true, UserInfo: "", Scheme: "http" or "https" })
        {
            return false;
        }

        var listed = ServiceHosts.Contains(service.IsDefaultPort ? service.Host : service.Authority);
        return (service.IsLoopback && (AllowAnonymous || listed)) || (listed && service.Scheme == Uri.UriSchemeHttps);
    }

    /// <inheritdoc/>
    public override string ToString() => $"Teams app {AppId ?? "(anonymous)"}";

    private static bool Flag(string? text, string key) => text switch
    {
        null => false,
        _ when bool.TryParse(text, out var set) => set,
        _ => throw new InvalidOperationException($"{key} is true or false."),
    };

    // Keys and tokens travel over TLS; a test or a sidecar on this machine may do without in Development.
    private static Uri? Address(string? text, string key, bool loopbackWithoutTls) => text switch
    {
        null => null,
        _ when Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (loopbackWithoutTls && uri.IsLoopback && uri.Scheme == Uri.UriSchemeHttp)) => uri,
        _ => throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{key} is not an https address.")),
    };

    private static InvalidOperationException Missing(string key) =>
        new($"{key} is not set. Set all of Teams:AppId, Teams:TenantId and one credential, or none of them.");
}
