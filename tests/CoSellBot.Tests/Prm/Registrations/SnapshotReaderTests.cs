using System.Data.Common;
using CoSellBot.Prm;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Registrations;
using CoSellBot.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Xunit;
using static CoSellBot.Tests.Infrastructure.ClaimWorld;

namespace CoSellBot.Tests.Prm.Registrations;

/// <summary>Each table the rules look at, from its rows to the verdict. What a rule makes of it is in the rules' own tests.</summary>
public class SnapshotReaderTests
{
    private static readonly DateOnly Today = new(2026, 6, 9);

    [Theory]
    [InlineData("DE", "2026-06-09", "2026-06-09", false, null)] // valid for this one day
    [InlineData(null, "2026-01-01", null, false, null)] // for all countries, without an end
    [InlineData("AT", "2026-01-01", null, true, null)]
    [InlineData("DE", "2026-06-10", null, true, null)] // not yet
    [InlineData("DE", "2026-01-01", "2026-06-08", true, "2026-06-08")]
    public async Task R02_A_proof_counts_in_its_country_from_its_first_to_its_last_day(string? country, string from, string? to, bool isMissing, string? ended)
    {
        await using var world = await OpenAsync();
        await world.ArrangeAsync(async context => context.RemoveRange(await context.Set<ComplianceItem>().Where(item => item.PartnerOrgId == "ORG-BRIGHTPATH" && item.Kind == "DPA").ToListAsync()));
        await world.AddAsync(new ComplianceItem { Id = "CMP-1", PartnerOrgId = "ORG-BRIGHTPATH", Kind = "DPA", Country = country, ValidFrom = Day(from), ValidTo = to is null ? null : Day(to) });

        var (snapshot, trace) = await OwnAsync(world);
        Assert.Equal(isMissing ? [new MissingProof("DPA", ended is null ? null : Day(ended))] : [], snapshot.MissingProofs);
        Assert.Equal(isMissing, trace.Has("R02"));
    }

    [Fact]
    public async Task R02_A_country_asks_for_its_own_proofs_and_for_those_of_all_in_the_order_of_their_names()
    {
        await using var world = await OpenAsync();

        // A7: the proof for Germany says nothing of France.
        var (snapshot, _) = await OwnAsync(world, country: "FR");
        Assert.Equal(["AntiBribery", "DPA"], snapshot.MissingProofs.Select(proof => proof.Kind));
        (snapshot, _) = await OwnAsync(world, country: "US");
        Assert.Equal(["AntiBribery", "Insurance", "TaxForm"], snapshot.MissingProofs.Select(proof => proof.Kind));
        (snapshot, _) = await OwnAsync(world, country: "BR");
        Assert.Equal(["AntiBribery"], snapshot.MissingProofs.Select(proof => proof.Kind));
        (snapshot, _) = await OwnAsync(world, country: null);
        Assert.Equal(["AntiBribery"], snapshot.MissingProofs.Select(proof => proof.Kind));
        // A proof somebody else has is none of this partner's.
        (snapshot, _) = await OwnAsync(world, country: "AT");
        Assert.Equal(["AntiBribery", "DPA"], snapshot.MissingProofs.Select(proof => proof.Kind));
    }

    [Fact]
    public async Task R02_Of_several_proofs_that_ended_the_last_is_named()
    {
        await using var world = await OpenAsync();
        await world.AddAsync([.. Enumerable.Range(0, 3).Select(i =>
            new ComplianceItem { Id = $"CMP-{i}", PartnerOrgId = "ORG-BRIGHTPATH", Kind = "DPA", Country = "FR", ValidFrom = Day("2025-01-01"), ValidTo = new DateOnly(2026, 1 + (i * 2 % 3), 1) })]);

        Assert.Contains(new MissingProof("DPA", Day("2026-03-01")), (await OwnAsync(world, country: "FR")).Snapshot.MissingProofs);
    }

