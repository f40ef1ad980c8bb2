using CoSellBot.Prm;
using CoSellBot.Prm.Conflicts;
using CoSellBot.Prm.Registrations;
using Xunit;
using static CoSellBot.Tests.Infrastructure.ClaimWorld;

namespace CoSellBot.Tests.Prm.Registrations;

/// <summary>What people decide on claims: approve, refuse, ask, revoke; held until told. Who may is in <see cref="ApproversTests"/>.</summary>
public class ReviewLedgerTests
{
    [Fact]
    public async Task T6_An_approval_holds_the_customer_at_once_and_protects_the_claim_when_it_is_told()
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync();
        var pressed = world.Now;

        claim = await world.ApproveAsync(claim);
        Assert.Equal((RegistrationStatus.InReview, "dom:quellwind.example/LEDGER"), (claim.Status, claim.ProtectionKey));
        world.Pass(TimeSpan.FromSeconds(59));
        Assert.Equal(0, await world.Reviews.TellDueAsync(100, default));
        Assert.Equal(RegistrationStatus.InReview, (await world.ReadAsync(claim.Id)).Status);

        world.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await world.Reviews.TellDueAsync(100, default));
        Assert.Equal(0, await world.Reviews.TellDueAsync(100, default));
        claim = await world.ReadAsync(claim.Id);
        Assert.Equal((RegistrationStatus.Approved, world.Now, pressed, Anja), (claim.Status, claim.StatusSince, claim.ApprovedAt, claim.ApprovedBy));
        Assert.Equal((pressed.AddDays(90), null, ConflictState.None), (claim.ProtectedUntil, claim.DecisionDue, claim.ConflictState));
        var decision = Assert.Single(await world.RowsAsync<Decision>());
        Assert.Equal((DecisionKind.Approve, Anja, pressed, pressed.AddSeconds(60), world.Now, null), (decision.Kind, decision.DecidedBy, decision.DecidedAt, decision.TellAt, decision.ToldAt, decision.ForPerson));
        Assert.Equal(["submitted", "decided", "approved"], await world.HistoryAsync(claim.Id));
    }

    [Fact]
    public async Task T10_A_refusal_closes_the_claim_when_it_is_told_with_its_reason_and_words()
    {
        await using var world = await OpenAsync();
        var claim = await world.RejectAsync(await world.InReviewAsync(), reason: "Other", text: "Please come back next year.");
        Assert.Equal((RegistrationStatus.InReview, null), (claim.Status, claim.ProtectionKey));

        claim = await world.ToldAsync(claim);
        Assert.Equal((RegistrationStatus.Rejected, "Other"), (claim.Status, claim.RejectReason));
        var decision = Assert.Single(await world.RowsAsync<Decision>());
        Assert.Equal((DecisionKind.Reject, "Other", "Please come back next year."), (decision.Kind, decision.Reason, decision.Text));
        Assert.Equal(["submitted", "decided", "rejected"], await world.HistoryAsync(claim.Id));
    }

    [Theory]
    [InlineData("NotOfTheList", null, "reason.unknown")]
    [InlineData("Fraud", null, "reason.unknown")] // of the other list
    [InlineData("Other", null, "reason.words")]
    [InlineData("Other", "  ", "reason.words")]
    [InlineData("AlreadyWorked", "Nimbus has it.", "words.foreign_name")]
    public async Task A_refusal_has_a_reason_of_the_list_and_words_that_name_nobody(string reason, string? text, string code)
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync();

        await AssertInvalidAsync(code, () => world.RejectAsync(claim, reason: reason, text: text));
        await AssertInvalidAsync("question.length", () => world.RejectAsync(claim, text: new string('x', 2_001)));
        Assert.Empty(await world.RowsAsync<Decision>());
        await world.RejectAsync(claim, text: new string('x', 2_000));
    }

    [Fact]
    public async Task A_decision_can_be_undone_until_it_is_told_by_whoever_made_it()
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync();
        var decided = await world.Reviews.ApproveAsync(claim.Id, claim.Version, By(Anja), "yes", default);
        await AssertInvalidAsync("decision.made", () => world.ApproveAsync(decided, Maria));
        await AssertInvalidAsync("decision.made", () => world.AskAsync(decided));
        await AssertForbiddenAsync(null, () => world.Reviews.UndoAsync("yes", By(Maria), world.Key(), default));
        Assert.Equal(PrmFailure.NotFound, (await RefusedAsync(() => world.Reviews.UndoAsync("no such", By(Anja), world.Key(), default))).Reason);

        world.Pass(TimeSpan.FromSeconds(59));
        var undone = await world.Reviews.UndoAsync("yes", By(Anja), "undo", default);
        Assert.Equal((RegistrationStatus.InReview, null), (undone.Status, undone.ProtectionKey));
        Assert.Equal(world.Now, Assert.Single(await world.RowsAsync<Decision>()).UndoneAt);
        // The same press again is the same result; another one comes too late.
        Assert.Equal(undone.Version, (await world.Reviews.UndoAsync("yes", By(Anja), "undo", default)).Version);
        await AssertInvalidAsync("undo.late", () => world.Reviews.UndoAsync("yes", By(Anja), world.Key(), default));

        world.Pass(TimeSpan.FromDays(1));
        Assert.Equal(0, await world.Reviews.TellDueAsync(100, default));
        Assert.Equal(["submitted", "decided", "decision_undone"], await world.HistoryAsync(claim.Id));
        // It waits again, for anybody who may.
        claim = await world.ToldAsync(await world.RejectAsync(undone, Maria));
        Assert.Equal(RegistrationStatus.Rejected, claim.Status);
    }

    [Fact]
    public async Task A_decision_whose_time_has_come_is_not_undone_even_before_the_telling_runs()
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync();
        await world.Reviews.ApproveAsync(claim.Id, claim.Version, By(Anja), "yes", default);
        world.Pass(TimeSpan.FromSeconds(60));

        await AssertInvalidAsync("undo.late", () => world.Reviews.UndoAsync("yes", By(Anja), world.Key(), default));
    }

    [Theory]
    [InlineData("08:13:00", "16:00:00", "2026-06-09T16:00:00")]
    [InlineData("15:59:00", "16:00:00", "2026-06-09T16:00:00")] // sixty seconds exactly
    [InlineData("15:59:01", "16:00:00", "2026-06-10T16:00:00")]
    [InlineData("23:59:30", "00:00:15", "2026-06-11T00:00:15")] // soonest is 00:00:30 of the 10th
    [InlineData("23:59:30", "00:01:00", "2026-06-10T00:01:00")]
    [InlineData("23:59:30", null, "2026-06-10T00:00:30")]
    public void In_strict_mode_every_decision_is_told_at_one_time_of_the_day(string pressed, string? at, string told)
    {
        var invariant = System.Globalization.CultureInfo.InvariantCulture;
        var now = new DateTimeOffset(new DateOnly(2026, 6, 9), TimeOnly.Parse(pressed, invariant), TimeSpan.Zero);

        Assert.Equal(
            DateTimeOffset.Parse(told, invariant, System.Globalization.DateTimeStyles.AssumeUniversal),
            (TellingOptions.Standard with { At = at is null ? null : TimeOnly.Parse(at, invariant) }).TellAt(now));
    }

    [Fact]
    public async Task In_strict_mode_a_decision_is_told_then_and_not_before()
    {
        await using var world = await OpenAsync(TellingOptions.Standard with { At = new TimeOnly(16, 0) });
        var claim = await world.ApproveAsync(await world.InReviewAsync());

        Assert.Equal(RegistrationStatus.InReview, (await world.ToldAsync(claim)).Status);
        world.Pass(new DateTimeOffset(2026, 6, 9, 16, 0, 0, TimeSpan.Zero) - world.Now - TimeSpan.FromSeconds(60));
        Assert.Equal(RegistrationStatus.Approved, (await world.ToldAsync(claim)).Status);
    }

    [Fact]
    public async Task Decisions_are_told_in_the_order_they_fall_due_and_at_most_as_many_as_asked_for()
    {
        await using var world = await OpenAsync();
        var first = await world.ApproveAsync(await world.InReviewAsync());
        world.Pass(TimeSpan.FromSeconds(1));
        var second = await world.ApproveAsync(await world.InReviewAsync("Mondstein AG", "mondstein.example"));
        world.Pass(TimeSpan.FromSeconds(60));

        Assert.Equal(1, await world.Reviews.TellDueAsync(1, default));
        Assert.Equal((RegistrationStatus.Approved, RegistrationStatus.InReview), ((await world.ReadAsync(first.Id)).Status, (await world.ReadAsync(second.Id)).Status));
        Assert.Equal(1, await world.Reviews.TellDueAsync(1, default));
        Assert.Equal(RegistrationStatus.Approved, (await world.ReadAsync(second.Id)).Status);
    }

    [Fact]
    public async Task A_decision_on_a_claim_that_moved_on_meanwhile_changes_nothing()
    {
        await using var world = await OpenAsync();
        var claim = await world.WithdrawAsync(await world.ApproveAsync(await world.InReviewAsync()));

        claim = await world.ToldAsync(claim);
        Assert.Equal((RegistrationStatus.Withdrawn, null, null), (claim.Status, claim.ProtectionKey, claim.ApprovedAt));
        Assert.Equal((world.Now, null), Assert.Single(await world.RowsAsync<Decision>()) is var decision ? (decision.UndoneAt, decision.ToldAt) : default);
        Assert.Equal(["submitted", "decided", "withdrawn"], await world.HistoryAsync(claim.Id));
    }

    [Fact]
    public async Task T7_and_T8_A_question_stops_the_time_to_decide_and_the_answer_lets_it_run_on()
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync();
        // Two business days of Berlin, from Tuesday 10:13.
        Assert.Equal(new DateTimeOffset(2026, 6, 11, 8, 13, 0, TimeSpan.Zero), claim.DecisionDue);

        world.Pass(TimeSpan.FromHours(2));
        claim = await world.AskAsync(claim);
        Assert.Equal((RegistrationStatus.NeedsInfo, null), (claim.Status, claim.DecisionDue));
        Assert.Equal(new DateTimeOffset(2026, 6, 16, 10, 13, 0, TimeSpan.Zero), claim.AnswerDue);

        // A weekend later the same working time is left.
        world.Pass(TimeSpan.FromDays(6));
        claim = await world.AnswerAsync(claim);
        Assert.Equal((RegistrationStatus.InReview, null), (claim.Status, claim.AnswerDue));
        Assert.Equal(new DateTimeOffset(2026, 6, 17, 8, 13, 0, TimeSpan.Zero), claim.DecisionDue);
        var question = Assert.Single(await world.RowsAsync<RegistrationQuestion>());
        Assert.Equal(("Which plant is it?", Anja, "The one in Kiel.", Felix, world.Now), (question.Text, question.AskedBy, question.Answer, question.AnsweredBy, question.AnsweredAt));
        Assert.Equal(["submitted", "asked", "answered"], await world.HistoryAsync(claim.Id));
    }

    [Fact]
    public async Task T8_When_no_time_was_left_the_decision_is_due_at_the_answer()
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync();
        world.Pass(claim.DecisionDue!.Value - world.Now);
        claim = await world.AskAsync(claim);
        world.Pass(TimeSpan.FromHours(1));

        Assert.Equal(world.Now, (await world.AnswerAsync(claim)).DecisionDue);
    }

    [Fact]
    public async Task The_answer_is_due_in_business_days_where_the_submitter_works_and_the_decision_where_the_manager_works()
    {
        await using var world = await OpenAsync();
        // Takumi works in Tokyo, where 10:13 in Berlin is 17:13; his claims are Kenji's, who works there too.
        var claim = (await world.SubmitAsync("Hoshizora KK", null, 4_000_000, "ORG-HOSHIKAWA", "PER-TAKUMI", currency: "JPY", country: "JP")).Registration;
        Assert.Equal(RegistrationStatus.InReview, claim.Status);
        Assert.Equal(new DateTimeOffset(2026, 6, 11, 8, 13, 0, TimeSpan.Zero), claim.DecisionDue);

        claim = await world.AskAsync(claim, "PER-KENJI");
        Assert.Equal(new DateTimeOffset(2026, 6, 16, 8, 13, 0, TimeSpan.Zero), claim.AnswerDue);
        // Who is no person of ours, as in old records, gets plain office hours: 08:13 in UTC is before they begin.
        await world.ArrangeAsync(async context => context.Remove((await context.FindAsync<CoSellBot.Prm.Partners.Person>("PER-KENJI"))!));
        var orphan = (await world.SubmitAsync("Tsukikage KK", null, 4_000_000, "ORG-HOSHIKAWA", "PER-TAKUMI", currency: "JPY", country: "JP")).Registration;
        Assert.Equal(new DateTimeOffset(2026, 6, 10, 18, 0, 0, TimeSpan.Zero), orphan.DecisionDue);
    }

    [Fact]
    public async Task Questions_and_answers_have_words_and_the_answer_comes_from_the_partner()
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync();
        await AssertInvalidAsync("question.length", () => world.AskAsync(claim, question: " "));
        await AssertInvalidAsync("question.length", () => world.AskAsync(claim, question: new string('x', 2_001)));
        await AssertInvalidAsync("words.foreign_name", () => world.AskAsync(claim, question: "Is Nimbus in it too?"));
        await AssertInvalidAsync("answer.nothing_asked", () => world.AnswerAsync(claim));

        claim = await world.AskAsync(claim, question: new string('x', 2_000));
        await AssertInvalidAsync("decision.nothing_open", () => world.ApproveAsync(claim));
        await AssertInvalidAsync("decision.nothing_open", () => world.RejectAsync(claim));
        await AssertInvalidAsync("answer.length", () => world.AnswerAsync(claim, answer: ""));
        await AssertInvalidAsync("answer.length", () => world.AnswerAsync(claim, answer: new string('x', 2_001)));
        await AssertForbiddenAsync("claim.not_yours", () => world.AnswerAsync(claim, Jonas));
        // A colleague may answer, and may name whom they like: the words go to the vendor.
        claim = await world.AnswerAsync(claim, "PER-HANNA", "Nimbus is not in it." + new string('x', 1_980));
        Assert.Equal("PER-HANNA", Assert.Single(await world.RowsAsync<RegistrationQuestion>()).AnsweredBy);
        await AssertInvalidAsync("answer.nothing_asked", () => world.AnswerAsync(claim));
    }

    [Fact]
    public async Task T9_A_question_that_is_not_answered_in_time_withdraws_the_claim()
    {
        await using var world = await OpenAsync();
        await world.QuietAsync();
        var claim = await world.AskAsync(await world.InReviewAsync());
        world.Pass(claim.AnswerDue!.Value - world.Now);
        Assert.Equal(0, await world.Reviews.LapseDueAsync(100, default));

        world.Pass(TimeSpan.FromTicks(1));
        Assert.Equal(1, await world.Reviews.LapseDueAsync(100, default));
        Assert.Equal(0, await world.Reviews.LapseDueAsync(100, default));
        claim = await world.ReadAsync(claim.Id);
        Assert.Equal((RegistrationStatus.Withdrawn, null), (claim.Status, claim.AnswerDue));
        Assert.Equal(["submitted", "asked", "lapsed"], await world.HistoryAsync(claim.Id));
        await AssertInvalidAsync("answer.nothing_asked", () => world.AnswerAsync(claim));
        // Its place in line is lost: who comes next is first.
        Assert.Equal(RegistrationStatus.Approved, (await world.SubmitAsync(partner: "ORG-NIMBUS", currency: "USD")).Registration.Status);
    }

    [Fact]
    public async Task T16_Protection_is_taken_away_for_a_cause_of_the_list_and_in_words()
    {
        await using var world = await OpenAsync();
        var claim = await world.ApprovedAsync();
        await AssertInvalidAsync("reason.unknown", () => world.RevokeAsync(claim, cause: "AlreadyWorked"));
        await AssertInvalidAsync("reason.unknown", () => world.RevokeAsync(claim, text: " "));
        await AssertInvalidAsync("words.foreign_name", () => world.RevokeAsync(claim, text: "Nimbus was chosen."));
        await AssertForbiddenAsync("decision.not_yours", () => world.RevokeAsync(claim, Anja));

        claim = await world.RevokeAsync(claim, cause: "CustomerChoice");
        Assert.Equal((RegistrationStatus.Approved, "dom:quellwind.example/LEDGER"), (claim.Status, claim.ProtectionKey));
        claim = await world.ToldAsync(claim);
        Assert.Equal((RegistrationStatus.Revoked, "CustomerChoice", null), (claim.Status, claim.RejectReason, claim.ProtectionKey));
        Assert.Equal(["submitted", "approved", "decided", "revoked"], await world.HistoryAsync(claim.Id));
        await AssertInvalidAsync("decision.not_protected", () => world.RevokeAsync(claim));
        Assert.Equal(RegistrationStatus.Approved, (await world.SubmitAsync(partner: "ORG-NIMBUS")).Registration.Status);
    }

    [Fact]
    public async Task T16_A_linked_claim_can_be_revoked_and_one_in_review_cannot()
    {
        await using var world = await OpenAsync();
        var linked = await world.LinkAsync(await world.ApprovedAsync());
        var waiting = await world.InReviewAsync("Mondstein AG", "mondstein.example");

        Assert.Equal(RegistrationStatus.Revoked, (await world.ToldAsync(await world.RevokeAsync(linked))).Status);
        await AssertInvalidAsync("decision.not_protected", () => world.RevokeAsync(waiting));
    }

    [Fact]
    public async Task T6_Competing_claims_that_wait_become_conflicts_when_one_is_approved_and_the_others_stay_as_they_are()
    {
        await using var world = await OpenAsync();
        // On the same customer; on the same customer and already in dispute with this one; on another.
        var first = await world.InReviewAsync();
        var second = (await world.SubmitAsync("Quellwind", partner: "ORG-NIMBUS", amount: 200_000)).Registration;
        var third = (await world.SubmitAsync("Quellwind", partner: "ORG-ORION", person: "PER-STEFAN", amount: 100_000)).Registration;
        var elsewhere = await world.InReviewAsync("Mondstein AG", "mondstein.example");
        await world.ArrangeAsync(async context =>
        {
            (await context.FindAsync<DealRegistration>(second.Id))!.ConflictState = ConflictState.None;
            (await context.FindAsync<DealRegistration>(third.Id))!.ConflictState = ConflictState.Open;
            context.Add(new Dispute
            {
                Id = "DS-1", RegistrationId = third.Id, PartnerOrgId = "ORG-ORION", OtherRegistrationId = first.Id, OtherPartnerOrgId = "ORG-BRIGHTPATH", State = DisputeState.Opened, OpenedAt = world.Now,
            });
        });

        await world.ToldAsync(await world.ApproveAsync(first));

        Assert.Equal((ConflictState.Suspected, second.Version + 1), await world.ReadAsync(second.Id) is var s ? (s.ConflictState, s.Version) : default);
        Assert.Equal((ConflictState.Open, third.Version), await world.ReadAsync(third.Id) is var t ? (t.ConflictState, t.Version) : default);
        Assert.Equal((ConflictState.None, elsewhere.Version), await world.ReadAsync(elsewhere.Id) is var e ? (e.ConflictState, e.Version) : default);
        Assert.Equal(["submitted", "conflict"], await world.HistoryAsync(second.Id));
    }

    [Fact]
    public async Task T11_A_regional_manager_rules_where_somebody_else_has_a_claim_and_the_conflict_is_resolved()
    {
        await using var world = await OpenAsync();
        await world.InReviewAsync();
        var second = (await world.SubmitAsync("Quellwind", partner: "ORG-NIMBUS")).Registration;
        Assert.Equal(ConflictState.Suspected, second.ConflictState);

        await AssertForbiddenAsync("decision.not_yours", () => world.ApproveAsync(second));
        await AssertForbiddenAsync("decision.not_yours", () => world.RejectAsync(second));
        second = await world.ToldAsync(await world.ApproveAsync(second, Maria));
        Assert.Equal((RegistrationStatus.Approved, ConflictState.Resolved), (second.Status, second.ConflictState));
    }

    [Theory]
    [InlineData(ConflictState.Suspected, false)]
    [InlineData(ConflictState.Open, false)]
    [InlineData(ConflictState.Resolved, true)]
    [InlineData(ConflictState.Dismissed, true)]
    public async Task T11_Only_an_undecided_conflict_is_a_regional_managers_and_the_others_may_still_ask(ConflictState state, bool anybody)
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync();
        await world.ArrangeAsync(async context => (await context.FindAsync<DealRegistration>(claim.Id))!.ConflictState = state);
        if (!anybody)
        {
            await AssertForbiddenAsync("decision.not_yours", () => world.ApproveAsync(claim));
        }

        var asked = await world.AskAsync(claim);
        var answered = await world.AnswerAsync(asked);
        Assert.Equal(RegistrationStatus.Approved, (await world.ToldAsync(await world.ApproveAsync(answered, anybody ? Anja : Maria))).Status);
    }

    [Fact]
    public async Task I1_A_claim_is_not_approved_while_another_holds_the_customer_told_or_not()
    {
        await using var world = await OpenAsync();
        var first = await world.InReviewAsync();
        var second = (await world.SubmitAsync("Quellwind", partner: "ORG-NIMBUS")).Registration;
        first = await world.Reviews.ApproveAsync(first.Id, first.Version, By(Anja), "yes", default);

        await AssertInvalidAsync("decision.customer_held", () => world.ApproveAsync(second, Maria));
        await world.Reviews.UndoAsync("yes", By(Anja), world.Key(), default);
        await world.ApproveAsync(second, Maria);
        await AssertInvalidAsync("decision.customer_held", async () => await world.ApproveAsync(await world.ReadAsync(first.Id)));
    }

    [Fact]
    public async Task I1_Of_two_approvals_of_two_claims_at_once_one_wins()
    {
        await using var world = await OpenAsync();
        var first = await world.InReviewAsync();
        var second = (await world.SubmitAsync("Quellwind", partner: "ORG-NIMBUS")).Registration;

        var outcomes = await Task.WhenAll(new[] { first, second }.Select(claim => Task.Run(async () =>
        {
            try
            {
                await world.ApproveAsync(claim, Maria);
                return true;
            }
            catch (PrmException)
            {
                return false;
            }
        })));

        Assert.Single(outcomes, won => won);
        Assert.Single(await world.RowsAsync<DealRegistration>(), claim => claim.ProtectionKey == "dom:quellwind.example/LEDGER");
    }
}
