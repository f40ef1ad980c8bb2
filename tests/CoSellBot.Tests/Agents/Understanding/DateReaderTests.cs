using System.Globalization;
using CoSellBot.Agents.Understanding;
using Xunit;

namespace CoSellBot.Tests.Agents.Understanding;

public class DateReaderTests
{
    private static readonly DateOnly Today = new(2026, 6, 9); // a Tuesday

    [Theory]
    [InlineData("close 30 Sep 2026", "2026-09-30", false, "30 Sep 2026")]
    [InlineData("Sep 30", "2026-09-30", false, "Sep 30")]
    [InlineData("September 30th, 2026", "2026-09-30", false, "September 30th, 2026")]
    [InlineData("30th of September", "2026-09-30", false, "30th of September")]
    [InlineData("30. September 2026", "2026-09-30", false, "30. September 2026")]
    [InlineData("le 30 septembre 2026", "2026-09-30", false, "30 septembre 2026")]
    [InlineData("1er octobre", "2026-10-01", false, "1er octobre")]
    [InlineData("30 de septiembre de 2026", "2026-09-30", false, "30 de septiembre de 2026")]
    [InlineData("15 de março de 2027", "2027-03-15", false, "15 de março de 2027")]
    [InlineData("30 sep 26", "2026-09-30", false, "30 sep 26")]
    [InlineData("30-Sep-2026", "2026-09-30", false, "30-Sep-2026")]
    [InlineData("30.9.2026", "2026-09-30", false, "30.9.2026")]
    [InlineData("30.09.26", "2026-09-30", false, "30.09.26")]
    [InlineData("bis 30.9.", "2026-09-30", false, "30.9.")]
    [InlineData("by 30.9", "2026-09-30", false, "30.9")]
    [InlineData("2026-09-30", "2026-09-30", false, "2026-09-30")]
    [InlineData("2026/09/30", "2026-09-30", false, "2026/09/30")]
    [InlineData("30/09/2026", "2026-09-30", false, "30/09/2026")]
    [InlineData("09/30/2026", "2026-09-30", false, "09/30/2026")]
    [InlineData("2026年9月30日", "2026-09-30", false, "2026年9月30日")]
    [InlineData("9月30日", "2026-09-30", false, "9月30日")]
    [InlineData("9月末", "2026-09-30", false, "9月末")]
    [InlineData("1 Jan 2020", "2020-01-01", false, "1 Jan 2020")]
    [InlineData("15 Feb", "2027-02-15", false, "15 Feb")]
    [InlineData("Friday 12 Jun", "2026-06-12", false, "Friday 12 Jun")]
    [InlineData("Fri, 12 June", "2026-06-12", false, "Fri, 12 June")]
    [InlineData("end of September", "2026-09-30", false, "end of September")]
    [InlineData("end September", "2026-09-30", false, "end September")]
    [InlineData("end of sept 2027", "2027-09-30", false, "end of sept 2027")]
    [InlineData("end of may", "2027-05-31", false, "end of may")]
    [InlineData("end of june", "2026-06-30", false, "end of june")]
    [InlineData("Ende September", "2026-09-30", false, "Ende September")]
    [InlineData("fin septembre", "2026-09-30", false, "fin septembre")]
    [InlineData("end of Q3", "2026-09-30", true, "end of Q3")]
    [InlineData("Q3", "2026-09-30", true, "Q3")]
    [InlineData("q1", "2027-03-31", true, "q1")]
    [InlineData("Q2", "2026-06-30", true, "Q2")]
    [InlineData("Q3 2027", "2027-09-30", true, "Q3 2027")]
    [InlineData("Q3/27", "2027-09-30", true, "Q3/27")]
    [InlineData("2027 Q1", "2027-03-31", true, "2027 Q1")]
    [InlineData("H2", "2026-12-31", true, "H2")]
    [InlineData("third quarter", "2026-09-30", true, "third quarter")]
    [InlineData("mid October", "2026-10-15", true, "mid October")]
    [InlineData("mid-October", "2026-10-15", true, "mid-October")]
    [InlineData("Mitte Oktober", "2026-10-15", true, "Mitte Oktober")]
    [InlineData("beginning of October", "2026-10-01", true, "beginning of October")]
    [InlineData("in September", "2026-09-30", true, "September")]
    [InlineData("September", "2026-09-30", true, "September")]
    [InlineData("Sept", "2026-09-30", true, "Sept")]
    [InlineData("next september", "2026-09-30", true, "next september")]
    [InlineData("March 2027", "2027-03-31", true, "March 2027")]
    [InlineData("in may", "2027-05-31", true, "may")]
    [InlineData("next month", "2026-07-31", true, "next month")]
    [InlineData("end of next month", "2026-07-31", true, "end of next month")]
    [InlineData("end of month", "2026-06-30", true, "end of month")]
    [InlineData("end of the quarter", "2026-06-30", true, "end of the quarter")]
    [InlineData("quarter end", "2026-06-30", true, "quarter end")]
    [InlineData("next quarter", "2026-09-30", true, "next quarter")]
    [InlineData("end of year", "2026-12-31", true, "end of year")]
    [InlineData("eoy", "2026-12-31", true, "eoy")]
    [InlineData("next year", "2027-12-31", true, "next year")]
    [InlineData("Ende nächsten Monats", "2026-07-31", true, "Ende nächsten Monats")]
    [InlineData("in 6 weeks", "2026-07-21", true, "in 6 weeks")]
    [InlineData("in two months", "2026-08-09", true, "in two months")]
    [InlineData("in a couple of weeks", "2026-06-23", true, "in a couple of weeks")]
    [InlineData("in 30 days", "2026-07-09", true, "in 30 days")]
    [InlineData("dans 6 semaines", "2026-07-21", true, "dans 6 semaines")]
    [InlineData("in 6 Wochen", "2026-07-21", true, "in 6 Wochen")]
    [InlineData("tomorrow", "2026-06-10", true, "tomorrow")]
    [InlineData("Friday", "2026-06-12", true, "Friday")]
    [InlineData("this friday", "2026-06-12", true, "this friday")]
    [InlineData("next Friday", "2026-06-19", true, "next Friday")]
    [InlineData("tuesday", "2026-06-16", true, "tuesday")]
    [InlineData("next week", "2026-06-19", true, "next week")]
    [InlineData("sep 80k eur", "2026-09-30", true, "sep")]
    [InlineData("Sep 20,000 EUR", "2026-09-30", true, "Sep")]
    [InlineData("Sep 30 EUR", "2026-09-30", true, "Sep")]
    [InlineData("sep 30 50k", "2026-09-30", false, "sep 30")]
    [InlineData("1.5m usd by Sep 30, 80 people", "2026-09-30", false, "Sep 30")]
    public void Read_OneDate_ReadsIt(string text, string date, bool derived, string asWritten)
    {
        var reading = Assert.Single(DateReader.Read(text, Today, 1, "en-GB"));
        Assert.Equal(date, reading.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Assert.Equal(asWritten, reading.AsWritten);
        Assert.Equal(derived, reading.Derived);
        Assert.False(reading.Invalid);
        Assert.Equal(asWritten, text.Substring(reading.Start, reading.Length));
    }

    [Theory]
    [InlineData("09/10", "en-GB", "2026-10-09", "2026-09-10")]
    [InlineData("09/10", "en-US", "2026-09-10", "2026-10-09")]
    [InlineData("09/10", "ja-JP", "2026-09-10", "2026-10-09")]
    [InlineData("09/10/2027", "de-DE", "2027-10-09", "2027-09-10")]
    [InlineData("next Friday", "en-GB", "2026-06-19", "2026-06-12")]
    [InlineData("5 June", "en-GB", "2026-06-05", "2027-06-05")]
    public void Read_TwoMeanings_GivesBoth(string text, string locale, string date, string alternative)
    {
        var reading = Assert.Single(DateReader.Read(text, Today, 1, locale));
        Assert.Equal(DateOnly.Parse(date, CultureInfo.InvariantCulture), reading.Date);
        Assert.Equal(DateOnly.Parse(alternative, CultureInfo.InvariantCulture), reading.Alternative);
    }

    [Theory]
    [InlineData("31/02/2026")]
    [InlineData("Feb 30")]
    [InlineData("30 February")]
    [InlineData("2026-13-01")]
    [InlineData("31.4.2026")]
    [InlineData("13/14/2026")]
    [InlineData("31/02")]
    [InlineData("in 999999999 weeks")]
    [InlineData("9月31日")]
    public void Read_ImpossibleDate_IsInvalid(string text) => Assert.True(Assert.Single(DateReader.Read(text, Today, 1, "en-GB")).Invalid);

    [Theory]
    [InlineData("1.5m usd")]
    [InlineData("80.000 €")]
    [InlineData("12.50 EUR")]
    [InlineData("DR-7K3Q")]
    [InlineData("24/7 support")]
    [InlineData("1/2 of it")]
    [InlineData("50/50")]
    [InlineData("30 days")]
    [InlineData("last friday")]
    [InlineData("last month")]
    [InlineData("last quarter")]
    [InlineData("may I register this")]
    [InlineData("march on")]
    [InlineData("Jan said so")]
    [InlineData("two weeks ago")]
    [InlineData("10.0.0.1")]
    [InlineData("the second deal")]
    [InlineData("q3-corp.com")]
    [InlineData("Q5")]
    [InlineData("80k EUR")]
    [InlineData("how many this time")]
    public void Read_NoDate_ReadsNothing(string text) => Assert.Empty(DateReader.Read(text, Today, 1, "en-GB"));

    [Theory]
    [InlineData(7, "Q1", "2026-09-30")] // on 9 June 2026 the year that starts in July is in its last quarter
    [InlineData(7, "Q4", "2026-06-30")]
    [InlineData(7, "Q1 2027", "2026-09-30")]
    [InlineData(7, "FY27", "2027-06-30")]
    [InlineData(7, "end of quarter", "2026-06-30")]
    [InlineData(7, "next quarter", "2026-09-30")]
    [InlineData(2, "Q2", "2026-07-31")]
    [InlineData(2, "end of quarter", "2026-07-31")]
    [InlineData(4, "Q3", "2026-12-31")]
    [InlineData(10, "Q3", "2026-06-30")]
    [InlineData(0, "Q3", "2026-09-30")]
    [InlineData(99, "Q3", "2026-09-30")]
    public void Read_FiscalYear_FollowsTheProgramme(int startMonth, string text, string date) =>
        Assert.Equal(DateOnly.Parse(date, CultureInfo.InvariantCulture), Assert.Single(DateReader.Read(text, Today, startMonth, "en-GB")).Date);

    [Fact]
    public void Read_TwoDates_ReturnsBothInOrder() =>
        Assert.Equal([new DateOnly(2026, 9, 30), new DateOnly(2026, 10, 15)], DateReader.Read("not 30 Sep, 15 Oct", Today, 1, "en-GB").Select(r => r.Date));

    [Fact]
    public void Read_AtTheEdgesOfTheCalendar_NeverThrows()
    {
        string[] texts = ["next year", "Q4", "next quarter", "in 12 months", "friday", "next friday", "in 20 weeks", "end of next month", "yesterday", "Jan", "30 sep", "next week"];
        foreach (var day in new[] { DateOnly.MinValue, DateOnly.MaxValue, new DateOnly(9999, 1, 1), new DateOnly(2024, 2, 29) })
        {
            foreach (var text in texts)
                _ = DateReader.Read(text, day, 4, "");
        }
    }
}
