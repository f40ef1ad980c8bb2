using System.Collections.Concurrent;
using System.Security.Cryptography;
using CoSellBot.Bot.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Slack;

/// <summary>
/// The installations as stored, their tokens protected. Whoever writes after having read elsewhere says which token it had seen:
/// over another one, stored by somebody else since, nothing is written.
/// </summary>
internal sealed class SlackVault(BotStore store, IDataProtectionProvider protection, TimeProvider clock)
{
    // Every event of a workspace asks for the same row.
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, (SlackInstallation Installation, long Writes, DateTimeOffset At)> _recent = new();
    private long _writes;

    /// <summary>One installation, or null.</summary>
    public Task<SlackInstallation?> FindAsync(string id, CancellationToken cancellationToken) => store.ReadAsync(
        context => context.Set<SlackInstallation>().AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, cancellationToken), cancellationToken);

    /// <summary>The same as it was at most a second ago; what this process wrote since is never missed.</summary>
    public async Task<SlackInstallation?> RecentAsync(string id, CancellationToken cancellationToken)
    {
        var (now, writes) = (clock.GetUtcNow(), Volatile.Read(ref _writes));
        if (_recent.TryGetValue(id, out var known) && known.Writes == writes && now - known.At <= Recent && now >= known.At)
        {
            return known.Installation;
        }

        var found = await FindAsync(id, cancellationToken);
        if (found is not null)
        {
            _recent[id] = (found, writes, now);
        }

        return found;
    }

    /// <summary>All installations, closed ones too.</summary>
    public async Task<IReadOnlyList<SlackInstallation>> AllAsync(CancellationToken cancellationToken) => await store.ReadAsync(
        context => context.Set<SlackInstallation>().AsNoTracking().OrderBy(i => i.Id).ToListAsync(cancellationToken), cancellationToken);

    /// <summary>The token of an installation; null when there is none or it cannot be read with the keys of this house.</summary>
    public string? Token(SlackInstallation installation) => Open(installation.Id, "token", installation.ProtectedToken);

    /// <summary>The refresh token of an installation, likewise.</summary>
    public string? RefreshToken(SlackInstallation installation) => Open(installation.Id, "refresh", installation.ProtectedRefreshToken);

    /// <summary>Stores an installation afresh: nothing of an earlier, closed one stays in force.</summary>
    public async Task KeepAsync(SlackInstallation from, string? token, string? refreshToken, TimeSpan? expiresIn, CancellationToken cancellationToken)
    {
        var pair = Protect(from.Id, token, refreshToken);
        await store.WriteAsync(
            async context =>
            {
                var now = clock.GetUtcNow();
                var row = await context.Set<SlackInstallation>().SingleOrDefaultAsync(i => i.Id == from.Id, cancellationToken);
                if (row is null)
                {
                    row = new SlackInstallation { Id = from.Id, UpdatedAt = now };
                    context.Add(row);
                }
                else if (row.ClosedBecause is not null)
                {
                    await context.Set<SlackPlace>().Where(place => place.InstallationId == from.Id && place.ClosedBecause != null)
                        .ExecuteUpdateAsync(place => place.SetProperty(p => p.ClosedBecause, (string?)null).SetProperty(p => p.UpdatedAt, now), cancellationToken);
                }

                (row.EnterpriseId, row.BotUserId, row.BotId, row.AppId) = (from.EnterpriseId, from.BotUserId, from.BotId, from.AppId ?? row.AppId);
                Put(row, pair, expiresIn, now);
                row.ClosedBecause = null;
            },
            cancellationToken);
        Interlocked.Increment(ref _writes);
    }

    /// <summary>Takes the right to ask for the next token; one at a time has it.</summary>
    /// <returns>False when somebody else has it, or has used it since.</returns>
    public Task<bool> LeaseAsync(SlackInstallation seen, TimeSpan length, CancellationToken cancellationToken) => WriteAsync(
        seen.Id, seen.ProtectedToken,
        (row, now) =>
        {
            if (row.RefreshingUntil > now)
            {
                return false;
            }

            row.RefreshingUntil = now + length;
            return true;
        },
        cancellationToken);

    /// <summary>Keeps everybody from asking for a while.</summary>
    public Task<bool> HoldAsync(SlackInstallation seen, TimeSpan length, CancellationToken cancellationToken) => WriteAsync(
        seen.Id, seen.ProtectedToken,
        (row, now) =>
        {
            row.RefreshingUntil = now + length;
            return true;
        },
        cancellationToken);

    /// <summary>Stores the next pair.</summary>
    /// <returns>False when the installation was closed or made anew meanwhile; the pair is not stored then.</returns>
    public Task<bool> RenewAsync(SlackInstallation seen, SlackGrant grant, CancellationToken cancellationToken)
    {
        var pair = Protect(seen.Id, grant.Token, grant.RefreshToken);
        return WriteAsync(
            seen.Id, seen.ProtectedToken,
            (row, now) =>
            {
                Put(row, (pair.Token, pair.RefreshToken ?? row.ProtectedRefreshToken), grant.ExpiresIn, now);
                return true;
            },
            cancellationToken);
    }

    /// <summary>Ends an installation and forgets its tokens.</summary>
    /// <param name="id">The installation.</param>
    /// <param name="because">Why, in a word of the platform or of the house.</param>
    /// <param name="seen">The installation as the caller saw it, or null to end whatever is there.</param>
    /// <param name="cancellationToken">Stops the write.</param>
    /// <returns>False when there is nothing to end.</returns>
    public Task<bool> CloseAsync(string id, string because, SlackInstallation? seen, CancellationToken cancellationToken) => WriteAsync(
        id, seen?.ProtectedToken, (row, now) => Close(row, because, now), cancellationToken, whatever: seen is null);

    /// <summary>Ends an installation that has not been stored or renewed after a moment, and forgets its tokens.</summary>
    /// <returns>False when there is nothing to end.</returns>
    public Task<bool> EndAsync(string id, string because, DateTimeOffset notAfter, CancellationToken cancellationToken) => WriteAsync(
        id, null, (row, now) => row.UpdatedAt <= notAfter && Close(row, because, now), cancellationToken, whatever: true);

    private static bool Close(SlackInstallation row, string because, DateTimeOffset now)
    {
        if (row.ClosedBecause is not null)
        {
            return false;
        }

        Put(row, (null, null), null, now);
        row.ClosedBecause = because;
        return true;
    }

    private async Task<bool> WriteAsync(string id, string? seenToken, Func<SlackInstallation, DateTimeOffset, bool> write, CancellationToken cancellationToken, bool whatever = false)
    {
        var isWritten = await store.WriteAsync(
            async context => await context.Set<SlackInstallation>().SingleOrDefaultAsync(i => i.Id == id, cancellationToken) is { } row
                && (whatever || row.ProtectedToken == seenToken) && write(row, clock.GetUtcNow()),
            cancellationToken);
        Interlocked.Increment(ref _writes);
        return isWritten;
    }

    private static void Put(SlackInstallation row, (string? Token, string? RefreshToken) pair, TimeSpan? expiresIn, DateTimeOffset now)
    {
        (row.ProtectedToken, row.ProtectedRefreshToken) = pair;
        (row.TokenExpiresAt, row.RefreshingUntil, row.UpdatedAt) = (now + expiresIn, null, now);
    }

    // Never within a write: the keys lie in the same store, and a new one may have to be written first.
    private (string? Token, string? RefreshToken) Protect(string id, string? token, string? refreshToken) =>
        (token is null ? null : Protector(id, "token").Protect(token), refreshToken is null ? null : Protector(id, "refresh").Protect(refreshToken));

    private string? Open(string id, string kind, string? text)
    {
        try
        {
            return text is null ? null : Protector(id, kind).Unprotect(text);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    // A token copied into another row does not open.
    private IDataProtector Protector(string id, string kind) => protection.CreateProtector("CoSellBot.Slack", kind, id);
}
