namespace CoSellBot.Bot.Slack;

/// <summary>
/// Asks Slack for the workspace of the settings' token when the bot starts, and looks at it ever after: a wrong token is in the log
/// before anybody speaks, and one that works again is found without anybody speaking.
/// </summary>
internal sealed partial class SlackWorkspaceWatch(SlackTokens tokens, TimeProvider clock, ILogger<SlackWorkspaceWatch> logger) : BackgroundService
{
    /// <summary>How often; how often Slack itself is asked is decided elsewhere.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The start of the host waits for nobody.
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await tokens.AllAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(failure);
            }

            await Task.Delay(Every, clock, stoppingToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The Slack workspace of Slack:BotToken could not be looked at; it is looked at again.")]
    private partial void LogFailed(Exception failure);
}
