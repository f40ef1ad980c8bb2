using CoSellBot.Prm;
using CoSellBot.Prm.Accounts;
using CoSellBot.Tests.Infrastructure;
using Xunit;

namespace CoSellBot.Tests.Contracts;

/// <summary>What every plugin to a partner record system promises, asked of one that holds the demo world.</summary>
public abstract class PrmContract : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = FakeClock.Morning().GetUtcNow();

    // Between them they have keys of every kind: domains, names, initials.
    private static readonly string[] Known = ["ACC-CONTOSO", "ACC-FABRIKAM", "ACC-KUPFERHAG", "ACC-MONTCLERRE", "ACC-NORTHWIND-DE", "ACC-NORTHWIND-GB", "ACC-Y2NXW"];

    /// <summary>The plugin under test.</summary>
    protected IPrm Prm { get; private set; } = null!;

    public async Task InitializeAsync() => Prm = await OpenAsync();

    public async Task DisposeAsync() => await CloseAsync();

    [Theory]
    [InlineData(AccountKeyKind.Domain)]
    [InlineData(AccountKeyKind.Name)]
    [InlineData(AccountKeyKind.NameOnly)]
    [InlineData(AccountKeyKind.NameTokens)]
    [InlineData(AccountKeyKind.DomainStem)]
    [InlineData(AccountKeyKind.Initials)]
    public async Task An_account_is_found_by_each_kind_of_its_keys(AccountKeyKind kind)
    {
        var tried = 0;
        foreach (var id in Known)
        {
            var account = await Prm.GetAccountAsync(id, CancellationToken.None);
            foreach (var key in AccountKeys.Of(account!.Identity).Where(key => key.Kind == kind))
            {
                var page = await Prm.FindAccountsAsync([key], 100, CancellationToken.None);
                Assert.Contains(page.Items, found => found.Id == id);
                tried++;
            }
        }

        Assert.NotEqual(0, tried);
    }

    [Fact]
    public async Task Accounts_found_by_several_keys_come_once_each()
    {
        var contoso = await Prm.GetAccountAsync("ACC-CONTOSO", CancellationToken.None);
        var page = await Prm.FindAccountsAsync(AccountKeys.Of(contoso!.Identity), 100, CancellationToken.None);
        Assert.Equal(page.Items.Select(account => account.Id).Distinct(), page.Items.Select(account => account.Id));
    }

    [Fact]
    public async Task Unknown_ids_give_null_and_unknown_keys_an_empty_page()
    {
        Assert.Null(await Prm.GetAccountAsync("ACC-NOBODY", CancellationToken.None));
        Assert.Null(await Prm.GetAccountAsync("", CancellationToken.None));
        Assert.Null(await Prm.GetPartnerAsync("ORG-NOBODY", CancellationToken.None));
        Assert.Empty((await Prm.FindAccountsAsync([new AccountKey(AccountKeyKind.Domain, "nobody.invalid")], 10, CancellationToken.None)).Items);
        Assert.Empty((await Prm.FindAccountsAsync([], 10, CancellationToken.None)).Items);
        var none = await Prm.ListOpportunitiesAsync(new OpportunityQuery(AccountId: "ACC-NOBODY"), 10, null, CancellationToken.None);
        Assert.Empty(none.Items);
        Assert.Null(none.Next);
    }

    [Theory]
    [InlineData("ACC-CONTOSO' OR '1'='1")]
    [InlineData("%")]
    [InlineData("ACC-CONTOSO\0")]
    public async Task An_id_is_a_value_and_never_part_of_a_query(string id)
    {
        Assert.Null(await Prm.GetAccountAsync(id, CancellationToken.None));
        Assert.Empty((await Prm.ListOpportunitiesAsync(new OpportunityQuery(AccountId: id, OpenOnly: false), 10, null, CancellationToken.None)).Items);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task Pages_hold_at_most_the_limit_and_together_everything_once_in_a_stable_order(int limit)
    {
        var all = (await Prm.ListOpportunitiesAsync(new OpportunityQuery(OwnerPersonId: "PER-LENA", OpenOnly: false), 10_000, null, CancellationToken.None)).Items;
        Assert.True(all.Count > 7);
        Assert.Equal(all.Count, all.Select(opportunity => opportunity.Id).Distinct().Count());
        for (var reading = 0; reading < 2; reading++)
        {
            var read = new List<string>();
            string? cursor = null;
            do
            {
                var page = await Prm.ListOpportunitiesAsync(new OpportunityQuery(OwnerPersonId: "PER-LENA", OpenOnly: false), limit, cursor, CancellationToken.None);
                Assert.InRange(page.Items.Count, 1, limit);
                read.AddRange(page.Items.Select(opportunity => opportunity.Id));
                cursor = page.Next;
            }
            while (cursor is not null);

            Assert.Equal(all.Select(opportunity => opportunity.Id), read);
        }
    }

    [Fact]
    public async Task Every_condition_of_a_query_holds_for_every_row()
    {
        var open = (await Prm.ListOpportunitiesAsync(new OpportunityQuery(OwnerPersonId: "PER-LENA"), 1000, null, CancellationToken.None)).Items;
        Assert.NotEmpty(open);
        Assert.All(open, opportunity => Assert.Equal("PER-LENA", opportunity.OwnerPersonId));
        Assert.DoesNotContain(open, opportunity => opportunity.Stage is OpportunityStage.ClosedWon or OpportunityStage.ClosedLost);

        var account = open.First(opportunity => opportunity.AccountId is not null).AccountId;
        var both = (await Prm.ListOpportunitiesAsync(new OpportunityQuery(account, "PER-LENA"), 1000, null, CancellationToken.None)).Items;
        Assert.Equal(open.Where(opportunity => opportunity.AccountId == account).Select(opportunity => opportunity.Id), both.Select(opportunity => opportunity.Id));
    }

    [Fact]
    public async Task A_stage_narrows_a_query_and_a_closed_one_is_found_when_asked_for()
    {
        var won = (await Prm.ListOpportunitiesAsync(new OpportunityQuery(OpenOnly: false, Stage: OpportunityStage.ClosedWon), 1000, null, CancellationToken.None)).Items;
        Assert.True(won.Count > 50);
        Assert.All(won, opportunity => Assert.Equal(OpportunityStage.ClosedWon, opportunity.Stage));
        Assert.Empty((await Prm.ListOpportunitiesAsync(new OpportunityQuery(Stage: OpportunityStage.ClosedWon), 1000, null, CancellationToken.None)).Items);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task Stage_histories_are_those_of_the_opportunities_in_their_order_oldest_stage_first(int limit)
    {
        var query = new OpportunityQuery(OwnerPersonId: "PER-LENA");
        var all = (await Prm.ListOpportunitiesAsync(query, 1000, null, CancellationToken.None)).Items;
        var read = new List<StageHistory>();
        string? cursor = null;
        do
        {
            var page = await Prm.ListStageHistoryAsync(query, limit, cursor, CancellationToken.None);
            Assert.Equal(Now, page.AsOf);
            read.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal(all.Select(opportunity => opportunity.Id), read.Select(history => history.Opportunity.Id));
        Assert.All(read, history => Assert.Equal(history.Stages.Select(entry => entry.EnteredOn).Order(), history.Stages.Select(entry => entry.EnteredOn)));
        Assert.All(read.SelectMany(history => history.Stages.Select(entry => (history, entry))), pair => Assert.Equal(pair.history.Opportunity.Id, pair.entry.OpportunityId));
        // Whoever is open stands in the stage that has not been left.
        Assert.All(read, history => Assert.Equal(history.Opportunity.Stage, Assert.Single(history.Stages, entry => entry.LeftOn is null).Stage));
    }

    [Fact]
    public async Task A_limit_on_accounts_is_kept()
    {
        var keys = new List<AccountKey>();
        foreach (var id in Known)
        {
            keys.AddRange(AccountKeys.Of((await Prm.GetAccountAsync(id, CancellationToken.None))!.Identity));
        }

        Assert.Equal(2, (await Prm.FindAccountsAsync(keys, 2, CancellationToken.None)).Items.Count);
        Assert.InRange((await Prm.FindAccountsAsync(keys, 1000, CancellationToken.None)).Items.Count, Known.Length, 1000);
    }

    [Fact]
    public async Task Partners_come_by_name_and_each_can_be_read_alone()
    {
        var partners = (await Prm.ListPartnersAsync(CancellationToken.None)).Items;
        Assert.NotEmpty(partners);
        Assert.Equal(partners.Select(partner => partner.Name).Order(StringComparer.Ordinal), partners.Select(partner => partner.Name));
        Assert.Equal("Nimbus", (await Prm.GetPartnerAsync("ORG-NIMBUS", CancellationToken.None))!.Name);
    }

    [Fact]
    public async Task Every_page_says_when_it_was_true()
    {
        Assert.Equal(Now, (await Prm.ListPartnersAsync(CancellationToken.None)).AsOf);
        Assert.Equal(Now, (await Prm.FindAccountsAsync([], 1, CancellationToken.None)).AsOf);
        Assert.Equal(Now, (await Prm.ListOpportunitiesAsync(new OpportunityQuery(), 1, null, CancellationToken.None)).AsOf);
    }

    [Fact]
    public async Task A_cancelled_call_ends_as_cancelled_and_not_as_a_failure_of_the_records()
    {
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Prm.GetAccountAsync("ACC-CONTOSO", cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Prm.FindAccountsAsync([new AccountKey(AccountKeyKind.Domain, "contoso.com")], 1, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Prm.ListOpportunitiesAsync(new OpportunityQuery(), 1, null, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Prm.GetPartnerAsync("ORG-NIMBUS", cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Prm.ListPartnersAsync(cancelled));
    }

    [Fact]
    public async Task Many_may_read_at_once()
    {
        var names = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Prm.GetAccountAsync(Known[i % Known.Length], CancellationToken.None)));
        Assert.Equal(Enumerable.Range(0, 40).Select(i => Known[i % Known.Length]), names.Select(account => account!.Id));
    }

    [Fact]
    public void It_has_a_name_and_says_what_it_can_do()
    {
        Assert.NotEmpty(Prm.Name);
        Assert.NotEqual(default, Prm.Capabilities);
    }

    /// <summary>Opens the plugin over the demo world, at the moment of <see cref="FakeClock.Morning"/>.</summary>
    protected abstract Task<IPrm> OpenAsync();

    /// <summary>Lets it go.</summary>
    protected abstract Task CloseAsync();
}
