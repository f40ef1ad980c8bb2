namespace CoSellBot.Bot.Slack;

/// <summary>Keeps the bot reachable without a public address: a few sockets that the bot opens to Slack (Socket Mode).</summary>
internal sealed class SlackSockets(
    SlackOptions options, SlackSocketSettings settings, HttpClient http, SlackReceive receive, SlackSocketHealth health, TimeProvider clock, ILogger<SlackSockets> log)
    : BackgroundService
{
    private readonly SlackSocketOpener _opener = new(options, settings, http, clock);

    /// <inheritdoc/>
    public override void Dispose()
    {
        http.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(1, settings.Count).Select(index => new SlackSocketSlot(index, OpenAsync, clock, log).RunAsync(stoppingToken)));

    private async Task<SlackSocket> OpenAsync(CancellationToken cancellationToken) =>
        new(await _opener.OpenAsync(cancellationToken), receive, health, settings, clock, log);
}
