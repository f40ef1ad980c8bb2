using System.Net;
using CoSellBot.Bot.Slack;
using CoSellBot.Tests.Infrastructure;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CoSellBot.Tests.Bot.Slack;

/// <summary>A bot that Slack cannot reach says so, and says it where somebody looks.</summary>
public sealed class SlackSocketReadinessTests
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("invalid_auth")]
    [InlineData("not_allowed_token_type")]
    [InlineData("token_revoked")]
    public async Task O02_A_refused_token_is_an_alarm_and_is_tried_again_rarely(string error)
    {
        await using var rig = await SlackSocketRig.StartAsync(before: rig => rig.Slack.Answer(200, $$"""{"ok":false,"error":"{{error}}"}"""));
        await rig.Clock.WaitedForAsync(SlackSocketSlot.Rare);
        Assert.False(rig.Health.IsReady);
        Assert.Contains(rig.Log, line => line.Level == LogLevel.Critical && line.Text.Contains(error, StringComparison.Ordinal));

        await rig.Clock.PassAsync(SlackSocketSlot.Rare);
        await (await rig.Slack.NextAsync()).RoundAsync("1");
        Assert.True(rig.Health.IsReady);
        Assert.DoesNotContain(rig.Log, line => line.Text.Contains(SlackSocketRig.Token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task O02_Socket_Mode_switched_off_is_an_alarm_and_the_bot_is_not_ready()
    {
        await using var rig = await SlackSocketRig.StartAsync();
        var socket = await rig.Slack.NextAsync();
        await socket.RoundAsync("1");
        await socket.DisconnectAsync("link_disabled");

        await rig.Clock.WaitedForAsync(SlackSocketSlot.Rare);
        Assert.False(rig.Health.IsReady);
        Assert.Contains(rig.Log, line => line.Level == LogLevel.Critical);
        await rig.Clock.PassAsync(SlackSocketSlot.Rare);
        await (await rig.Slack.NextAsync()).RoundAsync("2");
        Assert.True(rig.Health.IsReady);
    }

    [Fact]
    public async Task O02_The_bot_says_that_Slack_is_not_ready_until_a_socket_has_said_hello()
    {
        await using var slack = await FakeSocketMode.StartAsync(TimeProvider.System);
        slack.SaysHello = false;
        await using var bot = await CoSellBotFactory.StartAsync(
            null, null, $"--Slack:AppToken={SlackSocketRig.Token}", "--Slack:ClientId=1.2", "--Slack:ClientSecret=s", $"--Slack:ApiBaseUrl={slack.Api}", "--Slack:Sockets=1");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "not ready: slack"), await ReadyAsync(bot));

        var socket = await slack.NextAsync();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "not ready: slack"), await ReadyAsync(bot));
        await socket.HelloAsync();
        await socket.RoundAsync("1");
        Assert.Equal((HttpStatusCode.OK, "ready"), await ReadyAsync(bot));

        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        slack.Answers.Enqueue(http =>
        {
            asked.SetResult();
            http.Abort();
            return Task.CompletedTask;
        });
        socket.Cut();
        await asked.Task.WaitAsync(Generous);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "not ready: slack"), await ReadyAsync(bot));
    }

    private static async Task<(HttpStatusCode Status, string Text)> ReadyAsync(CoSellBotFactory bot)
    {
        using var response = await bot.Http.GetAsync(new Uri("/health/ready", UriKind.Relative));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
