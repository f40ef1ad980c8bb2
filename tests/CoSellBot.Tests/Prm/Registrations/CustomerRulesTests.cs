using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Registrations;
using Xunit;
using static CoSellBot.Tests.Prm.Registrations.RuleCase;

namespace CoSellBot.Tests.Prm.Registrations;

/// <summary>R05, R07, R13, R15 and R17 as tables, and what holds while the records cannot be read: the customer.</summary>
public class CustomerRulesTests
{
    [Theory]
    [InlineData("DE", null, null)]
    [InlineData("IR", null, "Nothing is sold to IR.")]
    [InlineData("ir", null, "Nothing is sold to ir.")]
    [InlineData("DE", "DP-7", "The customer's name is on the list of denied parties.")]
    [InlineData("KP", "DP-7", "The customer's name is on the list of denied parties.")]
    [InlineData(null, null, null)]
    public void R05_Neither_country_nor_party_is_barred(string? country, string? party, string? refusal)
    {
        var trace = AssertOnly("R05", refusal is null ? null : Verdict.Reject, Clean() with { Customer = Clean().Customer with { Country = country }, DeniedParty = party });
        Assert.Equal((refusal, party), (trace.Findings.SingleOrDefault()?.Reason, trace.Findings.SingleOrDefault()?.Reference));
    }

    [Theory]
    [InlineData("Quellwind GmbH", "quellwind.example", null)]
    [InlineData("Quellwind GmbH", null, null)]
    [InlineData("Quellwind GmbH", " ", null)]
    [InlineData("", null, "The name says nothing about a company.")]
    [InlineData("", " ", "The name says nothing about a company.")]
    [InlineData("Quellwind GmbH", "gmail.com", "The domain is shared by many.")]
    [InlineData("Quellwind GmbH", "linkedin.com", "The domain is shared by many.")]
    [InlineData("Quellwind GmbH", "no domain", "The domain cannot be read.")]
    [InlineData("Quellwind GmbH", "mondstein.example", "Name and domain do not belong together.")]
    [InlineData("International Business Machines", "ibm.com", null)] // first letters
    [InlineData("mondstein.example", "quellwind.example", null)] // a name written as a domain says no name
    [InlineData("Quеllwind GmbH", "quellwind.example", "Letters of several alphabets stand in one name.")] // a Cyrillic letter
    [InlineData("Quellwind GmbH", "quеllwind.example", "Letters of several alphabets stand in one name.")]
    [InlineData("Οργανισμός Τηλεπικοινωνιών", null, null)]
    [InlineData("株式会社 ABC", null, null)] // only letters that look alike are told apart
    public void R07_What_was_given_says_which_company_it_is(string name, string? domain, string? reason)
    {
        var trace = AssertOnly("R07", reason is null ? null : Verdict.Review, Clean() with { Customer = new CompanyIdentity(name, domain, "DE") });
        Assert.Equal(reason, trace.Findings.SingleOrDefault()?.Reason);
    }

    [Theory]
    [InlineData(0x24F, 'a')]
    [InlineData(0x250, ' ')]
    [InlineData(0x1E00, 'a')]
    [InlineData(0x1EFF, 'a')]
    [InlineData(0x1F00, 'α')]
    [InlineData(0x1FFC, 'α')]
    [InlineData(0x370, 'α')]
    [InlineData(0x3FF, 'α')]
    [InlineData(0x400, 'д')]
    [InlineData(0x52F, 'д')]
    [InlineData(0x531, ' ')] // Armenian
    [InlineData(0x1DBF, ' ')]
    [InlineData(0x2C00, ' ')] // Glagolitic
    public void R07_Latin_Greek_and_Cyrillic_are_told_apart_and_no_others(int letter, char alphabet)
    {
        foreach (var other in "aαд")
        {
            var mixed = Clean() with { Customer = new CompanyIdentity($"{other}{char.ConvertFromUtf32(letter)}{other}", null, "DE") };
            AssertOnly("R07", alphabet == ' ' || alphabet == other ? null : Verdict.Review, mixed);
        }
    }

    [Theory]
    [InlineData(SalesMotion.New, false, false, null, null)]
    [InlineData(SalesMotion.Renewal, false, false, Verdict.Reject, "A renewal is not open to registration.")]
    [InlineData(SalesMotion.Renewal, true, true, Verdict.Reject, "A renewal is not open to registration.")]
    [InlineData(SalesMotion.AddOn, true, true, null, null)]
    [InlineData(SalesMotion.New, true, false, Verdict.Review, "The customer has bought the family already.")] // the vendor's to know
    [InlineData(SalesMotion.New, true, true, Verdict.Reject, "The partner has sold the family to this customer already.")]
    [InlineData(SalesMotion.New, false, true, Verdict.Reject, "The partner has sold the family to this customer already.")]
    public void R13_The_same_again_is_not_open_to_registration(SalesMotion motion, bool hasBought, bool isOwnWon, Verdict? expected, string? reason)
    {
        var trace = AssertOnly("R13", expected, Clean() with
        {
            Motion = motion,
            HasBoughtFamily = hasBought,
            Claims = isOwnWon ? [Claim("ORG-A", RegistrationStatus.Converted, 90, -1) with { IsWon = true }] : [],
        });
        Assert.Equal(reason, trace.Findings.SingleOrDefault()?.Reason);
    }

