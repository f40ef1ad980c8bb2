using CoSellBot.Prm;
using CoSellBot.Prm.Registrations;
using CoSellBot.Tests.Infrastructure;
using Xunit;
using static CoSellBot.Tests.Infrastructure.ClaimWorld;

namespace CoSellBot.Tests.Prm.Registrations;

/// <summary>Changing a claim, before its approval and after (I6).</summary>
public class AmendmentTests
{
    [Fact]
    public async Task While_it_waits_the_rules_run_again_on_what_the_claim_would_be()
    {
        await using var world = await OpenAsync();
        var claim = await world.AmendAsync(await world.InReviewAsync(), new ClaimChange(Amount: Euros(50_000), ExpectedClose: new DateOnly(2026, 12, 24), Kind: RegistrationKind.CoSell));

        Assert.Equal((RegistrationStatus.InReview, Euros(50_000), new DateOnly(2026, 12, 24), RegistrationKind.CoSell), (claim.Status, claim.Amount, claim.ExpectedClose, claim.Kind));
        Assert.Equal((54_250m, 1.085m, new DateOnly(2026, 6, 8), 3), (claim.InProgramme!.Value.Major, claim.Rate, claim.RateAsOf, claim.RuleSetVersion));
        Assert.Equal(["submitted", "amended"], await world.HistoryAsync(claim.Id));
        var traces = (await world.RowsAsync<StoredTrace>()).Where(trace => trace.RegistrationId == claim.Id).OrderBy(trace => trace.Number).ToList();
        Assert.Equal([1, 2], traces.Select(trace => trace.Number));
        Assert.Contains("\"Minor\":5000000", traces[1].Snapshot, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_it_waits_a_change_that_nothing_speaks_against_is_approved_by_the_rules()
    {
        await using var world = await OpenAsync();
        var later = (await world.InReviewAsync(), (await world.SubmitAsync("Quellwind", partner: "ORG-NIMBUS")).Registration);
        await world.ArrangeAsync(async context => (await context.FindAsync<DealRegistration>(later.Item2.Id))!.ConflictState = ConflictState.None);

        var claim = await world.AmendAsync(later.Item1, new ClaimChange(Amount: Euros(20_000)));
        Assert.Equal((RegistrationStatus.Approved, "rules@3", world.Now, world.Now.AddDays(90)), (claim.Status, claim.ApprovedBy, claim.ApprovedAt, claim.ProtectedUntil));
        Assert.Equal("dom:quellwind.example/LEDGER", claim.ProtectionKey);
        // Whoever waits behind it now has somebody before them (T6).
        Assert.Equal(ConflictState.Suspected, (await world.ReadAsync(later.Item2.Id)).ConflictState);
    }

    [Fact]
    public async Task While_the_partner_is_asked_a_change_does_not_answer_the_question()
    {
        await using var world = await OpenAsync();
        var claim = await world.AskAsync(await world.InReviewAsync());

        claim = await world.AmendAsync(claim, new ClaimChange(Amount: Euros(20_000)));
        Assert.Equal((RegistrationStatus.NeedsInfo, Euros(20_000), null), (claim.Status, claim.Amount, claim.ProtectionKey));
        Assert.NotNull(claim.AnswerDue);
    }

    [Fact]
    public async Task Another_product_is_another_need_and_its_place_in_line_begins_now()
    {
        await using var world = await OpenAsync();
        var ledger = await world.InReviewAsync();
        var rival = (await world.SubmitAsync("Quellwind", partner: "ORG-NIMBUS", product: "PRD-SIGNAL", amount: 200_000)).Registration;
        Assert.True(ledger.ReceiptSeq < rival.ReceiptSeq);

        var claim = await world.AmendAsync(ledger, new ClaimChange(ProductId: "PRD-SIGNALPLUS", Amount: Euros(10_000)));
        Assert.True(claim.ReceiptSeq > rival.ReceiptSeq);
        // It came earlier with another need; that does not put it before the rival here.
        Assert.Equal((RegistrationStatus.InReview, ConflictState.Suspected, "PRD-SIGNALPLUS", "SIGNAL"), (claim.Status, claim.ConflictState, claim.ProductId, claim.ProductFamily));
        // Another product of the same family is the same need.
        Assert.Equal(claim.ReceiptSeq, (await world.AmendAsync(claim, new ClaimChange(ProductId: "PRD-SIGNAL"))).ReceiptSeq);
    }

    [Fact]
    public async Task A_change_that_ends_a_conflict_clears_it()
    {
        await using var world = await OpenAsync();
        await world.InReviewAsync();
        var second = (await world.SubmitAsync("Quellwind", partner: "ORG-ORION", person: "PER-STEFAN", amount: 100_000)).Registration;
        Assert.Equal(ConflictState.Suspected, second.ConflictState);

        var claim = await world.AmendAsync(second, new ClaimChange(ProductId: "PRD-ATLAS"), "PER-STEFAN");
        Assert.Equal((RegistrationStatus.InReview, ConflictState.None), (claim.Status, claim.ConflictState));
    }

    [Fact]
    public async Task What_a_rule_refuses_is_refused_whole()
    {
        await using var world = await OpenAsync();
        var waiting = await world.ApproveAsync(await world.InReviewAsync());
        await AssertInvalidAsync("amend.R14", () => world.AmendAsync(waiting, new ClaimChange(Amount: Euros(100))));
        await AssertInvalidAsync("amend.R06", () => world.AmendAsync(waiting, new ClaimChange(ExpectedClose: new DateOnly(2020, 1, 1))));
        await AssertInvalidAsync("claim.product", () => world.AmendAsync(waiting, new ClaimChange(ProductId: "PRD-NONE")));
        await AssertForbiddenAsync("claim.not_yours", () => world.AmendAsync(waiting, new ClaimChange(Amount: Euros(30_000)), Jonas));
        Assert.Equal(PrmFailure.NotFound, (await RefusedAsync(() => world.Claims.AmendAsync("DR-NONE", 1, new ClaimChange(), By(Felix), world.Key(), default))).Reason);

        // Nothing of it was written: what was decided stands.
        Assert.Null(Assert.Single(await world.RowsAsync<Decision>()).UndoneAt);
        Assert.Equal(RegistrationStatus.Approved, (await world.ToldAsync(waiting)).Status);
    }

    [Fact]
    public async Task A_change_takes_back_what_was_decided_on_the_claim_as_it_was()
    {
        await using var world = await OpenAsync();
        var claim = await world.AmendAsync(await world.ApproveAsync(await world.InReviewAsync()), new ClaimChange(Amount: Euros(60_000)));
        Assert.Null(claim.ProtectionKey);
        Assert.Equal(world.Now, Assert.Single(await world.RowsAsync<Decision>()).UndoneAt);
        Assert.Equal(RegistrationStatus.InReview, (await world.ToldAsync(claim)).Status);

        // So does the first of two approvals.
        claim = await world.AmendAsync(claim, new ClaimChange(Amount: Euros(300_000)));
        claim = await world.ApproveAsync(claim);
        Assert.Single(await world.RowsAsync<ApprovalStep>());
        claim = await world.AmendAsync(claim, new ClaimChange(Amount: Euros(900_000)));
        Assert.Empty(await world.RowsAsync<ApprovalStep>());
        claim = await world.ApproveAsync(claim, Maria);
        Assert.Single(await world.RowsAsync<ApprovalStep>());
    }

    [Fact]
    public async Task A_revocation_is_not_escaped_by_a_change()
    {
        await using var world = await OpenAsync();
        var claim = await world.RevokeAsync(await world.ApprovedAsync());
        claim = await world.AmendAsync(claim, new ClaimChange(Amount: Euros(9_000)));

        Assert.Equal(RegistrationStatus.Revoked, (await world.ToldAsync(claim)).Status);
    }

    [Theory]
    [InlineData(12_500.00)] // a quarter exactly
    [InlineData(10_000.01)]
    [InlineData(100.00)] // below the floor: its size was judged when it came
    public async Task I6_After_approval_a_rise_up_to_a_quarter_and_any_fall_are_free(decimal amount)
    {
        await using var world = await OpenAsync();
        var before = await world.ApprovedAsync();
        // Nothing that the rules would look at now stands in the way.
        await world.ArrangeAsync(async context => (await context.FindAsync<CoSellBot.Prm.Partners.Partner>("ORG-BRIGHTPATH"))!.Status = CoSellBot.Prm.Partners.PartnerStatus.Suspended);

        var claim = await world.AmendAsync(before, new ClaimChange(Amount: Money.FromMajor(amount, "EUR"), ExpectedClose: before.ExpectedClose.AddDays(30), Kind: RegistrationKind.CoSell));
        Assert.Equal((RegistrationStatus.Approved, Money.FromMajor(amount, "EUR"), before.ProtectedUntil, before.ProtectionKey), (claim.Status, claim.Amount, claim.ProtectedUntil, claim.ProtectionKey));
        Assert.Equal((before.ExpectedClose.AddDays(30), RegistrationKind.CoSell), (claim.ExpectedClose, claim.Kind));
        Assert.Equal(Money.FromMajor(amount * 1.085m, "USD"), claim.InProgramme);
        Assert.Empty(await world.RowsAsync<Amendment>());
        Assert.Equal(["submitted", "approved", "amended"], await world.HistoryAsync(claim.Id));
        // Only what makes no sense at all is refused.
        await AssertInvalidAsync("amend.R06", () => world.AmendAsync(claim, new ClaimChange(Amount: Euros(0))));
    }

    [Fact]
    public async Task I6_More_than_a_quarter_runs_the_rules_and_is_taken_where_they_approve()
    {
        await using var world = await OpenAsync();
        var before = await world.ApprovedAsync();
        var claim = await world.AmendAsync(before, new ClaimChange(Amount: Money.FromMajor(12_500.01m, "EUR")));

        Assert.Equal((RegistrationStatus.Approved, Money.FromMajor(12_500.01m, "EUR"), before.ProtectedUntil), (claim.Status, claim.Amount, claim.ProtectedUntil));
        Assert.Equal(2, (await world.RowsAsync<StoredTrace>()).Count(trace => trace.RegistrationId == claim.Id));
        await world.ArrangeAsync(async context => (await context.FindAsync<CoSellBot.Prm.Partners.Partner>("ORG-BRIGHTPATH"))!.Status = CoSellBot.Prm.Partners.PartnerStatus.Suspended);
        await AssertInvalidAsync("amend.R01", () => world.AmendAsync(claim, new ClaimChange(Amount: Euros(20_000))));
        // Another currency runs them too, however small the amount.
        await AssertInvalidAsync("amend.R01", () => world.AmendAsync(claim, new ClaimChange(Amount: new Money(300_000, "USD"))));
        await AssertInvalidAsync("amend.R01", () => world.AmendAsync(claim, new ClaimChange(ProductId: "PRD-SIGNAL")));
    }

    [Fact]
    public async Task I6_Where_the_rules_want_a_person_the_claim_stands_as_it_was_until_one_has_decided()
    {
        await using var world = await OpenAsync();
        var before = await world.ApprovedAsync();
        var claim = await world.Claims.AmendAsync(before.Id, before.Version, new ClaimChange(Amount: Euros(40_000)), By(Felix), "wish", default);
        Assert.Equal((RegistrationStatus.Approved, before.Amount, before.ProtectedUntil, before.ProtectionKey), (claim.Status, claim.Amount, claim.ProtectedUntil, claim.ProtectionKey));
        var wish = Assert.Single(await world.RowsAsync<Amendment>());
        Assert.Equal(("wish", Felix, world.Now, Euros(40_000), RequestState.Open), (wish.Id, wish.RequestedBy, wish.RequestedAt, wish.Amount, wish.State));
        await AssertForbiddenAsync("decision.not_yours", () => DecideAsync(world, claim, "wish", grant: true, Felix));
        await AssertInvalidAsync("decision.nothing_open", () => DecideAsync(world, claim, "no such", grant: true));
        await AssertInvalidAsync("words.foreign_name", () => world.Reviews.DecideAmendmentAsync(claim.Id, claim.Version, "wish", false, "Nimbus!", By(Anja), world.Key(), default));

        claim = await world.ToldAsync(await DecideAsync(world, claim, "wish", grant: true));
        Assert.Equal((RegistrationStatus.Approved, Euros(40_000), Money.FromMajor(43_400, "USD"), before.ProtectedUntil), (claim.Status, claim.Amount, claim.InProgramme, claim.ProtectedUntil));
        wish = Assert.Single(await world.RowsAsync<Amendment>());
        Assert.Equal((RequestState.Granted, Anja, world.Now.AddSeconds(-60)), (wish.State, wish.DecidedBy, wish.DecidedAt));
        Assert.Equal(["submitted", "approved", "amendment_asked", "decided", "amended"], await world.HistoryAsync(claim.Id));
        await AssertInvalidAsync("decision.nothing_open", () => DecideAsync(world, claim, "wish", grant: true));
    }

    [Fact]
    public async Task I6_A_change_that_is_refused_leaves_the_claim_as_it_was()
    {
        await using var world = await OpenAsync();
        var claim = await WishAsync(world, await world.ApprovedAsync(), new ClaimChange(Amount: Euros(40_000)));
        claim = await world.ToldAsync(await DecideAsync(world, claim, "wish", grant: false));

        Assert.Equal((RegistrationStatus.Approved, Euros(10_000)), (claim.Status, claim.Amount));
        Assert.Equal((RequestState.Refused, Anja), Assert.Single(await world.RowsAsync<Amendment>()) is var wish ? (wish.State, wish.DecidedBy) : default);
        Assert.Equal(["submitted", "approved", "amendment_asked", "decided", "amendment_refused"], await world.HistoryAsync(claim.Id));
    }

    // T6: the claim was approved once; at this size the second of two is a regional manager.
    [Theory]
    [InlineData(230_000, true)] // USD 249,550
    [InlineData(240_000, false)] // USD 260,400
    public async Task I6_A_change_to_the_size_two_people_decide_on_is_granted_by_a_regional_manager(int amount, bool anybody)
    {
        await using var world = await OpenAsync();
        var claim = await WishAsync(world, await world.ApprovedAsync(), new ClaimChange(Amount: Euros(amount)));
        if (!anybody)
        {
            await AssertForbiddenAsync("decision.not_yours", () => DecideAsync(world, claim, "wish", grant: true));
        }

        claim = await world.ToldAsync(await DecideAsync(world, claim, "wish", grant: true, anybody ? Anja : Maria));
        Assert.Equal(Euros(amount), claim.Amount);
    }

    [Fact]
    public async Task I6_A_refusal_of_any_size_is_any_deciders()
    {
        await using var world = await OpenAsync();
        var claim = await WishAsync(world, await world.ApprovedAsync(), new ClaimChange(Amount: Euros(900_000)));

        await DecideAsync(world, claim, "wish", grant: false);
    }

    [Fact]
    public async Task A_later_wish_takes_the_place_of_an_earlier_one()
    {
        await using var world = await OpenAsync();
        var claim = await WishAsync(world, await world.ApprovedAsync(), new ClaimChange(Amount: Euros(40_000)));
        claim = await DecideAsync(world, claim, "wish", grant: true);
        claim = await world.Claims.AmendAsync(claim.Id, claim.Version, new ClaimChange(Amount: Euros(50_000)), By(Felix), "second", default);

        Assert.Equal([("second", RequestState.Open), ("wish", RequestState.Dropped)], (await world.RowsAsync<Amendment>()).Select(wish => (wish.Id, wish.State)).Order());
        Assert.Equal(Euros(10_000), (await world.ToldAsync(claim)).Amount);
        Assert.Equal(world.Now.AddSeconds(-60), Assert.Single(await world.RowsAsync<Decision>()).UndoneAt);
    }

    [Fact]
    public async Task I1_Another_product_takes_its_hold_on_the_customer_along_and_those_who_wait_there_become_conflicts()
    {
        await using var world = await OpenAsync();
        var rival = (await world.SubmitAsync("Quellwind", partner: "ORG-NIMBUS", product: "PRD-SIGNAL", amount: 200_000)).Registration;
        var claim = await WishAsync(world, await world.ApprovedAsync(), new ClaimChange(ProductId: "PRD-SIGNAL"));
        Assert.Equal("PRD-LEDGER", claim.ProductId);

        claim = await world.ToldAsync(await DecideAsync(world, claim, "wish", grant: true));
        Assert.Equal(("PRD-SIGNAL", "SIGNAL", "dom:quellwind.example/SIGNAL"), (claim.ProductId, claim.ProductFamily, claim.ProtectionKey));
        Assert.Equal(ConflictState.Suspected, (await world.ReadAsync(rival.Id)).ConflictState);
        // Its old need is free again.
        Assert.Equal(RegistrationStatus.Approved, (await world.SubmitAsync(partner: "ORG-ORION", person: "PER-STEFAN")).Registration.Status);
    }

    [Fact]
    public async Task I1_Another_product_is_not_granted_while_somebody_holds_it_nor_when_somebody_was_quicker()
    {
        await using var world = await OpenAsync();
        var rival = (await world.SubmitAsync("Quellwind", partner: "ORG-NIMBUS", product: "PRD-SIGNAL", amount: 200_000)).Registration;
        var claim = await WishAsync(world, await world.ApprovedAsync(), new ClaimChange(ProductId: "PRD-SIGNAL"));
        claim = await DecideAsync(world, claim, "wish", grant: true);
        await world.ApproveAsync(rival);

        // Both fall due: the one that holds the customer stands, the other wish stays open, and nothing else waits for it.
        claim = await world.ToldAsync(claim);
        Assert.Equal(("LEDGER", "dom:quellwind.example/LEDGER"), (claim.ProductFamily, claim.ProtectionKey));
        Assert.Equal(RequestState.Open, Assert.Single(await world.RowsAsync<Amendment>()).State);
        Assert.Equal(RegistrationStatus.Approved, (await world.ReadAsync(rival.Id)).Status);
        await AssertInvalidAsync("decision.customer_held", () => DecideAsync(world, claim, "wish", grant: true));
        await DecideAsync(world, claim, "wish", grant: false);
    }

    [Fact]
    public async Task A_wish_for_a_claim_that_was_closed_meanwhile_is_not_decided()
    {
        await using var world = await OpenAsync();
        var claim = await WishAsync(world, await world.ApprovedAsync(), new ClaimChange(Amount: Euros(40_000)));
        claim = await DecideAsync(world, claim, "wish", grant: true);
        claim = await world.WithdrawAsync(claim);

        claim = await world.ToldAsync(claim);
        Assert.Equal((RegistrationStatus.Withdrawn, Euros(10_000)), (claim.Status, claim.Amount));
        await AssertInvalidAsync("decision.not_protected", () => DecideAsync(world, claim, "wish", grant: true));
        await AssertInvalidAsync("claim.closed", () => world.AmendAsync(claim, new ClaimChange(Amount: Euros(9_000))));
    }

    [Fact]
    public async Task A_linked_claim_can_be_changed_like_an_approved_one()
    {
        await using var world = await OpenAsync();
        var claim = await world.LinkAsync(await world.ApprovedAsync());

        Assert.Equal((RegistrationStatus.Converted, Euros(11_000)), await world.AmendAsync(claim, new ClaimChange(Amount: Euros(11_000))) is var amended ? (amended.Status, amended.Amount) : default);
    }

    private static async Task<DealRegistration> WishAsync(ClaimWorld world, DealRegistration claim, ClaimChange change)
    {
        // A product the partner does not sell wants a person.
        if (change.ProductId is not null)
        {
            await world.ArrangeAsync(async context => (await context.FindAsync<CoSellBot.Prm.Partners.Partner>("ORG-BRIGHTPATH"))!.ProductFamilies = ["LEDGER"]);
        }

        claim = await world.Claims.AmendAsync(claim.Id, claim.Version, change, By(Felix), "wish", default);
        Assert.Equal(RequestState.Open, Assert.Single(await world.RowsAsync<Amendment>()).State);
        return claim;
    }

    private static Task<DealRegistration> DecideAsync(ClaimWorld world, DealRegistration claim, string wish, bool grant, string person = Anja) =>
        world.Reviews.DecideAmendmentAsync(claim.Id, claim.Version, wish, grant, null, By(person), world.Key(), default);

    private static Money Euros(int major) => Money.FromMajor(major, "EUR");
}
