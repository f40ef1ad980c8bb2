using CoSellBot.Bot.Turns;

namespace CoSellBot.Bot.Slack;

/// <summary>The one workspace the token of the settings belongs to. Slack is asked which until it says so; only ids are stored.</summary>
internal sealed partial class SlackSoleWorkspace(string token, SlackVault vault, SlackOAuth oauth, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongPause = TimeSpan.FromMinutes(10);
    private readonly Lock _lock = new();
    private Task? _asking;
    private DateTimeOffset _next;
    private ChannelException? _failure;

    /// <summary>The installation; null while it is unknown.</summary>
    public string? Id { get; private set; }

    /// <summary>Asks Slack, unless it is known already or Slack was asked a moment ago. Never throws for Slack's sake.</summary>
    public Task LearnAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (Id is null && _asking is null && clock.GetUtcNow() >= _next)
            {
                // All who ask wait for the same answer, and it does not depend on the patience of the first.
                _asking = Task.Run(AskAsync, CancellationToken.None);
            }

            return _asking?.WaitAsync(cancellationToken) ?? Task.CompletedTask;
        }
    }

    /// <summary>Passes when this is the installation.</summary>
    /// <exception cref="ChannelException">It is another one, or not known yet.</exception>
    public async Task EnsureAsync(string installationId, CancellationToken cancellationToken)
    {
        await LearnAsync(cancellationToken);
        if (Id is null)
        {
            throw new ChannelException(_failure?.Reason == ChannelFailure.Closed ? ChannelFailure.Closed : ChannelFailure.Busy, _failure?.Message ?? "the workspace is not known yet", Pause);
        }

        if (Id != installationId)
        {
            throw new ChannelException(ChannelFailure.Closed, "the token is for another workspace");
        }
    }

    private async Task AskAsync()
    {
        const string Method = "auth.test";
        try
        {
            var who = await oauth.TestAsync(token, CancellationToken.None);
            var (team, enterprise) = (SlackJson.Text(who, "team_id"), SlackJson.Text(who, "enterprise_id"));
            var id = (SlackJson.Flag(who, "is_enterprise_install") ? enterprise : team) ?? throw SlackWire.Unreadable(Method, creates: false);
            await vault.KeepAsync(
                new SlackInstallation
                {
                    Id = id, EnterpriseId = enterprise, BotUserId = SlackJson.Text(who, "user_id"), BotId = SlackJson.Text(who, "bot_id"), AppId = SlackJson.Text(who, "app_id"),
                    UpdatedAt = clock.GetUtcNow(),
                },
                null, null, null, CancellationToken.None);
            (Id, _failure) = (id, null);
        }
        catch (ChannelException failure)
        {
            LogUnknown(failure.Message);
            _failure = failure;
            _next = clock.GetUtcNow() + (failure.Reason == ChannelFailure.Closed ? LongPause : failure.RetryAfter ?? Pause);
        }
        finally
        {
            lock (_lock)
            {
                _asking = null;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Slack does not say which workspace Slack:BotToken belongs to ({Reason}); nothing is said in Slack until it does.")]
    private partial void LogUnknown(string reason);
}
