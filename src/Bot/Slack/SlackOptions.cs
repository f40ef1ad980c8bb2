using System.Globalization;

namespace CoSellBot.Bot.Slack;

/// <summary>How the bot is known to Slack, from the <c>Slack:*</c> settings. Made once at start; a half-filled set stops the start.</summary>
public sealed record SlackOptions
{
    /// <summary>Slack's own address.</summary>
    public static Uri PublicApi { get; } = new("https://slack.com/api/");

    /// <summary>Proves that a request comes from Slack; null when nothing is taken over HTTP.</summary>
    public string? SigningSecret { get; init; }

    /// <summary>The bot's token in its one workspace; null when workspaces install the app themselves.</summary>
    public string? BotToken { get; init; }

    /// <summary>The app's client id; null without installation by OAuth.</summary>
    public string? ClientId { get; init; }

    /// <summary>The app's client secret; set together with <see cref="ClientId"/>.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>The app-level token of Socket Mode; null when Slack comes over HTTP alone.</summary>
    public string? AppToken { get; init; }

    /// <summary>Base of the Web API's methods, ending in <c>/api/</c>.</summary>
    public required Uri ApiBaseUrl { get; init; }

    /// <summary>Where people reach the bot; null in Development, where the request tells it.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>True when Slack's requests are taken.</summary>
    public bool TakesRequests => SigningSecret is not null;

    /// <summary>True when the bot opens sockets to Slack.</summary>
    public bool OpensSockets => AppToken is not null;

    /// <summary>True when workspaces install the app by themselves.</summary>
    public bool IsInstallable => ClientId is not null;

    /// <summary>Where a person agrees to an installation.</summary>
    public Uri Authorize => new(ApiBaseUrl, "/oauth/v2/authorize");

    /// <summary>Reads the settings; null when Slack is not set up at all.</summary>
    /// <exception cref="InvalidOperationException">The set is incomplete or not allowed here; the message names the setting and never its value.</exception>
    public static SlackOptions? Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var section = configuration.GetSection("Slack");
        if (!section.GetChildren().Any())
        {
            return null;
        }

        string? Value(string key) => string.IsNullOrWhiteSpace(section[key]) ? null : section[key]!.Trim();
        var (secret, bot, app) = (Value("SigningSecret"), Value("BotToken"), Value("AppToken"));
        var (client, clientSecret) = (Value("ClientId"), Value("ClientSecret"));
        if (secret is null && app is null)
        {
            throw Missing("Slack:SigningSecret (or Slack:AppToken)");
        }

        if (bot is null && (client is null || clientSecret is null))
        {
            throw Missing((client, clientSecret) switch
            {
                (null, not null) => "Slack:ClientId",
                (not null, null) => "Slack:ClientSecret",
                _ => "Slack:BotToken (or Slack:ClientId and Slack:ClientSecret)",
            });
        }

        if (bot is not null && (client is not null || clientSecret is not null))
        {
            throw new InvalidOperationException("Set only one of Slack:BotToken and Slack:ClientId with Slack:ClientSecret.");
        }

        if (bot is not null && !IsToken(bot, "xoxb-", "xoxe.xoxb-"))
        {
            throw new InvalidOperationException("Slack:BotToken is no bot token: those begin with xoxb-.");
        }

        if (app is not null && !IsToken(app, "xapp-"))
        {
            throw new InvalidOperationException("Slack:AppToken is no app-level token: those begin with xapp-.");
        }

        var address = Address(configuration["PublicUrl"], "PublicUrl", environment.IsDevelopment());
        if (client is not null && address is null && !environment.IsDevelopment())
        {
            throw new InvalidOperationException("PublicUrl is not set. Slack sends people back there after an installation.");
        }

        return new SlackOptions
        {
            SigningSecret = secret,
            BotToken = bot,
            ClientId = client,
            ClientSecret = clientSecret,
            AppToken = app,
            ApiBaseUrl = Base(Address(Value("ApiBaseUrl"), "Slack:ApiBaseUrl", environment.IsDevelopment()) ?? PublicApi),
            PublicUrl = address,
        };
    }

    /// <summary>True for an address Slack gives to answer to: on its hook host, or on the host of the API.</summary>
    public bool Trusts(Uri responseUrl) => responseUrl is { IsAbsoluteUri: true, UserInfo: "" }
        && (responseUrl is { Scheme: "https", Host: "hooks.slack.com", IsDefaultPort: true }
            || (responseUrl.Scheme == ApiBaseUrl.Scheme && responseUrl.Authority.Equals(ApiBaseUrl.Authority, StringComparison.OrdinalIgnoreCase)));

    /// <inheritdoc/>
    public override string ToString() => "Slack app";

    private static bool IsToken(string text, params ReadOnlySpan<string> prefixes)
    {
        foreach (var prefix in prefixes)
        {
            if (text.StartsWith(prefix, StringComparison.Ordinal) && text.All(c => c is > ' ' and < (char)127))
            {
                return true;
            }
        }

        return false;
    }

    private static Uri Base(Uri address) => address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");

    // Tokens travel over TLS; a test or a sidecar on this machine may do without in Development.
    private static Uri? Address(string? text, string key, bool loopbackWithoutTls) => text switch
    {
        _ when string.IsNullOrWhiteSpace(text) => null,
        _ when Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (loopbackWithoutTls && uri.IsLoopback && uri.Scheme == Uri.UriSchemeHttp)) => uri,
        _ => throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{key} is not an https address.")),
    };

    private static InvalidOperationException Missing(string key) =>
        new($"{key} is not set. Set a way in (Slack:SigningSecret or Slack:AppToken) and a way out (Slack:BotToken, or Slack:ClientId and Slack:ClientSecret), or none of them.");
}
