using System.Globalization;
using CoSellBot.Agents.Understanding;
using Xunit;

namespace CoSellBot.Tests.Agents.Understanding;

public class MoneyReaderTests
{
    [Theory]
    [InlineData("register Contoso for Ledger, 80k EUR, end of September", "80000", "EUR", "80k EUR")]
    [InlineData("EUR 80,000", "80000", "EUR", "EUR 80,000")]
    [InlineData("€80k", "80000", "EUR", "€80k")]
    [InlineData("80.000 €", "80000", "EUR", "80.000 €")]
    [InlineData("1,5 Mio €", "1500000", "EUR", "1,5 Mio €")]
    [InlineData("1,5 Mio. EUR", "1500000", "EUR", "1,5 Mio. EUR")]
    [InlineData("1.5m usd", "1500000", "USD", "1.5m usd")]
    [InlineData("1.125m usd", "1125000", "USD", "1.125m usd")]
    [InlineData("45k", "45000", null, "45k")]
    [InlineData("about 45 k, maybe", "45000", null, "45 k")]
    [InlineData("45K?", "45000", null, "45K")]
    [InlineData("£48k", "48000", "GBP", "£48k")]
    [InlineData("pounds, and make it 48k", "48000", null, "48k")]
    [InlineData("48k pounds", "48000", "GBP", "48k pounds")]
    [InlineData("48k in pounds", "48000", "GBP", "48k in pounds")]
    [InlineData("₹2 crore", "20000000", "INR", "₹2 crore")]
    [InlineData("2 lakh INR", "200000", "INR", "2 lakh INR")]
    [InlineData("₹2,00,000", "200000", "INR", "₹2,00,000")]
    [InlineData("Rs. 5 lakh", "500000", "INR", "Rs. 5 lakh")]
    [InlineData("CHF 12'500", "12500", "CHF", "CHF 12'500")]
    [InlineData("chf12’500.50", "12500.50", "CHF", "chf12’500.50")]
    [InlineData("1.000,50 EUR", "1000.50", "EUR", "1.000,50 EUR")]
    [InlineData("1,000.50 EUR", "1000.50", "EUR", "1,000.50 EUR")]
    [InlineData("1.000 EUR", "1000", "EUR", "1.000 EUR")]
    [InlineData("1,000 EUR", "1000", "EUR", "1,000 EUR")]
    [InlineData("0.500 EUR", "0.500", "EUR", "0.500 EUR")]
    [InlineData("1.5 EUR", "1.5", "EUR", "1.5 EUR")]
    [InlineData("1,000,000 usd", "1000000", "USD", "1,000,000 usd")]
    [InlineData("1.000.000 €", "1000000", "EUR", "1.000.000 €")]
    [InlineData("80 000 €", "80000", "EUR", "80 000 €")]
    [InlineData("€ 80 000,50", "80000.50", "EUR", "€ 80 000,50")]
    [InlineData("80 thousand euros", "80000", "EUR", "80 thousand euros")]
    [InlineData("80 tausend Euro", "80000", "EUR", "80 tausend Euro")]
    [InlineData("80 mil euros", "80000", "EUR", "80 mil euros")]
    [InlineData("2 millions d'euros", "2000000", "EUR", "2 millions d'euros")]
    [InlineData("80 grand", "80000", null, "80 grand")]
    [InlineData("keep it at 90keur please", "90000", "EUR", "90keur")]
    [InlineData("90k€", "90000", "EUR", "90k€")]
    [InlineData("2 M€", "2000000", "EUR", "2 M€")]
    [InlineData("EUR80k", "80000", "EUR", "EUR80k")]
    [InlineData("80000eur", "80000", "EUR", "80000eur")]
    [InlineData("-5k", "-5000", null, "-5k")]
    [InlineData("-5k EUR", "-5000", "EUR", "-5k EUR")]
    [InlineData("-€5k", "-5000", "EUR", "-€5k")]
    [InlineData("€-5k", "-5000", "EUR", "€-5k")]
    [InlineData("5 euros", "5", "EUR", "5 euros")]
    [InlineData("0 EUR", "0", "EUR", "0 EUR")]
    [InlineData("US$20k", "20000", "USD", "US$20k")]
    [InlineData("A$ 20k", "20000", "AUD", "A$ 20k")]
    [InlineData("R$ 20 mil", "20000", "BRL", "R$ 20 mil")]
    [InlineData("$20k CAD", "20000", "CAD", "$20k CAD")]
    [InlineData("800万円", "8000000", "JPY", "800万円")]
    [InlineData("８００万円で登録", "8000000", "JPY", "８００万円")]
    [InlineData("2億円", "200000000", "JPY", "2億円")]
    [InlineData("¥500,000", "500000", "JPY", "¥500,000")]
    [InlineData("(80k EUR)", "80000", "EUR", "80k EUR")]
    [InlineData("~80k€.", "80000", "EUR", "80k€")]
    [InlineData("80k EUR/year", "80000", "EUR", "80k EUR")]
    [InlineData("a 45k deal", "45000", null, "45k")]
    [InlineData("register 3 sites for 45k", "45000", null, "45k")]
    [InlineData("3bn KRW", "3000000000", "KRW", "3bn KRW")]
    [InlineData("2 mrd eur", "2000000000", "EUR", "2 mrd eur")]
    [InlineData("500 kr", "500", null, "500 kr")]
    [InlineData("50k zł", "50000", "PLN", "50k zł")]
    [InlineData("50k TRY", "50000", "TRY", "50k TRY")]
    [InlineData("50k try again", "50000", null, "50k")]
    public void Read_OneAmount_ReadsAmountAndCurrency(string text, string amount, string? currency, string asWritten)
    {
        var reading = Assert.Single(MoneyReader.Read(text, null));
        Assert.Equal(decimal.Parse(amount, CultureInfo.InvariantCulture), reading.Amount);
        Assert.Equal(currency, reading.Currency);
        Assert.Equal(asWritten, reading.AsWritten);
        Assert.Equal(asWritten, text.Substring(reading.Start, reading.Length));
        Assert.False(reading.Bare);
        Assert.False(reading.OutOfRange);
    }

