using CoSellBot.Bot.Slack;
using Xunit;

namespace CoSellBot.Tests.Bot.Slack;

/// <summary>How long the bot leaves Slack alone between two attempts at a socket.</summary>
public sealed class SlackSocketBackoffTests
{
    [Fact]
    public async Task S05_A_storm_of_too_many_websockets_is_met_with_one_attempt_per_growing_wait()
    {
        await using var rig = await SlackSocketRig.StartAsync();
        for (var failures = 0; failures < 10; failures++)
        {
            var socket = await rig.Slack.NextAsync();
            await socket.DisconnectAsync("too_many_websockets");
            await rig.Clock.WaitedForAsync(SlackSocketRig.Wait(failures));
            Assert.Equal(failures + 1, rig.Slack.Asked.Count);
            Assert.False(rig.Health.IsReady);
            await rig.Clock.PassAsync(SlackSocketRig.Wait(failures));
        }

        await (await rig.Slack.NextAsync()).RoundAsync("1");
        var times = rig.Slack.Asked.Select(asked => asked.At).ToList();
        Assert.Equal(11, times.Count);
        Assert.All(times.Zip(times.Skip(1)).Index(), gap => Assert.True(gap.Item.Second - gap.Item.First >= SlackSocketRig.Wait(gap.Index), $"{gap.Index}"));
    }

    [Fact]
    public async Task S05_A_healthy_minute_makes_the_next_wait_short_again()
    {
        await using var rig = await SlackSocketRig.StartAsync(before: rig => rig.Slack.Answer(503, "no"));
        await rig.Clock.PassAsync(SlackSocketRig.Wait(0));
        var socket = await rig.Slack.NextAsync();
        await socket.RoundAsync("1");
        await rig.Clock.QuietAsync();
        rig.Clock.Advance(SlackSocketSlot.Healthy);
        socket.Cut();
        await rig.Clock.PassAsync(SlackSocketRig.Wait(0));
        socket = await rig.Slack.NextAsync();
        await socket.RoundAsync("2");
        socket.Cut();
        await rig.Clock.WaitedForAsync(SlackSocketRig.Wait(1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void S05_Waits_grow_from_one_second_to_a_minute_and_no_further(int index)
    {
        var waits = Enumerable.Range(0, 40).Select(failures => SlackSocketSlot.Wait(index, failures).TotalSeconds).ToList();

        Assert.All(waits.Take(6).Zip(waits.Skip(1)), pair => Assert.True(pair.Second > pair.First));
        Assert.InRange(waits[0], 0.8, 1);
        Assert.All(waits.Skip(6), wait => Assert.InRange(wait, 48, 60));
        Assert.NotEqual(SlackSocketSlot.Wait(index, 3), SlackSocketSlot.Wait(index + 1, 3));
    }

    [Fact]
    public async Task Slack_is_left_alone_for_as_long_as_it_asks()
    {
        await using var rig = await SlackSocketRig.StartAsync(before: rig => rig.Slack.Answer(429, "", retryAfter: "37"));
        await rig.Clock.PassAsync(TimeSpan.FromSeconds(37));
        await (await rig.Slack.NextAsync()).RoundAsync("1");
    }
}
