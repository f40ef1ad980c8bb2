using CoSellBot.Agents.Understanding;
using CoSellBot.Prm.Registrations;
using Xunit;

namespace CoSellBot.Tests.Agents.Understanding;

/// <summary>Names and values in whole messages.</summary>
public class MessageReaderTests
{
    private static readonly MessageReader Reader = new(
        TrainedModels.Open(UnderstandingData.IntentsFolder, cacheFolder: null).Tagger,
        new ReaderSetting(
            new NameBook(["Nimbus", "Orion", "Brightpath", "Lakefront Systems"], ["Ledger", "Atlas", "Atlas Edge", "Signal", "Signal Plus"], "Halvor"),
            [], new DateOnly(2026, 6, 9), 1, "en-GB", "DE"));

    [Theory]
    [InlineData("register Contoso with Nimbus for Ledger, 80k EUR, close end of September", "Contoso")]
    [InlineData("register contoso.com for Ledger, 20k EUR, end of September", "contoso.com")]
    [InlineData("pls register contoso w/ nimbus, ledger 80k eur end of sept", "contoso")]
    [InlineData("Regsiter contoso for ledger", "contoso")]
    [InlineData("I want to register a deal for Acme Corporation with Nimbus", "Acme Corporation")]
    [InlineData("new deal: Bank of Ireland, Atlas Edge, 120k GBP, Q4", "Bank of Ireland")]
    [InlineData("status of Litware?", "Litware")]
    [InlineData("open opportunities at Acme Corporation", "Acme Corporation")]
    [InlineData("how is fabrikam going", "fabrikam")]
    [InlineData("register \"the new order\" for Signal", "the new order")]
    [InlineData("register Northwind GmbH & Co. KG for Ledger", "Northwind GmbH & Co. KG")]
    [InlineData("is someone else on it?", null)]
    [InlineData("what are my open deals?", null)]
    [InlineData("make it 90k", null)]
    [InlineData("please withdraw it", null)]
    [InlineData("pounds, and make it 48k", null)]
    [InlineData("status of DR-7K3Q", null)]
    public void The_company_is_what_stands_in_its_place(string text, string? company) => Assert.Equal(company, Reader.Read(ChatText.Clean(text)) is var slots && company is not null ? slots.Company ?? slots.Leftover?.Name : slots.Company);

    [Fact]
    public void One_sentence_gives_every_slot()
    {
        var slots = Reader.Read("register Contoso in Austria with Lakefront for Atlas Edge, 80k EUR, close 30 Sep 2026, co-sell");
        Assert.Equal(("Contoso", "Lakefront Systems", "Atlas Edge", 80_000m, "EUR", new DateOnly(2026, 9, 30), "AT", RegistrationKind.CoSell),
            (slots.Company, slots.Partner, slots.Product, slots.Amount, slots.Currency, slots.Date, slots.Country, slots.Kind));
        Assert.Null(slots.DateWords);
    }

    [Theory]
    [InlineData("status of dr-7k3q please", "DR-7K3Q")]
    [InlineData("DR-7K3Q", "DR-7K3Q")]
    [InlineData("XDR-7K3QX", null)]
    public void A_deal_number_is_read_in_any_case(string text, string? deal) => Assert.Equal(deal, Reader.Read(text).Deal);

    [Fact]
    public void A_date_that_does_not_exist_is_noticed() => Assert.True(Reader.Read("register Contoso for Ledger, 10k EUR, close 31/02/2026").DateIsInvalid);

    [Fact]
    public void Names_are_replaced_before_the_intent_is_judged() => Assert.Equal(
        "register <company> with <partner> for <product>, <money>, close <date>",
        Reader.Read("register Contoso with Nimbus for Ledger, 80k EUR, close end of September").Delexicalised);
}
