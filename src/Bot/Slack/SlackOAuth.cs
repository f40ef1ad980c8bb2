using System.Net.Http.Headers;
using System.Text.Json;
using CoSellBot.Bot.Turns;

namespace CoSellBot.Bot.Slack;

/// <summary>What Slack grants for a code or a refresh token. Never written anywhere as it is.</summary>
/// <param name="TeamId">The workspace, or null for a whole organisation.</param>
/// <param name="EnterpriseId">The organisation, or null.</param>
/// <param name="IsEnterpriseInstall">True when it is good for the whole organisation.</param>
/// <param name="BotUserId">The bot's user there.</param>
/// <param name="AppId">The app.</param>
/// <param name="Token">The bot's token.</param>
/// <param name="RefreshToken">What the next one is asked with, or null without rotation.</param>
/// <param name="ExpiresIn">How long the token lasts, or null for ever.</param>
internal sealed record SlackGrant(
    string? TeamId, string? EnterpriseId, bool IsEnterpriseInstall, string? BotUserId, string? AppId, string Token, string? RefreshToken, TimeSpan? ExpiresIn)
{
    /// <summary>The id the installation is kept under, or null when Slack said neither.</summary>
    public string? InstallationId => IsEnterpriseInstall ? EnterpriseId : TeamId;

    /// <inheritdoc/>
    public override string ToString() => $"Slack grant for {InstallationId}";
}

/// <summary>The calls about tokens themselves. Nothing is repeated here.</summary>
internal sealed class SlackOAuth(HttpClient http, SlackOptions options)
{
    /// <summary>Turns the code of an installation into a token; a code is good for once.</summary>
    /// <exception cref="ChannelException">There is no grant; the code says why.</exception>
    public Task<SlackGrant> ExchangeAsync(string code, string redirectUri, CancellationToken cancellationToken) =>
        AccessAsync([("code", code), ("redirect_uri", redirectUri)], cancellationToken);

    /// <summary>Turns a refresh token into the next pair; it may be good for once.</summary>
    /// <exception cref="ChannelException">There is no grant; unknown when the answer was lost.</exception>
    public Task<SlackGrant> RefreshAsync(string refreshToken, CancellationToken cancellationToken) =>
        AccessAsync([("grant_type", "refresh_token"), ("refresh_token", refreshToken)], cancellationToken);

    /// <summary>Asks whose a token is.</summary>
    /// <exception cref="ChannelException">It was not said.</exception>
    public Task<JsonElement> TestAsync(string token, CancellationToken cancellationToken) => CallAsync("auth.test", [], token, creates: false, cancellationToken);

    /// <summary>Gives a token back.</summary>
    /// <exception cref="ChannelException">It was not, or not surely, taken back.</exception>
    public Task RevokeAsync(string token, CancellationToken cancellationToken) => CallAsync("auth.revoke", [], token, creates: false, cancellationToken);

    private async Task<SlackGrant> AccessAsync(IEnumerable<(string, string?)> fields, CancellationToken cancellationToken)
    {
        const string Method = "oauth.v2.access";
        var answer = await CallAsync(Method, [("client_id", options.ClientId), ("client_secret", options.ClientSecret), .. fields], null, creates: true, cancellationToken);
        return SlackJson.Text(answer, "access_token") is { } token
            ? new SlackGrant(
                SlackJson.Object(answer, "team") is { } team ? SlackJson.Text(team, "id") : null,
                SlackJson.Object(answer, "enterprise") is { } enterprise ? SlackJson.Text(enterprise, "id") : null,
                SlackJson.Flag(answer, "is_enterprise_install"),
                SlackJson.Text(answer, "bot_user_id"), SlackJson.Text(answer, "app_id"), token, SlackJson.Text(answer, "refresh_token"),
                SlackJson.Number(answer, "expires_in") is { } seconds and > 0 and < int.MaxValue ? TimeSpan.FromSeconds(seconds) : null)
            : throw SlackWire.Unreadable(Method, creates: true);
    }

    private Task<JsonElement> CallAsync(string method, IEnumerable<(string, string?)> fields, string? token, bool creates, CancellationToken cancellationToken) =>
        SlackWire.CallAsync(
            http, new Uri(options.ApiBaseUrl, method), method, SlackWire.Form(fields), token is null ? null : new AuthenticationHeaderValue("Bearer", token), creates, cancellationToken);
}
