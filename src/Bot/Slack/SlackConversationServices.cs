using CoSellBot.Bot.Turns;

namespace CoSellBot.Bot.Slack;

/// <summary>Adds what Slack's conversations need: the channel, its rosters, and what comes in over HTTP or sockets.</summary>
internal static class SlackConversationServices
{
    /// <summary>Registers them; the Web API's client is there already.</summary>
    public static void AddSlackConversations(this IServiceCollection services, SlackOptions options)
    {
        services.AddSingleton<SlackPlaces>();
        services.AddSingleton<SlackRosters>();
        services.AddSingleton<SlackChannel>();
        services.AddSingleton<IChannel>(provider => provider.GetRequiredService<SlackChannel>());
        services.AddSingleton<SlackErrands>();
        services.AddSingleton<IWorker>(provider => provider.GetRequiredService<SlackErrands>());
        services.AddSingleton<SlackHome>();
        services.AddSingleton<SlackModals>();
        services.AddSingleton<SlackIntake>();
        services.AddSingleton<SlackInteractions>();
        services.AddSingleton<SlackCommands>();
        services.AddSingleton<SlackReceiver>();
        services.AddSingleton<SlackReceive>(provider => provider.GetRequiredService<SlackReceiver>().ReceiveAsync);
        if (options.OpensSockets)
        {
            services.AddSlackSockets(options);
        }
    }
}
