using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CoSellBot.Prm.Audit;
using Xunit;

namespace CoSellBot.Tests.Prm.Audit;

/// <summary>What is exported can be checked by anybody, with nothing but SHA-256 and a text search.</summary>
public sealed class AuditExportTests
{
    [Fact]
    public async Task An_outsider_can_compute_the_chain_again()
    {
        using var world = await AuditWorld.SealedAsync();
        await world.BackUpAsync();
        await world.WriteAsync(3);
        await world.SealAsync();
        world.Restore();
        await new AuditRestore(world.Writer, world.Anchor, world.Tenant, world.Clock, new CoSellBot.Prm.Ids(world.Clock)).AcceptAsync("operator", default);
        await world.SealAsync(world.NewSealer());
        await world.WriteAsync(2);

        var lines = await LinesAsync(world);

        var previous = "";
        var numbers = new List<long>();
        foreach (var line in lines.SkipLast(2))
        {
            var json = JsonDocument.Parse(line).RootElement;
            Assert.Equal(previous, json.GetProperty("previous").GetString());
            // The text that was hashed stands last, as it is.
            var name = json.TryGetProperty("entry", out _) ? "\"entry\":" : "\"start\":";
            var text = line[(line.IndexOf(name, StringComparison.Ordinal) + name.Length)..^1];
            previous = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(previous + text)));
            Assert.Equal(previous, json.GetProperty("hash").GetString());
            numbers.Add(json.GetProperty("number").GetInt64());
        }

        Assert.Equal([.. Enumerable.Range(0, 21), 23, 24], numbers);
        Assert.Equal(world.Anchor.ReadLast()!.Hash, previous);
        Assert.All(lines.TakeLast(2), line => Assert.StartsWith("{\"chain\":null,\"number\":null,\"previous\":null,\"hash\":null,\"entry\":{\"v\":1", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_record_or_a_time_is_a_part_of_the_same_lines()
    {
        using var world = await AuditWorld.SealedAsync();
        var all = await LinesAsync(world);
        var at = (await world.RowsAsync<AuditEntry>())[14].At;

        Assert.Equal([all[0], all[7]], await LinesAsync(world, new ExportFilter(Entity: "registration/DR-7")));
        Assert.Equal([all[0], .. all[15..]], await LinesAsync(world, new ExportFilter(Since: at)));
    }

    [Fact]
    public async Task A_seal_whose_entry_is_gone_is_exported_without_it()
    {
        using var world = await AuditWorld.SealedAsync();
        await world.TamperAsync("DELETE FROM audit_entry WHERE seq = 7");

        var lines = await LinesAsync(world);

        Assert.Equal(21, lines.Count);
        Assert.EndsWith("\"entry\":null}", lines[7], StringComparison.Ordinal);
    }

    private static async Task<List<string>> LinesAsync(AuditWorld world, ExportFilter? filter = null)
    {
        var lines = new List<string>();
        await foreach (var line in new AuditExport(world, world.Tenant).ReadAsync(filter ?? new ExportFilter(), default))
        {
            lines.Add(line);
        }

        return lines;
    }
}
