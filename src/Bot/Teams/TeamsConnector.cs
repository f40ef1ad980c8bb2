using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Core;
using CoSellBot.Bot.Turns;

namespace CoSellBot.Bot.Teams;

/// <summary>
/// Calls the Bot Connector. No call leaves for a host that is not trusted, so no token does; nothing is repeated here, because
/// only the outbox knows whether a repetition is safe.
/// </summary>
internal sealed class TeamsConnector(HttpClient http, TeamsOptions options, TokenCredential? credential)
{
    /// <summary>The code of a failure that says it is not there.</summary>
    public const string NotFound = "404";

    private const int PageSize = 500;
    private const int MostPages = 40;

    /// <summary>Posts an activity.</summary>
    /// <returns>Teams' id of it, or null when Teams gave none.</returns>
    /// <exception cref="ChannelException">See <see cref="ChannelFailure"/>; a server error after the body went out is unknown.</exception>
    public async Task<string?> PostAsync(string serviceUrl, string conversationId, JsonObject activity, CancellationToken cancellationToken) =>
        Text(await SendAsync(HttpMethod.Post, serviceUrl, $"v3/conversations/{Escape(conversationId)}/activities", activity, cancellationToken), "id");

    /// <summary>Replaces an activity.</summary>
    public Task UpdateAsync(string serviceUrl, string conversationId, string activityId, JsonObject activity, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, serviceUrl, $"v3/conversations/{Escape(conversationId)}/activities/{Escape(activityId)}", activity, cancellationToken);

    /// <summary>Takes an activity away.</summary>
    public Task DeleteAsync(string serviceUrl, string conversationId, string activityId, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, serviceUrl, $"v3/conversations/{Escape(conversationId)}/activities/{Escape(activityId)}", null, cancellationToken);

    /// <summary>Opens a one-to-one chat; the same one when it is there already.</summary>
    public async Task<string?> OpenPersonalAsync(string serviceUrl, string? botId, string address, string? tenant, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["bot"] = new JsonObject { ["id"] = botId ?? $"28:{options.AppId}" },
            ["members"] = new JsonArray(new JsonObject { ["id"] = address }),
            ["isGroup"] = false,
            ["tenantId"] = tenant,
            ["channelData"] = new JsonObject { ["tenant"] = new JsonObject { ["id"] = tenant } },
        };
        return Text(await SendAsync(HttpMethod.Post, serviceUrl, "v3/conversations", body, cancellationToken), "id");
    }

    /// <summary>Everyone in a conversation, all pages; a page that fails fails the whole.</summary>
    public async Task<IReadOnlyList<JsonElement>> ReadMembersAsync(string serviceUrl, string conversationId, CancellationToken cancellationToken)
    {
        var members = new List<JsonElement>();
        string? next = null;
        for (var page = 0; page < MostPages; page++)
        {
            var path = $"v3/conversations/{Escape(conversationId)}/pagedmembers?pageSize={PageSize}" + (next is null ? "" : $"&continuationToken={Escape(next)}");
            var answer = await SendAsync(HttpMethod.Get, serviceUrl, path, null, cancellationToken);
            if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("members", out var list) || list.ValueKind != JsonValueKind.Array)
            {
                throw new ChannelException(ChannelFailure.Busy, "The roster has an unexpected shape.");
            }

            members.AddRange(list.EnumerateArray());
            next = Text(answer, "continuationToken");
            if (string.IsNullOrEmpty(next))
            {
                return members;
            }
        }

        throw new ChannelException(ChannelFailure.Busy, "The roster has too many pages.");
    }

    /// <summary>The Microsoft Entra group of a team, or null.</summary>
    public async Task<string?> ReadTeamGroupAsync(string serviceUrl, string teamId, CancellationToken cancellationToken) =>
        Text(await SendAsync(HttpMethod.Get, serviceUrl, $"v3/teams/{Escape(teamId)}", null, cancellationToken), "aadGroupId");

    private async Task<JsonElement> SendAsync(HttpMethod method, string serviceUrl, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(serviceUrl, UriKind.Absolute, out var service) || !options.Trusts(service))
        {
            throw new ChannelException(ChannelFailure.Closed, "service host is not on the list");
        }

        using var request = new HttpRequestMessage(method, new Uri($"{service.AbsoluteUri.TrimEnd('/')}/{path}"));
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        await AuthorizeAsync(request, service, cancellationToken);
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        }
        catch (HttpRequestException failure) when (failure.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
        {
            throw new ChannelException(ChannelFailure.Busy, "the service could not be reached", inner: failure);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ChannelException(Creates(method) ? ChannelFailure.Unknown : ChannelFailure.Busy, "the answer was lost", inner: failure);
        }

        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode ? Parse(text) : throw Failure(method, response, Parse(text));
        }
    }

    // Nobody has to prove anything to a service on this machine, unless the token's source is on this machine too.
    private async Task AuthorizeAsync(HttpRequestMessage request, Uri service, CancellationToken cancellationToken)
    {
        if (credential is null || (options.AllowAnonymous && service.IsLoopback && options.TokenEndpoint is not { IsLoopback: true }))
        {
            return;
        }

        try
        {
            var token = await credential.GetTokenAsync(new TokenRequestContext([TeamsCredential.ConnectorScope]), cancellationToken);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Token);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ChannelException(ChannelFailure.Busy, "no token could be had", inner: failure);
        }
    }

    private static bool Creates(HttpMethod method) => method == HttpMethod.Post;

    // The table of faults.md T-03 and T-04.
    private static ChannelException Failure(HttpMethod method, HttpResponseMessage response, JsonElement body)
    {
        var error = body.ValueKind == JsonValueKind.Object && body.TryGetProperty("error", out var inner) ? inner : body;
        var code = Text(error, "subCode") ?? Text(error, "code") ?? "";
        var named = string.Concat(code.Where(char.IsAsciiLetterOrDigit).Take(60));
        var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        var what = named.Length > 0 ? $"{status} {named}" : status;
        var (reason, wait) = response.StatusCode switch
        {
            HttpStatusCode.TooManyRequests or HttpStatusCode.PreconditionFailed => (ChannelFailure.Busy, RetryAfter(response)),
            // The address may have moved; the next message from there brings the new one.
            HttpStatusCode.Forbidden when named == "InvalidBotApiHost" => (ChannelFailure.Busy, null),
            HttpStatusCode.Unauthorized => (ChannelFailure.Busy, null),
            HttpStatusCode.Forbidden => (ChannelFailure.Closed, null),
            HttpStatusCode.NotFound when method == HttpMethod.Put || method == HttpMethod.Delete => (ChannelFailure.Refused, null),
            HttpStatusCode.NotFound when named is "" or "ConversationNotFound" or "BotNotInConversationRoster" => (ChannelFailure.Closed, null),
            HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => (Creates(method) ? ChannelFailure.Unknown : ChannelFailure.Busy, RetryAfter(response)),
            _ => (ChannelFailure.Refused, (TimeSpan?)null),
        };
        return new ChannelException(reason, what, wait) { Code = status };
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter?.Delta is { } wait && wait > TimeSpan.Zero ? (wait < TimeSpan.FromHours(1) ? wait : TimeSpan.FromHours(1)) : null;

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

    private static string? Text(JsonElement element, string name) => TeamsActivityMapper.Text(element, name);

    private static string Escape(string id) => Uri.EscapeDataString(id);
}
