using System.Collections.Immutable;
using System.Text.Encodings.Web;
using CoSellBot.Agents.Replies;

namespace CoSellBot.Bot.Slack;

/// <summary>Where a workspace installs the app, and where Slack sends people back to.</summary>
internal static class SlackInstallEndpoints
{
    /// <summary>Where an installation begins.</summary>
    public const string Start = "/slack/install";

    /// <summary>Where it ends; the redirect address of the app's settings.</summary>
    public const string Callback = "/slack/oauth/callback";

    private const string CookieName = "cosellbot-slack-install";

    /// <summary>Maps both, when workspaces install the app by themselves.</summary>
    public static void MapSlackInstall(this WebApplication app)
    {
        if (app.Services.GetRequiredService<SlackOptions>().IsInstallable)
        {
            app.MapGet(Start, Begin);
            app.MapGet(Callback, EndAsync);
        }
    }

    private static IResult Begin(HttpContext http, SlackInstall install, SlackOptions options)
    {
        var (address, cookie) = install.Begin(RedirectUri(http, options));
        http.Response.Cookies.Append(CookieName, cookie, Cookie(options));
        http.Response.Headers.CacheControl = "no-store";
        return Results.Redirect(address.AbsoluteUri);
    }

    private static async Task<IResult> EndAsync(
        HttpContext http, SlackInstall install, SlackOptions options, string? state, string? error, string? code)
    {
        var cookie = http.Request.Cookies[CookieName];
        http.Response.Cookies.Delete(CookieName, Cookie(options));
        http.Response.Headers.CacheControl = "no-store";
        var result = await install.EndAsync(state, cookie, error, code, RedirectUri(http, options));
        return Results.Content(Page(result), "text/html; charset=utf-8", statusCode: result.Status);
    }

    // Lax: it has to come along when Slack sends the person back, and with nothing another site sends by itself.
    private static CookieOptions Cookie(SlackOptions options) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = options.PublicUrl?.Scheme == Uri.UriSchemeHttps,
        Path = "/slack/oauth",
        MaxAge = SlackInstallState.Lifetime,
        IsEssential = true,
    };

    // Without a public address the bot runs on the developer's own machine, and the request tells where.
    private static string RedirectUri(HttpContext http, SlackOptions options) =>
        (options.PublicUrl?.AbsoluteUri.TrimEnd('/') ?? $"{http.Request.Scheme}://{http.Request.Host.ToUriComponent()}") + Callback;

    private static string Page(SlackInstallResult result)
    {
        var title = Words("install.title");
        var again = result.Status == StatusCodes.Status200OK ? "" : $"<p><a href=\"{Start}\">{Words("install.again")}</a></p>";
        return $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title></head><body><main><h1>{title}</h1><p>{Words(result.Label)}</p>{again}</main></body></html>";
    }

    private static string Words(string key) =>
        HtmlEncoder.Default.Encode(Texts.Shipped.Format(key, ImmutableDictionary<string, Term>.Empty, ReadingContext.From("en-GB", "Etc/UTC")));
}
