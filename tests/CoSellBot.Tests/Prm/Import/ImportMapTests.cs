using CoSellBot.Prm;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Import;
using CoSellBot.Prm.Partners;
using CoSellBot.Tests.Prm.Accounts;
using Microsoft.EntityFrameworkCore;
using Xunit;
using Xunit.Abstractions;

namespace CoSellBot.Tests.Prm.Import;

public class ImportMapTests(ITestOutputHelper output)
{
    private static readonly string CrmMaven = Path.Combine(ImportDatabase.Repository, "samples", "maps", "crm_maven.yaml");

    [SharedDataFact("crm_maven/sales_pipeline.csv")]
    public async Task The_public_crm_set_is_imported_with_nothing_lost()
    {
        using var database = new ImportDatabase();
        var clock = System.Diagnostics.Stopwatch.StartNew();

        var report = await database.RunAsync(SharedData.PathOf("crm_maven"), new ImportOptions(CrmMaven));

        output.WriteLine($"{report.Added} rows in {clock.Elapsed.TotalSeconds:F1} s");
        Assert.Equal(0, report.Rejected);
        Assert.Equal(8_800, await database.CountAsync<Opportunity>());
        ProblemGroup Group(string reason) => Assert.Single(report.Groups, group => group.Reason.Contains(reason, StringComparison.Ordinal));
        Assert.Equal((1_425, "account", ImportSeverity.Warning), Group("No account") is var without ? (without.Count, without.Column, without.Severity) : default);
        Assert.Equal((1_480, "product", ImportSeverity.Corrected), Group("GTXPro") is var misspelt ? (misspelt.Count, misspelt.Column, misspelt.Severity) : default);
        Assert.Equal((12, "sector", ImportSeverity.Corrected), Group("technolgy") is var sector ? (sector.Count, sector.Column, sector.Severity) : default);
        Assert.Equal(("office_location", 5), Group("Philipines") is var country ? (country.Column, country.FirstLines[0]) : default);
        Assert.Equal("KR", Group("Korea").Reason[^3..^1]);
        await using var context = database.CreateDbContext();
        var deals = await context.Set<Opportunity>().ToListAsync();
        Assert.Equal(1_425, deals.Count(deal => deal.AccountId is null));
        Assert.Equal((4_238, 2_473, 500, 1_589), (
            deals.Count(deal => deal is { Stage: OpportunityStage.ClosedWon, Outcome: "won", AmountMinor: > 0, Currency: "USD", CloseDate: not null }),
            deals.Count(deal => deal is { Stage: OpportunityStage.ClosedLost, Outcome: "lost", AmountMinor: 0 }),
            deals.Count(deal => deal is { Stage: OpportunityStage.Prospect, AmountMinor: null, CreatedAt: null }),
            deals.Count(deal => deal is { Stage: OpportunityStage.Qualified, AmountMinor: null, CreatedAt: not null, LastActivityAt: null })));
        var first = deals.Single(deal => deal.Id == "1C1I7A6R");
        Assert.Equal(("Cancity", "GTX Plus Basic", "AGENT-Moses Frase", new Money(105_400, "USD")), (first.AccountId, first.ProductId, first.OwnerPersonId, first.Amount!.Value));
        Assert.Equal(new DateTimeOffset(2016, 10, 20, 0, 0, 0, TimeSpan.Zero), first.CreatedAt);
        Assert.Equal("Acme Corporation", (await database.OneAsync<Account>("Bluth Company")).ParentId);
        Assert.All(await context.Set<Account>().ToListAsync(), account => Assert.Equal((2, "True"), (account.Country!.Length, (account.OwnerPersonId is null).ToString())));
        Assert.Equal("America/New_York", (await database.OneAsync<Person>("AGENT-Boris Faz")).TimeZone);
        Assert.Equal(2, await database.CountAsync<Partner>());

        var again = await database.RunAsync(SharedData.PathOf("crm_maven"), new ImportOptions(CrmMaven));
        Assert.Equal((0, 0), (again.Added, again.Updated));
    }

    [Theory]
    [InlineData("fils: {}", "fils", 1)]
    [InlineData("files:\n  acounts: {}", "acounts", 2)]
    [InlineData("files:\n  accounts:\n    colums: { name: n }", "colums", 3)]
    [InlineData("files:\n  accounts:\n    columns: { nam: n }", "nam", 3)]
    [InlineData("files:\n  accounts:\n    values: { sector: { a: b } }", "sector", 3)]
    [InlineData("files:\n  accounts:\n    defaults: { owner: x }", "owner", 3)]
    [InlineData("files:\n  accounts:\n    from: ../x.csv", "../x.csv", 3)]
    [InlineData("files:\n  accounts:\n    columns: [name]", "files.accounts.columns", 3)]
    [InlineData("files: {}\ninclude: nowhere", "nowhere", 2)]
    [InlineData("files:\n  accounts: {", "not YAML", 3)]
    public async Task A_mapping_with_a_wrong_key_is_refused_by_name(string yaml, string named, int line)
    {
        using var database = new ImportDatabase();
        var folder = database.FolderOf(("map.yaml", yaml));

        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => database.RunAsync(folder, new ImportOptions(Path.Combine(folder, "map.yaml"))));

        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
        Assert.Contains($"line {line}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Columns_the_mapping_names_and_the_file_lacks_are_reported()
    {
        using var database = new ImportDatabase();
        var folder = database.Folder(("crm.csv", "key,title\nB,Bee\n"));
        await File.WriteAllTextAsync(
            Path.Combine(folder, "..", "map.yaml"),
            "files:\n  accounts: { from: crm.csv, columns: { account_id: id, name: title } }\n  leads: { from: gone.csv }\n");

        var report = await database.RunAsync(folder, new ImportOptions(Path.Combine(folder, "..", "map.yaml")));

        Assert.Contains(report.Problems, p => p is { File: "crm.csv", Line: 1, Column: "id", Severity: ImportSeverity.Rejected });
        Assert.Contains(report.Problems, p => p is { File: "gone.csv", Line: 0, Severity: ImportSeverity.Warning });
    }

    [Fact]
    public async Task Two_files_and_a_template_make_one_table()
    {
        using var database = new ImportDatabase();
        var folder = database.Folder(
            ("east.csv", "nr,firm,land\n1,Ostwind,germany\n,Nameless,DE\n"), ("west.csv", "nr,firm,land\n1,Westwind,GB\n"));
        await File.WriteAllTextAsync(
            Path.Combine(folder, "..", "map.yaml"),
            """
            files:
              accounts:
                - { from: east.csv, columns: { account_id: "E-{nr}", name: "{firm} ({nr})", country: land }, defaults: { segment: SMB } }
                - { from: west.csv, columns: { account_id: "W-{nr}", name: firm, country: land }, values: { name: { westwind: Zephyr } } }
            """);

        var report = await database.RunAsync(folder, new ImportOptions(Path.Combine(folder, "..", "map.yaml")));

        Assert.Equal(("Ostwind (1)", "DE", "SMB"), await database.OneAsync<Account>("E-1") is var east ? (east.Name, east.Country, east.Segment) : default);
        Assert.Equal("Zephyr", (await database.OneAsync<Account>("W-1")).Name);
        Assert.Contains(report.Problems, p => p is { File: "east.csv", Line: 3, Column: "account_id", Severity: ImportSeverity.Rejected });
        Assert.Contains(report.Problems, p => p is { File: "accounts.csv", Line: 0, Severity: ImportSeverity.Warning });
    }
}