    [Theory]
    [InlineData("2026-06-09", "2026-06-09", 1, null)]
    [InlineData("2026-01-01", null, 1, null)]
    [InlineData("2026-06-10", null, 0, null)]
    [InlineData("2026-01-01", "2026-06-08", 0, "2026-06-08")]
    public async Task R03_A_certificate_counts_from_its_first_to_its_last_day(string issued, string? expires, int count, string? ended)
    {
        await using var world = await OpenAsync();
        await world.ArrangeAsync(async context => context.RemoveRange(await context.Set<Certification>().ToListAsync()));
        await world.AddAsync(
            new Certification { Id = "CERT-1", PersonId = Felix, ProductFamily = "LEDGER", Level = "Expert", IssuedOn = Day(issued), ExpiresOn = expires is null ? null : Day(expires) },
            // Another family, another firm, and the same person twice.
            new Certification { Id = "CERT-2", PersonId = Felix, ProductFamily = "ATLAS", Level = "Expert", IssuedOn = Day("2026-01-01") },
            new Certification { Id = "CERT-3", PersonId = Jonas, ProductFamily = "LEDGER", Level = "Expert", IssuedOn = Day("2026-01-01") },
            new Certification { Id = "CERT-4", PersonId = Felix, ProductFamily = "LEDGER", Level = "Associate", IssuedOn = Day(issued), ExpiresOn = expires is null ? null : Day(expires).AddDays(-1 + count) });

        var (snapshot, trace) = await OwnAsync(world);
        Assert.Equal(new CertifiedPeople(count, ended is null ? null : Day(ended)), snapshot.Certified);
        Assert.Equal(count == 0, trace.Has("R03"));
    }

    [Theory]
    [InlineData("ORG-BRIGHTPATH", "DE", null, true)]
    [InlineData("ORG-BRIGHTPATH", "AT", null, false)]
    [InlineData("ORG-BRIGHTPATH", null, null, false)]
    [InlineData("ORG-NIMBUS", "CH", null, true)] // a wider territory of several countries
    [InlineData("ORG-KESTRELWORKS", "DE", "70173", true)] // its postal prefix
    [InlineData("ORG-KESTRELWORKS", "DE", "D-80331", false)] // compared as written
    [InlineData("ORG-KESTRELWORKS", "DE", "10115", false)]
    [InlineData("ORG-KESTRELWORKS", "DE", null, false)] // where prefixes narrow it, none is not known to be in
    [InlineData("ORG-KESTRELWORKS", "AT", null, true)]
    public async Task R04_A_territory_covers_its_countries_and_postal_prefixes(string partner, string? country, string? postalCode, bool isIn)
    {
        await using var world = await OpenAsync();
        Assert.Equal(isIn, (await OwnAsync(world, partner: partner, country: country, postalCode: postalCode)).Snapshot.IsInTerritory);
    }

    [Theory]
    [InlineData("2026-06-09", "2026-06-09", true)]
    [InlineData(null, null, true)]
    [InlineData("2026-06-10", null, false)]
    [InlineData(null, "2026-06-08", false)]
    public async Task R04_A_right_to_a_territory_holds_from_its_first_to_its_last_day_also_an_exclusive_one(string? from, string? to, bool holds)
    {
        await using var world = await OpenAsync();
        await world.ArrangeAsync(async context =>
        {
            foreach (var right in await context.Set<PartnerTerritory>().Where(right => right.PartnerOrgId == "ORG-BRIGHTPATH").ToListAsync())
            {
                (right.ValidFrom, right.ValidTo, right.Exclusive) = (from is null ? null : Day(from), to is null ? null : Day(to), true);
            }
        });

        Assert.Equal(holds, (await OwnAsync(world)).Snapshot.IsInTerritory);
        // Its own exclusive right is in nobody's way but the others'.
        Assert.False((await world.SubmitAsync("Mondstein AG", null)).Trace!.Has("R04") && holds);
        var other = await world.SubmitAsync("Sternlicht AG", null, partner: "ORG-NIMBUS");
        Assert.Equal(holds, other.Trace!.Has("R04"));
        Assert.Equal(holds ? ConflictState.Suspected : ConflictState.None, other.Registration.ConflictState);
        // Not where the exclusive right does not reach.
        Assert.False((await world.SubmitAsync("Wolkenbruch AG", null, partner: "ORG-NIMBUS", country: "AT")).Trace!.Has("R04"));
    }

