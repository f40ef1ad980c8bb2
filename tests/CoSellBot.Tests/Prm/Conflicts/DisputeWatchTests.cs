using CoSellBot.Prm;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Conflicts;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Sla;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static CoSellBot.Tests.Infrastructure.ClaimWorld;
using static CoSellBot.Tests.Prm.Conflicts.Disputed;

namespace CoSellBot.Tests.Prm.Conflicts;

/// <summary>When a dispute is opened, what its sides are, and when there is nothing left to rule.</summary>
public class DisputeWatchTests
{
    [Fact]
    public async Task A_later_claim_on_a_protected_customer_opens_one_dispute_with_two_clocks()
    {
        await using var world = await OpenAsync();
        var (first, later) = await PairAsync(world);

        var dispute = await DisputeAsync(world, later);

        Assert.Equal((first.Id, "ORG-NIMBUS", DisputeState.Opened), (dispute.OtherRegistrationId, dispute.OtherPartnerOrgId, dispute.State));
        Assert.Equal($"DS-{later.Id[3..]}", dispute.Id);
        Assert.Equal([ClockKind.DisputeAnswer, ClockKind.DisputeRuling], (await ClocksAsync(world, dispute)).Where(clock => clock.StoppedAt is null).Select(clock => clock.Kind).Order());
        var claim = await world.ReadAsync(later.Id);
        Assert.Equal((ConflictState.Open, later.VersionForPartner), (claim.ConflictState, claim.VersionForPartner));
        Assert.Equal(0, await world.Watch.FollowAsync(100, default));
    }

    [Fact]
    public async Task An_earlier_claim_that_waits_is_a_side_too()
    {
        await using var world = await OpenAsync();
        var first = (await world.SubmitAsync(amount: 200_000, partner: "ORG-NIMBUS")).Registration;
        var later = await LaterAsync(world);

        Assert.Equal(RegistrationStatus.InReview, first.Status);
        Assert.Equal(first.Id, (await DisputeAsync(world, later)).OtherRegistrationId);
        Assert.Equal(ConflictState.None, (await world.ReadAsync(first.Id)).ConflictState);
    }

    [Fact]
    public async Task The_vendors_own_deal_is_a_side_like_any_other()
    {
        await using var world = await OpenAsync();
        var later = await AgainstDirectAsync(world);

        var dispute = await DisputeAsync(world, later);
        var found = await world.Cases().FindAsync(Maria, dispute.Id, default);

        Assert.Equal(("OPP-QUELL", null), (dispute.OpportunityId, dispute.OtherRegistrationId));
        Assert.Null(found!.Incumbent.Name);
        // Where it stood in the records when the claim came in is what it shows.
        Assert.Equal([ProofKind.Demo], found.Incumbent.Counted);
        Assert.Equal((LookRule.FirstValid, Ruling.Uphold), (found.Rule, found.ByRules));
        Assert.DoesNotContain(Ruling.Split, found.Allowed);
    }

    [Fact]
    public async Task A_stage_edited_after_the_claim_came_in_counts_for_nothing()
    {
        await using var world = await OpenAsync();
        var later = await AgainstDirectAsync(world);
        world.Pass(TimeSpan.FromDays(1));
        await world.AddAsync(
            new StageEntry { OpportunityId = "OPP-QUELL", Stage = OpportunityStage.TechnicalValidation, EnteredOn = DateOnly.FromDateTime(world.Now.UtcDateTime).AddDays(-20) },
            new StageEntry { OpportunityId = "OPP-QUELL", Stage = OpportunityStage.Committed, EnteredOn = DateOnly.FromDateTime(world.Now.UtcDateTime) });

        var found = await world.Cases().FindAsync(Maria, (await DisputeAsync(world, later)).Id, default);

        Assert.Equal([ProofKind.Demo], found!.Incumbent.Counted);
    }

