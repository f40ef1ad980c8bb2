using CoSellBot.Bot.Turns;
using CoSellBot.Tests.Infrastructure;
using Xunit;

namespace CoSellBot.Tests.Bot.Slack;

/// <summary>What came late ends nothing that is newer, and what Slack granted is not lost to a busy store.</summary>
public sealed class SlackTokensEndingTests : IAsyncLifetime
{
    private const string Table = "slack_installation";
    private static readonly TimeSpan Long = TimeSpan.FromHours(12);
    private SlackRig _rig = null!;

    public async Task InitializeAsync() => _rig = await SlackRig.StartAsync();

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Theory]
    [InlineData(0, true)]
    [InlineData(-5, true)]
    [InlineData(-6, false)]
    [InlineData(3600, true)]
    public async Task L03_only_what_happened_after_an_installation_was_stored_ends_it(int secondsAfter, bool ends)
    {
        var bot = await _rig.ProcessAsync();
        await bot.KeepAsync("T1", "xoxb-one");
        Assert.Equal(ends, await bot.Tokens.EndAsync("T1", "app_uninstalled", _rig.Clock.GetUtcNow().AddSeconds(secondsAfter), default));
        Assert.Equal(ends ? "app_uninstalled" : null, (await bot.Tokens.FindAsync("T1", default))!.ClosedBecause);
    }

    [Fact]
    public async Task L03_a_late_repetition_ends_no_installation_that_was_renewed_or_made_anew()
    {
        var bot = await _rig.ProcessAsync();
        await bot.KeepAsync("T1", "xoxe.xoxb-old", "xoxe-1-old", Long);
        _rig.Clock.Advance(Long - TimeSpan.FromMinutes(5));
        var at = _rig.Clock.GetUtcNow();
        _rig.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("xoxe.xoxb-1", await bot.Tokens.TokenAsync("T1", default));
        Assert.False(await bot.Tokens.EndAsync("T1", "tokens_revoked", at, default));
        Assert.Equal("xoxe.xoxb-1", await bot.Tokens.TokenAsync("T1", default));

        // Ended once, it is ended for whoever asks, however early.
        Assert.True(await bot.Tokens.EndAsync("T1", "app_uninstalled", _rig.Clock.GetUtcNow(), default));
        Assert.True(await bot.Tokens.EndAsync("T1", "tokens_revoked", at, default));
        Assert.Equal("app_uninstalled", (await bot.Tokens.FindAsync("T1", default))!.ClosedBecause);

        _rig.Clock.Advance(TimeSpan.FromMinutes(1));
        await bot.KeepAsync("T1", "xoxb-new");
        Assert.False(await bot.Tokens.EndAsync("T1", "app_uninstalled", at, default));
        Assert.Equal("xoxb-new", await bot.Tokens.TokenAsync("T1", default));
        Assert.False(await bot.Tokens.EndAsync("T9", "app_uninstalled", at, default));
    }

    [Fact]
    public async Task A07_a_pair_that_cannot_be_stored_at_once_is_stored_a_little_later()
    {
        var bot = await StartFullAsync();
        var asking = bot.Tokens.TokenAsync("T1", default);
        await SlackRig.WaitForAsync(() => bot.Log.Lines.Any(line => line.Text.Contains("could not be stored", StringComparison.Ordinal)));
        await _rig.ExecuteAsync(TestDatabase.Taking(Table));
        Assert.Equal("xoxe.xoxb-1", await asking);
        Assert.Equal("xoxe.xoxb-1", await (await _rig.ProcessAsync()).Tokens.TokenAsync("T1", default));
        Assert.Single(_rig.Slack.Calls);
    }

    [Fact]
    public async Task A07_a_pair_that_could_not_be_stored_while_the_lease_lasted_is_stored_with_the_next_one()
    {
        var bot = await StartFullAsync();
        var asking = bot.Tokens.TokenAsync("T1", default);
        await SlackRig.WaitForAsync(() => bot.Log.Lines.Any(line => line.Text.Contains("could not be stored", StringComparison.Ordinal)));
        _rig.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(ChannelFailure.Busy, (await Assert.ThrowsAsync<ChannelException>(() => asking)).Reason);
        Assert.Null((await bot.Tokens.FindAsync("T1", default))!.ClosedBecause);

        await _rig.ExecuteAsync(TestDatabase.Taking(Table));
        Assert.Equal("xoxe.xoxb-1", await bot.Tokens.TokenAsync("T1", default));
        Assert.Single(_rig.Slack.Calls);
        Assert.DoesNotContain(bot.Log.Lines, line => line.Text.Contains("xox", StringComparison.Ordinal));
    }

    private async Task<SlackProcess> StartFullAsync()
    {
        var bot = await _rig.ProcessAsync();
        await bot.KeepAsync("T1", "xoxe.xoxb-old", "xoxe-1-old", Long);
        _rig.Clock.Advance(Long);
        await _rig.ExecuteAsync(TestDatabase.Refusing("UPDATE OF protected_token", Table));
        return bot;
    }
}
