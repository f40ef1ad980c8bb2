using CoSellBot.Bot.Turns;

namespace CoSellBot.Bot.Slack;

/// <summary>Adds Socket Mode to the house.</summary>
internal static class SlackSocketServices
{
    private const int LargestAnswer = 64 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Registers the sockets and their part in the bot's readiness. Whoever calls it registers a <see cref="SlackReceive"/>.</summary>
    public static void AddSlackSockets(this IServiceCollection services, SlackOptions options)
    {
        services.AddSingleton(provider => SlackSocketSettings.Read(provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<IHostEnvironment>()));
        services.AddSingleton<SlackSocketHealth>();
        services.AddSingleton<ReadinessCheck>(provider =>
        {
            var health = provider.GetRequiredService<SlackSocketHealth>();
            return () => health.IsReady ? null : "slack";
        });
        services.AddHostedService(provider => new SlackSockets(
            options,
            provider.GetRequiredService<SlackSocketSettings>(),
            // Redirects are not followed: the host that was checked is the host that gets the token.
            PlainHttp.Create(Timeout, LargestAnswer),
            provider.GetRequiredService<SlackReceive>(),
            provider.GetRequiredService<SlackSocketHealth>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SlackSockets>>()));
    }
}
