using CoSellBot.Prm.Conflicts;
using CoSellBot.Prm.Registrations;
using Xunit;

namespace CoSellBot.Tests.Prm.Conflicts;

/// <summary>The published rules of a dispute: what each says, and that nothing of it depends on who the sides are.</summary>
public class FirstLookTests
{
    private static readonly RuleSet Rules = new();
    private static readonly DateTimeOffset Monday = new(2026, 6, 8, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly May = new(2026, 5, 3);

    [Fact]
    public void The_first_valid_claim_stands()
    {
        var look = FirstLook.At(Side("A", 0), Side("B", 1), Rules);

        Assert.Equal((LookRule.FirstValid, "A", false), (look.Rule, look.Winner, look.IsShared));
        Assert.Equal([1000, 0], look.Sides.Select(side => side.Share));
        Assert.Equal((Ruling.Uphold, Ruling.Transfer), (look.RulingFor("A", isDirect: false), look.RulingFor("B", isDirect: false)));
    }

    [Fact]
    public void The_customers_written_choice_outweighs_the_order_and_every_point()
    {
        var look = FirstLook.At(Side("A", 0, true, Proof(ProofKind.Meeting), Proof(ProofKind.Demo)), Side("B", 1, true, Proof(ProofKind.CustomerChoice)), Rules);

        Assert.Equal((LookRule.CustomerChoice, "B"), (look.Rule, look.Winner));
    }

    [Fact]
    public void A_choice_may_be_made_after_the_later_claim()
    {
        var look = FirstLook.At(Side("A", 0), Side("B", 1, true, new Shown(ProofKind.CustomerChoice, new DateOnly(2026, 7, 1))), Rules);

        Assert.Equal(LookRule.CustomerChoice, look.Rule);
    }

    [Fact]
    public void Two_choices_cancel_each_other()
    {
        var look = FirstLook.At(Side("A", 0, true, Proof(ProofKind.CustomerChoice)), Side("B", 1, true, Proof(ProofKind.CustomerChoice)), Rules);

        Assert.Equal((LookRule.FirstValid, "A"), (look.Rule, look.Winner));
    }

    [Theory]
    [InlineData(true, false, LookRule.OnlyValid, "A")]
    [InlineData(false, true, LookRule.OnlyValid, "B")]
    [InlineData(false, false, LookRule.NoneValid, null)]
    public void Only_what_is_complete_and_passes_the_rules_can_be_first(bool first, bool second, LookRule rule, string? winner)
    {
        var look = FirstLook.At(Side("A", 0, first), Side("B", 1, second), Rules);

        Assert.Equal((rule, winner), (look.Rule, look.Winner));
        Assert.Equal(winner is null, look.RulingFor("A", isDirect: false) == Ruling.VoidBoth);
    }

    [Fact]
    public void A_clear_lead_in_points_overtakes_the_order()
    {
        var look = FirstLook.At(Side("A", 0), Side("B", 1, true, Proof(ProofKind.Meeting)), Rules);

        Assert.Equal((LookRule.Evidence, "B", 3), (look.Rule, look.Winner, look.Sides[1].Points));
    }

    [Fact]
    public void A_small_lead_of_the_later_is_shared_by_points()
    {
        var look = FirstLook.At(Side("A", 0, true, Proof(ProofKind.Local)), Side("B", 1, true, Proof(ProofKind.Contract)), Rules);

        Assert.Equal((LookRule.TooClose, true), (look.Rule, look.IsShared));
        Assert.Equal([333, 667], look.Sides.Select(side => side.Share));
        Assert.Equal((Ruling.Split, Ruling.CoSell), (look.RulingFor("A", isDirect: false), look.RulingFor("A", isDirect: true)));
    }

    [Fact]
    public void What_is_dated_on_the_day_of_the_later_claim_or_after_counts_nothing()
    {
        var late = Side("B", 1, true, new Shown(ProofKind.Meeting, new DateOnly(2026, 6, 9)), new Shown(ProofKind.Demo, new DateOnly(2026, 6, 10)));

        Assert.Equal(LookRule.FirstValid, FirstLook.At(Side("A", 0), late, Rules).Rule);
        Assert.Equal(LookRule.Evidence, FirstLook.At(Side("A", 0), late with { Proofs = [new Shown(ProofKind.Meeting, new DateOnly(2026, 6, 8))] }, Rules).Rule);
    }

    [Fact]
    public void Ten_letters_about_meetings_are_one_meeting()
    {
        var many = Side("B", 1, true, [.. Enumerable.Repeat(Proof(ProofKind.Local), 10)]);

        Assert.Equal(1, FirstLook.At(Side("A", 0), many, Rules).Sides[1].Points);
    }

    [Fact]
    public void A_name_on_a_list_shows_nothing()
    {
        var look = FirstLook.At(Side("A", 0), Side("B", 1, true, Proof(ProofKind.ListOnly)), Rules);

        Assert.Equal((LookRule.FirstValid, 0), (look.Rule, look.Sides[1].Counted.Count));
    }

    [Fact]
    public void Points_and_lead_are_published_numbers()
    {
        var rules = RuleSet.From(new Dictionary<string, string> { ["evidence_meeting"] = "1", ["evidence_written_need"] = "4", ["evidence_lead"] = "4" });

        Assert.Equal((1, 4, 4), (rules.PointsFor(ProofKind.Meeting), rules.PointsFor(ProofKind.WrittenNeed), rules.EvidenceLead));
        Assert.Equal(LookRule.TooClose, FirstLook.At(Side("A", 0), Side("B", 1, true, Proof(ProofKind.Meeting)), rules).Rule);
        Assert.Equal("evidence_rfp", (new RuleSet { EvidencePoints = new Dictionary<ProofKind, int> { [ProofKind.Rfp] = -1 } }).FirstFault());
    }

    /// <summary>Scenario A20: whatever the two sides are called, whichever of them is the vendor's own, and in which order they are looked at.</summary>
    [Fact]
    public void The_ruling_depends_on_times_and_proofs_alone()
    {
        var random = new Random(20);
        var rules = new HashSet<LookRule>();
        for (var i = 0; i < 20_000; i++)
        {
            var (one, other) = (Any("A", random), Any("B", random));
            var look = FirstLook.At(one, other, Rules);
            rules.Add(look.Rule);

            Assert.Equal(look.Winner is null && !look.IsShared ? 0 : 1000, look.Sides.Sum(side => side.Share));
            // Looked at the other way round.
            AssertSame(look, FirstLook.At(other, one, Rules), key => key);
            // The names change places.
            AssertSame(look, FirstLook.At(one with { Key = "B" }, other with { Key = "A" }, Rules), key => key == "A" ? "B" : "A");
            // Partner and direct sales change places.
            AssertSame(look, FirstLook.At(one with { IsDirect = !one.IsDirect }, other with { IsDirect = !other.IsDirect }, Rules), key => key);
        }

        Assert.Equal(Enum.GetValues<LookRule>().Length, rules.Count);
    }

    private static void AssertSame(FirstLook look, FirstLook again, Func<string, string> renamed)
    {
        Assert.Equal((look.Rule, look.IsShared, look.Winner is { } winner ? renamed(winner) : null), (again.Rule, again.IsShared, again.Winner));
        foreach (var side in look.Sides)
        {
            var other = again.Sides.Single(one => one.Key == renamed(side.Key));
            Assert.Equal((side.Points, side.Share), (other.Points, other.Share));
        }
    }

    private static Claimant Any(string key, Random random) => new(
        key, random.Next(2) == 0, Monday.AddHours(random.Next(3) * 24), random.Next(4) == 0 ? null : random.Next(1000), random.Next(5) > 0,
        [.. Enumerable.Range(0, random.Next(4)).Select(_ => new Shown((ProofKind)random.Next(Enum.GetValues<ProofKind>().Length), May.AddDays(random.Next(45))))]);

    private static Claimant Side(string key, int day, bool isValid = true, params IReadOnlyList<Shown> proofs) => new(key, IsDirect: false, Monday.AddDays(day), day, isValid, proofs);

    private static Shown Proof(ProofKind kind) => new(kind, May);
}
