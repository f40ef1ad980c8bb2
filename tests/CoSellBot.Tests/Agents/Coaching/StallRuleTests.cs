using CoSellBot.Agents.Coaching;
using CoSellBot.Prm;
using CoSellBot.Prm.Accounts;
using Xunit;

namespace CoSellBot.Tests.Agents.Coaching;

public class StallRuleTests
{
    private static readonly DateOnly Today = new(2026, 6, 9);
    private static readonly FxTable Rates = new([new FxRate("EUR", "USD", 1.25m, new DateOnly(2025, 1, 2), "Test"), new FxRate("USD", "JPY", 100m, new DateOnly(2025, 1, 2), "Test")]);

    [Theory]
    [InlineData(8, 6)]
    [InlineData(9, 7)]
    [InlineData(10, 8)]
    [InlineData(12, 9)]
    [InlineData(41, 31)]
    public void BenchmarkOf_DaysOneToN_IsTheSmallestDayThreeInFourHadLeftBy(int deals, int expected)
    {
        var usual = Rule([.. Enumerable.Range(1, deals).Select(days => Won(days))]).BenchmarkOf(Open(0).Opportunity)!;
        Assert.Equal(expected, usual.Days);
        Assert.Equal(deals, usual.Deals);
        // True as it is said, and of no earlier day.
        Assert.True(Enumerable.Range(1, deals).Count(days => days <= usual.Days) >= .75 * deals);
        Assert.True(Enumerable.Range(1, deals).Count(days => days < usual.Days) < .75 * deals);
    }

    [Fact]
    public void BenchmarkOf_FewerThanEightWonDeals_IsNone()
    {
        Assert.Null(Rule([.. Enumerable.Range(1, 7).Select(days => Won(days))]).BenchmarkOf(Open(0).Opportunity));
        var findings = Rule([.. Enumerable.Range(1, 7).Select(days => Won(days))]).Judge([Open(500)], Today);
        Assert.Empty(findings.Stalled);
        Assert.Equal((1, 1), (findings.Open, findings.Unjudged));
    }

    [Theory]
    [InlineData(5_000, "EUR", true)]
    [InlineData(4_999, "EUR", false)]
    [InlineData(20_000, "EUR", true)]
    [InlineData(20_001, "EUR", false)]
    [InlineData(25_000, "USD", true)]
    [InlineData(25_001, "USD", false)]
    [InlineData(1_250_000, "JPY", true)]
    [InlineData(124_000, "JPY", false)]
    [InlineData(10_000, "CHF", false)]
    public void BenchmarkOf_OnlyDealsOfHalfToTwiceTheAmountCount_WhateverTheirCurrency(int amount, string currency, bool counts) =>
        Assert.Equal(counts ? 8 : null, Rule([.. Enumerable.Range(1, 8).Select(days => Won(days, amount, currency))]).BenchmarkOf(Open(0).Opportunity)?.Deals);

    [Fact]
    public void BenchmarkOf_TheLastDayIsTheLatestOneOfThemLeft() =>
        Assert.Equal(new DateOnly(2026, 1, 1).AddDays(8), Rule([.. Enumerable.Range(1, 8).Select(days => Won(days))]).BenchmarkOf(Open(0).Opportunity)!.Last);

    [Theory]
    [InlineData(6, false)]
    [InlineData(7, true)]
    public void Judge_StalledMeansPastTheDay(int days, bool stalled) =>
        Assert.Equal(stalled, Rule(Eight()).Judge([Open(days)], Today).Stalled.Count == 1);

    [Fact]
    public void Judge_LostOpenOrUnfinishedDealsAndOtherStages_AreNoMeasure()
    {
        var others = Enumerable.Range(1, 8).SelectMany(days => new[]
        {
            Won(days, stage: OpportunityStage.Qualified),
            Won(days) with { Opportunity = Deal($"LOST{days}", OpportunityStage.ClosedLost, 10_000, "EUR") },
            new StageHistory(Deal($"HALF{days}", OpportunityStage.ClosedWon, 10_000, "EUR"), [Entry($"HALF{days}", new DateOnly(2026, 1, 1), null)]),
            new StageHistory(Deal($"BACK{days}", OpportunityStage.ClosedWon, 10_000, "EUR"), [Entry($"BACK{days}", new DateOnly(2026, 1, 9), new DateOnly(2026, 1, 1))]),
        });
        Assert.Null(Rule([.. others]).BenchmarkOf(Open(0).Opportunity));
    }

