using CoSellBot.Bot.Notices;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;
using CoSellBot.Bot.Web;
using CoSellBot.Prm.Accounts;
using CoSellBot.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoSellBot.Tests.Bot;

/// <summary>The morning digest about stalled deals, and how people make it quiet. Model conversation C11 on the records there are.</summary>
public class NudgeTests
{
    private const string Lena = "PER-LENA";
    private const string Kaltensee = "OPP-KALTENSEE-ATLAS";
    private const string Tom = "PER-TOM";
    private const string Morgensteig = "OPP-WVJT9";

    private const string Nudge = """
        Kaltensee Pumpen GmbH, Atlas: day 210 in technical validation (Partner records, 09:00 CEST)
        Three in four deals we won at this size had left by day 27 (41 deals of half to twice the amount, to 18 Mar 2026).
        [Open opportunities] [Snooze] [Not useful] [Who can read this]
        ~ Only you see this
        """;

    [Fact]
    public async Task C11_A_nudge_comes_at_nine_and_is_snoozed_in_a_sentence()
    {
        await using var bot = await StartAsync(Kaltensee);
        Assert.Empty(await bot.TranscriptAsync(Lena));

        await bot.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(Nudge, Assert.Single(await bot.TranscriptAsync(Lena)).Text, ignoreLineEndingDifferences: true);

        Assert.Equal(
            "Quiet on Kaltensee Pumpen GmbH until Mon 22 Jun, 09:00 CEST. The reason stays with you. Clocks you must meet still reach you.\n[Undo] [All settings]",
            await bot.SayAsync(Lena, "snooze, they are on holiday till the 22nd"));
        await using var context = await bot.Bot();
        var mute = Assert.Single(await context.Set<NudgeMute>().ToListAsync());
        Assert.Equal((Lena, "ACC-KALTENSEE", new DateTimeOffset(2026, 6, 22, 7, 0, 0, TimeSpan.Zero)), (mute.PersonId, mute.SubjectId, mute.Until));
    }