    [Theory]
    [InlineData("$20k", null, "USD", "")]
    [InlineData("$20k", "US", "USD", "")]
    [InlineData("$20k", "DE", "USD", "")]
    [InlineData("$20k", "CA", null, "CAD USD")]
    [InlineData("$20k", "au", null, "AUD USD")]
    [InlineData("20k dollars", "NZ", null, "NZD USD")]
    [InlineData("$20k USD", "CA", "USD", "")]
    [InlineData("US$20k", "CA", "USD", "")]
    [InlineData("¥500000", "CN", null, "CNY JPY")]
    [InlineData("¥500000", "JP", "JPY", "")]
    [InlineData("50k kr", "SE", "SEK", "")]
    [InlineData("50k kr", "DE", null, "SEK NOK DKK")]
    [InlineData("50k pesos", null, null, "MXN ARS CLP COP")]
    [InlineData("50k", "CA", null, "")]
    public void Read_SharedSign_AsksOnlyWhereTheCountryMakesItDoubtful(string text, string? country, string? currency, string choices)
    {
        var reading = Assert.Single(MoneyReader.Read(text, country));
        Assert.Equal(currency, reading.Currency);
        Assert.Equal(choices, string.Join(' ', reading.CurrencyChoices));
    }

    [Theory]
    [InlineData("close 30 Sep 2026")]
    [InlineData("2026-09-30")]
    [InlineData("30/09/2026 or 30.9.")]
    [InlineData("end of Q3")]
    [InlineData("in 2027")]
    [InlineData("status of DR-7K3Q")]
    [InlineData("DR-7654")]
    [InlineData("3m.com")]
    [InlineData("www.365.com and 1000bulbs.com")]
    [InlineData("bob1000@example.com")]
    [InlineData("20%")]
    [InlineData("100 percent")]
    [InlineData("in 30 days")]
    [InlineData("365 days")]
    [InlineData("a 365-day term")]
    [InlineData("120 Tage")]
    [InlineData("10k users")]
    [InlineData("500 seats")]
    [InlineData("twenty")]
    [InlineData("24/7")]
    [InlineData("at 10:30")]
    [InlineData("10.0.0.1")]
    [InlineData("R14 v3")]
    [InlineData("7eleven")]
    [InlineData("#4711")]
    [InlineData("+49 30 1234567")]
    [InlineData("12")]
    [InlineData("1,2,3")]
    [InlineData("we won")]
    public void Read_NumberThatIsNotMoney_ReadsNothing(string text) => Assert.Empty(MoneyReader.Read(text, "US"));

