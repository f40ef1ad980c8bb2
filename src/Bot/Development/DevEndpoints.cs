using System.Globalization;
using System.Xml;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;
using CoSellBot.Bot.Web;
using CoSellBot.Prm;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Development;

/// <summary>What only a developer at this machine may do: move the business clock and start the demo over.</summary>
public static class DevEndpoints
{
    private sealed record ClockBody(string? Advance);

    /// <summary>Maps <c>/dev/*</c>; called in Development only.</summary>
    public static void MapDevelopment(this WebApplication app)
    {
        var dev = app.MapGroup("/dev").AddEndpointFilter<LocalOnly>();
        dev.MapGet("/clock", (BusinessClock clock) => Now(clock));
        dev.MapPost("/clock", AdvanceAsync);
        dev.MapPost("/reset", async (DemoWorld world, WebFeed feed, CancellationToken ct) =>
        {
            await world.ResetAsync(ct);
            feed.Publish(new WebEvent("reset", "", "{}"));
            return Results.NoContent();
        });
    }

    private static async Task<IResult> AdvanceAsync(
        HttpRequest request, BusinessClock clock, BotStore store, Workers workers, WebFeed feed, CancellationToken ct)
    {
        TimeSpan by;
        try
        {
            var body = request.HasJsonContentType() ? await request.ReadFromJsonAsync<ClockBody>(ct) : null;
            by = XmlConvert.ToTimeSpan(body?.Advance ?? "");
        }
        catch (Exception failure) when (failure is FormatException or OverflowException or System.Text.Json.JsonException or InvalidOperationException)
        {
            by = TimeSpan.Zero;
        }

        if (by <= TimeSpan.Zero || clock.Offset + by > TimeSpan.FromDays(3650))
        {
            return Results.Json(new { title = "Say how far to move the clock, forward and at most ten years in all, like PT1H or P30D." }, statusCode: 400);
        }

        var offset = clock.MoveTo(clock.Offset + by);
        await ClockOffset.SaveAsync(store, offset, ct);
        feed.Publish(new WebEvent("clock", "", $$"""{"now":"{{Text(clock)}}"}"""));
        await workers.DrainAsync(ct);
        return Now(clock);
    }

    private static IResult Now(BusinessClock clock) => Results.Json(new { now = Text(clock) });

    private static string Text(BusinessClock clock) => clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

/// <summary>The business clock's offset as the processes share it.</summary>
internal static class ClockOffset
{
    private const string Name = "clock.offset";

    public static async Task<TimeSpan> LoadAsync(BotStore store, CancellationToken cancellationToken)
    {
        var value = await store.ReadAsync(context => context.Set<SettingRow>().Where(s => s.Name == Name).Select(s => s.Value).SingleOrDefaultAsync(cancellationToken), cancellationToken);
        return value is null ? TimeSpan.Zero : TimeSpan.FromTicks(long.Parse(value, CultureInfo.InvariantCulture));
    }

    public static Task SaveAsync(BotStore store, TimeSpan offset, CancellationToken cancellationToken) => store.WriteAsync(
        async context =>
        {
            var row = await context.Set<SettingRow>().SingleOrDefaultAsync(s => s.Name == Name, cancellationToken);
            var value = offset.Ticks.ToString(CultureInfo.InvariantCulture);
            if (row is null)
            {
                context.Add(new SettingRow { Name = Name, Value = value });
            }
            // The clock only moves forward, whichever process is quicker.
            else if (long.Parse(row.Value, CultureInfo.InvariantCulture) < offset.Ticks)
            {
                row.Value = value;
            }
        },
        cancellationToken);
}
