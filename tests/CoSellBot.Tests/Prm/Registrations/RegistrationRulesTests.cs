using System.Text.Json;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Registrations;
using Xunit;
using static CoSellBot.Tests.Prm.Registrations.RuleCase;

namespace CoSellBot.Tests.Prm.Registrations;

/// <summary>The rules together. Each alone is in the tests named after its file.</summary>
public class RegistrationRulesTests
{
    private static readonly string[] Published =
        ["R01", "R02", "R03", "R04", "R05", "R06", "R07", "R08", "R09", "R10", "R11", "R12", "R13", "R14", "R15", "R16", "R17", "R18", "CRM_UNAVAILABLE"];

    [Fact]
    public void A_clean_deal_is_approved_without_a_finding()
    {
        var trace = RegistrationRules.Evaluate(Clean(), Rules);

        Assert.Equal(Verdict.Approve, trace.Verdict);
        Assert.Empty(trace.Findings);
        Assert.Equal(3, trace.RuleSetVersion);
        Assert.False(trace.Has("R01"));
    }

    [Fact]
    public void All_rules_run_every_finding_is_listed_in_their_order_and_the_worst_wins()
    {
        var trace = RegistrationRules.Evaluate(Everything(), Rules);

        Assert.Equal(Published, RegistrationRules.All.Select(rule => rule.Id));
        Assert.Equal(Published, trace.Findings.Select(finding => finding.RuleId));
        Assert.Equal(Verdict.Reject, trace.Verdict);
        Assert.True(trace.Has("R18"));
    }

    // Ruling 2: before the press only what the submitter knows anyway.
    [Fact]
    public void Before_the_press_only_the_submitters_own_records_and_the_smallest_size_are_asked()
    {
        var trace = RegistrationRules.EvaluateOwn(Everything(), Rules);

        Assert.Equal(["R01", "R02", "R03", "R05", "R06", "R08", "R13", "R14", "R17"], trace.Findings.Select(finding => finding.RuleId));
        Assert.Equal(3, trace.RuleSetVersion);
        Assert.Equal(Verdict.Approve, RegistrationRules.EvaluateOwn(Clean() with { CustomerRecordsUnavailable = true, IsExclusiveToAnother = true }, Rules).Verdict);
        Assert.Equal(Verdict.Reject, RegistrationRules.EvaluateOwn(Clean() with { InProgramme = Dollars(1) }, Rules).Verdict);
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

    // Non-interference within each bit: what others' records hold never refuses, so no refusal tells of them.
    [Fact]
    public void A_rule_over_others_records_never_refuses_except_the_published_minimum()
    {
        var refusals = RegistrationRules.All.Where(rule => rule.Source == RuleSource.Others)
            .SelectMany(rule => new[] { Everything(), Everything() with { Exclusions = [Verdict.Reject] }, Everything() with { IsExclusiveToAnother = true } }
                .Select(snapshot => rule.Check(snapshot, Rules))).Where(finding => finding?.Verdict == Verdict.Reject);

        Assert.Empty(refusals);
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
        foreach (var snapshot in new[]
        {
            Clean(), Everything(), Clean() with { InProgramme = null, Certified = null, IsInTerritory = null, IsCompetent = null },
            Clean() with { DirectDeals = [new DirectDeal("OPP-1", OpportunityStage.Committed, Now.AddDays(-180))] },
        })
        {
            var stored = JsonSerializer.Deserialize<RegistrationSnapshot>(JsonSerializer.Serialize(snapshot))!;

            Assert.Equal(JsonSerializer.Serialize(snapshot), JsonSerializer.Serialize(stored));
            Assert.Equal(JsonSerializer.Serialize(RegistrationRules.Evaluate(snapshot, Rules)), JsonSerializer.Serialize(RegistrationRules.Evaluate(stored, Rules)));
        }
    }

    [Fact]
    public void No_field_of_a_stored_snapshot_is_left_out_of_the_replay()
    {
        // A field with its default in the fullest snapshot would not be seen to be lost.
        var everything = Everything() with { AccountId = "ACC-1" };
        var plain = new RegistrationSnapshot { Now = default, ReceiptSeq = 0, PartnerOrgId = "", ProductFamily = "", Amount = default, ExpectedClose = default };
        Assert.All(typeof(RegistrationSnapshot).GetProperties(), property => Assert.NotEqual(property.GetValue(plain), property.GetValue(everything)));
    }

    [Theory]
    [InlineData("R13", Verdict.Reject, "RenewalNotEligible")]
    [InlineData("R14", Verdict.Reject, "BelowMinimum")]
    [InlineData("R01", Verdict.Reject, "NotEligible")]
    [InlineData("R13", Verdict.Review, "NotEligible")]
    [InlineData("R14", Verdict.Review, "NotEligible")]
    public void A_refusal_by_the_rules_has_a_reason_of_the_closed_list(string rule, Verdict verdict, string reason)
    {
        Assert.Equal(reason, RejectReasons.Of(new RuleTrace(1, Verdict.Reject, [new RuleFinding("R02", Verdict.Reject, ""), new RuleFinding(rule, verdict, "")])));
        Assert.Contains(reason, RejectReasons.All);
    }

    [Theory]
    [InlineData("AlreadyWorked", "AlreadyWorked")]
    [InlineData("NotEligible", "NotEligible")]
    [InlineData("EvidenceIncomplete", "EvidenceIncomplete")]
    [InlineData("BelowMinimum", "BelowMinimum")]
    [InlineData("RenewalNotEligible", "RenewalNotEligible")]
    [InlineData("OwnDuplicate", "OwnDuplicate")]
    [InlineData("CustomerUnclear", "AlreadyWorked")]
    [InlineData("OutsideTerritory", "AlreadyWorked")]
    [InlineData("CompetenceMissing", "AlreadyWorked")]
    [InlineData("Other", "Other")]
    [InlineData("Fraud", "Fraud")]
    [InlineData("AgreementEnded", "AgreementEnded")]
    [InlineData("CustomerChoice", "CustomerChoice")]
    public void A_partner_hears_its_own_faults_and_one_common_reason_for_all_else(string reason, string shown)
    {
        Assert.Equal(shown, RejectReasons.Shown(reason));
        Assert.Contains(reason, RejectReasons.All.Concat(RejectReasons.Revocations));
    }
}
