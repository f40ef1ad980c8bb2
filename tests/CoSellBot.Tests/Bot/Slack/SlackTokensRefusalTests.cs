using System.Net;
using System.Text.Json.Nodes;
using CoSellBot.Bot.Slack;
using CoSellBot.Bot.Turns;
using CoSellBot.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CoSellBot.Tests.Bot.Slack;

/// <summary>A token Slack does not take: what may pass is waited for, what ended is given up, and either is seen from outside.</summary>
public sealed class SlackTokensRefusalTests : IAsyncLifetime
{
    private static readonly SlackAnswer Posted = SlackAnswer.Ok(new { ts = "1.2" });
    private SlackRig _rig = null!;

    public async Task InitializeAsync() => _rig = await SlackRig.StartAsync();

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Theory]
    [InlineData("invalid_auth")]
    [InlineData("not_authed")]
    public async Task S08_what_a_disallowed_address_is_told_keeps_the_token_and_heals_by_itself(string code)
    {
        var bot = await _rig.ProcessAsync();
        await bot.KeepAsync("T1", "xoxb-one", "xoxe-1", TimeSpan.FromHours(12));
        await bot.KeepAsync("T2", "xoxb-two");
        _rig.Slack.Answer = call => call.Authorization == "Bearer xoxb-one" ? SlackAnswer.Error(code) : Posted;
        var refused = await FailAsync(PostAsync(bot));
        Assert.Equal((ChannelFailure.Busy, TimeSpan.FromSeconds(60), code), (refused.Reason, refused.RetryAfter, refused.Code));

        _rig.Clock.Advance(TimeSpan.FromSeconds(20));
        var held = await FailAsync(PostAsync(bot));
        Assert.Equal((ChannelFailure.Busy, TimeSpan.FromSeconds(40)), (held.Reason, held.RetryAfter));
        Assert.Single(_rig.Slack.Calls);
        Assert.Equal("1.2", await PostAsync(bot, "T2"));
        Assert.Single(Errors(bot), line => line.Contains("T1", StringComparison.Ordinal) && line.Contains(code, StringComparison.Ordinal));
        var kept = await bot.Tokens.FindAsync("T1", default);
        Assert.Equal((null, "xoxb-one", "xoxe-1"), (kept!.ClosedBecause, bot.Vault.Token(kept), bot.Vault.RefreshToken(kept)));

        _rig.Clock.Advance(TimeSpan.FromSeconds(41));
        await FailAsync(PostAsync(bot));
        Assert.Equal(2, Errors(bot).Count());
        _rig.Clock.Advance(TimeSpan.FromSeconds(61));
        _rig.Slack.Answer = _ => Posted;
        Assert.Equal("1.2", await PostAsync(bot));
    }

    [Fact]
    public async Task A_new_token_does_not_wait_for_the_pause_of_the_old_one()
    {
        var bot = await _rig.ProcessAsync();
        await bot.KeepAsync("T1", "xoxb-one");
        _rig.Slack.Answer = call => call.Authorization == "Bearer xoxb-one" ? SlackAnswer.Error("invalid_auth") : Posted;
        await FailAsync(PostAsync(bot));
        await bot.KeepAsync("T1", "xoxb-new");
        Assert.Equal("1.2", await PostAsync(bot));
    }

    [Fact]
    public async Task A07_a_refresh_from_a_disallowed_address_keeps_the_tokens()
    {
        var bot = await _rig.ProcessAsync();
        await bot.KeepAsync("T1", "xoxe.xoxb-old", "xoxe-1-old", TimeSpan.FromHours(12));
        _rig.Clock.Advance(TimeSpan.FromHours(12));
        _rig.Slack.Answer = _ => SlackAnswer.Error("invalid_auth");
        Assert.Equal(ChannelFailure.Busy, (await FailAsync(bot.Tokens.TokenAsync("T1", default))).Reason);
        _rig.Slack.Answer = null;
        _rig.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal("xoxe.xoxb-1", await bot.Tokens.TokenAsync("T1", default));
    }

    [Fact]
    public async Task S08_the_workspace_of_the_settings_is_opened_again_when_its_token_works_again()
    {
        var bot = await _rig.ProcessAsync(_rig.Slack.WithBotToken());
        await bot.Tokens.TokenAsync("T1", default);
        Assert.False(bot.Tokens.IsRefused);
        _rig.Slack.Answer = _ => SlackAnswer.Error("token_revoked");
        await FailAsync(PostAsync(bot));
        Assert.True(bot.Tokens.IsRefused);
        Assert.Equal("token_revoked", (await FailAsync(bot.Tokens.TokenAsync("T1", default))).Message);
        Assert.Equal("token_revoked", Assert.Single(await bot.Tokens.AllAsync(default)).ClosedBecause);
        Assert.Single(_rig.Slack.CallsOf("auth.test"));

        _rig.Clock.Advance(TimeSpan.FromMinutes(6));
        await FailAsync(bot.Tokens.TokenAsync("T1", default));
        await FailAsync(bot.Tokens.TokenAsync("T1", default));
        Assert.Equal(2, _rig.Slack.CallsOf("auth.test").Count());
        Assert.Equal("token_revoked", Assert.Single(await bot.Tokens.AllAsync(default)).ClosedBecause);

        _rig.Slack.Answer = null;
        _rig.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Null((await bot.Tokens.FindAsync("T1", default))!.ClosedBecause);
        Assert.Equal("xoxb-own", await bot.Tokens.TokenAsync("T1", default));
        Assert.False(bot.Tokens.IsRefused);
    }

    [Fact]
    public async Task S08_a_void_token_found_at_the_start_closes_what_an_earlier_run_learned()
    {
        await (await _rig.ProcessAsync(_rig.Slack.WithBotToken())).Tokens.TokenAsync("T1", default);
        _rig.Slack.Answer = _ => SlackAnswer.Error("account_inactive");
        var bot = await _rig.ProcessAsync(_rig.Slack.WithBotToken());
        Assert.False(bot.Tokens.IsRefused);
        Assert.Equal("account_inactive", Assert.Single(await bot.Tokens.AllAsync(default)).ClosedBecause);
        Assert.True(bot.Tokens.IsRefused);
        Assert.Equal("account_inactive", (await bot.Tokens.FindAsync("T1", default))!.ClosedBecause);
        Assert.Equal(ChannelFailure.Closed, (await FailAsync(bot.Tokens.TokenAsync("T1", default))).Reason);

        _rig.Slack.Answer = null;
        _rig.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("xoxb-own", await bot.Tokens.TokenAsync("T1", default));
        Assert.Null((await bot.Tokens.FindAsync("T1", default))!.ClosedBecause);
    }

    [Fact]
    public async Task The_token_of_the_settings_refused_on_a_call_is_asked_about_after_the_pause()
    {
        var bot = await _rig.ProcessAsync(_rig.Slack.WithBotToken());
        await bot.Tokens.TokenAsync("T1", default);
        _rig.Slack.Answer = _ => SlackAnswer.Error("invalid_auth");
        await FailAsync(PostAsync(bot));
        Assert.True(bot.Tokens.IsRefused);
        Assert.Null((await bot.Tokens.FindAsync("T1", default))!.ClosedBecause);
        Assert.Equal(ChannelFailure.Busy, (await FailAsync(PostAsync(bot))).Reason);
        Assert.Equal(2, _rig.Slack.Calls.Count);

        _rig.Slack.Answer = call => call.Method == "auth.test" ? null! : Posted;
        _rig.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal("1.2", await PostAsync(bot));
        Assert.False(bot.Tokens.IsRefused);
    }

    [Fact]
    public async Task O02_a_wrong_token_is_found_at_the_start_and_the_bot_is_not_ready()
    {
        _rig.Slack.Answer = _ => SlackAnswer.Error("invalid_auth");
        var log = new RecordedLog();
        await using var bot = await CoSellBotFactory.StartAsync(
            services => services.AddLogging(logging => logging.AddProvider(log)), null,
            "--Slack:SigningSecret=s", "--Slack:BotToken=xoxb-own", $"--Slack:ApiBaseUrl={new Uri(_rig.Slack.Address, "/api/")}");
        var tokens = bot.App.Services.GetRequiredService<SlackTokens>();
        await SlackRig.WaitForAsync(() => tokens.IsRefused);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "not ready: slack"), await ReadyAsync(bot));
        Assert.Contains(log.Lines, line => line.Level == LogLevel.Error && line.Text.Contains("invalid_auth", StringComparison.Ordinal));

        _rig.Slack.Answer = null;
        bot.Clock.Advance(TimeSpan.FromSeconds(61));
        await tokens.AllAsync(default);
        Assert.Equal((HttpStatusCode.OK, "ready"), await ReadyAsync(bot));
    }

    [Fact]
    public async Task S08_what_is_said_to_a_closed_workspace_is_dropped_and_the_bot_is_not_ready_until_the_token_works()
    {
        await using var slack = await SlackBot.StartAsync(Hosting.ByHand);
        Assert.Equal((HttpStatusCode.OK, "ready"), await ReadyAsync(slack.Bot));
        slack.Slack.Interfere = (call, done) => !done && call.Method is "chat.postMessage" or "auth.test" && slack.Slack.Posts.Any() ? FakeSlack.Fail("token_revoked") : null;
        await SayAsync("my deals");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "not ready: slack"), await ReadyAsync(slack.Bot));
        await SayAsync("help");
        Assert.Single(await slack.Bot.InboxAsync());

        slack.Bot.Clock.Advance(TimeSpan.FromMinutes(6));
        await SayAsync("help");
        Assert.Single(await slack.Bot.InboxAsync());
        slack.Slack.Interfere = null;
        slack.Bot.Clock.Advance(TimeSpan.FromMinutes(6));
        await SayAsync("help");
        Assert.Single(slack.Slack.Shown(SlackBot.Direct("lena")));
        Assert.Equal((HttpStatusCode.OK, "ready"), await ReadyAsync(slack.Bot));

        async Task SayAsync(string text)
        {
            using var response = await slack.SendAsync(slack.Event(slack.Words("lena", text)));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            await slack.Bot.IdleAsync();
        }
    }

    private static async Task<(HttpStatusCode Status, string Text)> ReadyAsync(CoSellBotFactory bot)
    {
        using var response = await bot.Http.GetAsync(new Uri("/health/ready", UriKind.Relative));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static Task<ChannelException> FailAsync(Task call) => Assert.ThrowsAsync<ChannelException>(() => call);

    private static IEnumerable<string> Errors(SlackProcess bot) => bot.Log.Lines.Where(line => line.Level == LogLevel.Error).Select(line => line.Text);

    private static Task<string> PostAsync(SlackProcess bot, string installation = "T1") => bot.Api.PostMessageAsync(installation, "C1", null, "m1", "x", new JsonArray(), default);
}
