using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using CoSellBot.Tests.Infrastructure;
using Xunit;

namespace CoSellBot.Tests.Bot.Slack;

/// <summary>Broken, hostile and foreign input over Slack's wire.</summary>
public sealed class SlackInputTests
{
    private const string Register = "register Contoso with Nimbus for Ledger, 80k EUR, close end of September";
    private static readonly string[] Hidden = ["\0", "\u202e", "\u200b", "\U000E0041"];
    private static readonly string Lena = SlackBot.Direct("lena");

    [Theory]
    [InlineData("{", 400)]
    [InlineData("", 400)]
    [InlineData("[]", 400)]
    [InlineData("null", 400)]
    [InlineData("\"words\"", 400)]
    [InlineData("{\"type\":\"event_callback\",\"type\":\"url_verification\",\"challenge\":\"x\"}", 400)]
    [InlineData("{\"type\":\"event_callback\"}", 200)]
    [InlineData("{\"type\":\"event_callback\",\"team_id\":\"T0HALVOR\",\"event\":7}", 200)]
    [InlineData("{\"type\":\"event_callback\",\"team_id\":\"T0HALVOR\",\"event\":{}}", 200)]
    [InlineData("{\"type\":\"event_callback\",\"team_id\":\"T0HALVOR\",\"event\":{\"type\":\"message\"}}", 200)]
    [InlineData("{\"type\":\"event_callback\",\"team_id\":\"T0HALVOR\",\"event\":{\"type\":\"message\",\"user\":\"U0LENA\",\"channel\":\"D0LENA\",\"channel_type\":\"im\",\"text\":\"hi\"}}", 200)]
    [InlineData("{\"type\":\"event_callback\",\"team_id\":\"T0HALVOR\",\"event\":{\"type\":\"message\",\"user\":[\"U0LENA\"],\"channel\":{},\"ts\":1}}", 200)]
    [InlineData("{\"type\":\"event_callback\",\"event\":{\"type\":\"message\",\"user\":\"U0LENA\",\"channel\":\"D0LENA\",\"channel_type\":\"im\",\"ts\":\"1.1\",\"text\":\"hi\"}}", 200)]
    [InlineData("{\"type\":\"something_new\",\"team_id\":\"T0HALVOR\"}", 200)]
    [InlineData("{\"type\":\"event_callback\",\"team_id\":\"T0HALVOR\",\"event\":{\"type\":\"unheard_of\"}}", 200)]
    public async Task B03_an_event_of_another_shape_is_refused_or_ignored_and_never_taken_for_somebody_else_s(string body, int status)
    {
        await using var slack = await SlackBot.StartAsync();

        using var response = await slack.PostAsync("/slack/events", body, "application/json");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Empty(await slack.Bot.InboxAsync());
    }

    [Theory]
    [InlineData("/slack/events", "text/plain", "{}", 415)]
    [InlineData("/slack/interactions", "application/json", "{}", 415)]
    [InlineData("/slack/interactions", "application/x-www-form-urlencoded", "payload=%7B", 400)]
    [InlineData("/slack/interactions", "application/x-www-form-urlencoded", "other=1", 400)]
    [InlineData("/slack/interactions", "application/x-www-form-urlencoded", "payload=%7B%22type%22%3A%22block_actions%22%7D", 200)]
    [InlineData("/slack/commands", "application/x-www-form-urlencoded", "", 200)]
    [InlineData("/slack/commands", "application/x-www-form-urlencoded", "team_id=T0HALVOR", 200)]
    [InlineData("/slack/commands", "application/json", "{}", 415)]
    public async Task B03_a_wrong_content_type_or_a_form_without_its_fields_does_nothing(string path, string type, string body, int status)
    {
        await using var slack = await SlackBot.StartAsync();

        using var response = await slack.PostAsync(path, body, type);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Empty(await slack.Bot.InboxAsync());
    }

