using System.Globalization;
using CoSellBot.Agents.Understanding;
using CoSellBot.Tests.Infrastructure;
using Xunit;

namespace CoSellBot.Tests.Bot.Decisions;

/// <summary>Questions about credit, as people ask them.</summary>
public class CreditTests
{
    [Theory]
    [InlineData("why is Orion credited on Contoso?", "Contoso", "Orion")]
    [InlineData("Who is credited on Contoso?", "Contoso", null)]
    [InlineData("credit on Contoso", "Contoso", null)]
    [InlineData("Warum wird Orion bei Contoso angerechnet?", "Contoso", "Orion")]
    [InlineData("pourquoi Orion est crédité sur Contoso ?", "Contoso", "Orion")]
    [InlineData("por qué tiene Orion el crédito en Contoso?", "Contoso", "Orion")]
    [InlineData("por que a Orion tem crédito em Contoso?", "Contoso", "Orion")]
    [InlineData("なぜOrionがContosoの実績に入っているのですか", "Contoso", "Orion")]
    [InlineData("why is DR-4TBW in review?", null, null)]
    [InlineData("register Contoso with Orion", null, null)]
    public void The_question_is_read_by_its_words(string text, string? customer, string? partner) =>
        Assert.Equal(customer is null ? null : (customer, partner), CreditWords.Why(text));

    [Theory]
    [InlineData("sourced vs influenced Q2", 2, "2026-04-01", "2026-06-30")]
    [InlineData("sourced vs influenced Q4", 4, "2025-10-01", "2025-12-31")]
    [InlineData("sourced and influenced Q4 2024", 4, "2024-10-01", "2024-12-31")]
    [InlineData("eingebracht und mitgewirkt im Q1", 1, "2026-01-01", "2026-03-31")]
    [InlineData("sourced vs influenced", 2, "2026-04-01", "2026-06-30")]
    public void The_quarter_is_the_one_said_or_the_one_we_are_in(string text, int quarter, string first, string last)
    {
        var read = CreditWords.Quarter(text, new DateOnly(2026, 6, 9), 1);

        Assert.True(CreditWords.AsksTotals(text));
        Assert.Equal((quarter, DateOnly.Parse(first, CultureInfo.InvariantCulture), DateOnly.Parse(last, CultureInfo.InvariantCulture)), (read.Quarter, read.First, read.Last));
    }

    [Fact]
    public void A_fiscal_year_may_begin_in_another_month() =>
        Assert.Equal((2, 2026, new DateOnly(2026, 5, 1), new DateOnly(2026, 7, 31)), CreditWords.Quarter("Q2", new DateOnly(2026, 6, 9), startMonth: 2));

    [Fact]
    public async Task Everybody_reads_of_a_customers_credit_what_is_theirs()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-LENA", "register Contoso with Nimbus for Ledger, 80k EUR, close end of September");
        await bot.PressAsync("PER-LENA", "Register");
        var id = Assert.Single(await bot.SubmittedAsync()).Id;

        var manager = await bot.SayAsync("PER-ANJA", "why is Nimbus credited on Contoso?");
        Assert.Contains($"{id}: Lena", manager, StringComparison.Ordinal);
        Assert.Contains("Approved by the rules, version 3", manager, StringComparison.Ordinal);
        Assert.Contains("Audit: 2 rows", manager, StringComparison.Ordinal);
        Assert.Contains(id, await bot.SayAsync("PER-JONAS", "why is Nimbus credited on Contoso?"), StringComparison.Ordinal);
        Assert.DoesNotContain("Audit", await bot.SayAsync("PER-JONAS", "why are we credited on Contoso?"), StringComparison.Ordinal);
        // A rival reads the same words for any partner and any customer.
        var rival = await bot.SayAsync("PER-FELIX", "why is Nimbus credited on Contoso?");
        Assert.Equal(rival, await bot.SayAsync("PER-FELIX", "why is Zorro credited on Fabrikam?"));
        Assert.DoesNotContain(id, rival, StringComparison.Ordinal);
        Assert.DoesNotContain(id, await bot.SayAsync("PER-FELIX", "who is credited on Contoso?"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_two_totals_stand_beside_each_other_for_managers_only()
    {
        await using var bot = await CoSellBotFactory.StartAsync();

        var totals = await bot.SayAsync("PER-ANJA", "sourced vs influenced Q4 2025");
        Assert.Contains("Sourced: EUR 153,100, 2 sales won", totals, StringComparison.Ordinal);
        Assert.Contains("No sale is in both", totals, StringComparison.Ordinal);
        Assert.Contains("for the managers", await bot.SayAsync("PER-JONAS", "sourced vs influenced Q4 2025"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_room_it_is_answered_privately()
    {
        await using var bot = await CoSellBotFactory.StartAsync();

        var room = await bot.SayAsync("PER-ANJA", "sourced vs influenced Q4 2025", "PLC-NIMBUS");
        Assert.DoesNotContain("EUR", room, StringComparison.Ordinal);
    }
}
