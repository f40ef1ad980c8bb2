using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Registrations;
using Xunit;
using static CoSellBot.Tests.Prm.Registrations.RuleCase;

namespace CoSellBot.Tests.Prm.Registrations;

/// <summary>R01 to R04 and R18 as tables: who registers.</summary>
public class PartnerRulesTests
{
    [Theory]
    [InlineData(PartnerStatus.Active, "2024-02-15", "2027-02-14", null)]
    [InlineData(PartnerStatus.Active, "2024-02-15", "2026-06-09", null)] // the agreement's last day
    [InlineData(PartnerStatus.Active, "2024-02-15", "2026-06-08", "The agreement is not in force.")]
    [InlineData(PartnerStatus.Active, "2026-06-09", "2027-02-14", null)] // its first day
    [InlineData(PartnerStatus.Active, "2026-06-10", "2027-02-14", "The agreement is not in force.")]
    [InlineData(PartnerStatus.Active, null, "2027-02-14", "No agreement is recorded.")]
    [InlineData(PartnerStatus.Active, "2024-02-15", null, "No agreement is recorded.")]
    [InlineData(PartnerStatus.Applicant, "2024-02-15", "2027-02-14", "The partner is not active.")]
    [InlineData(PartnerStatus.Suspended, "2024-02-15", "2027-02-14", "The partner is not active.")]
    [InlineData(PartnerStatus.Offboarded, "2024-02-15", "2027-02-14", "The partner is not active.")]
    [InlineData(null, "2024-02-15", "2027-02-14", "The partner is not active.")]
    public void R01_The_partner_is_active_and_its_agreement_in_force(PartnerStatus? status, string? from, string? to, string? refusal)
    {
        var trace = AssertOnly("R01", refusal is null ? null : Verdict.Reject, Clean() with { PartnerStatus = status, AgreementFrom = Day(from), AgreementTo = Day(to) });
        Assert.Equal(refusal, trace.Findings.SingleOrDefault()?.Reason);
    }

    [Fact]
    public void R02_Each_missing_proof_is_listed_with_the_country()
    {
        AssertOnly("R02", Verdict.Reject, Clean() with { MissingProofs = [new MissingProof("DPA", null)] });
        Assert.Equal("Missing for DE: AntiBribery, DPA.", ReasonOf(Clean() with { MissingProofs = [new MissingProof("AntiBribery", null), new MissingProof("DPA", Today)] }));
    }

    [Theory]
    [InlineData(1, "*", Verdict.Review, null)]
    [InlineData(0, "*", Verdict.Review, Verdict.Review)]
    [InlineData(0, "*", Verdict.Reject, Verdict.Reject)] // as the programme says
    [InlineData(0, "ATLAS;ledger", Verdict.Reject, Verdict.Reject)]
    [InlineData(0, "ATLAS", Verdict.Reject, null)] // no certificate is asked for here
    [InlineData(0, "", Verdict.Reject, null)]
    [InlineData(null, "*", Verdict.Reject, null)] // nobody looked
    public void R03_Somebody_is_certified_for_the_product(int? count, string families, Verdict missing, Verdict? expected)
    {
        var rules = Rules with { CertificateFamilies = families.Split(';', StringSplitOptions.RemoveEmptyEntries), CertificateMissing = missing };
        var trace = AssertOnly("R03", expected, Clean() with { Certified = count is { } people ? new CertifiedPeople(people, Today) : null }, rules);
        Assert.All(trace.Findings, finding => Assert.Equal("Nobody of the partner is certified for LEDGER.", finding.Reason));
    }

    // Ruling 1: neither refuses by itself, or the answer would tell of another partner's right.
    [Theory]
    [InlineData(true, false, null, null)]
    [InlineData(false, false, Verdict.Review, "The customer is outside the partner's territories.")]
    [InlineData(null, false, null, null)]
    [InlineData(true, true, Verdict.Conflict, "Another partner alone may register there.")]
    [InlineData(false, true, Verdict.Conflict, "Another partner alone may register there.")]
    public void R04_The_customer_is_in_the_partners_territory_and_in_no_others_own(bool? isInTerritory, bool isExclusive, Verdict? expected, string? reason)
    {
        var trace = AssertOnly("R04", expected, Clean() with { IsInTerritory = isInTerritory, IsExclusiveToAnother = isExclusive });
        Assert.Equal(reason, trace.Findings.SingleOrDefault()?.Reason);
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, Verdict.Review)]
    [InlineData(null, null)]
    public void R18_The_product_is_among_what_the_partner_sells(bool? isCompetent, Verdict? expected)
    {
        var trace = AssertOnly("R18", expected, Clean() with { IsCompetent = isCompetent });
        Assert.All(trace.Findings, finding => Assert.Equal("LEDGER is not among what the partner sells.", finding.Reason));
    }
}
