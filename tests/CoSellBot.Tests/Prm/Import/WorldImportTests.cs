using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Import;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Sharing;
using Microsoft.EntityFrameworkCore;
using Xunit;
using Xunit.Abstractions;

namespace CoSellBot.Tests.Prm.Import;

public class WorldImportTests(ITestOutputHelper output)
{
    [Fact]
    public async Task The_demo_world_is_imported_whole()
    {
        using var database = new ImportDatabase();

        var report = await database.RunAsync(ImportDatabase.SampleWorld);

        Print(report);
        Assert.True(report.Complete);
        Assert.All(report.Files, file => Assert.Equal(file.Read, file.Added));
        Assert.Equal(24, report.Files.Count);
        Assert.DoesNotContain(report.Problems, problem => problem.Severity == ImportSeverity.Warning);
        Assert.Contains(report.Notes, note => note.StartsWith("places.csv", StringComparison.Ordinal));
        Assert.Equal(624, await database.CountAsync<Account>());
        Assert.Equal(139, await database.CountAsync<DealRegistration>());
        await using var context = database.CreateDbContext();
        Assert.Equal("Nimbus", (await context.Set<Partner>().SingleAsync(p => p.OrganizationId == "ORG-NIMBUS")).Name);
        Assert.Equal(["name", "country"], (await context.Set<SharingRule>().FirstAsync(r => r.Level == SharingLevel.CountsOnly)).Fields);
        Assert.Equal(3, await context.Set<SharingRule>().CountAsync(r => r.PartnerOrgId == null));
        Assert.Equal(
            await context.Set<DealRegistration>().MaxAsync(r => r.ReceiptSeq), (await context.Set<Counter>().SingleAsync(c => c.Name == "receipt")).Value);
        Assert.All(
            await context.Set<DealRegistration>().ToListAsync(),
            r => Assert.Equal(r.Status is RegistrationStatus.Approved or RegistrationStatus.Converted && r.ProtectedUntil > database.Clock.GetUtcNow(), r.ProtectionKey is not null));
        Assert.All(
            await context.Set<DealRegistration>().Where(r => r.Status == RegistrationStatus.InReview).ToListAsync(),
            r => Assert.True(r.DecisionDue > r.StatusSince));
        Assert.All(AccountKeys.Of((await database.OneAsync<Account>("ACC-CONTOSO")).Identity), key =>
            Assert.Single(context.Set<AccountKeyRow>().Where(row => row.AccountId == "ACC-CONTOSO" && row.Kind == key.Kind && row.Key == key.Key)));
    }

    [Fact]
    public async Task A_second_import_changes_nothing_and_a_changed_row_is_updated()
    {
        using var database = new ImportDatabase();
        await database.RunAsync(ImportDatabase.SampleWorld);
        var before = await database.DumpAsync();

        var again = await database.RunAsync(ImportDatabase.SampleWorld);

        Assert.All(again.Files, file => Assert.Equal(file.Read, file.Unchanged));
        Assert.Equal(before, await database.DumpAsync());

        var renamed = database.FolderOf(
            ("accounts.csv", "account_id,name,domain,country,postal_code,industry,segment,parent_id,owner_person_id,named\nACC-CONTOSO,Zebra AG,zebra.example,CH,,,,,,true\n"),
            ("organizations.csv", "org_id,kind,name,domain,country\nORG-NIMBUS,partner,Nimbus Neu,nimbus.example,AT\n"));
        var report = await database.RunAsync(renamed);

        Assert.Equal(2, report.Updated);
        await using var context = database.CreateDbContext();
        var keys = await context.Set<AccountKeyRow>().Where(row => row.AccountId == "ACC-CONTOSO").Select(row => new AccountKey(row.Kind, row.Key)).ToListAsync();
        Assert.Equal(AccountKeys.Of((await database.OneAsync<Account>("ACC-CONTOSO")).Identity).ToHashSet(), keys.ToHashSet());
        var partner = await context.Set<Partner>().SingleAsync(p => p.OrganizationId == "ORG-NIMBUS");
        Assert.Equal(("Nimbus Neu", "AT"), (partner.Name, partner.Country));
    }

    [Fact]
    public async Task Every_file_leaves_one_audit_row_and_one_feed_row()
    {
        using var database = new ImportDatabase();

        var report = await database.RunAsync(ImportDatabase.SampleWorld);

        await using var context = database.CreateDbContext();
        var audit = await context.Set<AuditEntry>().ToListAsync();
        Assert.Equal(report.Files.Select(file => $"import/{file.File}"), audit.OrderBy(entry => entry.Seq).Select(entry => entry.EntityRef));
        Assert.All(audit, entry => Assert.Equal(("import.file", "Import", report.RunId), (entry.Action, entry.Channel, entry.MessageId)));
        Assert.Contains("\"added\":624", audit.Single(entry => entry.EntityRef == "import/accounts.csv").After, StringComparison.Ordinal);
        Assert.Equal(report.Files.Count, await context.Set<ChangeRow>().CountAsync());
    }

