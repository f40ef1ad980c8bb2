using CoSellBot.Prm;
using CoSellBot.Prm.Audit;
using CoSellBot.Tests.Infrastructure;
using Xunit;

namespace CoSellBot.Tests.Prm.Audit;

/// <summary>Records that were restored from an older copy are seen as such at start, and written again only when an operator said so.</summary>
public sealed class AuditRestoreTests
{
    [Fact]
    public async Task Nothing_is_written_to_an_older_copy_until_an_operator_accepts_it()
    {
        using var world = await AuditWorld.SealedAsync();
        await world.BackUpAsync();
        await world.WriteAsync(5);
        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.SealAsync();
        var sealedAt = world.Clock.GetUtcNow();
        world.Restore();

        Assert.True(await world.NewRestore().CheckAsync(mayBeNew: false, default));
        Assert.Equal((PrmFailure.Forbidden, "restored"), await ClaimWorld.RefusedAsync(() => world.WriteAsync()));
        Assert.Equal(AuditProblem.Restored, (await world.NewSealer().RunOnceAsync(default)).Problem);
        Assert.Equal((25, 20), (world.Anchor.ReadLast()!.Number, (await world.RowsAsync<AuditEntry>()).Count));
        await world.FoundAsync(AuditFlawKind.TailCut, 21);

        var (outcome, report) = await world.NewRestore().AcceptAsync("Kim", default);

        Assert.Equal(RestoreOutcome.Accepted, outcome);
        Assert.Equal((20, 25, 0), (report!.LastNumber, report.AnchoredNumber, report.Unsealed));
        Assert.Equal(sealedAt, report.LostSince);
        await world.WriteAsync(2);
        await world.SealAsync(world.NewSealer());
        var entry = (await world.RowsAsync<AuditEntry>()).Single(one => one.Action == "audit.restored");
        Assert.Equal(("Kim", "Console"), (entry.ActorPersonId, entry.Channel));
        Assert.Contains("\"missingFrom\":21,\"missingTo\":25", entry.After, StringComparison.Ordinal);
        Assert.Equal([26L, 27L, 28L], (await world.RowsAsync<AuditSeal>()).Select(seal => seal.Number).Order().TakeLast(3));
        var after = await world.VerifyAsync();
        Assert.True(after.IsSound, string.Join("; ", after.Flaws));
        Assert.StartsWith("Numbers 21 to 25 are missing: a restore from an older copy, accepted at 2026-06-09 10:13:00Z.", Assert.Single(after.Remarks), StringComparison.Ordinal);
        Assert.False(await world.NewRestore().CheckAsync(mayBeNew: false, default));
    }

    [Fact]
    public async Task Entries_of_the_copy_that_had_no_seal_are_sealed_after_the_gap()
    {
        using var world = await AuditWorld.SealedAsync();
        await world.WriteAsync(2);
        await world.BackUpAsync();
        await world.WriteAsync(2);
        await world.SealAsync();
        world.Restore();

        Assert.Equal(2, (await world.NewRestore().AcceptAsync("operator", default)).Report!.Unsealed);
        await world.SealAsync(world.NewSealer());

        Assert.Equal([25L, 26L, 27L], (await world.RowsAsync<AuditSeal>()).Where(seal => seal.Seq > 20).Select(seal => seal.Number).Order());
        Assert.True((await world.VerifyAsync()).IsSound);
    }

    [Fact]
    public async Task A_copy_older_than_the_first_restore_may_follow()
    {
        using var world = await AuditWorld.OpenAsync();
        await world.BackUpAsync("empty");
        await world.WriteAsync(10);
        await world.SealAsync();
        await world.BackUpAsync("ten");
        await world.WriteAsync(10);
        await world.SealAsync();
        world.Restore("ten");
        Assert.Equal(RestoreOutcome.Accepted, (await world.NewRestore().AcceptAsync("operator", default)).Outcome);
        await world.WriteAsync(3);
        await world.SealAsync(world.NewSealer());

        foreach (var (copy, from, to) in new[] { ("ten", 11, 24), ("empty", 1, 25) })
        {
            world.Restore(copy);
            world.Clock.Advance(TimeSpan.FromSeconds(11));
            Assert.True(await world.NewRestore().CheckAsync(mayBeNew: false, default));
            Assert.Equal(RestoreOutcome.Accepted, (await world.NewRestore().AcceptAsync("operator", default)).Outcome);
            await world.SealAsync(world.NewSealer());

            var report = await world.VerifyAsync();
            Assert.True(report.IsSound, string.Join("; ", report.Flaws));
            Assert.StartsWith($"Numbers {from} to {to} are missing", Assert.Single(report.Remarks), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_another_process_accepted_is_noted_in_this_anchor_too()
    {
        using var world = await AuditWorld.SealedAsync();
        System.IO.File.Copy(world.Anchor.Path, world.File("other.jsonl"));
        await world.TamperAsync("DELETE FROM audit_seal WHERE number > 10", "DELETE FROM audit_entry WHERE seq > 10");
        var other = new AuditAnchor(world.File("other.jsonl"));
        await new AuditRestore(world.Writer, other, world.Tenant, world.Clock, new Ids(world.Clock)).AcceptAsync("operator", default);
        await world.SealAsync(world.NewSealer(other));
        world.Clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(AuditProblem.AcceptedElsewhere, (await world.NewSealer().RunOnceAsync(default)).Problem);

        Assert.Equal(RestoreOutcome.Noted, (await world.NewRestore().AcceptAsync("operator", default)).Outcome);

        Assert.True((await world.VerifyAsync()).IsSound);
        Assert.True((await world.VerifyAsync(other)).IsSound);
        Assert.Equal(RestoreOutcome.Nothing, (await world.NewRestore().AcceptAsync("operator", default)).Outcome);
    }

    [Fact]
    public async Task Records_that_differ_are_no_older_copy()
    {
        using var world = await AuditWorld.SealedAsync();
        await world.TamperAsync("DELETE FROM audit_seal WHERE number > 15", "UPDATE audit_seal SET hash = 'x' WHERE number = 10");

        Assert.Equal(RestoreOutcome.Differs, (await world.NewRestore().AcceptAsync("operator", default)).Outcome);
    }

    [Fact]
    public async Task An_empty_database_is_a_new_demo_only_where_that_may_be()
    {
        using var world = await AuditWorld.OpenAsync();
        await world.BackUpAsync();
        await world.WriteAsync(3);
        await world.SealAsync();
        world.Restore();

        Assert.False(await world.NewRestore().CheckAsync(mayBeNew: true, default));
        await world.WriteAsync();
        await world.SealAsync(world.NewSealer());

        var report = await world.VerifyAsync();
        Assert.True(report.IsSound, string.Join("; ", report.Flaws));
        Assert.Contains("laid anew", Assert.Single(report.Remarks), StringComparison.Ordinal);
    }
}