    [Fact]
    public async Task R01_R14_R18_The_partners_own_row_gives_status_agreement_tier_and_competence()
    {
        await using var world = await OpenAsync();
        var (snapshot, _) = await OwnAsync(world);
        Assert.Equal((PartnerStatus.Active, "Silver", Day("2024-02-15"), Day("2027-02-14"), true), (snapshot.PartnerStatus, snapshot.Tier, snapshot.AgreementFrom, snapshot.AgreementTo, snapshot.IsCompetent));
        Assert.Equal((world.Now, "LEDGER", RegistrationKind.Msp, SalesMotion.AddOn, ContactGiven.WithBasis), (snapshot.Now, snapshot.ProductFamily, snapshot.Kind, snapshot.Motion, snapshot.Contact));
        Assert.Equal((Money.FromMajor(10_000, "EUR"), Money.FromMajor(10_850, "USD")), (snapshot.Amount, snapshot.InProgramme!.Result));
        Assert.False((await OwnAsync(world, product: "PRD-ATLAS")).Snapshot.IsCompetent);
        Assert.True((await world.SubmitAsync(product: "PRD-ATLAS")).Trace!.Has("R18"));

        // A firm the records do not know is refused, and nothing is read into it.
        var (unknown, trace) = await OwnAsync(world, partner: "ORG-NONE");
        Assert.Equal((null, "", null, null), (unknown.PartnerStatus, unknown.Tier, unknown.AgreementFrom, unknown.IsCompetent));
        Assert.True(trace.Has("R01"));
    }

    [Theory]
    [InlineData("Schattenhandel GmbH", "DE", null, true)]
    [InlineData("SCHATTENHANDEL", "DE", "DE", true)] // another spelling of the same name
    [InlineData("Schattenhandel GmbH", "DE", "AT", false)]
    [InlineData("Schattenhandel Nord GmbH", "DE", null, false)]
    public async Task R05_A_denied_party_is_met_by_name_and_country(string name, string country, string? listed, bool met)
    {
        await using var world = await OpenAsync();
        await world.AddAsync(new DeniedParty { Id = "DP-1", Name = "Schattenhandel GmbH", NameKey = CompanyName.Key("Schattenhandel GmbH"), Country = listed }, new DeniedParty { Id = "DP-2", Name = "", NameKey = "" });

        var result = await world.SubmitAsync(name, null, country: country);
        Assert.Equal(met, result.Trace!.Has("R05"));
        Assert.Equal(met ? RegistrationStatus.Rejected : RegistrationStatus.Approved, result.Registration.Status);
        // A nameless claim meets no nameless entry.
        Assert.False((await world.SubmitAsync("", null)).Trace!.Has("R05"));
    }

    [Theory]
    [InlineData("Registered", "all_partners", "", null, null, true)]
    [InlineData("Registered", "except_list", "ORG-NIMBUS", null, null, true)]
    [InlineData("Registered", "except_list", "ORG-BRIGHTPATH", null, null, false)]
    [InlineData("Registered", "all_partners", "ORG-BRIGHTPATH", null, null, true)] // the list counts only where the scope says so
    [InlineData("Registered", "all_partners", "", "2026-06-09", "2026-06-09", true)]
    [InlineData("Registered", "all_partners", "", "2026-06-10", null, false)]
    [InlineData("Registered", "all_partners", "", null, "2026-06-08", false)]
    public async Task R12_An_exclusion_holds_for_its_partners_and_days(string id, string scope, string except, string? from, string? to, bool holds)
    {
        await using var world = await OpenAsync();
        await world.AddAccountAsync("ACC-QUELL", "Quellwind GmbH", "quellwind.example");
        await world.AddAccountAsync("ACC-CHILD", "Mondstein AG", "mondstein.example", parent: "ACC-QUELL");
        await world.AddAsync(new Exclusion
        {
            Id = id,
            AccountId = "ACC-QUELL",
            Scope = scope,
            ExceptOrgIds = [except],
            Verdict = Verdict.Review,
            ValidFrom = from is null ? null : Day(from),
            ValidTo = to is null ? null : Day(to),
        });

        Assert.Equal(holds, (await world.SubmitAsync()).Trace!.Has("R12"));
        // At its subsidiary it is no exclusion, but a reason to look.
        var child = (await world.SubmitAsync("Mondstein AG", "mondstein.example")).Trace!;
        Assert.Equal((false, holds), (child.Has("R12"), child.Findings.Any(finding => finding.Reason == "A relative of the customer is excluded.")));
        Assert.False((await world.SubmitAsync("Sternlicht AG", null)).Trace!.Has("R12"));
    }