    [Fact]
    public async Task A_dry_run_counts_the_same_and_writes_nothing()
    {
        using var database = new ImportDatabase();
        var empty = await database.DumpAsync();

        var dry = await database.RunAsync(ImportDatabase.SampleWorld, new ImportOptions(DryRun: true));

        Assert.Equal(empty, await database.DumpAsync());
        Assert.Equal(0, await database.CountAsync<AuditEntry>());
        Assert.Equal((await database.RunAsync(ImportDatabase.SampleWorld)).Files, dry.Files);
    }

    [Fact]
    public async Task An_interrupted_import_is_finished_by_repeating_it()
    {
        using var whole = new ImportDatabase();
        await whole.RunAsync(ImportDatabase.SampleWorld);
        using var broken = new ImportDatabase();
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => broken.RunAsync(
            ImportDatabase.SampleWorld, progress: new Told(told => { if (told is { Table: "accounts", Rows: 500 }) { stop.Cancel(); } }), stop: stop.Token));

        Assert.Equal(500, await broken.CountAsync<Account>());
        await using var context = broken.CreateDbContext();
        Assert.Contains("\"interrupted\":true", (await context.Set<AuditEntry>().OrderBy(entry => entry.Seq).LastAsync()).After, StringComparison.Ordinal);
        await broken.RunAsync(ImportDatabase.SampleWorld);
        Assert.Equal(await whole.DumpAsync(), await broken.DumpAsync());
    }

    [Fact]
    public async Task A_claim_the_ledger_has_changed_is_no_longer_the_files_to_change()
    {
        using var database = new ImportDatabase();
        await database.RunAsync(ImportDatabase.SampleWorld);
        await using (var context = database.CreateDbContext())
        {
            var claim = await context.Set<DealRegistration>().FirstAsync(r => r.Status == RegistrationStatus.Approved);
            claim.Status = RegistrationStatus.Withdrawn;
            claim.ProtectionKey = null;
            context.Add(new AuditEntry { At = database.Clock.GetUtcNow(), ActorPersonId = "x", Channel = "Web", MessageId = "m", Action = "registration.withdrawn", EntityRef = $"registration/{claim.Id}" });
            await context.SaveChangesAsync();
        }

        var before = await database.DumpAsync();
        var report = await database.RunAsync(ImportDatabase.SampleWorld);

        Assert.Single(report.Problems, problem => problem.File == "registrations.csv" && problem.Reason.Contains("changed here", StringComparison.Ordinal));
        Assert.Equal(before, await database.DumpAsync());
    }

    [WorldgenTheory]
    [InlineData("small", 1)]
    [InlineData("small", 7)]
    public async Task A_generated_world_is_imported_whole(string scale, int seed)
    {
        using var database = new ImportDatabase(new DateTimeOffset(2026, 9, 1, 9, 0, 0, TimeSpan.Zero));
        var folder = database.FolderOf();
        WorldgenTheoryAttribute.Write(scale, seed, folder);
        var clock = System.Diagnostics.Stopwatch.StartNew();

        var report = await database.RunAsync(folder);

        Print(report);
        output.WriteLine($"{scale}: {report.Added} rows in {clock.Elapsed.TotalSeconds:F1} s, {GC.GetTotalMemory(false) >> 20} MB managed now");
        Assert.Equal(0, report.Rejected);
        Assert.All(report.Files, file => Assert.Equal(file.Read, file.Added));
        clock.Restart();
        var again = await database.RunAsync(folder);
        output.WriteLine($"again: {clock.Elapsed.TotalSeconds:F1} s");
        Assert.All(again.Files, file => Assert.Equal(file.Read, file.Unchanged));
    }

    private void Print(ImportReport report)
    {
        foreach (var file in report.Files)
        {
            output.WriteLine(file.ToString());
        }

        foreach (var group in report.Groups)
        {
            output.WriteLine($"{group.Count} x {group.Severity} {group.File} {group.Column}: {group.Reason} ({string.Join(", ", group.FirstLines)})");
        }
    }

    private sealed class Told(Action<ImportProgress> listen) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => listen(value);
    }
}

/// <summary>A theory that needs python3 and <c>../shared/tools/worldgen</c>.</summary>
internal sealed class WorldgenTheoryAttribute : TheoryAttribute
{
    private static readonly string Tool = Path.GetFullPath(Path.Combine(ImportDatabase.Repository, "..", "shared", "tools", "worldgen", "worldgen.py"));

    public WorldgenTheoryAttribute()
    {
        if (!File.Exists(Tool) || Run("--version") is null)
        {
            Skip = "Needs python3 and ../shared/tools/worldgen beside the repository root.";
        }
    }

    public static void Write(string scale, int seed, string folder)
    {
        if (Run($"\"{Tool}\" programme --scale {scale} --seed {seed} --out \"{folder}\"") is not 0)
        {
            throw new InvalidOperationException("worldgen failed.");
        }
    }

    private static int? Run(string arguments)
    {
        try
        {
            using var process = System.Diagnostics.Process.Start(
                new System.Diagnostics.ProcessStartInfo("python3", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
