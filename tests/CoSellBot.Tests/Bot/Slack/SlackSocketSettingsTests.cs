using CoSellBot.Bot.Slack;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;
using Xunit;

namespace CoSellBot.Tests.Bot.Slack;

/// <summary>What of the sockets an operator decides, and what is not open to anybody.</summary>
public sealed class SlackSocketSettingsTests
{
    [Fact]
    public async Task An_address_without_TLS_is_not_used_outside_Development()
    {
        await using var rig = await SlackSocketRig.StartAsync(new SlackSocketSettings { Count = 1 });
        await rig.Clock.WaitedForAsync(SlackSocketRig.Wait(0));
        Assert.Equal((1, 0), (rig.Slack.Asked.Count, rig.Slack.Open));
        Assert.Contains(rig.Log, line => line.Text.Contains("address_without_tls", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, 2)]
    [InlineData("", 2)]
    [InlineData("1", 1)]
    [InlineData("10", 10)]
    public void The_number_of_sockets_is_a_setting(string? text, int count) => Assert.Equal(count, Read(text).Count);

    [Theory]
    [InlineData("0")]
    [InlineData("11")]
    [InlineData("-1")]
    [InlineData("two")]
    [InlineData("1.5")]
    public void A_number_of_sockets_that_cannot_be_meant_stops_the_start(string text) =>
        Assert.Equal("Slack:Sockets is not a number from 1 to 10.", Assert.Throws<InvalidOperationException>(() => Read(text)).Message);

    private static SlackSocketSettings Read(string? text) => SlackSocketSettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Slack:Sockets", text)]).Build(), new HostingEnvironment { EnvironmentName = "Production" });
}
