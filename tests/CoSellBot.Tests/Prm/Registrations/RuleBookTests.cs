using System.Text.Json;
using CoSellBot.Prm.Import;
using CoSellBot.Prm.Registrations;
using CoSellBot.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static CoSellBot.Tests.Infrastructure.ClaimWorld;

namespace CoSellBot.Tests.Prm.Registrations;

/// <summary>Publications of the programme's numbers: versions grow, none is altered, and a decision is replayed by its own.</summary>
public class RuleBookTests
{
    [Fact]
    public async Task Each_publication_is_a_new_version_and_the_newest_is_in_force()
    {
        await using var world = await OpenAsync();
        Assert.Equal(3, (await CurrentAsync(world)).Version);

        Assert.Equal(4, await PublishAsync(world, ("floor_usd", "3000")));
        Assert.Equal((4, 3_000m), await CurrentAsync(world) is var fourth ? (fourth.Version, fourth.Floor) : default);
        // What a publication leaves out has its standard value again.
        Assert.Equal(5, await PublishAsync(world, ("protection_days", "60")));
        Assert.Equal((5, 2_000m, 60), await CurrentAsync(world) is var fifth ? (fifth.Version, fifth.Floor, fifth.ProtectionDays) : default);
        await using var look = world.Open();
        Assert.Equal((4, 3_000m), await RuleBook.OfVersionAsync(look, 4, default) is { } old ? (old.Version, old.Floor) : default);
        Assert.Null(await RuleBook.OfVersionAsync(look, 6, default));
        Assert.Equal([("protection_days", "60"), ("rule_set_version", "5")], (await RuleBook.NumbersAsync(look, default)).Select(pair => (pair.Key, pair.Value)).Order());
        var published = await look.Set<PublishedRules>().SingleAsync(rules => rules.Version == 4);
        Assert.Equal((Anja, world.Now, "{\"floor_usd\":\"3000\",\"rule_set_version\":\"4\"}"), (published.PublishedBy, published.PublishedAt, published.Numbers));
    }

    [Fact]
    public async Task Unchanged_numbers_publish_nothing()
    {
        await using var world = await OpenAsync();
        await PublishAsync(world, ("floor_usd", "3000"), ("idle_days", "90"));
        foreach (var same in new (string, string)[][] { [("idle_days", "90"), ("floor_usd", "3000")], [("FLOOR_USD", "3000"), ("Idle_Days", "90")], [("floor_usd", "3000"), ("idle_days", "90"), ("rule_set_version", "9")] })
        {
            Assert.Equal(4, await PublishAsync(world, same));
        }

        Assert.Equal(5, await PublishAsync(world, ("floor_usd", "3000")));
        Assert.Equal(6, await PublishAsync(world, ("floor_usd", "3000"), ("idle_days", "91")));
    }

    [Theory]
    [InlineData("9", 9)] // ahead
    [InlineData("2", 4)] // never back
    [InlineData("3", 4)]
    public async Task A_publication_may_name_a_version_ahead_and_never_goes_back(string named, int version)
    {
        await using var world = await OpenAsync();

        Assert.Equal(version, await PublishAsync(world, ("floor_usd", "3000"), ("Rule_Set_Version", named)));
        Assert.Equal(version, (await CurrentAsync(world)).Version);
        await using var look = world.Open();
        Assert.Equal($"{version}", (await RuleBook.NumbersAsync(look, default))["rule_set_version"]);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("0", 1)]
    [InlineData("4", 4)]
    public async Task Before_any_publication_the_standard_numbers_are_in_force_and_the_first_is_version_one_or_as_named(string? named, int version)
    {
        await using var world = await OpenAsync();
        await world.ArrangeAsync(async context => context.RemoveRange(await context.Set<PublishedRules>().ToListAsync()));
        Assert.Equal((1, 2_000m), await CurrentAsync(world) is var standard ? (standard.Version, standard.Floor) : default);
        await using (var look = world.Open())
        {
            Assert.Empty(await RuleBook.NumbersAsync(look, default));
        }

        Assert.Equal(version, await PublishAsync(world, named is null ? [("floor_usd", "3000")] : [("floor_usd", "3000"), ("rule_set_version", named)]));
    }

    [Fact]
    public async Task A_decision_is_replayed_by_the_numbers_of_its_day()
    {
        await using var world = await OpenAsync();
        var claim = await world.ApprovedAsync();
        await PublishAsync(world, ("floor_usd", "20000"));
        // By the new numbers it would be too small.
        Assert.Equal(RegistrationStatus.Rejected, (await world.SubmitAsync("Mondstein AG", "mondstein.example")).Registration.Status);

        await using var look = world.Open();
        var stored = await look.Set<StoredTrace>().SingleAsync(trace => trace.RegistrationId == claim.Id);
        var snapshot = JsonSerializer.Deserialize<RegistrationSnapshot>(stored.Snapshot)!;
        Assert.Equal((3, Verdict.Approve, world.Now), (stored.RuleSetVersion, stored.Verdict, stored.At));
        var replay = RegistrationRules.Evaluate(snapshot, (await RuleBook.OfVersionAsync(look, stored.RuleSetVersion, default))!);
        Assert.Equal((stored.Verdict, stored.Findings), (replay.Verdict, JsonSerializer.Serialize(replay.Findings)));
        Assert.Equal(Verdict.Reject, RegistrationRules.Evaluate(snapshot, await RuleBook.CurrentAsync(look, default)).Verdict);
    }

    [Fact]
    public async Task An_imported_file_is_one_publication_however_many_of_its_rows_changed()
    {
        await using var bot = await CoSellBotFactory.StartAsync(Hosting.ByHand);
        Task ImportAsync(string rows)
        {
            var folder = System.IO.Directory.CreateDirectory(Path.Combine(bot.Folder, Guid.NewGuid().ToString("N"))).FullName;
            File.WriteAllText(Path.Combine(folder, "engagement_rules.csv"), $"key,value\n{rows}");
            return bot.App.Services.GetRequiredService<WorldImport>().RunAsync(folder, new ImportOptions(), null, default);
        }

        await ImportAsync("floor_usd,2500\nidle_days,120\nprotection_days,80\n");
        await using (var prm = await bot.Prm())
        {
            Assert.Equal((4, 2_500m, 120, 80, 250_000m), await RuleBook.CurrentAsync(prm, default) is var rules ? (rules.Version, rules.Floor, rules.IdleDays, rules.ProtectionDays, rules.RegionalThreshold) : default);
            Assert.Equal("import", (await prm.Set<PublishedRules>().SingleAsync(published => published.Version == 4)).PublishedBy);
        }

        await ImportAsync("floor_usd,2500\nidle_days,120\n");
        await using var after = await bot.Prm();
        Assert.Equal(4, await after.Set<PublishedRules>().MaxAsync(published => published.Version));
    }

    private static async Task<RuleSet> CurrentAsync(ClaimWorld world)
    {
        await using var look = world.Open();
        return await RuleBook.CurrentAsync(look, default);
    }

    private static async Task<int> PublishAsync(ClaimWorld world, params (string Name, string Value)[] numbers)
    {
        await using var context = world.Open();
        var version = await RuleBook.PublishAsync(context, numbers.ToDictionary(pair => pair.Name, pair => pair.Value), Anja, world.Now, default);
        await context.SaveChangesAsync();
        return version;
    }
}
