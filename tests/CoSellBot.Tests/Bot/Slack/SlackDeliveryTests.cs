using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using CoSellBot.Agents.Proposals;
using CoSellBot.Bot.Slack;
using CoSellBot.Bot.Storage;
using CoSellBot.Tests.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace CoSellBot.Tests.Bot.Slack;

/// <summary>What Slack delivers twice, late or never, and what of ours does not arrive there.</summary>
[Trait("Category", "Contract")]
public sealed class SlackDeliveryTests
{
    private const string Register = "register Contoso with Nimbus for Ledger, 80k EUR, close end of September";
    private static readonly string Lena = SlackBot.Direct("lena");
    private static readonly string Jonas = SlackBot.Direct("jonas");

    [Fact]
    public async Task S01_retries_while_the_answer_is_on_its_way_are_acknowledged_and_answered_once()
    {
        var held = new TaskCompletionSource();
        await using var slack = await SlackBot.StartAsync(services => services.BeforeAnswer((_, token) => held.Task.WaitAsync(token)));
        var said = slack.Event(slack.Words("lena", "my deals"), "Ev-same");

        for (var retry = 0; retry < 4; retry++)
        {
            using var response = await slack.SendAsync(
                (JsonObject)said.DeepClone(), retry == 0 ? [] : [("x-slack-retry-num", retry.ToString(CultureInfo.InvariantCulture)), ("x-slack-retry-reason", "http_timeout")]);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Single(await slack.Bot.InboxAsync());
        held.SetResult();
        await slack.Bot.IdleAsync();
        Assert.Single(slack.Slack.Shown(Lena));
    }

    [Fact]
    public async Task S02_a_retry_that_is_the_only_delivery_is_answered()
    {
        await using var slack = await SlackBot.StartAsync();
        var said = slack.Event(slack.Words("lena", "my deals"));

        foreach (var retry in new[] { "1", "3" })
        {
            using var response = await slack.SendAsync((JsonObject)said.DeepClone(), ("x-slack-retry-num", retry), ("x-slack-retry-reason", "connection_failed"));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        await slack.Bot.IdleAsync();
        Assert.Single(await slack.Bot.InboxAsync());
        Assert.Single(slack.Slack.Shown(Lena));
    }

    [Fact]
    public async Task S03_a_redelivery_after_minutes_or_a_day_is_silent()
    {
        await using var slack = await SlackBot.StartAsync();
        var said = slack.Event(slack.Words("lena", Register));
        using var first = await slack.SendAsync((JsonObject)said.DeepClone());
        await slack.Bot.IdleAsync();

        foreach (var later in new[] { TimeSpan.FromSeconds(301), TimeSpan.FromMinutes(6), TimeSpan.FromHours(23) })
        {
            slack.Bot.Clock.Advance(later);
            using var again = await slack.SendAsync((JsonObject)said.DeepClone());
            Assert.Equal(HttpStatusCode.OK, again.StatusCode);
            await slack.Bot.IdleAsync();
        }

        Assert.Single(await slack.Bot.InboxAsync());
        Assert.Single(await slack.Bot.ProposalsAsync());
        Assert.Single(slack.Slack.Shown(Lena));
    }

    [Fact]
    public async Task D01_one_message_as_two_events_at_the_same_instant_is_one_row_and_one_answer()
    {
        await using var slack = await SlackBot.StartAsync();
        slack.Seat(SlackBot.Team, "lena", "anja");
        var mention = slack.Words("lena", "my deals", SlackBot.Team);
        var message = (JsonObject)mention.DeepClone();
        (message["type"], message["channel_type"]) = ("message", "group");

        await Task.WhenAll(slack.SendAsync(slack.Event(mention)), slack.SendAsync(slack.Event(message)));
        await slack.Bot.IdleAsync();

        Assert.Single(await slack.Bot.InboxAsync());
        Assert.Single(slack.Slack.AllShown(SlackBot.Team));
    }

    [Fact]
    public async Task S06_a_channel_that_has_to_wait_gets_its_answers_late_and_in_order_and_holds_up_nobody_else()
    {
        await using var slack = await SlackBot.StartAsync();
        slack.Slack.Interfere = (call, done) => !done && call.Method == "chat.postMessage" && call.Text("channel") == Lena ? new Later(90) : null;
        foreach (var (who, text) in new[] { ("lena", "my deals"), ("anja", "help"), ("maria", "help"), ("lena", "help") })
        {
            using var _ = await slack.SendAsync(slack.Event(slack.Words(who, text)));
        }

        await slack.Bot.IdleAsync();
        Assert.Single(slack.Slack.Shown(SlackBot.Direct("anja")));
        Assert.Single(slack.Slack.Shown(SlackBot.Direct("maria")));
        slack.Bot.Clock.Advance(TimeSpan.FromSeconds(85));
        await slack.Bot.IdleAsync();
        Assert.Single(slack.Slack.Posts, call => call.Text("channel") == Lena);

        slack.Slack.Interfere = null;
        slack.Bot.Clock.Advance(TimeSpan.FromSeconds(10));
        await slack.Bot.IdleAsync();

        Assert.Equal(2, slack.Slack.Shown(Lena).Count);
        Assert.Contains("What I can do for you", slack.Slack.Shown(Lena)[1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Sent a second time", slack.Slack.Shown(Lena)[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S07_a_message_whose_answer_was_lost_is_found_by_its_mark_and_shows_once()
    {
        await using var slack = await SlackBot.StartAsync();
        slack.Slack.Interfere = (call, done) => done && call.Method == "chat.postMessage" ? new Reset() : null;
        using var _ = await slack.SendAsync(slack.Event(slack.Words("lena", "my deals")));
        await slack.Bot.IdleAsync();
        Assert.Equal(OutboxState.Unconfirmed, (await slack.Bot.OutboxAsync()).Single().State);
        slack.Slack.Interfere = null;

        slack.Bot.Clock.Advance(TimeSpan.FromSeconds(11));
        await slack.Bot.IdleAsync();

        Assert.Equal(OutboxState.Sent, (await slack.Bot.OutboxAsync()).Single().State);
        Assert.Single(slack.Slack.Posts);
        Assert.DoesNotContain("Sent a second time", Assert.Single(slack.Slack.Shown(Lena)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S07_a_message_that_is_not_there_after_the_check_window_is_sent_once_and_is_no_repetition()
    {
        await using var slack = await SlackBot.StartAsync();
        var lost = 1;
        slack.Slack.Interfere = (call, done) => !done && call.Method == "chat.postMessage" && lost-- > 0 ? new Reset() : null;
        using var _ = await slack.SendAsync(slack.Event(slack.Words("lena", "my deals")));
        await slack.Bot.IdleAsync();

        slack.Bot.Clock.Advance(TimeSpan.FromSeconds(11));
        await slack.Bot.IdleAsync();
        Assert.Equal(OutboxState.Unconfirmed, (await slack.Bot.OutboxAsync()).Single().State);
        Assert.Single(slack.Slack.Posts);
        for (var i = 0; i < 5; i++)
        {
            slack.Bot.Clock.Advance(TimeSpan.FromSeconds(20));
            await slack.Bot.IdleAsync();
        }

        Assert.Equal(2, slack.Slack.Posts.Count());
        Assert.Equal(OutboxState.Sent, (await slack.Bot.OutboxAsync()).Single().State);
        Assert.DoesNotContain("Sent a second time", Assert.Single(slack.Slack.Shown(Lena)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S07_where_the_history_cannot_be_read_a_reply_is_repeated_once_and_says_so()
    {
        await using var slack = await SlackBot.StartAsync();
        var lost = 1;
        slack.Slack.Interfere = (call, done) => call.Method == "conversations.history" ? FakeSlack.Fail("missing_scope")
            : done && call.Method == "chat.postMessage" && lost-- > 0 ? new Reset() : null;
        using var _ = await slack.SendAsync(slack.Event(slack.Words("lena", "my deals")));
        for (var i = 0; i < 6; i++)
        {
            await slack.Bot.IdleAsync();
            slack.Bot.Clock.Advance(TimeSpan.FromSeconds(20));
        }

        await slack.Bot.IdleAsync();
        Assert.Equal(2, slack.Slack.Shown(Lena).Count);
        Assert.Contains("Sent a second time", slack.Slack.Shown(Lena)[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S07_a_row_that_a_lost_worker_had_in_hand_is_looked_for_before_anything_is_sent()
    {
        await using var slack = await SlackBot.StartAsync(Hosting.ByHand);
        await slack.SayAsync("lena", "my deals");
        await using (var context = await slack.Bot.Bot())
        {
            // As a process leaves it that ended between the call and its note.
            await context.Set<OutboxMessage>().ExecuteUpdateAsync(set => set.SetProperty(m => m.State, OutboxState.Sending).SetProperty(m => m.NextAt, slack.Bot.Clock.GetUtcNow().AddMinutes(1)));
            await context.Set<SentMessage>().ExecuteDeleteAsync();
        }

        await slack.RestartAsync(Hosting.ByHand);
        await slack.Bot.IdleAsync();
        slack.Bot.Clock.Advance(TimeSpan.FromSeconds(30));
        await slack.Bot.IdleAsync();

        Assert.Single(slack.Slack.Posts);
        Assert.Equal(OutboxState.Sent, (await slack.Bot.OutboxAsync()).Single().State);
    }

    [Fact]
    public async Task S07_after_an_hour_s_standstill_a_message_that_had_arrived_is_still_found()
    {
        await using var slack = await SlackBot.StartAsync(Hosting.ByHand);
        await slack.SayAsync("lena", "my deals");
        await using (var context = await slack.Bot.Bot())
        {
            await context.Set<OutboxMessage>().ExecuteUpdateAsync(set => set.SetProperty(m => m.State, OutboxState.Sending).SetProperty(m => m.NextAt, slack.Bot.Clock.GetUtcNow().AddMinutes(1)));
            await context.Set<SentMessage>().ExecuteDeleteAsync();
        }

        var sentAt = slack.Bot.Clock.GetUtcNow();
        slack.Bot.Clock.Advance(TimeSpan.FromHours(1));
        await slack.RestartAsync(Hosting.ByHand);
        await slack.Bot.IdleAsync();
        slack.Bot.Clock.Advance(TimeSpan.FromSeconds(30));
        await slack.Bot.IdleAsync();

        Assert.Single(slack.Slack.Posts);
        var look = slack.Slack.Calls.Last(call => call.Method == "conversations.history");
        Assert.True(decimal.Parse(look.Text("oldest")!, CultureInfo.InvariantCulture) < sentAt.ToUnixTimeSeconds());
    }

    [Fact]
    public async Task S07_a_message_that_was_taken_but_could_not_be_noted_is_not_shown_twice()
    {
        await using var slack = await SlackBot.StartAsync();
        slack.Slack.Interfere = (call, done) =>
        {
            if (done && call.Method == "chat.postMessage")
            {
                // Our own store fails in the instant after.
                using var context = slack.Bot.Bot().GetAwaiter().GetResult();
                context.Database.ExecuteSqlRaw("ALTER TABLE sent_message RENAME TO sent_message_away");
            }

            return null;
        };
        using var _ = await slack.SendAsync(slack.Event(slack.Words("lena", "my deals")));
        await slack.Bot.IdleAsync();
        slack.Slack.Interfere = null;
        await using (var context = await slack.Bot.Bot())
        {
            await context.Database.ExecuteSqlRawAsync("ALTER TABLE sent_message_away RENAME TO sent_message");
        }

        for (var i = 0; i < 4; i++)
        {
            slack.Bot.Clock.Advance(TimeSpan.FromSeconds(20));
            await slack.Bot.IdleAsync();
        }

        Assert.Single(slack.Slack.Shown(Lena));
        Assert.Equal(OutboxState.Sent, (await slack.Bot.OutboxAsync()).Single().State);
    }

    [Fact]
    public async Task An_answer_Slack_will_never_take_is_told_in_plain_words_once()
    {
        await using var slack = await SlackBot.StartAsync();
        var refused = 1;
        slack.Slack.Interfere = (call, done) => !done && call.Method == "chat.postMessage" && refused-- > 0 ? FakeSlack.Fail("invalid_blocks") : null;

        var said = await slack.SayAsync("lena", "my deals");

        Assert.StartsWith("I had an answer, but this chat did not take it.", said.Text, StringComparison.Ordinal);
        Assert.Equal(2, slack.Slack.Posts.Count());
    }

    [Fact]
    public async Task S06_a_roster_Slack_wants_us_to_wait_for_makes_the_answer_late_and_not_poor()
    {
        await using var slack = await SlackBot.StartAsync();
        await slack.SayAsync("jonas", "my deals", SlackBot.Nimbus);
        var limited = false;
        slack.Slack.Interfere = (call, done) =>
        {
            limited |= call.Method == "conversations.info";
            return !done && limited && call.Method == "conversations.members" && slack.Bot.Clock.GetUtcNow() < FakeClock.Morning().GetUtcNow().AddMinutes(5) ? new Later(60) : null;
        };
        await using (var context = await slack.Bot.Bot())
        {
            // The answer waits to be sent again, as after a hiccup.
            await context.Set<OutboxMessage>().ExecuteUpdateAsync(set => set.SetProperty(m => m.State, OutboxState.Pending).SetProperty(m => m.Attempts, 0));
            await context.Set<SentMessage>().ExecuteDeleteAsync();
        }

        for (var i = 0; i < 12; i++)
        {
            slack.Bot.Clock.Advance(TimeSpan.FromSeconds(31));
            await slack.Bot.IdleAsync();
        }

        Assert.Contains("DR-", slack.Last(SlackBot.Nimbus).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("I cannot see who reads here", string.Concat(slack.Slack.AllShown(SlackBot.Nimbus).Select(message => message.Text)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not_in_channel")]
    [InlineData("is_archived")]
    [InlineData("channel_not_found")]
    [InlineData("token_revoked")]
    [InlineData("account_inactive")]
    public async Task S08_a_notice_whose_place_is_closed_is_not_tried_again_and_reaches_its_person_once_another_way(string error)
    {
        await using var slack = await SlackBot.StartAsync();
        await slack.SayAsync("jonas", "help");
        await slack.SayAsync("lena", Register);
        slack.Slack.Interfere = (call, done) => !done && call.Method == "chat.postMessage" && call.Text("channel") == Jonas ? FakeSlack.Fail(error) : null;

        await slack.PressAsync("lena", "Register");
        for (var i = 0; i < 3; i++)
        {
            slack.Bot.Clock.Advance(TimeSpan.FromMinutes(10));
            await slack.Bot.IdleAsync();
        }

        Assert.Equal(2, slack.Slack.Posts.Count(call => call.Text("channel") == Jonas));
        Assert.Contains(await slack.Bot.OutboxAsync(), row => row.State == OutboxState.Failed && row.FailedBecause!.Contains(error, StringComparison.Ordinal));
        Assert.Single(await slack.Bot.TranscriptAsync("PER-JONAS"), message => message.Text.Contains("registered a deal for you", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("tokens_revoked", "app_uninstalled")]
    [InlineData("app_uninstalled", "tokens_revoked")]
    public async Task S08_an_app_that_was_removed_ends_what_was_open_and_says_no_more(string first, string second)
    {
        await using var slack = await SlackBot.StartAsync();
        await slack.SayAsync("lena", Register);
        var posts = slack.Slack.Posts.Count();

        foreach (var type in new[] { first, second, first })
        {
            using var response = await slack.SendAsync(slack.Event(new JsonObject { ["type"] = type, ["tokens"] = new JsonObject { ["oauth"] = new JsonArray(), ["bot"] = new JsonArray(FakeSlack.BotUser) } }));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        using var late = await slack.SendAsync(slack.Event(slack.Words("lena", "my deals")));
        await slack.Bot.IdleAsync();

        Assert.Equal(ProposalState.Voided, Assert.Single(await slack.Bot.ProposalsAsync()).State);
        Assert.Equal(posts, slack.Slack.Posts.Count());
        await using var context = await slack.Bot.Bot();
        Assert.NotNull((await context.Set<SlackInstallation>().SingleAsync()).ClosedBecause);
        Assert.Empty(await context.Set<SessionRow>().ToListAsync());
    }

    [Fact]
    public async Task S08_a_late_word_that_the_app_was_removed_does_not_end_what_was_installed_since()
    {
        await using var slack = await SlackBot.StartAsync();
        await slack.SayAsync("lena", Register);
        var late = slack.Event(new JsonObject { ["type"] = "app_uninstalled" });
        late["event_time"] = slack.Bot.Clock.GetUtcNow().AddMinutes(-5).ToUnixTimeSeconds();

        using var response = await slack.SendAsync(late);
        await slack.PressAsync("lena", "Register");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Single(await slack.SubmittedAsync());
    }

    [Fact]
    public async Task D04_an_edited_request_voids_its_card_and_is_taken_as_said_now_and_a_preview_changes_nothing()
    {
        await using var slack = await SlackBot.StartAsync();
        var words = slack.Words("lena", Register);
        using var said = await slack.SendAsync(slack.Event(words));
        await slack.Bot.IdleAsync();

        JsonObject Changed(string text) => slack.Event(new JsonObject
        {
            ["type"] = "message",
            ["subtype"] = "message_changed",
            ["hidden"] = true,
            ["channel"] = Lena,
            ["channel_type"] = "im",
            ["ts"] = slack.Slack.NextTs(),
            ["message"] = new JsonObject { ["type"] = "message", ["user"] = "U0LENA", ["text"] = text, ["ts"] = words["ts"]!.DeepClone(), ["edited"] = new JsonObject { ["user"] = "U0LENA", ["ts"] = "1780992999.000000" } },
            ["previous_message"] = new JsonObject { ["type"] = "message", ["user"] = "U0LENA", ["text"] = Register, ["ts"] = words["ts"]!.DeepClone() },
        });
        using var preview = await slack.SendAsync(Changed(Register));
        await slack.Bot.IdleAsync();
        Assert.Equal(ProposalState.Open, Assert.Single(await slack.Bot.ProposalsAsync()).State);

        var edit = Changed(Register.Replace("80k", "70k", StringComparison.Ordinal));
        using var once = await slack.SendAsync((JsonObject)edit.DeepClone());
        using var twice = await slack.SendAsync(edit);
        await slack.Bot.IdleAsync();

        Assert.Equal(2, (await slack.Bot.ProposalsAsync()).Count);
        Assert.Contains(await slack.Bot.ProposalsAsync(), proposal => proposal.State == ProposalState.Voided);
        Assert.Contains("EUR 70,000", slack.Last(Lena).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task D04_a_deleted_request_voids_its_card()
    {
        await using var slack = await SlackBot.StartAsync();
        var words = slack.Words("lena", Register);
        using var said = await slack.SendAsync(slack.Event(words));
        await slack.Bot.IdleAsync();

        using var deleted = await slack.SendAsync(slack.Event(new JsonObject
        {
            ["type"] = "message",
            ["subtype"] = "message_deleted",
            ["hidden"] = true,
            ["channel"] = Lena,
            ["channel_type"] = "im",
            ["deleted_ts"] = words["ts"]!.DeepClone(),
            ["previous_message"] = new JsonObject { ["type"] = "message", ["user"] = "U0LENA", ["text"] = Register, ["ts"] = words["ts"]!.DeepClone() },
        }));
        await slack.Bot.IdleAsync();

        Assert.Equal(ProposalState.Voided, Assert.Single(await slack.Bot.ProposalsAsync()).State);
        Assert.DoesNotContain("[Register]", slack.Last(Lena).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task D04_a_deleted_request_that_has_answers_below_it_leaves_a_stone_and_voids_its_card()
    {
        await using var slack = await SlackBot.StartAsync();
        slack.Seat(SlackBot.Team, "lena", "anja");
        await slack.SayAsync("lena", Register, SlackBot.Team);
        var ts = slack.ThreadIn(SlackBot.Team)!;

        using var _ = await slack.SendAsync(slack.Event(new JsonObject
        {
            ["type"] = "message",
            ["subtype"] = "message_changed",
            ["channel"] = SlackBot.Team,
            ["channel_type"] = "group",
            ["message"] = new JsonObject { ["type"] = "message", ["subtype"] = "tombstone", ["user"] = "USLACKBOT", ["text"] = "This message was deleted.", ["ts"] = ts, ["thread_ts"] = ts, ["hidden"] = true },
            ["previous_message"] = new JsonObject { ["type"] = "message", ["user"] = "U0LENA", ["text"] = Register, ["ts"] = ts },
        }));
        await slack.Bot.IdleAsync();

        Assert.Equal(ProposalState.Voided, Assert.Single(await slack.Bot.ProposalsAsync()).State);
    }

    [Fact]
    public async Task D04_an_edit_in_a_thread_of_ours_is_heard_without_the_bot_s_name()
    {
        await using var slack = await SlackBot.StartAsync();
        slack.Seat(SlackBot.Team, "lena", "anja");
        await slack.SayAsync("lena", Register, SlackBot.Team);
        var thread = slack.ThreadIn(SlackBot.Team)!;
        var words = slack.Words("lena", "x", SlackBot.Team, thread);
        (words["type"], words["channel_type"], words["text"]) = ("message", "group", "make it 95k");
        using var said = await slack.SendAsync(slack.Event(words));
        await slack.Bot.IdleAsync();

        using var _ = await slack.SendAsync(slack.Event(new JsonObject
        {
            ["type"] = "message",
            ["subtype"] = "message_changed",
            ["channel"] = SlackBot.Team,
            ["channel_type"] = "group",
            ["message"] = new JsonObject { ["type"] = "message", ["user"] = "U0LENA", ["text"] = "make it 90k", ["ts"] = words["ts"]!.DeepClone(), ["thread_ts"] = thread },
            ["previous_message"] = new JsonObject { ["type"] = "message", ["user"] = "U0LENA", ["text"] = "make it 95k", ["ts"] = words["ts"]!.DeepClone(), ["thread_ts"] = thread },
        }));
        await slack.Bot.IdleAsync();

        Assert.Contains("EUR 90,000", slack.Last(SlackBot.Team).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task K04_after_a_restart_the_first_press_works_and_the_second_adds_nothing()
    {
        await using var slack = await SlackBot.StartAsync();
        await slack.SayAsync("lena", Register);
        var (message, button) = slack.Button(Lena, "Register");

        await slack.RestartAsync();
        using var first = await slack.InteractAsync(slack.Press("lena", message, button));
        using var second = await slack.InteractAsync(slack.Press("lena", message, button));
        await slack.Bot.IdleAsync();

        Assert.Single(await slack.SubmittedAsync());
        Assert.Contains("approved", slack.Last(Lena).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_whose_card_somebody_deleted_is_said_again_below()
    {
        await using var slack = await SlackBot.StartAsync();
        await slack.SayAsync("lena", Register);
        slack.Slack.Interfere = (call, done) => !done && call.Method == "chat.update" ? FakeSlack.Fail("message_not_found") : null;

        await slack.PressAsync("lena", "Register");

        Assert.Contains("approved", slack.Last(Lena).Text, StringComparison.Ordinal);
        Assert.Equal(2, slack.Slack.Shown(Lena).Count);
    }

    /// <summary>Too many: come back later.</summary>
    private sealed class Later(int seconds) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            httpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            return httpContext.Response.WriteAsync("""{"ok":false,"error":"ratelimited"}""");
        }
    }

    /// <summary>The connection ends without an answer.</summary>
    private sealed class Reset : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Abort();
            return Task.CompletedTask;
        }
    }
}
