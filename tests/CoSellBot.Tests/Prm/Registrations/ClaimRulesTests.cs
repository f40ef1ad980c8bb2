using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Registrations;
using Xunit;
using static CoSellBot.Tests.Prm.Registrations.RuleCase;

namespace CoSellBot.Tests.Prm.Registrations;

/// <summary>R08 to R12 as tables: who else is on the customer.</summary>
public class ClaimRulesTests
{
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
        Assert.All(trace.Findings, finding => Assert.Equal(("DR-TEST", "The partner has an open claim already."), (finding.Reference, finding.Reason)));
    }

    [Theory]
    [InlineData(Relation.Alike)]
    [InlineData(Relation.Family)]
    public void R08_An_own_claim_on_another_company_is_none_on_this_one(Relation relation) =>
        AssertOnly("R08", null, Clean() with { Claims = [Claim("ORG-A", RegistrationStatus.InReview, 90, null, relation), Claim("ORG-A", RegistrationStatus.Approved, 90, 1, relation)] });

    [Theory]
    [InlineData(RegistrationStatus.Approved, 1, Verdict.Conflict)]
    [InlineData(RegistrationStatus.Converted, 1, Verdict.Conflict)]
    [InlineData(RegistrationStatus.Approved, 0, null)]
    [InlineData(RegistrationStatus.Approved, -1, null)]
    [InlineData(RegistrationStatus.Approved, null, null)]
    [InlineData(RegistrationStatus.Expired, -1, null)]
    [InlineData(RegistrationStatus.Revoked, 1, null)]
    [InlineData(RegistrationStatus.Withdrawn, 1, null)]
    public void R09_Another_partners_protection_is_a_conflict(RegistrationStatus status, int? protectedDays, Verdict? expected)
    {
        var trace = AssertOnly("R09", expected, Clean() with { Claims = [Claim("ORG-B", status, 90, protectedDays)] });
        Assert.All(trace.Findings, finding => Assert.Equal(("DR-TEST", "Another partner holds protection."), (finding.Reference, finding.Reason)));
    }

    [Theory]
    [InlineData(RegistrationStatus.InReview)]
    [InlineData(RegistrationStatus.Expired)]
    public void R09_A_claim_decided_and_not_told_yet_holds_the_customer_already(RegistrationStatus status) =>
        AssertOnly("R09", Verdict.Conflict, Clean() with { Claims = [Claim("ORG-B", status, 101, -1) with { IsHeld = true }] });

    [Theory]
    [InlineData(RegistrationStatus.Submitted, 99L, Verdict.Conflict)]
    [InlineData(RegistrationStatus.InReview, 99L, Verdict.Conflict)]
    [InlineData(RegistrationStatus.NeedsInfo, 99L, Verdict.Conflict)]
    [InlineData(RegistrationStatus.InReview, 100L, null)] // its own place in line
    [InlineData(RegistrationStatus.InReview, 101L, null)] // received later
    [InlineData(RegistrationStatus.Draft, null, null)]
    [InlineData(RegistrationStatus.Rejected, 99L, null)]
    [InlineData(RegistrationStatus.Withdrawn, 99L, null)]
    public void R10_An_earlier_claim_of_another_partner_is_a_conflict(RegistrationStatus status, long? receipt, Verdict? expected)
    {
        var trace = AssertOnly("R10", expected, Clean() with { Claims = [Claim("ORG-B", status, receipt, null)] });
        Assert.All(trace.Findings, finding => Assert.Equal(("DR-TEST", "Another partner's claim was received earlier."), (finding.Reference, finding.Reason)));
    }

    [Theory]
    [InlineData(OpportunityStage.Prospect, 0, Verdict.Review)]
    [InlineData(OpportunityStage.Prospect, null, Verdict.Review)]
    [InlineData(OpportunityStage.Qualified, 400, Verdict.Review)] // early counts, idle or not
    [InlineData(OpportunityStage.TechnicalValidation, 0, Verdict.Conflict)]
    [InlineData(OpportunityStage.BusinessValidation, 179, Verdict.Conflict)]
    [InlineData(OpportunityStage.Committed, 180, Verdict.Conflict)] // 180 days exactly
    [InlineData(OpportunityStage.Committed, 181, null)]
    [InlineData(OpportunityStage.TechnicalValidation, null, Verdict.Review)]
    [InlineData(OpportunityStage.ClosedWon, 0, null)]
    [InlineData(OpportunityStage.ClosedLost, 0, null)]
    public void R11_A_direct_deal_counts_by_stage_and_activity(OpportunityStage stage, int? idleDays, Verdict? expected)
    {
        var trace = AssertOnly("R11", expected, Clean() with { DirectDeals = [new DirectDeal("OPP-1", stage, idleDays is { } days ? Now.AddDays(-days) : null)] });
        Assert.All(trace.Findings, finding => Assert.Equal("OPP-1", finding.Reference));
    }

    [Fact]
    public void R11_A_tick_beyond_180_days_is_idle() =>
        AssertOnly("R11", null, Clean() with { DirectDeals = [new DirectDeal("OPP-1", OpportunityStage.Committed, Now.AddDays(-180).AddTicks(-1))] });

    [Fact]
    public void R11_The_heaviest_of_several_deals_counts_and_why_is_said()
    {
        RegistrationSnapshot With(params (OpportunityStage Stage, DateTimeOffset? At)[] deals) =>
            Clean() with { DirectDeals = [.. deals.Select((deal, i) => new DirectDeal($"OPP-{i}", deal.Stage, deal.At))] };

        var trace = AssertOnly("R11", Verdict.Conflict, With((OpportunityStage.Prospect, Now), (OpportunityStage.Committed, Now), (OpportunityStage.ClosedWon, Now)));
        Assert.Equal(("OPP-1", "The vendor works on a direct deal."), (trace.Findings[0].Reference, trace.Findings[0].Reason));
        Assert.Equal("The vendor has an early direct deal.", ReasonOf(With((OpportunityStage.Qualified, null))));
        Assert.Equal("The vendor has a direct deal without dated activity.", ReasonOf(With((OpportunityStage.Committed, null))));
    }

    // Ruling 1: an exclusion never refuses by itself, a person closes the claim in the common words.
    [Theory]
    [InlineData(Verdict.Review, Verdict.Review)]
    [InlineData(Verdict.Reject, Verdict.Conflict)]
    public void R12_An_exclusion_goes_to_a_person(Verdict exclusion, Verdict expected)
    {
        var trace = AssertOnly("R12", expected, Clean() with { AccountId = "ACC-1", Exclusions = [exclusion] });
        Assert.Equal(($"The account is excluded: {exclusion}.", "ACC-1"), (trace.Findings[0].Reason, trace.Findings[0].Reference));
    }

    [Fact]
    public void R12_The_heavier_of_two_exclusions_counts() =>
        AssertOnly("R12", Verdict.Conflict, Clean() with { AccountId = "ACC-1", Exclusions = [Verdict.Review, Verdict.Reject, Verdict.Review] });
}