    [Fact]
    public async Task R11_Direct_deals_count_for_their_family_and_deals_with_a_partner_on_them_do_not()
    {
        await using var world = await OpenAsync();
        await world.AddAccountAsync("ACC-QUELL", "Quellwind GmbH", "quellwind.example");
        await world.AddDealAsync("OPP-OTHER-FAMILY", "ACC-QUELL", OpportunityStage.Committed, product: "PRD-ATLAS");
        await world.AddDealAsync("OPP-PARTNER", "ACC-QUELL", OpportunityStage.Committed, partner: "ORG-NIMBUS");
        Assert.Equal(RegistrationStatus.Approved, (await world.SubmitAsync()).Registration.Status);

        await world.AddAccountAsync("ACC-MOND", "Mondstein AG", "mondstein.example");
        await world.AddDealAsync("OPP-SIGNAL", "ACC-MOND", OpportunityStage.Committed, product: "PRD-SIGNALPLUS");
        // Another product of the family is the same need.
        var trace = (await world.SubmitAsync("Mondstein AG", "mondstein.example", product: "PRD-SIGNAL")).Trace!;
        Assert.Equal(("R11", Verdict.Conflict, "OPP-SIGNAL"), Assert.Single(trace.Findings) is var finding ? (finding.RuleId, finding.Verdict, finding.Reference) : default);
    }

    [Theory]
    [InlineData("ACC-PARENT")]
    [InlineData("ACC-CHILD")]
    public async Task A4_Parent_and_subsidiary_are_relatives_and_never_the_same_company(string on)
    {
        await using var world = await OpenAsync();
        await world.AddAccountAsync("ACC-PARENT", "Mondstein Holding AG", "mondstein.example");
        await world.AddAccountAsync("ACC-CHILD", "Sternlicht GmbH", "sternlicht.example", parent: "ACC-PARENT");
        var (own, other) = on == "ACC-PARENT" ? (("Sternlicht GmbH", "sternlicht.example"), ("Mondstein Holding AG", "mondstein.example")) : (("Mondstein Holding AG", "mondstein.example"), ("Sternlicht GmbH", "sternlicht.example"));
        await world.SubmitAsync(other.Item1, other.Item2, partner: "ORG-NIMBUS");

        var trace = (await world.SubmitAsync(own.Item1, own.Item2)).Trace!;
        Assert.Equal(("R15", "Another claim is on a relative of the customer."), Assert.Single(trace.Findings) is var finding ? (finding.RuleId, finding.Reason) : default);
        await world.AddDealAsync("OPP-DIRECT", on, OpportunityStage.Committed, product: "PRD-SIGNAL");
        trace = (await world.SubmitAsync(own.Item1, own.Item2, product: "PRD-SIGNAL")).Trace!;
        Assert.Equal(("R15", "OPP-DIRECT"), Assert.Single(trace.Findings) is var deal ? (deal.RuleId, deal.Reference) : default);
    }

    [Fact]
    public async Task R15_A_name_in_the_grey_band_is_perhaps_the_account_and_perhaps_the_claims_customer()
    {
        await using var world = await OpenAsync();
        await world.AddAccountAsync("ACC-QUELL", "Quellwind Holding GmbH", null);
        var trace = (await world.SubmitAsync("Quellwind GmbH", null)).Trace!;
        Assert.Equal(("R15", "ACC-QUELL"), Assert.Single(trace.Findings) is var finding ? (finding.RuleId, finding.Reference) : default);

        await world.SubmitAsync("Mondstein Holding GmbH", null, partner: "ORG-NIMBUS");
        trace = (await world.SubmitAsync("Mondstein GmbH", null)).Trace!;
        Assert.Equal(("R15", "Another claim may be on the same customer."), Assert.Single(trace.Findings) is var alike ? (alike.RuleId, alike.Reason) : default);
    }

