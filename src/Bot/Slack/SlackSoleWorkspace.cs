using CoSellBot.Bot.Turns;

namespace CoSellBot.Bot.Slack;

/// <summary>
/// The one workspace the token of the settings belongs to. Slack is asked which until it says so, and again when it has refused
/// the token since; only ids are stored.
/// </summary>
internal sealed partial class SlackSoleWorkspace(string token, SlackVault vault, SlackOAuth oauth, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongPause = TimeSpan.FromMinutes(5);
    private readonly Lock _lock = new();
    private Task? _asking;
    private DateTimeOffset _next;
    private volatile Knowledge _known = new(null, false, DateTimeOffset.MinValue, null, false, "the workspace is not known yet");

    /// <summary>The installation, open or not; null until Slack has said it once.</summary>
    public string? Id => _known.Id;

    /// <summary>True while Slack's last word is that the token works.</summary>
    public bool IsSettled => _known.IsSettled;

    /// <summary>True while nothing can be said in the installation before the token works again.</summary>
    public bool IsClosed => _known.ClosedBecause is not null;

    /// <summary>True from the moment the installation ended or the token was refused until the token works.</summary>
    public bool IsRefused => _known.IsRefused;

    /// <summary>Asks Slack, unless it is known already or Slack was asked a moment ago. Never throws for Slack's sake.</summary>
    public Task LearnAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_known.IsSettled && _asking is null && clock.GetUtcNow() >= _next)
            {
                // All who ask wait for the same answer, and it does not depend on the patience of the first.
                _asking = Task.Run(AskAsync, CancellationToken.None);
            }

            return _asking?.WaitAsync(cancellationToken) ?? Task.CompletedTask;
        }
    }

    /// <summary>Passes when this is the installation.</summary>
    /// <exception cref="ChannelException">It is another one, it is closed, or it is not known yet.</exception>
    public async Task EnsureAsync(string installationId, CancellationToken cancellationToken)
    {
        await LearnAsync(cancellationToken);
        var known = _known;
        if (known.ClosedBecause is { } because)
        {
            throw new ChannelException(ChannelFailure.Closed, because);
        }

        if (!known.IsSettled)
        {
            throw new ChannelException(ChannelFailure.Busy, known.Failure, Pause);
        }

        if (known.Id != installationId)
        {
            throw new ChannelException(ChannelFailure.Closed, "the token is for another workspace");
        }
    }

    /// <summary>The installation was closed at some time. After a while Slack is asked whether the token works again.</summary>
    public void NoteClosed(string installationId, string because, DateTimeOffset at)
    {
        lock (_lock)
        {
            // What was read before the token was found to work says nothing.
            if (_known.IsSettled && _known.Id == installationId && at >= _known.Since)
            {
                _known = _known with { IsSettled = false, ClosedBecause = because, IsRefused = true, Failure = because };
                _next = clock.GetUtcNow() + LongPause;
            }
        }
    }

    /// <summary>The token was refused, which may pass. Slack is asked again after a pause.</summary>
    public void NoteRefused(string installationId, string failure, TimeSpan pause)
    {
        lock (_lock)
        {
            if (_known.IsSettled && _known.Id == installationId)
            {
                _known = _known with { IsSettled = false, IsRefused = true, Failure = failure };
                _next = clock.GetUtcNow() + pause;
            }
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
            var since = clock.GetUtcNow();
            await vault.KeepAsync(
                new SlackInstallation
                {
                    Id = id, EnterpriseId = enterprise, BotUserId = SlackJson.Text(who, "user_id"), BotId = SlackJson.Text(who, "bot_id"), AppId = SlackJson.Text(who, "app_id"), UpdatedAt = since,
                },
                null, null, null, CancellationToken.None);
            _known = new Knowledge(id, true, since, null, false, "");
            LogKnown(id);
        }
        catch (ChannelException failure)
        {
            LogUnknown(failure.Message);
            await NoteAsync(failure);
        }
        finally
        {
            lock (_lock)
            {
                _asking = null;
            }
        }
    }

    private async Task NoteAsync(ChannelException failure)
    {
        var (known, isOver) = (_known, SlackFailures.EndsInstallation(failure.Code));
        var isFinal = failure.Reason is ChannelFailure.Closed or ChannelFailure.Refused;
        _next = clock.GetUtcNow() + (isFinal ? LongPause : failure.RetryAfter ?? Pause);
        _known = known with
        {
            ClosedBecause = isOver ? failure.Code : known.ClosedBecause,
            IsRefused = known.IsRefused || isFinal || SlackFailures.RefusesToken(failure.Code) || failure.Code == SlackFailures.TokenExpired,
            Failure = failure.Message,
        };
        if (isOver)
        {
            // What an earlier run learned is over too: what comes from there would be taken, and nobody could answer it.
            foreach (var earlier in (await vault.AllAsync(CancellationToken.None)).Where(row => row is { ProtectedToken: null, ClosedBecause: null }))
            {
                await vault.CloseAsync(earlier.Id, failure.Code!, earlier, CancellationToken.None);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Slack:BotToken belongs to the Slack workspace {Installation}, and works.")]
    private partial void LogKnown(string installation);

    [LoggerMessage(Level = LogLevel.Error, Message = "Slack does not say which workspace Slack:BotToken belongs to ({Reason}); nothing is said in Slack until it does.")]
    private partial void LogUnknown(string reason);

    // One value, so that nobody reads half of it.
    private sealed record Knowledge(string? Id, bool IsSettled, DateTimeOffset Since, string? ClosedBecause, bool IsRefused, string Failure);
}
