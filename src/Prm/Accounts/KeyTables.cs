using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Accounts;

/// <summary>Gives rows that were stored by an earlier program the keys that this one looks for.</summary>
public static class KeyTables
{
    // Counts the changes of what AccountKeys makes of an identity.
    private const int Version = 2;
    private const int Page = 500;
    private const string Name = "account_keys";

    /// <summary>Adds what is missing, once for each change of the keys; broken off, it goes on from the beginning and adds nothing twice.</summary>
    public static async Task RefreshAsync(PrmDbContext context, CancellationToken cancellationToken)
    {
        var done = await context.Set<Counter>().SingleOrDefaultAsync(counter => counter.Name == Name, cancellationToken);
        if (done?.Value >= Version)
        {
            return;
        }

        await AddAsync(
            context, context.Set<Account>().OrderBy(account => account.Id), account => account.Id, account => account.Identity,
            ids => context.Set<AccountKeyRow>().Where(row => ids.Contains(row.AccountId)), row => row.AccountId,
            (id, key) => new AccountKeyRow { AccountId = id, Kind = key.Kind, Key = key.Key }, cancellationToken);
        await AddAsync(
            context, context.Set<DealRegistration>().OrderBy(claim => claim.Id), claim => claim.Id, claim => claim.Identity,
            ids => context.Set<RegistrationKey>().Where(row => ids.Contains(row.RegistrationId)), row => row.RegistrationId,
            (id, key) => new RegistrationKey { RegistrationId = id, Kind = key.Kind, Key = key.Key }, cancellationToken);
        if (await context.Set<Counter>().SingleOrDefaultAsync(counter => counter.Name == Name, cancellationToken) is { } counter)
        {
            counter.Value = Version;
        }
        else
        {
            context.Add(new Counter { Name = Name, Value = Version });
        }

        await context.SaveChangesAsync(cancellationToken);
    }

    private static async Task AddAsync<TRow, TKey>(
        PrmDbContext context, IQueryable<TRow> rows, Func<TRow, string> idOf, Func<TRow, CompanyIdentity> identityOf, Func<List<string>, IQueryable<TKey>> keysOf,
        Func<TKey, string> ownerOf, Func<string, AccountKey, TKey> make, CancellationToken cancellationToken)
        where TRow : class
        where TKey : KeyRow
    {
        for (var from = 0; ; from += Page)
        {
            var page = await rows.AsNoTracking().Skip(from).Take(Page).ToListAsync(cancellationToken);
            if (page.Count == 0)
            {
                return;
            }

            var there = (await keysOf([.. page.Select(idOf)]).AsNoTracking().ToListAsync(cancellationToken)).Select(key => (ownerOf(key), new AccountKey(key.Kind, key.Key))).ToHashSet();
            context.AddRange(page.SelectMany(row => AccountKeys.Of(identityOf(row)).Where(key => !there.Contains((idOf(row), key))).Select(key => make(idOf(row), key))));
            await context.SaveChangesAsync(cancellationToken);
            context.ChangeTracker.Clear();
        }
    }
}
