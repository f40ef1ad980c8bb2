using CoSellBot.Prm;
using CoSellBot.Prm.Conflicts;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Sla;
using Xunit;
using static CoSellBot.Tests.Infrastructure.ClaimWorld;
using static CoSellBot.Tests.Prm.Conflicts.Disputed;

namespace CoSellBot.Tests.Prm.Conflicts;

/// <summary>What people do with a dispute, and who may. Jonas of Nimbus comes first, Felix of Brightpath later.</summary>
public class DisputeLedgerTests
{
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
    public async Task What_is_done_to_a_dispute_is_written_under_its_own_name()
    {
        await using var world = await OpenAsync();
        await world.Watch.FollowAsync(100, default);
        var dispute = (await world.RowsAsync<Dispute>()).Single(one => one.Id == "DSP-8RQJ");

        await world.Disputes.TakeAsync(dispute.Id, (await world.ReadAsync(dispute.RegistrationId)).Version, By(Anja), world.Key(), default);

        // By this an import knows that the row was changed here since.
        Assert.Contains(await world.RowsAsync<CoSellBot.Prm.Audit.AuditEntry>(), entry => entry.EntityRef == "dispute/DSP-8RQJ");
    }
}
