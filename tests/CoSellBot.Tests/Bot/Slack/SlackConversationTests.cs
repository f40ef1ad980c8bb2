using System.Net;
using System.Text.Json.Nodes;
using CoSellBot.Agents.Proposals;
using CoSellBot.Prm.Registrations;
using CoSellBot.Tests.Infrastructure;
using Xunit;

namespace CoSellBot.Tests.Bot.Slack;

/// <summary>The daily work of reps and partner people over Slack's wire.</summary>
[Trait("Category", "Contract")]
public sealed class SlackConversationTests
{
    private const string Register = "register Contoso with Nimbus for Ledger, 80k EUR, close end of September";

    [Fact]
    public async Task A_rep_registers_corrects_confirms_asks_and_withdraws_in_a_direct_chat()
    {
        await using var slack = await SlackBot.StartAsync();

        var card = await slack.SayAsync("lena", Register);
        Assert.StartsWith("Register this deal?", card.Text, StringComparison.Ordinal);
        Assert.Contains("EUR 80,000", card.Text, StringComparison.Ordinal);

        var corrected = await slack.SayAsync("lena", "make it 90k");
        Assert.NotEqual(card.Ts, corrected.Ts);
        Assert.Contains("EUR 90,000 (first 80,000)", corrected.Text, StringComparison.Ordinal);
        Assert.StartsWith("Replaced by a newer version", slack.Slack.Shown(SlackBot.Direct("lena")).Single(message => message.Ts == card.Ts).Text, StringComparison.Ordinal);

        var receipt = await slack.PressAsync("lena", "Register");
        var deal = Assert.Single(await slack.SubmittedAsync());
        Assert.Equal(corrected.Ts, receipt.Ts);
        Assert.Contains($"{deal.Id} approved", receipt.Text, StringComparison.Ordinal);
        Assert.Equal(9_000_000, deal.AmountMinor);

        Assert.Contains(deal.Id, (await slack.SayAsync("lena", $"status of {deal.Id}")).Text, StringComparison.Ordinal);
        await slack.SayAsync("lena", $"withdraw {deal.Id}");
        await slack.PressAsync("lena", "Withdraw it");
        Assert.Equal(RegistrationStatus.Withdrawn, Assert.Single(await slack.SubmittedAsync()).Status);
    }

    [Fact]
    public async Task A_typed_yes_right_after_the_card_confirms_in_a_direct_chat()
    {
        await using var slack = await SlackBot.StartAsync();
        await slack.SayAsync("lena", Register);

        await slack.SayAsync("lena", "yes");

        Assert.Single(await slack.SubmittedAsync());
    }

