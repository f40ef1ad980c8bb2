namespace CoSellBot.Bot.Commands;

/// <summary>The house without its web server, for commands. The environment is the one the server would have.</summary>
internal static class CommandHost
{
    public static IHost Build(LogLevel level)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings
        {
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT"),
        });
        builder.Logging.SetMinimumLevel(level);
        builder.AddCoSellBot();
        return builder.Build();
    }

    /// <summary>Does something short with a house: the one given, else one of its own over the newest schema. What stops it is said, and counts as 2.</summary>
    public static async Task<int> WithHouseAsync(IServiceProvider? services, TextWriter error, Func<IServiceProvider, Task<int>> work, CancellationToken cancellationToken)
    {
        try
        {
            if (services is not null)
            {
                return await work(services);
            }

            using var host = Build(LogLevel.Warning);
            await host.Services.GetRequiredService<Opening>().PrepareAsync(cancellationToken);
            return await work(host.Services);
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"Nothing was changed: {wrong.Message}");
            return 2;
        }
    }
}