    [Fact]
    public void Judge_ADealThatCameBack_CountsOnceWithAllItsDays()
    {
        var back = new StageHistory(
            Deal("TWICE", OpportunityStage.ClosedWon, 10_000, "EUR"),
            [Entry("TWICE", new DateOnly(2025, 1, 1), new DateOnly(2025, 1, 11)), Entry("TWICE", new DateOnly(2025, 3, 1), new DateOnly(2025, 3, 11))]);
        var usual = Rule([.. Enumerable.Range(1, 7).Select(_ => Won(30)), back]).BenchmarkOf(Open(0).Opportunity)!;
        Assert.Equal((30, 8), (usual.Days, usual.Deals));
        Assert.Equal(20, Rule([.. Enumerable.Range(1, 7).Select(_ => Won(3)), back, back, back, back]).BenchmarkOf(Open(0).Opportunity)!.Days);
    }

    [Fact]
    public void Judge_WithoutAmountOrStageDateOrFromTheFuture_IsNotJudged()
    {
        var noAmount = Open(50) with { Opportunity = Deal("A", OpportunityStage.TechnicalValidation, null, null) };
        var noDate = new StageHistory(Deal("B", OpportunityStage.TechnicalValidation, 10_000, "EUR"), []);
        var otherStage = new StageHistory(Deal("C", OpportunityStage.Committed, 10_000, "EUR"), Open(50).Stages);
        var findings = Rule(Eight()).Judge([noAmount, noDate, otherStage, Open(-1), Won(3)], Today);
        Assert.Empty(findings.Stalled);
        Assert.Equal((4, 4), (findings.Open, findings.Unjudged));
    }

    [Fact]
    public void Judge_TheFurthestPastItsUsualTimeComesFirst_AndTheOrderIsStable()
    {
        var open = new[] { Open(20, "B"), Open(60, "D"), Open(20, "A"), Open(7, "C") };
        Assert.Equal(["D", "A", "B", "C"], Rule(Eight()).Judge(open, Today).Stalled.Select(stall => stall.Deal.Id));
        Assert.Equal(["D", "A", "B", "C"], Rule(Eight()).Judge(open.Reverse(), Today).Stalled.Select(stall => stall.Deal.Id));
        Assert.Equal([60, 20, 20, 7], Rule(Eight()).Judge(open, Today).Stalled.Select(stall => stall.Days));
    }

    private static StallRule Rule(StageHistory[] won) => new(won, Rates, "USD");

    private static StageHistory[] Eight() => [.. Enumerable.Range(1, 8).Select(days => Won(days))];

    private static StageHistory Won(int days, int amount = 10_000, string currency = "EUR", OpportunityStage stage = OpportunityStage.TechnicalValidation) => new(
        Deal($"WON{days}", OpportunityStage.ClosedWon, amount, currency),
        [new StageEntry { OpportunityId = $"WON{days}", Stage = stage, EnteredOn = new DateOnly(2026, 1, 1), LeftOn = new DateOnly(2026, 1, 1).AddDays(days) }]);

    private static StageHistory Open(int days, string id = "OPEN") =>
        new(Deal(id, OpportunityStage.TechnicalValidation, 10_000, "EUR"), [Entry(id, Today.AddDays(-days), null)]);

    private static StageEntry Entry(string id, DateOnly entered, DateOnly? left) =>
        new() { OpportunityId = id, Stage = OpportunityStage.TechnicalValidation, EnteredOn = entered, LeftOn = left };

    private static Opportunity Deal(string id, OpportunityStage stage, int? amount, string? currency) => new()
    {
        Id = id,
        ProductId = "PRD",
        Stage = stage,
        Source = "Direct",
        AmountMinor = amount is null || currency is null ? null : Money.FromMajor(amount.Value, currency).Minor,
        Currency = currency,
    };
}
