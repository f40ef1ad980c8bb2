using System.Data.Common;
using CoSellBot.Prm.Audit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Xunit;

namespace CoSellBot.Tests.Prm.Audit;

/// <summary>Entries are chained once, in their order, by whoever has the lease; the anchor follows, whatever happens in between.</summary>
public sealed class AuditSealerTests
{
    [Fact]
    public async Task Every_entry_gets_the_next_number_once()
    {
        using var world = await AuditWorld.OpenAsync();
        await world.WriteAsync(3);
        await world.TamperAsync("UPDATE sqlite_sequence SET seq = 40 WHERE name = 'audit_entry'");
        await world.WriteAsync(1_200);

        Assert.Equal(1_000, (await world.Sealer.RunOnceAsync(default)).Sealed);
        Assert.Equal(203, (await world.Sealer.RunOnceAsync(default)).Sealed);
        Assert.Equal(0, (await world.Sealer.RunOnceAsync(default)).Sealed);

        var seals = await world.RowsAsync<AuditSeal>();
        Assert.Equal(Enumerable.Range(1, 1_203).Select(number => (long)number), seals.Select(seal => seal.Number));
        Assert.Equal((await world.RowsAsync<AuditEntry>()).Select(entry => entry.Seq), seals.Select(seal => seal.Seq));
        Assert.True((await world.VerifyAsync()).IsSound);
    }

    [Fact]
    public async Task Where_there_is_nothing_to_seal_nothing_is_written()
    {
        var commits = new Commits();
        using var world = await AuditWorld.OpenAsync(commits);
        var before = commits.Count;
        await world.SealAsync();
        Assert.Equal(before, commits.Count);
        Assert.False(world.Anchor.Exists);

        await world.WriteAsync();
        await world.SealAsync();
        Assert.Equal(before + 2, commits.Count);

        var lines = await System.IO.File.ReadAllTextAsync(world.Anchor.Path);
        for (var i = 0; i < 5; i++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            await world.SealAsync();
        }

        Assert.Equal(before + 2, commits.Count);
        Assert.Equal(lines, await System.IO.File.ReadAllTextAsync(world.Anchor.Path));
    }

    [Fact]
    public async Task Of_two_sealers_the_one_with_the_lease_seals_until_it_lapses()
    {
        using var world = await AuditWorld.OpenAsync();
        var other = world.NewSealer();
        await world.WriteAsync();
        Assert.Equal(1, (await world.Sealer.RunOnceAsync(default)).Sealed);
        await world.WriteAsync();

        Assert.Equal(new SealOutcome(0, null, AuditProblem.None), await other.RunOnceAsync(default));
        world.Clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(1, (await other.RunOnceAsync(default)).Sealed);

        Assert.Equal(0, (await world.Sealer.RunOnceAsync(default)).Sealed);
        await world.WriteAsync();
        await world.Sealer.FreeLeaseAsync(default);
        Assert.Equal(1, (await world.Sealer.RunOnceAsync(default)).Sealed);
        Assert.True((await world.VerifyAsync()).IsSound);
    }

    [Fact]
    public async Task Sealers_at_once_seal_nothing_twice()
    {
        using var world = await AuditWorld.OpenAsync();
        var sealers = Enumerable.Range(0, 4).Select(i => world.NewSealer(new AuditAnchor(world.File($"anchor-{i}.jsonl")))).ToList();
        for (var round = 0; round < 5; round++)
        {
            await world.WriteAsync(3);
            // The lease has lapsed, so all of them may.
            world.Clock.Advance(TimeSpan.FromSeconds(11));
            await Task.WhenAll(sealers.Select(sealer => Task.Run(() => sealer.RunOnceAsync(default))));
        }

        world.Clock.Advance(TimeSpan.FromSeconds(11));
        await world.SealAsync(sealers[0]);

        Assert.Equal(15, (await world.RowsAsync<AuditSeal>()).Count);
        foreach (var i in Enumerable.Range(0, 4).Where(i => System.IO.File.Exists(world.File($"anchor-{i}.jsonl"))))
        {
            var report = await world.VerifyAsync(new AuditAnchor(world.File($"anchor-{i}.jsonl")));
            Assert.True(report.IsSound, string.Join("; ", report.Flaws));
        }
    }

    [Fact]
    public async Task A_crash_between_commit_and_anchor_is_made_good_by_the_next_run()
    {
        using var world = await AuditWorld.SealedAsync();
        await world.WriteAsync();
        // Sealed by a process whose anchor is lost with it.
        world.Clock.Advance(TimeSpan.FromSeconds(11));
        await world.NewSealer(new AuditAnchor(world.File("lost.jsonl"))).RunOnceAsync(default);
        Assert.Equal(20, world.Anchor.ReadLast()!.Number);
        Assert.Equal("Numbers 21 to 21 are not anchored yet.", Assert.Single((await world.VerifyAsync()).Remarks));

        world.Clock.Advance(TimeSpan.FromSeconds(11));
        await world.NewSealer().RunOnceAsync(default);

        Assert.Equal(21, world.Anchor.ReadLast()!.Number);
        Assert.Empty((await world.VerifyAsync()).Remarks);
    }

