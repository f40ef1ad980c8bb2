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
        await AssertForbiddenAsync("decision.not_yours", () => world.Disputes.RuleAsync(dispute.Id, version, Ruling.Transfer, RegistrationStatus.Approved, By(person), world.Key(), default));
    }

    [Fact]
    public async Task A_channel_manager_proposes_and_does_not_rule()
    {
        await using var world = await OpenAsync();
        var (_, later) = await PairAsync(world);
        var dispute = await DisputeAsync(world, later);
        var claim = await world.ReadAsync(later.Id);
        await AssertForbiddenAsync("decision.not_yours", () => world.Disputes.RuleAsync(dispute.Id, claim.Version, Ruling.Uphold, RegistrationStatus.Approved, By(Anja), world.Key(), default));

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
        Assert.Equal(0, await world.Watch.FollowAsync(100, default));
    }

    [Fact]
    public async Task Until_it_is_told_nobody_but_the_ruler_knows_and_the_ruler_can_take_it_back()
    {
        await using var world = await OpenAsync();
        var (first, later) = await PairAsync(world);
        var dispute = await DisputeAsync(world, later);
        var claim = await world.ReadAsync(later.Id);
        var key = world.Key();

        var held = await world.Disputes.RuleAsync(dispute.Id, claim.Version, Ruling.Transfer, RegistrationStatus.Approved, By(Maria), key, default);
        Assert.Equal((RegistrationStatus.InReview, later.VersionForPartner), (held.Status, held.VersionForPartner));
        await AssertInvalidAsync("decision.made", () => world.Disputes.RuleAsync(dispute.Id, held.Version, Ruling.Uphold, RegistrationStatus.Approved, By(Maria), world.Key(), default));
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
        // Both sides are told by the key of a decision of their own.
        var decisions = (await world.RowsAsync<Decision>()).ToDictionary(decision => decision.Id, decision => (decision.RegistrationId, decision.Kind, decision.DecidedBy));
        await using var context = world.Open();
        Assert.Equal(
            [(first.Id, "registration.revoked", (first.Id, DecisionKind.Revoke, Maria)), (later.Id, "registration.approved", (later.Id, DecisionKind.Rule, Maria))],
            (await context.Set<CoSellBot.Prm.Audit.ChangeRow>().Where(row => row.Kind == "registration.revoked" || row.Kind == "registration.approved").OrderByDescending(row => row.Seq).Take(2).ToListAsync())
                .OrderBy(row => row.Seq).Select(row => (row.EntityId, row.Kind, decisions[row.IdempotencyKey!])));
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

        await AssertInvalidAsync("dispute.ruling", async () => await world.Disputes.RuleAsync(dispute.Id, (await world.ReadAsync(later.Id)).Version, Ruling.CoSell, RegistrationStatus.Approved, By(Maria), world.Key(), default));
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
        Assert.Equal(1, await world.Watch.FollowAsync(100, default));

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
        await world.Disputes.RuleAsync(dispute.Id, (await world.ReadAsync(later.Id)).Version, Ruling.Uphold, RegistrationStatus.Approved, By(Maria), world.Key(), default);

        await world.WithdrawAsync(first, Jonas);
        var told = await world.ToldAsync(later);

        Assert.Equal(RegistrationStatus.InReview, told.Status);
        await world.Watch.FollowAsync(100, default);
        Assert.Equal(DisputeState.Dropped, Assert.Single(await OfAsync(world, later)).State);
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
    public async Task Several_disputes_of_a_claim_are_ruled_one_after_the_other()
    {
        await using var world = await OpenAsync();
        var (first, later) = await PairAsync(world);
        var second = (await world.SubmitAsync(partner: "ORG-ORION", person: Priya)).Registration;
        await world.Watch.FollowAsync(100, default);
        Assert.Equal([first.Id, later.Id], (await OfAsync(world, second)).Select(dispute => dispute.OtherRegistrationId).Order(Comparer<string?>.Create((a, b) => a == first.Id ? -1 : 1)));

        var claim = await world.ReadAsync(second.Id);
        foreach (var dispute in (await OfAsync(world, second)).OrderBy(dispute => dispute.Id))
        {
            Assert.Equal(RegistrationStatus.InReview, claim.Status);
            var ruler = (await world.Queue().ApproversOfAsync(second.Id, default)).First(approver => approver.Role == CoSellBot.Access.Role.RegionalManager).PersonId;
            await world.Disputes.RuleAsync(dispute.Id, claim.Version, Ruling.Transfer, (await world.ReadAsync(dispute.OtherRegistrationId!)).Status, By(ruler), world.Key(), default);
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
        await AssertForbiddenAsync("decision.not_yours", async () => await world.Disputes.RuleAsync(dispute.Id, (await world.ReadAsync(later.Id)).Version, Ruling.Uphold, RegistrationStatus.Approved, By(Maria), world.Key(), default));
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

        await world.Disputes.RuleAsync(dispute.Id, version, Ruling.Uphold, RegistrationStatus.Approved, By(Maria), key, default);
        await world.Disputes.RuleAsync(dispute.Id, version, Ruling.Uphold, RegistrationStatus.Approved, By(Maria), key, default);

        Assert.Single(await world.RowsAsync<Decision>(), decision => decision.RegistrationId == later.Id);
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
    public async Task A_holder_whose_day_has_passed_stands_in_nobodys_way_and_silences_no_other_decision()
    {
        await using var world = await OpenAsync();
        await world.QuietAsync();
        await world.ArrangeAsync(context =>
        {
            context.Set<CoSellBot.Prm.Partners.ComplianceItem>().ToList().ForEach(item => item.ValidTo = null);
            context.Set<CoSellBot.Prm.Partners.Certification>().ToList().ForEach(certificate => certificate.ExpiresOn = null);
            return Task.CompletedTask;
        });
        var lapsed = await world.LinkAsync((await world.SubmitAsync(partner: "ORG-NIMBUS")).Registration);
        world.Pass(TimeSpan.FromDays(89));
        // By then no rate is fresh.
        var middle = (await world.SubmitAsync(partner: "ORG-ORION", person: Priya, currency: "USD")).Registration;
        world.Pass(TimeSpan.FromMinutes(7));
        var later = (await world.SubmitAsync(currency: "USD")).Registration;
        await world.Watch.FollowAsync(100, default);
        world.Pass(TimeSpan.FromDays(2));
        await world.Watch.FollowAsync(100, default);
        var dispute = Assert.Single(await OfAsync(world, later), one => one.IsOpen);
        Assert.Equal((middle.Id, true), (dispute.OtherRegistrationId, (await world.ReadAsync(lapsed.Id)).ProtectionKey is not null));
        var elsewhere = await world.ApproveAsync((await world.SubmitAsync("Other GmbH", "other.example", 40_000, currency: "USD")).Registration);

        await world.Disputes.RuleAsync(dispute.Id, (await world.ReadAsync(later.Id)).Version, Ruling.Transfer, RegistrationStatus.InReview, By(Maria), world.Key(), default);

        Assert.Equal(RegistrationStatus.Approved, (await world.ToldAsync(later)).Status);
        Assert.Equal(RegistrationStatus.Approved, (await world.ReadAsync(elsewhere.Id)).Status);
    }

    [Fact]
    public async Task A_share_is_no_partners_to_read_before_its_claim_is_decided()
    {
        await using var world = await OpenAsync();
        await world.SubmitAsync(partner: "ORG-NIMBUS");
        var later = await world.InReviewAsync();

        var ruled = await RuleAsync(world, later, Ruling.Split);

        Assert.Equal(RegistrationStatus.InReview, ruled.Status);
        Assert.Empty(await world.RowsAsync<CreditShare>());
        Assert.Null(((PartnerRegistrationView)(await world.ReadAsAsync(Felix, ruled))!).Share);
        var approved = await world.ToldAsync(await world.ApproveAsync(ruled, Anja));
        Assert.Equal(500, ((PartnerRegistrationView)(await world.ReadAsAsync(Felix, approved))!).Share);
    }

    [Fact]
    public async Task Whoever_took_a_protection_away_by_a_ruling_does_not_look_at_it_again()
    {
        await using var world = await OpenAsync();
        var (first, later) = await PairAsync(world);
        await RuleAsync(world, later, Ruling.Transfer);

        var again = await world.Appeals.AppealAsync(first.Id, "We were there.", By(Jonas), world.Key(), default);

        Assert.DoesNotContain(await world.Queue().ApproversOfAsync(again.Id, default), approver => approver.PersonId == Maria);
        // And "why" has the line every refusal by a person has.
        Assert.NotNull((await world.Book().WhyDecidedAsync(await world.AskerAsync(Jonas), first.Id, default))!.Store((why, _) => why.DecidedAt));
    }

    [Fact]
    public async Task Whoever_submitted_the_later_claim_does_not_decide_on_the_earlier_one()
    {
        await using var world = await OpenAsync();
        var first = (await world.SubmitAsync(amount: 200_000, partner: "ORG-NIMBUS")).Registration;
        var later = (await world.SubmitAsync(person: Anja, onBehalf: true)).Registration;
        await world.Watch.FollowAsync(100, default);

        Assert.Equal(ConflictState.Open, (await world.ReadAsync(later.Id)).ConflictState);
        await AssertForbiddenAsync("decision.not_yours", () => world.RejectAsync(first, Anja));
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
    public async Task A_ruling_shown_before_the_other_side_moved_is_not_given()
    {
        await using var world = await OpenAsync();
        var (_, later) = await PairAsync(world);
        var dispute = await DisputeAsync(world, later);

        var refused = await RefusedAsync(async () => await world.Disputes.RuleAsync(
            dispute.Id, (await world.ReadAsync(later.Id)).Version, Ruling.Transfer, RegistrationStatus.InReview, By(Maria), world.Key(), default));

        Assert.Equal(PrmFailure.Conflict, refused.Reason);
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
    public async Task Until_the_last_dispute_is_ruled_nobody_loses_anything()
    {
        await using var world = await OpenAsync();
        var (first, later) = await PairAsync(world);
        var third = (await world.SubmitAsync(partner: "ORG-ORION", person: Priya)).Registration;
        await world.Watch.FollowAsync(100, default);
        var ruler = (await world.Queue().ApproversOfAsync(third.Id, default)).First(approver => approver.Role == CoSellBot.Access.Role.RegionalManager).PersonId;
        async Task RuleThirdAsync(string other, Ruling ruling, RegistrationStatus seen)
        {
            var dispute = (await OfAsync(world, third)).Single(one => one.OtherRegistrationId == other);
            await world.Disputes.RuleAsync(dispute.Id, (await world.ReadAsync(third.Id)).Version, ruling, seen, By(ruler), world.Key(), default);
            await world.ToldAsync(third);
        }

        await RuleThirdAsync(first.Id, Ruling.Transfer, RegistrationStatus.Approved);
        Assert.Equal(RegistrationStatus.Approved, (await world.ReadAsync(first.Id)).Status);
        await RuleThirdAsync(later.Id, Ruling.Uphold, RegistrationStatus.InReview);

        Assert.Equal((RegistrationStatus.Approved, RegistrationStatus.Rejected), ((await world.ReadAsync(first.Id)).Status, (await world.ReadAsync(third.Id)).Status));
    }

    [Fact]
    public async Task When_the_last_of_several_goes_by_itself_what_was_ruled_before_takes_effect()
    {
        await using var world = await OpenAsync();
        var (first, later) = await PairAsync(world);
        var third = (await world.SubmitAsync(partner: "ORG-ORION", person: Priya)).Registration;
        await world.Watch.FollowAsync(100, default);
        var ruler = (await world.Queue().ApproversOfAsync(third.Id, default)).First(approver => approver.Role == CoSellBot.Access.Role.RegionalManager).PersonId;
        var dispute = (await OfAsync(world, third)).Single(one => one.OtherRegistrationId == first.Id);
        await world.Disputes.RuleAsync(dispute.Id, (await world.ReadAsync(third.Id)).Version, Ruling.Transfer, RegistrationStatus.Approved, By(ruler), world.Key(), default);
        await world.ToldAsync(third);

        await world.WithdrawAsync(later);
        await world.Watch.FollowAsync(100, default);

        Assert.Equal((RegistrationStatus.Revoked, RegistrationStatus.Approved), ((await world.ReadAsync(first.Id)).Status, (await world.ReadAsync(third.Id)).Status));
        var told = (await world.RowsAsync<CoSellBot.Prm.Audit.ChangeRow>()).Single(row => row.EntityId == third.Id && row.Kind == "registration.approved");
        Assert.Contains(await world.RowsAsync<Decision>(), decision => decision.Id == told.IdempotencyKey);
    }

    [Fact]
    public async Task A_ruling_has_its_effect_once_and_approves_no_later_renewal()
    {
        await using var world = await OpenAsync();
        var (_, later) = await PairAsync(world);
        var won = await RuleAsync(world, later, Ruling.Transfer);
        world.Pass(TimeSpan.FromDays(91));
        await world.Ledger.ExpireDueAsync(100, default);
        var third = (await world.SubmitAsync(partner: "ORG-ORION", person: Priya, currency: "USD")).Registration;
        var renewed = await world.RenewAsync(await world.ReadAsync(won.Id));
        await world.Watch.FollowAsync(100, default);
        Assert.Equal(third.Id, Assert.Single(await OfAsync(world, renewed), dispute => dispute.IsOpen).OtherRegistrationId);

        await world.WithdrawAsync(await world.ReadAsync(third.Id), Priya);
        await world.Watch.FollowAsync(100, default);

        Assert.Equal((RegistrationStatus.InReview, ConflictState.Dismissed), await world.ReadAsync(renewed.Id) is var now ? (now.Status, now.ConflictState) : default);
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
    public async Task What_a_ruling_is_going_to_take_nobody_gives_meanwhile()
    {
        await using var world = await OpenAsync();
        var first = (await world.SubmitAsync(amount: 200_000, partner: "ORG-NIMBUS")).Registration;
        var later = await LaterAsync(world);
        var third = (await world.SubmitAsync(partner: "ORG-ORION", person: Priya)).Registration;
        await world.Watch.FollowAsync(100, default);
        var ruler = (await world.Queue().ApproversOfAsync(third.Id, default)).First(approver => approver.Role == CoSellBot.Access.Role.RegionalManager).PersonId;
        var dispute = (await OfAsync(world, third)).Single(one => one.OtherRegistrationId == first.Id);
        await world.Disputes.RuleAsync(dispute.Id, (await world.ReadAsync(third.Id)).Version, Ruling.Transfer, RegistrationStatus.InReview, By(ruler), world.Key(), default);
        await world.ToldAsync(third);

        await AssertInvalidAsync("decision.dispute_open", async () => await world.ApproveAsync(await world.ReadAsync(first.Id), Anja));
        Assert.Equal(ConflictState.Open, (await world.ReadAsync(later.Id)).ConflictState);
    }

    [Fact]
    public async Task Importing_the_same_disputes_again_undoes_no_ruling()
    {
        await using var world = await OpenAsync();
        await world.Watch.FollowAsync(100, default);
        var dispute = (await world.RowsAsync<Dispute>()).Single(one => one.Id == "DSP-8RQJ");

        await world.Disputes.TakeAsync(dispute.Id, (await world.ReadAsync(dispute.RegistrationId)).Version, By(Anja), world.Key(), default);

        // What the import asks before it takes a row over.
        Assert.Contains(await world.RowsAsync<CoSellBot.Prm.Audit.AuditEntry>(), entry => entry.EntityRef == "dispute/DSP-8RQJ");
    }

    [Fact]
    public async Task Also_while_its_partner_is_asked()
    {
        await using var world = await OpenAsync();
        var (first, later) = await PairAsync(world);
        var third = (await world.SubmitAsync(partner: "ORG-ORION", person: Priya)).Registration;
        await world.Watch.FollowAsync(100, default);
        var ruler = (await world.Queue().ApproversOfAsync(third.Id, default)).First(approver => approver.Role == CoSellBot.Access.Role.RegionalManager).PersonId;
        var dispute = (await OfAsync(world, third)).Single(one => one.OtherRegistrationId == first.Id);
        await world.Disputes.RuleAsync(dispute.Id, (await world.ReadAsync(third.Id)).Version, Ruling.Transfer, RegistrationStatus.Approved, By(ruler), world.Key(), default);
        await world.ToldAsync(third);
        var asked = await world.AskAsync(await world.ReadAsync(third.Id), ruler);

        await world.WithdrawAsync(later);
        await world.Watch.FollowAsync(100, default);
        Assert.Equal((RegistrationStatus.Revoked, RegistrationStatus.NeedsInfo), ((await world.ReadAsync(first.Id)).Status, (await world.ReadAsync(third.Id)).Status));
        Assert.Equal(asked.VersionForPartner, (await world.ReadAsync(third.Id)).VersionForPartner);

        var answered = await world.AnswerAsync(await world.ReadAsync(third.Id), Priya);
        Assert.Equal(RegistrationStatus.Approved, (await world.ToldAsync(await world.ApproveAsync(answered, ruler))).Status);
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
    public async Task A_ruling_that_falls_away_leaves_the_claim_to_be_heard_of_again()
    {
        await using var world = await OpenAsync();
        var (first, later) = await PairAsync(world);
        var dispute = await DisputeAsync(world, later);
        await world.Disputes.RuleAsync(dispute.Id, (await world.ReadAsync(later.Id)).Version, Ruling.Uphold, RegistrationStatus.Approved, By(Maria), world.Key(), default);
        await world.WithdrawAsync(first, Jonas);

        var told = await world.ToldAsync(later);

        Assert.Equal("decision_undone", (await world.HistoryAsync(later.Id))[^1]);
        Assert.Equal(later.VersionForPartner, told.VersionForPartner);
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
        await world.Watch.FollowAsync(100, default);
        return Assert.Single(await OfAsync(world, later));
    }

    private static async Task<DealRegistration> RuleAsync(ClaimWorld world, DealRegistration later, Ruling ruling)
    {
        var dispute = await DisputeAsync(world, later);
        RegistrationStatus? other = dispute.OtherRegistrationId is { } id ? (await world.ReadAsync(id)).Status : null;
        await world.Disputes.RuleAsync(dispute.Id, (await world.ReadAsync(later.Id)).Version, ruling, other, By(Maria), world.Key(), default);
        return await world.ToldAsync(later);
    }

    private static async Task<List<Dispute>> OfAsync(ClaimWorld world, DealRegistration claim) =>
        [.. (await world.RowsAsync<Dispute>()).Where(dispute => dispute.RegistrationId == claim.Id)];

    private static async Task<List<SlaClock>> ClocksAsync(ClaimWorld world, Dispute dispute) => [.. (await world.RowsAsync<SlaClock>()).Where(clock => clock.SubjectId == dispute.Id)];
}
