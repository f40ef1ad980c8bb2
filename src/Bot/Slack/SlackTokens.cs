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

    // Longer than a call may take, so that nobody else asks while an answer may still come.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private readonly SlackSoleWorkspace? _sole = options.BotToken is { } token ? new SlackSoleWorkspace(token, vault, oauth, clock, logger) : null;

    /// <summary>The token of an installation, good for at least this moment.</summary>
    /// <exception cref="ChannelException">Closed when there is none or a person has to install again; busy when it cannot be had right now.</exception>
    public Task<string> TokenAsync(string installationId, CancellationToken cancellationToken) => HaveAsync(installationId, null, cancellationToken);

    /// <summary>The next token, for one that Slack says is past its end.</summary>
    /// <exception cref="ChannelException">As for <see cref="TokenAsync"/>.</exception>
    public Task<string> RenewAsync(string installationId, string spent, CancellationToken cancellationToken) => HaveAsync(installationId, spent, cancellationToken);

    /// <summary>An installation, closed or not; null when there never was one.</summary>
    public async Task<SlackInstallation?> FindAsync(string installationId, CancellationToken cancellationToken)
    {
        if (_sole is { Id: null })
        {
            // What an earlier run learned is good enough to be spoken to while Slack is asked again.
            var learning = _sole.LearnAsync(cancellationToken);
            if (await vault.FindAsync(installationId, cancellationToken) is { ClosedBecause: null } known)
            {
                return known;
            }

            await learning;
        }

        return _sole?.Id is { } id && id != installationId ? null : await vault.FindAsync(installationId, cancellationToken);
    }

    /// <summary>All installations there are, closed ones too.</summary>
    public async Task<IReadOnlyList<SlackInstallation>> AllAsync(CancellationToken cancellationToken)
    {
        if (_sole is null)
        {
            return await vault.AllAsync(cancellationToken);
        }

        await _sole.LearnAsync(cancellationToken);
        return _sole.Id is { } id && await vault.FindAsync(id, cancellationToken) is { } sole ? [sole] : [];
    }

    /// <summary>Ends an installation and forgets its tokens; once more does nothing.</summary>
    public async Task CloseAsync(string installationId, string because, CancellationToken cancellationToken)
    {
        if (await vault.CloseAsync(installationId, because, null, cancellationToken))
        {
            LogClosed(installationId, because);
        }
    }

    /// <summary>Ends an installation because its token is void, unless it has another one by now.</summary>
    public async Task DisownAsync(string installationId, string token, string because, CancellationToken cancellationToken)
    {
        var seen = await vault.FindAsync(installationId, cancellationToken);
        if (seen is not null && (options.BotToken ?? vault.Token(seen)) == token && await vault.CloseAsync(installationId, because, seen, cancellationToken))
        {
            LogClosed(installationId, because);
        }
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
            var installation = await vault.FindAsync(id, cancellationToken) ?? throw Closed(NotInstalled);
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
                return ends > now ? token : throw await EndAsync(installation);
            }

            if (await vault.LeaseAsync(installation, Lease, cancellationToken))
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
        try
        {
            if (vault.RefreshToken(installation) is not { } refreshToken)
            {
                await EndAsync(installation);
                return true;
            }

            await vault.RenewAsync(installation, await oauth.RefreshAsync(refreshToken, CancellationToken.None), CancellationToken.None);
            return true;
        }
        catch (ChannelException refused) when (refused.Code is "invalid_refresh_token" or SlackFailures.TokenExpired || SlackFailures.EndsInstallation(refused.Code))
        {
            await EndAsync(installation);
            return true;
        }
        catch (ChannelException failure)
        {
            // Whether Slack has spent the refresh token is not known. It is asked with once more when the lease is over.
            await vault.HoldAsync(installation, failure.RetryAfter is { } wait && wait > Lease ? wait : Lease, CancellationToken.None);
            LogNotRenewed(installation.Id, failure.Message);
            return false;
        }
    }

    private async Task<ChannelException> EndAsync(SlackInstallation installation)
    {
        if (await vault.CloseAsync(installation.Id, ReconnectNeeded, installation, CancellationToken.None))
        {
            LogClosed(installation.Id, ReconnectNeeded);
        }

        return Closed(ReconnectNeeded);
    }

    private static ChannelException NotYet() => new(ChannelFailure.Busy, "the next token could not be had yet", Lease);

    private static ChannelException Closed(string because) => new(ChannelFailure.Closed, because);

    [LoggerMessage(Level = LogLevel.Error, Message = "The Slack installation {Installation} is closed: {Reason}. Nothing can be said there until the app is installed again.")]
    private partial void LogClosed(string installation, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The token of the Slack installation {Installation} could not be renewed yet: {Reason}.")]
    private partial void LogNotRenewed(string installation, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The Slack installation {Installation} has not agreed to what the bot needs: {Failure}. Install the app there again.")]
    private partial void LogMissing(string installation, string failure);
}