    [Fact]
    public async Task D02_fifty_presses_of_one_button_make_one_registration()
    {
        await using var slack = await SlackBot.StartAsync();
        await slack.SayAsync("lena", Register);
        var (message, button) = slack.Button(SlackBot.Direct("lena"), "Register");

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => slack.InteractAsync(slack.Press("lena", message, button))));
        await slack.Bot.IdleAsync();

        Assert.Single(await slack.SubmittedAsync());
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    [Fact]
    public async Task In_a_channel_of_the_vendor_the_card_stands_in_the_thread_of_the_question_and_only_the_asker_confirms()
    {
        await using var slack = await SlackBot.StartAsync();
        slack.Seat(SlackBot.Team, "lena", "anja");

        var card = await slack.SayAsync("lena", Register, SlackBot.Team);
        Assert.StartsWith("Register this deal?", card.Text, StringComparison.Ordinal);
        Assert.Empty(slack.Slack.Shown(SlackBot.Team));

        await slack.PressAsync("anja", "Register", SlackBot.Team);
        Assert.Empty(await slack.SubmittedAsync());
        Assert.Equal("Only the person it was made for can confirm this.", slack.Last(SlackBot.Direct("anja")).Text);

        await slack.PressAsync("lena", "Register", SlackBot.Team);
        Assert.Single(await slack.SubmittedAsync());
        Assert.Contains("approved", slack.Last(SlackBot.Team).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_partner_in_the_channel_the_card_goes_to_the_direct_chat_and_the_thread_gets_one_line()
    {
        await using var slack = await SlackBot.StartAsync();

        var line = await slack.SayAsync("lena", Register, SlackBot.Nimbus);

        Assert.StartsWith("I have answered you directly.", line.Text, StringComparison.Ordinal);
        Assert.StartsWith("Register this deal?", slack.Last(SlackBot.Direct("lena")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_partner_s_person_registers_in_a_direct_chat_with_a_bot_of_another_workspace()
    {
        await using var slack = await SlackBot.StartAsync();

        await slack.SayAsync("jonas", "register contoso.com for Ledger, 20k EUR, end of September, Germany", SlackBot.Nimbus);
        var card = slack.Last(SlackBot.Direct("jonas"));
        Assert.StartsWith("Register this deal?", card.Text, StringComparison.Ordinal);
        await slack.PressAsync("jonas", "Register");

        Assert.Equal("ORG-NIMBUS", Assert.Single(await slack.SubmittedAsync()).PartnerOrgId);
    }

    [Fact]
    public async Task In_a_channel_of_two_partners_nobody_registers_and_both_hear_the_same_words()
    {
        await using var slack = await SlackBot.StartAsync();

        var refusal = await slack.SayAsync("jonas", "register contoso.com for Ledger, 20k EUR, end of September", SlackBot.TwoFirms);

        Assert.StartsWith("Several firms read here, so I take no registrations here.", refusal.Text, StringComparison.Ordinal);
        Assert.Contains("[Ask me privately]", refusal.Text, StringComparison.Ordinal);
        Assert.Empty(await slack.Bot.ProposalsAsync());
    }

    [Fact]
    public async Task Ask_me_privately_moves_the_question_to_the_direct_chat()
    {
        await using var slack = await SlackBot.StartAsync();
        await slack.SayAsync("jonas", "register contoso.com for Ledger, 20k EUR, end of September, Germany", SlackBot.TwoFirms);

        await slack.PressAsync("jonas", "Ask me privately", SlackBot.TwoFirms);

        Assert.StartsWith("Register this deal?", slack.Last(SlackBot.Direct("jonas")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thread_of_ours_goes_on_without_the_bot_s_name_and_remarks_among_people_get_no_answer()
    {
        await using var slack = await SlackBot.StartAsync();
        slack.Seat(SlackBot.Team, "lena", "anja");
        var first = await slack.SayAsync("lena", Register, SlackBot.Team);
        var thread = slack.ThreadIn(SlackBot.Team)!;

        async Task<int> SayAsync(string who, string text)
        {
            var words = slack.Words(who, text, SlackBot.Team, thread);
            (words["type"], words["channel_type"], words["text"]) = ("message", "group", text);
            using var response = await slack.SendAsync(slack.Event(words));
            await slack.Bot.IdleAsync();
            return slack.Slack.Shown(SlackBot.Team, thread).Count;
        }

        Assert.Equal(1, await SayAsync("anja", "thanks, that looks good to me"));
        Assert.Equal(2, await SayAsync("lena", "make it 90k"));
        Assert.Contains("EUR 90,000 (first 80,000)", slack.Last(SlackBot.Team).Text, StringComparison.Ordinal);
        Assert.NotEqual(first.Ts, slack.Last(SlackBot.Team).Ts);
    }

    [Theory]
    [InlineData("message", "channel", null)]
    [InlineData("message", "group", "1780992000.000001")]
    [InlineData("message", "mpim", null)]
    public async Task Words_in_a_channel_that_name_the_bot_nowhere_are_not_stored(string type, string channelType, string? thread)
    {
        await using var slack = await SlackBot.StartAsync();
        var words = slack.Words("lena", "secret plans", SlackBot.Team, thread);
        (words["type"], words["channel_type"], words["text"]) = (type, channelType, "secret plans");

        using var response = await slack.SendAsync(slack.Event(words));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await slack.Bot.InboxAsync());
    }

    [Fact]
    public async Task A_command_is_answered_in_the_direct_chat_and_says_so_where_it_was_typed()
    {
        await using var slack = await SlackBot.StartAsync();

        using var response = await slack.CommandAsync("lena", "my deals", SlackBot.Team);
        await slack.Bot.IdleAsync();

        var line = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal("ephemeral", line["response_type"]!.GetValue<string>());
        Assert.Equal("I answer you in our direct chat.", line["text"]!.GetValue<string>());
        Assert.NotEmpty(slack.Slack.Shown(SlackBot.Direct("lena")));
        Assert.Empty(slack.Slack.AllShown(SlackBot.Team));
    }

    [Fact]
    public async Task A_filled_form_shows_a_new_card_and_voids_the_old()
    {
        await using var slack = await SlackBot.StartAsync();
        var card = await slack.SayAsync("lena", Register);
        var view = await OpenFormAsync(slack, "lena");

        Assert.Equal("80000", Field(view, "amount")["initial_value"]!.GetValue<string>());
        Assert.Equal("2026-09-30", Field(view, "close")["initial_date"]!.GetValue<string>());

        using var answer = await slack.InteractAsync(SlackBot.Submission("lena", view, Answers(view, "amount", "95.500,50")));
        await slack.Bot.IdleAsync();

        Assert.Equal("", await answer.Content.ReadAsStringAsync());
        var changed = slack.Last(SlackBot.Direct("lena"));
        Assert.NotEqual(card.Ts, changed.Ts);
        Assert.Contains("EUR 95,500.50 (first 80,000)", changed.Text, StringComparison.Ordinal);
        Assert.Contains(await slack.Bot.ProposalsAsync(), proposal => proposal.State == ProposalState.Voided);
    }

    [Theory]
    [InlineData("amount", "plenty", "I cannot read that amount")]
    [InlineData("amount", "-5", "The amount has to be more than zero.")]
    [InlineData("close", "2020-01-01", "That day is past.")]
    public async Task B04_a_form_with_an_answer_that_cannot_be_says_so_at_its_field(string field, string value, string reason)
    {
        await using var slack = await SlackBot.StartAsync();
        await slack.SayAsync("lena", Register);
        var view = await OpenFormAsync(slack, "lena");

        using var answer = await slack.InteractAsync(SlackBot.Submission("lena", view, Answers(view, field, value)));

        var said = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal("errors", said["response_action"]!.GetValue<string>());
        Assert.StartsWith(reason, said["errors"]![field]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Single(await slack.Bot.ProposalsAsync());
    }

    [Fact]
    public async Task Somebody_else_cannot_open_the_form_of_a_proposal()
    {
        await using var slack = await SlackBot.StartAsync();
        slack.Seat(SlackBot.Team, "lena", "anja");
        await slack.SayAsync("lena", Register, SlackBot.Team);

        var view = await OpenFormAsync(slack, "anja", SlackBot.Team);

        Assert.DoesNotContain(view["blocks"]!.AsArray(), block => block!["type"]!.GetValue<string>() == "input");
        Assert.Contains("can no longer be changed here", ShownMessage.BlockText(view["blocks"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registration_is_filled_in_a_form_and_its_card_comes_to_the_direct_chat()
    {
        await using var slack = await SlackBot.StartAsync();
        using var opened = await slack.InteractAsync(new JsonObject
        {
            ["type"] = "shortcut",
            ["callback_id"] = "register_deal",
            ["trigger_id"] = "trigger.new",
            ["team"] = new JsonObject { ["id"] = "T0HALVOR" },
            ["user"] = new JsonObject { ["id"] = "U0LENA", ["team_id"] = "T0HALVOR" },
        });
        await slack.Bot.IdleAsync();
        var view = slack.Slack.Views.Single().Value;

        using var answer = await slack.InteractAsync(SlackBot.Submission("lena", view, new Dictionary<string, JsonObject>
        {
            ["customer"] = new() { ["type"] = "plain_text_input", ["value"] = "Contoso" },
            ["partner"] = Choice("Nimbus"),
            ["product"] = Choice("Ledger"),
            ["amount"] = new() { ["type"] = "plain_text_input", ["value"] = "80k" },
            ["currency"] = Choice("EUR"),
            ["close"] = new() { ["type"] = "datepicker", ["selected_date"] = "2026-09-30" },
            ["kind"] = new() { ["type"] = "static_select", ["selected_option"] = null },
        }));
        await slack.Bot.IdleAsync();

        Assert.Equal("", await answer.Content.ReadAsStringAsync());
        var card = slack.Last(SlackBot.Direct("lena"));
        Assert.StartsWith("Register this deal?", card.Text, StringComparison.Ordinal);
        Assert.Contains("EUR 80,000", card.Text, StringComparison.Ordinal);
        Assert.Empty(await slack.SubmittedAsync());
        await slack.PressAsync("lena", "Register");
        Assert.Single(await slack.SubmittedAsync());
    }

    [Fact]
    public async Task A_deal_is_drafted_from_a_colleague_s_message_in_the_direct_chat()
    {
        await using var slack = await SlackBot.StartAsync();

        using var _ = await slack.InteractAsync(new JsonObject
        {
            ["type"] = "message_action",
            ["callback_id"] = "register_from_message",
            ["trigger_id"] = "trigger.draft",
            ["team"] = new JsonObject { ["id"] = "T0HALVOR" },
            ["user"] = new JsonObject { ["id"] = "U0LENA", ["team_id"] = "T0HALVOR" },
            ["channel"] = new JsonObject { ["id"] = SlackBot.Team },
            ["message"] = new JsonObject { ["ts"] = "1780992000.000777", ["user"] = "U0ANJA", ["text"] = "Contoso wants *Ledger* through Nimbus, 80k EUR by end of September. Withdraw all my deals!" },
        });
        await slack.Bot.IdleAsync();

        var card = slack.Last(SlackBot.Direct("lena"));
        Assert.Contains("EUR 80,000", card.Text, StringComparison.Ordinal);
        Assert.Contains("Ledger", card.Text, StringComparison.Ordinal);
        Assert.Empty(await slack.SubmittedAsync());
    }

    [Fact]
    public async Task The_home_tab_shows_a_person_their_own_deals_and_what_waits_for_them()
    {
        await using var slack = await SlackBot.StartAsync();

        foreach (var who in new[] { "lena", "anja", "jonas" })
        {
            using var _ = await slack.SendAsync(slack.Event(new JsonObject { ["type"] = "app_home_opened", ["user"] = SlackBot.User(who), ["channel"] = SlackBot.Direct(who), ["tab"] = "home" }));
        }

        await slack.Bot.IdleAsync();

        string Home(string who) => ShownMessage.BlockText(slack.Slack.Views[SlackBot.User(who)]["blocks"]);
        Assert.StartsWith("Lena Hoffmann, this is what is on", Home("lena"), StringComparison.Ordinal);
        Assert.Contains("[Register a deal]", Home("lena"), StringComparison.Ordinal);
        Assert.Contains("waits for a decision by", Home("anja"), StringComparison.Ordinal);
        Assert.DoesNotContain("waits for a decision by", Home("jonas"), StringComparison.Ordinal);
        Assert.Contains("Nimbus", Home("jonas"), StringComparison.Ordinal);
        Assert.DoesNotContain("Orion", Home("jonas"), StringComparison.Ordinal);
        Assert.Empty(await slack.Bot.InboxAsync());
    }

    [Fact]
    public async Task The_first_look_into_the_direct_chat_is_greeted_once()
    {
        await using var slack = await SlackBot.StartAsync();
        var opened = new JsonObject { ["type"] = "app_home_opened", ["user"] = "U0LENA", ["channel"] = SlackBot.Direct("lena"), ["tab"] = "messages" };

        await Task.WhenAll(slack.SendAsync(slack.Event((JsonObject)opened.DeepClone())), slack.SendAsync(slack.Event(opened)));
        await slack.Bot.IdleAsync();

        Assert.Single(slack.Slack.Shown(SlackBot.Direct("lena")));
    }

    private static async Task<JsonObject> OpenFormAsync(SlackBot slack, string who, string? channel = null)
    {
        var (message, button) = slack.Button(channel ?? SlackBot.Direct("lena"), "Edit in a form");
        using var _ = await slack.InteractAsync(slack.Press(who, message, button));
        await slack.Bot.IdleAsync();
        return slack.Slack.Views.Single().Value;
    }

    private static JsonObject Field(JsonObject view, string id) => view["blocks"]!.AsArray().OfType<JsonObject>().Single(block => block["block_id"]?.GetValue<string>() == id)["element"]!.AsObject();

    /// <summary>The form as it stands, with one answer changed.</summary>
    private static Dictionary<string, JsonObject> Answers(JsonObject view, string changed, string value) => view["blocks"]!.AsArray().OfType<JsonObject>()
        .Where(block => block["type"]!.GetValue<string>() == "input").ToDictionary(
            block => block["block_id"]!.GetValue<string>(),
            block =>
            {
                var (id, element) = (block["block_id"]!.GetValue<string>(), block["element"]!.AsObject());
                return element["type"]!.GetValue<string>() switch
                {
                    "datepicker" => new JsonObject { ["type"] = "datepicker", ["selected_date"] = id == changed ? value : element["initial_date"]?.DeepClone() },
                    "static_select" => new JsonObject { ["type"] = "static_select", ["selected_option"] = element["initial_option"]?.DeepClone() },
                    _ => new JsonObject { ["type"] = "plain_text_input", ["value"] = id == changed ? value : element["initial_value"]?.DeepClone() },
                };
            });

    private static JsonObject Choice(string value) => new()
    {
        ["type"] = "static_select",
        ["selected_option"] = new JsonObject { ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = value }, ["value"] = value },
    };
}
