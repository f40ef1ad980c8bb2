using CoSellBot.Bot.Turns;

namespace CoSellBot.Bot.Slack;

/// <summary>
/// What to speak with in each installation: the token of the settings in its one workspace, or the stored tokens of those who
/// installed the app. A token near its end is renewed by one caller of one process; all others get the stored pair.
/// </summary>
internal sealed partial class SlackTokens(SlackOptions options, SlackVault vault, SlackOAuth oauth, TimeProvider clock, ILogger<SlackTokens> logger)
{
    /// <summary>Why an installation is closed whose token cannot be renewed.</summary>
    public const string ReconnectNeeded = "reconnect needed";

    private const string NotInstalled = "the app is not installed there";
    private const int MostReadings = 100;
    private static readonly TimeSpan BetweenReadings = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(10);

    // Slack's clock is not ours, and it tells the time of an event in whole seconds.
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(5);
    private readonly Dictionary<string, (string Token, DateTimeOffset Until)> _refused = [];
    private readonly SlackRenewals _renewals = new(vault, oauth, clock, logger);
    private readonly SlackSoleWorkspace? _sole = options.BotToken is { } token ? new SlackSoleWorkspace(token, vault, oauth, clock, logger) : null;

    /// <summary>True while the workspace of the settings is known to be closed, or its token was refused; not before Slack was asked.</summary>
    public bool IsRefused => _sole?.IsRefused ?? false;

    /// <summary>The token of an installation, good for at least this moment.</summary>
    /// <exception cref="ChannelException">Closed when there is none or a person has to install again; busy when it cannot be had right now.</exception>
    public async Task<string> TokenAsync(string installationId, CancellationToken cancellationToken) =>
        Accepted(installationId, await HaveAsync(installationId, null, cancellationToken));

    /// <summary>The next token, for one that Slack says is past its end.</summary>
    /// <exception cref="ChannelException">As for <see cref="TokenAsync"/>.</exception>
    public async Task<string> RenewAsync(string installationId, string spent, CancellationToken cancellationToken) =>
        Accepted(installationId, await HaveAsync(installationId, spent, cancellationToken));

    /// <summary>An installation, closed or not; null when there never was one. What another process wrote shows within a second.</summary>
    public async Task<SlackInstallation?> FindAsync(string installationId, CancellationToken cancellationToken)
    {
        if (_sole is { IsSettled: false })
        {
            // What an earlier run learned is good enough to be spoken to while Slack is asked again.
            var learning = _sole.LearnAsync(cancellationToken);
            if (await vault.RecentAsync(installationId, cancellationToken) is { ClosedBecause: null } known && !_sole.IsClosed)
            {
                return known;
            }

            await learning;
        }

        return _sole?.Id is { } id && id != installationId ? null : Seen(await vault.RecentAsync(installationId, cancellationToken));
    }

    /// <summary>All installations there are, closed ones too. Of the one workspace of the settings none while nobody knows which it is.</summary>
    public async Task<IReadOnlyList<SlackInstallation>> AllAsync(CancellationToken cancellationToken)
    {
        if (_sole is null)
        {
            return await vault.AllAsync(cancellationToken);
        }

        await _sole.LearnAsync(cancellationToken);
        if (_sole.Id is { } id)
        {
            return Seen(await vault.FindAsync(id, cancellationToken)) is { } sole ? [sole] : [];
        }

        // Slack does not say whose a void token was; what earlier runs learned is over in any case.
        return _sole.IsClosed ? [.. (await vault.AllAsync(cancellationToken)).Where(installation => installation.ClosedBecause is not null)] : [];
    }

    /// <summary>Ends an installation and forgets its tokens for something that happened at a time, unless it was stored or renewed since: that proves that it lives.</summary>
    /// <returns>True when it is ended now or was ended already.</returns>
    public async Task<bool> EndAsync(string installationId, string because, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (await vault.EndAsync(installationId, because, at + Leeway, cancellationToken))
        {
            NoteClosed(installationId, because);
            return true;
        }

        return Seen(await vault.FindAsync(installationId, cancellationToken)) is { ClosedBecause: not null };
    }

    /// <summary>Ends an installation because its token is void, unless it has another one by now.</summary>
    public async Task DisownAsync(string installationId, string token, string because, CancellationToken cancellationToken)
    {
        var seen = await vault.FindAsync(installationId, cancellationToken);
        if (seen is not null && (options.BotToken ?? vault.Token(seen)) == token && await vault.CloseAsync(installationId, because, seen, cancellationToken))
        {
            NoteClosed(installationId, because);
        }
    }

