using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Sla;
using CoSellBot.Tests.Infrastructure;
using Xunit;
using static CoSellBot.Tests.Infrastructure.ClaimWorld;

namespace CoSellBot.Tests.Prm.Registrations;

/// <summary>Clocks follow from where a claim stands: none runs for what is decided, none is missing for what waits.</summary>
public class ClaimClocksTests
{
    [Fact]
    public async Task A_claim_that_a_person_decides_has_a_clock_and_one_that_rules_approve_has_none()
    {
        await using var world = await OpenAsync();
        var waiting = await world.InReviewAsync();
        var approved = await world.ApprovedAsync("Morgentau AG", "morgentau.example");

        var clock = Assert.Single(await ClocksAsync(world, waiting));
        Assert.Equal((ClockKind.Decision, world.Now, waiting.DecisionDue, null), (clock.Kind, clock.StartedAt, clock.DueAt, clock.StoppedAt));
        Assert.Empty(await ClocksAsync(world, approved));
    }

    [Fact]
    public async Task A_question_holds_the_decision_s_clock_and_starts_the_answer_s()
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync();
        world.Pass(TimeSpan.FromHours(2));
        claim = await world.AskAsync(claim);

        var clocks = await ClocksAsync(world, claim);
        var asked = world.Now;
        Assert.Equal([ClockKind.Decision, ClockKind.Answer], clocks.Select(clock => clock.Kind).Order());
        Assert.Equal((null, 2 * 3600L), clocks.Where(clock => clock.Kind == ClockKind.Decision).Select(clock => (clock.DueAt, clock.UsedSeconds)).Single());
        Assert.Equal(claim.AnswerDue, clocks.Single(clock => clock.Kind == ClockKind.Answer).DueAt);

