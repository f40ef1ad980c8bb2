using System.Text;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Import;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Sharing;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace CoSellBot.Tests.Prm.Import;

public class BadRowTests
{
    private const string Claims = "registration_id,partner_org_id,submitted_by,kind,customer_name,customer_country,account_id,product_id,amount,currency,expected_close,status,status_since,receipt_seq,approved_at,approved_by,protected_until\n";

    [Theory]
    [InlineData("accounts.csv", "account_id,name,country\nB,Good,DE\n,Nameless,DE\n", 3, "account_id", "empty")]
    [InlineData("accounts.csv", "account_id,name,country\nB,Good,DE\nX,,DE\n", 3, "name", "empty")]
    [InlineData("accounts.csv", "account_id,name,country\nB,Good,DE\nX,Bad,Atlantis\n", 3, "country", "Atlantis")]
    [InlineData("accounts.csv", "account_id,name,parent_id\nB,Good,\nX,Bad,NONE\n", 3, "parent_id", "no account \"NONE\"")]
    [InlineData("accounts.csv", "account_id,name,parent_id\nB,Good,\nX,Bad,X\n", 3, "parent_id", "own parent")]
    [InlineData("accounts.csv", "account_id,name,owner_person_id\nB,Good,REP\nX,Bad,NOBODY\n", 3, "owner_person_id", "no person \"NOBODY\"")]
    [InlineData("accounts.csv", "account_id,name,named\nB,Good,yes\nX,Bad,perhaps\n", 3, "named", "perhaps")]
    [InlineData("accounts.csv", "account_id,name\nB,Good\nB,Again\n", 3, "account_id", "Repeats line 2")]
    [InlineData("accounts.csv", "account_id,name\nB,Good\nX,Bad,more\n", 3, "", "3 values where the header has 2")]
    [InlineData("accounts.csv", "account_id,name\nX,\"open\nB,Good\n", 2, "name", "not closed")]
    [InlineData("accounts.csv", "account_id,name\nX,\"two\nB,\"Good\"\n", 2, "", "Text follows")]
    [InlineData("accounts.csv", "account_id,name\nX,nul\0\nB,Good\n", 2, "name", "NUL")]
    [InlineData("people.csv", "person_id,name,org_id,role,time_zone,locale\nREP,Rep,V,rep,UTC,en\nMAN,M,V,boss,UTC,en\n", 3, "role", "boss")]
    [InlineData("people.csv", "person_id,name,org_id,role,time_zone,locale\nREP,Rep,V,rep,UTC,en\nMAN,M,P,admin,UTC,en\n", 3, "role", "cannot belong to a partner")]
    [InlineData("people.csv", "person_id,name,org_id,role,time_zone,locale\nREP,Rep,V,rep,UTC,en\nMAN,M,V,rep,Mars/Base,en\n", 3, "time_zone", "Mars/Base")]
    [InlineData("people.csv", "person_id,name,org_id,role,time_zone,locale,slack_user_id\nREP,Rep,V,rep,UTC,en,U1\nMAN,M,V,rep,UTC,en,U1\n", 3, "slack_user_id", "another person")]
    [InlineData("organizations.csv", "org_id,kind,name\nV,vendor,Vendor\nP,partner,P\nV2,vendor,Second\n", 4, "kind", "vendor already")]
    [InlineData("opportunities.csv", "opportunity_id,account_id,product,stage,source,amount,currency\nO1,A,PRD-1,Prospect,Direct,10,EUR\nO2,ZZZ,PRD-1,Prospect,Direct,10,EUR\n", 3, "account_id", "no account \"ZZZ\"")]
    [InlineData("opportunities.csv", "opportunity_id,account_id,product,stage,source,amount,currency\nO1,A,PRD-1,Prospect,Direct,10,EUR\nO2,A,NIX,Prospect,Direct,10,EUR\n", 3, "product", "no product \"NIX\"")]
    [InlineData("opportunities.csv", "opportunity_id,account_id,product,stage,source,amount,currency\nO1,A,PRD-1,Prospect,Direct,10,EUR\nO2,A,PRD-1,Dreaming,Direct,10,EUR\n", 3, "stage", "Dreaming")]
    [InlineData("opportunities.csv", "opportunity_id,account_id,product,stage,source,amount,currency\nO1,A,PRD-1,Prospect,Direct,10,EUR\nO2,A,PRD-1,Prospect,Direct,-5,EUR\n", 3, "amount", "-5")]
    [InlineData("opportunities.csv", "opportunity_id,account_id,product,stage,source,amount,currency\nO1,A,PRD-1,Prospect,Direct,10,EUR\nO2,A,PRD-1,Prospect,Direct,\"1,200\",EUR\n", 3, "amount", "1,200")]
    [InlineData("opportunities.csv", "opportunity_id,account_id,product,stage,source,amount,currency\nO1,A,PRD-1,Prospect,Direct,10,EUR\nO2,A,PRD-1,Prospect,Direct,5,\n", 3, "currency", "needs a currency")]
    [InlineData("opportunities.csv", "opportunity_id,account_id,product,stage,source,close_date\nO1,A,PRD-1,Prospect,Direct,2026-01-31\nO2,A,PRD-1,Prospect,Direct,31.01.2026\n", 3, "close_date", "31.01.2026")]
    [InlineData("opportunities.csv", "opportunity_id,account_id,product,stage,source,outcome\nO1,A,PRD-1,ClosedWon,Direct,won\nO2,A,PRD-1,ClosedWon,Direct,lost\n", 3, "outcome", "lost in stage ClosedWon")]
    [InlineData("fx_rates.csv", "base,quote,rate,as_of\nEUR,USD,1.1,2026-06-08\nGBP,USD,0,2026-06-08\n", 3, "rate", "above zero")]
    [InlineData("fx_rates.csv", "base,quote,rate,as_of\nEUR,USD,1.1,2026-06-08\nXXQ,USD,2,2026-06-08\n", 3, "base", "XXQ")]
    [InlineData("engagement_rules.csv", "key,value\nfloor_usd,1\nidle_days,many\n", 3, "value", "many")]
    [InlineData("engagement_rules.csv", "key,value\nfloor_usd,1\nFloor_USD,2\n", 3, "key", "stored as \"floor_usd\"")]
    [InlineData("calendars.csv", "calendar_id,time_zone,weekdays,opens,closes\nC1,Europe/Berlin,Mon-Fri,09:00,18:00\nC2,Europe/Berlin,Noday,09:00,18:00\n", 3, "weekdays", "Noday")]
    [InlineData("holidays.csv", "calendar_id,date,name\nNONE,2026-01-01,New Year\n", 2, "calendar_id", "no calendar")]
    [InlineData("sharing_rules.csv", "rule_id,partner_org_id,population,level\nR1,P,customers,Counts\nR2,P,customers,Everything\n", 3, "level", "Everything")]
    [InlineData("leads.csv", "lead_id,account_hint,source,received_at,state,score\nL1,Acme,web,2026-06-01T08:00:00Z,New,5\nL2,Acme,web,2026-06-01T08:00:00Z,New,500\n", 3, "score", "500")]
    public async Task A_bad_row_is_reported_and_the_others_are_imported(string file, string text, int line, string column, string reason)
    {
        using var database = new ImportDatabase();

        var report = await database.RunAsync(database.Folder((file, text)));

        var problem = Assert.Single(report.Problems, p => p.File == file && p.Severity == ImportSeverity.Rejected);
        Assert.Equal((line, column), (problem.Line, problem.Column));
        Assert.Contains(reason, problem.Reason, StringComparison.OrdinalIgnoreCase);
        var counts = report.Files.Single(f => f.File == file);
        Assert.Equal(1, counts.Rejected);
        Assert.Equal(counts.Read - 1, counts.Added);
    }

