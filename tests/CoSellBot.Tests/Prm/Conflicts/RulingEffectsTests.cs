using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Attribution;
using CoSellBot.Prm.Conflicts;
using CoSellBot.Prm.Registrations;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static CoSellBot.Tests.Infrastructure.ClaimWorld;
using static CoSellBot.Tests.Prm.Conflicts.Disputed;

namespace CoSellBot.Tests.Prm.Conflicts;

/// <summary>What a ruling does to both sides and to the credit, once it is told.</summary>
public class RulingEffectsTests
{
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
    public async Task Until_the_last_dispute_is_ruled_nobody_loses_anything()
    {
        await using var world = await OpenAsync();
        var (first, later) = await PairAsync(world);
        var (third, ruler) = await ThirdAsync(world);
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
        var (third, ruler) = await ThirdAsync(world);
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
    public async Task What_a_ruling_is_going_to_take_nobody_gives_meanwhile()
    {
        await using var world = await OpenAsync();
        var first = (await world.SubmitAsync(amount: 200_000, partner: "ORG-NIMBUS")).Registration;
        var later = await LaterAsync(world);
        var (third, ruler) = await ThirdAsync(world);
        var dispute = (await OfAsync(world, third)).Single(one => one.OtherRegistrationId == first.Id);
        await world.Disputes.RuleAsync(dispute.Id, (await world.ReadAsync(third.Id)).Version, Ruling.Transfer, RegistrationStatus.InReview, By(ruler), world.Key(), default);
        await world.ToldAsync(third);

        await AssertInvalidAsync("decision.dispute_open", async () => await world.ApproveAsync(await world.ReadAsync(first.Id), Anja));
        Assert.Equal(ConflictState.Open, (await world.ReadAsync(later.Id)).ConflictState);
    }

    [Fact]
    public async Task Also_while_its_partner_is_asked()
    {
        await using var world = await OpenAsync();
        var (first, later) = await PairAsync(world);
        var (third, ruler) = await ThirdAsync(world);
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
}
