using CoSellBot.Prm;
using CoSellBot.Prm.Registrations;
using Xunit;

namespace CoSellBot.Tests.Prm.Registrations;

/// <summary>The states of a claim: every pair of them, allowed exactly when the specification lists the way.</summary>
public class RegistrationStatesTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 9, 8, 13, 0, TimeSpan.Zero);

    // Domain §3 with rulings 18 and 23, each way with the number it has there.
    private static readonly string[] Ways =
    [
        "T2 Draft Submitted", "T3 Submitted Approved", "T4 Submitted InReview", "T5 Submitted Rejected", "T6 InReview Approved", "T7 InReview NeedsInfo",
        "T8 NeedsInfo InReview", "T9 NeedsInfo Withdrawn", "T10 InReview Rejected", "T12 Approved Approved", "T12 Converted Converted", "T12 Expired Approved",
        "T13 Approved Expired", "T13 Expired InReview", "T14 Approved Converted", "T14 Expired Converted", "T15 Draft Withdrawn", "T15 Submitted Withdrawn",
        "T15 InReview Withdrawn", "T15 Approved Withdrawn", "T16 Approved Revoked", "T16 Converted Revoked",
    ];

    public static TheoryData<RegistrationStatus, RegistrationStatus> Pairs
    {
        get
        {
            var pairs = new TheoryData<RegistrationStatus, RegistrationStatus>();
            foreach (var from in Enum.GetValues<RegistrationStatus>())
            {
                foreach (var to in Enum.GetValues<RegistrationStatus>())
                {
                    pairs.Add(from, to);
                }
            }

            return pairs;
        }
    }

    [Fact]
    public void The_ways_are_those_of_the_specification() =>
        Assert.Equal(Ways.Order(StringComparer.Ordinal), RegistrationStates.All.Select(way => $"{way.Id} {way.From} {way.To}").Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_claim_moves_exactly_along_the_listed_ways(RegistrationStatus from, RegistrationStatus to)
    {
        var isListed = Ways.Any(way => way.EndsWith($" {from} {to}", StringComparison.Ordinal));
        var claim = Claim(from);

        Assert.Equal(isListed, RegistrationStates.Allows(from, to));
        if (!isListed)
        {
            var refused = Assert.Throws<PrmException>(() => claim.Move(to, Now));
            Assert.Equal((PrmFailure.Invalid, $"A claim that is {from} cannot become {to}."), (refused.Reason, refused.Message));
            Assert.Equal((from, Now.AddDays(-1), "key"), (claim.Status, claim.StatusSince, claim.ProtectionKey));
            return;
        }

        claim.Move(to, Now);
        Assert.Equal((to, Now), (claim.Status, claim.StatusSince));
        // It holds the customer exactly while it is protected, waits for a decision only in review, and for an answer only while it is asked.
        Assert.Equal(to is RegistrationStatus.Approved or RegistrationStatus.Converted ? "key" : null, claim.ProtectionKey);
        Assert.Equal(to is RegistrationStatus.InReview or RegistrationStatus.Submitted ? Now.AddDays(2) : null, claim.DecisionDue);
        Assert.Equal(to == RegistrationStatus.NeedsInfo ? Now.AddDays(5) : null, claim.AnswerDue);
    }

    [Theory]
    [InlineData(RegistrationStatus.Draft, false, false, false, false)]
    [InlineData(RegistrationStatus.Submitted, true, true, false, false)]
    [InlineData(RegistrationStatus.InReview, true, true, false, false)]
    [InlineData(RegistrationStatus.NeedsInfo, true, true, false, false)]
    [InlineData(RegistrationStatus.Approved, true, false, true, true)]
    [InlineData(RegistrationStatus.Converted, false, false, true, true)]
    [InlineData(RegistrationStatus.Expired, false, false, false, true)]
    [InlineData(RegistrationStatus.Rejected, false, false, false, false)]
    [InlineData(RegistrationStatus.Withdrawn, false, false, false, false)]
    [InlineData(RegistrationStatus.Revoked, false, false, false, false)]
    public void Each_status_is_open_pending_protected_or_extensible_as_documented(RegistrationStatus status, bool isOpen, bool isPending, bool hasProtection, bool canBeExtended)
    {
        Assert.Equal((isOpen, isPending, hasProtection, canBeExtended), (status.IsOpen(), status.IsPending(), status.HasProtection(), status.CanBeExtended()));
        Assert.Equal(isOpen, Claim(status).IsOpen);
    }

    // I4: what is over is over; reopening makes a new claim.
    [Theory]
    [InlineData(RegistrationStatus.Rejected)]
    [InlineData(RegistrationStatus.Withdrawn)]
    [InlineData(RegistrationStatus.Revoked)]
    public void I4_No_way_leads_out_of_a_closed_claim(RegistrationStatus status) => Assert.DoesNotContain(RegistrationStates.All, way => way.From == status);

    private static DealRegistration Claim(RegistrationStatus status) => new()
    {
        Id = "DR-TEST",
        PartnerOrgId = "ORG-A",
        SubmittedBy = "PER-A",
        Kind = RegistrationKind.Resell,
        CustomerName = "Quellwind GmbH",
        CustomerCountry = "DE",
        ProductId = "PRD-LEDGER",
        ProductFamily = "LEDGER",
        AmountMinor = 1,
        Currency = "USD",
        ExpectedClose = new DateOnly(2026, 9, 30),
        Status = status,
        StatusSince = Now.AddDays(-1),
        ProtectionKey = "key",
        DecisionDue = Now.AddDays(2),
        AnswerDue = Now.AddDays(5),
    };
}
