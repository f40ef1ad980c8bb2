using CoSellBot.Prm;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Import;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Sla;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace CoSellBot.Tests.Prm.Import;

public class WorldSeedTests
{
    // 100 days after the demo world's as-of day.
    private static readonly DateTimeOffset Later = new(2026, 9, 17, 23, 30, 0, TimeSpan.Zero);

    [Fact]
    public async Task Seeding_moves_every_date_to_today_but_not_the_holidays()
    {
        using var still = new ImportDatabase();
        await still.RunAsync(ImportDatabase.SampleWorld);
        using var moved = new ImportDatabase(Later);

        var report = await moved.Seed.SeedAsync(ImportDatabase.SampleWorld, null, CancellationToken.None);

        Assert.True(report!.Complete);
        async Task Same<TRow, TDay>(Func<TRow, string> key, Func<TRow, TDay> day, Func<TDay, TDay> shift)
            where TRow : class
        {
            await using var before = still.CreateDbContext();
            await using var after = moved.CreateDbContext();
            Assert.Equal(
                (await before.Set<TRow>().ToListAsync()).OrderBy(key, StringComparer.Ordinal).Select(row => (key(row), shift(day(row)))),
                (await after.Set<TRow>().ToListAsync()).OrderBy(key, StringComparer.Ordinal).Select(row => (key(row), day(row))));
        }

        await Same<Holiday, DateOnly>(row => $"{row.CalendarId} {row.Name} {row.Date:yyyyMMdd}", row => row.Date, day => day);
        await Same<FxRate, DateOnly>(row => $"{row.Base} {row.Quote}", row => row.AsOf, day => day.AddDays(100));
        await Same<Partner, DateOnly?>(row => row.OrganizationId, row => row.AgreementTo, day => day?.AddDays(100));
        await Same<Certification, DateOnly?>(row => row.Id, row => row.ExpiresOn, day => day?.AddDays(100));
        await Same<Opportunity, DateTimeOffset?>(row => row.Id, row => row.LastActivityAt, at => at?.AddDays(100));
        await Same<DealRegistration, (DateTimeOffset, DateTimeOffset?, DateOnly)>(
            row => row.Id, row => (row.StatusSince, row.ProtectedUntil, row.ExpectedClose), x => (x.Item1.AddDays(100), x.Item2?.AddDays(100), x.Item3.AddDays(100)));
        await using var context = moved.CreateDbContext();
        Assert.Equal(["receipt"], await context.Set<Counter>().Select(counter => counter.Name).ToListAsync());
    }

    [Fact]
    public async Task A_database_with_organizations_is_left_alone()
    {
        using var database = new ImportDatabase(Later);
        await database.RunAsync(database.Folder());
        var before = await database.DumpAsync();

        Assert.Null(await database.Seed.SeedAsync(ImportDatabase.SampleWorld, null, CancellationToken.None));

        Assert.Equal(before, await database.DumpAsync());
    }

    [Fact]
    public async Task A_seeding_that_was_cut_short_is_finished_at_the_next_start()
    {
        using var whole = new ImportDatabase(Later);
        await whole.Seed.SeedAsync(ImportDatabase.SampleWorld, null, CancellationToken.None);
        using var broken = new ImportDatabase(Later);
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => broken.Seed.SeedAsync(ImportDatabase.SampleWorld, new Stop(stop, "opportunities"), stop.Token));

        Assert.NotNull(await broken.Seed.SeedAsync(ImportDatabase.SampleWorld, null, CancellationToken.None));

        Assert.Equal(await whole.DumpAsync(), await broken.DumpAsync());
        Assert.Null(await broken.Seed.SeedAsync(ImportDatabase.SampleWorld, null, CancellationToken.None));
    }

    [Fact]
    public async Task A_world_json_without_its_day_is_refused()
    {
        using var database = new ImportDatabase();

        var failure = await Assert.ThrowsAsync<InvalidDataException>(
            () => database.Seed.SeedAsync(database.Folder(("world.json", "{\"as_of\":\"tomorrow\"}")), null, CancellationToken.None));

        Assert.Contains("world.json", failure.Message, StringComparison.Ordinal);
    }

    private sealed class Stop(CancellationTokenSource source, string table) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value)
        {
            if (value.Table == table)
            {
                source.Cancel();
            }
        }
    }
}
