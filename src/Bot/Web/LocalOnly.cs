using Microsoft.AspNetCore.Http.Features;

namespace CoSellBot.Bot.Web;

/// <summary>
/// Lets through only what a page of ours on this machine sends. Personas are a development aid, not an identity: nobody from
/// elsewhere may become one, and no other page in the same browser may press our buttons.
/// </summary>
internal sealed class LocalOnly : IEndpointFilter
{
    private const long LongestBody = 256 * 1024;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.Connection.RemoteIpAddress is not { } address || !System.Net.IPAddress.IsLoopback(address))
        {
            return Refuse("The demo answers this machine only.");
        }

        // A foreign name that resolves to this machine is a way around the same-origin rule.
        if (http.Request.Host.Host is not ("localhost" or "127.0.0.1" or "[::1]" or "::1"))
        {
            return Refuse("The demo answers under localhost only.");
        }

        var origin = http.Request.Headers.Origin.ToString();
        if (origin.Length > 0 && origin != $"{http.Request.Scheme}://{http.Request.Host}")
        {
            return Refuse("The demo answers its own page only.");
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LongestBody;
        }

        return await next(context);
    }

    private static IResult Refuse(string title) => Results.Json(new { title }, statusCode: StatusCodes.Status403Forbidden);
}
