using CoSellBot.Agents.Understanding;
using Xunit;

namespace CoSellBot.Tests.Agents.Understanding;

public class ChatTextTests
{
    [Theory]
    [InlineData("  hi\tthere \r\n you ", "hi there you")]
    [InlineData("a\0b\u0007c", "abc")]
    [InlineData("con\u200Btoso\uFEFF", "contoso")]
    [InlineData("\u202Egnp.exe", "gnp.exe")]
    [InlineData("e\u0301", "\u00E9")]
    [InlineData("x\uDB40\uDC41y", "xy")]
    [InlineData("80\u00A0000 €", "80 000 €")]
    [InlineData("\uFFFE", "\uFFFD")]
    [InlineData("👍", "👍")]
    [InlineData("שלום", "שלום")]
    [InlineData("", "")]
    public void Clean_HostileText_IsNormalised(string text, string expected) => Assert.Equal(expected, ChatText.Clean(text));

    [Fact] // xunit cannot carry a lone surrogate in InlineData
    public void Clean_LoneSurrogate_IsReplaced()
    {
        Assert.Equal("a\uFFFD", ChatText.Clean("a\uD83D"));
        Assert.Equal("\uFFFDa", ChatText.Clean("\uDC00a"));
    }

    [Fact]
    public void Clean_ThousandsOfMarks_KeepsFour()
    {
        var clean = ChatText.Clean("a" + new string('\u0317', 10_000) + "b");
        Assert.Equal(6, clean.Length);
    }

    [Theory]
    [InlineData("register fabrikam.co.uk, 45k (DR-7K3Q)!", "register|fabrikam.co.uk|45k|DR-7K3Q")]
    [InlineData("AT&T's 80,000 € <company>?", "AT&T's|80,000|€|<company>|?")]
    [InlineData("a < b > <Company>", "a|b|Company")]
    [InlineData("... -- '", "")]
    public void Tokens_Text_KeepsWhatBelongsTogether(string text, string expected)
    {
        var tokens = ChatText.Tokens(text);
        Assert.Equal(expected, string.Join('|', tokens.Select(t => t.Text)));
        Assert.All(tokens, t => Assert.Equal(t.Text, text.Substring(t.Start, t.Length)));
    }
}
