using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace CoSellBot.Bot.Slack;

/// <summary>
/// Where Slack speaks to the bot over HTTP. Who calls is proven over the raw body before a byte of it is read, and what came is
/// stored before it is acknowledged. Retry headers decide nothing: the first try may never have come here.
/// </summary>
internal static class SlackEndpoints
{
    private const int LargestBody = 512 * 1024;

    /// <summary>Maps <c>/slack/events</c>, <c>/slack/interactions</c> and <c>/slack/commands</c> when Slack calls over HTTP.</summary>
    public static void MapSlack(this WebApplication app, SlackOptions slack)
    {
        if (!slack.TakesRequests)
        {
            return;
        }

        app.MapPost("/slack/events", (HttpContext http, SlackReceiver receiver, SlackOptions options, TimeProvider clock, CancellationToken token) =>
            ReceiveAsync(http, options, clock, body => EventAsync(http, body, receiver, token), token));
        app.MapPost("/slack/interactions", (HttpContext http, SlackReceiver receiver, SlackOptions options, TimeProvider clock, CancellationToken token) =>
            ReceiveAsync(http, options, clock, body => InteractionAsync(http, body, receiver, token), token));
        app.MapPost("/slack/commands", (HttpContext http, SlackReceiver receiver, SlackOptions options, TimeProvider clock, CancellationToken token) =>
            ReceiveAsync(http, options, clock, body => CommandAsync(http, body, receiver, token), token));
    }

    private static async Task<IResult> ReceiveAsync(
        HttpContext http, SlackOptions options, TimeProvider clock, Func<byte[], Task<IResult>> handle, CancellationToken cancellationToken)
    {
        var (body, refused) = await ReadAsync(http, cancellationToken);
        if (body is null)
        {
            return refused!;
        }

        if (options.SigningSecret is not { } secret
            || !SlackSignature.Proves(secret, http.Request.Headers["X-Slack-Request-Timestamp"], http.Request.Headers["X-Slack-Signature"], body, clock.GetUtcNow()))
        {
            return Refuse(401, "The caller could not be proven.");
        }

        try
        {
            return await handle(body);
        }
        catch (SlackNotReadyException)
        {
            // Slack sends it again; then perhaps we know who we are.
            return Refuse(503, "Slack is not ready here yet.");
        }
    }

    private static async Task<IResult> EventAsync(HttpContext http, byte[] body, SlackReceiver receiver, CancellationToken cancellationToken)
    {
        if (!http.Request.HasJsonContentType())
        {
            return Refuse(415, "Send JSON.");
        }

        if (SlackPayload.Parse(body) is not { } json)
        {
            return Refuse(400, "The body is not valid JSON of the expected shape.");
        }

        return json.Text("type") == "url_verification"
            ? json.Text("challenge") is { Length: <= 1_000 } challenge ? Results.Json(new { challenge }) : Refuse(400, "There is no challenge.")
            : Answer(await receiver.EventAsync(json, cancellationToken));
    }

    private static async Task<IResult> InteractionAsync(HttpContext http, byte[] body, SlackReceiver receiver, CancellationToken cancellationToken)
    {
        if (Form(http, body) is not { } form)
        {
            return Refuse(415, "Send a form.");
        }

        if (IsCheck(form))
        {
            return Results.Ok();
        }

        return form("payload") is { } payload && SlackPayload.Parse(Encoding.UTF8.GetBytes(payload)) is { } json
            ? Answer(await receiver.InteractionAsync(json, cancellationToken))
            : Refuse(400, "The payload is not valid JSON of the expected shape.");
    }

    private static async Task<IResult> CommandAsync(HttpContext http, byte[] body, SlackReceiver receiver, CancellationToken cancellationToken)
    {
        if (Form(http, body) is not { } form)
        {
            return Refuse(415, "Send a form.");
        }

        if (IsCheck(form))
        {
            return Results.Ok();
        }

        var fields = new JsonObject();
        foreach (var name in SlackReceiver.CommandFields)
        {
            fields[name] = form(name);
        }

        return Answer(await receiver.CommandAsync(JsonSerializer.SerializeToElement(fields), cancellationToken));
    }

    // Slack asks so whether our certificate is in order. It is proven like everything else.
    private static bool IsCheck(Func<string, string?> form) => form("ssl_check") == "1";

    private static async Task<(byte[]? Body, IResult? Refused)> ReadAsync(HttpContext http, CancellationToken cancellationToken)
    {
        // Before anything is hashed: a large body costs nothing here.
        if (http.Request.ContentLength > LargestBody)
        {
            return (null, Refuse(413, "That is too large."));
        }

        if (http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LargestBody;
        }

        try
        {
            using var buffer = new MemoryStream();
            await http.Request.Body.CopyToAsync(buffer, cancellationToken);
            return (buffer.ToArray(), null);
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, Refuse(413, "That is too large."));
        }
        catch (Exception failure) when (failure is BadHttpRequestException or IOException)
        {
            return (null, Refuse(400, "The body could not be read."));
        }
    }

    /// <summary>Looks up the first value of a form's field; null when the body is no form.</summary>
    private static Func<string, string?>? Form(HttpContext http, byte[] body)
    {
        if (!http.Request.HasFormContentType)
        {
            return null;
        }

        try
        {
            var fields = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body));
            return name => fields.TryGetValue(name, out var values) ? values.FirstOrDefault() : null;
        }
        catch (InvalidDataException)
        {
            return _ => null;
        }
    }

    private static IResult Answer(JsonObject? body) => body is null ? Results.Ok() : Results.Text(body.ToJsonString(), "application/json", Encoding.UTF8);

    private static IResult Refuse(int status, string title) => Results.Json(new { title }, statusCode: status);
}
