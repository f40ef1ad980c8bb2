using CoSellBot.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace CoSellBot.Tests.Bot.Decisions;

/// <summary>Who hears when that a decision or an answer waits, as they read it.</summary>
public class ClockTests
{
    private const string Sentence = "register fabrikam.co.uk for ledger, 48k pounds, end of next month";

    [Fact]
    public async Task A_silent_reviewer_is_reminded_twice_then_the_delegate_decides_and_the_regional_manager_hears_of_it()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        Assert.Contains("Harriet", await bot.SayAsync("PER-ANJA", "my delegate is Harriet"), StringComparison.Ordinal);
        var id = await WaitingAsync(bot);

        await PassAsync(bot, TimeSpan.FromHours(24));
        Assert.Single(await AboutAsync(bot, "PER-ANJA", id), text => text.Contains("half of the time has passed", StringComparison.Ordinal));
        await PassAsync(bot, TimeSpan.FromHours(14));
        Assert.Single(await AboutAsync(bot, "PER-ANJA", id), text => text.Contains("a fifth of the time is left", StringComparison.Ordinal));
        Assert.Empty(await AboutAsync(bot, "PER-HARRIET", id));

        await PassAsync(bot, TimeSpan.FromHours(11));
        var card = Assert.Single(await AboutAsync(bot, "PER-HARRIET", id));
        Assert.Contains("is not decided", card, StringComparison.Ordinal);
        Assert.Single(await AboutAsync(bot, "PER-ANJA", id), text => text.Contains("and is not decided", StringComparison.Ordinal));
        await PassAsync(bot, TimeSpan.FromHours(24));
        Assert.Single(await AboutAsync(bot, "PER-MARIA", id), text => text.Contains("vor einem Arbeitstag", StringComparison.Ordinal));

        await bot.PressAsync("PER-HARRIET", "Approve");
        await PassAsync(bot, TimeSpan.FromSeconds(61));
        Assert.Contains(await AboutAsync(bot, "PER-PRIYA", id), text => text.Contains("approved, protected until", StringComparison.Ordinal));
        // Everything was said once, and nothing comes afterwards.
        var said = (await bot.OutboxAsync()).Count;
        await PassAsync(bot, TimeSpan.FromHours(1));
        Assert.Equal(said, (await bot.OutboxAsync()).Count);
    }

    [Fact]
    public async Task Without_a_delegate_the_regional_manager_hears_of_it_when_it_is_due()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var id = await WaitingAsync(bot);
        await PassAsync(bot, TimeSpan.FromHours(48) + TimeSpan.FromMinutes(1));

        Assert.Single(await AboutAsync(bot, "PER-MARIA", id), text => text.Contains("nicht entschieden", StringComparison.Ordinal));
        // The marks that lie before it say nothing any more.
        Assert.DoesNotContain(await AboutAsync(bot, "PER-ANJA", id), text => text.Contains("half of the time", StringComparison.Ordinal) || text.Contains("a fifth", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_partner_is_reminded_of_a_question_and_the_reviewer_is_not_while_it_waits()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var id = await WaitingAsync(bot);
        await bot.SayAsync("PER-ANJA", $"ask {id}: which plant is it?");
        await bot.PressAsync("PER-ANJA", "Send");
        await PassAsync(bot, TimeSpan.FromDays(3));

        Assert.Single(await AboutAsync(bot, "PER-PRIYA", id), text => text.Contains("half of the time for your answer has passed", StringComparison.Ordinal));
        Assert.DoesNotContain(await AboutAsync(bot, "PER-ANJA", id), text => text.Contains("half of the time", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_restart_in_between_repeats_no_reminder()
    {
        var bot = await CoSellBotFactory.StartAsync();
        var id = await WaitingAsync(bot);
        await PassAsync(bot, TimeSpan.FromHours(24));
        await using var again = await bot.RestartAsync();
        await again.IdleAsync();
        await PassAsync(again, TimeSpan.FromHours(1));

        Assert.Single(await AboutAsync(again, "PER-ANJA", id), text => text.Contains("half of the time has passed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Naming_a_delegate_is_undone_by_its_button_and_nobody_can_be_named()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-ANJA", "my delegate is Maria");
        Assert.Contains("Harriet", await bot.SayAsync("PER-ANJA", "my delegate is Harriet"), StringComparison.Ordinal);
        Assert.Contains("Maria", await bot.PressAsync("PER-ANJA", "Undo"), StringComparison.Ordinal);
        Assert.Contains("Nobody is named", await bot.SayAsync("PER-ANJA", "my delegate is nobody"), StringComparison.Ordinal);
        Assert.Contains("Who decides", await bot.SayAsync("PER-ANJA", "my delegate is Felix"), StringComparison.Ordinal);
        await using var context = await bot.Prm();
        Assert.Empty(await context.Set<CoSellBot.Prm.Registrations.Delegation>().ToListAsync());
    }

    private static async Task<string> WaitingAsync(CoSellBotFactory bot)
    {
        await bot.SayAsync("PER-PRIYA", Sentence);
        await bot.PressAsync("PER-PRIYA", "Register");
        return Assert.Single(await bot.SubmittedAsync()).Id;
    }

    private static async Task PassAsync(CoSellBotFactory bot, TimeSpan time)
    {
        await bot.IdleAsync();
        bot.Clock.Advance(time);
        await bot.IdleAsync();
    }

    // What the bot said there about a claim, cards that were redrawn as they are now.
    private static async Task<List<string>> AboutAsync(CoSellBotFactory bot, string person, string id) =>
        [.. (await bot.TranscriptAsync(person)).Where(message => message.FromPersonId is null && message.Text.Contains(id, StringComparison.Ordinal)).Select(message => message.Text)];
}
