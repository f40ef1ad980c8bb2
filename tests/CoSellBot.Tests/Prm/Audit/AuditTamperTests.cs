using System.Security.Cryptography;
using CoSellBot.Prm.Audit;
using Xunit;

namespace CoSellBot.Tests.Prm.Audit;

/// <summary>Whoever changes the audit trail behind the bot's back is found, and what they did is named.</summary>
public sealed class AuditTamperTests
{
    private const string Insert = "INSERT INTO audit_entry (seq, at, actor_person_id, channel, message_id, action, entity_ref, tenant_id) VALUES (";

    [Fact]
    public async Task A_trail_nobody_touched_is_proven()
    {
        using var world = await AuditWorld.SealedAsync();

        var report = await world.VerifyAsync();

        Assert.True(report.IsSound, string.Join("\n", report.Flaws));
        Assert.Equal((20, world.Anchor.ReadLast()!.Hash), (report.Sealed, report.Root));
        Assert.Empty(report.Remarks);
    }

    [Theory]
    [InlineData("at", "'2026-06-09T08:00:00.0000000Z'")]
    [InlineData("at", "'yesterday'")]
    [InlineData("actor_person_id", "'PER-OTHER'")]
    [InlineData("on_behalf_of", "'ORG-B'")]
    [InlineData("channel", "'Slack'")]
    [InlineData("message_id", "'m99'")]
    [InlineData("action", "'registration.withdrawn'")]
    [InlineData("entity_ref", "'registration/DR-99'")]
    [InlineData("before", "'{}'")]
    [InlineData("before", "''")]
    [InlineData("after", "NULL")]
    [InlineData("after", "\"after\" || ' '")]
    public async Task An_edited_value_is_named(string column, string value)
    {
        using var world = await AuditWorld.SealedAsync();
        foreach (var number in new[] { 20, 7, 1 })
        {
            await world.TamperAsync($"UPDATE audit_entry SET \"{column}\" = {value} WHERE seq = {number}");

            var flaw = await world.FoundAsync(AuditFlawKind.EntryEdited, number);

            Assert.Contains($"Entry {number}, number {number}", flaw.Text, StringComparison.Ordinal);
        }
    }

