using System.Text.RegularExpressions;
using CoSellBot.Tests.Infrastructure;
using Xunit;

namespace CoSellBot.Tests.Bot;

/// <summary>The first three model conversations, word by word, over HTTP on the morning they play.</summary>
public partial class ModelConversationTests
{
    [Fact]
    public async Task C1_A_rep_registers_from_one_sentence()
    {
        await using var bot = await CoSellBotFactory.StartAsync();

        var card = await bot.SayAsync("PER-LENA", "register Contoso with Nimbus for Ledger, 80k EUR, close end of September");
        Assert.Equal(
            """
            Register this deal? Nothing is saved yet
            Contoso GmbH, Germany* | Nimbus (Platinum) | Ledger | EUR 80,000 | close 30 Sep 2026 | resell*
            * filled in by me: country from the account record, resell from Nimbus's agreement.
            Nimbus will be told.
            [Register] [Change] [Cancel] [Who can read this]
            """, card, ignoreLineEndingDifferences: true);

        var done = await bot.PressAsync("PER-LENA", "Register");
        var number = Number().Match(done).Value;
        Assert.Equal(
            $"""
            {number} approved, protected until 7 Sep 2026
            by rule "Platinum up to USD 150,000" (R14 v3): USD 86,800 at 1.0850, rate table 8 Jun
            Protection ends 23 days before your close date.
            First reminder to you and Nimbus: 8 Aug.
            [Open] [Withdraw] [Who can read this]
            ~ Partner records, 10:13 CEST
            """, done, ignoreLineEndingDifferences: true);

        // Nimbus was told, once each.
        Assert.Contains("Lena Hoffmann of Halvor registered a deal for you", (await bot.LastAsync("PER-JONAS")).Text, StringComparison.Ordinal);
        Assert.Single(await bot.TranscriptAsync("PER-NINA"));
    }

    [Fact]
    public async Task C2_A_missing_slot_is_asked_and_a_correction_is_heard()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        bot.Clock.Advance(TimeSpan.FromMinutes(28) + TimeSpan.FromSeconds(3));

        var question = await bot.SayAsync("PER-PRIYA", "register fabrikam.co.uk for ledger, 45k, end of Q3");
        Assert.Equal("45,000 in which currency?\n[GBP] [EUR] [USD] [Who can read this]", question);

        var card = await bot.SayAsync("PER-PRIYA", "pounds, and make it 48k");
        Assert.Equal(
            """
            Register this deal? Nothing is saved yet
            fabrikam.co.uk, as you wrote it | United Kingdom* | Ledger | GBP 48,000 (first 45,000) | close 30 Sep 2026* | resell*
            * read by me from ".uk", "end of Q3" and your agreement.
            Above your USD 50,000 limit (USD 64,800 at 1.3500, rate table 8 Jun): a person decides, within 2 business days.
            [Register] [Change] [Cancel] [Who can read this]
            """, card, ignoreLineEndingDifferences: true);

        var done = await bot.PressAsync("PER-PRIYA", "Register");
        var number = Number().Match(done).Value;
        Assert.Equal(
            $"""
            {number} in review
            decision by Thu 11 Jun, 09:41 BST | contact: Anja Weber | not protected | your place in line: 9 Jun 09:41:03
            A person has to look at this one. I say the same for every cause and cannot say more. Proof of the customer's request helps.
            [Add proof] [Withdraw] [Who can read this]
            ~ Partner records, 09:41 BST
            """, done, ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task C3_A_refusal_does_not_leak_its_cause()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-LENA", "register Contoso with Nimbus for Ledger, 80k EUR, close end of September");
        await bot.PressAsync("PER-LENA", "Register");
        bot.Clock.Advance(TimeSpan.FromMinutes(7) + TimeSpan.FromSeconds(7));

        await bot.SayAsync("PER-FELIX", "register contoso.com for Ledger, 20k EUR, end of September");
        var card = (await bot.LastAsync("PER-FELIX")).Text;
        Assert.Contains("contoso.com, as you wrote it | Germany* | Ledger", card, StringComparison.Ordinal);
        Assert.DoesNotContain("GmbH", card, StringComparison.Ordinal);
        var done = await bot.PressAsync("PER-FELIX", "Register");
        var number = Number().Match(done).Value;
        Assert.Equal(
            $"""
            {number} in review
            decision by Thu 11 Jun, 10:20 CEST | contact: Anja Weber | not protected | your place in line: 9 Jun 10:20:07
            A person has to look at this one. I say the same for every cause and cannot say more. Proof of the customer's request helps.
            [Add proof] [Withdraw] [Who can read this]
            ~ Partner records, 10:20 CEST
            """, done, ignoreLineEndingDifferences: true);

        var refusal = await bot.SayAsync("PER-FELIX", "is someone else on it?");
        Assert.Equal(
            """
            I do not speak about other firms' deals or ours, and I do not speak about yours to them. Anja Weber can talk plans with you.
            [Ask Anja]
            ~ Rules of engagement v3, section 4
            """, refusal, ignoreLineEndingDifferences: true);
    }

    [GeneratedRegex("DR-[0-9A-Z]{4,}")]
    private static partial Regex Number();
}