    [Theory]
    [InlineData("D2,P,SELL,Resell,Acme,DE,A,PRD-1,9,EUR,2026-09-01,InReview,2026-06-01T08:00:00Z,1,,,", "receipt_seq", "place in line of \"D1\"")]
    [InlineData("D2,P,SELL,Resell,Acme,DE,A,PRD-1,9,EUR,2026-09-01,InReview,2026-06-01T08:00:00Z,,,,", "receipt_seq", "has a place in line")]
    [InlineData("D2,P,SELL,Resell,Acme,DE,A,PRD-1,9,EUR,2026-09-01,Approved,2026-06-01T08:00:00Z,2,2026-06-01T08:00:00Z,MAN,", "protected_until", "both days")]
    [InlineData("D2,P,SELL,Resell,Acme,DE,A,PRD-1,9,EUR,2026-09-01,Approved,2026-06-01T08:00:00Z,2,2026-06-01T08:00:00Z,MAN,2026-05-01T08:00:00Z", "protected_until", "not after")]
    [InlineData("D2,P,SELL,Resell,Acme,DE,A,PRD-1,9,EUR,2026-09-01,Approved,2026-06-01T08:00:00Z,2,2026-06-01T08:00:00Z,SELL,2026-09-01T08:00:00Z", "approved_by", "own claim")]
    [InlineData("D2,V,SELL,Resell,Acme,DE,A,PRD-1,9,EUR,2026-09-01,InReview,2026-06-01T08:00:00Z,2,,,", "partner_org_id", "no partner organization \"V\"")]
    public async Task A_claim_that_breaks_an_invariant_is_rejected(string row, string column, string reason)
    {
        using var database = new ImportDatabase();

        var report = await database.RunAsync(database.Folder(
            ("registrations.csv", $"{Claims}D1,P,SELL,Resell,Acme,DE,,PRD-1,9,EUR,2026-09-01,InReview,2026-06-01T08:00:00Z,1,,,\n{row}\n")));

        var problem = Assert.Single(report.Problems);
        Assert.Equal(("registrations.csv", 3, column), (problem.File, problem.Line, problem.Column));
        Assert.Contains(reason, problem.Reason, StringComparison.Ordinal);
        Assert.Equal("D1", (await database.OneAsync<DealRegistration>("D1")).Id);
    }

