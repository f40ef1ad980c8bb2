using CoSellBot.Prm.Registrations;
using CoSellBot.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace CoSellBot.Tests.Bot.Decisions;

/// <summary>What people ask about protection, how it is taken away, and what happens when a manager leaves, as they read it.</summary>
public class ProtectionTests
{
    [Fact]
    public async Task What_protects_a_deal_until_when_what_ends_it_and_what_to_do_is_one_answer()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-LENA", "register Contoso with Nimbus for Ledger, 80k EUR, close end of September");
        await bot.PressAsync("PER-LENA", "Register");
        var id = Assert.Single(await bot.SubmittedAsync()).Id;

        foreach (var question in new[] { $"what protects {id}?", "what protects Contoso?" })
        {
            var answer = await bot.SayAsync("PER-JONAS", question);
            Assert.Contains(id, answer, StringComparison.Ordinal);
            Assert.Contains("nobody else is approved there", answer, StringComparison.Ordinal);
            Assert.Contains("7 Sep 2026", answer, StringComparison.Ordinal);
            Assert.Contains("taken away for cause", answer, StringComparison.Ordinal);
            Assert.Contains("0 of 2 extensions", answer, StringComparison.Ordinal);
        }

        Assert.Contains("Geschützt ist Contoso", await bot.SayAsync("PER-MARIA", $"Was schützt {id}?"), StringComparison.Ordinal);
        // A rival reads what everybody reads of a number that is not theirs.
        var felix = await bot.SayAsync("PER-FELIX", $"what protects {id}?");
        Assert.DoesNotContain("approved", felix, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Nimbus", felix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Within_the_grace_after_its_end_the_answer_says_what_can_still_be_done()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-LENA", "register Contoso with Nimbus for Ledger, 80k EUR, close end of September");
        await bot.PressAsync("PER-LENA", "Register");
        var id = Assert.Single(await bot.SubmittedAsync()).Id;
        await bot.IdleAsync();
        bot.Clock.Advance(TimeSpan.FromDays(95));
        await bot.IdleAsync();
        Assert.Contains("it can be extended or renewed", await bot.SayAsync("PER-JONAS", $"what protects {id}?"), StringComparison.Ordinal);

        bot.Clock.Advance(TimeSpan.FromDays(20));
        await bot.IdleAsync();
        Assert.Contains("can no longer be extended or renewed", await bot.SayAsync("PER-JONAS", $"what protects {id}?"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_regional_manager_takes_protection_away_with_a_cause_and_words_and_can_undo_it_for_a_minute()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-LENA", "register Contoso with Nimbus for Ledger, 80k EUR, close end of September");
        await bot.PressAsync("PER-LENA", "Register");
        var id = Assert.Single(await bot.SubmittedAsync()).Id;
        // Others read the words for what is not theirs.
        Assert.DoesNotContain("Contoso", await bot.SayAsync("PER-ANJA", $"revoke {id}"), StringComparison.Ordinal);

        await bot.SayAsync("PER-MARIA", $"{id} widerrufen");
        await bot.PressAsync("PER-MARIA", "schriftliche Wahl des Kunden");
        var card = await bot.SayAsync("PER-MARIA", "Der Kunde hat es uns am 8. Juni geschrieben.");
        Assert.Contains("Der Kunde hat es uns am 8. Juni geschrieben.", card, StringComparison.Ordinal);
        Assert.Equal(RegistrationStatus.Approved, await StatusAsync(bot, id));
        await bot.PressAsync("PER-MARIA", "Entziehen");
        await bot.PressAsync("PER-MARIA", "Rückgängig");
        await PassAsync(bot);
        Assert.Equal(RegistrationStatus.Approved, await StatusAsync(bot, id));

        await bot.SayAsync("PER-MARIA", $"{id} widerrufen");
        await bot.PressAsync("PER-MARIA", "schriftliche Wahl des Kunden");
        await bot.SayAsync("PER-MARIA", "Der Kunde hat es uns geschrieben.");
        await bot.PressAsync("PER-MARIA", "Entziehen");
        Assert.DoesNotContain((await bot.TranscriptAsync("PER-JONAS")).Select(message => message.Text), text => text.Contains("revoked", StringComparison.OrdinalIgnoreCase));
        await PassAsync(bot);
        Assert.Equal(RegistrationStatus.Revoked, await StatusAsync(bot, id));
        Assert.Contains((await bot.TranscriptAsync("PER-JONAS")).Select(message => message.Text), text => text.Contains(id, StringComparison.Ordinal) && text.Contains("The customer chose in writing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Words_of_a_revocation_that_name_another_partner_are_not_passed_on()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-LENA", "register Contoso with Nimbus for Ledger, 80k EUR, close end of September");
        await bot.PressAsync("PER-LENA", "Register");
        var id = Assert.Single(await bot.SubmittedAsync()).Id;
        await bot.SayAsync("PER-MARIA", $"{id} widerrufen");
        await bot.PressAsync("PER-MARIA", "Betrug");
        await bot.SayAsync("PER-MARIA", "Brightpath hat es bewiesen.");
        await bot.PressAsync("PER-MARIA", "Entziehen");
        await PassAsync(bot);

        Assert.Equal(RegistrationStatus.Approved, await StatusAsync(bot, id));
        Assert.DoesNotContain((await bot.TranscriptAsync("PER-JONAS")).Select(message => message.Text), text => text.Contains("Brightpath", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_leaves_hands_over_and_can_ask_and_decide_nothing_any_more()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-PRIYA", "register fabrikam.co.uk for ledger, 48k pounds, end of next month");
        await bot.PressAsync("PER-PRIYA", "Register");
        var claim = Assert.Single(await bot.SubmittedAsync());
        var (card, approve) = await bot.ButtonAsync("PER-ANJA", "Approve");
        Assert.Contains("Harriet", await bot.SayAsync("PER-ADMIN", "hand over Anja to Harriet"), StringComparison.Ordinal);
        await bot.PressAsync("PER-ADMIN", "Hand over");

        Assert.Contains((await bot.TranscriptAsync("PER-HARRIET")).Select(message => message.Text), text => text.Contains("Anja Weber has left", StringComparison.Ordinal));
        using var late = await bot.PressValueAsync("PER-ANJA", card, approve);
        await bot.IdleAsync();
        await PassAsync(bot);
        Assert.Equal(RegistrationStatus.InReview, await StatusAsync(bot, claim.Id));
        await bot.SayAsync("PER-HARRIET", $"approve {claim.Id}");
        await bot.PressAsync("PER-HARRIET", "Approve");
        await PassAsync(bot);
        Assert.Equal(RegistrationStatus.Approved, await StatusAsync(bot, claim.Id));
    }

    private static async Task PassAsync(CoSellBotFactory bot)
    {
        await bot.IdleAsync();
        bot.Clock.Advance(TimeSpan.FromSeconds(61));
        await bot.IdleAsync();
    }

    private static async Task<RegistrationStatus> StatusAsync(CoSellBotFactory bot, string id)
    {
        await using var context = await bot.Prm();
        return await context.Set<DealRegistration>().Where(r => r.Id == id).Select(r => r.Status).SingleAsync();
    }
}
