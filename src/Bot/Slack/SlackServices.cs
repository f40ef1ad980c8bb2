using CoSellBot.Bot.Turns;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;

namespace CoSellBot.Bot.Slack;

/// <summary>Adds Slack to the house when it is set up.</summary>
internal static class SlackServices
{
    private const int LargestAnswer = 4 * 1024 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Reads the settings and registers what they call for.</summary>
    /// <returns>The settings, or null when Slack is not set up: then there is no route either.</returns>
    /// <exception cref="InvalidOperationException">The settings are incomplete.</exception>
    public static SlackOptions? AddSlack(this IHostApplicationBuilder builder)
    {
        if (SlackOptions.Read(builder.Configuration, builder.Environment) is not { } options)
        {
            return null;
        }

        var services = builder.Services;
        services.AddSingleton(options);
        services.AddStoredKeys();
        services.AddSingleton<SlackLimits>();
        services.AddSingleton<SlackVault>();
        // Redirects are not followed: the host of the settings is the host that gets the token.
        services.AddSingleton(_ => new SlackOAuth(PlainHttp.Create(Timeout, LargestAnswer), options));
        services.AddSingleton<SlackTokens>();
        services.AddSingleton(provider => new SlackApi(
            PlainHttp.Create(Timeout, LargestAnswer), options, provider.GetRequiredService<SlackTokens>(), provider.GetRequiredService<SlackLimits>()));
        services.AddSingleton<SlackInstallState>();
        services.AddSingleton<SlackInstall>();
        services.AddSlackConversations(options);
        if (options.BotToken is not null)
        {
            services.AddSingleton<ReadinessCheck>(provider =>
            {
                var tokens = provider.GetRequiredService<SlackTokens>();
                return () => tokens.IsRefused ? "slack" : null;
            });
            services.AddHostedService<SlackWorkspaceWatch>();
        }

        return options;
    }

    /// <summary>Protection of stored secrets with keys all processes share.</summary>
    internal static void AddStoredKeys(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("CoSellBot");
        services.AddSingleton<IXmlRepository, DataProtectionKeys>();
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider =>
            new ConfigureOptions<KeyManagementOptions>(keys => keys.XmlRepository = provider.GetRequiredService<IXmlRepository>()));
    }
}
