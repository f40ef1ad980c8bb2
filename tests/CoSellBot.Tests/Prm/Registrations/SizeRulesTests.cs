using CoSellBot.Prm;
using CoSellBot.Prm.Registrations;
using Xunit;
using static CoSellBot.Tests.Prm.Registrations.RuleCase;

namespace CoSellBot.Tests.Prm.Registrations;

/// <summary>R06, R14 and R16 as tables: the numbers.</summary>
public class SizeRulesTests
{
    [Theory]
    [InlineData(2_000_000, "USD", 112, null)]
    [InlineData(1, "USD", 112, null)]
    [InlineData(0, "USD", 112, "The amount is not positive.")]
    [InlineData(-500_000, "USD", 112, "The amount is not positive.")]
    [InlineData(2_000_000, "XYZ", 112, "The currency is not known.")]
    [InlineData(2_000_000, "usd", 112, "The currency is not known.")]
    [InlineData(2_000_000, "USD", 0, null)]
    [InlineData(2_000_000, "USD", -1, null)] // still today somewhere
    [InlineData(2_000_000, "USD", -2, "The close date is past.")]
    public void R06_Amount_currency_and_close_are_valid(long minor, string currency, int daysAhead, string? refusal)
    {
        var trace = AssertOnly("R06", refusal is null ? null : Verdict.Reject, Clean() with { Amount = new Money(minor, currency), ExpectedClose = Today.AddDays(daysAhead) });
        Assert.Equal(refusal, trace.Findings.SingleOrDefault()?.Reason);
    }

    [Theory]
    [InlineData("2027-12-09", null)] // 18 months exactly
    [InlineData("2027-12-10", "The close date is too far ahead.")]
    [InlineData("9999-12-31", "The close date is too far ahead.")]
    public void R06_The_close_is_at_most_18_months_ahead(string close, string? refusal)
    {
        var trace = AssertOnly("R06", refusal is null ? null : Verdict.Reject, Clean() with { ExpectedClose = Day(close)!.Value });
        Assert.Equal(refusal, trace.Findings.SingleOrDefault()?.Reason);
    }

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
        string Reason(decimal size, RuleSet? rules = null) => ReasonOf(Clean() with { Tier = "Platinum", InProgramme = Dollars(size) }, rules);
        var generous = Rules with { AutoLimits = new Dictionary<string, decimal> { ["Platinum"] = 1_000_000 } };

        Assert.Equal("Above the tier's limit.", Reason(249_999.99m));
        Assert.Equal("Two people decide at this size.", Reason(250_000m));
        // Whatever a tier's limit says.
        AssertOnly("R14", null, Clean() with { Tier = "Platinum", InProgramme = Dollars(249_999.99m) }, generous);
        Assert.Equal("Two people decide at this size.", Reason(250_000m, generous));
        Assert.Equal("Below the minimum of USD 2000.", Reason(1_999.99m));
    }

    [Fact]
    public void R14_Without_a_fresh_rate_a_person_decides() =>
        Assert.Equal("No fresh exchange rate, so the size cannot be judged.", AssertOnly("R14", Verdict.Review, Clean() with { InProgramme = null }).Findings[0].Reason);

    [Theory]
    [InlineData(18, 0, 0, null)]
    [InlineData(19, 0, 0, "19 claims of this person in a day were not approved.")]
    [InlineData(0, 38, 0, null)]
    [InlineData(0, 39, 0, "39 claims of this firm in a day were not approved.")]
    [InlineData(0, 0, 199, null)]
    [InlineData(0, 0, 200, "The firm has 200 open claims.")]
    public void R16_Many_claims_that_lead_to_nothing_go_to_a_person(int person, int firm, int open, string? reason)
    {
        var trace = AssertOnly("R16", reason is null ? null : Verdict.Review, Clean() with { Activity = new SubmitterActivity(person, firm, open, 0, 0) });
        Assert.Equal(reason, trace.Findings.SingleOrDefault()?.Reason);
    }

    [Theory]
    [InlineData(20, 1, 10, "1 of 20 approved claims of a year became a sale.")]
    [InlineData(20, 2, 10, null)] // ten percent exactly
    [InlineData(19, 0, 10, null)] // a share of so few says nothing
    [InlineData(200, 0, 0, null)] // the programme asks for none
    public void R16_Approvals_that_never_become_sales_go_to_a_person(int approved, int converted, int floor, string? reason)
    {
        var trace = AssertOnly("R16", reason is null ? null : Verdict.Review, Clean() with { Activity = new SubmitterActivity(0, 0, 0, approved, converted) }, Rules with { ConversionFloor = floor });
        Assert.Equal(reason, trace.Findings.SingleOrDefault()?.Reason);
    }
}
