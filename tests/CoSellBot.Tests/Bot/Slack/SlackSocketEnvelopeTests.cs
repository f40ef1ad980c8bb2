using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using CoSellBot.Bot.Slack;
using Xunit;

namespace CoSellBot.Tests.Bot.Slack;

/// <summary>What a socket of Slack brings, and how it is acknowledged.</summary>
public sealed class SlackSocketEnvelopeTests
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_could_not_be_stored_is_not_acknowledged_and_is_taken_when_it_comes_again()
    {
        await using var rig = await SlackSocketRig.StartAsync();
        var tries = 0;
        rig.Store = (_, _) => ++tries == 1 ? throw new IOException("The disk is full.") : Task.FromResult<JsonObject?>(null);
        var socket = await rig.Slack.NextAsync();
        await socket.EnvelopeAsync("1");
        await rig.Clock.WaitedForAsync(new SlackSocketSettings().EnvelopeTimeout);

        // Had the first try been acknowledged, the second round would hear of it.
        await socket.RoundAsync("2");
        await socket.RoundAsync("1");
        Assert.Equal(["Ev1", "Ev2", "Ev1"], rig.Received.Select(received => received.Event));
    }

    [Theory]
    [InlineData("events_api")]
    [InlineData("interactive")]
    [InlineData("slash_commands")]
    public async Task An_answer_travels_in_the_acknowledgement(string type)
    {
        await using var rig = await SlackSocketRig.StartAsync();
        rig.Store = (_, _) => Task.FromResult<JsonObject?>(new JsonObject { ["response_action"] = "clear" });
        var socket = await rig.Slack.NextAsync();

        await socket.EnvelopeAsync("1", type, acceptsAnswer: true);
        Assert.Equal("""{"envelope_id":"1","payload":{"response_action":"clear"}}""", (await socket.HeardAsync()).ToJsonString());
        await socket.EnvelopeAsync("2", type, acceptsAnswer: false);
        Assert.Equal("""{"envelope_id":"2"}""", (await socket.HeardAsync()).ToJsonString());
        Assert.Equal([(type, "Ev1"), (type, "Ev2")], rig.Received);
    }

    [Fact]
    public async Task A_slow_envelope_holds_up_nobody_else()
    {
        await using var rig = await SlackSocketRig.StartAsync();
        var (entered, leave) = rig.Hold();
        var socket = await rig.Slack.NextAsync();
        await socket.EnvelopeAsync("1");
        await entered.WaitAsync(Generous);
        await socket.RoundAsync("2");
        leave.SetResult(null);
        Assert.Equal("1", (string?)(await socket.HeardAsync())["envelope_id"]);
    }

    [Fact]
    public async Task No_more_envelopes_are_in_hand_than_allowed()
    {
        await using var rig = await SlackSocketRig.StartAsync(new SlackSocketSettings { Count = 1, AllowsPlainLoopback = true, InHand = 3 });
        var (now, most) = (0, 0);
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var leave = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Store = async (_, _) =>
        {
            var mine = Interlocked.Increment(ref now);
            most = Math.Max(most, mine);
            if (mine == 3)
            {
                full.TrySetResult();
            }

            await leave.Task;
            Interlocked.Decrement(ref now);
            return null;
        };
        var socket = await rig.Slack.NextAsync();
        for (var id = 0; id < 20; id++)
        {
            await socket.EnvelopeAsync($"{id}");
        }

        await full.Task.WaitAsync(Generous);
        leave.SetResult();
        var heard = new HashSet<string>();
        for (var id = 0; id < 20; id++)
        {
            heard.Add((string)(await socket.HeardAsync())["envelope_id"]!);
        }

        Assert.Equal((20, 3), (heard.Count, most));
    }

    [Fact]
    public async Task Each_envelope_is_acknowledged_on_the_socket_it_came_on()
    {
        await using var rig = await SlackSocketRig.StartAsync(new SlackSocketSettings { Count = 3, AllowsPlainLoopback = true });
        FakeSocket[] sockets = [await rig.Slack.NextAsync(), await rig.Slack.NextAsync(), await rig.Slack.NextAsync()];
        for (var round = 0; round < 20; round++)
        {
            await Task.WhenAll(sockets.Index().Select(socket => socket.Item.RoundAsync($"{socket.Index}-{round}")));
        }

        Assert.Equal((3, 3), (rig.Slack.Asked.Count, rig.Slack.Open));
        sockets[0].Cut();
        sockets[1].Cut();
        await sockets[2].RoundAsync("still");
        Assert.True(rig.Health.IsReady);
    }

    [Fact]
    public async Task Fragments_are_put_together_and_what_is_too_large_or_no_envelope_is_passed_over()
    {
        await using var rig = await SlackSocketRig.StartAsync();
        var socket = await rig.Slack.NextAsync();
        var whole = Encoding.UTF8.GetBytes(FakeSocket.Envelope("1", text: new string('é', 100_000)));
        foreach (var (index, part) in whole.Chunk(7_001).Index())
        {
            await socket.SendAsync(part, WebSocketMessageType.Text, endOfMessage: (index + 1) * 7_001 >= whole.Length);
        }

        Assert.Equal("1", (string?)(await socket.HeardAsync())["envelope_id"]);

        await socket.EnvelopeAsync("large", text: new string('s', 1024 * 1024) + "SECRET");
        foreach (var bad in (string[])["SECRET", "[]", "null", "{}", "\"SECRET\"", """{"type":"SECRET"}""", """{"type":7}""", """{"type":"events_api","payload":{"event_id":"SECRET"}}""",
            """{"type":"events_api","envelope_id":"","payload":{"event_id":"SECRET"}}""", """{"type":"events_api","envelope_id":"x"}""", """{"type":"events_api","envelope_id":"x","payload":"SECRET"}""",
            """{"type":"events_api","envelope_id":"\ud800","payload":{}}""", new string('[', 100_000)])
        {
            await socket.SendAsync(bad);
        }

        await socket.SendAsync(Encoding.UTF8.GetBytes(FakeSocket.Envelope("binary")), WebSocketMessageType.Binary, endOfMessage: true);
        await socket.SendAsync([], WebSocketMessageType.Text, endOfMessage: true);
        await socket.HelloAsync();
        await socket.RoundAsync("2");

        Assert.Equal(["Ev1", "Ev2"], rig.Received.Select(received => received.Event));
        Assert.DoesNotContain(rig.Log, line => line.Text.Contains("SECRET", StringComparison.Ordinal));
        Assert.True(rig.Health.IsReady);
        socket.Cut();
        await rig.Clock.WaitedForAsync(SlackSocketRig.Wait(0));
        Assert.False(rig.Health.IsReady);
    }

    [Fact]
    public async Task A_stop_takes_nothing_new_and_lets_what_is_in_hand_be_acknowledged()
    {
        await using var rig = await SlackSocketRig.StartAsync();
        var (entered, leave) = rig.Hold();
        var socket = await rig.Slack.NextAsync();
        await socket.EnvelopeAsync("1");
        await entered.WaitAsync(Generous);

        var stop = rig.StopAsync();
        await rig.Clock.WaitedForAsync(new SlackSocketSettings().Goodbye);
        await socket.EnvelopeAsync("2");
        leave.SetResult(null);
        Assert.Equal("1", (string?)(await socket.HeardAsync())["envelope_id"]);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, await socket.Over);
        await stop.WaitAsync(Generous);

        Assert.Equal(["Ev1"], rig.Received.Select(received => received.Event));
        Assert.False(rig.Health.IsReady);
        Assert.Single(rig.Slack.Asked);
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_ever()
    {
        await using var rig = await SlackSocketRig.StartAsync();
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Store = async (_, cancellationToken) =>
        {
            await using var note = cancellationToken.Register(() => cancelled.TrySetResult());
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return null;
        };
        var socket = await rig.Slack.NextAsync();
        await socket.EnvelopeAsync("1");
        await rig.Clock.WaitedForAsync(new SlackSocketSettings().EnvelopeTimeout);

        var stop = rig.StopAsync();
        await rig.Clock.PassAsync(new SlackSocketSettings().Goodbye);
        await stop.WaitAsync(Generous);
        await cancelled.Task.WaitAsync(Generous);
    }
}