    [Fact]
    public async Task Of_two_protected_claims_on_one_customer_the_first_in_line_keeps_protection_whatever_the_order_of_rows()
    {
        using var database = new ImportDatabase();
        string Row(string id, int receipt) => $"{id},P,SELL,Resell,Contoso,DE,A,PRD-1,9,EUR,2026-09-01,Approved,2026-06-01T08:00:00Z,{receipt},2026-06-01T08:00:00Z,MAN,2026-09-01T08:00:00Z\n";

        var report = await database.RunAsync(database.Folder(("registrations.csv", Claims + Row("LATE", 9) + Row("EARLY", 4))));

        Assert.Equal("acc:A/FAM", (await database.OneAsync<DealRegistration>("EARLY")).ProtectionKey);
        Assert.Null((await database.OneAsync<DealRegistration>("LATE")).ProtectionKey);
        var warning = Assert.Single(report.Problems);
        Assert.Equal((2, "protected_until", ImportSeverity.Warning), (warning.Line, warning.Column, warning.Severity));
    }

    [Fact]
    public async Task A_row_cannot_take_anothers_id()
    {
        using var database = new ImportDatabase();
        await database.RunAsync(database.Folder(("sharing_rules.csv", "rule_id,partner_org_id,population,level\nR1,P,customers,Hidden\n")));

        var report = await database.RunAsync(database.FolderOf(("vendor_sharing_rules.csv", "rule_id,population,level\nR1,customers,All\n")));

        Assert.Contains("belongs to another", Assert.Single(report.Problems).Reason, StringComparison.Ordinal);
        Assert.Equal(SharingLevel.Hidden, (await database.OneAsync<SharingRule>("R1")).Level);
    }

    [Fact]
    public async Task Notes_stay_with_the_partner_of_their_claim()
    {
        using var database = new ImportDatabase();

        var report = await database.RunAsync(database.Folder(
            ("registrations.csv", $"{Claims}D1,P,SELL,Resell,Acme,DE,,PRD-1,9,EUR,2026-09-01,InReview,2026-06-01T08:00:00Z,1,,,\n"),
            ("registration_notes.csv", "registration_id,partner_org_id,note\nD1,Q,secret\n")));

        Assert.Equal("partner_org_id", Assert.Single(report.Problems).Column);
        Assert.Equal(0, await database.CountAsync<RegistrationNote>());
    }

