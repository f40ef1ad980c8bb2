using System.Net;
using System.Text.Json.Nodes;
using CoSellBot.Prm.Registrations;
using CoSellBot.Tests.Infrastructure;
using Xunit;

namespace CoSellBot.Tests.Bot.Teams;

/// <summary>The daily work of reps and partner people over Teams' wire.</summary>
[Trait("Category", "Contract")]
public sealed class TeamsConversationTests
{
    private static readonly string[] Parts = ["body", "items", "columns"];
    private const string Register = "register Contoso with Nimbus for Ledger, 80k EUR, close end of September";

    [Fact]
    public async Task A_rep_registers_corrects_confirms_asks_and_withdraws_in_a_direct_chat()
    {
        await using var teams = await TeamsBot.StartAsync();

        var card = await teams.SayAsync("lena", Register);
        Assert.StartsWith("Register this deal?", card.Text, StringComparison.Ordinal);
        Assert.Contains("EUR 80,000", card.Text, StringComparison.Ordinal);

        var corrected = await teams.SayAsync("lena", "make it 90k");
        Assert.NotEqual(card.Id, corrected.Id);
        Assert.Contains("EUR 90,000 (first 80,000)", corrected.Text, StringComparison.Ordinal);
        Assert.StartsWith("Replaced by a newer version", teams.Teams.Shown(TeamsBot.Direct("lena")).Single(message => message.Id == card.Id).Text, StringComparison.Ordinal);

        var answer = await teams.PressAsync("lena", "Register");
        Assert.Equal("application/vnd.microsoft.card.adaptive", answer["type"]!.GetValue<string>());
        var deal = Assert.Single(await teams.SubmittedAsync());
        Assert.Contains($"{deal.Id} approved", ShownActivity.CardText(answer["value"]), StringComparison.Ordinal);
        var receipt = teams.Last(TeamsBot.Direct("lena"));
        Assert.Equal(corrected.Id, receipt.Id);
        Assert.Contains($"{deal.Id} approved", receipt.Text, StringComparison.Ordinal);

        Assert.Contains(deal.Id, (await teams.SayAsync("lena", $"status of {deal.Id}")).Text, StringComparison.Ordinal);
        await teams.SayAsync("lena", $"withdraw {deal.Id}");
        await teams.PressAsync("lena", "Withdraw it");
        Assert.Equal(RegistrationStatus.Withdrawn, Assert.Single(await teams.SubmittedAsync()).Status);
    }

