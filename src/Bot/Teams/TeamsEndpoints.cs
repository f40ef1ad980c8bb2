using System.Text.Json;

namespace CoSellBot.Bot.Teams;

/// <summary>
/// Where Teams speaks to the bot. Who calls is proven before anything is read, what came is stored before it is acknowledged, and
/// only invokes wait for an answer.
/// </summary>
internal static class TeamsEndpoints
{
    private const int LargestBody = 512 * 1024;

    /// <summary>Maps <c>/api/messages</c>.</summary>
    public static void MapTeams(this WebApplication app) => app.MapPost("/api/messages", ReceiveAsync);

    private static async Task<IResult> ReceiveAsync(
        HttpContext http, TeamsOptions options, TeamsIntake intake, TeamsInvokes invokes, CancellationToken cancellationToken)
    {
        var (caller, refused) = await ProveAsync(http, options, cancellationToken);
        if (refused is not null)
        {
            return refused;
        }

        var (activity, problem) = await ReadAsync(http.Request, cancellationToken);
        if (activity is null)
        {
            return problem!;
        }

        if (!TeamsActivityMapper.IsWhole(activity))
        {
            return Refuse(400, "An activity needs a type, a conversation, a sender, a channel id and a service address.");
        }

        // The address is believed only when the proof names it; everything said later goes there.
        if (!(caller is null
            ? Uri.TryCreate(activity.ServiceUrl, UriKind.Absolute, out var service) && service.IsLoopback && options.Trusts(service)
            : http.RequestServices.GetRequiredService<TeamsAuthentication>().Admits(caller, activity.ChannelId!, activity.ServiceUrl)))
        {
            return Refuse(403, "The caller may not speak for that service address.");
        }

        if (activity.ChannelId != "msteams")
        {
            return Refuse(403, "Only Microsoft Teams is served here.");
        }

        if (activity.Type == "invoke")
        {
            return await invokes.AnswerAsync(activity, cancellationToken);
        }

        await intake.StoreAsync(activity, cancellationToken);
        return Results.StatusCode(StatusCodes.Status202Accepted);
    }

    /// <summary>The proven caller; null for a request of this machine in the simulator's mode.</summary>
    private static async Task<(TeamsCaller? Caller, IResult? Refused)> ProveAsync(HttpContext http, TeamsOptions options, CancellationToken cancellationToken)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (options.AllowAnonymous && (header.Length == 0 || options.AppId is null))
        {
            return http.Connection.RemoteIpAddress is { } address && System.Net.IPAddress.IsLoopback(address)
                ? (null, null)
                : (null, Refuse(401, "Without a token only this machine is served."));
        }

        return await http.RequestServices.GetRequiredService<TeamsAuthentication>().ProveAsync(header, cancellationToken) switch
        {
            TeamsProof.Proven proven => (proven.Caller, null),
            TeamsProof.Unavailable => (null, Refuse(503, "The caller cannot be checked right now.")),
            _ => (null, Refuse(401, "The caller could not be proven.")),
        };
    }

    private static async Task<(TeamsActivity? Activity, IResult? Problem)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType())
        {
            return (null, Refuse(415, "Send JSON."));
        }

        if (request.ContentLength > LargestBody)
        {
            return (null, Refuse(413, "That is too large."));
        }

        if (request.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LargestBody;
        }

        try
        {
            return await JsonSerializer.DeserializeAsync<TeamsActivity>(request.Body, TeamsActivity.Json, cancellationToken) is { } activity
                ? (activity, null)
                : (null, Refuse(400, "The body is empty."));
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, Refuse(413, "That is too large."));
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or BadHttpRequestException or IOException)
        {
            return (null, Refuse(400, "The body is not valid JSON of the expected shape."));
        }
    }

    private static IResult Refuse(int status, string title) => Results.Json(new { title }, statusCode: status);
}
