using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using CoSellBot.Agents.Proposals;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Teams;
using CoSellBot.Tests.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace CoSellBot.Tests.Bot.Teams;

/// <summary>What Teams does wrong, what people do wrong in it, and what has to hold then. Names begin with the row of the fault list.</summary>
[Trait("Category", "Contract")]
public sealed class TeamsFaultTests
{
    private const string Register = "register Contoso with Nimbus for Ledger, 80k EUR, close end of September";
    private static readonly string Lena = TeamsBot.Direct("lena");

    [Fact]
    public async Task T01_a_redelivered_message_is_answered_once_and_a_press_under_a_new_id_shows_the_first_result()
    {
        await using var teams = await TeamsBot.StartAsync();
        teams.Seat(Lena, "lena");
        var words = teams.Words("lena", Register, id: "act-same");
        for (var i = 0; i < 3; i++)
        {
            using var response = await teams.PostAsync(words);
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        }

        await teams.Bot.IdleAsync();
        Assert.Single(teams.Teams.Shown(Lena));
        Assert.Single(await teams.Bot.ProposalsAsync());

        var (message, action) = teams.Button(Lena, "Register");
        await teams.InvokeAsync(teams.Press("lena", Lena, message, action, "press-1"));
        var again = await teams.InvokeAsync(teams.Press("lena", Lena, message, action, "press-2"));
        await teams.Bot.IdleAsync();

        var deal = Assert.Single(await teams.SubmittedAsync());
        Assert.Contains($"{deal.Id} approved", ShownActivity.CardText(again["value"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task T02_a_press_that_takes_too_long_is_answered_in_time_and_done_once()
    {
        // Nobody does the work while Teams waits.
        await using var teams = await TeamsBot.StartAsync(Hosting.ByHand);
        await teams.SayAsync("lena", Register);
        var (message, action) = teams.Button(Lena, "Register");
        var press = teams.Press("lena", Lena, message, action, "press-1");

        var first = await teams.InvokeAsync(press);
        Assert.Equal("application/vnd.microsoft.activity.message", first["type"]!.GetValue<string>());
        Assert.Equal("Working on it. The card changes when it is done.", first["value"]!.GetValue<string>());
        await teams.InvokeAsync(press);
        await teams.Bot.IdleAsync();

        Assert.Single(await teams.SubmittedAsync());
        Assert.Contains("approved", teams.Last(Lena).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T02_a_slow_Teams_makes_no_press_wait_and_the_press_is_done_once()
    {
        await using var teams = await TeamsBot.StartAsync();
        await teams.SayAsync("lena", Register);
        var (message, action) = teams.Button(Lena, "Register");
        var held = new TaskCompletionSource();
        teams.Teams.Interfere = (call, done) => !done && call.Path.EndsWith("pagedmembers", StringComparison.Ordinal) ? new Held(held.Task) : null;

        // The roster is not told before these are answered.
        var press = await teams.InvokeAsync(teams.Press("lena", Lena, message, action));
        var search = teams.Activity("lena", "invoke");
        search["name"] = "composeExtension/query";
        var found = await teams.InvokeAsync(search);
        teams.Teams.Interfere = null;
        held.SetResult();
        // The refused reading has come back before time goes on, so that the next try is due then.
        await teams.Bot.IdleAsync();
        teams.Bot.Clock.Advance(TimeSpan.FromMinutes(1));
        await teams.Bot.IdleAsync();

        Assert.Equal("Working on it. The card changes when it is done.", press["value"]!.GetValue<string>());
        Assert.Equal("That took too long. Please try again.", found["composeExtension"]!["text"]!.GetValue<string>());
        Assert.Single(await teams.SubmittedAsync());
    }

    [Theory]
    [InlineData(403, "BotNotInConversationRoster")]
    [InlineData(403, "BotDisabledByAdmin")]
    [InlineData(403, "ConversationBlockedByUser")]
    [InlineData(403, "MessageWritesBlocked")]
    [InlineData(404, "ConversationNotFound")]
    public async Task T03_a_place_that_is_closed_gets_no_second_try_and_opens_when_somebody_speaks_there_again(int status, string code)
    {
        await using var teams = await TeamsBot.StartAsync();
        teams.Seat(Lena, "lena");
        teams.Teams.Interfere = (call, _) => Posts(call) ? FakeTeams.Error(status, code) : null;
        using var lost = await teams.PostAsync(teams.Words("lena", "my deals"));
        await teams.Bot.IdleAsync();
        teams.Bot.Clock.Advance(TimeSpan.FromHours(1));
        await teams.Bot.IdleAsync();

        Assert.Single(teams.Teams.Calls, Posts);
        Assert.Equal($"{status} {code}", (await teams.Bot.OutboxAsync()).Single().FailedBecause);
        await using (var context = await teams.Bot.Bot())
        {
            Assert.Equal($"{status} {code}", (await context.Set<TeamsConversation>().SingleAsync(place => place.Id == Lena)).ClosedBecause);
        }

        teams.Teams.Interfere = null;
        Assert.NotEmpty((await teams.SayAsync("lena", "my deals")).Text);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(412)]
    public async Task T04_a_refused_message_is_sent_again_after_the_time_Teams_asked_for_and_shows_once(int status)
    {
        await using var teams = await TeamsBot.StartAsync();
        teams.Seat(Lena, "lena");
        var refusals = 1;
        teams.Teams.Interfere = (call, done) => !done && Posts(call) && refusals-- > 0 ? new Busy(status, 90) : null;
        using var response = await teams.PostAsync(teams.Words("lena", "my deals"));
        await teams.Bot.IdleAsync();
        teams.Bot.Clock.Advance(TimeSpan.FromSeconds(80));
        await teams.Bot.IdleAsync();
        Assert.Empty(teams.Teams.Shown(Lena));

        teams.Bot.Clock.Advance(TimeSpan.FromSeconds(15));
        await teams.Bot.IdleAsync();

        Assert.Single(teams.Teams.Shown(Lena));
        Assert.DoesNotContain("Sent a second time", teams.Last(Lena).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(503, true)]
    [InlineData(503, false)]
    [InlineData(502, true)]
    [InlineData(504, false)]
    [InlineData(500, true)]
    [InlineData(408, true)]
    public async Task T04_a_reply_whose_arrival_is_in_doubt_is_repeated_once_and_says_so(int status, bool arrived)
    {
        await using var teams = await TeamsBot.StartAsync();
        teams.Seat(Lena, "lena");
        teams.Teams.Interfere = (call, done) => done == arrived && Posts(call) ? FakeTeams.Error(status, "ServiceError") : null;
        using var response = await teams.PostAsync(teams.Words("lena", "my deals"));
        await teams.Bot.IdleAsync();
        Assert.Equal(arrived ? 1 : 0, teams.Teams.Shown(Lena).Count);

        for (var i = 0; i < 5; i++)
        {
            teams.Bot.Clock.Advance(TimeSpan.FromMinutes(1));
            await teams.Bot.IdleAsync();
        }

        Assert.Equal(2, teams.Teams.Calls.Count(Posts));
        Assert.Equal(OutboxState.Unconfirmed, (await teams.Bot.OutboxAsync()).Single().State);
        if (arrived)
        {
            Assert.Contains("Sent a second time", teams.Last(Lena).Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task T04_a_notice_whose_arrival_is_in_doubt_is_not_sent_again()
    {
        await using var teams = await TeamsBot.StartAsync();
        await teams.SayAsync("jonas", "help");
        await teams.SayAsync("lena", Register);
        teams.Teams.Interfere = (call, done) => done && Posts(call) && call.Path.Contains("jonas", StringComparison.Ordinal) ? FakeTeams.Error(503, "ServiceError") : null;
        await teams.PressAsync("lena", "Register");
        for (var i = 0; i < 5; i++)
        {
            teams.Bot.Clock.Advance(TimeSpan.FromMinutes(1));
            await teams.Bot.IdleAsync();
        }

        Assert.Single(teams.Teams.Shown(TeamsBot.Direct("jonas")), message => message.Text.Contains("registered", StringComparison.Ordinal));
        Assert.Contains(await teams.Bot.OutboxAsync(), row => row.State == OutboxState.Unconfirmed);
    }

    [Fact]
    public async Task T04_a_lost_worker_leaves_its_reply_in_doubt_and_an_update_is_simply_done_again()
    {
        await using var teams = await TeamsBot.StartAsync(Hosting.ByHand);
        await teams.SayAsync("lena", "my deals");
        await using (var context = await teams.Bot.Bot())
        {
            // As a process leaves it that ended between the call and its note.
            await context.Set<OutboxMessage>().ExecuteUpdateAsync(set => set.SetProperty(m => m.State, OutboxState.Sending).SetProperty(m => m.NextAt, teams.Bot.Clock.GetUtcNow().AddMinutes(1)));
            await context.Set<SentMessage>().ExecuteDeleteAsync();
        }

        await teams.RestartAsync(Hosting.ByHand);
        await teams.Bot.IdleAsync();
        Assert.Single(teams.Teams.Shown(Lena));
        teams.Bot.Clock.Advance(TimeSpan.FromSeconds(30));
        await teams.Bot.IdleAsync();

        Assert.Equal(2, teams.Teams.Shown(Lena).Count);
        Assert.Contains("Sent a second time", teams.Last(Lena).Text, StringComparison.Ordinal);
        Assert.Equal(OutboxState.Sent, (await teams.Bot.OutboxAsync()).Single().State);
    }

    [Fact]
    public async Task T05_the_newest_service_address_that_came_with_a_call_is_used_also_for_what_waits()
    {
        await using var teams = await TeamsBot.StartAsync();
        await using var moved = await FakeTeams.StartAsync();
        teams.Seat(Lena, "lena");
        moved.SetMembers(Lena, TeamsBot.Member("lena"));
        teams.Teams.Interfere = (call, _) => Posts(call) ? FakeTeams.Error(403, "InvalidBotApiHost") : null;
        using var first = await teams.PostAsync(teams.Words("lena", "my deals"));
        await teams.Bot.IdleAsync();

        var later = teams.Words("lena", "help");
        later["serviceUrl"] = moved.ServiceUrl;
        using var second = await teams.PostAsync(later);
        teams.Bot.Clock.Advance(TimeSpan.FromMinutes(1));
        await teams.Bot.IdleAsync();

        Assert.Equal(2, moved.Shown(Lena).Count);
        Assert.Empty(teams.Teams.Shown(Lena));
    }

    [Fact]
    public async Task T06_nothing_is_streamed_an_answer_is_one_activity_and_text_and_card_never_share_one()
    {
        await using var teams = await TeamsBot.StartAsync();
        await teams.SayAsync("lena", "what are the rules of engagement?");
        await teams.SayAsync("lena", "my deals");
        await teams.SayAsync("lena", "thanks");

        Assert.Equal(3, teams.Teams.Shown(Lena).Count);
        Assert.All(teams.Teams.Shown(Lena), message => Assert.NotEqual(message.Activity["text"] is null, message.Activity["attachments"] is null));
        Assert.DoesNotContain(teams.Teams.Calls, call => call.Body?.ToJsonString().Contains("streaminfo", StringComparison.Ordinal) == true);
    }

    [Theory]
    [InlineData("https://evil.trafficmanager.net/amer/")]
    [InlineData("https://smba.trafficmanager.net.evil.example/amer/")]
    [InlineData("https://smba.trafficmanager.net@evil.example/amer/")]
    [InlineData("http://10.0.0.7/amer/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("nonsense")]
    public async Task A04_a_service_address_that_is_not_on_the_list_is_refused_and_never_called(string address)
    {
        await using var teams = await TeamsBot.StartAsync();
        var words = teams.Words("lena", "my deals");
        words["serviceUrl"] = address;

        using var response = await teams.PostAsync(words);
        await teams.Bot.IdleAsync();

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Empty(await teams.Bot.InboxAsync());
        Assert.Empty(teams.Teams.Calls);
    }

    [Fact]
    public async Task A04_attachments_are_never_fetched()
    {
        await using var teams = await TeamsBot.StartAsync();
        teams.Seat(Lena, "lena");
        var words = teams.Words("lena", "help");
        words["attachments"] = new JsonArray(new JsonObject { ["contentType"] = "image/png", ["contentUrl"] = $"{teams.Teams.Address}/stolen.png" });

        using var response = await teams.PostAsync(words);
        await teams.Bot.IdleAsync();

        Assert.Single(teams.Teams.Shown(Lena));
        Assert.DoesNotContain(teams.Teams.Calls, call => call.Path.Contains("stolen", StringComparison.Ordinal));
    }

    [Fact]
    public async Task X03_a_roster_that_breaks_off_on_its_second_page_makes_the_place_public()
    {
        await using var teams = await TeamsBot.StartAsync();
        teams.Seat(TeamsBot.Group, "lena", "anja", "maria");
        var whole = await teams.SayAsync("lena", "my deals", TeamsBot.Group);
        Assert.Contains("DR-", whole.Text, StringComparison.Ordinal);
        var page = 0;
        teams.Teams.Interfere = (call, _) => call.Path.EndsWith("pagedmembers", StringComparison.Ordinal) && page++ % 2 == 1 ? FakeTeams.Error(429, "TooManyRequests") : null;

        var broken = await teams.SayAsync("lena", "my deals", TeamsBot.Group);

        Assert.DoesNotContain("DR-", broken.Text, StringComparison.Ordinal);
        Assert.StartsWith("I cannot see who reads here right now", broken.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task X04_a_shared_channel_counts_those_who_come_in_through_other_teams()
    {
        await using var teams = await TeamsBot.StartAsync(null, "--Teams:GraphEndpoint={teams}");
        teams.Seat(TeamsBot.Channel, "lena", "anja");
        teams.Teams.AllMembers[TeamsBot.Channel] = [TeamsBot.GraphMember("lena", "owner"), TeamsBot.GraphMember("anja")];
        var own = await teams.SayAsync("lena", "who can read this?", TeamsBot.Thread);
        Assert.DoesNotContain("Orion", own.Text, StringComparison.Ordinal);

        teams.Teams.AllMembers[TeamsBot.Channel] = [TeamsBot.GraphMember("lena", "owner"), TeamsBot.GraphMember("priya")];
        var shared = await teams.SayAsync("lena", "who can read this?", TeamsBot.Thread);
        var card = await teams.SayAsync("lena", Register, TeamsBot.Thread);

        Assert.Contains("Orion", shared.Text, StringComparison.Ordinal);
        Assert.Contains("Anja", shared.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Contoso", card.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task X04_a_shared_channel_whose_members_Graph_does_not_tell_is_public()
    {
        await using var teams = await TeamsBot.StartAsync(null, "--Teams:GraphEndpoint={teams}");
        teams.Seat(TeamsBot.Channel, "lena", "anja");

        var answer = await teams.SayAsync("lena", "my deals", TeamsBot.Thread);

        Assert.DoesNotContain("DR-", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task X04_a_guest_is_of_no_firm_whatever_tenant_the_account_stands_in()
    {
        await using var teams = await TeamsBot.StartAsync();
        teams.Teams.SetMembers(TeamsBot.Group, TeamsBot.Member("lena"), TeamsBot.Member("visitor", "tt-halvor", "guest"));

        var answer = await teams.SayAsync("lena", "my deals", TeamsBot.Group);

        Assert.DoesNotContain("DR-", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task X04_a_channel_that_was_shared_is_asked_anew_at_once_even_without_Graph()
    {
        await using var teams = await TeamsBot.StartAsync();
        teams.Seat(TeamsBot.Channel, "lena", "anja");
        Assert.Contains("DR-", (await teams.SayAsync("lena", "my deals", TeamsBot.Thread)).Text, StringComparison.Ordinal);
        var shared = teams.Activity("lena", "conversationUpdate", "19:team@thread.tacv2");
        shared["channelData"]!["eventType"] = "channelShared";
        shared["channelData"]!["channel"] = new JsonObject { ["id"] = TeamsBot.Channel };

        using var told = await teams.PostAsync(shared);
        var answer = await teams.SayAsync("lena", "my deals", TeamsBot.Thread);

        Assert.DoesNotContain("DR-", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task X06_when_somebody_joins_the_answers_that_are_not_for_them_are_taken_away()
    {
        await using var teams = await TeamsBot.StartAsync();
        teams.Seat(TeamsBot.Group, "lena", "anja");
        await teams.SayAsync("lena", "my deals", TeamsBot.Group);
        await teams.SayAsync("lena", "what are the rules of engagement?", TeamsBot.Group);
        teams.Seat(TeamsBot.Group, "lena", "anja", "priya");
        var joined = teams.Activity("anja", "conversationUpdate", TeamsBot.Group);
        joined["membersAdded"] = new JsonArray(new JsonObject { ["id"] = "29:priya", ["aadObjectId"] = "aad-priya" });

        using var told = await teams.PostAsync(joined);
        await teams.Bot.IdleAsync();

        var left = teams.Teams.Shown(TeamsBot.Group);
        Assert.DoesNotContain(left, message => message.Text.Contains("DR-", StringComparison.Ordinal));
        Assert.Contains(left, message => message.Text.Contains("rules", StringComparison.OrdinalIgnoreCase));
        Assert.Single(teams.Teams.Calls, call => call.Method == "DELETE");
    }

    [Theory]
    [InlineData("{", 400)]
    [InlineData("null", 400)]
    [InlineData("[]", 400)]
    [InlineData("\"message\"", 400)]
    [InlineData("{\"type\":\"message\"}", 400)]
    [InlineData("{\"type\":\"message\",\"type\":\"invoke\"}", 400)]
    [InlineData("{\"type\":\"message\",\"from\":\"me\"}", 400)]
    [InlineData("{\"type\":\"message\",\"text\":\"\\ud800\"}", 400)]
    public async Task B03_a_body_that_is_no_activity_is_refused_in_words(string body, int status)
    {
        await using var teams = await TeamsBot.StartAsync();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await teams.Bot.Http.PostAsync("/api/messages", content);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains("title", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task B03_every_field_left_out_or_of_another_kind_gives_an_answer_and_never_an_error_of_ours()
    {
        await using var teams = await TeamsBot.StartAsync(Hosting.ByHand);
        var seeds = new[] { teams.Words("lena", "help", TeamsBot.Group), teams.Activity("lena", "conversationUpdate", TeamsBot.Channel), Invoke("adaptiveCard/action"), Invoke("task/submit"), Invoke("composeExtension/query"), Invoke("composeExtension/fetchTask") };
        JsonNode?[] replacements = [null, "text", 7, true, new JsonArray(), new JsonObject(), new JsonArray((JsonNode?)null), "\ud800"];
        foreach (var seed in seeds)
        {
            foreach (var path in Paths(seed, []))
            {
                foreach (var replacement in replacements)
                {
                    var mutant = (JsonObject)seed.DeepClone();
                    var parent = path[..^1].Aggregate((JsonNode)mutant, (node, name) => node[name]!);
                    parent[path[^1]] = replacement?.DeepClone();
                    using var response = await teams.PostAsync(mutant);
                    Assert.True((int)response.StatusCode is < 500 or 501, $"{string.Join('.', path)} = {replacement?.ToJsonString() ?? "null"} gave {response.StatusCode}");
                }
            }
        }

        JsonObject Invoke(string name)
        {
            var invoke = teams.Activity("lena", "invoke", TeamsBot.Group);
            invoke["name"] = name;
            invoke["value"] = new JsonObject
            {
                ["commandId"] = "registerDeal",
                ["data"] = new JsonObject { ["form"] = "x", ["m"] = "y" },
                ["action"] = new JsonObject { ["verb"] = "say", ["data"] = new JsonObject { ["press"] = "say:help", ["m"] = "y" } },
                ["messagePayload"] = new JsonObject { ["body"] = new JsonObject { ["content"] = "words" } },
            };
            return invoke;
        }
    }

    [Fact]
    public async Task B03_deep_nesting_and_large_bodies_are_refused()
    {
        await using var teams = await TeamsBot.StartAsync();
        using var deep = new StringContent(new string('[', 5_000) + new string(']', 5_000), Encoding.UTF8, "application/json");
        using var large = new StringContent($"{{\"text\":\"{new string('a', 600_000)}\"}}", Encoding.UTF8, "application/json");
        using var form = new StringContent("a=b", Encoding.UTF8, "application/x-www-form-urlencoded");

        Assert.Equal(HttpStatusCode.BadRequest, (await teams.Bot.Http.PostAsync("/api/messages", deep)).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await teams.Bot.Http.PostAsync("/api/messages", large)).StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await teams.Bot.Http.PostAsync("/api/messages", form)).StatusCode);
    }

    [Fact]
    public async Task B05_names_with_markup_and_mentions_stay_words()
    {
        await using var teams = await TeamsBot.StartAsync();
        var card = await teams.SayAsync("jonas", "register \"[Approve](https://evil.example) <at>Everyone</at>\" for Ledger, 20k EUR, end of September");
        var raw = card.Activity.ToJsonString();

        Assert.Null(card.Activity["entities"]);
        Assert.DoesNotContain("Action.OpenUrl", raw, StringComparison.Ordinal);
        Assert.DoesNotContain("Image", raw, StringComparison.Ordinal);
        Assert.All(TextBlocks(card.Card), text => Assert.DoesNotContain("](", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task B06_bots_and_our_own_messages_get_no_answer()
    {
        await using var teams = await TeamsBot.StartAsync();
        var own = teams.Words("lena", "help");
        own["from"] = new JsonObject { ["id"] = TeamsBot.BotId, ["name"] = "Halvor Co-sell" };
        var other = teams.Words("lena", "help", TeamsBot.Group);
        other["from"] = new JsonObject { ["id"] = "28:another", ["name"] = "Lena Hoffmann", ["role"] = "bot" };

        using var first = await teams.PostAsync(own);
        using var second = await teams.PostAsync(other);
        await teams.Bot.IdleAsync();

        Assert.Empty(await teams.Bot.InboxAsync());
        Assert.Empty(teams.Teams.Calls);
    }

    [Fact]
    public async Task D04_an_edit_voids_the_card_and_is_answered_anew_and_a_deletion_voids_it()
    {
        await using var teams = await TeamsBot.StartAsync();
        teams.Seat(Lena, "lena");
        using var said = await teams.PostAsync(teams.Words("lena", Register, id: "act-edited"));
        await teams.Bot.IdleAsync();
        var edit = teams.Words("lena", Register.Replace("80k", "70k", StringComparison.Ordinal), id: "act-edited");
        edit["type"] = "messageUpdate";
        edit["channelData"]!["eventType"] = "editMessage";

        using var edited = await teams.PostAsync(edit);
        await teams.Bot.IdleAsync();
        Assert.Contains("EUR 70,000", teams.Last(Lena).Text, StringComparison.Ordinal);
        Assert.Single(await teams.Bot.ProposalsAsync(), proposal => proposal.State == ProposalState.Open);

        var (message, action) = teams.Button(Lena, "Register");
        using var fresh = await teams.PostAsync(teams.Words("lena", "register Contoso with Nimbus for Ledger, 60k EUR, end of September", id: "act-deleted"));
        await teams.Bot.IdleAsync();
        var delete = teams.Activity("lena", "messageDelete", id: "act-deleted");
        using var deleted = await teams.PostAsync(delete);
        await teams.Bot.IdleAsync();

        Assert.DoesNotContain(await teams.Bot.ProposalsAsync(), proposal => proposal.State == ProposalState.Open);
        await teams.InvokeAsync(teams.Press("lena", Lena, message, action));
        Assert.Empty(await teams.SubmittedAsync());
    }

    [Fact]
    public async Task L03_an_uninstalled_bot_says_nothing_more_there_and_starts_clean_when_it_comes_back()
    {
        await using var teams = await TeamsBot.StartAsync();
        await teams.SayAsync("lena", Register);
        var (message, action) = teams.Button(Lena, "Register");
        var removed = teams.Activity("lena", "installationUpdate");
        removed["action"] = "remove";
        using var told = await teams.PostAsync(removed);
        await teams.Bot.IdleAsync();
        var before = teams.Teams.Calls.Count;

        Assert.DoesNotContain(await teams.Bot.ProposalsAsync(), proposal => proposal.State == ProposalState.Open);
        await using (var context = await teams.Bot.Bot())
        {
            Assert.Empty(await context.Set<SessionRow>().ToListAsync());
        }

        Assert.Equal(before, teams.Teams.Calls.Count);
        await teams.InvokeAsync(teams.Press("lena", Lena, message, action));
        Assert.Empty(await teams.SubmittedAsync());
        Assert.StartsWith("There is nothing open", (await teams.SayAsync("lena", "yes")).Text, StringComparison.Ordinal);
    }

    private static bool Posts(TeamsCall call) => call.Method == "POST" && call.Path.EndsWith("/activities", StringComparison.Ordinal) && call.Body?["type"]?.GetValue<string>() == "message";

    private static IEnumerable<string> TextBlocks(JsonNode? node) => node switch
    {
        JsonArray list => list.SelectMany(TextBlocks),
        JsonObject part when part["type"]?.GetValue<string>() == "TextBlock" => [part["text"]!.GetValue<string>()],
        JsonObject part => part.SelectMany(pair => TextBlocks(pair.Value)),
        _ => [],
    };

    private static IEnumerable<string[]> Paths(JsonObject node, string[] above)
    {
        foreach (var (name, value) in node)
        {
            yield return [.. above, name];
            if (value is JsonObject inner)
            {
                foreach (var path in Paths(inner, [.. above, name]))
                {
                    yield return path;
                }
            }
        }
    }

    private sealed class Held(Task until) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            await until;
            await FakeTeams.Error(503, "ServiceUnavailable").ExecuteAsync(httpContext);
        }
    }

    private sealed class Busy(int status, int seconds) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            httpContext.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return httpContext.Response.WriteAsync("{\"error\":{\"code\":\"TooManyRequests\",\"message\":\"slow down\"}}");
        }
    }
}
