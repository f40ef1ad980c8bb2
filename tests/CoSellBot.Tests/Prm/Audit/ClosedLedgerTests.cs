using CoSellBot.Prm;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Import;
using CoSellBot.Prm.Storage;
using CoSellBot.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace CoSellBot.Tests.Prm.Audit;

/// <summary>While the records are an older copy nobody accepted: everything is read, nothing is decided, by nobody and by no clock.</summary>
public sealed class ClosedLedgerTests
{
    [Fact]
    public async Task People_read_and_what_administrators_read_is_still_written_down()
    {
        await using var world = await ClaimWorld.OpenAsync();
        var claim = await world.ApprovedAsync();
        var waiting = await world.InReviewAsync("Weidenhof GmbH", "weidenhof.example");
        await CloseAsync(world);

        Assert.Equal((PrmFailure.Forbidden, "restored"), await ClaimWorld.RefusedAsync(() => world.SubmitAsync("Anderswo GmbH", "anderswo.example")));
        Assert.Equal((PrmFailure.Forbidden, "restored"), await ClaimWorld.RefusedAsync(() => world.ApproveAsync(waiting)));
        Assert.NotNull(await world.ReadAsAsync(ClaimWorld.Felix, claim));
        Assert.NotNull(await world.ReadAsAsync(ClaimWorld.Admin, claim));
        await using var look = world.Open();
        Assert.Equal(ClaimWorld.Admin, (await look.Set<AuditEntry>().OrderBy(entry => entry.Seq).LastAsync()).ActorPersonId);
    }

    [Fact]
    public async Task Clocks_wait_in_silence()
    {
        await using var world = await ClaimWorld.OpenAsync();
        await world.ApprovedAsync();
        await world.ApproveAsync(await world.InReviewAsync("Weidenhof GmbH", "weidenhof.example"));
        await CloseAsync(world);
        world.Clock.Advance(TimeSpan.FromDays(400));

        Assert.Equal(0, await world.Ledger.ExpireDueAsync(100, default));
        Assert.Equal(0, await world.Reviews.TellDueAsync(100, default));
        Assert.Equal(0, await world.Reviews.LapseDueAsync(100, default));
    }

    [Fact]
    public async Task An_import_is_refused_and_may_be_tried()
    {
        using var world = await AuditWorld.OpenAsync();
        await RestoreGate.CloseAsync(world.Writer, world.Clock.GetUtcNow(), default);
        var folder = System.IO.Directory.CreateDirectory(world.File("import")).FullName;
        await System.IO.File.WriteAllTextAsync(Path.Combine(folder, "organizations.csv"), "org_id,kind,name\nV,vendor,Vendor\n");
        var import = new WorldImport(world, new SingleWriter(), world.Business, new Ids(world.Clock));

        Assert.Equal((PrmFailure.Forbidden, "restored"), await ClaimWorld.RefusedAsync(() => import.RunAsync(folder, new ImportOptions(), null, default)));
        Assert.Equal(1, (await import.RunAsync(folder, new ImportOptions(DryRun: true), null, default)).Added);
        Assert.Empty(await world.RowsAsync<AuditEntry>());
    }

    private static Task<bool> CloseAsync(ClaimWorld world) => RestoreGate.CloseAsync(world.Writer, world.Now, default);
}
