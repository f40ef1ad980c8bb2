using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Registrations;
using CoSellBot.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace CoSellBot.Tests.Prm.Accounts;

/// <summary>What an earlier program stored is found by the keys of this one.</summary>
public class KeyTablesTests
{
    [Fact]
    public async Task Keys_that_an_earlier_program_did_not_make_are_added_once()
    {
        await using var world = await ClaimWorld.OpenAsync();
        await world.InReviewAsync();
        var (accounts, claims) = ((await world.RowsAsync<AccountKeyRow>()).Count, (await world.RowsAsync<RegistrationKey>()).Count);
        await world.ArrangeAsync(async context =>
        {
            await context.Set<AccountKeyRow>().Where(row => row.Kind == AccountKeyKind.Skeleton).ExecuteDeleteAsync();
            await context.Set<RegistrationKey>().Where(row => row.Kind == AccountKeyKind.Skeleton).ExecuteDeleteAsync();
            await context.Set<Counter>().Where(counter => counter.Name == "account_keys").ExecuteDeleteAsync();
        });
        Assert.True((await world.RowsAsync<AccountKeyRow>()).Count < accounts);

        for (var times = 0; times < 2; times++)
        {
            await using var context = world.Open();
            await KeyTables.RefreshAsync(context, default);
            Assert.Equal((accounts, claims), ((await world.RowsAsync<AccountKeyRow>()).Count, (await world.RowsAsync<RegistrationKey>()).Count));
        }
    }
}
