using CoSellBot.Agents.Proposals;
using CoSellBot.Bot.Storage;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Registrations;
using CoSellBot.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace CoSellBot.Tests.Bot.Decisions;

/// <summary>Deciding from the card: one press, once, told a minute later, and never on something that changed.</summary>
public class ApprovalTests
{
    [Fact]
    public async Task One_press_approves_and_the_partner_hears_of_it_a_minute_later()
    {
        await using var bot = await WaitingAsync();
        await bot.PressAsync("PER-ANJA", "Approve");

        Assert.Equal(RegistrationStatus.InReview, (await ClaimAsync(bot)).Status);
        Assert.Contains("approved by you", (await bot.LastAsync("PER-ANJA")).Text, StringComparison.Ordinal);
        Assert.Contains("genehmigt von Anja Weber", (await bot.LastAsync("PER-MARIA")).Text, StringComparison.Ordinal);
        Assert.Contains("in review", (await bot.LastAsync("PER-PRIYA")).Text, StringComparison.Ordinal);

        await PassAsync(bot, TimeSpan.FromSeconds(60));
        var claim = await ClaimAsync(bot);
        Assert.Equal((RegistrationStatus.Approved, "PER-ANJA"), (claim.Status, claim.ApprovedBy));
        Assert.Contains("approved, protected until", (await bot.LastAsync("PER-PRIYA")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("[Undo]", (await bot.LastAsync("PER-ANJA")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_approver_finds_nothing_left_and_decides_nothing()
    {
        await using var bot = await WaitingAsync();
        await bot.PressAsync("PER-ANJA", "Approve");
        await using (var store = await bot.Bot())
        {
            Assert.Equal(1, await store.Set<ProposalRow>().CountAsync(row => row.Kind == ProposalKinds.ApproveDeal && row.State == ProposalState.Voided && row.ProposedBy == "PER-MARIA"));
        }

        await PassAsync(bot, TimeSpan.FromSeconds(60));
        await using var prm = await bot.Prm();
        Assert.Single(await prm.Set<Decision>().ToListAsync());
    }

    [Fact]
    public async Task An_undone_decision_waits_again_for_everybody_and_the_partner_never_hears_of_it()
    {
        await using var bot = await WaitingAsync();
        await bot.PressAsync("PER-ANJA", "Approve");
        await bot.PressAsync("PER-ANJA", "Undo");
        await PassAsync(bot, TimeSpan.FromMinutes(5));

        Assert.Equal(RegistrationStatus.InReview, (await ClaimAsync(bot)).Status);
        Assert.Contains("[Approve]", (await bot.LastAsync("PER-ANJA")).Text, StringComparison.Ordinal);
        Assert.Contains("[Genehmigen]", (await bot.LastAsync("PER-MARIA")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("approved", (await bot.LastAsync("PER-PRIYA")).Text, StringComparison.Ordinal);
        await bot.PressAsync("PER-ANJA", "Approve");
        await PassAsync(bot, TimeSpan.FromSeconds(60));
        Assert.Equal(RegistrationStatus.Approved, (await ClaimAsync(bot)).Status);
    }

    [Fact]
    public async Task A_card_drawn_before_a_change_approves_nothing_and_a_new_one_comes()
    {
        await using var bot = await WaitingAsync();
        var old = (await bot.LastAsync("PER-ANJA")).Text;
        await bot.PressAsync("PER-PRIYA", "Add proof");
        await bot.SayAsync("PER-PRIYA", "their head of finance wrote to us");
        await bot.PressAsync("PER-PRIYA", "Save");

        var fresh = (await bot.LastAsync("PER-ANJA")).Text;
        Assert.NotEqual(old, fresh);
        Assert.Contains("their head of finance wrote to us", fresh, StringComparison.Ordinal);
        await using var store = await bot.Bot();
        Assert.Equal(2, await store.Set<ProposalRow>().CountAsync(row => row.Kind == ProposalKinds.ApproveDeal && row.State == ProposalState.Voided));
    }

    [Fact]
    public async Task A_question_stops_the_clock_and_its_answer_stands_on_the_next_card()
    {
        await using var bot = await WaitingAsync();
        await bot.PressAsync("PER-ANJA", "Ask Orion");
        await bot.SayAsync("PER-ANJA", "Who at the customer asked you?");
        await bot.PressAsync("PER-ANJA", "Send");

        Assert.Equal(RegistrationStatus.NeedsInfo, (await ClaimAsync(bot)).Status);
        Assert.Contains("Who at the customer asked you?", (await bot.LastAsync("PER-PRIYA")).Text, StringComparison.Ordinal);
        await bot.PressAsync("PER-PRIYA", "Answer");
        await bot.SayAsync("PER-PRIYA", "Their head of finance.");
        await bot.PressAsync("PER-PRIYA", "Send");
        Assert.Equal(RegistrationStatus.InReview, (await ClaimAsync(bot)).Status);
        Assert.Contains("The partner says: \"Their head of finance.\"", (await bot.LastAsync("PER-ANJA")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Nimbus has it already, sorry")]
    [InlineData("please talk to NIMBUS about it")]
    public async Task Words_for_a_partner_that_name_another_one_are_not_passed_on(string words)
    {
        await using var bot = await WaitingAsync();
        await bot.PressAsync("PER-ANJA", "Ask Orion");
        await bot.SayAsync("PER-ANJA", words);
        await bot.PressAsync("PER-ANJA", "Send");

        Assert.Contains("The words name another firm, so nothing was saved", (await bot.LastAsync("PER-ANJA")).Text, StringComparison.Ordinal);
        Assert.Equal(RegistrationStatus.InReview, (await ClaimAsync(bot)).Status);
    }

    [Fact]
    public async Task Words_asked_for_on_a_claim_that_was_decided_meanwhile_catch_no_further_message()
    {
        await using var bot = await WaitingAsync();
        await bot.PressAsync("PER-ANJA", "Ask Orion");
        await bot.PressAsync("PER-MARIA", "Genehmigen");
        await PassAsync(bot, TimeSpan.FromSeconds(60));

        Assert.Contains("I find no such decision", await bot.SayAsync("PER-ANJA", "Who at the customer asked you?"), StringComparison.Ordinal);
        Assert.DoesNotContain("I find no such decision", await bot.SayAsync("PER-ANJA", "status of DR-6HWT"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Days_away_said_in_a_channel_are_answered_and_noted_once_in_private()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-ANJA", "away 8 to 12 June, Katrin covers", "PLC-DACH-SALES");

        Assert.Contains("Katrin Busch decides for you meanwhile", (await bot.LastAsync("PER-ANJA")).Text, StringComparison.Ordinal);
        await using var prm = await bot.Prm();
        Assert.Single(await prm.Set<Absence>().ToListAsync());
    }

    [Fact]
    public async Task The_queue_goes_from_the_earliest_due_to_the_next_and_round()
    {
        await using var bot = await WaitingAsync();
        await bot.SayAsync("PER-PRIYA", "register hafenweite.co.uk for ledger, 58k GBP, end of Q3");
        await bot.PressAsync("PER-PRIYA", "Register");
        var first = await bot.SayAsync("PER-ANJA", "what do I have to decide?");
        Assert.Contains("Decide DR-", first, StringComparison.Ordinal);
        Assert.Contains("[Next]", first, StringComparison.Ordinal);
        await bot.PressAsync("PER-ANJA", "Next");
        Assert.NotEqual(first.Split('\n')[0], (await bot.LastAsync("PER-ANJA")).Text.Split('\n')[0]);
    }

    [Fact]
    public async Task Whoever_covers_for_an_absent_approver_gets_the_queue()
    {
        await using var bot = await WaitingAsync();
        Assert.Contains("Katrin Busch decides for you meanwhile", await bot.SayAsync("PER-ANJA", "away 8 to 12 June, Katrin covers"), StringComparison.Ordinal);
        Assert.Contains("Anja Weber ist bis", (await bot.LastAsync("PER-KATRIN")).Text, StringComparison.Ordinal);
        Assert.Contains("[Genehmigen]", await bot.SayAsync("PER-KATRIN", $"{(await ClaimAsync(bot)).Id} genehmigen"), StringComparison.Ordinal);
        await bot.PressAsync("PER-KATRIN", "Genehmigen");
        await PassAsync(bot, TimeSpan.FromSeconds(60));
        Assert.Equal((RegistrationStatus.Approved, "PER-KATRIN"), ((await ClaimAsync(bot)).Status, (await ClaimAsync(bot)).ApprovedBy));
    }

    [Fact]
    public async Task An_interest_declared_takes_the_decision_from_one_and_leaves_it_to_the_others()
    {
        await using var bot = await WaitingAsync();
        var id = (await ClaimAsync(bot)).Id;
        await bot.SayAsync("PER-ANJA", $"I have an interest in {id}");
        await bot.SayAsync("PER-ANJA", $"approve {id}");
        Assert.DoesNotContain("[Approve]", (await bot.LastAsync("PER-ANJA")).Text, StringComparison.Ordinal);
        await bot.PressAsync("PER-MARIA", "Genehmigen");
        await PassAsync(bot, TimeSpan.FromSeconds(60));
        Assert.Equal("PER-MARIA", (await ClaimAsync(bot)).ApprovedBy);
    }

    [Fact]
    public async Task From_the_threshold_on_two_people_decide_and_the_partner_hears_nothing_in_between()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-PRIYA", "register fabrikam.co.uk for ledger, 250k GBP, end of Q3");
        await bot.PressAsync("PER-PRIYA", "Register");
        Assert.Contains("Two people decide at this size", (await bot.LastAsync("PER-ANJA")).Text, StringComparison.Ordinal);
        await bot.PressAsync("PER-ANJA", "Approve");
        await PassAsync(bot, TimeSpan.FromMinutes(2));
        Assert.Equal(RegistrationStatus.InReview, (await ClaimAsync(bot)).Status);
        Assert.Contains("Anja Weber hat", (await bot.LastAsync("PER-MARIA")).Text, StringComparison.Ordinal);
        await bot.PressAsync("PER-MARIA", "Genehmigen");
        await PassAsync(bot, TimeSpan.FromSeconds(60));
        Assert.Equal((RegistrationStatus.Approved, "PER-MARIA"), ((await ClaimAsync(bot)).Status, (await ClaimAsync(bot)).ApprovedBy));
    }

    [Fact]
    public async Task Asking_who_is_on_a_customer_leaves_one_audit_row_each_time()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-FELIX", "who registered Moorwald?");
        await bot.SayAsync("PER-FELIX", "is someone else on Moorwald?");
        await using var prm = await bot.Prm();
        Assert.Equal(2, await prm.Set<AuditEntry>().CountAsync(entry => entry.Action == "question.refused" && entry.ActorPersonId == "PER-FELIX"));
    }

    [Fact]
    public async Task An_answer_to_a_registration_comes_a_constant_time_after_the_press()
    {
        await using var bot = await CoSellBotFactory.StartAsync(arguments: "--Programme:AnswerAfterMilliseconds=1500");
        foreach (var words in new[] { "register fabrikam.co.uk for ledger, 48k GBP, end of Q3", "register quellwind.co.uk for ledger, 20k GBP, end of Q3" })
        {
            await bot.SayAsync("PER-PRIYA", words);
            await bot.PressAsync("PER-PRIYA", "Register");
            Assert.Contains("Register this deal?", (await bot.LastAsync("PER-PRIYA")).Text, StringComparison.Ordinal);
            bot.Clock.Advance(TimeSpan.FromMilliseconds(1499));
            await bot.IdleAsync();
            Assert.Contains("Register this deal?", (await bot.LastAsync("PER-PRIYA")).Text, StringComparison.Ordinal);
            bot.Clock.Advance(TimeSpan.FromMilliseconds(1));
            await bot.IdleAsync();
            Assert.DoesNotContain("Register this deal?", (await bot.LastAsync("PER-PRIYA")).Text, StringComparison.Ordinal);
        }
    }

    private static async Task<CoSellBotFactory> WaitingAsync()
    {
        var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-PRIYA", "register fabrikam.co.uk for ledger, 48k GBP, end of Q3");
        await bot.PressAsync("PER-PRIYA", "Register");
        Assert.Contains("[Approve]", (await bot.LastAsync("PER-ANJA")).Text, StringComparison.Ordinal);
        return bot;
    }

    private static async Task PassAsync(CoSellBotFactory bot, TimeSpan time)
    {
        await bot.IdleAsync();
        bot.Clock.Advance(time);
        await bot.IdleAsync();
    }

    private static async Task<DealRegistration> ClaimAsync(CoSellBotFactory bot)
    {
        await using var prm = await bot.Prm();
        return await prm.Set<DealRegistration>().AsNoTracking().Where(r => r.CustomerDomain == "fabrikam.co.uk").OrderByDescending(r => r.SubmittedAt).FirstAsync();
    }
}
