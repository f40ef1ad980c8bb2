using System.Globalization;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Embedded;

/// <summary>The default plugin: accounts, opportunities and partners in our own database, read like any remote system.</summary>
public sealed class EmbeddedPrm(IDbContextFactory<PrmDbContext> contexts, BusinessClock clock) : IPrm
{
    private const int FewestLetters = 4;
    private const int SameLetters = 2;
    private const int MostCompared = 2_000;
    private const double LeastSimilar = 0.9;

    /// <inheritdoc/>
    public string Name => "Partner records";

    /// <inheritdoc/>
    public PrmCapabilities Capabilities => PrmCapabilities.Accounts | PrmCapabilities.Opportunities | PrmCapabilities.Partners | PrmCapabilities.StageHistory;

    /// <inheritdoc/>
    public Task<Account?> GetAccountAsync(string accountId, CancellationToken cancellationToken) => ReadAsync(
        context => context.Set<Account>().AsNoTracking().SingleOrDefaultAsync(account => account.Id == accountId, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<PrmPage<Account>> FindAccountsAsync(IReadOnlyCollection<AccountKey> keys, int limit, CancellationToken cancellationToken) => ReadAsync(
        async context =>
        {
            var ids = (await context.Set<AccountKeyRow>().MeetingAsync(keys, row => row.AccountId, limit, cancellationToken)).Take(limit).ToList();
            var accounts = await context.Set<Account>().AsNoTracking()
                .Where(account => ids.Contains(account.Id)).OrderBy(account => account.Id).ToListAsync(cancellationToken);
            return new PrmPage<Account>(accounts, clock.GetUtcNow(), null);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<PrmPage<Account>> FindNearAccountsAsync(string name, int limit, CancellationToken cancellationToken) => ReadAsync(
        async context =>
        {
            var stem = AccountKeys.Of(new CompanyIdentity(name, null, null, null)).FirstOrDefault(key => key.Kind == AccountKeyKind.DomainStem).Key;
            if (stem is not { Length: >= FewestLetters })
            {
                return new PrmPage<Account>([], clock.GetUtcNow(), null);
            }

            var beginning = stem[..SameLetters];
            var rows = await context.Set<AccountKeyRow>().AsNoTracking()
                .Where(row => row.Kind == AccountKeyKind.DomainStem && row.Key.StartsWith(beginning)).OrderBy(row => row.Key).ThenBy(row => row.AccountId)
                .Take(MostCompared).ToListAsync(cancellationToken);
            var near = rows.Select(row => (row.AccountId, Similarity: JaroWinkler.Similarity(row.Key, stem))).Where(row => row.Similarity >= LeastSimilar)
                .OrderByDescending(row => row.Similarity).ThenBy(row => row.AccountId, StringComparer.Ordinal).Select(row => row.AccountId).Distinct().Take(limit).ToList();
            var accounts = await context.Set<Account>().AsNoTracking().Where(account => near.Contains(account.Id)).ToListAsync(cancellationToken);
            return new PrmPage<Account>([.. accounts.OrderBy(account => near.IndexOf(account.Id))], clock.GetUtcNow(), null);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<PrmPage<Account>> ListRelativesAsync(string accountId, int limit, CancellationToken cancellationToken) => ReadAsync(
        async context => new PrmPage<Account>(
            await context.Set<Account>().AsNoTracking()
                // One list to look in, not two questions asked of every account: each half finds its rows by an index.
                .Where(account => account.Id != accountId && context.Set<Account>().Where(child => child.ParentId == accountId).Select(child => child.Id)
                    .Concat(context.Set<Account>().Where(child => child.Id == accountId && child.ParentId != null).Select(child => child.ParentId!)).Contains(account.Id))
                .OrderBy(account => account.Id).Take(limit).ToListAsync(cancellationToken),
            clock.GetUtcNow(), null),
        cancellationToken);

    /// <inheritdoc/>
    public Task<PrmPage<Opportunity>> ListOpportunitiesAsync(
        OpportunityQuery query, int limit, string? cursor, CancellationToken cancellationToken) => ReadAsync(
        context => PageAsync(context, query, limit, cursor, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<PrmPage<StageHistory>> ListStageHistoryAsync(
        OpportunityQuery query, int limit, string? cursor, CancellationToken cancellationToken) => ReadAsync(
        async context =>
        {
            var page = await PageAsync(context, query, limit, cursor, cancellationToken);
            var ids = page.Items.Select(opportunity => opportunity.Id).ToList();
            var stages = (await context.Set<StageEntry>().AsNoTracking().Where(entry => ids.Contains(entry.OpportunityId))
                .OrderBy(entry => entry.EnteredOn).ThenBy(entry => entry.Stage).ToListAsync(cancellationToken)).ToLookup(entry => entry.OpportunityId);
            return new PrmPage<StageHistory>([.. page.Items.Select(opportunity => new StageHistory(opportunity, [.. stages[opportunity.Id]]))], page.AsOf, page.Next);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<Partner?> GetPartnerAsync(string organizationId, CancellationToken cancellationToken) => ReadAsync(
        context => context.Set<Partner>().AsNoTracking().SingleOrDefaultAsync(partner => partner.OrganizationId == organizationId, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<PrmPage<Partner>> ListPartnersAsync(CancellationToken cancellationToken) => ReadAsync(
        async context => new PrmPage<Partner>(
            await context.Set<Partner>().AsNoTracking().OrderBy(partner => partner.Name).ToListAsync(cancellationToken), clock.GetUtcNow(), null),
        cancellationToken);

    private async Task<PrmPage<Opportunity>> PageAsync(
        PrmDbContext context, OpportunityQuery query, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var rows = context.Set<Opportunity>().AsNoTracking();
        if (query.AccountId is { } account)
        {
            rows = rows.Where(opportunity => opportunity.AccountId == account);
        }

        if (query.AccountIds is { } several)
        {
            rows = rows.Where(opportunity => several.Contains(opportunity.AccountId!));
        }

        if (query.OwnerPersonId is { } owner)
        {
            rows = rows.Where(opportunity => opportunity.OwnerPersonId == owner);
        }

        if (query.OpenOnly)
        {
            rows = rows.Where(opportunity => opportunity.Stage != OpportunityStage.ClosedWon && opportunity.Stage != OpportunityStage.ClosedLost);
        }

        if (query.Stage is { } stage)
        {
            rows = rows.Where(opportunity => opportunity.Stage == stage);
        }

        if (cursor is not null)
        {
            // The database compares; a comparison kind cannot be translated.
#pragma warning disable CA1309, CA1310
            rows = rows.Where(opportunity => string.Compare(opportunity.Id, cursor) > 0);
#pragma warning restore CA1309, CA1310
        }

        var page = await rows.OrderBy(opportunity => opportunity.Id).Take(limit + 1).ToListAsync(cancellationToken);
        var more = page.Count > limit;
        return new PrmPage<Opportunity>(more ? page[..limit] : page, clock.GetUtcNow(), more ? page[limit - 1].Id : null);
    }

    private async Task<T> ReadAsync<T>(Func<PrmDbContext, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            return await read(context);
        }
        catch (Exception failure) when (failure is System.Data.Common.DbException or InvalidOperationException { InnerException: System.Data.Common.DbException })
        {
            throw new PrmException(PrmFailure.Unavailable, string.Create(CultureInfo.InvariantCulture, $"{Name} cannot be read."), failure);
        }
    }
}
