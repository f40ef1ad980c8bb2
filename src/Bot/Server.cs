using CoSellBot.Bot.Development;
using CoSellBot.Bot.Storage;
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
        }
        catch (InvalidOperationException wrongSetting)
        {
            await Console.Error.WriteLineAsync(wrongSetting.Message);
            return 2;
        }

        await using (app)
        {
            await app.StartAsync();
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
        if (app.Environment.IsDevelopment())
        {
            app.UseDefaultFiles();
            app.UseStaticFiles();
            app.MapWeb();
            app.MapDevelopment();
        }

        return app;
    }

    private static Task SecurityHeadersAsync(HttpContext http, RequestDelegate next)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        return next(http);
    }

    private static async Task AnswerErrorAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        await http.Response.WriteAsJsonAsync(new { title = $"Something went wrong on our side. Reference {http.TraceIdentifier}." });
    }

    private static async Task<IResult> ReadyAsync(IDbContextFactory<BotDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Database.CanConnectAsync(cancellationToken) ? Results.Text("ready") : Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
    }
}
