using CoSellBot.Bot.Slack;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;
using CoSellBot.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CoSellBot.Tests.Bot.Slack;

/// <summary>Tokens are kept protected, renewed once for all, and given up when Slack says so.</summary>
public sealed class SlackTokensTests : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(12);
    private readonly SlackDatabase _database = SlackDatabase.Create();
    private readonly FakeClock _clock = FakeClock.Morning();
    private readonly List<SlackProcess> _processes = [];
    private FakeSlackOAuth _slack = null!;

    public async Task InitializeAsync() => _slack = await FakeSlackOAuth.StartAsync();

    public async Task DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        await _slack.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_token_is_stored_protected_and_read_after_a_restart_and_by_another_process()
    {
        var first = await StartAsync();
        await first.KeepAsync("T1", "xoxb-secret", "xoxe-secret", Long);
        var raw = string.Concat(await first.Store.ReadAsync(
            context => context.Set<SlackInstallation>().Select(row => row.ProtectedToken + row.ProtectedRefreshToken + row.Id).ToListAsync(), default));
        Assert.DoesNotContain("secret", raw, StringComparison.Ordinal);

        var second = await StartAsync();
        Assert.Equal("xoxb-secret", await second.Tokens.TokenAsync("T1", default));
        Assert.Equal("xoxb-secret", await first.Tokens.TokenAsync("T1", default));
        Assert.Equal(1, await first.Store.ReadAsync(context => context.Set<DataProtectionKey>().CountAsync(), default));
        Assert.Empty(_slack.Calls);
    }

    [Fact]
    public async Task A_token_copied_to_another_installation_does_not_open_there()
    {
        var bot = await StartAsync();
        await bot.KeepAsync("T1", "xoxb-one");
        await bot.KeepAsync("T2", "xoxb-two");
        await bot.Store.WriteAsync(
            async context => (await context.Set<SlackInstallation>().SingleAsync(i => i.Id == "T2")).ProtectedToken = (await context.Set<SlackInstallation>().SingleAsync(i => i.Id == "T1")).ProtectedToken, default);
        Assert.Equal(ChannelFailure.Closed, (await FailAsync(bot.Tokens.TokenAsync("T2", default))).Reason);
        Assert.Equal("xoxb-one", await bot.Tokens.TokenAsync("T1", default));
    }

    [Fact]
    public async Task Where_the_app_is_not_installed_there_is_no_token()
    {
        var bot = await StartAsync();
        Assert.Equal(ChannelFailure.Closed, (await FailAsync(bot.Tokens.TokenAsync("T9", default))).Reason);
        Assert.Null(await bot.Tokens.FindAsync("T9", default));
        Assert.Empty(await bot.Tokens.AllAsync(default));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(-5)]
    public async Task A07_twenty_callers_in_two_processes_make_one_call_and_all_get_the_stored_pair(int minutesLeft)
    {
        var (one, two) = (await StartAsync(), await StartAsync());
        await one.KeepAsync("T1", "xoxe.xoxb-old", "xoxe-1-old", Long);
        _slack.GoodRefresh = "xoxe-1-old";
        _clock.Advance(Long - TimeSpan.FromMinutes(minutesLeft));
        var gate = new TaskCompletionSource();
        _slack.Hold = gate.Task;
        var asking = Enumerable.Range(0, 20).Select(at => Task.Run(() => (at % 2 == 0 ? one : two).Tokens.TokenAsync("T1", default))).ToList();
        await WaitForAsync(() => _slack.Calls.IsEmpty is false);
        gate.SetResult();

        // While it lasts, the old token serves those who do not renew it.
        var tokens = await Task.WhenAll(asking);
        Assert.All(tokens, token => Assert.True(token == "xoxe.xoxb-1" || (minutesLeft > 0 && token == "xoxe.xoxb-old"), token));
        Assert.Equal(("xoxe.xoxb-1", "xoxe.xoxb-1"), (await one.Tokens.TokenAsync("T1", default), await two.Tokens.TokenAsync("T1", default)));
        var form = Assert.Single(_slack.Calls).Form;
        Assert.Equal(("refresh_token", "xoxe-1-old", FakeSlackOAuth.ClientId, FakeSlackOAuth.ClientSecret), (form["grant_type"], form["refresh_token"], form["client_id"], form["client_secret"]));

        // The stored refresh token works too.
        _clock.Advance(Long);
        Assert.Equal("xoxe.xoxb-2", await two.Tokens.TokenAsync("T1", default));
        Assert.Equal("xoxe-1-1", _slack.Calls.Last().Form["refresh_token"]);
    }

    [Fact]
    public async Task A07_a_token_far_from_its_end_is_not_renewed()
    {
        var bot = await StartAsync();
        await bot.KeepAsync("T1", "xoxe.xoxb-old", "xoxe-1-old", Long);
        _clock.Advance(Long - TimeSpan.FromMinutes(11));
        Assert.Equal("xoxe.xoxb-old", await bot.Tokens.TokenAsync("T1", default));
        Assert.Empty(_slack.Calls);
    }

    [Fact]
    public async Task A07_one_who_gives_up_does_not_take_the_pair_from_the_others()
    {
        var bot = await StartAsync();
        await bot.KeepAsync("T1", "xoxe.xoxb-old", "xoxe-1-old", Long);
        _clock.Advance(Long);
        var gate = new TaskCompletionSource();
        _slack.Hold = gate.Task;
        using var gaveUp = new CancellationTokenSource();
        var first = bot.Tokens.TokenAsync("T1", gaveUp.Token);
        await WaitForAsync(() => _slack.Calls.IsEmpty is false);
        await gaveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();

        Assert.Equal("xoxe.xoxb-1", await bot.Tokens.TokenAsync("T1", default));
        Assert.Single(_slack.Calls);
    }

    [Fact]
    public async Task A07_after_a_lost_reply_the_same_refresh_token_is_tried_once_more_when_the_lease_is_over()
    {
        var bot = await StartAsync();
        await bot.KeepAsync("T1", "xoxe.xoxb-old", "xoxe-1-old", Long);
        _clock.Advance(Long - TimeSpan.FromMinutes(5));
        _slack.Answer = _ => SlackAnswer.Dropped;
        Assert.Equal("xoxe.xoxb-old", await bot.Tokens.TokenAsync("T1", default));
        Assert.Equal("xoxe.xoxb-old", await bot.Tokens.TokenAsync("T1", default));
        Assert.Single(_slack.Calls);

        _slack.Answer = null;
        _clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal("xoxe.xoxb-1", await bot.Tokens.TokenAsync("T1", default));
        Assert.Equal(["xoxe-1-old", "xoxe-1-old"], _slack.Calls.Select(call => call.Form["refresh_token"]));
    }

    [Fact]
    public async Task A07_after_a_lost_reply_and_the_end_of_the_token_one_has_to_wait()
    {
        var bot = await StartAsync();
        await bot.KeepAsync("T1", "xoxe.xoxb-old", "xoxe-1-old", Long);
        _clock.Advance(Long);
        _slack.Answer = _ => SlackAnswer.Dropped;
        var failure = await FailAsync(bot.Tokens.TokenAsync("T1", default));
        Assert.Equal((ChannelFailure.Busy, TimeSpan.FromSeconds(30)), (failure.Reason, failure.RetryAfter));
        Assert.Null((await bot.Tokens.FindAsync("T1", default))!.ClosedBecause);
    }

    [Theory]
    [InlineData("invalid_refresh_token")]
    [InlineData("token_revoked")]
    public async Task A07_a_refresh_token_Slack_has_spent_needs_a_reconnect_and_others_go_on(string code)
    {
        var bot = await StartAsync();
        await bot.KeepAsync("T1", "xoxe.xoxb-old", "xoxe-1-spent", Long);
        await bot.KeepAsync("T2", "xoxe.xoxb-two", "xoxe-1-two", Long);
        _clock.Advance(Long);
        _slack.Answer = call => call.Form["refresh_token"] == "xoxe-1-spent" ? SlackAnswer.Error(code) : _slack.Grant();
        var failure = await FailAsync(bot.Tokens.TokenAsync("T1", default));
        Assert.Equal((ChannelFailure.Closed, "reconnect needed"), (failure.Reason, failure.Message));
        await FailAsync(bot.Tokens.TokenAsync("T1", default));
        Assert.Equal("xoxe.xoxb-1", await bot.Tokens.TokenAsync("T2", default));

        Assert.Equal(2, _slack.Calls.Count);
        var closed = await bot.Tokens.FindAsync("T1", default);
        Assert.Equal(("reconnect needed", null, null), (closed!.ClosedBecause, closed.ProtectedToken, closed.ProtectedRefreshToken));
        Assert.Contains(bot.Log.Lines, line => line.Level == LogLevel.Error && line.Text.Contains("T1", StringComparison.Ordinal));
        Assert.DoesNotContain(bot.Log.Lines, line => line.Text.Contains("xox", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("bad_client_secret")]
    [InlineData("ratelimited")]
    [InlineData("internal_error")]
    public async Task A07_what_is_not_the_fault_of_the_workspace_does_not_close_it(string code)
    {
        var bot = await StartAsync();
        await bot.KeepAsync("T1", "xoxe.xoxb-old", "xoxe-1-old", Long);
        _clock.Advance(Long);
        _slack.Answer = _ => SlackAnswer.Error(code);
        Assert.Equal(ChannelFailure.Busy, (await FailAsync(bot.Tokens.TokenAsync("T1", default))).Reason);
        Assert.Null((await bot.Tokens.FindAsync("T1", default))!.ClosedBecause);
    }

    [Fact]
    public async Task A07_a_pair_for_an_installation_that_was_closed_meanwhile_is_not_stored()
    {
        var bot = await StartAsync();
        await bot.KeepAsync("T1", "xoxe.xoxb-old", "xoxe-1-old", Long);
        _clock.Advance(Long);
        _slack.Answer = _ =>
        {
            bot.Tokens.EndAsync("T1", "app_uninstalled", _clock.GetUtcNow(), default).GetAwaiter().GetResult();
            return _slack.Grant();
        };
        Assert.Equal("app_uninstalled", (await FailAsync(bot.Tokens.TokenAsync("T1", default))).Message);
        Assert.Null((await bot.Tokens.FindAsync("T1", default))!.ProtectedToken);
    }

    [Fact]
    public async Task L03_a_closed_installation_has_no_tokens_and_a_new_one_starts_clean()
    {
        var bot = await StartAsync();
        await bot.KeepAsync("T1", "xoxb-one", "xoxe-1", Long);
        await bot.Store.WriteAsync(
            context =>
            {
                context.Add(new SlackPlace { InstallationId = "T1", ChannelId = "D1", ClosedBecause = "token_revoked", UpdatedAt = _clock.GetUtcNow() });
                return Task.CompletedTask;
            },
            default);
        await bot.Tokens.EndAsync("T1", "app_uninstalled", _clock.GetUtcNow(), default);
        await bot.Tokens.EndAsync("T1", "tokens_revoked", _clock.GetUtcNow(), default);
        var closed = Assert.Single(await bot.Tokens.AllAsync(default));
        Assert.Equal(("app_uninstalled", null, null, null), (closed.ClosedBecause, closed.ProtectedToken, closed.ProtectedRefreshToken, closed.TokenExpiresAt));
        Assert.Equal("app_uninstalled", (await FailAsync(bot.Tokens.TokenAsync("T1", default))).Message);

        await bot.KeepAsync("T1", "xoxb-two");
        Assert.Equal("xoxb-two", await bot.Tokens.TokenAsync("T1", default));
        Assert.Null((await bot.Tokens.FindAsync("T1", default))!.ClosedBecause);
        Assert.Null((await bot.Store.ReadAsync(context => context.Set<SlackPlace>().SingleAsync(), default)).ClosedBecause);
    }

    [Fact]
    public async Task The_workspace_of_the_settings_is_learned_from_Slack_and_its_token_is_not_stored()
    {
        var bot = await StartAsync(_slack.WithBotToken());
        var found = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => bot.Tokens.FindAsync("T1", default)));
        Assert.All(found, row => Assert.Equal(("U0BOT", "B0BOT", null), (row!.BotUserId, row.BotId, row.ProtectedToken)));
        Assert.Equal("xoxb-own", await bot.Tokens.TokenAsync("T1", default));
        Assert.Equal(ChannelFailure.Closed, (await FailAsync(bot.Tokens.TokenAsync("T2", default))).Reason);
        Assert.Null(await bot.Tokens.FindAsync("T2", default));
        Assert.Single(await bot.Tokens.AllAsync(default));
        Assert.Equal("Bearer xoxb-own", Assert.Single(_slack.Calls).Authorization);
    }

    [Fact]
    public async Task While_Slack_is_away_the_workspace_stays_unknown_and_is_asked_for_again_later()
    {
        var bot = await StartAsync(_slack.WithBotToken());
        _slack.Answer = _ => new SlackAnswer(503, "");
        Assert.Equal(ChannelFailure.Busy, (await FailAsync(bot.Tokens.TokenAsync("T1", default))).Reason);
        Assert.Null(await bot.Tokens.FindAsync("T1", default));
        Assert.Empty(await bot.Tokens.AllAsync(default));
        Assert.Single(_slack.Calls);
        Assert.Contains(bot.Log.Lines, line => line.Level == LogLevel.Error && line.Text.Contains("Slack:BotToken", StringComparison.Ordinal));

        _slack.Answer = null;
        _clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal("xoxb-own", await bot.Tokens.TokenAsync("T1", default));
    }

    [Fact]
    public async Task S08_the_token_of_the_settings_is_given_up_when_revoked_and_works_again_after_a_restart_with_a_good_one()
    {
        var bot = await StartAsync(_slack.WithBotToken());
        await bot.Tokens.TokenAsync("T1", default);
        await bot.Tokens.DisownAsync("T1", "xoxb-own", "token_revoked", default);
        Assert.Equal("token_revoked", (await FailAsync(bot.Tokens.TokenAsync("T1", default))).Message);

        var again = await StartAsync(_slack.WithBotToken("xoxb-new"));
        Assert.Equal("xoxb-new", await again.Tokens.TokenAsync("T1", default));
    }

    private static Task<ChannelException> FailAsync(Task call) => Assert.ThrowsAsync<ChannelException>(() => call);

    private static async Task WaitForAsync(Func<bool> holds)
    {
        for (var i = 0; i < 500 && !holds(); i++)
        {
            await Task.Delay(20);
        }

        Assert.True(holds());
    }

    private async Task<SlackProcess> StartAsync(SlackOptions? options = null)
    {
        var process = await SlackProcess.StartAsync(_database.Folder, options ?? _slack.Installable(), _clock);
        _processes.Add(process);
        return process;
    }
}