    [Theory]
    [InlineData("Quelwind GmbH")] // a slip
    [InlineData("The Quellwind Group")]
    [InlineData("Quellwind Maschinenbau GmbH")]
    public async Task R15_A_name_that_is_not_quite_the_protected_ones_goes_to_a_person(string name)
    {
        await using var world = await OpenAsync();
        Assert.Equal(RegistrationStatus.Approved, (await world.SubmitAsync("Quellwind GmbH", null, partner: "ORG-NIMBUS")).Registration.Status);

        var second = await world.SubmitAsync(name, null);

        Assert.Equal(RegistrationStatus.InReview, second.Registration.Status);
    }

    [Fact]
    public async Task Two_accounts_of_the_records_are_two_companies_however_alike_their_names_are()
    {
        await using var world = await OpenAsync();
        await world.AddAccountAsync("ACC-ONE", "Mondstein Holding GmbH", "mondstein-holding.example");
        await world.AddAccountAsync("ACC-TWO", "Mondstein GmbH", "mondstein.example");
        Assert.Equal("ACC-ONE", (await world.SubmitAsync("Mondstein Holding GmbH", "mondstein-holding.example", partner: "ORG-NIMBUS")).Registration.AccountId);

        var second = await world.SubmitAsync("Mondstein GmbH", "mondstein.example");
        Assert.Equal(("ACC-TWO", RegistrationStatus.Approved), (second.Registration.AccountId, second.Registration.Status));
    }

    [Fact]
    public async Task R09_A_claim_is_met_by_its_account_whatever_it_was_called()
    {
        await using var world = await OpenAsync();
        await world.AddAccountAsync("ACC-QUELL", "Quellwind GmbH", "quellwind.example");
        await world.SubmitAsync("Mondstein AG", null, partner: "ORG-NIMBUS", person: "PER-LENA", onBehalf: true, accountId: "ACC-QUELL");

        Assert.True((await world.SubmitAsync("Quellwind GmbH", "quellwind.example")).Trace!.Has("R09"));
        // Another family is another need.
        Assert.Empty((await world.SubmitAsync("Quellwind GmbH", "quellwind.example", product: "PRD-SIGNAL")).Trace!.Findings);
    }

    [Fact]
    public async Task R13_What_the_customer_bought_before_is_the_vendors_to_know_and_the_partners_own_sale_is_told()
    {
        await using var world = await OpenAsync();
        await world.AddAccountAsync("ACC-QUELL", "Quellwind GmbH", "quellwind.example");
        await world.AddDealAsync("OPP-WON", "ACC-QUELL", OpportunityStage.ClosedWon, product: "PRD-SIGNALPLUS");
        await world.AddDealAsync("OPP-LOST", "ACC-QUELL", OpportunityStage.ClosedLost);
        Assert.Equal(["R13"], (await world.SubmitAsync(product: "PRD-SIGNAL")).Trace!.Findings.Select(finding => finding.RuleId));
        var claim = await world.LinkAsync(await world.ApprovedAsync());
        await world.ArrangeAsync(async context => (await context.FindAsync<Opportunity>(claim.OpportunityId))!.Stage = OpportunityStage.ClosedWon);
        await world.Claims.CloseDueAsync(100, default);

        var again = await world.SubmitAsync();
        Assert.Equal(("R13", Verdict.Reject, claim.Id), again.Trace!.Findings.Single(finding => finding.Verdict == Verdict.Reject) is var finding ? (finding.RuleId, finding.Verdict, finding.Reference) : default);
        Assert.Equal("RenewalNotEligible", again.Registration.RejectReason);
    }

