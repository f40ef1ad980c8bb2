namespace CoSellBot.Evals.Scenarios.Channels;

/// <summary>The channels scenarios are played over.</summary>
internal static class ScenarioChannels
{
    /// <summary>The page, where a scenario runs unless told otherwise.</summary>
    public const string Web = "web";

    private const string Teams = "teams";
    private const string Slack = "slack";

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [Web, Teams, Slack];

    /// <summary>What opens bots for a channel.</summary>
    /// <param name="channel">One of the names.</param>
    /// <param name="settings">Settings of the bot as the environment writes them.</param>
    /// <exception cref="ArgumentException">There is no such channel.</exception>
    public static IScenarioHost Open(string channel, IReadOnlyDictionary<string, string> settings) => channel switch
    {
        Web => new WebScenarioHost(settings),
        Teams => new ChatScenarioHost(async arguments => await TeamsScenarioBot.StartAsync(arguments), settings),
        Slack => new ChatScenarioHost(async arguments => await SlackScenarioBot.StartAsync(arguments), settings),
        _ => throw new ArgumentException($"The channels are {string.Join(", ", Names)}.", nameof(channel)),
    };
}
