using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CoSellBot.Bot.Turns;

namespace CoSellBot.Bot.Slack;

/// <summary>One call of the Web API: what goes out, and what the answer means. Nothing is repeated here.</summary>
internal static class SlackWire
{
    private const int LongestCode = 80;

    /// <summary>A body for methods that write.</summary>
    public static HttpContent Json(JsonObject body) => new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");

    /// <summary>A body for methods that read, which do not all take JSON; nulls are left out.</summary>
    public static HttpContent Form(params IEnumerable<(string Name, string? Value)> fields) =>
        new FormUrlEncodedContent(fields.Where(field => field.Value is not null).Select(field => KeyValuePair.Create(field.Name, field.Value!)));

    /// <summary>Calls a method.</summary>
    /// <param name="http">The client.</param>
    /// <param name="address">Where to.</param>
    /// <param name="method">The method's name, for the failure.</param>
    /// <param name="content">The body.</param>
    /// <param name="authorization">Who calls, or null.</param>
    /// <param name="creates">True when a repetition would show twice: then an answer that is lost leaves it unknown.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The answer, which says <c>ok</c>.</returns>
    /// <exception cref="ChannelException">Anything else.</exception>
    public static async Task<JsonElement> CallAsync(
        HttpClient http, Uri address, string method, HttpContent content, AuthenticationHeaderValue? authorization, bool creates, CancellationToken cancellationToken)
    {
        var (response, text) = await SendAsync(http, address, method, content, authorization, creates, cancellationToken);
        using (response)
        {
            var body = Parse(text);
            var code = Code(SlackJson.Text(body, "error"));
            if (response.StatusCode == HttpStatusCode.TooManyRequests || (int)response.StatusCode >= 500 || response.StatusCode == HttpStatusCode.RequestTimeout)
            {
                throw ByStatus(response, method, creates);
            }

            if (code is not null)
            {
                throw SlackFailures.Of(method, code, Code(SlackJson.Text(body, "needed")), creates, RetryAfter(response));
            }

            if (!response.IsSuccessStatusCode)
            {
                throw ByStatus(response, method, creates);
            }

            return SlackJson.Flag(body, "ok") ? body : throw Unreadable(method, creates);
        }
    }

    /// <summary>Answers to an address Slack gave, where a plain "ok" is an answer too.</summary>
    /// <exception cref="ChannelException">It was not, or not surely, taken.</exception>
    public static async Task RespondAsync(HttpClient http, Uri address, HttpContent content, bool creates, CancellationToken cancellationToken)
    {
        const string Method = "response_url";
        var (response, text) = await SendAsync(http, address, Method, content, null, creates, cancellationToken);
        using (response)
        {
            if (!response.IsSuccessStatusCode)
            {
                throw ByStatus(response, Method, creates);
            }

            if (Code(SlackJson.Text(Parse(text), "error")) is { } code)
            {
                throw SlackFailures.Of(Method, code, null, creates, RetryAfter(response));
            }
        }
    }

    /// <summary>An answer that says yes and lacks what it should say.</summary>
    public static ChannelException Unreadable(string method, bool creates) =>
        new(creates ? ChannelFailure.Unknown : ChannelFailure.Busy, $"{method}: the answer has an unexpected shape");

    private static async Task<(HttpResponseMessage Response, string Text)> SendAsync(
        HttpClient http, Uri address, string method, HttpContent content, AuthenticationHeaderValue? authorization, bool creates, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        request.Headers.Authorization = authorization;
        HttpResponseMessage? response = null;
        try
        {
            response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
            return (response, await response.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (HttpRequestException failure) when (failure.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
        {
            throw new ChannelException(ChannelFailure.Busy, $"{method}: Slack could not be reached", inner: failure);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or InvalidOperationException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            response?.Dispose();
            throw new ChannelException(creates ? ChannelFailure.Unknown : ChannelFailure.Busy, $"{method}: the answer was lost", inner: failure);
        }
    }

    private static ChannelException ByStatus(HttpResponseMessage response, string method, bool creates)
    {
        var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        return response.StatusCode switch
        {
            HttpStatusCode.TooManyRequests => new(ChannelFailure.Busy, $"{method}: {SlackFailures.RateLimited}", RetryAfter(response)) { Code = SlackFailures.RateLimited },
            HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError =>
                new(creates ? ChannelFailure.Unknown : ChannelFailure.Busy, $"{method}: {status}", RetryAfter(response)) { Code = status },
            _ => new(ChannelFailure.Refused, $"{method}: {status}") { Code = status },
        };
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter?.Delta is { } wait && wait > TimeSpan.Zero ? (wait < TimeSpan.FromHours(1) ? wait : TimeSpan.FromHours(1)) : null;

    // Whatever does not look like a code goes into no log.
    private static string? Code(string? text) => text switch
    {
        null => null,
        { Length: <= LongestCode } when text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or ':' or '.' or ',') => text,
        _ => "unreadable_error",
    };

    private static JsonElement Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(text.Length == 0 ? "null" : text);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
