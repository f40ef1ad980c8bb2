using CoSellBot.Prm.Registrations;
using CoSellBot.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace CoSellBot.Tests.Bot.Decisions;

/// <summary>A dispute as its people live it: Jonas of Nimbus came first, Felix of Brightpath seven minutes later; Anja takes it in hand, Maria rules.</summary>
public class DisputeTests
{
    [Fact]
    public async Task It_is_taken_in_hand_weighed_proposed_and_ruled_and_no_partner_reads_of_the_other()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var (first, later) = await DisputedAsync(bot);
        Assert.Contains($"Dispute DS-{later[3..]}: first answer due", await LastAsync(bot, "PER-ANJA"), StringComparison.Ordinal);

        await bot.SayAsync("PER-FELIX", $"dispute {later}, we met their head of purchasing on 3 May");
        await bot.PressAsync("PER-FELIX", "Save");
        await bot.SayAsync("PER-ANJA", $"dispute {later}");
        var taken = await bot.PressAsync("PER-ANJA", "I take it in hand");
        Assert.Contains("we met their head of purchasing on 3 May", taken, StringComparison.Ordinal);
        // Whoever rules has a card that can be pressed again, now with who has it in hand.
        Assert.Contains("In der Hand von Anja Weber", await LastAsync(bot, "PER-MARIA"), StringComparison.Ordinal);
        await bot.PressAsync("PER-ANJA", "Weigh a proof");
        var weighed = await bot.PressAsync("PER-ANJA", "a meeting with the customer");
        Assert.Contains("3 May 2026", weighed, StringComparison.Ordinal);
        Assert.Contains("It counts 3 points", weighed, StringComparison.Ordinal);
        var counted = await bot.PressAsync("PER-ANJA", "Save");
        Assert.Contains("one side shows clearly more", counted, StringComparison.Ordinal);
        await bot.PressAsync("PER-ANJA", "Propose a ruling");
        await bot.PressAsync("PER-ANJA", "the later claim takes over");
        await bot.PressAsync("PER-ANJA", "Propose it");

        var card = await LastAsync(bot, "PER-MARIA");
        Assert.Contains("Anja Weber schlägt vor: der spätere Anspruch übernimmt", card, StringComparison.Ordinal);
        Assert.Contains("Nimbus", card, StringComparison.Ordinal);
        Assert.Contains("Brightpath", card, StringComparison.Ordinal);
        await bot.PressAsync("PER-MARIA", "Entscheiden: der spätere übernimmt");
        Assert.Equal(RegistrationStatus.Approved, await StatusAsync(bot, first));
        await PassAsync(bot);

