using System.Text.Json;
using System.Text.Json.Nodes;
using CoSellBot.Bot.Slack;
using CoSellBot.Bot.Turns;
using CoSellBot.Tests.Infrastructure;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CoSellBot.Tests.Bot.Slack;

/// <summary>What leaves for Slack's Web API, and what each of its answers means for the outbox.</summary>
public sealed class SlackApiTests : IAsyncLifetime
{
    private const string Token = "xoxb-of-T1";
    private static readonly string[] Two = ["U1", "U2"];
    private static readonly string[] One = ["U3"];
    private static readonly object[] Mixed = ["U1", 7];
    private readonly SlackDatabase _database = SlackDatabase.Create();
    private readonly FakeClock _clock = FakeClock.Morning();
    private FakeSlackOAuth _slack = null!;
    private SlackProcess _bot = null!;

    public async Task InitializeAsync()
    {
        _slack = await FakeSlackOAuth.StartAsync();
        _bot = await SlackProcess.StartAsync(_database.Folder, _slack.Installable(), _clock);
        await _bot.KeepAsync("T1", Token);
        await _bot.KeepAsync("T2", "xoxb-of-T2");
    }

    public async Task DisposeAsync()
    {
        await _bot.DisposeAsync();
        await _slack.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("1700000000.000100")]
    public async Task A_post_has_no_previews_and_its_own_id_and_calls_nobody_by_accident(string? thread)
    {
        _slack.Answer = _ => SlackAnswer.Ok(new { ts = "1700000001.000200" });
        Assert.Equal("1700000001.000200", await PostAsync(thread, "Grüße 日本語 👩‍👩‍👧 \"x\" &lt;"));

        var call = Assert.Single(_slack.Calls);
        Assert.Equal(("chat.postMessage", "application/json; charset=utf-8", $"Bearer {Token}"), (call.Method, call.ContentType, call.Authorization));
        var expected = new JsonObject
        {
            ["channel"] = "C1", ["text"] = "Grüße 日本語 👩‍👩‍👧 \"x\" &lt;", ["blocks"] = Blocks(),
            ["metadata"] = new JsonObject { ["event_type"] = "cosellbot_message", ["event_payload"] = new JsonObject { ["id"] = "m1" } },
            ["unfurl_links"] = false, ["unfurl_media"] = false,
        };
        if (thread is not null)
        {
            expected["thread_ts"] = thread;
        }

        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(call.Body)), call.Body);
        Assert.DoesNotContain(Token, call.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writing_goes_as_JSON_and_reading_as_a_form_and_the_token_in_the_header_only()
    {
        _slack.Answer = call => SlackAnswer.Ok(new { ts = "1.2", channel = new { id = "D1" }, user = new { id = "U1" }, view = new { id = "V1", hash = "h" }, members = Array.Empty<string>() });
        await _bot.Api.UpdateMessageAsync("T1", "C1", "1.2", "m1", "x", Blocks(), default);
        await _bot.Api.DeleteMessageAsync("T1", "C1", "1.2", default);
        Assert.Equal("D1", await _bot.Api.OpenDirectAsync("T1", "U1", default));
        Assert.Equal(("V1", "h"), await _bot.Api.OpenViewAsync("T1", "trigger", new JsonObject { ["type"] = "modal" }, default));
        await _bot.Api.UpdateViewAsync("T1", "V1", "h", [], default);
        await _bot.Api.PublishHomeAsync("T1", "U1", [], default);
        Assert.All(_slack.Calls, call => Assert.Equal("application/json; charset=utf-8", call.ContentType));

        _slack.Calls.Clear();
        Assert.Equal("D1", (await _bot.Api.ReadChannelAsync("T1", "C1", default)).GetProperty("id").GetString());
        Assert.Equal("U1", (await _bot.Api.ReadUserAsync("T1", "U1", default)).GetProperty("id").GetString());
        Assert.Empty(await _bot.Api.ReadMembersAsync("T1", "C1", default));
        Assert.Equal(["conversations.info", "users.info", "conversations.members"], _slack.Calls.Select(call => call.Method));
        Assert.All(_slack.Calls, call => Assert.Equal("application/x-www-form-urlencoded", call.ContentType));
        Assert.All(_slack.Calls, call => Assert.Equal(($"Bearer {Token}", false), (call.Authorization, call.Body.Contains("xox", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_longer_text_is_cut_between_characters_when_a_message_is_replaced()
    {
        await _bot.Api.UpdateMessageAsync("T1", "C1", "1.2", "m1", new string('a', 3995) + "👩‍👩‍👧" + "bbbb", Blocks(), default);
        await _bot.Api.UpdateMessageAsync("T1", "C1", "1.2", "m1", new string('a', 3997) + "&amp;bbbb", Blocks(), default);
        await _bot.Api.UpdateMessageAsync("T1", "C1", "1.2", "m1", new string('a', 4000), Blocks(), default);
        Assert.Equal([new string('a', 3995) + "…", new string('a', 3997) + "…", new string('a', 4000)], _slack.Calls.Select(call => call.Json.GetProperty("text").GetString()));
    }

    [Theory]
    [InlineData("ratelimited", ChannelFailure.Busy, ChannelFailure.Busy)]
    [InlineData("team_added_to_org", ChannelFailure.Busy, ChannelFailure.Busy)]
    [InlineData("org_login_required", ChannelFailure.Busy, ChannelFailure.Busy)]
    [InlineData("internal_error", ChannelFailure.Unknown, ChannelFailure.Busy)]
    [InlineData("fatal_error", ChannelFailure.Unknown, ChannelFailure.Busy)]
    [InlineData("request_timeout", ChannelFailure.Unknown, ChannelFailure.Busy)]
    [InlineData("service_unavailable", ChannelFailure.Unknown, ChannelFailure.Busy)]
    [InlineData("channel_not_found", ChannelFailure.Closed, ChannelFailure.Closed)]
    [InlineData("not_in_channel", ChannelFailure.Closed, ChannelFailure.Closed)]
    [InlineData("is_archived", ChannelFailure.Closed, ChannelFailure.Closed)]
    [InlineData("restricted_action_read_only_channel", ChannelFailure.Closed, ChannelFailure.Closed)]
    [InlineData("user_disabled", ChannelFailure.Closed, ChannelFailure.Closed)]
    [InlineData("cannot_dm_bot", ChannelFailure.Closed, ChannelFailure.Closed)]
    [InlineData("messages_tab_disabled", ChannelFailure.Closed, ChannelFailure.Closed)]
    [InlineData("user_not_found", ChannelFailure.Closed, ChannelFailure.Closed)]
    [InlineData("ekm_access_denied", ChannelFailure.Closed, ChannelFailure.Closed)]
    [InlineData("message_not_found", ChannelFailure.Refused, ChannelFailure.Refused)]
    [InlineData("invalid_blocks", ChannelFailure.Refused, ChannelFailure.Refused)]
    [InlineData("something_new", ChannelFailure.Refused, ChannelFailure.Refused)]
    public async Task Every_code_of_Slack_has_a_meaning(string code, ChannelFailure posting, ChannelFailure replacing)
    {
        _slack.Answer = _ => SlackAnswer.Error(code);
        var post = await FailAsync(() => PostAsync());
        var update = await FailAsync(() => _bot.Api.UpdateMessageAsync("T1", "C1", "1.2", "m1", "secret words", Blocks(), default));
        Assert.Equal((posting, code, $"chat.postMessage: {code}"), (post.Reason, post.Code, post.Message));
        Assert.Equal((replacing, code, $"chat.update: {code}"), (update.Reason, update.Code, update.Message));
        Assert.Null((await _bot.Tokens.FindAsync("T1", default))!.ClosedBecause);
    }

    [Theory]
    [InlineData("token_revoked")]
    [InlineData("account_inactive")]
    public async Task S08_a_void_token_closes_its_installation_and_no_other(string code)
    {
        _slack.Answer = call => call.Authorization == $"Bearer {Token}" ? SlackAnswer.Error(code) : SlackAnswer.Ok(new { ts = "1.2" });
        Assert.Equal(ChannelFailure.Closed, (await FailAsync(() => PostAsync())).Reason);

        var closed = await _bot.Tokens.FindAsync("T1", default);
        Assert.Equal((code, (string?)null), (closed!.ClosedBecause, closed.ProtectedToken));
        Assert.Equal(ChannelFailure.Closed, (await FailAsync(() => PostAsync())).Reason);
        Assert.Single(_slack.Calls);
        Assert.Equal("1.2", await _bot.Api.PostMessageAsync("T2", "C1", null, "m2", "x", Blocks(), default));
    }

    [Fact]
    public async Task S08_a_void_token_does_not_close_the_installation_that_replaced_it()
    {
        _slack.Answer = _ =>
        {
            _bot.KeepAsync("T1", "xoxb-newer").GetAwaiter().GetResult();
            return SlackAnswer.Error("token_revoked");
        };
        await FailAsync(() => PostAsync());
        Assert.Equal("xoxb-newer", await _bot.Tokens.TokenAsync("T1", default));
    }

    [Fact]
    public async Task A_missing_permission_is_named_in_the_failure_and_in_the_log()
    {
        _slack.Answer = _ => SlackAnswer.Error("missing_scope", needed: "users:read");
        var failure = await FailAsync(() => _bot.Api.ReadUserAsync("T1", "U1", default));
        Assert.Equal((ChannelFailure.Refused, "users.info: missing_scope (needs users:read)"), (failure.Reason, failure.Message));
        Assert.Contains(_bot.Log.Lines, line => line.Level == LogLevel.Error && line.Text.Contains("users:read", StringComparison.Ordinal) && line.Text.Contains("T1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task S06_Slack_is_left_alone_for_as_long_as_it_asked_in_that_channel_only()
    {
        _slack.Answer = call => call.Json.GetProperty("channel").GetString() == "C1" ? new SlackAnswer(429, "{}", RetryAfter: "90") : SlackAnswer.Ok(new { ts = "1.2" });
        var refused = await FailAsync(() => PostAsync());
        Assert.Equal((ChannelFailure.Busy, TimeSpan.FromSeconds(90), "ratelimited"), (refused.Reason, refused.RetryAfter, refused.Code));

        _clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(TimeSpan.FromSeconds(30), (await FailAsync(() => PostAsync())).RetryAfter);
        Assert.Single(_slack.Calls);
        await _bot.Api.PostMessageAsync("T1", "C2", null, "m2", "x", Blocks(), default);
        await _bot.Api.PostMessageAsync("T2", "C2", null, "m3", "x", Blocks(), default);

        _clock.Advance(TimeSpan.FromSeconds(30));
        _slack.Answer = _ => SlackAnswer.Ok(new { ts = "1.3" });
        Assert.Equal("1.3", await PostAsync());
    }

    [Fact]
    public async Task S06_a_limit_on_reading_holds_for_the_method_and_the_installation()
    {
        _slack.Answer = call => call.Method == "users.info" && call.Authorization == $"Bearer {Token}" ? new SlackAnswer(429, "", RetryAfter: "10") : SlackAnswer.Ok(new { user = new { }, channel = new { } });
        await FailAsync(() => _bot.Api.ReadUserAsync("T1", "U1", default));
        Assert.Equal(TimeSpan.FromSeconds(10), (await FailAsync(() => _bot.Api.ReadUserAsync("T1", "U2", default))).RetryAfter);
        await _bot.Api.ReadUserAsync("T2", "U1", default);
        await _bot.Api.ReadChannelAsync("T1", "C1", default);
        Assert.Equal(3, _slack.Calls.Count);
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(503, "<html>")]
    [InlineData(200, "")]
    [InlineData(200, "not json")]
    [InlineData(200, "[]")]
    [InlineData(200, "{}")]
    [InlineData(0, "")]
    public async Task S07_an_answer_that_is_lost_leaves_a_new_message_in_doubt_and_nothing_else(int status, string body)
    {
        _slack.Answer = _ => status == 0 ? SlackAnswer.Dropped : new SlackAnswer(status, body);
        Assert.Equal(ChannelFailure.Unknown, (await FailAsync(() => PostAsync())).Reason);
        Assert.Equal(ChannelFailure.Busy, (await FailAsync(() => _bot.Api.UpdateMessageAsync("T1", "C1", "1.2", "m1", "x", Blocks(), default))).Reason);
        Assert.Equal(ChannelFailure.Busy, (await FailAsync(() => _bot.Api.DeleteMessageAsync("T1", "C1", "1.2", default))).Reason);
        Assert.Equal(ChannelFailure.Busy, (await FailAsync(() => _bot.Api.ReadMembersAsync("T1", "C1", default))).Reason);
        Assert.Equal(4, _slack.Calls.Count);
    }

    [Fact]
    public async Task A_Slack_that_is_not_there_is_busy()
    {
        var options = _slack.Installable() with { ApiBaseUrl = new Uri("http://127.0.0.1:1/api/") };
        await using var bot = await SlackProcess.StartAsync(_database.Folder, options, _clock);
        Assert.Equal(ChannelFailure.Busy, (await FailAsync(() => bot.Api.PostMessageAsync("T1", "C1", null, "m1", "x", Blocks(), default))).Reason);
    }

    [Fact]
    public async Task The_token_does_not_follow_a_redirect()
    {
        _slack.Answer = call => call.Method == "chat.postMessage" ? new SlackAnswer(307, "", Location: "/api/elsewhere") : SlackAnswer.Ok();
        Assert.Equal(ChannelFailure.Refused, (await FailAsync(() => PostAsync())).Reason);
        Assert.Single(_slack.Calls);
    }

    [Fact]
    public async Task A07_a_token_past_its_end_is_renewed_once_and_the_call_made_once_more()
    {
        await _bot.KeepAsync("T1", "xoxe.xoxb-old", "xoxe-1-old", TimeSpan.FromHours(12));
        _slack.Answer = call => call switch
        {
            { Method: "oauth.v2.access" } => null!,
            { Authorization: "Bearer xoxe.xoxb-old" } => SlackAnswer.Error("token_expired"),
            _ => SlackAnswer.Ok(new { ts = "1.2" }),
        };
        Assert.Equal("1.2", await PostAsync());
        Assert.Equal(["chat.postMessage", "oauth.v2.access", "chat.postMessage"], _slack.Calls.Select(call => call.Method));
    }

    [Fact]
    public async Task Members_are_read_to_the_last_page_or_not_at_all()
    {
        _slack.Answer = call => call.Form.GetValueOrDefault("cursor") switch
        {
            null => SlackAnswer.Ok(new { members = Two, response_metadata = new { next_cursor = "dXNlcg==" } }),
            _ => SlackAnswer.Ok(new { members = One, response_metadata = new { next_cursor = "" } }),
        };
        Assert.Equal(["U1", "U2", "U3"], await _bot.Api.ReadMembersAsync("T1", "C1", default));
        Assert.Equal(["", "dXNlcg=="], _slack.Calls.Select(call => call.Form.GetValueOrDefault("cursor") ?? ""));
        Assert.All(_slack.Calls, call => Assert.Equal(("C1", "200"), (call.Form["channel"], call.Form["limit"])));

        var first = _slack.Answer;
        _slack.Answer = call => call.Form.ContainsKey("cursor") ? SlackAnswer.Error("invalid_cursor") : first(call);
        await FailAsync(() => _bot.Api.ReadMembersAsync("T1", "C1", default));
        _slack.Answer = _ => SlackAnswer.Ok(new { members = One, response_metadata = new { next_cursor = "again" } });
        Assert.Equal(ChannelFailure.Busy, (await FailAsync(() => _bot.Api.ReadMembersAsync("T1", "C1", default))).Reason);
        _slack.Answer = _ => SlackAnswer.Ok(new { members = Mixed });
        await FailAsync(() => _bot.Api.ReadMembersAsync("T1", "C1", default));
    }

    [Theory]
    [InlineData(null, "conversations.history")]
    [InlineData("1700000000.000100", "conversations.replies")]
    public async Task S07_a_message_in_doubt_is_found_by_its_own_id(string? thread, string method)
    {
        var since = DateTimeOffset.FromUnixTimeSeconds(1_700_000_060);
        object Said(string ts, string id, string type = "cosellbot_message", string bot = "B0BOT") =>
            new { ts, bot_id = bot, metadata = new { event_type = type, event_payload = new { id } } };
        _slack.Answer = call => call.Form.ContainsKey("cursor")
            ? SlackAnswer.Ok(new { messages = new[] { Said("5.0", "m1") }, has_more = false })
            : SlackAnswer.Ok(new { messages = new[] { Said("1.0", "m0"), Said("2.0", "m1", "other"), Said("3.0", "m1", bot: "B0EVIL"), new { ts = "4.0", text = "m1" } }, has_more = true, response_metadata = new { next_cursor = "c" } });
        Assert.Equal(new SlackArrival(true, "5.0"), await _bot.Api.FindMessageAsync("T1", "C1", thread, "m1", since, default));
        Assert.Equal(new SlackArrival(true, null), await _bot.Api.FindMessageAsync("T1", "C1", thread, "m9", since, default));

        var form = _slack.Calls.First().Form;
        Assert.Equal((method, "C1", "true", "1700000000.000000", thread), (_slack.Calls.First().Method, form["channel"], form["include_all_metadata"], form["oldest"], form.GetValueOrDefault("ts")));
    }

    [Fact]
    public async Task S07_what_cannot_be_read_to_its_end_is_not_known()
    {
        foreach (var answer in new[]
        {
            SlackAnswer.Dropped, SlackAnswer.Error("missing_scope"), SlackAnswer.Error("channel_not_found"), SlackAnswer.Ok(), SlackAnswer.Ok(new { messages = Array.Empty<object>(), has_more = true }),
            SlackAnswer.Ok(new { messages = Array.Empty<object>(), response_metadata = new { next_cursor = "again" } }), new SlackAnswer(429, "", RetryAfter: "60"),
        })
        {
            _slack.Answer = _ => answer;
            Assert.Equal(new SlackArrival(false, null), await _bot.Api.FindMessageAsync("T1", "C1", null, "m1", _clock.GetUtcNow(), default));
        }
    }

    [Fact]
    public async Task An_answer_to_where_Slack_said_carries_no_token_and_goes_nowhere_else()
    {
        _slack.Answer = _ => new SlackAnswer(200, "ok");
        await _bot.Api.RespondAsync(new Uri(_slack.Address, "/api/respond/1"), new JsonObject { ["text"] = "x" }, default);
        var call = Assert.Single(_slack.Calls);
        Assert.Equal(("respond/1", null), (call.Method, call.Authorization));

        foreach (var address in new[] { "https://hooks.slack.com.evil.com/x", "http://hooks.slack.com/x", "https://evil.com/x", "http://127.0.0.1:1/x" })
        {
            Assert.Equal(ChannelFailure.Closed, (await FailAsync(() => _bot.Api.RespondAsync(new Uri(address), [], default))).Reason);
        }

        foreach (var (answer, body, reason) in new[]
        {
            (new SlackAnswer(404, "used"), "{}", ChannelFailure.Refused), (SlackAnswer.Error("used_url"), "{}", ChannelFailure.Refused), (SlackAnswer.Dropped, "{}", ChannelFailure.Unknown),
            (SlackAnswer.Dropped, "{\"replace_original\":true}", ChannelFailure.Busy), (new SlackAnswer(302, "", Location: "/api/elsewhere"), "{}", ChannelFailure.Refused),
        })
        {
            _slack.Answer = _ => answer;
            Assert.Equal(reason, (await FailAsync(() => _bot.Api.RespondAsync(new Uri(_slack.Address, "/api/respond/1"), JsonNode.Parse(body)!.AsObject(), default))).Reason);
        }
    }

    [Fact]
    public async Task No_failure_repeats_what_was_said_or_the_token()
    {
        _slack.Answer = call => SlackAnswer.Error($"echo {call.Body} {call.Authorization} <script>");
        var failure = await FailAsync(() => PostAsync(text: "secret words"));
        Assert.DoesNotContain("secret words", failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Token, failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", failure.ToString(), StringComparison.Ordinal);
    }

    private static JsonArray Blocks() => JsonSerializer.Deserialize<JsonArray>("""[{"type":"section","text":{"type":"mrkdwn","text":"x"}}]""")!;

    private static Task<ChannelException> FailAsync(Func<Task> call) => Assert.ThrowsAsync<ChannelException>(call);

    private Task<string> PostAsync(string? thread = null, string text = "secret words") => _bot.Api.PostMessageAsync("T1", "C1", thread, "m1", text, Blocks(), default);
}
