using CoSellBot.Bot.Turns;

namespace CoSellBot.Bot.Teams;

/// <summary>Adds Teams to the house when it is set up.</summary>
internal static class TeamsServices
{
    private const int LargestAnswer = 4 * 1024 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Reads the settings and registers what they call for.</summary>
    /// <returns>The settings, or null when Teams is not set up: then there is no route either.</returns>
    /// <exception cref="InvalidOperationException">The settings are incomplete.</exception>
    public static TeamsOptions? AddTeams(this IHostApplicationBuilder builder)
    {
        if (TeamsOptions.Read(builder.Configuration, builder.Environment) is not { } options)
        {
            return null;
        }

        var services = builder.Services;
        services.AddSingleton(options);
        if (options.AppId is not null && options.TenantId is not null)
        {
            services.AddSingleton<TeamsAuthentication>();
        }

        var credential = options.HasCredential ? TeamsCredential.Create(options) : null;
        services.AddSingleton(_ => new TeamsConnector(
            // Redirects are not followed: the host that was checked is the host that gets the token.
            PlainHttp.Create(Timeout, LargestAnswer), options, credential));
        services.AddSingleton<TeamsConversations>();
        services.AddSingleton(provider => new TeamsRosters(
            provider.GetRequiredService<TeamsConnector>(), TeamsGraph.Create(options, credential, provider.GetRequiredService<ILoggerFactory>()),
            provider.GetRequiredService<TeamsConversations>(), options, provider.GetRequiredService<ILogger<TeamsRosters>>()));
        services.AddSingleton<TeamsChannel>();
        services.AddSingleton<IChannel>(provider => provider.GetRequiredService<TeamsChannel>());
        services.AddSingleton<TeamsIntake>();
        services.AddSingleton<TeamsCardViews>();
        services.AddSingleton<TeamsDialogs>();
        services.AddSingleton<TeamsSearch>();
        services.AddSingleton<TeamsInvokes>();
        return options;
    }
}