        world.Pass(TimeSpan.FromHours(1));
        claim = await world.AnswerAsync(claim);
        var left = Assert.Single(await ClocksAsync(world, claim));
        Assert.Equal((ClockKind.Decision, claim.DecisionDue), (left.Kind, left.DueAt));
        var pause = Assert.Single(await world.RowsAsync<ClockPause>(), pause => pause.ClockId == left.Id);
        Assert.Equal((asked, world.Now), (pause.From, pause.Until));
    }

    [Fact]
    public async Task The_second_of_two_approvals_has_a_business_day_of_its_own()
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync(amount: 400_000);
        world.Pass(TimeSpan.FromHours(3));
        claim = await world.ApproveAsync(claim);

        var clock = Assert.Single(await ClocksAsync(world, claim));
        Assert.Equal((ClockKind.RegionalStep, world.Now, 9 * 3600L, claim.DecisionDue), (clock.Kind, clock.StartedAt, clock.TargetSeconds, clock.DueAt));
    }

    [Theory]
    [InlineData("approve")]
    [InlineData("reject")]
    [InlineData("withdraw")]
    [InlineData("lapse")]
    public async Task What_ends_the_waiting_ends_its_clocks(string end)
    {
        await using var world = await OpenAsync();
        await world.QuietAsync();
        var claim = await world.InReviewAsync();
        switch (end)
        {
            case "approve":
                await world.ToldAsync(await world.ApproveAsync(claim));
                break;
            case "reject":
                await world.ToldAsync(await world.RejectAsync(claim));
                break;
            case "withdraw":
                await world.WithdrawAsync(claim);
                break;
            default:
                await world.AskAsync(claim);
                world.Pass(TimeSpan.FromDays(30));
                Assert.Equal(1, await world.Reviews.LapseDueAsync(10, default));
                break;
        }

        Assert.Empty(await ClocksAsync(world, claim));
        world.Pass(TimeSpan.FromDays(100));
        Assert.Equal(0, await world.Clocks.PassDueAsync(100, default));
    }

    [Fact]
    public async Task A_held_decision_that_is_undone_leaves_the_clock_where_it_was()
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync();
        var due = claim.DecisionDue;
        var decided = await world.ApproveAsync(claim);
        await world.Reviews.UndoAsync(Assert.Single(await world.RowsAsync<Decision>()).Id, By(Anja), world.Key(), default);

        Assert.Equal(due, Assert.Single(await ClocksAsync(world, decided)).DueAt);
        Assert.Equal(due, (await world.ReadAsync(claim.Id)).DecisionDue);
    }

    [Fact]
    public async Task A_wish_for_longer_protection_has_a_clock_until_it_is_decided()
    {
        await using var world = await OpenAsync();
        var claim = await world.ProveAsync(await world.ApprovedAsync());
        claim = await world.ExtendAsync(claim);
        var request = Assert.Single(await world.RowsAsync<ExtensionRequest>());

        var clock = Assert.Single(await ClocksAsync(world, claim));
        Assert.Equal((ClockKind.Request, request.Id, 18 * 3600L), (clock.Kind, clock.SubjectId, clock.TargetSeconds));
        Assert.Equal(clock.DueAt, Assert.Single(await world.Queue().WaitingForAsync(Anja, default), one => one.RegistrationId == claim.Id).Due);

        await world.ToldAsync(await world.Reviews.DecideExtensionAsync(claim.Id, claim.Version, request.Id, grant: true, null, By(Anja), world.Key(), default));
        Assert.Empty(await ClocksAsync(world, claim));
    }

    [Fact]
    public async Task A_mark_is_passed_once_with_its_line_in_the_feed_and_a_breach_is_audited()
    {
        await using var world = await OpenAsync();
        await world.QuietAsync();
        var claim = await world.InReviewAsync();
        var id = Assert.Single(await ClocksAsync(world, claim)).Id;
        Assert.Equal(0, await world.Clocks.PassDueAsync(100, default));

        world.Pass(TimeSpan.FromDays(1));
        Assert.Equal((1, 0), (await world.Clocks.PassDueAsync(100, default), await world.Clocks.PassDueAsync(100, default)));
        Assert.Equal(["clock.half"], await MarksAsync(world, id));
        world.Pass(TimeSpan.FromDays(7));
        Assert.Equal((1, 0), (await world.Clocks.PassDueAsync(100, default), await world.Clocks.PassDueAsync(100, default)));
        Assert.Equal(["clock.half", "clock.most", "clock.due", "clock.overdue"], await MarksAsync(world, id));
        Assert.Equal(["clock.due", "clock.overdue"], (await world.RowsAsync<AuditEntry>()).Where(entry => entry.EntityRef == $"clock/{id}").Select(entry => entry.Action));
    }

    [Fact]
    public async Task A_decision_made_in_time_is_no_breach_however_late_it_is_told_and_undone_it_is_one()
    {
        await using var world = await OpenAsync(new TellingOptions(TimeSpan.FromDays(10)));
        await world.QuietAsync();
        var claim = await world.InReviewAsync();
        var id = Assert.Single(await ClocksAsync(world, claim)).Id;
        await world.ApproveAsync(claim);
        world.Pass(TimeSpan.FromDays(7));
        Assert.Equal(0, await world.Clocks.PassDueAsync(100, default));

        await world.Reviews.UndoAsync(Assert.Single(await world.RowsAsync<Decision>()).Id, By(Anja), world.Key(), default);
        Assert.Equal(1, await world.Clocks.PassDueAsync(100, default));
        Assert.Equal(["clock.half", "clock.most", "clock.due", "clock.overdue"], await MarksAsync(world, id));
    }

    [Fact]
    public async Task Editing_a_calendar_does_not_move_a_clock_that_runs()
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync();
        await world.ArrangeAsync(context =>
        {
            foreach (var calendar in context.Set<CalendarRow>().Where(calendar => calendar.TimeZone == "Europe/Berlin"))
            {
                calendar.Opens = "17:00";
            }

            return Task.CompletedTask;
        });
        claim = await world.AnswerAsync(await world.AskAsync(claim));

        Assert.Equal(new DateTimeOffset(2026, 6, 11, 8, 13, 0, TimeSpan.Zero), claim.DecisionDue);
    }

    [Fact]
    public async Task While_a_manager_is_away_the_time_is_measured_where_the_delegate_works()
    {
        await using var world = await OpenAsync();
        await world.AddAsync(new Absence { Id = "a", PersonId = Anja, FirstDay = new DateOnly(2026, 6, 8), LastDay = new DateOnly(2026, 6, 12), DelegateId = Harriet });
        await world.ArrangeAsync(async context => (await context.FindAsync<CoSellBot.Prm.Partners.Person>(Harriet))!.TimeZone = "America/New_York");

        // 10:13 in Berlin is 04:13 in New York: two days there end on Wednesday at 18:00, 22:00 in UTC.
        Assert.Equal(new DateTimeOffset(2026, 6, 10, 22, 0, 0, TimeSpan.Zero), (await world.InReviewAsync()).DecisionDue);
    }

    [Fact]
    public async Task Reminders_go_to_who_looks_after_the_partner_then_to_whom_they_named_then_to_the_regional_manager()
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync();
        var clock = Assert.Single(await ClocksAsync(world, claim));
        var book = world.ClockBook();
        Assert.DoesNotContain(Maria, await book.DecidersAsync(clock, ClockMark.Half, default));
        Assert.Contains(Anja, await book.DecidersAsync(clock, ClockMark.Most, default));
        // Nobody is named, so the regional manager hears of it when it is due.
        world.Pass(TimeSpan.FromDays(3));
        Assert.Contains(Maria, await book.DecidersAsync(clock, ClockMark.Due, default));

        await world.AddAsync(new Delegation { PersonId = Anja, DelegateId = Harriet, Since = world.Now });
        var due = await book.DecidersAsync(clock, ClockMark.Due, default);
        Assert.Equal((true, true, false), (due.Contains(Anja), due.Contains(Harriet), due.Contains(Maria)));
        Assert.Contains(Maria, await book.DecidersAsync(clock, ClockMark.Overdue, default));
        // Harriet may decide now, in Anja's right.
        await world.ApproveAsync(await world.ReadAsync(claim.Id), Harriet);
        Assert.Equal((Harriet, Anja), (await world.RowsAsync<Decision>()).Select(decision => (decision.DecidedBy, decision.ForPerson)).Single());
    }

    [Fact]
    public async Task Before_the_time_has_passed_a_named_delegate_has_no_right()
    {
        await using var world = await OpenAsync();
        var claim = await world.InReviewAsync();
        await world.AddAsync(new Delegation { PersonId = Anja, DelegateId = Harriet, Since = world.Now });

        await AssertForbiddenAsync("decision.not_yours", () => world.ApproveAsync(claim, Harriet));
    }

    [Fact]
    public async Task Claims_without_a_clock_get_one_as_if_it_had_run_and_what_lies_behind_stays_silent()
    {
        await using var world = await OpenAsync();
        await world.QuietAsync();
        var claim = await world.InReviewAsync();
        var asked = await world.AskAsync(await world.InReviewAsync("Morgentau AG", "morgentau.example"));
        var (due, answer) = (claim.DecisionDue, asked.AnswerDue);
        await world.ArrangeAsync(context =>
        {
            context.RemoveRange(context.Set<SlaClock>().Where(clock => clock.StoppedAt == null));
            context.RemoveRange(context.Set<ClockPause>());
            return Task.CompletedTask;
        });
        world.Pass(TimeSpan.FromDays(1) + TimeSpan.FromHours(1));
        await using (var context = world.Open())
        {
            await ClockLedger.AdoptAsync(context, world.Now, default);
        }

        Assert.Equal((due, ClockMark.Half), (await ClocksAsync(world, claim)).Select(clock => (clock.DueAt, clock.Passed)).Single());
        Assert.Equal([(ClockKind.Answer, answer), (ClockKind.Decision, null)], (await ClocksAsync(world, asked)).OrderBy(clock => clock.Kind.ToString()).Select(clock => (clock.Kind, clock.DueAt)));
        Assert.Equal(0, await world.Clocks.PassDueAsync(100, default));
    }

    internal static async Task<List<SlaClock>> ClocksAsync(ClaimWorld world, DealRegistration claim) =>
        [.. (await world.RowsAsync<SlaClock>()).Where(clock => clock.RecordId == claim.Id && clock.StoppedAt is null)];

    private static async Task<List<string>> MarksAsync(ClaimWorld world, string clock) =>
        [.. (await world.RowsAsync<ChangeRow>()).Where(row => row.EntityId == clock).OrderBy(row => row.Seq).Select(row => row.Kind)];
}
