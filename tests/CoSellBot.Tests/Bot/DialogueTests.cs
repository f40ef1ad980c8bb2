using CoSellBot.Tests.Infrastructure;
using Xunit;

namespace CoSellBot.Tests.Bot;

/// <summary>Conversations that once went wrong, and how they go.</summary>
public class DialogueTests
{
    private const string Sentence = "register Contoso with Nimbus for Ledger, 80k EUR, close end of September";

    [Fact]
    public async Task The_country_said_with_an_unknown_customer_is_not_asked_again()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-LENA", "register Zenith Werke with Brightpath for Ledger, 20k EUR, end of October, Germany");
        Assert.Contains("Zenith Werke, new customer", await bot.PressAsync("PER-LENA", "Zenith Werke is a new customer"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rep_who_mistypes_a_customer_is_shown_the_one_that_may_be_meant()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var question = await bot.SayAsync("PER-LENA", "register \"Kaltensee Pumpem\" with Nimbus for Ledger, 80k EUR, close end of September");
        Assert.StartsWith("I find no Kaltensee Pumpem. Did you mean one of these?", question, StringComparison.Ordinal);
        Assert.Contains("[Kaltensee Pumpem is a new customer]", question, StringComparison.Ordinal);
        Assert.Contains("Kaltensee Pumpen GmbH", await bot.PressAsync("PER-LENA", "Kaltensee Pumpen GmbH, Germany"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_partner_who_mistypes_a_customer_learns_no_name_from_the_vendors_list()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var card = await bot.SayAsync("PER-JONAS", "register \"Kaltensee Pumpem\" for Ledger, 80k EUR, close end of September, Germany");
        Assert.DoesNotContain("Pumpen", card, StringComparison.Ordinal);
        Assert.Contains("Kaltensee Pumpem, as you wrote it", card, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_with_letters_of_another_alphabet_is_marked_on_the_card()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var card = await bot.SayAsync("PER-JONAS", "register \"C\u043Entoso\" for Ledger, 20k EUR, close end of September, Germany");
        Assert.Contains("Check the name: it mixes letters of several alphabets.", card, StringComparison.Ordinal);
        Assert.DoesNotContain("several alphabets", await bot.SayAsync("PER-JONAS", "register \"Contosa\" for Ledger, 20k EUR, close end of September, Germany"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_amount_by_the_month_is_shown_by_the_year_with_the_words_it_came_from()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var card = await bot.SayAsync("PER-LENA", "register Contoso with Nimbus for Ledger, 2k EUR a month, close end of September");
        Assert.Contains("EUR 24,000*", card, StringComparison.Ordinal);
        Assert.Contains("12 \u00D7 \"2k EUR a month\"", card, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_for_the_contact_is_put_on_the_card_without_asking_for_it()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        Assert.Contains("do we get early access for Signal Plus or not", await bot.SayAsync("PER-JONAS", "ping my contact: do we get early access for Signal Plus or not"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_amounts_lose_nothing_else_that_was_said()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        Assert.StartsWith("You name several amounts.", await bot.SayAsync("PER-LENA", "register Contoso with Nimbus for Ledger, 80k EUR or 90k EUR, end of September"), StringComparison.Ordinal);
        Assert.Contains("Contoso GmbH", await bot.PressAsync("PER-LENA", "EUR 90,000"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_of_some_says_which_ones()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        Assert.Contains("Only those in this state: approved.", await bot.SayAsync("PER-JONAS", "my approved deals"), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Only those", await bot.SayAsync("PER-JONAS", "my deals"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_polite_word_is_no_customer()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-JONAS", "register a deal");
        Assert.DoesNotContain("Which product", await bot.SayAsync("PER-JONAS", "thanks"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_that_finds_no_deal_makes_nobody_quiet()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-LENA", "any tips for Kaltensee Pumpen?");
        Assert.StartsWith("I find no deal DR-9999 among those you may see.", await bot.SayAsync("PER-LENA", "snooze DR-9999 for two weeks"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("extend DR-6HWT")]
    [InlineData("renew DR-6HWT")]
    [InlineData("please don't withdraw DR-6HWT")]
    [InlineData("withdraw everything")]
    [InlineData("delete my data")]
    public async Task Nothing_but_a_plain_wish_to_withdraw_offers_to_end_a_deal(string words)
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-JONAS", "status of DR-6HWT");
        Assert.DoesNotContain("Withdraw DR-6HWT?", await bot.SayAsync("PER-JONAS", words), StringComparison.Ordinal);
        Assert.Contains("Withdraw DR-6HWT?", await bot.SayAsync("PER-JONAS", "withdraw DR-6HWT"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_customer_that_is_named_outweighs_the_deal_last_spoken_of()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-JONAS", "status of DR-K2VN");
        Assert.StartsWith("Withdraw DR-6HWT?", await bot.SayAsync("PER-JONAS", "withdraw the Haselried deal"), StringComparison.Ordinal);
        await bot.PressAsync("PER-JONAS", "Cancel");
        Assert.DoesNotContain("Withdraw DR-", await bot.SayAsync("PER-JONAS", "withdraw the Zeppelin deal"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not Ledger, Atlas", "| Atlas |")]
    [InlineData("Atlas instead of Ledger", "| Atlas |")]
    [InlineData("it's with Orion not Nimbus", "Orion (Gold)")]
    [InlineData("make it 90k", "EUR 90,000 (first 80,000)")]
    [InlineData("close end of October instead", "close 31 Oct 2026")]
    public async Task A_correction_changes_what_it_names(string correction, string expected)
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-LENA", Sentence);
        var card = await bot.SayAsync("PER-LENA", correction);
        Assert.StartsWith("Register this deal?", card, StringComparison.Ordinal);
        Assert.Contains("Contoso GmbH", card, StringComparison.Ordinal);
        Assert.Contains(expected, card, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no, 95")]
    [InlineData("double it")]
    [InlineData("hmm what about it")]
    [InlineData("sure thing buddy")]
    public async Task Unclear_words_never_replace_the_customer_in_hand(string words)
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-LENA", Sentence);
        Assert.DoesNotContain("no account called", await bot.SayAsync("PER-LENA", words), StringComparison.Ordinal);
        Assert.Contains("Contoso GmbH", await bot.SayAsync("PER-LENA", "make it 90k"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Customer: Contoso\nPartner: Nimbus\nProduct: Ledger\nAmount: 80,000 EUR\nClose: 30.09.2026")]
    [InlineData("Nimbus wants to sell Ledger to Contoso for 80,000 euros by the end of September")]
    [InlineData("contoso, nimbus, ledger, 80k eur, end of september")]
    [InlineData("new deal contoso nimbus ledger 80k eur 30 sep 2026")]
    public async Task A_registration_is_understood_in_many_shapes(string words)
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var card = await bot.SayAsync("PER-LENA", words);
        Assert.StartsWith("Register this deal?", card, StringComparison.Ordinal);
        Assert.Contains("Contoso GmbH, Germany* | Nimbus (Platinum) | Ledger | EUR 80,000 | close 30 Sep 2026", card, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_firm_that_is_no_partner_is_said_to_be_unknown()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        Assert.StartsWith("I know no partner called Zeppelin.", await bot.SayAsync("PER-LENA", "register Contoso with Zeppelin for Ledger, 80k EUR, end of September"), StringComparison.Ordinal);
        Assert.StartsWith("Register this deal?", await bot.SayAsync("PER-LENA", "Nimbus"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_new_refers_to_the_name_that_was_not_found()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-LENA", "register Sunderwald with Nimbus for Ledger, 80k EUR, end of September");
        Assert.StartsWith("In which country is Sunderwald?", await bot.SayAsync("PER-LENA", "it's a new customer"), StringComparison.Ordinal);
        Assert.Contains("Sunderwald, new customer | Germany", await bot.SayAsync("PER-LENA", "Germany"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rep_registers_in_a_room_of_colleagues_who_may_all_read_the_account()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        Assert.StartsWith("Register this deal?", await bot.SayAsync("PER-LENA", Sentence, "PLC-DACH-SALES"), StringComparison.Ordinal);
        Assert.Contains("approved, protected until 7 Sep 2026", await bot.PressAsync("PER-LENA", "Register", "PLC-DACH-SALES"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beside_a_colleague_who_may_not_read_the_account_the_card_goes_to_the_asker_alone()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        using var added = await bot.Http.PostAsync(new Uri("/web/places/PLC-DACH-SALES/members", UriKind.Relative),
            new StringContent("""{"add":"PER-TOM"}""", System.Text.Encoding.UTF8, "application/json"));
        Assert.True(added.IsSuccessStatusCode);
        Assert.Equal("I have answered you directly.", await bot.SayAsync("PER-LENA", Sentence, "PLC-DACH-SALES"));
        Assert.StartsWith("Register this deal?", (await bot.LastAsync("PER-LENA")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_a_card_names_as_contact_learns_what_waits_and_why()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-PRIYA", "register fabrikam.co.uk for ledger, 48k GBP, end of Q3");
        await bot.PressAsync("PER-PRIYA", "Register");
        var notice = (await bot.LastAsync("PER-ANJA")).Text;
        Assert.Contains("Decide DR-", notice, StringComparison.Ordinal);
        Assert.Contains("by Thu 11 Jun, 10:13 CEST", notice, StringComparison.Ordinal);
        Assert.Contains("above the limit, or no fresh rate (R14)", notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_about_limits_names_the_askers_own_first()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        Assert.Contains("Yours, Platinum: up to USD 150,000.", await bot.SayAsync("PER-JONAS", "what is my limit?"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_read_from_a_pasted_mail_says_so_and_marks_what_was_read()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var card = await bot.SayAsync("PER-FELIX", """
            From: Karl Amsel <karl.amsel@windrade.example>
            To: Felix Sommer <felix.sommer@brightpath.example>
            Subject: Ledger

            Hello Felix, we have a budget of 19,000 EUR for Ledger and would like to decide by the end of September. Please send us an offer.
            """);
        Assert.Contains("windrade.example, as you wrote it* | Germany* | Ledger* | EUR 19,000* | close 30 Sep 2026* | resell*", card, StringComparison.Ordinal);
        Assert.Contains("* read by me from the text you pasted; nothing else of it is saved with the deal.", card, StringComparison.Ordinal);
        Assert.DoesNotContain("read by me from the text you pasted", await bot.SayAsync("PER-FELIX", "register litware.de for Ledger, 20k EUR, end of September"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_short_German_day_does_not_end_a_sentence_with_two_stops()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await bot.SayAsync("PER-NINA", "Registriere contoso.com für Ledger, 62.500 Euro, Abschluss Ende September");
        Assert.Contains("Am 08.08. erinnere ich Sie zum ersten Mal.", await bot.PressAsync("PER-NINA", "Registrieren"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("thanks!")]
    [InlineData("👍")]
    public async Task Politeness_gets_a_few_words(string words)
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        Assert.Equal("All right. Write help to see what I can do.", await bot.SayAsync("PER-LENA", words));
    }
}
