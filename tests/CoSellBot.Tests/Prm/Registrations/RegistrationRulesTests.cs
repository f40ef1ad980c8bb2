using System.Text.Json;
using CoSellBot.Prm;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Registrations;
using Xunit;

namespace CoSellBot.Tests.Prm.Registrations;

/// <summary>The rules as tables over snapshots: each rule alone, its boundaries, and all of them together.</summary>
public class RegistrationRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 9, 8, 13, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 6, 9);
    private static readonly RuleSet Rules = new() { Version = 3 };

    [Fact]
    public void A_clean_deal_is_approved_without_a_finding()
    {
        var trace = RegistrationRules.Evaluate(Clean(), Rules);

        Assert.Equal(Verdict.Approve, trace.Verdict);
        Assert.Empty(trace.Findings);
        Assert.Equal(3, trace.RuleSetVersion);
    }

    [Theory]
    [InlineData(PartnerStatus.Active, "2024-02-15", "2027-02-14", null)]
    [InlineData(PartnerStatus.Active, "2024-02-15", "2026-06-09", null)] // the agreement's last day
    [InlineData(PartnerStatus.Active, "2024-02-15", "2026-06-08", Verdict.Reject)]
    [InlineData(PartnerStatus.Active, "2026-06-09", "2027-02-14", null)] // its first day
    [InlineData(PartnerStatus.Active, "2026-06-10", "2027-02-14", Verdict.Reject)]
    [InlineData(PartnerStatus.Active, null, "2027-02-14", Verdict.Reject)]
    [InlineData(PartnerStatus.Active, "2024-02-15", null, Verdict.Reject)]
    [InlineData(PartnerStatus.Applicant, "2024-02-15", "2027-02-14", Verdict.Reject)]
    [InlineData(PartnerStatus.Suspended, "2024-02-15", "2027-02-14", Verdict.Reject)]
    [InlineData(PartnerStatus.Offboarded, "2024-02-15", "2027-02-14", Verdict.Reject)]
    [InlineData(null, "2024-02-15", "2027-02-14", Verdict.Reject)]
    public void R01_The_partner_is_active_and_its_agreement_in_force(PartnerStatus? status, string? from, string? to, Verdict? expected) =>
        AssertOnly("R01", expected, Clean() with { PartnerStatus = status, AgreementFrom = Day(from), AgreementTo = Day(to) });

    [Theory]
    [InlineData(2_000_000, "USD", 112, null)]
    [InlineData(0, "USD", 112, Verdict.Reject)]
    [InlineData(-500_000, "USD", 112, Verdict.Reject)]
    [InlineData(2_000_000, "XYZ", 112, Verdict.Reject)]
    [InlineData(2_000_000, "usd", 112, Verdict.Reject)]
    [InlineData(2_000_000, "USD", 0, null)]
    [InlineData(2_000_000, "USD", -1, null)] // still today somewhere
    [InlineData(2_000_000, "USD", -2, Verdict.Reject)]
    public void R06_Amount_currency_and_close_are_valid(long minor, string currency, int daysAhead, Verdict? expected) =>
        AssertOnly("R06", expected, Clean() with { Amount = new Money(minor, currency), ExpectedClose = Today.AddDays(daysAhead) });

    [Theory]
    [InlineData("2027-12-09", null)] // 18 months exactly
    [InlineData("2027-12-10", Verdict.Reject)]
    [InlineData("9999-12-31", Verdict.Reject)]
    public void R06_The_close_is_at_most_18_months_ahead(string close, Verdict? expected) =>
        AssertOnly("R06", expected, Clean() with { ExpectedClose = Day(close)!.Value });

    [Theory]
    [InlineData(RegistrationStatus.Submitted, null, Verdict.Reject)]
    [InlineData(RegistrationStatus.InReview, null, Verdict.Reject)]
    [InlineData(RegistrationStatus.NeedsInfo, null, Verdict.Reject)]
    [InlineData(RegistrationStatus.Approved, 1, Verdict.Reject)]
    [InlineData(RegistrationStatus.Converted, 1, Verdict.Reject)]
    [InlineData(RegistrationStatus.Approved, 0, null)] // ends at this moment
    [InlineData(RegistrationStatus.Approved, -1, null)]
    [InlineData(RegistrationStatus.Draft, null, null)]
    [InlineData(RegistrationStatus.Rejected, null, null)]
    [InlineData(RegistrationStatus.Withdrawn, null, null)]
    [InlineData(RegistrationStatus.Expired, -1, null)]
    [InlineData(RegistrationStatus.Revoked, 1, null)]
    public void R08_The_partners_own_open_claim_is_returned(RegistrationStatus status, int? protectedDays, Verdict? expected)
    {
        var trace = AssertOnly("R08", expected, Clean() with { Claims = [Claim("ORG-A", status, 90, protectedDays)] });
        Assert.All(trace.Findings, finding => Assert.Equal("DR-TEST", finding.Reference));
    }

    [Theory]
    [InlineData(RegistrationStatus.Approved, 1, Verdict.Conflict)]
    [InlineData(RegistrationStatus.Converted, 1, Verdict.Conflict)]
    [InlineData(RegistrationStatus.Approved, 0, null)]
    [InlineData(RegistrationStatus.Approved, -1, null)]
    [InlineData(RegistrationStatus.Approved, null, null)]
    [InlineData(RegistrationStatus.Expired, -1, null)]
    [InlineData(RegistrationStatus.Revoked, 1, null)]
    [InlineData(RegistrationStatus.Withdrawn, 1, null)]
    public void R09_Another_partners_protection_is_a_conflict(RegistrationStatus status, int? protectedDays, Verdict? expected) =>
        AssertOnly("R09", expected, Clean() with { Claims = [Claim("ORG-B", status, 90, protectedDays)] });

    [Theory]
    [InlineData(RegistrationStatus.Submitted, 99L, Verdict.Conflict)]
    [InlineData(RegistrationStatus.InReview, 99L, Verdict.Conflict)]
    [InlineData(RegistrationStatus.NeedsInfo, 99L, Verdict.Conflict)]
    [InlineData(RegistrationStatus.InReview, 100L, null)] // its own place in line
    [InlineData(RegistrationStatus.InReview, 101L, null)] // received later
    [InlineData(RegistrationStatus.Draft, null, null)]
    [InlineData(RegistrationStatus.Rejected, 99L, null)]
    [InlineData(RegistrationStatus.Withdrawn, 99L, null)]
    public void R10_An_earlier_claim_of_another_partner_is_a_conflict(RegistrationStatus status, long? receipt, Verdict? expected) =>
        AssertOnly("R10", expected, Clean() with { Claims = [Claim("ORG-B", status, receipt, null)] });

    [Theory]
    [InlineData(OpportunityStage.Prospect, 0, Verdict.Review)]
    [InlineData(OpportunityStage.Qualified, 400, Verdict.Review)] // early counts, idle or not
    [InlineData(OpportunityStage.TechnicalValidation, 0, Verdict.Conflict)]
    [InlineData(OpportunityStage.BusinessValidation, 179, Verdict.Conflict)]
    [InlineData(OpportunityStage.Committed, 180, Verdict.Conflict)] // 180 days exactly
    [InlineData(OpportunityStage.Committed, 181, null)]
    [InlineData(OpportunityStage.TechnicalValidation, null, Verdict.Review)]
    [InlineData(OpportunityStage.ClosedWon, 0, null)]
    [InlineData(OpportunityStage.ClosedLost, 0, null)]
    public void R11_A_direct_deal_counts_by_stage_and_activity(OpportunityStage stage, int? idleDays, Verdict? expected) =>
        AssertOnly("R11", expected, Clean() with { DirectDeals = [new DirectDeal("OPP-1", stage, idleDays is { } days ? Now.AddDays(-days) : null)] });

    // Ruling 1: an exclusion never refuses by itself, a person closes the claim in the common words.
    [Theory]
    [InlineData(Verdict.Review, Verdict.Review)]
    [InlineData(Verdict.Reject, Verdict.Conflict)]
    public void R12_An_exclusion_goes_to_a_person(Verdict exclusion, Verdict expected)
    {
        var trace = AssertOnly("R12", expected, Clean() with { AccountId = "ACC-1", Exclusions = [exclusion] });
        Assert.Equal($"The account is excluded: {exclusion}.", trace.Findings[0].Reason);
    }

    [Fact]
    public void R12_The_heavier_of_two_exclusions_counts() =>
        AssertOnly("R12", Verdict.Conflict, Clean() with { AccountId = "ACC-1", Exclusions = [Verdict.Review, Verdict.Reject, Verdict.Review] });

    [Theory]
    [InlineData("Registered", 2_000.00, Verdict.Review)]
    [InlineData("Silver", 25_000.00, null)] // the limit exactly
    [InlineData("Silver", 25_000.01, Verdict.Review)]
    [InlineData("Gold", 50_000.00, null)]
    [InlineData("Gold", 50_000.01, Verdict.Review)]
    [InlineData("Platinum", 150_000.00, null)]
    [InlineData("Platinum", 150_000.01, Verdict.Review)]
    [InlineData("Platinum", 250_000.00, Verdict.Review)]
    [InlineData("Silver", 2_000.00, null)] // the floor exactly
    [InlineData("Silver", 1_999.99, Verdict.Reject)]
    [InlineData("Diamond", 2_000.00, Verdict.Review)] // a tier nobody published
    [InlineData("", 2_000.00, Verdict.Review)]
    public void R14_Size_decides_who(string tier, double size, Verdict? expected) =>
        AssertOnly("R14", expected, Clean() with { Tier = tier, InProgramme = Dollars((decimal)size) });

    [Fact]
    public void R14_Two_people_decide_from_the_regional_threshold_exactly()
    {
        string Reason(decimal size) => Assert.Single(RegistrationRules.Evaluate(Clean() with { Tier = "Platinum", InProgramme = Dollars(size) }, Rules).Findings).Reason;

        Assert.Equal("Above the tier's limit.", Reason(249_999.99m));
        Assert.Equal("Two people decide at this size.", Reason(250_000m));
    }

    [Fact]
    public void R14_Without_a_fresh_rate_a_person_decides() => AssertOnly("R14", Verdict.Review, Clean() with { InProgramme = null });

    [Fact]
    public void Unreadable_customer_records_are_never_approved() =>
        AssertOnly("CRM_UNAVAILABLE", Verdict.Review, Clean() with { CustomerRecordsUnavailable = true });

    [Fact]
    public void All_rules_run_every_finding_is_listed_and_the_worst_wins()
    {
        var trace = RegistrationRules.Evaluate(Everything(), Rules);

        Assert.Equal(["R01", "R06", "R08", "R09", "R10", "R11", "R12", "R14", "CRM_UNAVAILABLE"], trace.Findings.Select(finding => finding.RuleId));
        Assert.Equal(Verdict.Reject, trace.Verdict);
    }

    [Theory]
    [InlineData(10_000, OpportunityStage.ClosedLost, false, Verdict.Approve)]
    [InlineData(30_000, OpportunityStage.Prospect, false, Verdict.Review)]
    [InlineData(30_000, OpportunityStage.Committed, false, Verdict.Conflict)]
    [InlineData(30_000, OpportunityStage.Prospect, true, Verdict.Conflict)]
    [InlineData(1_000, OpportunityStage.Committed, true, Verdict.Reject)]
    public void The_worst_verdict_wins(int size, OpportunityStage direct, bool isRivalProtected, Verdict expected)
    {
        var snapshot = Clean() with
        {
            InProgramme = Dollars(size),
            DirectDeals = [new DirectDeal("OPP-1", direct, Now)],
            Claims = isRivalProtected ? [Claim("ORG-B", RegistrationStatus.Approved, 90, 1)] : [],
        };

        Assert.Equal(expected, RegistrationRules.Evaluate(snapshot, Rules).Verdict);
    }

    [Fact]
    public void The_same_snapshot_gives_the_same_trace()
    {
        var first = RegistrationRules.Evaluate(Everything(), Rules);
        var second = RegistrationRules.Evaluate(Everything(), Rules);

        Assert.Equal(JsonSerializer.Serialize(first), JsonSerializer.Serialize(second));
    }

    [Fact]
    public void A_stored_snapshot_replays_to_the_same_trace()
    {
        foreach (var snapshot in new[] { Clean(), Everything(), Clean() with { InProgramme = null }, Clean() with { DirectDeals = [new DirectDeal("OPP-1", OpportunityStage.Committed, Now.AddDays(-180))] } })
        {
            var stored = JsonSerializer.Deserialize<RegistrationSnapshot>(JsonSerializer.Serialize(snapshot))!;

            Assert.Equal(JsonSerializer.Serialize(snapshot), JsonSerializer.Serialize(stored));
            Assert.Equal(JsonSerializer.Serialize(RegistrationRules.Evaluate(snapshot, Rules)), JsonSerializer.Serialize(RegistrationRules.Evaluate(stored, Rules)));
        }
    }

    private static RuleTrace AssertOnly(string rule, Verdict? expected, RegistrationSnapshot snapshot)
    {
        var trace = RegistrationRules.Evaluate(snapshot, Rules);
        Assert.Equal(expected ?? Verdict.Approve, trace.Verdict);
        Assert.Equal(expected is null ? [] : [rule], trace.Findings.Select(finding => finding.RuleId));
        return trace;
    }

    private static RegistrationSnapshot Clean() => new()
    {
        Now = Now,
        ReceiptSeq = 100,
        PartnerOrgId = "ORG-A",
        PartnerStatus = PartnerStatus.Active,
        Tier = "Silver",
        AgreementFrom = new DateOnly(2024, 2, 15),
        AgreementTo = new DateOnly(2027, 2, 14),
        ProductFamily = "LEDGER",
        Amount = new Money(2_000_000, "USD"),
        InProgramme = Dollars(20_000),
        ExpectedClose = new DateOnly(2026, 9, 30),
    };

    private static RegistrationSnapshot Everything() => Clean() with
    {
        PartnerStatus = PartnerStatus.Suspended,
        Amount = new Money(0, "USD"),
        Claims = [Claim("ORG-A", RegistrationStatus.InReview, 90, null), Claim("ORG-B", RegistrationStatus.Approved, 91, 10), Claim("ORG-C", RegistrationStatus.InReview, 92, null)],
        DirectDeals = [new DirectDeal("OPP-1", OpportunityStage.Prospect, Now), new DirectDeal("OPP-2", OpportunityStage.Committed, Now)],
        Exclusions = [Verdict.Review],
        InProgramme = Dollars(500_000),
        CustomerRecordsUnavailable = true,
    };

    private static OtherClaim Claim(string partner, RegistrationStatus status, long? receipt, int? protectedDays) =>
        new("DR-TEST", partner, status, receipt, protectedDays is { } days ? Now.AddDays(days) : null);

    private static FxConversion Dollars(decimal major) => new(Money.FromMajor(major, "USD"), new FxRate("USD", "USD", 1, Today, "same currency"), Inverse: false);

    private static DateOnly? Day(string? text) => text is null ? null : DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
