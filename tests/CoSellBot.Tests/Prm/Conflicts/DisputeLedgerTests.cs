using CoSellBot.Prm;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Attribution;
using CoSellBot.Prm.Conflicts;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Sla;
using CoSellBot.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static CoSellBot.Tests.Infrastructure.ClaimWorld;

namespace CoSellBot.Tests.Prm.Conflicts;

/// <summary>Disputes from their opening to what a ruling does, on a real database. Jonas of Nimbus comes first, Felix of Brightpath later.</summary>
public class DisputeLedgerTests
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
        Assert.Equal(0, await world.Disputes.FollowAsync(100, default));
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
    public async Task Whoever_looks_after_the_place_takes_it_in_hand_and_its_first_clock_stops()
    {
        await using var world = await OpenAsync();
        var (_, later) = await PairAsync(world);
        var dispute = await DisputeAsync(world, later);
        var claim = await world.ReadAsync(later.Id);

        claim = await world.Disputes.TakeAsync(dispute.Id, claim.Version, By(Anja), world.Key(), default);

        dispute = await DisputeAsync(world, later);
        Assert.Equal((Anja, DisputeState.EvidenceOpen), (dispute.TakenBy, dispute.State));
        Assert.Equal(ClockKind.DisputeRuling, Assert.Single(await ClocksAsync(world, dispute), clock => clock.StoppedAt is null).Kind);
        Assert.Equal(later.VersionForPartner, claim.VersionForPartner);
        await AssertInvalidAsync("dispute.taken", () => world.Disputes.TakeAsync(dispute.Id, claim.Version, By(Maria), world.Key(), default));
    }

    [Theory]
    [InlineData(Felix)]
    [InlineData(Jonas)]
    [InlineData(Lena)]
    [InlineData(Katrin)]
    [InlineData(Admin)]
    public async Task Nobody_else_reads_it_or_has_a_hand_in_it(string person)
    {
        await using var world = await OpenAsync();
        var (_, later) = await PairAsync(world);
        var dispute = await DisputeAsync(world, later);
        var version = (await world.ReadAsync(later.Id)).Version;

        Assert.Null(await world.Cases().FindAsync(person, dispute.Id, default));
        await AssertForbiddenAsync("decision.not_yours", () => world.Disputes.TakeAsync(dispute.Id, version, By(person), world.Key(), default));
        await AssertForbiddenAsync("decision.not_yours", () => world.Disputes.RuleAsync(dispute.Id, version, Ruling.Transfer, By(person), world.Key(), default));
    }

    [Fact]
    public async Task A_channel_manager_proposes_and_does_not_rule()
    {
        await using var world = await OpenAsync();
        var (_, later) = await PairAsync(world);
        var dispute = await DisputeAsync(world, later);
        var claim = await world.ReadAsync(later.Id);
        await AssertForbiddenAsync("decision.not_yours", () => world.Disputes.RuleAsync(dispute.Id, claim.Version, Ruling.Uphold, By(Anja), world.Key(), default));

        await world.Disputes.ProposeAsync(dispute.Id, claim.Version, Ruling.Transfer, By(Anja), world.Key(), default);

        var found = await world.Cases().FindAsync(Maria, dispute.Id, default);
        Assert.Equal((Ruling.Transfer, "Anja Weber", true), (found!.ProposedRuling, found.ProposedBy, found.MayRule));
    }

    [Fact]
    public async Task Upheld_the_later_claim_is_refused_in_the_common_words_and_the_first_stays()
    {
        await using var world = await OpenAsync();
        var (first, later) = await PairAsync(world);

        var ruled = await RuleAsync(world, later, Ruling.Uphold);

        Assert.Equal((RegistrationStatus.Rejected, "AlreadyWorked"), (ruled.Status, ruled.RejectReason));
        Assert.Equal(RegistrationStatus.Approved, (await world.ReadAsync(first.Id)).Status);
        Assert.Equal(first.Version, (await world.ReadAsync(first.Id)).Version);
        var dispute = Assert.Single(await OfAsync(world, later));
        Assert.Equal((DisputeState.Closed, Ruling.Uphold, Maria), (dispute.State, dispute.Ruling, dispute.RuledBy));
        Assert.All(await ClocksAsync(world, dispute), clock => Assert.NotNull(clock.StoppedAt));
        Assert.Equal(0, await world.Disputes.FollowAsync(100, default));
    }

    [Fact]
    public async Task Until_it_is_told_nobody_but_the_ruler_knows_and_the_ruler_can_take_it_back()
    {
        await using var world = await OpenAsync();
        var (first, later) = await PairAsync(world);
        var dispute = await DisputeAsync(world, later);
        var claim = await world.ReadAsync(later.Id);
        var key = world.Key();

        var held = await world.Disputes.RuleAsync(dispute.Id, claim.Version, Ruling.Transfer, By(Maria), key, default);
        Assert.Equal((RegistrationStatus.InReview, later.VersionForPartner), (held.Status, held.VersionForPartner));
        await AssertInvalidAsync("decision.made", () => world.Disputes.RuleAsync(dispute.Id, held.Version, Ruling.Uphold, By(Maria), world.Key(), default));
        await world.Reviews.UndoAsync(key, By(Maria), world.Key(), default);

        Assert.Equal(RegistrationStatus.InReview, (await world.ToldAsync(later)).Status);
        Assert.Equal(RegistrationStatus.Approved, (await world.ReadAsync(first.Id)).Status);
        Assert.True((await DisputeAsync(world, later)).IsOpen);
    }

    [Fact]
    public async Task Transferred_the_customer_changes_hands_in_one_step()
    {
        await using var world = await OpenAsync();
        var (first, later) = await PairAsync(world);

        var ruled = await RuleAsync(world, later, Ruling.Transfer);

        Assert.Equal((RegistrationStatus.Approved, Maria), (ruled.Status, ruled.ApprovedBy));
        var gone = await world.ReadAsync(first.Id);
        Assert.Equal((RegistrationStatus.Revoked, RejectReasons.Ruled, null), (gone.Status, gone.RejectReason, gone.ProtectionKey));
        Assert.NotNull(ruled.ProtectionKey);
        Assert.Empty(await world.RowsAsync<CreditShare>());
        // Both sides are told by the key of the ruling.
        var key = (await world.RowsAsync<Decision>()).Single(decision => decision.Kind == DecisionKind.Rule).Id;
        await using var context = world.Open();
        Assert.Equal(
            [(first.Id, "registration.revoked"), (later.Id, "registration.approved")],
            (await context.Set<CoSellBot.Prm.Audit.ChangeRow>().Where(row => row.IdempotencyKey == key && row.Kind != "registration.decided").OrderBy(row => row.Seq).ToListAsync())
                .Select(row => (row.EntityId, row.Kind)));
    }

    [Fact]
    public async Task A_claim_with_more_to_look_into_goes_on_in_review_when_it_wins()
    {
        await using var world = await OpenAsync();
        var first = (await world.SubmitAsync(partner: "ORG-NIMBUS")).Registration;
        var later = await world.InReviewAsync();

        var ruled = await RuleAsync(world, later, Ruling.Transfer);

        Assert.Equal((RegistrationStatus.InReview, ConflictState.Resolved), (ruled.Status, ruled.ConflictState));
        Assert.Equal(RegistrationStatus.Revoked, (await world.ReadAsync(first.Id)).Status);
        Assert.Equal(later.VersionForPartner, ruled.VersionForPartner);
        // Its size is the usual reviewer's to decide now.
        Assert.Equal(RegistrationStatus.Approved, (await world.ToldAsync(await world.ApproveAsync(ruled, Anja))).Status);
    }

    [Fact]
    public async Task Shared_both_hold_the_customer_and_the_credit_sums_to_a_thousand()
    {
        await using var world = await OpenAsync();
        var (first, later) = await PairAsync(world);

        var ruled = await RuleAsync(world, later, Ruling.Split);

        Assert.Equal((RegistrationStatus.Approved, null), (ruled.Status, ruled.ProtectionKey));
        Assert.NotNull((await world.ReadAsync(first.Id)).ProtectionKey);
        var shares = await world.RowsAsync<CreditShare>();
        Assert.Equal(1000, shares.Sum(share => share.Share));
        Assert.Equal((CreditRole.Source, CreditRole.Influence), (shares.Single(s => s.SubjectId == first.Id).Role, shares.Single(s => s.SubjectId == later.Id).Role));
        Assert.Equal(500, ((PartnerRegistrationView)(await world.ReadAsAsync(Felix, ruled))!).Share);
        // A third still finds the customer held, and the second sharer's wishes are no race with the first.
        Assert.Equal(RegistrationStatus.InReview, (await world.SubmitAsync(partner: "ORG-ORION", person: Priya)).Registration.Status);
        var wish = await world.ExtendAsync(await world.ReadAsync((await world.ProveAsync(ruled)).Id));
        var request = Assert.Single(await world.RowsAsync<ExtensionRequest>());
        var granted = await world.ToldAsync(await world.Reviews.DecideExtensionAsync(later.Id, wish.Version, request.Id, grant: true, null, By(Anja), world.Key(), default));
        Assert.Equal((1, null), (granted.ExtensionCount, granted.ProtectionKey));
    }

    [Fact]
    public async Task Beside_direct_sales_the_partner_is_protected_and_the_sellers_forecast_stays_theirs()
    {
        await using var world = await OpenAsync();
        var later = await AgainstDirectAsync(world);

        var ruled = await RuleAsync(world, later, Ruling.CoSell);

        Assert.Equal(RegistrationStatus.Approved, ruled.Status);
        Assert.Equal([("OPP-QUELL", null), (later.Id, "ORG-BRIGHTPATH")], (await world.RowsAsync<CreditShare>()).Select(share => (share.SubjectId, share.PartnerOrgId)).OrderBy(pair => pair.SubjectId != "OPP-QUELL"));
        Assert.Equal(OpportunityStage.TechnicalValidation, (await world.RowsAsync<Opportunity>()).Single(sale => sale.Id == "OPP-QUELL").Stage);
    }

    [Fact]
    public async Task Voided_neither_stands()
    {
        await using var world = await OpenAsync();
        var (first, later) = await PairAsync(world);

        var ruled = await RuleAsync(world, later, Ruling.VoidBoth);

        Assert.Equal((RegistrationStatus.Rejected, RegistrationStatus.Revoked), (ruled.Status, (await world.ReadAsync(first.Id)).Status));
    }

    [Fact]
    public async Task A_ruling_these_sides_cannot_have_is_refused()
    {
        await using var world = await OpenAsync();
        var (_, later) = await PairAsync(world);
        var dispute = await DisputeAsync(world, later);

        await AssertInvalidAsync("dispute.ruling", async () => await world.Disputes.RuleAsync(dispute.Id, (await world.ReadAsync(later.Id)).Version, Ruling.CoSell, By(Maria), world.Key(), default));
    }

    [Fact]
    public async Task A_disputed_claim_is_not_approved_or_refused_past_its_dispute()
    {
        await using var world = await OpenAsync();
        var (_, later) = await PairAsync(world);
        await DisputeAsync(world, later);
        var claim = await world.ReadAsync(later.Id);

        await AssertInvalidAsync("decision.dispute_open", () => world.ApproveAsync(claim, Maria));
        await AssertInvalidAsync("decision.dispute_open", () => world.RejectAsync(claim, Maria));
        Assert.Equal(RegistrationStatus.NeedsInfo, (await world.AskAsync(claim, Anja)).Status);
    }

    [Fact]
    public async Task While_the_partner_is_asked_the_rulings_clock_stands_still()
    {
        await using var world = await OpenAsync();
        var (_, later) = await PairAsync(world);
        var dispute = await DisputeAsync(world, later);

        var asked = await world.AskAsync(await world.ReadAsync(later.Id), Anja);
        Assert.Null((await ClocksAsync(world, dispute)).Single(clock => clock.Kind == ClockKind.DisputeRuling).DueAt);
        await world.AnswerAsync(asked);

        Assert.NotNull((await ClocksAsync(world, dispute)).Single(clock => clock.Kind == ClockKind.DisputeRuling).DueAt);
    }

    [Fact]
    public async Task A_weighed_proof_counts_and_turns_the_rule()
    {
        await using var world = await OpenAsync();
        var (_, later) = await PairAsync(world);
        await world.ProveAsync(later);
        var dispute = await DisputeAsync(world, later);
        var before = await world.Cases().FindAsync(Anja, dispute.Id, default);
        var proof = Assert.Single(before!.Unweighed);

        await world.Disputes.WeighAsync(dispute.Id, before.Version, proof.Id, ProofKind.Meeting, new DateOnly(2026, 5, 3), By(Anja), world.Key(), default);

        var after = await world.Cases().FindAsync(Maria, dispute.Id, default);
        Assert.Equal((LookRule.FirstValid, LookRule.Evidence, Ruling.Transfer), (before.Rule, after!.Rule, after.ByRules));
        Assert.Empty(after.Unweighed);
        Assert.Equal(3, after.Contender.Points);
    }

    [Fact]
    public async Task A_proof_of_another_claim_or_of_a_day_to_come_is_refused()
    {
        await using var world = await OpenAsync();
        var (_, later) = await PairAsync(world);
        await world.ProveAsync(await world.InReviewAsync("Other GmbH", "other.example"));
        var dispute = await DisputeAsync(world, later);
        var version = (await world.ReadAsync(later.Id)).Version;
        var foreign = Assert.Single(await world.RowsAsync<Evidence>(), proof => proof.AddedBy == Felix && proof.AddedAt == world.Now).Id;

        Assert.Equal((PrmFailure.NotFound, null), await RefusedAsync(() => world.Disputes.WeighAsync(dispute.Id, version, foreign, ProofKind.Meeting, new DateOnly(2026, 5, 3), By(Anja), world.Key(), default)));
        await AssertInvalidAsync("dispute.day", () => world.Disputes.WeighAsync(dispute.Id, version, foreign, ProofKind.Meeting, new DateOnly(2030, 5, 3), By(Anja), world.Key(), default));
    }

    [Fact]
    public async Task When_a_side_goes_there_is_nothing_left_to_rule_and_the_claim_goes_on()
    {
        await using var world = await OpenAsync();
        var (first, later) = await PairAsync(world);
        await DisputeAsync(world, later);

        await world.WithdrawAsync(first, Jonas);
        Assert.Equal(1, await world.Disputes.FollowAsync(100, default));

        var dispute = Assert.Single(await OfAsync(world, later));
        Assert.Equal(DisputeState.Dropped, dispute.State);
        var claim = await world.ReadAsync(later.Id);
        Assert.Equal((ConflictState.Dismissed, RegistrationStatus.InReview), (claim.ConflictState, claim.Status));
        Assert.All(await ClocksAsync(world, dispute), clock => Assert.NotNull(clock.StoppedAt));
        Assert.Equal(RegistrationStatus.Approved, (await world.ToldAsync(await world.ApproveAsync(claim, Anja))).Status);
    }

    [Fact]
    public async Task A_ruling_whose_side_went_before_it_was_told_does_nothing()
    {
        await using var world = await OpenAsync();
        var (first, later) = await PairAsync(world);
        var dispute = await DisputeAsync(world, later);
        await world.Disputes.RuleAsync(dispute.Id, (await world.ReadAsync(later.Id)).Version, Ruling.Uphold, By(Maria), world.Key(), default);

        await world.WithdrawAsync(first, Jonas);
        var told = await world.ToldAsync(later);

        Assert.Equal(RegistrationStatus.InReview, told.Status);
        await world.Disputes.FollowAsync(100, default);
        Assert.Equal(DisputeState.Dropped, Assert.Single(await OfAsync(world, later)).State);
    }

    [Fact]
    public async Task Changed_to_another_product_the_claim_stands_against_nobody()
    {
        await using var world = await OpenAsync();
        var (_, later) = await PairAsync(world);
        await DisputeAsync(world, later);

        var claim = await world.AmendAsync(await world.ReadAsync(later.Id), new ClaimChange(ProductId: "PRD-SIGNAL", Amount: Money.FromMajor(40_000, "EUR")));
        await world.Disputes.FollowAsync(100, default);

        Assert.Equal(ConflictState.None, claim.ConflictState);
        Assert.Equal(DisputeState.Dropped, Assert.Single(await OfAsync(world, later)).State);
    }

    [Fact]
    public async Task Several_disputes_of_a_claim_are_ruled_one_after_the_other()
    {
        await using var world = await OpenAsync();
        var (first, later) = await PairAsync(world);
        var second = (await world.SubmitAsync(partner: "ORG-ORION", person: Priya)).Registration;
        await world.Disputes.FollowAsync(100, default);
        Assert.Equal([first.Id, later.Id], (await OfAsync(world, second)).Select(dispute => dispute.OtherRegistrationId).Order(Comparer<string?>.Create((a, b) => a == first.Id ? -1 : 1)));

        var claim = await world.ReadAsync(second.Id);
        foreach (var dispute in (await OfAsync(world, second)).OrderBy(dispute => dispute.Id))
        {
            Assert.Equal(RegistrationStatus.InReview, claim.Status);
            var ruler = (await world.Queue().ApproversOfAsync(second.Id, default)).First(approver => approver.Role == CoSellBot.Access.Role.RegionalManager).PersonId;
            await world.Disputes.RuleAsync(dispute.Id, claim.Version, Ruling.Transfer, By(ruler), world.Key(), default);
            claim = await world.ToldAsync(claim);
        }

        Assert.Equal(RegistrationStatus.Approved, claim.Status);
        Assert.Equal((RegistrationStatus.Revoked, RegistrationStatus.Rejected), ((await world.ReadAsync(first.Id)).Status, (await world.ReadAsync(later.Id)).Status));
    }

    [Fact]
    public async Task Whoever_submitted_for_the_other_side_does_not_rule()
    {
        await using var world = await OpenAsync();
        var first = (await world.SubmitAsync(partner: "ORG-NIMBUS", person: Maria, onBehalf: true)).Registration;
        var later = await LaterAsync(world);
        var dispute = await DisputeAsync(world, later);

        Assert.Equal(Maria, first.OnBehalfBy);
        Assert.DoesNotContain(await world.Queue().ApproversOfAsync(later.Id, default), approver => approver.PersonId == Maria);
        await AssertForbiddenAsync("decision.not_yours", async () => await world.Disputes.RuleAsync(dispute.Id, (await world.ReadAsync(later.Id)).Version, Ruling.Uphold, By(Maria), world.Key(), default));
    }

    [Fact]
    public async Task The_seller_is_asked_without_hearing_who_asks_and_not_at_all_behind_a_firewall()
    {
        await using var world = await OpenAsync();
        var later = await AgainstDirectAsync(world);
        var dispute = await DisputeAsync(world, later);

        var question = await world.Cases(firewall: false).QuestionAsync(Lena, dispute.Id, default);

        Assert.Equal(("Quellwind GmbH", "Ledger"), (question!.Account, question.Product));
        Assert.Null(await world.Cases(firewall: false).QuestionAsync(Tom, dispute.Id, default));
        Assert.Null(await world.Cases().QuestionAsync(Lena, dispute.Id, default));
        await AssertForbiddenAsync("decision.not_yours", () => world.Disputes.AnswerAsync(dispute.Id, "since March", By(Lena), world.Key(), default));
    }

    [Fact]
    public async Task The_same_key_rules_once()
    {
        await using var world = await OpenAsync();
        var (_, later) = await PairAsync(world);
        var dispute = await DisputeAsync(world, later);
        var (version, key) = ((await world.ReadAsync(later.Id)).Version, world.Key());

        await world.Disputes.RuleAsync(dispute.Id, version, Ruling.Uphold, By(Maria), key, default);
        await world.Disputes.RuleAsync(dispute.Id, version, Ruling.Uphold, By(Maria), key, default);

        Assert.Single(await world.RowsAsync<Decision>(), decision => decision.RegistrationId == later.Id);
    }

    [Fact]
    public async Task An_open_dispute_of_another_system_gets_its_clocks()
    {
        await using var world = await OpenAsync();
        await world.Disputes.FollowAsync(100, default);

        var dispute = (await world.RowsAsync<Dispute>()).Single(one => one.Id == "DSP-8RQJ");

        Assert.True(dispute.IsOpen);
        Assert.Contains(await ClocksAsync(world, dispute), clock => clock.Kind == ClockKind.DisputeRuling && clock.StoppedAt is null);
    }

    private static async Task<(DealRegistration First, DealRegistration Later)> PairAsync(ClaimWorld world)
    {
        var first = (await world.SubmitAsync(partner: "ORG-NIMBUS")).Registration;
        Assert.Equal(RegistrationStatus.Approved, first.Status);
        return (first, await LaterAsync(world));
    }

    private static async Task<DealRegistration> LaterAsync(ClaimWorld world)
    {
        world.Pass(TimeSpan.FromMinutes(7));
        var later = (await world.SubmitAsync()).Registration;
        Assert.Equal((RegistrationStatus.InReview, ConflictState.Suspected), (later.Status, later.ConflictState));
        return later;
    }

    private static async Task<DealRegistration> AgainstDirectAsync(ClaimWorld world)
    {
        await world.AddAccountAsync("ACC-QUELL", "Quellwind GmbH", "quellwind.example", owner: Lena);
        await world.AddDealAsync("OPP-QUELL", "ACC-QUELL", OpportunityStage.TechnicalValidation, owner: Lena);
        world.Pass(TimeSpan.FromDays(1));
        return await LaterAsync(world);
    }

    private static async Task<Dispute> DisputeAsync(ClaimWorld world, DealRegistration later)
    {
        await world.Disputes.FollowAsync(100, default);
        return Assert.Single(await OfAsync(world, later));
    }

    private static async Task<DealRegistration> RuleAsync(ClaimWorld world, DealRegistration later, Ruling ruling)
    {
        var dispute = await DisputeAsync(world, later);
        await world.Disputes.RuleAsync(dispute.Id, (await world.ReadAsync(later.Id)).Version, ruling, By(Maria), world.Key(), default);
        return await world.ToldAsync(later);
    }

    private static async Task<List<Dispute>> OfAsync(ClaimWorld world, DealRegistration claim) =>
        [.. (await world.RowsAsync<Dispute>()).Where(dispute => dispute.RegistrationId == claim.Id)];

    private static async Task<List<SlaClock>> ClocksAsync(ClaimWorld world, Dispute dispute) => [.. (await world.RowsAsync<SlaClock>()).Where(clock => clock.SubjectId == dispute.Id)];
}