    [Theory]
    [InlineData("ORG-B", Relation.Same, true)]
    [InlineData("ORG-A", Relation.Family, true)]
    [InlineData("ORG-A", Relation.Alike, true)]
    [InlineData("ORG-A", Relation.Same, false)]
    public void R13_Only_an_own_won_claim_on_the_same_customer_counts(string partner, Relation relation, bool isWon) =>
        AssertOnly("R13", null, Clean() with { Claims = [Claim(partner, RegistrationStatus.Converted, 90, -1, relation) with { IsWon = isWon }] });

    [Theory]
    [InlineData(0.4999, null)]
    [InlineData(0.50, Verdict.Review)] // T_lo exactly
    [InlineData(0.94, Verdict.Review)]
    [InlineData(0.9499, Verdict.Review)]
    [InlineData(0.95, null)] // T_hi exactly: that is the company
    public void R15_The_grey_band_goes_to_a_person(double score, Verdict? expected)
    {
        var snapshot = Clean() with { Candidates = [new Candidate("ACC-7", score)] };
        var trace = AssertOnly("R15", expected, snapshot);
        Assert.All(trace.Findings, finding => Assert.Equal(("ACC-7", "The customer may be an account the vendor knows."), (finding.Reference, finding.Reason)));
        // Once the account is known, others that look alike are others.
        AssertOnly("R15", null, snapshot with { AccountId = "ACC-1" });
    }

    [Theory]
    [InlineData("ORG-B", RegistrationStatus.InReview, null, Relation.Alike, "Another claim may be on the same customer.")]
    [InlineData("ORG-B", RegistrationStatus.InReview, null, Relation.Family, "Another claim is on a relative of the customer.")]
    [InlineData("ORG-B", RegistrationStatus.Approved, 1, Relation.Alike, "Another claim may be on the same customer.")]
    [InlineData("ORG-B", RegistrationStatus.Converted, 1, Relation.Family, "Another claim is on a relative of the customer.")]
    [InlineData("ORG-B", RegistrationStatus.Approved, 0, Relation.Alike, null)]
    [InlineData("ORG-B", RegistrationStatus.Rejected, null, Relation.Family, null)]
    [InlineData("ORG-A", RegistrationStatus.InReview, null, Relation.Alike, null)] // its own
    [InlineData("ORG-A", RegistrationStatus.Approved, 1, Relation.Family, null)]
    public void R15_A_claim_on_a_company_alike_or_related_goes_to_a_person(string partner, RegistrationStatus status, int? protectedDays, Relation relation, string? reason)
    {
        var trace = AssertOnly("R15", reason is null ? null : Verdict.Review, Clean() with { Claims = [Claim(partner, status, 90, protectedDays, relation)] });
        Assert.Equal((reason, reason is null ? null : "DR-TEST"), (trace.Findings.SingleOrDefault()?.Reason, trace.Findings.SingleOrDefault()?.Reference));
    }

    [Fact]
    public void R15_A_direct_deal_or_an_exclusion_at_a_relative_goes_to_a_person()
    {
        var deal = AssertOnly("R15", Verdict.Review, Clean() with { DirectDeals = [new DirectDeal("OPP-1", OpportunityStage.Committed, Now, Relation.Family)] });
        Assert.Equal(("OPP-1", "The vendor has a direct deal with a relative of the customer."), (deal.Findings[0].Reference, deal.Findings[0].Reason));
        Assert.Equal("A relative of the customer is excluded.", AssertOnly("R15", Verdict.Review, Clean() with { IsRelativeExcluded = true }).Findings[0].Reason);
    }

    [Theory]
    [InlineData(ContactGiven.None, null)]
    [InlineData(ContactGiven.WithBasis, null)]
    [InlineData(ContactGiven.WithoutBasis, Verdict.Approve)]
    public void R17_A_contact_without_a_basis_is_left_out_and_the_claim_goes_on(ContactGiven contact, Verdict? expected)
    {
        var trace = AssertOnly("R17", expected, Clean() with { Contact = contact });
        Assert.All(trace.Findings, finding => Assert.Equal("The contact was left out: nothing says that it may be passed on.", finding.Reason));
    }

    [Fact]
    public void Unreadable_customer_records_are_never_approved() =>
        Assert.Equal("The customer records could not be read.", AssertOnly("CRM_UNAVAILABLE", Verdict.Review, Clean() with { CustomerRecordsUnavailable = true }).Findings[0].Reason);
}