    [Fact]
    public async Task R16_Claims_of_a_day_that_were_not_approved_are_counted_by_person_and_firm()
    {
        await using var world = await OpenAsync();
        await using (var look = world.Open())
        {
            var none = await ReadAsync(world, look);
            Assert.Equal((0, 0), (none.PersonProbes, none.FirmProbes));
        }

        var before = await ActivityAsync(world);
        await world.InReviewAsync("Mondstein AG", null);
        await world.SubmitAsync("Sternlicht AG", null, motion: SalesMotion.Renewal);
        await world.SubmitAsync("Wolkenbruch AG", null, person: "PER-HANNA", amount: 40_000);
        await world.ApprovedAsync("Steinklee AG", null);
        var linked = await world.LinkAsync(await world.ApprovedAsync("Morgenrot AG", null));
        Assert.Equal(new SubmitterActivity(2, 3, before.OpenClaims + 3, before.ApprovedInYear + 2, before.ConvertedInYear + 1), await ActivityAsync(world));
        // The claim that is judged again does not count against itself.
        await using (var look = world.Open())
        {
            Assert.Equal(before.ConvertedInYear, (await ReadAsync(world, look, linked.Id)).ConvertedInYear);
        }

        world.Pass(TimeSpan.FromHours(24) - TimeSpan.FromTicks(1));
        Assert.Equal((2, 3), await ActivityAsync(world) is var within ? (within.PersonProbes, within.FirmProbes) : default);
        world.Pass(TimeSpan.FromTicks(1));
        Assert.Equal((0, 0), await ActivityAsync(world) is var past ? (past.PersonProbes, past.FirmProbes) : default);
        world.Pass(TimeSpan.FromDays(364) - TimeSpan.FromTicks(1));
        Assert.Equal(2, (await ActivityAsync(world)).ApprovedInYear);
        world.Pass(TimeSpan.FromTicks(1));
        Assert.Equal((0, 0), await ActivityAsync(world) is var old ? (old.ApprovedInYear, old.ConvertedInYear) : default);
    }

    [Fact]
    public async Task A15_While_the_customer_records_cannot_be_read_nothing_is_approved()
    {
        await using var world = await OpenAsync(records: prm => new AwayPrm());
        var result = await world.SubmitAsync(accountId: "ACC-PICKED");

        Assert.Equal(["CRM_UNAVAILABLE"], result.Trace!.Findings.Select(finding => finding.RuleId));
        Assert.Equal((RegistrationStatus.InReview, "ACC-PICKED"), (result.Registration.Status, result.Registration.AccountId));
    }

    [Theory]
    [InlineData("EUR", true)]
    [InlineData("USD", true)]
    [InlineData("KWD", false)]
    public async Task Rates_are_used_in_either_direction_and_only_fresh(string currency, bool known)
    {
        await using var world = await OpenAsync();
        Assert.Equal(known, (await OwnAsync(world, currency: currency)).Snapshot.InProgramme is not null);
        await world.AddAsync(new FxRate("USD", "KWD", 0.31m, Today, "test"));
        Assert.NotNull((await OwnAsync(world, currency: "KWD")).Snapshot.InProgramme);
        world.Pass(TimeSpan.FromDays(5));
        Assert.Equal(currency == "USD", (await OwnAsync(world, currency: currency)).Snapshot.InProgramme is not null);
        // A rate of tomorrow is not known today, and of many the newest counts.
        await world.AddAsync([.. Enumerable.Range(1, 9).Select(day => new FxRate("EUR", "USD", 1 + (day / 100m), Today.AddDays(day), "test"))]);
        Assert.Equal(10_500m, (await OwnAsync(world)).Snapshot.InProgramme!.Result.Major);
    }

    // Ruling 6: the number of statements tells nothing of what other records hold.
    [Fact]
    public async Task A_submission_takes_the_same_number_of_statements_whatever_others_records_hold()
    {
        var counter = new Statements();
        await using var world = await OpenAsync(interceptors: counter);
        await world.AddAccountAsync("ACC-FULL", "Mondstein AG", "mondstein.example", owner: "PER-LENA");
        await world.AddAccountAsync("ACC-CHILD", "Sternlicht GmbH", "sternlicht.example", parent: "ACC-FULL");
        await world.AddDealAsync("OPP-1", "ACC-FULL", OpportunityStage.Committed);
        await world.AddDealAsync("OPP-2", "ACC-CHILD", OpportunityStage.Committed);
        await world.AddDealAsync("OPP-3", "ACC-FULL", OpportunityStage.ClosedWon);
        await world.AddAsync(new Exclusion { Id = "EXC-1", AccountId = "ACC-FULL", Scope = "all_partners", Verdict = Verdict.Reject });
        var rivals = (await world.SubmitAsync("Mondstein AG", "mondstein.example", partner: "ORG-NIMBUS"), await world.SubmitAsync("Mondstein", "mondstein.example", partner: "ORG-ORION", person: "PER-STEFAN"));
        Assert.NotNull(rivals.Item1.Trace);

        // Both go to a person: one for its size alone, the other for everything.
        var empty = await CountAsync("Wolkenbruch AG", "wolkenbruch.example");
        var full = await CountAsync("Mondstein AG", "mondstein.example");
        Assert.Equal(empty, full);

        async Task<int> CountAsync(string name, string domain)
        {
            counter.Reads = 0;
            Assert.Equal(RegistrationStatus.InReview, (await world.SubmitAsync(name, domain, amount: 40_000)).Registration.Status);
            return counter.Reads;
        }
    }

