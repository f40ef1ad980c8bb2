using CoSellBot.Bot.Development;
using CoSellBot.Bot.Slack;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Teams;
using CoSellBot.Bot.Web;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot;

/// <summary>The bot as a web server.</summary>
internal static partial class Server
{
    private const string DefaultUrl = "http://localhost:3978";

    public static async Task<int> RunAsync(string[] args)
    {
        WebApplication app;
        try
        {
            app = Build(args);
            await app.StartAsync();
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or InvalidDataException or IOException)
        {
            // A wrong setting, a broken intent file, a newer database, a port in use: a sentence helps, a stack trace does not.
            await Console.Error.WriteLineAsync($"CoSellBot cannot start: {wrong.Message}");
            return 2;
        }

        await using (app)
        {
            foreach (var address in app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
            {
                await Console.Out.WriteLineAsync($"CoSellBot is ready: {address}/");
            }

            await app.WaitForShutdownAsync();
        }

        return 0;
    }

    /// <summary>Builds the server; tests replace services before it is closed.</summary>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? replace = null)
    {
        // Pages, prompts and samples lie beside the program, so any working directory does; data/ lies under the working directory.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
            WebRootPath = "Web/wwwroot",
        });
        if (builder.Configuration["urls"] is null)
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }

        builder.AddCoSellBot();
        replace?.Invoke(builder.Services);
        var app = builder.Build();
        app.Use(SecurityHeadersAsync);
        app.UseExceptionHandler(errors => errors.Run(AnswerErrorAsync));
        app.MapGet("/health/live", () => Results.Text("live"));
        app.MapGet("/health/ready", ReadyAsync);
        if (app.Services.GetService<TeamsOptions>() is not null)
        {
            app.MapTeams();
        }

        if (app.Services.GetService<SlackOptions>() is { } slack)
        {
            app.MapSlack(slack);
            app.MapSlackInstall();
        }

        if (app.Environment.IsDevelopment())
        {
            app.UseDefaultFiles();
            app.UseStaticFiles();
            app.MapWeb();
            app.MapDevelopment();
        }

        return app;
    }

    // Set when the answer starts, because an error clears what was set before.
    private static Task SecurityHeadersAsync(HttpContext http, RequestDelegate next)
    {
        http.Response.OnStarting(
            () =>
            {
                SetHeaders(http.Response.Headers);
                return Task.CompletedTask;
            });
        return next(http);
    }

    private static void SetHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
    }

    private static async Task AnswerErrorAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        await http.Response.WriteAsJsonAsync(new { title = $"Something went wrong on our side. Reference {http.TraceIdentifier}." });
    }

    private static async Task<IResult> ReadyAsync(IDbContextFactory<BotDbContext> contexts, IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        List<string> missing = await context.Database.CanConnectAsync(cancellationToken) ? [] : ["database"];
        missing.AddRange(services.GetServices<ReadinessCheck>().Select(check => check()).OfType<string>().Distinct());
        return missing.Count == 0 ? Results.Text("ready") : Results.Text($"not ready: {string.Join(", ", missing)}", statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}
