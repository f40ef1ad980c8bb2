using CoSellBot.Knowledge.Formats;
using Xunit;

namespace CoSellBot.Tests.Knowledge.Formats;

public class NumberFormatTests
{
    [Theory]
    [InlineData("General", 1234.5, "1234.5")]
    [InlineData("General", -0.25, "-0.25")]
    [InlineData("General", 1e20, "1E+20")]
    [InlineData("", 3, "3")]
    [InlineData("0", 2.6, "3")]
    [InlineData("0", -0.2, "0")]
    [InlineData("0.0#", 1.5, "1.5")]
    [InlineData("000", 7, "007")]
    [InlineData("#,##0", 1234567.8, "1,234,568")]
    [InlineData("#,##0", 0, "0")]
    [InlineData("#,##0.00 \"EUR\"", -1234, "-1,234.00 EUR")]
    [InlineData("$#,##0.00", 9.5, "$9.50")]
    [InlineData("[$€-407] #,##0", 5000, "€ 5,000")]
    [InlineData("[$-409]0", 5, "5")]
    [InlineData("#,##0;[Red](#,##0)", -1500, "(1,500)")]
    [InlineData("_-* #,##0.00\\ _€_-;-* #,##0.00\\ _€_-", -2, "- 2.00")]
    [InlineData("0;-0;\"none\"", 0, "none")]
    [InlineData(";;;", 5, "")]
    [InlineData("0%", 0.25, "25%")]
    [InlineData("0.0%", 0.0825, "8.3%")]
    [InlineData("0.00E+00", 12345, "1.23E+04")]
    [InlineData("#,##0,\"K\"", 12000, "12K")]
    [InlineData("@", 5, "5")]
    [InlineData("[>=1000]0.0,\"k\";0", 5, "5")]
    [InlineData("000-0000", 1234567, "1234567")]
    [InlineData("# ?/?", 0.5, "0.5")]
    [InlineData("yyyy-mm-dd", 46082, "2026-03-01")]
    [InlineData("[$-F800]dddd, mmmm dd, yyyy", 46082, "2026-03-01")]
    [InlineData("mmm yy", 46082, "2026-03-01")]
    [InlineData("d/m/yy h:mm AM/PM", 46082.75, "2026-03-01 18:00")]
    [InlineData("h:mm", 0.5, "12:00")]
    [InlineData("mm:ss", 0.00390625, "00:05:37")]
    [InlineData("[h]:mm", 1.5, "36:00")]
    [InlineData("yyyy-mm-dd", 1, "1900-01-01")]
    [InlineData("yyyy-mm-dd", 61, "1900-03-01")]
    [InlineData("yyyy-mm-dd", -5, "-5")]
    [InlineData("yyyy-mm-dd", 1e9, "1000000000")]
    [InlineData("0.0\"m\"", 3, "3.0m")]
    public void A_number_is_shown_as_its_format_says(string code, double value, string expected) => Assert.Equal(expected, NumberFormat.Parse(code).Show(value, from1904: false));
}
