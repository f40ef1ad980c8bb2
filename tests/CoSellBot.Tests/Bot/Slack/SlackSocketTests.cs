using CoSellBot.Bot.Slack;
using Xunit;

namespace CoSellBot.Tests.Bot.Slack;

/// <summary>Sockets to Slack that break, age, are refused or fall silent.</summary>
public sealed class SlackSocketTests
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_socket_is_asked_for_with_the_app_token_alone()
    {
        await using var rig = await SlackSocketRig.StartAsync();
        await (await rig.Slack.NextAsync()).RoundAsync("1");

        var (authorization, body, _) = Assert.Single(rig.Slack.Asked);
        Assert.Equal(($"Bearer {SlackSocketRig.Token}", string.Empty), (authorization, body));
        Assert.True(rig.Health.IsReady);
    }

    [Fact]
    public async Task S04_A_cut_socket_is_followed_by_another_although_Slack_refuses_three_times()
    {
        await using var rig = await SlackSocketRig.StartAsync();
        var first = await rig.Slack.NextAsync();
        await first.RoundAsync("1");
        Assert.True(rig.Health.IsReady);
        rig.Slack.Answer(500, "no");
        rig.Slack.Answer(200, """{"ok":false,"error":"internal_error"}""");
        rig.Slack.Answers.Enqueue(http =>
        {
            http.Abort();
            return Task.CompletedTask;
        });

        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        first.Cut();
        await rig.Clock.WaitedForAsync(SlackSocketRig.Wait(0));
        Assert.False(rig.Health.IsReady);
        Assert.Equal(rig.Clock.GetUtcNow(), rig.Health.Since);
        for (var failures = 0; failures < 4; failures++)
        {
            await rig.Clock.PassAsync(SlackSocketRig.Wait(failures));
            Assert.False(rig.Health.IsReady);
        }

        // What happened in between comes again, and is answered.
        await (await rig.Slack.NextAsync()).RoundAsync("2");
        Assert.True(rig.Health.IsReady);
        await first.Over;
        Assert.Equal((5, 1), (rig.Slack.Asked.Count, rig.Slack.Open));
    }

    [Fact]
    public async Task S04_A_socket_whose_pongs_are_swallowed_is_dropped_and_replaced()
    {
        await using var deaf = new DeafSocket();
        await using var rig = await SlackSocketRig.StartAsync(
            new SlackSocketSettings { Count = 1, AllowsPlainLoopback = true, PingInterval = TimeSpan.FromMilliseconds(200), PongTimeout = TimeSpan.FromMilliseconds(200) },
            rig => rig.Slack.Answer(200, $$"""{"ok":true,"url":"{{deaf.Link}}"}"""));

        await deaf.Greeted;
        await deaf.Gone;
        await rig.Clock.WaitedForAsync(SlackSocketRig.Wait(0));
        Assert.False(rig.Health.IsReady);

        await rig.Clock.PassAsync(SlackSocketRig.Wait(0));
        await (await rig.Slack.NextAsync()).RoundAsync("1");
        Assert.True(rig.Health.IsReady);
        Assert.Equal(1, rig.Slack.Open);
    }

    [Fact]
    public void S04_A_dead_socket_is_noticed_within_thirty_seconds_with_the_settings_as_shipped()
    {
        var settings = new SlackSocketSettings();
        // The runtime looks at its pings four times an interval, once for the ping and once for the pong.
        Assert.True((settings.PingInterval + settings.PongTimeout) * 1.25 <= TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData("""<html>maintenance</html>""")]
    [InlineData("""[]""")]
    [InlineData("""{"ok":true}""")]
    [InlineData("""{"ok":true,"url":7}""")]
    [InlineData("""{"ok":true,"url":"wss://"}""")]
    [InlineData("""{"ok":true,"url":"http://127.0.0.1:1/"}""")]
    [InlineData("""{"ok":true,"url":"ws://192.0.2.1/"}""")]
    [InlineData("""{"ok":true,"url":"ws://127.0.0.1:1/"}""")]
    [InlineData("""{"ok":"true","url":"ws://127.0.0.1:1/"}""")]
    public async Task S04_Whatever_Slack_answers_the_next_attempt_comes(string answer)
    {
        await using var rig = await SlackSocketRig.StartAsync(before: rig => rig.Slack.Answer(200, answer));

        await rig.Clock.PassAsync(SlackSocketRig.Wait(0));
        await (await rig.Slack.NextAsync()).RoundAsync("1");
        Assert.True(rig.Health.IsReady);
    }

    [Fact]
    public async Task S04_A_socket_that_never_says_hello_does_not_count()
    {
        await using var rig = await SlackSocketRig.StartAsync(before: rig => rig.Slack.SaysHello = false);
        var silent = await rig.Slack.NextAsync();
        rig.Slack.SaysHello = true;

        await rig.Clock.PassAsync(new SlackSocketSettings().HelloTimeout);
        await rig.Clock.PassAsync(SlackSocketRig.Wait(0));
        await (await rig.Slack.NextAsync()).RoundAsync("1");
        await silent.Over;
        Assert.Equal(1, rig.Slack.Open);
    }

    [Fact]
    public async Task S05_An_ageing_socket_still_acknowledges_what_it_brought_and_then_closes()
    {
        await using var rig = await SlackSocketRig.StartAsync();
        var (entered, leave) = rig.Hold();
        var old = await rig.Slack.NextAsync();
        await old.EnvelopeAsync("1");
        await entered.WaitAsync(Generous);

        await old.DisconnectAsync("warning");
        await rig.Clock.WaitedForAsync(SlackSocketRig.Wait(0));
        Assert.True(rig.Health.IsReady);
        await rig.Clock.PassAsync(SlackSocketRig.Wait(0));
        var next = await rig.Slack.NextAsync();
        leave.SetResult(null);

        Assert.Equal("""{"envelope_id":"1"}""", (await old.HeardAsync()).ToJsonString());
        Assert.NotNull(await old.Over);
        await next.RoundAsync("2");
        Assert.True(rig.Health.IsReady);
        Assert.Equal((2, 1), (rig.Slack.Asked.Count, rig.Slack.Open));
    }

    [Fact]
    public async Task S05_A_healthy_socket_is_replaced_at_once_when_Slack_asks()
    {
        await using var rig = await SlackSocketRig.StartAsync();
        var old = await rig.Slack.NextAsync();
        await old.RoundAsync("1");
        await rig.Clock.QuietAsync();
        rig.Clock.Advance(TimeSpan.FromHours(3));

        await old.DisconnectAsync("refresh_requested");
        var next = await rig.Slack.NextAsync();
        Assert.NotNull(await old.Over);
        await next.RoundAsync("2");
        Assert.True(rig.Health.IsReady);
    }

    [Fact]
    public async Task S05_When_the_old_socket_is_gone_nothing_is_acknowledged_until_it_comes_again()
    {
        await using var rig = await SlackSocketRig.StartAsync();
        var (entered, leave) = rig.Hold();
        var old = await rig.Slack.NextAsync();
        await old.EnvelopeAsync("1");
        await entered.WaitAsync(Generous);
        old.Cut();
        await rig.Clock.PassAsync(SlackSocketRig.Wait(0));
        var next = await rig.Slack.NextAsync();
        leave.SetResult(null);

        // The next socket hears of the redelivery only.
        await next.RoundAsync("1-again");
        await next.RoundAsync("2");
        Assert.Equal(["Ev1", "Ev1-again", "Ev2"], rig.Received.Select(received => received.Event));
    }
}
