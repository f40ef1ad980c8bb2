using System.Data;
using System.Runtime.ExceptionServices;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Registrations;

/// <summary>One command on a claim, within its transaction.</summary>
/// <param name="Context">The transaction.</param>
/// <param name="Claim">The claim.</param>
/// <param name="Rules">The numbers in force.</param>
/// <param name="Now">The moment.</param>
/// <param name="Cancellation">Stops it.</param>
internal sealed record ClaimCommand(PrmDbContext Context, DealRegistration Claim, RuleSet Rules, DateTimeOffset Now, CancellationToken Cancellation);

/// <summary>
/// How every command of the ledger is written: once for its key, on the version it saw, with its audit row and its feed row in one
/// transaction. A race for a customer is lost on the unique index, and the loser looks again and finds who was first.
/// </summary>
public sealed class LedgerWriter(IDbContextFactory<PrmDbContext> contexts, SingleWriter writes, BusinessClock clock)
{
    private const int MostTries = 4;

    /// <summary>The business clock.</summary>
    public BusinessClock Clock => clock;

    /// <summary>Opens a context to look before writing.</summary>
    internal Task<PrmDbContext> LookAsync(CancellationToken cancellationToken) => contexts.CreateDbContextAsync(cancellationToken);

    /// <summary>Runs work in one serialised transaction; a broken unique index runs it again on what is there now.</summary>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="evenIfRestored">True for what decides nothing: the chain of the audit, and notes of who read or asked.</param>
    /// <exception cref="PrmException"><see cref="PrmFailure.Unavailable"/> when others were first every time, <see cref="PrmFailure.Forbidden"/> while
    /// the records are an older copy that no operator has accepted.</exception>
    internal Task<T> WriteAsync<T>(Func<PrmDbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken, bool evenIfRestored = false) => writes.RunAsync(
        async token =>
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    await using var context = await contexts.CreateDbContextAsync(token);
                    await using var transaction = await context.Database.BeginTransactionAsync(IsolationLevel.Serializable, token);
                    if (!evenIfRestored)
                    {
                        await RestoreGate.PassAsync(context, token);
                    }

                    var result = await work(context, token);
                    await context.SaveChangesAsync(token);
                    await transaction.CommitAsync(token);
                    return result;
                }
                catch (DbUpdateException failure) when (failure.IsUniqueViolation())
                {
                    if (attempt == MostTries)
                    {
                        throw new PrmException(PrmFailure.Unavailable, "Others wrote the same at the same moment, again and again.", failure);
                    }
                }
            }
        },
        cancellationToken);

    /// <summary>Changes a claim: once for the key, and only from the version that was seen.</summary>
    /// <param name="registrationId">The claim.</param>
    /// <param name="version">The version the person saw.</param>
    /// <param name="request">What is asked for; the same key with another request is refused.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="key">The command's key.</param>
    /// <param name="change">The change; gives the action's name for audit and feed, or null when everything was so already.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="isOfPartner">True for what a partner does: changes it cannot know of are no reason to refuse it, a refusal would tell of them.</param>
    /// <exception cref="PrmException"><see cref="PrmFailure.NotFound"/>, <see cref="PrmFailure.Conflict"/> when the claim changed meanwhile or the
    /// key was used for something else, and what the change throws.</exception>
    internal Task<DealRegistration> ChangeAsync(
        string registrationId, int version, string request, Actor actor, string key, Func<ClaimCommand, Task<string?>> change, CancellationToken cancellationToken,
        bool isOfPartner = false) => WriteAsync(
            async (context, token) =>
            {
                if (await LedgerRows.SeenAsync(context, key, LedgerRows.Hash(request), token) is { } seen)
                {
                    return await FindAsync(context, seen, token);
                }

                var claim = await FindAsync(context, registrationId, token);
                if (claim.Version != version && !(isOfPartner && claim.VersionForPartner == version))
                {
                    throw new PrmException(PrmFailure.Conflict, "The registration changed meanwhile.");
                }

                var now = clock.GetUtcNow();
                var before = claim.Status;
                var rules = await RuleBook.CurrentAsync(context, token);
                var action = await change(new ClaimCommand(context, claim, rules, now, token));
                if (action is not null)
                {
                    claim.Version++;
                    await context.SaveChangesAsync(token);
                    await ClaimClocks.FollowAsync(context, [claim], rules, now, token);
                    LedgerRows.Record(context, actor, action, claim, key, now, before);
                }

                LedgerRows.Remember(context, key, LedgerRows.Hash(request), registrationId, now);
                return claim;
            },
            cancellationToken);

    /// <summary>Changes due claims on the clock's own account, each with its audit and feed row.</summary>
    /// <param name="due">Which are due at a moment, in their order.</param>
    /// <param name="action">The action's name.</param>
    /// <param name="change">The change of one.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many were changed.</returns>
    internal async Task<int> SweepAsync(
        Func<PrmDbContext, DateTimeOffset, IQueryable<DealRegistration>> due, string action, Action<DealRegistration, DateTimeOffset> change, int limit,
        CancellationToken cancellationToken)
    {
        await using (var look = await contexts.CreateDbContextAsync(cancellationToken))
        {
            if (!await due(look, clock.GetUtcNow()).AnyAsync(cancellationToken) || await RestoreGate.IsClosedAsync(look, cancellationToken))
            {
                return 0;
            }
        }

        return await WriteAsync(
            async (context, token) =>
            {
                var now = clock.GetUtcNow();
                var claims = await due(context, now).Take(limit).ToListAsync(token);
                claims.ForEach(claim => ByClock(context, claim, action, now, change));
                await context.SaveChangesAsync(token);
                await ClaimClocks.FollowAsync(context, claims, await RuleBook.CurrentAsync(context, token), now, token);
                return claims.Count;
            },
            cancellationToken);
    }

    /// <summary>Does each piece of work in a transaction of its own: one that cannot be done must not keep the others waiting.</summary>
    /// <returns>How many were done.</returns>
    /// <exception cref="Exception">That of the first that could not be done, once all were tried.</exception>
    internal async Task<int> EachAsync<T>(IReadOnlyList<T> pieces, Func<PrmDbContext, T, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        ExceptionDispatchInfo? first = null;
        foreach (var piece in pieces)
        {
            try
            {
                await WriteAsync(
                    async (context, token) =>
                    {
                        await work(context, piece, token);
                        return true;
                    },
                    cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                first ??= ExceptionDispatchInfo.Capture(failure);
            }
        }

        first?.Throw();
        return pieces.Count;
    }

    /// <summary>One change on the clock's own account.</summary>
    internal static void ByClock(PrmDbContext context, DealRegistration claim, string action, DateTimeOffset now, Action<DealRegistration, DateTimeOffset> change)
    {
        var before = claim.Status;
        change(claim, now);
        claim.Version++;
        LedgerRows.Record(context, new Actor("clock", "Clock", claim.Id), action, claim, null, now, before);
    }

    /// <summary>A claim by its number.</summary>
    /// <exception cref="PrmException"><see cref="PrmFailure.NotFound"/>.</exception>
    internal static async Task<DealRegistration> FindAsync(PrmDbContext context, string id, CancellationToken cancellationToken) =>
        await context.Set<DealRegistration>().SingleOrDefaultAsync(r => r.Id == id, cancellationToken)
        ?? throw new PrmException(PrmFailure.NotFound, "No such registration.");
}