    [Fact]
    public async Task B03_deep_nesting_is_refused()
    {
        await using var slack = await SlackBot.StartAsync();

        using var response = await slack.PostAsync("/slack/events", string.Concat(Enumerable.Repeat("{\"event\":", 500)) + "1" + new string('}', 500), "application/json");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task B03_hundreds_of_mutated_payloads_never_break_anything()
    {
        await using var slack = await SlackBot.StartAsync();
        var card = await slack.SayAsync("lena", Register);
        var (message, button) = slack.Button(Lena, "Register");
        var random = new Random(20260609);
        (string Path, string Body, string Type)[] samples =
        [
            ("/slack/events", slack.Event(slack.Words("lena", "status of DR-7K3Q", SlackBot.Team)).ToJsonString(), "application/json"),
            ("/slack/events", slack.Event(new JsonObject { ["type"] = "message", ["subtype"] = "message_changed", ["channel"] = Lena, ["message"] = slack.Words("lena", "x"), ["previous_message"] = slack.Words("lena", "y") }).ToJsonString(), "application/json"),
            ("/slack/interactions", slack.Press("lena", message, button).ToJsonString(), "payload"),
        ];
        for (var i = 0; i < 240; i++)
        {
            var (path, body, type) = samples[i % samples.Length];
            var mutated = Mutate(body, random);
            using var response = await slack.PostAsync(path, type == "payload" ? "payload=" + Uri.EscapeDataString(mutated) : mutated, type == "payload" ? "application/x-www-form-urlencoded" : type);
            Assert.True((int)response.StatusCode is 200 or 400, $"{(int)response.StatusCode} for mutation {i}");
        }

        await slack.Bot.IdleAsync();
        Assert.NotNull(card);
        Assert.DoesNotContain(await slack.Bot.InboxAsync(), row => row.State == CoSellBot.Bot.Storage.InboxState.Parked);
    }

    [Theory]
    [InlineData("status of DR-\0\u202e7K3Q")]
    [InlineData("\ud83d\ude00\u200b\u200d status of DR-7K3Q")]
    [InlineData("status of DR-7K3Q \U000E0041\U000E0042")]
    [InlineData("e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301 status of DR-7K3Q")]
    public async Task B01_hidden_and_broken_characters_are_stored_and_shown_clean(string text)
    {
        await using var slack = await SlackBot.StartAsync();

        var said = await slack.SayAsync("lena", text);

        Assert.Contains("DR-7K3Q", said.Text, StringComparison.Ordinal);
        var kept = Assert.Single(await slack.Bot.InboxAsync()).Text;
        Assert.All(Hidden, hidden => Assert.DoesNotContain(hidden, kept, StringComparison.Ordinal));
    }

    [Fact]
    public async Task B01_a_lone_surrogate_in_the_json_is_no_words()
    {
        await using var slack = await SlackBot.StartAsync();
        var body = slack.Event(slack.Words("lena", "PLACEHOLDER")).ToJsonString().Replace("PLACEHOLDER", "status \\ud800 of", StringComparison.Ordinal);

        using var response = await slack.PostAsync("/slack/events", body, "application/json");
        await slack.Bot.IdleAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Single(slack.Slack.Shown(Lena));
    }

    [Fact]
    public async Task B02_forty_thousand_characters_get_one_polite_answer()
    {
        await using var slack = await SlackBot.StartAsync();

        await slack.SayAsync("lena", string.Concat(Enumerable.Repeat("lorem ipsum ", 3_400)));

        Assert.Single(slack.Slack.Shown(Lena));
        Assert.True((await slack.Bot.InboxAsync()).Single().Text.Length <= 30_000);
    }

    [Theory]
    [InlineData("10.000,50 EUR", "close end of September", "EUR 10,000.50")]
    [InlineData("10,000.50 EUR", "close end of September", "EUR 10,000.50")]
    [InlineData("1m EUR", "close end of September", "EUR 1,000,000")]
    [InlineData("-5 EUR", "close end of September", "The amount has to be more than zero")]
    [InlineData("80k EUR", "close 31/02/2027", "There is no such date")]
    [InlineData("80k EUR", "close 1 Jan 2020", "1 Jan 2020 is past")]
    [InlineData("80k", "close end of September", "in which currency")]
    public async Task B04_an_amount_or_a_date_is_shown_plainly_or_asked_for_and_never_guessed(string amount, string close, string shown)
    {
        await using var slack = await SlackBot.StartAsync();

        var said = await slack.SayAsync("lena", $"register Contoso with Nimbus for Ledger, {amount}, {close}");

        Assert.Contains(shown, said.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("&lt;!channel&gt; AG")]
    [InlineData("&lt;@U0ANJA&gt; AG")]
    [InlineData("&lt;https://evil.example|Approve&gt; AG")]
    [InlineData("*Bold* _AG_")]
    public async Task B05_a_customer_s_name_mentions_nobody_links_nowhere_and_formats_nothing(string name)
    {
        await using var slack = await SlackBot.StartAsync();
        await slack.SayAsync("jonas", $"register \"{name}\" for Ledger, 20k EUR, end of September, Germany");

        var posts = slack.Slack.Calls.Where(call => call.Method is "chat.postMessage" or "chat.update").ToList();
        Assert.NotEmpty(posts);
        foreach (var post in posts)
        {
            var json = post.Arguments["blocks"]!.ToJsonString();
            Assert.DoesNotContain("\"mrkdwn\"", json, StringComparison.Ordinal);
            foreach (var element in new[] { "\"link\"", "\"user\"", "\"broadcast\"", "\"usergroup\"", "\"channel\"", "\"emoji\"" })
            {
                Assert.DoesNotContain($"\"type\":{element}", json, StringComparison.Ordinal);
            }

            Assert.DoesNotContain('<', post.Text("text")!);
            Assert.DoesNotContain('>', post.Text("text")!);
            if (post.Method == "chat.postMessage")
            {
                Assert.False(post.Arguments["unfurl_links"]!.GetValue<bool>());
                Assert.False(post.Arguments["unfurl_media"]!.GetValue<bool>());
            }
        }
    }

    [Fact]
    public async Task A_picture_among_people_is_no_word_and_a_bare_name_asks_for_help()
    {
        await using var slack = await SlackBot.StartAsync();
        slack.Seat(SlackBot.Team, "lena", "anja");
        var named = await slack.SayAsync("lena", "", SlackBot.Team);
        Assert.Contains("What I can do for you", named.Text, StringComparison.Ordinal);
        var picture = slack.Words("anja", "", SlackBot.Team, slack.ThreadIn(SlackBot.Team));
        (picture["type"], picture["channel_type"], picture["text"], picture["subtype"]) = ("message", "group", "", "file_share");

        using var _ = await slack.SendAsync(slack.Event(picture));
        await slack.Bot.IdleAsync();

        Assert.Single(await slack.Bot.InboxAsync());
    }

    [Theory]
    [InlineData("bot_id", "B0OTHER")]
    [InlineData("bot_id", FakeSlack.BotId)]
    [InlineData("subtype", "bot_message")]
    [InlineData("subtype", "channel_join")]
    [InlineData("user", FakeSlack.BotUser)]
    [InlineData("user", "USLACKBOT")]
    public async Task B06_bots_workflows_under_a_human_name_and_ourselves_get_no_answer(string field, string value)
    {
        await using var slack = await SlackBot.StartAsync();
        foreach (var channel in new[] { null, SlackBot.Team })
        {
            var words = slack.Words("lena", "my deals", channel);
            words[field] = value;
            words["username"] = "Lena Hoffmann";
            using var _ = await slack.SendAsync(slack.Event(words));
        }

        await slack.Bot.IdleAsync();
        Assert.Empty(await slack.Bot.InboxAsync());
        Assert.Empty(slack.Slack.Posts);
    }

    [Fact]
    public async Task B06_without_its_own_name_the_bot_takes_nothing_and_Slack_keeps_it_for_later()
    {
        await using var slack = await SlackBot.StartAsync(Hosting.ByHand);
        slack.Slack.Interfere = (call, done) => !done && call.Method == "auth.test" ? FakeSlack.Fail("internal_error") : null;
        var said = slack.Event(slack.Words("lena", "my deals"));

        using var early = await slack.SendAsync((JsonObject)said.DeepClone());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, early.StatusCode);
        slack.Slack.Interfere = null;
        slack.Bot.Clock.Advance(TimeSpan.FromMinutes(1));
        using var retried = await slack.SendAsync(said, ("x-slack-retry-num", "2"));
        await slack.Bot.IdleAsync();

        Assert.Equal(HttpStatusCode.OK, retried.StatusCode);
        Assert.Single(slack.Slack.Shown(Lena));
    }

    [Fact]
    public async Task J07_a_press_with_another_place_hash_proposal_or_presser_writes_nothing()
    {
        await using var slack = await SlackBot.StartAsync();
        slack.Seat(SlackBot.Team, "lena", "anja");
        await slack.SayAsync("lena", Register);
        var (message, button) = slack.Button(Lena, "Register");
        var value = button["value"]!.GetValue<string>();

        async Task ForgeAsync(Action<JsonObject> change, string who = "lena", string? team = null)
        {
            var press = slack.Press(who, message, button, team);
            change(press);
            using var response = await slack.InteractAsync(press);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            await slack.Bot.IdleAsync();
        }

        await ForgeAsync(press => press["channel"]!["id"] = SlackBot.Team);
        await ForgeAsync(press => press["actions"]![0]!["block_id"] = "01NOSUCHMESSAGE/1");
        await ForgeAsync(press => press["actions"]![0]!["value"] = value[..^4] + "0000");
        await ForgeAsync(press => press["actions"]![0]!["value"] = "confirm:nothing.00");
        await ForgeAsync(_ => { }, "anja");
        await ForgeAsync(_ => { }, "lena", "T0ORION");
        Assert.Empty(await slack.SubmittedAsync());

        await ForgeAsync(_ => { });
        Assert.Single(await slack.SubmittedAsync());
    }

    private static string Mutate(string body, Random random)
    {
        var text = new StringBuilder(body);
        for (var change = 0; change < 1 + random.Next(4); change++)
        {
            var at = random.Next(text.Length);
            switch (random.Next(4))
            {
                case 0:
                    text.Remove(at, Math.Min(text.Length - at, 1 + random.Next(12)));
                    break;
                case 1:
                    text.Insert(at, (char)(32 + random.Next(95)));
                    break;
                case 2:
                    text[at] = "{}[]\",:\\0nt9"[random.Next(12)];
                    break;
                default:
                    text.Insert(at, text.ToString(at, Math.Min(text.Length - at, random.Next(30))));
                    break;
            }

            if (text.Length == 0)
            {
                text.Append('{');
            }
        }

        return text.ToString();
    }
}