    [Fact]
    public async Task What_is_odd_but_usable_is_kept_and_reported()
    {
        using var database = new ImportDatabase();

        var report = await database.RunAsync(database.Folder(
            ("accounts.csv", "account_id,name,domain,country,shoe_size\nA,Contoso GmbH,https://www.contoso.com/de,Germany,43\nB,No Net,n/a,Korea,\n"),
            ("opportunities.csv", "opportunity_id,account_id,product,stage,source\nO1,,ledger-pro,closed_won,Direct\n"),
            ("surprise.csv", "a,b\n"), ("world.json", "{}"), ("truth_x.csv", "a\n")));

        Assert.Equal(0, report.Rejected);
        (string, int, string, ImportSeverity)[] expected =
        [
            ("surprise.csv", 0, "", ImportSeverity.Warning),
            ("accounts.csv", 1, "shoe_size", ImportSeverity.Warning),
            ("accounts.csv", 2, "domain", ImportSeverity.Corrected),
            ("accounts.csv", 3, "domain", ImportSeverity.Warning),
            ("accounts.csv", 3, "country", ImportSeverity.Corrected),
            ("opportunities.csv", 2, "stage", ImportSeverity.Corrected),
            ("opportunities.csv", 2, "product", ImportSeverity.Corrected),
            ("opportunities.csv", 2, "account_id", ImportSeverity.Warning),
        ];
        Assert.Equal(expected.ToHashSet(), report.Problems.Select(p => (p.File, p.Line, p.Column, p.Severity)).ToHashSet());
        Assert.Equal(2, report.Notes.Count);
        Assert.Equal(("contoso.com", "DE"), await database.OneAsync<Account>("A") is var a ? (a.Domain, a.Country) : default);
        Assert.Equal(("PRD-1", OpportunityStage.ClosedWon, "won"), await database.OneAsync<Opportunity>("O1") is var o ? (o.ProductId, o.Stage, o.Outcome) : default);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_stops_only_itself()
    {
        using var database = new ImportDatabase();
        var folder = database.Folder(
            ("opportunities.csv", "opportunity_id,product\nO1,PRD-1\n"), ("leads.csv", "lead_id;source\nL1;web\n"), ("disputes.csv", ""),
            ("territories.csv", "territory_id,name,name,countries\nT,x,y,DE\n"));
        await File.WriteAllBytesAsync(Path.Combine(folder, "products.csv"), [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("product_id,family,name\n")]);

        var report = await database.RunAsync(folder);

        var refused = report.Problems.Where(p => p.Severity == ImportSeverity.Rejected).Select(p => (p.File, p.Line, p.Column)).ToHashSet();
        Assert.Superset(
            new HashSet<(string, int, string)>
            {
                ("opportunities.csv", 1, "stage"), ("opportunities.csv", 1, "source"), ("leads.csv", 1, ""), ("leads.csv", 1, "lead_id"),
                ("territories.csv", 1, "name"), ("products.csv", 1, ""),
            },
            refused);
        Assert.False(report.Complete);
        Assert.Equal(3, await database.CountAsync<Person>());
    }

    [Fact]
    public async Task A_quote_left_open_costs_one_row_however_long_the_file()
    {
        using var database = new ImportDatabase();
        var rows = string.Concat(Enumerable.Range(0, 60_000).Select(i => $"B{i},Company {i} of many\n"));

        var report = await database.RunAsync(
            database.FolderOf(("accounts.csv", $"account_id,name\nX,\"open\n{rows}Y,{new string('y', 20_000)}\nZ,last\n")), new ImportOptions(DryRun: true));

        Assert.Equal([(2, ""), (60_003, "name")], report.Problems.Select(p => (p.Line, p.Column)));
        Assert.Equal(60_001, report.Added);
    }

    [Fact]
    public async Task A_child_of_a_rejected_parent_is_kept_without_it()
    {
        using var database = new ImportDatabase();

        var report = await database.RunAsync(database.FolderOf(("accounts.csv", "account_id,name,country,parent_id\nC,Child,DE,P1\nP1,Parent,Atlantis,\nG,Grand,DE,C\n")));

        Assert.Null((await database.OneAsync<Account>("C")).ParentId);
        Assert.Equal("C", (await database.OneAsync<Account>("G")).ParentId);
        Assert.Equal([(3, ImportSeverity.Rejected), (2, ImportSeverity.Warning)], report.Problems.Select(p => (p.Line, p.Severity)));
    }

    [Fact]
    public async Task Many_problems_of_one_cause_are_counted_together_and_listed_each()
    {
        using var database = new ImportDatabase();
        var rows = string.Concat(Enumerable.Range(0, 1_200).Select(i => $"O{i},,PRD-1,Prospect,Direct\n"));

        var report = await database.RunAsync(database.Folder(("opportunities.csv", $"opportunity_id,account_id,product,stage,source\n{rows}")));

        var group = Assert.Single(report.Groups);
        Assert.Equal(1_200, group.Count);
        Assert.Equal([2, 3, 4, 5, 6], group.FirstLines);
        Assert.Equal(Enumerable.Range(2, 1_200), report.Problems.Select(problem => problem.Line));
        await using var context = database.CreateDbContext();
        Assert.Equal(1_200, await context.Set<Opportunity>().CountAsync(o => o.AccountId == null));
    }
}
