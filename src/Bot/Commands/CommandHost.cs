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
}