        Assert.Equal((RegistrationStatus.Revoked, RegistrationStatus.Approved), (await StatusAsync(bot, first), await StatusAsync(bot, later)));
        Assert.Contains($"{later} approved", await LastAsync(bot, "PER-FELIX"), StringComparison.Ordinal);
        Assert.Contains("A ruling under the programme's rules", await LastAsync(bot, "PER-JONAS"), StringComparison.Ordinal);
        Assert.DoesNotContain((await bot.TranscriptAsync("PER-FELIX")).Select(message => message.Text), text => text.Contains("Nimbus", StringComparison.Ordinal) || text.Contains("DS-", StringComparison.Ordinal));
        Assert.DoesNotContain((await bot.TranscriptAsync("PER-JONAS")).Select(message => message.Text), text => text.Contains("Brightpath", StringComparison.Ordinal) || text.Contains("DS-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_one_who_rules_can_choose_another_ruling_and_take_it_back()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var (first, later) = await DisputedAsync(bot);

        Assert.Contains("Der erste gültige Anspruch steht", await LastAsync(bot, "PER-MARIA"), StringComparison.Ordinal);
        await bot.PressAsync("PER-MARIA", "Anders entscheiden");
        var split = await bot.PressAsync("PER-MARIA", "beide teilen");
        Assert.Contains("50 %", split, StringComparison.Ordinal);
        await bot.PressAsync("PER-MARIA", "Entscheiden: beide teilen");
        var again = await bot.PressAsync("PER-MARIA", "Rückgängig");
        Assert.Contains("wer da ist, bleibt", again, StringComparison.Ordinal);
        await PassAsync(bot);
        Assert.Equal((RegistrationStatus.Approved, RegistrationStatus.InReview), (await StatusAsync(bot, first), await StatusAsync(bot, later)));

        await bot.SayAsync("PER-MARIA", $"approve {later}");
        await bot.PressAsync("PER-MARIA", "Entscheiden: wer da ist, bleibt");
        await PassAsync(bot);
        Assert.Equal(RegistrationStatus.Rejected, await StatusAsync(bot, later));
        var told = await LastAsync(bot, "PER-FELIX");
        Assert.Contains("already worked under the programme's rules", told, StringComparison.Ordinal);
        Assert.Contains("looked at again within 5 business days", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_partner_has_it_looked_at_again_by_somebody_else()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var (_, later) = await DisputedAsync(bot);
        await bot.PressAsync("PER-MARIA", "Entscheiden: wer da ist, bleibt");
        await PassAsync(bot);

        await bot.PressAsync("PER-FELIX", "Have it looked at again");
        var offer = await bot.SayAsync("PER-FELIX", "The customer asked us on 3 May.");
        Assert.Contains($"Have {later} looked at again?", offer, StringComparison.Ordinal);
        var receipt = await bot.PressAsync("PER-FELIX", "Ask for it");

        await using var records = await bot.Prm();
        var again = await records.Set<DealRegistration>().SingleAsync(r => r.AppealOf == later);
        Assert.Contains($"{again.Id} in review", receipt, StringComparison.Ordinal);
        Assert.Contains($"This has {later} looked at again", receipt, StringComparison.Ordinal);
        Assert.DoesNotContain(again.Id, await LastAsync(bot, "PER-MARIA"), StringComparison.Ordinal);
        Assert.Contains("looked at again already", await RepeatAsync(bot, later), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Others_read_of_a_dispute_what_they_read_of_any_number()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var (_, later) = await DisputedAsync(bot);
        var unknown = (await bot.SayAsync("PER-KATRIN", "dispute DS-ZZZZ")).Replace("ZZZZ", "", StringComparison.Ordinal);

        Assert.Equal(unknown, (await bot.SayAsync("PER-KATRIN", $"dispute DS-{later[3..]}")).Replace(later[3..], "", StringComparison.Ordinal));
        Assert.DoesNotContain("Brightpath", await bot.SayAsync("PER-LENA", $"dispute {later}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_firewall_the_seller_of_the_direct_deal_is_asked_and_does_not_hear_who_asks()
    {
        await using var bot = await CoSellBotFactory.StartAsync(arguments: "--Programme:Firewall=false");
        await bot.SayAsync("PER-FELIX", "register litware.de for ledger, 20k EUR, end of September");
        await bot.PressAsync("PER-FELIX", "Register");
        await bot.IdleAsync();

        var question = await LastAsync(bot, "PER-LENA");
        Assert.Contains("A partner seeks protection for one of your accounts: Litware", question, StringComparison.Ordinal);
        Assert.DoesNotContain("Brightpath", question, StringComparison.Ordinal);
        await bot.PressAsync("PER-LENA", "Answer");
        await bot.SayAsync("PER-LENA", "Proof of concept since 4 March, see the minutes");
        await bot.PressAsync("PER-LENA", "Send");

        Assert.Contains("Proof of concept since 4 March", await LastAsync(bot, "PER-MARIA"), StringComparison.Ordinal);
        Assert.DoesNotContain((await bot.TranscriptAsync("PER-FELIX")).Select(message => message.Text), text => text.Contains("Proof of concept", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Behind_the_firewall_the_seller_hears_nothing()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-FELIX", "register litware.de for ledger, 20k EUR, end of September");
        await bot.PressAsync("PER-FELIX", "Register");
        await bot.IdleAsync();

        Assert.Empty(await bot.TranscriptAsync("PER-LENA"));
        Assert.Contains("Direktvertrieb", await LastAsync(bot, "PER-MARIA"), StringComparison.Ordinal);
    }

    private static async Task<(string First, string Later)> DisputedAsync(CoSellBotFactory bot)
    {
        await bot.SayAsync("PER-JONAS", "register quellwind.example for Ledger, 20k EUR, end of September");
        await bot.PressAsync("PER-JONAS", "Register");
        var first = Assert.Single(await bot.SubmittedAsync()).Id;
        await bot.IdleAsync();
        bot.Clock.Advance(TimeSpan.FromMinutes(7));
        await bot.SayAsync("PER-FELIX", "register quellwind.example for Ledger, 20k EUR, end of September");
        await bot.PressAsync("PER-FELIX", "Register");
        await bot.IdleAsync();
        return (first, (await bot.SubmittedAsync()).Single(claim => claim.Id != first).Id);
    }

    private static async Task<string> RepeatAsync(CoSellBotFactory bot, string claim)
    {
        await bot.SayAsync("PER-FELIX", $"appeal {claim}, once more");
        return await bot.PressAsync("PER-FELIX", "Ask for it");
    }

    private static async Task<string> LastAsync(CoSellBotFactory bot, string person)
    {
        await bot.IdleAsync();
        return (await bot.TranscriptAsync(person))[^1].Text;
    }

    private static async Task PassAsync(CoSellBotFactory bot)
    {
        await bot.IdleAsync();
        bot.Clock.Advance(TimeSpan.FromSeconds(61));
        await bot.IdleAsync();
    }

    private static async Task<RegistrationStatus> StatusAsync(CoSellBotFactory bot, string id)
    {
        await using var records = await bot.Prm();
        return await records.Set<DealRegistration>().Where(r => r.Id == id).Select(r => r.Status).SingleAsync();
    }
}
