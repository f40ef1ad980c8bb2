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

    [Theory]
    [InlineData("register Contoso for Ledger before Brightpath does")]
    [InlineData("bitte Contoso schützen, bevor Brightpath kommt")]
    [InlineData("protège Contoso avant que Brightpath se réveille")]
    [InlineData("registra Contoso antes de que Brightpath se adelante")]
    [InlineData("regista a Contoso antes que a Brightpath apareça")]
    [InlineData("Contosoを登録、Brightpathが来る前に")]
    public void The_firm_one_wants_to_be_quicker_than_is_no_partner(string text) => Assert.Null(Reader.Read(text).Partner);

    [Theory]
    [InlineData("replace Nimbus with Orion")]
    [InlineData("ersetze Nimbus durch Orion")]
    [InlineData("remplace Nimbus par Orion")]
    [InlineData("cambia Nimbus por Orion")]
    [InlineData("troca Nimbus por Orion")]
    [InlineData("NimbusをOrionに変更")]
    public void Of_two_names_that_are_exchanged_the_second_is_meant(string text) => Assert.Equal("Orion", Reader.Read(text).Partner);

    [Theory]
    [InlineData("2k EUR a month", 24_000, "2k EUR a month")]
    [InlineData("2.000 €/Monat", 24_000, "2.000 €/Monat")]
    [InlineData("1 500 € mensuels", 18_000, "1 500 € mensuels")]
    [InlineData("2.000 EUR al mes", 24_000, "2.000 EUR al mes")]
    [InlineData("2 mil euros por mês", 24_000, "2 mil euros por mês")]
    [InlineData("月額30万円", 3_600_000, "月額30万円")]
    public void A_months_amount_is_a_years_and_keeps_its_words(string text, decimal amount, string words) =>
        Assert.Equal((amount, words), (Reader.Read(text).Amount!.Value, Reader.Read(text).AmountWords));

    [Fact]
    public void A_years_amount_is_left_as_it_is() => Assert.Null(Reader.Read("2k EUR a year, for 3 months from now").AmountWords);

    [Theory]
    [InlineData("80k EUR le mois prochain")]
    [InlineData("80k EUR a month from now")]
    [InlineData("80 mil EUR, mês que vem")]
    [InlineData("500万円、1か月後クローズ")]
    [InlineData("80k EUR. Monthly report follows")]
    public void A_month_that_is_a_date_multiplies_nothing(string text) => Assert.Null(Reader.Read(text).AmountWords);

    [Theory]
    [InlineData("register Contoso for Ledger, 80k EUR, contact karl.amsel@windrade.example", "Contoso")]
    [InlineData("register Contoso for Ledger, contact max@gmail.com", "Contoso")]
    [InlineData("register Contoso, 80k EUR.Close end of September", "Contoso")]
    [InlineData("They said \"urgent\": register Contoso for Ledger", "Contoso")]
    [InlineData("register Fabrikam Hosting GmbH for Ledger", "Fabrikam Hosting GmbH")]
    [InlineData("register Greenfield Energy Ltd for Ledger", "Greenfield Energy Ltd")]
    [InlineData("ルノーをLedgerで登録、500万円", "ルノー")]
    public void Addresses_quotes_and_words_of_ours_do_not_take_the_customers_place(string text, string company)
    {
        var slots = Reader.Read(text);
        Assert.Equal((company, (RegistrationKind?)null, (string?)null), (slots.Company ?? slots.Leftover?.Name, slots.Kind, slots.Partner));
    }

    [Theory]
    [InlineData("Malte sagt, mach 90k", null)]
    [InlineData("Hi Jordan, register contoso.com for Ledger", null)]
    [InlineData("register Contoso in Jordan for Ledger", "JO")]
    public void A_first_name_is_no_country_unless_a_word_of_place_says_so(string text, string? country) => Assert.Equal(country, Reader.Read(text).Country);

    [Fact]
    public void Of_several_days_the_one_of_closing_is_meant() =>
        Assert.Equal(new DateOnly(2026, 9, 30), Reader.Read("demo on 12 June, register Contoso for Ledger, close 30 Sep").Date);

    [Fact]
    public void Eighty_thousand_plus_tax_is_no_Signal_Plus() => Assert.Equal("Signal", Reader.Read("register Contoso for Signal, 80k EUR plus VAT, end of September").Product);

    [Fact]
    public void A_name_of_honorifics_alone_is_read_without_harm() =>
        Assert.Null(Record.Exception(() => Reader.Read("顧客名：さんさん、製品：Ledger、金額：500万円").Leftover));

    [Theory]
    [InlineData("sig plus", "Signal Plus")]
    [InlineData("ledegr", "Ledger")]
    [InlineData("atlas, but the edge version", "Atlas Edge")]
    [InlineData("Signal, ohne Plus", "Signal")]
    public void A_products_name_is_found_clipped_misspelt_and_parted(string text, string product) => Assert.Equal(product, Reader.Read(text).Product);

    [Theory]
    [InlineData("register Lofotfisk for Ledger, Norwegian customer", "NO")]
    [InlineData("registriere Redwater, kanadischer Kunde", "CA")]
    [InlineData("enregistre Lofotfisk, client norvégien", "NO")]
    [InlineData("Norwegian salmon for lunch", null)]
    public void A_customers_country_is_told_by_its_adjective(string text, string? country) => Assert.Equal(country, Reader.Read(text).Country);

    [Theory]
    [InlineData("Ist an der Hubermaier Logistik noch wer dran?", "Hubermaier Logistik")]
    [InlineData("wir würden den Kunden Adatum SE gerne schützen lassen", "Adatum SE")]
    [InlineData("wir melden mit Brightpath Northwind an, reines Referral", "Northwind")]
    [InlineData("el vendedor es Halvor, registra Industrias Zubieta", "Industrias Zubieta")]
    public void Words_of_grammar_around_a_name_are_no_part_of_it(string text, string company) =>
        Assert.Equal(company, Reader.Read(text) is var slots ? slots.Company ?? slots.Leftover?.Name : null);

    [Fact]
    public void The_vendor_is_no_partner_of_its_own() => Assert.Equal("Nimbus", Reader.Read("a joint sale with Halvor and Nimbus for Contoso").Partner);

    [Fact]
    public void A_date_that_does_not_exist_is_noticed() => Assert.True(Reader.Read("register Contoso for Ledger, 10k EUR, close 31/02/2026").DateIsInvalid);

    [Fact]
    public void Names_are_replaced_before_the_intent_is_judged() => Assert.Equal(
        "register <company> with <partner> for <product>, <money>, close <date>",
        Reader.Read("register Contoso with Nimbus for Ledger, 80k EUR, close end of September").Delexicalised);
}