    /// <summary>
    /// Leaves an installation alone for a while whose token Slack did not take. Nothing is given up: the fault may be the address
    /// the call came from.
    /// </summary>
    public void NoteRefused(string installationId, string token, string failure)
    {
        var now = clock.GetUtcNow();
        lock (_refused)
        {
            if (_refused.TryGetValue(installationId, out var refused) && refused.Token == token && refused.Until > now)
            {
                return;
            }

            _refused[installationId] = (token, now + SlackFailures.RefusalPause);
        }

        LogRefused(installationId, failure);
        _sole?.NoteRefused(installationId, failure, SlackFailures.RefusalPause);
    }

    /// <summary>Stores an installation afresh. What an earlier one was closed for is forgotten.</summary>
    public Task KeepAsync(SlackInstallation installation, string token, string? refresh, TimeSpan? expiresIn, CancellationToken cancellationToken) =>
        vault.KeepAsync(installation, token, refresh, expiresIn, cancellationToken);

    /// <summary>Notes that an installation has not agreed to something the bot does.</summary>
    public void NoteMissing(string installationId, string failure) => LogMissing(installationId, failure);

    private async Task<string> HaveAsync(string id, string? spent, CancellationToken cancellationToken)
    {
        if (_sole is not null)
        {
            await _sole.EnsureAsync(id, cancellationToken);
        }

        for (var reading = 0; reading < MostReadings; reading++)
        {
            var installation = Seen(await vault.FindAsync(id, cancellationToken)) ?? throw Closed(NotInstalled);
            if (installation.ClosedBecause is { } because)
            {
                throw Closed(because);
            }

            var token = options.BotToken ?? vault.Token(installation) ?? throw Closed(ReconnectNeeded);
            var (now, ends) = (clock.GetUtcNow(), token == spent ? DateTimeOffset.MinValue : installation.TokenExpiresAt ?? DateTimeOffset.MaxValue);
            if (ends - now > Early)
            {
                return token;
            }

            if (installation.ProtectedRefreshToken is null)
            {
                return ends > now ? token : throw await GiveUpAsync(installation);
            }

            if (await vault.LeaseAsync(installation, SlackRenewals.Lease, cancellationToken))
            {
                // The next pair has to be stored even when the one who asked for it gives up.
                if (await RefreshAsync(installation).WaitAsync(cancellationToken))
                {
                    continue;
                }

                return ends > now ? token : throw NotYet();
            }

            if (ends > now)
            {
                return token;
            }

            await Task.Delay(BetweenReadings, clock, cancellationToken);
        }

        throw NotYet();
    }

    // False when nobody knows yet what became of it.
    private async Task<bool> RefreshAsync(SlackInstallation installation)
    {
        var renewal = await _renewals.RunAsync(installation);
        if (renewal == SlackRenewal.Refused)
        {
            await GiveUpAsync(installation);
        }

        return renewal != SlackRenewal.NotYet;
    }

    private async Task<ChannelException> GiveUpAsync(SlackInstallation installation)
    {
        if (await vault.CloseAsync(installation.Id, ReconnectNeeded, installation, CancellationToken.None))
        {
            NoteClosed(installation.Id, ReconnectNeeded);
        }

        return Closed(ReconnectNeeded);
    }

    private void NoteClosed(string installationId, string because)
    {
        LogClosed(installationId, because);
        _sole?.NoteClosed(installationId, because, clock.GetUtcNow());
    }

    // Another process may have closed it.
    private SlackInstallation? Seen(SlackInstallation? installation)
    {
        if (installation is { ClosedBecause: { } because })
        {
            _sole?.NoteClosed(installation.Id, because, installation.UpdatedAt);
        }

        return installation;
    }

    private string Accepted(string installationId, string token)
    {
        lock (_refused)
        {
            return _refused.TryGetValue(installationId, out var refused) && refused.Token == token && refused.Until - clock.GetUtcNow() is var left && left > TimeSpan.Zero
                ? throw new ChannelException(ChannelFailure.Busy, "the token was refused a moment ago", left)
                : token;
        }
    }

    private static ChannelException NotYet() => new(ChannelFailure.Busy, "the next token could not be had yet", SlackRenewals.Lease);

    private static ChannelException Closed(string because) => new(ChannelFailure.Closed, because);

    [LoggerMessage(Level = LogLevel.Error, Message = "The Slack installation {Installation} is closed: {Reason}. Nothing can be said there until the app is installed again.")]
    private partial void LogClosed(string installation, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Slack did not take the token of the installation {Installation} ({Reason}). It is kept and tried again in a minute; see which addresses the app allows.")]
    private partial void LogRefused(string installation, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The Slack installation {Installation} has not agreed to what the bot needs: {Failure}. Install the app there again.")]
    private partial void LogMissing(string installation, string failure);
}
