using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text.Json;

namespace CoSellBot.Bot.Slack;

/// <summary>Asks Slack for the address of a socket and connects to it.</summary>
internal sealed class SlackSocketOpener(SlackOptions options, SlackSocketSettings settings, HttpClient http, TimeProvider clock)
{
    private static readonly TimeSpan Unsaid = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestAfter = TimeSpan.FromMinutes(15);

    /// <summary>A connected socket that has not said hello yet; it belongs to the caller.</summary>
    /// <exception cref="SlackSocketRefusedException">Slack refused, and said why.</exception>
    /// <exception cref="HttpRequestException">Slack could not be reached.</exception>
    /// <exception cref="WebSocketException">The socket could not be opened.</exception>
    /// <exception cref="OperationCanceledException">Stopped, or it took too long.</exception>
    public async Task<WebSocket> OpenAsync(CancellationToken cancellationToken)
    {
        var address = await AskAsync(cancellationToken);
        using var late = new CancellationTokenSource(settings.HelloTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.KeepAliveInterval = settings.PingInterval;
            socket.Options.KeepAliveTimeout = settings.PongTimeout;
            await socket.ConnectAsync(address, either.Token);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<Uri> AskAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.ApiBaseUrl, "apps.connections.open"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.AppToken);
        request.Content = new FormUrlEncodedContent([]);
        using var response = await http.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            throw new SlackSocketRefusedException("ratelimited", After(response.Headers.RetryAfter));
        }

        if (!response.IsSuccessStatusCode)
        {
            throw new SlackSocketRefusedException($"http_{(int)response.StatusCode}");
        }

        return Address(await response.Content.ReadAsByteArrayAsync(cancellationToken));
    }

    private Uri Address(byte[] body)
    {
        string? url = null, error = null;
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            var isGiven = root.TryGetProperty("ok", out var ok) && ok.ValueKind == JsonValueKind.True;
            url = isGiven && root.TryGetProperty("url", out var given) ? given.GetString() : null;
            error = root.TryGetProperty("error", out var word) ? word.GetString() : null;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            throw new SlackSocketRefusedException("unreadable_answer");
        }

        if (url is null)
        {
            throw new SlackSocketRefusedException(Word(error), needsPerson: NeedsPerson(error));
        }

        return Uri.TryCreate(url, UriKind.Absolute, out var address) && IsAllowed(address)
            ? address
            : throw new SlackSocketRefusedException("address_without_tls");
    }

    private bool IsAllowed(Uri address) => address.UserInfo.Length == 0
        && (address.Scheme == Uri.UriSchemeWss || (settings.AllowsPlainLoopback && address.Scheme == Uri.UriSchemeWs && address.IsLoopback));

    private TimeSpan After(RetryConditionHeaderValue? header)
    {
        var after = header?.Delta ?? (header?.Date is { } date ? date - clock.GetUtcNow() : Unsaid);
        return after > LongestAfter ? LongestAfter : after;
    }

    // Not the weather of a moment: the token was taken back, is of another kind, or may not do this.
    private static bool NeedsPerson(string? error) => error is "invalid_auth" or "not_authed" or "not_allowed_token_type" or "no_permission" or "missing_scope"
        or "token_revoked" or "token_expired" or "account_inactive" or "access_denied" or "forbidden_team" or "team_access_not_granted" or "enterprise_is_restricted";

    // It goes to the log, so it is a word or nothing.
    private static string Word(string? error) =>
        error is { Length: > 0 and <= 64 } && error.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_') ? error : "unknown_error";
}