    [Fact]
    public async Task C11_In_German_for_somebody_who_reads_German()
    {
        await using var bot = await StartAsync(Morgensteig, Tom);
        await bot.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(
            """
            Logistik Morgensteig GmbH, Ledger: Tag 80 in der Angebotsphase (Partner records, 09:00 Uhr MESZ)
            Drei von vier Deals dieser Größe, die wir gewonnen haben, waren bis Tag 24 weiter (34 Deals mit halbem bis doppeltem Betrag, bis 29.03.2026).
            [Offene Opportunities] [Später] [Nicht hilfreich] [Wer hier mitliest]
            ~ Nur für Sie sichtbar
            """, Assert.Single(await bot.TranscriptAsync(Tom)).Text, ignoreLineEndingDifferences: true);
        Assert.Equal(
            "Ruhe bei Logistik Morgensteig GmbH bis Mo 22.06., 09:00 Uhr MESZ. Der Grund bleibt bei Ihnen. Fristen, die Sie halten müssen, erreichen Sie weiter.\n[Rückgängig] [Alle Einstellungen]",
            await bot.SayAsync(Tom, "snooze, die sind bis zum 22. im Urlaub"));
        Assert.StartsWith("Logistik Morgensteig GmbH, Ledger: Tag 80", await bot.SayAsync(Tom, "was hängt?"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_muted_customer_stays_out_and_comes_back_on_its_day()
    {
        await using var bot = await StartAsync(Kaltensee);
        await bot.PassAsync(TimeSpan.FromMinutes(10));
        await bot.SayAsync(Lena, "snooze till the 22nd");
        for (var day = 11; day < 22; day++)
        {
            await bot.PassAsync(TimeSpan.FromDays(1));
        }

        Assert.Equal(1, await DigestsAsync(bot));
        await bot.PassAsync(TimeSpan.FromDays(1));
        Assert.Equal(2, await DigestsAsync(bot));
        Assert.StartsWith("Kaltensee Pumpen GmbH, Atlas: day 222 in technical validation", (await bot.LastAsync(Lena)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_not_useful_is_not_said_again_until_its_person_wants_it()
    {
        await using var bot = await StartAsync(Kaltensee);
        await bot.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(
            "No more nudges about Kaltensee Pumpen GmbH, Atlas. Clocks you must meet still reach you.\n[Undo] [All settings]", await bot.PressAsync(Lena, "Not useful"));
        await bot.PassAsync(TimeSpan.FromDays(12));
        Assert.Equal(1, await DigestsAsync(bot));

        var settings = await bot.PressAsync(Lena, "All settings");
        Assert.StartsWith("What is quiet\n", settings, StringComparison.Ordinal);
        Assert.Contains("1 Kaltensee Pumpen GmbH, Atlas: until you say otherwise", settings, StringComparison.Ordinal);
        Assert.Equal("Nudges about Kaltensee Pumpen GmbH, Atlas are on again.\n[All settings]", await bot.PressAsync(Lena, "Speak again"));
        Assert.StartsWith("Nothing is quiet\n", await bot.PressAsync(Lena, "All settings"), StringComparison.Ordinal);
        await bot.PassAsync(TimeSpan.FromDays(1));
        Assert.Equal(2, await DigestsAsync(bot));
    }

    [Fact]
    public async Task Without_a_day_it_asks_and_an_undo_brings_back_what_was_there()
    {
        await using var bot = await StartAsync(Kaltensee);
        await bot.PassAsync(TimeSpan.FromMinutes(10));
        const string Question = "Quiet on Kaltensee Pumpen GmbH until when?\n[1 week] [1 month] [Until the close date, 18 Sep 2026] [Who can read this]";
        Assert.Equal(Question, await bot.PressAsync(Lena, "Snooze"));
        Assert.StartsWith("Quiet on Kaltensee Pumpen GmbH until Wed 17 Jun, 09:00 CEST.", await bot.PressAsync(Lena, "1 week"), StringComparison.Ordinal);
        Assert.Equal(Question, await bot.SayAsync(Lena, "snooze"));
        Assert.StartsWith("Quiet on Kaltensee Pumpen GmbH until Fri 31 Jul, 09:00 CEST.", await bot.SayAsync(Lena, "end of July"), StringComparison.Ordinal);
        // Undone twice: first back to the week, then to no quiet at all.
        Assert.StartsWith("Quiet on Kaltensee Pumpen GmbH until Wed 17 Jun, 09:00 CEST.", await bot.PressAsync(Lena, "Undo"), StringComparison.Ordinal);
        Assert.StartsWith("That day is not ahead of us.", await bot.SayAsync(Lena, "snooze until 1 June 2026"), StringComparison.Ordinal);
        Assert.StartsWith("That is more than a year ahead.", await bot.SayAsync(Lena, "snooze until 1 June 2030"), StringComparison.Ordinal);
        Assert.Contains("Wed 17 Jun", await bot.PressAsync(Lena, "All settings"), StringComparison.Ordinal);
        Assert.StartsWith("Nudges about Kaltensee Pumpen GmbH are on again.", await bot.PressAsync(Lena, "Speak again"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_in_the_sentence_counts_and_a_name_nobody_knows_mutes_nothing()
    {
        await using var bot = await StartAsync(Kaltensee);
        await bot.PassAsync(TimeSpan.FromMinutes(10));
        Assert.StartsWith("Quiet on Contoso GmbH until Fri 31 Jul", await bot.SayAsync(Lena, "leave me alone about contoso till end of July"), StringComparison.Ordinal);
        Assert.StartsWith("I find no account called Zeppelin", await bot.SayAsync(Lena, "snooze Zeppelin until end of July"), StringComparison.Ordinal);
        await using var context = await bot.Bot();
        Assert.Equal("ACC-CONTOSO", Assert.Single(await context.Set<NudgeMute>().ToListAsync()).SubjectId);
    }

    [Fact]
    public async Task There_is_one_digest_a_day_also_after_restarts_and_with_two_workers()
    {
        var bot = await StartAsync(Kaltensee, byHand: true);
        try
        {
            bot.Clock.Advance(TimeSpan.FromMinutes(10));
            Assert.NotEqual(0, await bot.Worker<NudgeSweep>().RunOnceAsync(CancellationToken.None));
            // Dies after it was noted, and the new process looks at the same morning again.
            bot = await bot.RestartAsync(Hosting.ByHand);
            Assert.Equal(0, await bot.Worker<NudgeSweep>().RunOnceAsync(CancellationToken.None));
            while (await bot.Worker<NoticePump>().RunOnceAsync(CancellationToken.None) > 0)
            {
            }

            // Dies again before it was sent.
            bot = await bot.RestartAsync(Hosting.ByHand);
            await bot.IdleAsync();
            bot.Clock.Advance(TimeSpan.FromMinutes(30));
            bot = await bot.RestartAsync();
            await bot.IdleAsync();
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => bot.IdleAsync()));
            Assert.Equal(1, await DigestsAsync(bot));
            await using var context = await bot.Bot();
            Assert.Equal(Kaltensee, Assert.Single(await context.Set<NudgeSaid>().Where(said => said.PersonId == Lena).ToListAsync()).OpportunityId);
        }
        finally
        {
            await bot.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_digest_has_at_most_three_deals_none_of_them_twice_in_a_week_and_none_at_the_weekend()
    {
        await using var bot = await StartAsync();
        await bot.PassAsync(TimeSpan.FromMinutes(10));
        var first = (await bot.LastAsync(Lena)).Text;
        Assert.StartsWith("3 deals that stand longer than usual (Partner records, 09:00 CEST)\n1 Kaltensee Pumpen GmbH, Atlas: day 210", first, StringComparison.Ordinal);
        for (var day = 11; day <= 16; day++)
        {
            await bot.PassAsync(TimeSpan.FromDays(1));
        }

        // Wednesday to Friday, Monday, Tuesday.
        Assert.Equal(5, await DigestsAsync(bot));
        await using var context = await bot.Bot();
        var said = await context.Set<NudgeSaid>().Where(row => row.PersonId == Lena).ToListAsync();
        Assert.Equal(said.Count, said.Select(row => row.OpportunityId).Distinct().Count());
        Assert.All(said.GroupBy(row => row.Day), day => Assert.InRange(day.Count(), 1, 3));
        Assert.DoesNotContain(said, row => row.Day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday);
    }

    [Fact]
    public async Task Several_nudges_were_shown_so_a_plain_snooze_asks_which()
    {
        await using var bot = await StartAsync();
        await bot.PassAsync(TimeSpan.FromMinutes(10));
        Assert.StartsWith("About which customer should I be quiet?\n[Kaltensee Pumpen GmbH, Germany]", await bot.SayAsync(Lena, "snooze until end of July"), StringComparison.Ordinal);
        Assert.StartsWith("Quiet on Kaltensee Pumpen GmbH until Fri 31 Jul", await bot.PressAsync(Lena, "Kaltensee Pumpen GmbH, Germany"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_else_ever_sees_it()
    {
        await using var bot = await StartAsync(Kaltensee);
        await bot.PassAsync(TimeSpan.FromMinutes(10));
        await using var context = await bot.Bot();
        Assert.All(await context.Set<WebMessage>().Where(message => message.Text.Contains("Kaltensee")).ToListAsync(), message => Assert.Equal(WebChannel.DirectPlace(Lena), message.PlaceId));

        // A manager who may read the account has no deals there; a colleague who may not hears what anybody hears.
        Assert.StartsWith("You have no open deals at Kaltensee Pumpen GmbH.", await bot.SayAsync("PER-ANJA", "any tips for Kaltensee?"), StringComparison.Ordinal);
        Assert.StartsWith("I find no account called Kaltensee", await bot.SayAsync("PER-OLIVER", "any tips for Kaltensee?"), StringComparison.Ordinal);
        var partner = await bot.SayAsync("PER-JONAS", "any tips for Kaltensee?");
        Assert.Equal(await bot.SayAsync("PER-JONAS", "any tips for Zeppelin?"), partner);
        Assert.Equal(await bot.SayAsync("PER-JONAS", "snooze Kaltensee for a month"), partner);
        Assert.DoesNotContain("Kaltensee", partner, StringComparison.Ordinal);

        // In a room with a partner the answer comes directly; among colleagues without the buttons of one's own settings.
        await bot.SayAsync(Lena, "any tips for Kaltensee?", "PLC-NIMBUS");
        Assert.DoesNotContain(await bot.TranscriptAsync("PER-JONAS", "PLC-NIMBUS"), message => message.FromPersonId is null && message.Text.Contains("Kaltensee", StringComparison.Ordinal));
        var room = await bot.SayAsync(Lena, "any tips for Kaltensee?", "PLC-DACH-SALES");
        Assert.StartsWith("Kaltensee Pumpen GmbH, Atlas: day 210", room, StringComparison.Ordinal);
        Assert.DoesNotContain("Snooze", room, StringComparison.Ordinal);
        Assert.EndsWith("~ The asker's own deals", room, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unmute:ACC-KALTENSEE")]
    [InlineData("snooze:2026-07-01/ACC-KALTENSEE")]
    [InlineData("useless:OPP-KALTENSEE-ATLAS")]
    [InlineData("mutes:")]
    public async Task A_press_sent_by_somebody_else_changes_nothing_of_it(string value)
    {
        await using var bot = await StartAsync(Kaltensee);
        await bot.PassAsync(TimeSpan.FromMinutes(10));
        await bot.SayAsync(Lena, "snooze until end of July");
        foreach (var other in new[] { "PER-OLIVER", "PER-JONAS" })
        {
            // The web chat takes only buttons that are there; what a client of another channel may send goes straight in.
            var direct = WebChannel.Conversation(WebChannel.DirectPlace(other));
            await bot.App.Services.GetRequiredService<Inbox>().ReceiveAsync(new InboundMessage(direct, "forged", other, "", value, "any"), CancellationToken.None);
            await bot.IdleAsync();
            Assert.DoesNotContain("Kaltensee", (await bot.LastAsync(other)).Text, StringComparison.Ordinal);
        }

        await using var context = await bot.Bot();
        var mute = Assert.Single(await context.Set<NudgeMute>().ToListAsync());
        Assert.Equal((Lena, "ACC-KALTENSEE"), (mute.PersonId, mute.SubjectId));
    }

    [Fact]
    public async Task Asked_it_answers_at_any_hour_and_says_what_it_cannot_compare()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var all = await bot.SayAsync(Lena, "what is stuck?");
        Assert.StartsWith("3 deals that stand longer than usual (Partner records, 10:13 CEST)\n3 of 17: those furthest past their usual time.\n1 Kaltensee Pumpen GmbH, Atlas: day 209", all, StringComparison.Ordinal);
        Assert.StartsWith("Contoso GmbH: no deal among your 1 open one there stands longer", await bot.SayAsync(Lena, "any tips for Contoso?"), StringComparison.Ordinal);

        await bot.ChangeAsync("OPP-CONTOSO-ATLAS", deal => deal.AmountMinor = null);
        Assert.Equal(
            """
            Contoso GmbH: I cannot say whether any of your 1 open deal there stands longer than usual.
            1 deal I cannot compare: no amount, no stage date, or fewer than 8 won deals of that size.
            ~ Partner records, 10:13 CEST
            """, await bot.SayAsync(Lena, "any tips for Contoso?"), ignoreLineEndingDifferences: true);
        // The switch is about what the bot says on its own.
        Assert.Equal(0, await DigestsAsync(bot));
    }

    private static async Task<CoSellBotFactory> StartAsync(string? only = null, string owner = Lena, bool byHand = false)
    {
        // Wednesday 10 June 2026, ten to nine in Berlin.
        var bot = await CoSellBotFactory.StartAsync(
            byHand ? Hosting.ByHand : null, new FakeClock(new DateTimeOffset(2026, 6, 10, 6, 50, 0, TimeSpan.Zero)), "--Nudges:Enabled=true");
        if (only is not null)
        {
            await using var context = await bot.Prm();
            await context.Set<Opportunity>().Where(deal => deal.OwnerPersonId == owner && deal.Id != only)
                .ExecuteUpdateAsync(set => set.SetProperty(deal => deal.OwnerPersonId, (string?)null));
        }

        return bot;
    }

    private static async Task<int> DigestsAsync(CoSellBotFactory bot)
    {
        await using var context = await bot.Bot();
        return await context.Set<OutboxMessage>().CountAsync(message => message.PersonId == Lena && message.Key.StartsWith("notice/nudges/"));
    }
}

/// <summary>Time that passes, and records that change, for tests about nudges.</summary>
internal static class NudgeSteps
{
    public static async Task PassAsync(this CoSellBotFactory bot, TimeSpan time)
    {
        bot.Clock.Advance(time);
        await bot.IdleAsync();
    }

    public static async Task ChangeAsync(this CoSellBotFactory bot, string opportunityId, Action<Opportunity> change)
    {
        await using var context = await bot.Prm();
        change(await context.Set<Opportunity>().SingleAsync(deal => deal.Id == opportunityId));
        await context.SaveChangesAsync();
    }
}