    [Fact]
    public async Task An_anchor_that_cannot_be_written_is_said_and_caught_up_with()
    {
        using var world = await AuditWorld.OpenAsync();
        System.IO.Directory.CreateDirectory(world.Anchor.Path);
        await world.WriteAsync();

        Assert.Equal(new SealOutcome(1, null, AuditProblem.Anchor), await world.Sealer.RunOnceAsync(default));
        Assert.Equal(AuditProblem.Anchor, (await world.Sealer.RunOnceAsync(default)).Problem);

        System.IO.Directory.Delete(world.Anchor.Path);
        Assert.Equal(AuditProblem.None, (await world.Sealer.RunOnceAsync(default)).Problem);
        Assert.Equal(1, world.Anchor.ReadLast()!.Number);
    }

    [Theory]
    [InlineData("{\"v\":1,\"chain\":\"01")]
    [InlineData("{")]
    [InlineData("\0\0\0\0")]
    public async Task A_torn_line_is_closed_and_written_again(string torn)
    {
        using var world = await AuditWorld.SealedAsync();
        await world.WriteAsync();
        await System.IO.File.AppendAllTextAsync(world.Anchor.Path, torn);

        world.Clock.Advance(TimeSpan.FromSeconds(11));
        await world.SealAsync(world.NewSealer());

        Assert.Equal(21, world.Anchor.ReadLast()!.Number);
        var report = await world.VerifyAsync();
        Assert.True(report.IsSound, string.Join("; ", report.Flaws));
        Assert.StartsWith("1 line of the anchor cannot be read", Assert.Single(report.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_that_reads_the_anchor_keeps_the_sealer_out_of_nothing()
    {
        using var world = await AuditWorld.SealedAsync();
        await using var reading = world.Anchor.ReadAsync(default).GetAsyncEnumerator();
        Assert.True(await reading.MoveNextAsync());
        await world.WriteAsync();

        var run = await world.Sealer.RunOnceAsync(default);
        Assert.Equal((1, AuditProblem.None), (run.Sealed, run.Problem));
        Assert.Equal(21, world.Anchor.ReadLast()!.Number);
    }

    [Fact]
    public async Task A_whole_line_without_its_end_is_kept()
    {
        using var world = await AuditWorld.SealedAsync();
        await System.IO.File.WriteAllTextAsync(world.Anchor.Path, (await System.IO.File.ReadAllTextAsync(world.Anchor.Path)).TrimEnd('\n'));
        await world.WriteAsync();

        world.Clock.Advance(TimeSpan.FromSeconds(11));
        await world.SealAsync(world.NewSealer());

        Assert.Equal(3, (await System.IO.File.ReadAllLinesAsync(world.Anchor.Path)).Length);
        Assert.Empty((await world.VerifyAsync()).Remarks);
    }

    [Theory]
    [InlineData(AuditProblem.LastSeal, "UPDATE audit_entry SET actor_person_id = 'x' WHERE seq = 20")]
    [InlineData(AuditProblem.LastSeal, "DELETE FROM audit_entry WHERE seq = 20")]
    [InlineData(AuditProblem.LastSeal, "UPDATE audit_seal SET hash = 'x' WHERE number = 19")]
    [InlineData(AuditProblem.OtherChain, "UPDATE audit_seal SET hash = 'x' WHERE number = 20")]
    [InlineData(AuditProblem.LateEntry, "INSERT INTO audit_entry SELECT 0, at, actor_person_id, on_behalf_of, channel, message_id, action, entity_ref, before, after, tenant_id FROM audit_entry WHERE seq = 3")]
    [InlineData(AuditProblem.Restored, "DELETE FROM audit_seal WHERE number = 20")]
    public async Task A_chain_that_cannot_go_on_is_left_as_it_is(AuditProblem problem, string statement)
    {
        using var world = await AuditWorld.SealedAsync();
        var started = world.NewSealer();
        await world.TamperAsync(statement);
        await world.WriteAsync();
        var seals = (await world.RowsAsync<AuditSeal>()).Count;

        Assert.Equal(new SealOutcome(0, null, problem), await world.Sealer.RunOnceAsync(default));
        world.Clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(new SealOutcome(0, null, problem), await started.RunOnceAsync(default));

        Assert.Equal(seals, (await world.RowsAsync<AuditSeal>()).Count);
        Assert.Equal(20, world.Anchor.ReadLast()!.Number);
    }

    [Theory]
    [InlineData("UPDATE audit_entry SET actor_person_id = 'x'")]
    [InlineData("DELETE FROM audit_entry")]
    [InlineData("UPDATE audit_seal SET hash = 'x'")]
    [InlineData("DELETE FROM audit_seal WHERE number = 20")]
    [InlineData("UPDATE audit_chain SET chain_id = 'x'")]
    [InlineData("DELETE FROM audit_chain")]
    public async Task The_database_refuses_to_change_what_was_written(string statement)
    {
        using var world = await AuditWorld.SealedAsync();
        await using var context = world.CreateDbContext();

        var refused = await Assert.ThrowsAsync<SqliteException>(() => context.Database.ExecuteSqlRawAsync(statement));

        Assert.Contains("is append-only", refused.Message, StringComparison.Ordinal);
        Assert.True((await world.VerifyAsync()).IsSound);
    }

    private sealed class Commits : DbTransactionInterceptor
    {
        public int Count { get; private set; }

        public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Count++;
            return Task.CompletedTask;
        }
    }
}