    [Fact]
    public async Task When_a_side_goes_there_is_nothing_left_to_rule_and_the_claim_goes_on()
    {
        await using var world = await OpenAsync();
        var (first, later) = await PairAsync(world);
        await DisputeAsync(world, later);

        await world.WithdrawAsync(first, Jonas);
        Assert.Equal(1, await world.Watch.FollowAsync(100, default));

        var dispute = Assert.Single(await OfAsync(world, later));
        Assert.Equal(DisputeState.Dropped, dispute.State);
        var claim = await world.ReadAsync(later.Id);
        Assert.Equal((ConflictState.Dismissed, RegistrationStatus.InReview), (claim.ConflictState, claim.Status));
        Assert.All(await ClocksAsync(world, dispute), clock => Assert.NotNull(clock.StoppedAt));
        Assert.Equal(RegistrationStatus.Approved, (await world.ToldAsync(await world.ApproveAsync(claim, Anja))).Status);
    }

    [Fact]
    public async Task Changed_to_another_product_the_claim_stands_against_nobody()
    {
        await using var world = await OpenAsync();
        var (_, later) = await PairAsync(world);
        await DisputeAsync(world, later);

        var claim = await world.AmendAsync(await world.ReadAsync(later.Id), new ClaimChange(ProductId: "PRD-SIGNAL", Amount: Money.FromMajor(40_000, "EUR")));
        await world.Watch.FollowAsync(100, default);

        Assert.Equal(ConflictState.None, claim.ConflictState);
        Assert.Equal(DisputeState.Dropped, Assert.Single(await OfAsync(world, later)).State);
    }

    [Fact]
    public async Task An_open_dispute_of_another_system_gets_its_clocks()
    {
        await using var world = await OpenAsync();
        await world.Watch.FollowAsync(100, default);

        var dispute = (await world.RowsAsync<Dispute>()).Single(one => one.Id == "DSP-8RQJ");

        Assert.True(dispute.IsOpen);
        Assert.Contains(await ClocksAsync(world, dispute), clock => clock.Kind == ClockKind.DisputeRuling && clock.StoppedAt is null);
    }

    [Fact]
    public async Task Two_that_share_by_a_ruling_do_not_stand_against_each_other_again()
    {
        await using var world = await OpenAsync();
        var first = (await world.SubmitAsync(amount: 200_000, partner: "ORG-NIMBUS")).Registration;
        var later = await LaterAsync(world);

        await RuleAsync(world, later, Ruling.Split);
        await world.Watch.FollowAsync(100, default);

        Assert.Equal(ConflictState.None, (await world.ReadAsync(first.Id)).ConflictState);
        Assert.DoesNotContain(await world.RowsAsync<Dispute>(), dispute => dispute.RegistrationId == first.Id);
        Assert.Equal(RegistrationStatus.Approved, (await world.ToldAsync(await world.ApproveAsync(await world.ReadAsync(first.Id), Anja))).Status);
    }

    [Fact]
    public async Task What_was_ruled_in_a_claims_favour_is_not_ruled_again_when_it_changes()
    {
        await using var world = await OpenAsync();
        await world.SubmitAsync(partner: "ORG-NIMBUS");
        var later = await world.InReviewAsync();
        var ruled = await RuleAsync(world, later, Ruling.Split);

        await world.AmendAsync(ruled, new ClaimChange(Amount: Money.FromMajor(41_000, "EUR")));
        await world.Watch.FollowAsync(100, default);

        Assert.Single(await OfAsync(world, later));
    }

    [Fact]
    public async Task A_claim_that_has_come_to_be_for_another_product_is_no_side_any_more()
    {
        await using var world = await OpenAsync();
        var (first, later) = await PairAsync(world);
        await DisputeAsync(world, later);

        await world.ArrangeAsync(async context => (await context.FindAsync<DealRegistration>(first.Id))!.ProductFamily = "SIGNAL");
        await world.Watch.FollowAsync(100, default);

        Assert.Equal(DisputeState.Dropped, Assert.Single(await OfAsync(world, later)).State);
    }

