using CoSellBot.Agents.Understanding;
using Xunit;

namespace CoSellBot.Tests.Agents.Understanding;

public class YesNoTests
{
    [Theory]
    [InlineData("yes", true)]
    [InlineData("Yes!", true)]
    [InlineData("y", true)]
    [InlineData("yep", true)]
    [InlineData(" OK. ", true)]
    [InlineData("yes, go ahead", true)]
    [InlineData("yes please", true)]
    [InlineData("ok register it", true)]
    [InlineData("that’s right", true)]
    [InlineData("ja bitte", true)]
    [InlineData("oui", true)]
    [InlineData("sí", true)]
    [InlineData("sim", true)]
    [InlineData("はい", true)]
    [InlineData("はい、登録して。", true)]
    [InlineData("👍", true)]
    [InlineData("no", false)]
    [InlineData("no thanks", false)]
    [InlineData("never mind", false)]
    [InlineData("nein", false)]
    [InlineData("non merci", false)]
    [InlineData("não", false)]
    [InlineData("いいえ", false)]
    [InlineData("please don't", false)]
    [InlineData("yes but make it 90k", null)]
    [InlineData("ok?", null)]
    [InlineData("ok no", null)]
    [InlineData("no, Nimbus UK", null)]
    [InlineData("please", null)]
    [InlineData("thanks", null)]
    [InlineData("yesterday", null)]
    [InlineData("not sure", null)]
    [InlineData("", null)]
    [InlineData("don't register it", null)]
    public void Read_WholeMessage_IsPlainOrNothing(string text, bool? expected) => Assert.Equal(expected, YesNo.Read(text));
}
