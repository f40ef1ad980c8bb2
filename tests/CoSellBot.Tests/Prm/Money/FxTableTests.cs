using CoSellBot.Prm;
using Xunit;

namespace CoSellBot.Tests.Prm;

public class FxTableTests
{
    private static readonly DateOnly Friday = new(2026, 6, 5);

    [Fact]
    public void TryConvert_DirectRate_Multiplies()
    {
        var table = new FxTable([Rate("EUR", "USD", 1.1m, Friday)]);
        Assert.True(table.TryConvert(new(8_000_000, "EUR"), "USD", Friday, out var conversion));
        Assert.Equal(new Money(8_800_000, "USD"), conversion.Result);
        Assert.False(conversion.Inverse);
        Assert.Equal("ECB", conversion.Rate.Source);
    }

    [Fact]
    public void TryConvert_InverseRate_DividesAndRoundsToTheExponent()
    {
        var table = new FxTable([Rate("USD", "JPY", 160m, Friday), Rate("KWD", "USD", 3m, Friday)]);
        Assert.True(table.TryConvert(new(1_000, "JPY"), "USD", Friday, out var dollars));
        Assert.Equal((new Money(625, "USD"), true), (dollars.Result, dollars.Inverse));
        Assert.True(table.TryConvert(new(100, "USD"), "KWD", Friday, out var dinars));
        Assert.Equal(new Money(333, "KWD"), dinars.Result);
        Assert.True(table.TryConvert(new(1, "USD"), "JPY", Friday, out var yen));
        Assert.Equal(new Money(2, "JPY"), yen.Result);
    }

    [Fact]
    public void TryConvert_SeveralDays_UsesTheNewestNotAfterToday()
    {
        var table = new FxTable([Rate("EUR", "USD", 1.2m, Friday.AddDays(-1)), Rate("EUR", "USD", 1.1m, Friday), Rate("EUR", "USD", 9m, Friday.AddDays(3)), Rate("USD", "EUR", 0.5m, Friday.AddDays(-1))]);
        Assert.True(table.TryConvert(new(100, "EUR"), "USD", Friday, out var today));
        Assert.Equal(110, today.Result.Minor);
        Assert.True(table.TryConvert(new(100, "EUR"), "USD", Friday.AddDays(-1), out var yesterday));
        Assert.Equal(120, yesterday.Result.Minor);
        Assert.True(table.TryConvert(new(110, "USD"), "EUR", Friday, out var back));
        Assert.Equal((100L, true), (back.Result.Minor, back.Inverse));
    }

    [Fact]
    public void TryConvert_SameCurrency_NeedsNoRate()
    {
        Assert.True(new FxTable([]).TryConvert(new(5, "EUR"), "EUR", Friday, out var conversion));
        Assert.Equal((new Money(5, "EUR"), 1m), (conversion.Result, conversion.Rate.Rate));
    }

    [Fact]
    public void TryConvert_MissingStaleOrTooLarge_IsFalse()
    {
        var table = new FxTable([Rate("EUR", "USD", 1.1m, Friday.AddDays(-3)), Rate("GBP", "USD", 1_000_000m, Friday)]);
        Assert.False(table.TryConvert(new(100, "EUR"), "USD", Friday, out _));
        Assert.False(table.TryConvert(new(100, "EUR"), "GBP", Friday, out _));
        Assert.False(table.TryConvert(new(long.MaxValue, "GBP"), "USD", Friday, out var none));
        Assert.Null(none);
        Assert.NotNull(table.Newest("USD", "EUR", Friday));
    }

    [Theory]
    [InlineData("2026-06-08", "2026-06-04", false)] // Monday: Thursday is the second business day back
    [InlineData("2026-06-08", "2026-06-03", true)]
    [InlineData("2026-06-07", "2026-06-04", false)]
    [InlineData("2026-06-07", "2026-06-03", true)]
    [InlineData("2026-06-05", "2026-06-03", false)]
    [InlineData("2026-06-05", "2026-06-02", true)]
    [InlineData("2026-06-05", "2026-06-05", false)]
    [InlineData("2026-06-05", "2026-06-06", false)]
    public void IsStale_Age_IsCountedInBusinessDays(string today, string asOf, bool stale) =>
        Assert.Equal(stale, FxTable.IsStale(Rate("EUR", "USD", 1, Day(asOf)), Day(today)));

    [Fact]
    public void UnusableRatesAreRefused()
    {
        Assert.Throws<ArgumentException>(() => new FxTable([Rate("EUR", "USD", 0, Friday)]));
        Assert.Throws<ArgumentException>(() => new FxTable([Rate("EUR", "usd", 1, Friday)]));
    }

    private static FxRate Rate(string from, string to, decimal rate, DateOnly asOf) => new(from, to, rate, asOf, "ECB");

    private static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