    [Fact]
    public async Task At_an_account_the_vendor_keeps_a_regional_manager_decides_also_when_the_rival_goes()
    {
        await using var world = await OpenAsync();
        await world.AddAccountAsync("ACC-QUELL", "Quellwind GmbH", "quellwind.example");
        var first = (await world.SubmitAsync(partner: "ORG-NIMBUS")).Registration;
        await world.AddAsync(new Exclusion { Id = "EX-1", AccountId = "ACC-QUELL", Scope = "all_partners", Verdict = Verdict.Reject, ValidFrom = new DateOnly(2020, 1, 1) });
        var later = await LaterAsync(world);
        await DisputeAsync(world, later);

        await world.WithdrawAsync(first, Jonas);
        await world.Watch.FollowAsync(100, default);

        Assert.Equal(ConflictState.Open, (await world.ReadAsync(later.Id)).ConflictState);
        await AssertForbiddenAsync("decision.not_yours", async () => await world.ApproveAsync(await world.ReadAsync(later.Id), Anja));
    }

    [Fact]
    public async Task Who_let_it_lapse_stands_behind_who_came_meanwhile()
    {
        await using var world = await OpenAsync();
        var lapsed = await world.ApprovedAsync();
        world.Pass(TimeSpan.FromDays(91));
        await world.Ledger.ExpireDueAsync(100, default);
        var between = (await world.SubmitAsync(partner: "ORG-NIMBUS", currency: "USD")).Registration;
        world.Pass(TimeSpan.FromDays(1));
        await world.RenewAsync(await world.ReadAsync(lapsed.Id));
        await world.Watch.FollowAsync(100, default);

        var found = await world.Cases().FindAsync(Maria, lapsed.Id, default);

        Assert.Equal((between.Id, true), (found!.Incumbent.Key, found.Incumbent.At < found.Contender.At));
    }

    [Fact]
    public async Task One_claim_that_cannot_be_looked_at_keeps_no_other_waiting()
    {
        await using var world = await OpenAsync();
        var (_, broken) = await PairAsync(world);
        await world.SubmitAsync("Other GmbH", "other.example", partner: "ORG-NIMBUS");
        var whole = (await world.SubmitAsync("Other GmbH", "other.example")).Registration;
        await using (var context = world.Open())
        {
            await context.Database.ExecuteSqlInterpolatedAsync($"UPDATE stored_trace SET findings = 'x' WHERE registration_id = {broken.Id}");
        }

        await Assert.ThrowsAnyAsync<Exception>(() => world.Watch.FollowAsync(100, default));

        Assert.Equal((ConflictState.Suspected, ConflictState.Open), ((await world.ReadAsync(broken.Id)).ConflictState, (await world.ReadAsync(whole.Id)).ConflictState));
    }

    [Fact]
    public async Task When_all_go_at_once_the_claim_goes_on_and_is_heard_of()
    {
        await using var world = await OpenAsync();
        var (first, later) = await PairAsync(world);
        var third = (await world.SubmitAsync(partner: "ORG-ORION", person: Priya)).Registration;
        await world.Watch.FollowAsync(100, default);

        await world.WithdrawAsync(first, Jonas);
        await world.WithdrawAsync(later);
        await world.Watch.FollowAsync(100, default);

        Assert.Equal(ConflictState.Dismissed, (await world.ReadAsync(third.Id)).ConflictState);
        Assert.Equal("dispute.dropped", (await world.HistoryAsync(third.Id))[^1]);
    }

    [Fact]
    public async Task An_imported_dispute_that_names_no_other_side_is_dropped()
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync();
        await world.ArrangeAsync(async context => (await context.FindAsync<DealRegistration>(claim.Id))!.ConflictState = ConflictState.Open);
        await world.AddAsync(new Dispute { Id = "DSP-1", RegistrationId = claim.Id, PartnerOrgId = "ORG-BRIGHTPATH", State = DisputeState.Opened, OpenedAt = world.Now });

        await world.Watch.FollowAsync(100, default);

        Assert.Equal(RegistrationStatus.Approved, (await world.ToldAsync(await world.ApproveAsync(await world.ReadAsync(claim.Id), Anja))).Status);
    }
}