    public static TheoryData<AuditFlawKind, long?, string[]> Deeds => new()
    {
        { AuditFlawKind.EntryRemoved, 1, ["DELETE FROM audit_entry WHERE seq = 1"] },
        { AuditFlawKind.EntryRemoved, 7, ["DELETE FROM audit_entry WHERE seq = 7"] },
        { AuditFlawKind.EntryRemoved, 20, ["DELETE FROM audit_entry WHERE seq = 20"] },
        { AuditFlawKind.EntryRemoved, 7, ["UPDATE audit_entry SET tenant_id = 'other' WHERE seq = 7"] },
        { AuditFlawKind.TailCut, 20, ["DELETE FROM audit_entry WHERE seq = 20", "DELETE FROM audit_seal WHERE number = 20"] },
        { AuditFlawKind.TailCut, 6, ["DELETE FROM audit_entry WHERE seq > 5", "DELETE FROM audit_seal WHERE number > 5"] },
        { AuditFlawKind.TailCut, 20, ["DELETE FROM audit_seal WHERE number = 20"] },
        { AuditFlawKind.TailCut, 1, ["DELETE FROM audit_seal"] },
        { AuditFlawKind.TailCut, 1, ["DELETE FROM audit_seal", "DELETE FROM audit_entry", "DELETE FROM audit_chain"] },
        { AuditFlawKind.SealRemoved, 1, ["DELETE FROM audit_seal WHERE number = 1"] },
        { AuditFlawKind.SealRemoved, 7, ["DELETE FROM audit_seal WHERE number = 7"] },
        { AuditFlawKind.SealRemoved, 7, ["DELETE FROM audit_seal WHERE number = 7", "DELETE FROM audit_entry WHERE seq = 7"] },
        { AuditFlawKind.SealRemoved, 7, ["DELETE FROM audit_seal WHERE number BETWEEN 7 AND 9", "DELETE FROM audit_entry WHERE seq BETWEEN 7 AND 9"] },
        { AuditFlawKind.SealEdited, 7, ["UPDATE audit_seal SET hash = '00' WHERE number = 7"] },
        { AuditFlawKind.SealEdited, 1, ["UPDATE audit_seal SET hash = upper(hash) WHERE number = 1"] },
        { AuditFlawKind.SealEdited, 7, ["UPDATE audit_seal SET form = 2 WHERE number = 7"] },
        { AuditFlawKind.EntryEdited, 20, ["UPDATE audit_seal SET hash = '00' WHERE number = 20"] },
        { AuditFlawKind.SealRemoved, 7, ["UPDATE audit_seal SET number = 70 WHERE number = 7"] },
        { AuditFlawKind.Reordered, 5, ["UPDATE audit_entry SET seq = 0 WHERE seq = 5", "UPDATE audit_entry SET seq = 5 WHERE seq = 9", "UPDATE audit_entry SET seq = 9 WHERE seq = 0"] },
        { AuditFlawKind.Reordered, 1, ["UPDATE audit_entry SET seq = 0 WHERE seq = 1", "UPDATE audit_entry SET seq = 1 WHERE seq = 20", "UPDATE audit_entry SET seq = 20 WHERE seq = 0"] },
        { AuditFlawKind.Reordered, 5, ["UPDATE audit_seal SET seq = 0 WHERE number = 5", "UPDATE audit_seal SET seq = 5 WHERE number = 6", "UPDATE audit_seal SET seq = 6 WHERE number = 5"] },
        { AuditFlawKind.Reordered, 7, ["UPDATE audit_entry SET seq = 1000 WHERE seq = 7"] },
        {
            AuditFlawKind.EntryInserted, 8,
            ["UPDATE audit_entry SET seq = -seq WHERE seq > 7", "UPDATE audit_entry SET seq = 1 - seq WHERE seq < 0", $"{Insert}8, '2026-06-09T08:13:00.0000000Z', 'PER-X', 'Web', 'm', 'registration.approved', 'registration/DR-1', 'main')"]
        },
        { AuditFlawKind.EntryInserted, 1, [$"{Insert}0, '2026-06-09T08:13:00.0000000Z', 'PER-X', 'Web', 'm', 'registration.approved', 'registration/DR-1', 'main')"] },
        { AuditFlawKind.ChainChanged, 1, ["UPDATE audit_chain SET chain_id = 'OTHER'"] },
        { AuditFlawKind.ChainChanged, 1, ["UPDATE audit_chain SET started_at = '2026-01-01T00:00:00.0000000Z'"] },
        { AuditFlawKind.ChainChanged, null, ["UPDATE audit_chain SET started_at = 'long ago'"] },
        { AuditFlawKind.ChainChanged, null, ["DELETE FROM audit_chain"] },
        { AuditFlawKind.ChainChanged, null, ["UPDATE audit_chain SET first_number = 2"] },
    };

    [Theory]
    [MemberData(nameof(Deeds))]
    public async Task What_was_done_to_rows_is_named(AuditFlawKind kind, long? number, string[] statements)
    {
        using var world = await AuditWorld.SealedAsync();
        await world.TamperAsync(statements);

        await world.FoundAsync(kind, number);
    }

    [Fact]
    public async Task An_entry_put_into_a_gap_of_the_sequence_is_named()
    {
        using var world = await AuditWorld.OpenAsync();
        await world.WriteAsync(3);
        await world.TamperAsync("UPDATE sqlite_sequence SET seq = 30 WHERE name = 'audit_entry'");
        await world.WriteAsync(3);
        await world.SealAsync();
        Assert.True((await world.VerifyAsync()).IsSound);

        await world.TamperAsync($"{Insert}10, '2026-06-09T08:13:00.0000000Z', 'PER-X', 'Web', 'm', 'registration.approved', 'registration/DR-1', 'main')");

        Assert.Equal(10, (await world.FoundAsync(AuditFlawKind.EntryInserted, 4)).Seq);
    }

