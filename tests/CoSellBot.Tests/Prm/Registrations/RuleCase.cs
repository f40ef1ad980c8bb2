using CoSellBot.Prm;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Registrations;
using Xunit;

namespace CoSellBot.Tests.Prm.Registrations;

/// <summary>Snapshots to try the rules on: one that nothing speaks against, and its variations.</summary>
internal static class RuleCase
{
    public static readonly DateTimeOffset Now = new(2026, 6, 9, 8, 13, 0, TimeSpan.Zero);
    public static readonly DateOnly Today = new(2026, 6, 9);
    public static readonly RuleSet Rules = new() { Version = 3 };

    public static RegistrationSnapshot Clean() => new()
    {
        Now = Now,
        ReceiptSeq = 100,
        PartnerOrgId = "ORG-A",
        PartnerStatus = PartnerStatus.Active,
        Tier = "Silver",
        AgreementFrom = new DateOnly(2024, 2, 15),
        AgreementTo = new DateOnly(2027, 2, 14),
        Certified = new CertifiedPeople(1, null),
        IsInTerritory = true,
        IsCompetent = true,
        Customer = new CompanyIdentity("Quellwind GmbH", "quellwind.example", "DE"),
        ProductFamily = "LEDGER",
        Amount = new Money(2_000_000, "USD"),
        InProgramme = Dollars(20_000),
        ExpectedClose = new DateOnly(2026, 9, 30),
    };

    /// <summary>A snapshot on which every rule fires at once.</summary>
    public static RegistrationSnapshot Everything() => Clean() with
    {
        RegistrationId = "DR-SELF",
        PartnerStatus = PartnerStatus.Suspended,
        MissingProofs = [new MissingProof("DPA", Today.AddDays(-1)), new MissingProof("TaxForm", null)],
        Certified = new CertifiedPeople(0, Today.AddDays(-3)),
        IsInTerritory = false,
        IsExclusiveToAnother = true,
        IsCompetent = false,
        Customer = new CompanyIdentity("Quellwind GmbH", "gmail.com", "IR", "10115"),
        DeniedParty = "DP-1",
        Kind = RegistrationKind.Msp,
        Motion = SalesMotion.Renewal,
        Amount = new Money(0, "USD"),
        InProgramme = Dollars(500_000),
        Contact = ContactGiven.WithoutBasis,
        Candidates = [new Candidate("ACC-2", 0.7)],
        Claims =
        [
            Claim("ORG-A", RegistrationStatus.InReview, 90, null), Claim("ORG-B", RegistrationStatus.Approved, 91, 10),
            Claim("ORG-C", RegistrationStatus.InReview, 92, null, Relation.Alike), Claim("ORG-D", RegistrationStatus.InReview, 93, null),
            Claim("ORG-E", RegistrationStatus.Expired, 94, -3, Relation.Family) with { IsHeld = true, IsWon = true },
        ],
        DirectDeals =
        [
            new DirectDeal("OPP-1", OpportunityStage.Prospect, Now), new DirectDeal("OPP-2", OpportunityStage.Committed, Now),
            new DirectDeal("OPP-3", OpportunityStage.Qualified, null, Relation.Family),
        ],
        HasBoughtFamily = true,
        Exclusions = [Verdict.Review],
        IsRelativeExcluded = true,
        Activity = new SubmitterActivity(19, 39, 200, 20, 0),
        CustomerRecordsUnavailable = true,
    };

    public static OtherClaim Claim(string partner, RegistrationStatus status, long? receipt, int? protectedDays, Relation relation = Relation.Same) =>
        new("DR-TEST", partner, status, receipt, protectedDays is { } days ? Now.AddDays(days) : null, relation);

    public static FxConversion Dollars(decimal major) => new(Money.FromMajor(major, "USD"), new FxRate("USD", "USD", 1, Today, "same currency"), Inverse: false);

    public static DateOnly? Day(string? text) => text is null ? null : DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Runs all rules and finds that this one fired with this verdict, and no other; or that none did.</summary>
    public static RuleTrace AssertOnly(string rule, Verdict? expected, RegistrationSnapshot snapshot, RuleSet? rules = null)
    {
        var trace = RegistrationRules.Evaluate(snapshot, rules ?? Rules);
        Assert.Equal(expected is null ? [] : [rule], trace.Findings.Select(finding => finding.RuleId));
        Assert.Equal(expected ?? Verdict.Approve, trace.Verdict);
        Assert.All(trace.Findings, finding => Assert.Equal(expected, finding.Verdict));
        return trace;
    }

    /// <summary>The reason of the one rule that fires.</summary>
    public static string ReasonOf(RegistrationSnapshot snapshot, RuleSet? rules = null) => Assert.Single(RegistrationRules.Evaluate(snapshot, rules ?? Rules).Findings).Reason;
}
