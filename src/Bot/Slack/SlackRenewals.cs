using System.Collections.Concurrent;
using CoSellBot.Bot.Turns;

namespace CoSellBot.Bot.Slack;

/// <summary>What became of an attempt to renew a token.</summary>
internal enum SlackRenewal
{
    /// <summary>The next pair is stored, or somebody else has stored another.</summary>
    Done,

    /// <summary>Nobody knows yet, or the next pair could not be stored yet.</summary>
    NotYet,

    /// <summary>There will be no next pair; a person has to install again.</summary>
    Refused,
}

/// <summary>Gets the next pair of tokens and stores it. Called by whoever holds the lease.</summary>
internal sealed partial class SlackRenewals(SlackVault vault, SlackOAuth oauth, TimeProvider clock, ILogger logger)
{
    /// <summary>Longer than a call may take, so that nobody else asks while an answer may still come.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private const int MostWrites = 10;
    private static readonly TimeSpan BetweenWrites = TimeSpan.FromMilliseconds(500);

    // Slack has spent the refresh token for these: whoever loses one needs a person to install again.
    private readonly ConcurrentDictionary<string, (string? Over, SlackGrant Grant)> _unstored = new();

    /// <summary>Renews once. Never throws for Slack's sake or the store's, after Slack has granted the pair.</summary>
    public async Task<SlackRenewal> RunAsync(SlackInstallation installation)
    {
        var until = clock.GetUtcNow() + Lease;
        try
        {
            if (vault.RefreshToken(installation) is not { } refreshToken)
            {
                return SlackRenewal.Refused;
            }

            if (!_unstored.TryGetValue(installation.Id, out var held) || held.Over != installation.ProtectedToken)
            {
                held = (installation.ProtectedToken, await oauth.RefreshAsync(refreshToken, CancellationToken.None));
                _unstored[installation.Id] = held;
            }

            return await StoreAsync(installation, held.Grant, until);
        }
        catch (ChannelException refused) when (refused.Code is "invalid_refresh_token" or SlackFailures.TokenExpired || SlackFailures.EndsInstallation(refused.Code))
        {
            return SlackRenewal.Refused;
        }
        catch (ChannelException failure)
        {
            // Whether Slack has spent the refresh token is not known. It is asked with once more when the lease is over.
            await vault.HoldAsync(installation, failure.RetryAfter is { } wait && wait > Lease ? wait : Lease, CancellationToken.None);
            LogNotRenewed(installation.Id, failure.Message);
            return SlackRenewal.NotYet;
        }
    }

    private async Task<SlackRenewal> StoreAsync(SlackInstallation installation, SlackGrant grant, DateTimeOffset until)
    {
        for (var write = 1; ; write++)
        {
            try
            {
                await vault.RenewAsync(installation, grant, CancellationToken.None);
                _unstored.TryRemove(installation.Id, out _);
                return SlackRenewal.Done;
            }
            catch (Exception failure)
            {
                // Whatever it was: the pair is kept, and stored by the next who holds the lease if not by this one.
                LogNotStored(failure, installation.Id);
                if (write == MostWrites || clock.GetUtcNow() + BetweenWrites >= until)
                {
                    return SlackRenewal.NotYet;
                }

                await Task.Delay(BetweenWrites, clock, CancellationToken.None);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The token of the Slack installation {Installation} could not be renewed yet: {Reason}.")]
    private partial void LogNotRenewed(string installation, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The next token of the Slack installation {Installation} could not be stored yet; it is kept in memory until it is.")]
    private partial void LogNotStored(Exception failure, string installation);
}