    [Fact]
    public async Task A_chain_built_again_from_scratch_is_another_chain()
    {
        using var world = await AuditWorld.SealedAsync();
        await world.TamperAsync("DELETE FROM audit_seal", "DELETE FROM audit_chain", "DELETE FROM audit_state", "UPDATE audit_entry SET actor_person_id = 'PER-OTHER' WHERE seq = 15");
        var forged = new AuditAnchor(world.File("forged.jsonl"));
        await world.SealAsync(world.NewSealer(forged));
        Assert.True((await world.VerifyAsync(forged)).IsSound);

        Assert.Contains("built again", (await world.FoundAsync(AuditFlawKind.Rebuilt)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_built_again_under_its_own_id_is_found_at_the_first_anchored_number()
    {
        using var world = await AuditWorld.SealedAsync();
        await world.TamperAsync("UPDATE audit_entry SET actor_person_id = 'PER-OTHER' WHERE seq = 15");
        var hash = (await world.RowsAsync<AuditChain>()).Single().Hash;
        foreach (var entry in await world.RowsAsync<AuditEntry>())
        {
            hash = AuditCanon.Hash(hash, AuditCanon.Of(entry, "main"));
            await world.TamperAsync($"UPDATE audit_seal SET hash = '{hash}' WHERE seq = {entry.Seq}");
        }

        var flaw = await world.FoundAsync(AuditFlawKind.Rebuilt, 20);

        Assert.Contains("Up to number 10 they agree", flaw.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restore_that_only_the_database_says_was_accepted_is_no_restore()
    {
        using var world = await AuditWorld.SealedAsync();
        await world.TamperAsync("DELETE FROM audit_entry WHERE seq > 14", "DELETE FROM audit_seal WHERE number > 14");
        // What accept-restore would write, with an anchor of the forger's own.
        System.IO.File.Copy(world.Anchor.Path, world.File("copy.jsonl"));
        var forged = new AuditAnchor(world.File("copy.jsonl"));
        await new AuditRestore(world.Writer, forged, world.Tenant, world.Clock, new CoSellBot.Prm.Ids(world.Clock)).AcceptAsync("operator", CancellationToken.None);
        await world.SealAsync(world.NewSealer(forged));

        await world.FoundAsync(AuditFlawKind.GapNotNoted, 20);
        Assert.Equal(AuditProblem.AcceptedElsewhere, (await world.SealAsync(world.NewSealer())).Problem);
    }

    [Fact]
    public async Task Without_an_anchor_it_says_what_cannot_be_proven()
    {
        using var world = await AuditWorld.SealedAsync();
        System.IO.File.Delete(world.Anchor.Path);

        Assert.Contains("cut off", (await world.FoundAsync(AuditFlawKind.NoAnchor)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entries_wait_a_minute_for_their_seal_and_no_longer()
    {
        using var world = await AuditWorld.SealedAsync();
        await world.WriteAsync(2);

        var fresh = await world.VerifyAsync();
        Assert.True(fresh.IsSound);
        Assert.StartsWith("2 entries are not sealed, since 2026-06-09 08:13:00Z", Assert.Single(fresh.Remarks), StringComparison.Ordinal);

        world.Clock.Advance(AuditVerifier.Fresh + TimeSpan.FromSeconds(1));
        await world.FoundAsync(AuditFlawKind.Unsealed);
        await world.TamperAsync("UPDATE audit_entry SET at = 'now' WHERE seq = 21");
        await world.FoundAsync(AuditFlawKind.Unsealed);
    }

    [Fact]
    public async Task Whatever_is_done_at_random_is_found()
    {
        using var world = await AuditWorld.SealedAsync();
        await world.BackUpAsync();
        for (var i = 0; i < 60; i++)
        {
            var seed = RandomNumberGenerator.GetInt32(int.MaxValue);
            var deed = Random(new Random(seed));
            world.Restore();
            await world.TamperAsync(deed);

            var report = await world.VerifyAsync();

            Assert.False(report.IsSound, $"Seed {seed}: {string.Join("; ", deed)}");
        }
    }

    private static string[] Random(Random random)
    {
        string[] texts = ["actor_person_id", "channel", "message_id", "action", "entity_ref", "before", "after", "on_behalf_of"];
        var (one, other) = (random.Next(1, 21), random.Next(1, 20));
        other += other >= one ? 1 : 0;
        return random.Next(8) switch
        {
            0 => [$"UPDATE audit_entry SET \"{texts[random.Next(texts.Length)]}\" = 'x{random.Next()}' WHERE seq = {one}"],
            1 => [$"UPDATE audit_entry SET at = '2026-06-{random.Next(10, 30)}T08:13:00.0000000Z' WHERE seq = {one}"],
            2 => [$"DELETE FROM audit_entry WHERE seq = {one}"],
            3 => [$"DELETE FROM audit_seal WHERE number >= {one}", $"DELETE FROM audit_entry WHERE seq >= {one}"],
            4 => [$"UPDATE audit_entry SET seq = 0 WHERE seq = {one}", $"UPDATE audit_entry SET seq = {one} WHERE seq = {other}", $"UPDATE audit_entry SET seq = {other} WHERE seq = 0"],
            5 => [$"DELETE FROM audit_seal WHERE number = {one}"],
            6 => [$"UPDATE audit_seal SET hash = '{random.Next():x64}' WHERE number = {one}"],
            _ => [$"DELETE FROM audit_seal WHERE number = {one}", $"DELETE FROM audit_entry WHERE seq = {one}"],
        };
    }
}