    [Fact]
    public async Task Before_the_press_only_own_records_are_read()
    {
        await using var world = await OpenAsync();
        await world.AddAccountAsync("ACC-QUELL", "Quellwind GmbH", "quellwind.example");
        await world.SubmitAsync(partner: "ORG-NIMBUS");
        await world.AddDealAsync("OPP-1", "ACC-QUELL", OpportunityStage.Committed);

        var (snapshot, trace) = await OwnAsync(world);
        Assert.Empty(trace.Findings);
        Assert.Equal((null, 0, 0, 0), (snapshot.AccountId, snapshot.Claims.Count, snapshot.DirectDeals.Count, snapshot.Candidates.Count));
    }

    private static Task<(RegistrationSnapshot Snapshot, RuleTrace Trace)> OwnAsync(
        ClaimWorld world, string partner = "ORG-BRIGHTPATH", string? country = "DE", string? postalCode = null, string product = "PRD-LEDGER", string currency = "EUR") => world.Ledger.CheckOwnAsync(
        new RegistrationRequest(
            partner, OnBehalf: false, new CompanyIdentity("Quellwind GmbH", "quellwind.example", country, postalCode), null, product, Money.FromMajor(10_000, currency), new DateOnly(2026, 9, 1),
            RegistrationKind.Msp, SalesMotion.AddOn, ContactGiven.WithBasis),
        default);

    private static async Task<SubmitterActivity> ActivityAsync(ClaimWorld world)
    {
        await using var look = world.Open();
        return await ReadAsync(world, look);
    }

    private static async Task<SubmitterActivity> ReadAsync(ClaimWorld world, CoSellBot.Prm.Storage.PrmDbContext look, string? judged = null)
    {
        var request = new RegistrationRequest("ORG-BRIGHTPATH", false, new CompanyIdentity("Nachtwind AG", null, "DE"), null, "PRD-LEDGER", Money.FromMajor(10_000, "EUR"), new DateOnly(2027, 9, 1), RegistrationKind.Resell);
        return (await SnapshotReader.ReadAsync(look, request, new CustomerFacts(null, [], [], [], [], false), new RuleSet(), 1, Felix, judged, world.Now, default)).Activity;
    }

    private static DateOnly Day(string text) => RuleCase.Day(text)!.Value;

    /// <summary>Customer records that do not answer.</summary>
    private sealed class AwayPrm : IPrm
    {
        public string Name => "Away";

        public PrmCapabilities Capabilities => default;

        public Task<Account?> GetAccountAsync(string accountId, CancellationToken cancellationToken) => throw Away();

        public Task<PrmPage<Account>> FindAccountsAsync(IReadOnlyCollection<AccountKey> keys, int limit, CancellationToken cancellationToken) => throw Away();

        public Task<PrmPage<Account>> FindNearAccountsAsync(string name, int limit, CancellationToken cancellationToken) => throw Away();

        public Task<PrmPage<Account>> ListRelativesAsync(string accountId, int limit, CancellationToken cancellationToken) => throw Away();

        public Task<PrmPage<Opportunity>> ListOpportunitiesAsync(OpportunityQuery query, int limit, string? cursor, CancellationToken cancellationToken) => throw Away();

        public Task<PrmPage<StageHistory>> ListStageHistoryAsync(OpportunityQuery query, int limit, string? cursor, CancellationToken cancellationToken) => throw Away();

        public Task<Partner?> GetPartnerAsync(string organizationId, CancellationToken cancellationToken) => throw Away();

        public Task<PrmPage<Partner>> ListPartnersAsync(CancellationToken cancellationToken) => throw Away();

        private static PrmException Away() => new(PrmFailure.Unavailable, "Away.");
    }

    /// <summary>Counts what is asked of the database; a write asks once per batch of rows.</summary>
    private sealed class Statements : DbCommandInterceptor
    {
        public int Reads { get; set; }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Reads++;
            return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
        }
    }
}