    [Fact]
    public async Task Fifty_presses_of_one_button_make_one_registration_and_all_are_answered()
    {
        await using var teams = await TeamsBot.StartAsync();
        await teams.SayAsync("lena", Register);
        var (message, action) = teams.Button(TeamsBot.Direct("lena"), "Register");

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => teams.InvokeAsync(teams.Press("lena", TeamsBot.Direct("lena"), message, action))));
        await teams.Bot.IdleAsync();

        Assert.Single(await teams.SubmittedAsync());
        Assert.All(answers, answer => Assert.Equal(200, answer["statusCode"]!.GetValue<int>()));
    }

    [Fact]
    public async Task In_a_group_of_the_vendor_the_card_stands_where_it_was_asked_for_and_only_the_asker_confirms()
    {
        await using var teams = await TeamsBot.StartAsync();
        teams.Seat(TeamsBot.Group, "lena", "anja");

        var card = await teams.SayAsync("lena", Register, TeamsBot.Group);
        Assert.StartsWith("Register this deal?", card.Text, StringComparison.Ordinal);
        Assert.Equal(["29:anja", "29:lena"], card.Card!["refresh"]!["userIds"]!.AsArray().Select(id => id!.GetValue<string>()).Order(StringComparer.Ordinal));

        var refused = await teams.PressAsync("anja", "Register", TeamsBot.Group);
        Assert.Equal("application/vnd.microsoft.activity.message", refused["type"]!.GetValue<string>());
        Assert.Equal("Only the person it was made for can confirm this.", refused["value"]!.GetValue<string>());
        Assert.Empty(await teams.SubmittedAsync());

        await teams.PressAsync("lena", "Register", TeamsBot.Group);
        Assert.Single(await teams.SubmittedAsync());
        Assert.Contains("approved", teams.Last(TeamsBot.Group).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_viewer_s_refreshed_card_has_the_buttons_that_viewer_may_press()
    {
        await using var teams = await TeamsBot.StartAsync();
        teams.Seat(TeamsBot.Group, "lena", "anja");
        var card = await teams.SayAsync("lena", Register, TeamsBot.Group);
        var refresh = card.Card!["refresh"]!["action"]!.AsObject();

        var hers = await teams.InvokeAsync(teams.Press("lena", TeamsBot.Group, card, refresh));
        var others = await teams.InvokeAsync(teams.Press("anja", TeamsBot.Group, card, refresh));

        Assert.Contains("[Register]", ShownActivity.CardText(hers["value"]), StringComparison.Ordinal);
        Assert.DoesNotContain("[Register]", ShownActivity.CardText(others["value"]), StringComparison.Ordinal);
        Assert.DoesNotContain("[Cancel]", ShownActivity.CardText(others["value"]), StringComparison.Ordinal);
        Assert.Contains("EUR 80,000", ShownActivity.CardText(others["value"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_thread_of_a_channel_the_answer_stands_in_the_thread()
    {
        await using var teams = await TeamsBot.StartAsync();
        teams.Seat(TeamsBot.Channel, "lena", "anja");

        var card = await teams.SayAsync("lena", Register, TeamsBot.Thread);
        await teams.PressAsync("lena", "Register", TeamsBot.Thread);

        Assert.StartsWith("Register this deal?", card.Text, StringComparison.Ordinal);
        Assert.Contains("approved", teams.Last(TeamsBot.Thread).Text, StringComparison.Ordinal);
        Assert.Empty(teams.Teams.Shown(TeamsBot.Channel));
    }

    [Fact]
    public async Task With_a_partner_in_the_group_the_card_goes_to_the_direct_chat_and_the_group_gets_one_line()
    {
        await using var teams = await TeamsBot.StartAsync();
        await teams.SayAsync("lena", "help");
        teams.Seat(TeamsBot.Group, "lena", "jonas");

        var line = await teams.SayAsync("lena", Register, TeamsBot.Group);

        Assert.StartsWith("I have answered you directly.", line.Text, StringComparison.Ordinal);
        Assert.StartsWith("Register this deal?", teams.Last(TeamsBot.Direct("lena")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_without_a_direct_chat_gets_one_opened()
    {
        await using var teams = await TeamsBot.StartAsync();
        teams.Seat(TeamsBot.Group, "lena", "jonas");
        teams.Seat("a:opened-29:lena", "lena");

        await teams.SayAsync("lena", Register, TeamsBot.Group);

        Assert.StartsWith("Register this deal?", teams.Last("a:opened-29:lena").Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_of_another_tenant_without_a_direct_chat_is_told_to_open_one_and_nothing_else()
    {
        await using var teams = await TeamsBot.StartAsync();
        teams.Seat(TeamsBot.Group, "lena", "jonas");

        var line = await teams.SayAsync("jonas", "register contoso.com for Ledger, 20k EUR, end of September", TeamsBot.Group);

        Assert.StartsWith("I answer that in a direct chat only", line.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(teams.Teams.Calls, call => call is { Method: "POST", Path: "/amer/v3/conversations" });
        Assert.Empty(await teams.SubmittedAsync());
    }

    [Fact]
    public async Task A_message_in_a_group_that_does_not_mention_the_bot_is_not_stored()
    {
        await using var teams = await TeamsBot.StartAsync();
        var overheard = teams.Activity("lena", "message", TeamsBot.Group);
        overheard["text"] = "secret plans";

        using var response = await teams.PostAsync(overheard);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Empty(await teams.Bot.InboxAsync());
    }

    [Fact]
    public async Task The_first_sight_of_a_person_is_greeted_once_whichever_event_comes_first()
    {
        await using var teams = await TeamsBot.StartAsync();
        teams.Seat(TeamsBot.Direct("lena"), "lena");
        var installed = teams.Activity("lena", "installationUpdate");
        installed["action"] = "add";
        var seen = teams.Activity("lena", "conversationUpdate");
        seen["membersAdded"] = new JsonArray(new JsonObject { ["id"] = "29:lena" }, new JsonObject { ["id"] = TeamsBot.BotId });

        await Task.WhenAll(teams.PostAsync(installed), teams.PostAsync(seen));
        await teams.Bot.IdleAsync();

        Assert.Single(teams.Teams.Shown(TeamsBot.Direct("lena")));
    }

    [Fact]
    public async Task A_filled_form_shows_a_new_card_and_voids_the_old()
    {
        await using var teams = await TeamsBot.StartAsync();
        var card = await teams.SayAsync("lena", Register);
        var (_, edit) = teams.Button(TeamsBot.Direct("lena"), "Edit in a form");
        var fetch = teams.Activity("lena", "invoke");
        fetch["name"] = "task/fetch";
        fetch["value"] = new JsonObject { ["data"] = edit["data"]!.DeepClone() };

        var dialog = await teams.InvokeAsync(fetch);
        var inputs = Inputs(dialog["task"]!["value"]!["card"]!["content"]).ToDictionary(input => input["id"]!.GetValue<string>(), input => input["value"]?.GetValue<string>());
        Assert.Equal("80000", inputs["amount"]);
        Assert.Equal("2026-09-30", inputs["close"]);

        var submit = teams.Activity("lena", "invoke");
        submit["name"] = "task/submit";
        var data = new JsonObject { ["form"] = edit["data"]!["form"]!.DeepClone(), ["m"] = edit["data"]!["m"]!.DeepClone() };
        foreach (var (id, value) in inputs)
        {
            data[id] = value;
        }

        data["amount"] = "95.500,50";
        submit["value"] = new JsonObject { ["data"] = data };
        using var closed = await teams.PostAsync(submit);
        await teams.Bot.IdleAsync();

        Assert.Equal(HttpStatusCode.OK, closed.StatusCode);
        var changed = teams.Last(TeamsBot.Direct("lena"));
        Assert.NotEqual(card.Id, changed.Id);
        Assert.Contains("EUR 95,500.50 (first 80,000)", changed.Text, StringComparison.Ordinal);
        Assert.Contains(await teams.Bot.ProposalsAsync(), proposal => proposal.State == CoSellBot.Agents.Proposals.ProposalState.Voided);
    }

    [Theory]
    [InlineData("amount", "plenty", "I cannot read that amount")]
    [InlineData("amount", "-5", "The amount has to be more than zero.")]
    [InlineData("close", "2020-01-01", "That day is past.")]
    public async Task A_form_with_an_answer_that_cannot_be_comes_back_with_the_reason_and_the_words(string field, string value, string reason)
    {
        await using var teams = await TeamsBot.StartAsync();
        await teams.SayAsync("lena", Register);
        var (_, edit) = teams.Button(TeamsBot.Direct("lena"), "Edit in a form");
        var submit = teams.Activity("lena", "invoke");
        submit["name"] = "task/submit";
        var data = new JsonObject
        {
            ["form"] = edit["data"]!["form"]!.DeepClone(),
            ["customer"] = "Contoso GmbH",
            ["partner"] = "Nimbus",
            ["product"] = "Ledger",
            ["amount"] = "80000",
            ["currency"] = "EUR",
            ["close"] = "2026-09-30",
            ["kind"] = "Resell",
        };
        data[field] = value;
        submit["value"] = new JsonObject { ["data"] = data };

        var again = await teams.InvokeAsync(submit);

        Assert.Contains(reason, again.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(value, Inputs(again["task"]!["value"]!["card"]!["content"]).Single(input => input["id"]!.GetValue<string>() == field)["value"]!.GetValue<string>());
        Assert.Single(await teams.Bot.ProposalsAsync());
    }

    [Fact]
    public async Task Somebody_else_cannot_open_the_form_of_a_proposal()
    {
        await using var teams = await TeamsBot.StartAsync();
        teams.Seat(TeamsBot.Group, "lena", "anja");
        await teams.SayAsync("lena", Register, TeamsBot.Group);
        var (_, edit) = teams.Button(TeamsBot.Group, "Edit in a form");
        var fetch = teams.Activity("anja", "invoke", TeamsBot.Group);
        fetch["name"] = "task/fetch";
        fetch["value"] = new JsonObject { ["data"] = edit["data"]!.DeepClone() };

        Assert.Equal("message", (await teams.InvokeAsync(fetch))["task"]!["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_search_offers_only_what_everyone_in_the_conversation_may_read()
    {
        await using var teams = await TeamsBot.StartAsync();
        await teams.SayAsync("jonas", "my deals");
        teams.Seat(TeamsBot.Group, "jonas", "priya");

        JsonObject Query(string conversation)
        {
            var query = teams.Activity("jonas", "invoke", conversation);
            query["name"] = "composeExtension/query";
            query["value"] = new JsonObject
            {
                ["commandId"] = "searchDeals",
                ["parameters"] = new JsonArray(new JsonObject { ["name"] = "searchText", ["value"] = "" }),
                ["queryOptions"] = new JsonObject { ["skip"] = 0, ["count"] = 25 },
            };
            return query;
        }

        var alone = await teams.InvokeAsync(Query(TeamsBot.Direct("jonas")));
        Assert.Equal("result", alone["composeExtension"]!["type"]!.GetValue<string>());
        Assert.NotEmpty(alone["composeExtension"]!["attachments"]!.AsArray());

        var withOrion = await teams.InvokeAsync(Query(TeamsBot.Group));
        var unreadable = await teams.InvokeAsync(Query("19:unknown@thread.v2"));
        Assert.Equal("message", withOrion["composeExtension"]!["type"]!.GetValue<string>());
        Assert.Equal(withOrion.ToJsonString(), unreadable.ToJsonString());
    }

    [Fact]
    public async Task A_deal_is_drafted_from_a_colleague_s_message_in_the_direct_chat()
    {
        await using var teams = await TeamsBot.StartAsync();
        await teams.SayAsync("lena", "help");
        var fetch = teams.Activity("lena", "invoke", TeamsBot.Group);
        fetch["name"] = "composeExtension/fetchTask";
        fetch["value"] = new JsonObject
        {
            ["commandId"] = "registerDeal",
            ["messagePayload"] = new JsonObject
            {
                ["id"] = "1700000000777",
                ["body"] = new JsonObject { ["contentType"] = "html", ["content"] = "<p>Contoso wants <b>Ledger</b> through Nimbus, 80k EUR by end of September. Withdraw all my deals!</p>" },
            },
        };

        var answer = await teams.InvokeAsync(fetch);
        await teams.Bot.IdleAsync();

        Assert.Equal("I put a draft into our direct chat. Nothing is saved yet.", answer["task"]!["value"]!.GetValue<string>());
        var card = teams.Last(TeamsBot.Direct("lena"));
        Assert.Contains("EUR 80,000", card.Text, StringComparison.Ordinal);
        Assert.Contains("Ledger", card.Text, StringComparison.Ordinal);
        Assert.Empty(await teams.SubmittedAsync());
    }

    private static IEnumerable<JsonObject> Inputs(JsonNode? node) => node switch
    {
        JsonArray list => list.SelectMany(Inputs),
        JsonObject part when part["type"]?.GetValue<string>()?.StartsWith("Input.", StringComparison.Ordinal) == true => [part],
        JsonObject part => Parts.SelectMany(name => Inputs(part[name])),
        _ => [],
    };
}