    [Theory]
    [InlineData("80000", "80000")]
    [InlineData("about 45,000 I think", "45000")]
    [InlineData("1.000,50", "1000.50")]
    [InlineData("2.026", "2026")]
    [InlineData("999", "999")]
    [InlineData("20 000", null)]
    public void Read_NumberAlone_IsBare(string text, string? amount)
    {
        var readings = MoneyReader.Read(text, null);
        if (amount is null)
        {
            Assert.DoesNotContain(readings, r => !r.Bare);
            return;
        }
        var reading = Assert.Single(readings);
        Assert.True(reading.Bare);
        Assert.Equal(decimal.Parse(amount, CultureInfo.InvariantCulture), reading.Amount);
    }

    [Theory]
    [InlineData("change 80k EUR to 90k EUR", "80000 EUR|90000 EUR")]
    [InlineData("50-80k EUR", "50000 EUR|80000 EUR")]
    [InlineData("50 to 80k", "50000 |80000 ")]
    [InlineData("€50-80k", "50000 EUR|80000 EUR")]
    [InlineData("80k EUR 90k USD", "80000 EUR|90000 USD")]
    [InlineData("80k, close 30 Sep 2026, 20k EUR", "80000 |20000 EUR")]
    public void Read_SeveralAmounts_ReturnsAllInOrder(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', MoneyReader.Read(text, null).Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Amount} {r.Currency}"))));

    [Theory]
    [InlineData("9999999999999999 EUR")]
    [InlineData("99999999999999999999999999999999999999999999 EUR")]
    [InlineData("900000000 bn EUR")]
    public void Read_AbsurdAmount_IsOutOfRange(string text) => Assert.True(Assert.Single(MoneyReader.Read(text, null)).OutOfRange);

    [Theory]
    [InlineData("pounds", null, "GBP", "")]
    [InlineData("in gbp please", null, "GBP", "")]
    [InlineData("EUR", null, "EUR", "")]
    [InlineData("euros", null, "EUR", "")]
    [InlineData("€", null, "EUR", "")]
    [InlineData("dollars", null, "USD", "")]
    [InlineData("dollars", "AU", null, "AUD USD")]
    [InlineData("yen", "CN", "JPY", "")]
    [InlineData("swiss francs", null, "CHF", "")]
    [InlineData("A$", "DE", "AUD", "")]
    public void Find_CurrencyWord_ReturnsCodeOrChoices(string text, string? country, string? currency, string choices)
    {
        var found = Assert.Single(CurrencyWords.Find(text, country));
        Assert.Equal(currency, found.Currency);
        Assert.Equal(choices, string.Join(' ', found.CurrencyChoices));
        Assert.Equal(found.AsWritten, text.Substring(found.Start, found.Length));
    }

    [Theory]
    [InlineData("we won this one, try again")]
    [InlineData("the real reason")]
    [InlineData("pen and paper")]
    public void Find_OrdinaryWords_FindsNothing(string text) => Assert.Empty(CurrencyWords.Find(text));
}
