using System.Net;
using System.Text.Json.Nodes;
using CoSellBot.Bot.Commands;
using CoSellBot.Bot.Slack;
using CoSellBot.Bot.Turns;
using CoSellBot.Bot.Users;
using CoSellBot.Tests.Bot.Slack;
using CoSellBot.Tests.Bot.Teams;
using CoSellBot.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoSellBot.Tests.Bot;

/// <summary>Accounts linked by a code: what proves who somebody is, and what does not.</summary>
[Trait("Category", "Contract")]
public sealed class LinkTests
{
    private const string Unknown = """
        I do not know you yet, so I can only speak about the programme's public rules. An administrator can add you to the people of your firm or give you a code: in a direct chat, write "link" and the code.
        """;
    private const string Wrong = "That code cannot be used: it is mistyped, used or expired. Ask an administrator for a new one.";
    private const string Room = "Codes are taken in a direct chat only. One that was written here can no longer be used.";
    private const string Later = "Too many wrong codes. Try again later.";
    private const string Lena = "This account is linked to Lena Hoffmann of Halvor. If that is not you, ask an administrator to take the link away.\n[What can you do?]";
    private const string NoCode = "23456-789AB";

    [Fact]
    public async Task A05_a_profile_s_e_mail_gives_nothing_and_only_a_code_links()
    {
        await using var slack = await SlackBot.StartAsync();
        Arrive(slack, "eve", "T0ORION");
        slack.Slack.Users["U0EVE"]["profile"]!["email"] = (await PersonAsync(slack.Bot, "PER-NINA")).Email;

        Assert.StartsWith(Unknown, await SayAsync(slack, "eve", "T0ORION", "my deals"), StringComparison.Ordinal);
        Assert.Equal(
            "That code is for somebody of another firm than this account's. Ask an administrator for one of your own.",
            await SayAsync(slack, "eve", "T0ORION", $"link {await IssueAsync(slack.Bot, "PER-NINA")}"));
        Assert.StartsWith(Unknown, await SayAsync(slack, "eve", "T0ORION", "my deals"), StringComparison.Ordinal);

        Assert.StartsWith("This account is linked to ", await SayAsync(slack, "eve", "T0ORION", $"link {await IssueAsync(slack.Bot, "PER-PRIYA")}"), StringComparison.Ordinal);
        Assert.DoesNotContain("I do not know you yet", await SayAsync(slack, "eve", "T0ORION", "my deals"), StringComparison.Ordinal);
        Assert.Equal(("T0ORION", "U0EVE", "PER-PRIYA"), Assert.Single(await LinksAsync(slack.Bot)));
    }

    [Fact]
    public async Task A05_an_account_whose_firm_Slack_does_not_tell_is_not_linked_and_its_code_stays_good()
    {
        await using var slack = await SlackBot.StartAsync();
        Arrive(slack, "eve", "T0ORION");
        slack.Slack.Users["U0EVE"]["is_stranger"] = true;
        var code = await IssueAsync(slack.Bot, "PER-LENA");

        Assert.Equal(
            "I cannot see which firm this account belongs to, so no code can link it. Ask an administrator.\n[Ask me privately]",
            await SayAsync(slack, "eve", "T0ORION", $"link {code}"));

        Arrive(slack, "zoe", "T0HALVOR");
        Assert.Equal(Lena, await SayAsync(slack, "zoe", "T0HALVOR", $"link {code}"));
    }

    [Fact]
    public async Task A06_the_same_user_id_in_another_workspace_is_somebody_else()
    {
        await using var slack = await SlackBot.StartAsync();
        Arrive(slack, "zoe", "T0ACME");
        Assert.Equal(Lena, await SayAsync(slack, "zoe", "T0ACME", $"link {await IssueAsync(slack.Bot, "PER-LENA")}"));
        Assert.DoesNotContain("I do not know you yet", await SayAsync(slack, "zoe", "T0ACME", "my deals"), StringComparison.Ordinal);

        // An event that names another workspace for the same id fits nobody.
        Assert.Contains("I do not know you yet", await SayAsync(slack, "zoe", "E9", "my deals"), StringComparison.Ordinal);

        slack.Slack.Users["U0ZOE"] = SlackBot.Profile("zoe", "T0OTHER");
        slack.Bot.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Contains("I do not know you yet", await SayAsync(slack, "zoe", "T0OTHER", "my deals"), StringComparison.Ordinal);
        Assert.Equal(("T0ACME", "U0ZOE", "PER-LENA"), Assert.Single(await LinksAsync(slack.Bot)));
    }

    [Fact]
    public async Task A08_a_card_whose_proposer_is_no_longer_linked_writes_nothing()
    {
        await using var slack = await SlackBot.StartAsync();
        Arrive(slack, "zoe", "T0HALVOR");
        await SayAsync(slack, "zoe", "T0HALVOR", $"link {await IssueAsync(slack.Bot, "PER-LENA")}");
        var card = await slack.SayAsync("zoe", "register Contoso with Nimbus for Ledger, 80k EUR, close end of September");
        Assert.StartsWith("Register this deal?", card.Text, StringComparison.Ordinal);

        Assert.Equal(1, await slack.Bot.App.Services.GetRequiredService<IdentityLinks>().UnlinkAsync("PER-LENA", CancellationToken.None));
        var answer = await slack.PressAsync("zoe", "Register");

        Assert.StartsWith(Unknown, answer.Text, StringComparison.Ordinal);
        Assert.Empty(await slack.SubmittedAsync());
        Assert.Equal(CoSellBot.Agents.Proposals.ProposalState.Open, Assert.Single(await slack.Bot.ProposalsAsync()).State);
    }

    [Fact]
    public async Task Of_two_accounts_that_give_one_code_at_once_one_is_linked()
    {
        await using var slack = await SlackBot.StartAsync();
        string[] accounts = ["zoe", "yan", "xia", "wim"];
        foreach (var who in accounts)
        {
            Arrive(slack, who, "T0HALVOR");
        }

        var code = await IssueAsync(slack.Bot, "PER-LENA");
        await Task.WhenAll(accounts.Select(who => slack.SendAsync(slack.Event(slack.Words(who, $"link {code}")))));
        await slack.Bot.IdleAsync();

        Assert.Single(await LinksAsync(slack.Bot));
        var answers = accounts.Select(who => slack.Last(SlackBot.Direct(who)).Text).ToList();
        Assert.Single(answers, Lena);
        Assert.Equal(accounts.Length - 1, answers.Count(answer => answer == Wrong));
    }

    [Fact]
    public async Task A_code_written_in_a_room_is_burnt_and_nobody_learns_whether_it_was_right()
    {
        await using var slack = await SlackBot.StartAsync();
        Arrive(slack, "zoe", "T0HALVOR");
        slack.Seat(SlackBot.Team, "lena", "zoe");
        var code = await IssueAsync(slack.Bot, "PER-LENA");

        Assert.Equal(Room, (await slack.SayAsync("zoe", $"link {NoCode}", SlackBot.Team)).Text);
        Assert.Equal(Room, (await slack.SayAsync("zoe", $"please link me: {code}", SlackBot.Team)).Text);

        Assert.Equal(Wrong, await SayAsync(slack, "zoe", "T0HALVOR", $"link {code}"));
        Assert.Empty(await LinksAsync(slack.Bot));
    }

    [Fact]
    public async Task Where_the_members_cannot_be_read_a_code_counts_as_read_by_others()
    {
        await using var slack = await SlackBot.StartAsync();
        Arrive(slack, "zoe", "T0HALVOR");
        var code = await IssueAsync(slack.Bot, "PER-LENA");
        slack.Slack.Interfere = (call, _) => call.Method == "users.info" ? FakeSlack.Fail("internal_error") : null;

        using var _ = await slack.SendAsync(slack.Event(slack.Words("zoe", $"link {code}")));
        for (var i = 0; i < 4; i++)
        {
            await slack.Bot.IdleAsync();
            slack.Bot.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        await slack.Bot.IdleAsync();
        Assert.StartsWith(Room, slack.Last(SlackBot.Direct("zoe")).Text, StringComparison.Ordinal);
        slack.Slack.Interfere = null;
        Assert.Equal(Wrong, await SayAsync(slack, "zoe", "T0HALVOR", $"link {code}"));
    }

    [Fact]
    public async Task After_five_wrong_codes_an_account_waits_an_hour_also_over_a_restart()
    {
        await using var slack = await SlackBot.StartAsync();
        Arrive(slack, "zoe", "T0HALVOR");
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(Wrong, await SayAsync(slack, "zoe", "T0HALVOR", $"link {NoCode}"));
        }

        var code = await IssueAsync(slack.Bot, "PER-LENA");
        await slack.RestartAsync();
        Assert.Equal(Later, await SayAsync(slack, "zoe", "T0HALVOR", $"link {code}"));
        // Another account of the firm is not held up by it.
        Arrive(slack, "yan", "T0HALVOR");
        Assert.Equal(Wrong, await SayAsync(slack, "yan", "T0HALVOR", $"link {NoCode}"));

        slack.Bot.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(Lena, await SayAsync(slack, "zoe", "T0HALVOR", $"link {code}"));
    }

    [Fact]
    public async Task An_expired_a_used_and_an_unknown_code_get_the_same_words()
    {
        await using var slack = await SlackBot.StartAsync();
        Arrive(slack, "zoe", "T0HALVOR");
        var code = await IssueAsync(slack.Bot, "PER-LENA");
        slack.Bot.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal(Wrong, await SayAsync(slack, "zoe", "T0HALVOR", $"link {code}"));

        var used = await IssueAsync(slack.Bot, "PER-LENA");
        slack.Bot.Clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal(Lena, await SayAsync(slack, "zoe", "T0HALVOR", $"link {used}"));
        Assert.Equal(Wrong, await SayAsync(slack, "zoe", "T0HALVOR", $"link {used}"));
        Assert.Equal(Wrong, await SayAsync(slack, "zoe", "T0HALVOR", $"link {NoCode}"));
    }

    [Fact]
    public async Task A_code_stands_in_no_row_once_it_was_read()
    {
        await using var slack = await SlackBot.StartAsync();
        Arrive(slack, "zoe", "T0HALVOR");
        var code = await IssueAsync(slack.Bot, "PER-LENA");

        await SayAsync(slack, "zoe", "T0HALVOR", $"link {code}");

        Assert.DoesNotContain(await slack.Bot.InboxAsync(), row => $"{row.Text}{row.PressValue}".Contains(code[..5], StringComparison.OrdinalIgnoreCase));
        await using var context = await slack.Bot.Bot();
        Assert.Matches("^[0-9a-f]{64}$", (await context.Set<LinkCode>().AsNoTracking().SingleAsync()).Hash);
    }

    [Fact]
    public async Task One_account_is_one_person_and_what_is_for_the_first_no_longer_goes_there()
    {
        await using var slack = await SlackBot.StartAsync();
        var channel = slack.Bot.App.Services.GetRequiredService<SlackChannel>();

        // Lena's account is in the files; a code moves it to Anja.
        Assert.StartsWith("This account is linked to Anja Weber of Halvor.", (await slack.SayAsync("lena", $"link {await IssueAsync(slack.Bot, "PER-ANJA")}")).Text, StringComparison.Ordinal);
        Assert.Null(await channel.PrivatePlaceOfAsync("PER-LENA", CancellationToken.None));
        Assert.Equal(SlackBot.Direct("lena"), (await channel.PrivatePlaceOfAsync("PER-ANJA", CancellationToken.None))?.PlaceId);

        Assert.StartsWith("This account is linked to Lena Hoffmann of Halvor.", (await slack.SayAsync("lena", $"link {await IssueAsync(slack.Bot, "PER-LENA")}")).Text, StringComparison.Ordinal);
        Assert.Equal(SlackBot.Direct("lena"), (await channel.PrivatePlaceOfAsync("PER-LENA", CancellationToken.None))?.PlaceId);
        Assert.Equal(SlackBot.Direct("anja"), (await channel.PrivatePlaceOfAsync("PER-ANJA", CancellationToken.None))?.PlaceId);
        Assert.Equal(("T0HALVOR", "U0LENA", "PER-LENA"), Assert.Single(await LinksAsync(slack.Bot)));
    }

    [Fact]
    public async Task A_guest_may_be_a_person_of_another_firm_and_stays_a_guest()
    {
        await using var slack = await SlackBot.StartAsync();
        Arrive(slack, "zoe", "T0HALVOR");
        slack.Slack.Users["U0ZOE"]["is_restricted"] = true;

        Assert.StartsWith("This account is linked to Jonas ", await SayAsync(slack, "zoe", "T0HALVOR", $"link {await IssueAsync(slack.Bot, "PER-JONAS")}"), StringComparison.Ordinal);

        var users = slack.Bot.App.Services.GetRequiredService<UserResolver>();
        var both = await users.ResolveAllAsync("Slack", [new ChannelUser("u0zoe", "u0zoe", "t0halvor", IsGuest: true), new ChannelUser("U0ZOE", "U0ZOE", "T0HALVOR")], CancellationToken.None);
        Assert.Equal(("PER-JONAS", true), (both[0].Principal.PersonId, both[0].Principal.IsGuest));
        // A member of the vendor's is nobody of Nimbus, whatever was linked.
        Assert.Null(both[1].Principal.PersonId);
    }

    [Fact]
    public async Task Somebody_unknown_enters_the_code_in_a_dialog_from_the_home_tab()
    {
        await using var slack = await SlackBot.StartAsync();
        Arrive(slack, "zoe", "T0HALVOR");
        using var opened = await slack.SendAsync(slack.Event(new JsonObject { ["type"] = "app_home_opened", ["user"] = "U0ZOE", ["channel"] = "D0ZOE", ["tab"] = "home" }));
        await slack.Bot.IdleAsync();
        var home = slack.Slack.Views["U0ZOE"];
        Assert.Equal($"{Unknown}\n[Enter a link code]\n[What can you do?]", ShownMessage.BlockText(home["blocks"]));

        var button = home["blocks"]!.AsArray().OfType<JsonObject>().SelectMany(ShownMessage.ButtonsOf).Single(one => one["value"]!.GetValue<string>() == "code:");
        using var pressed = await slack.InteractAsync(AtHome(slack, "zoe", button));
        await slack.Bot.IdleAsync();
        var view = slack.Slack.Views.Single(pair => pair.Key != "U0ZOE").Value;
        Assert.Equal("Enter your link code", view["title"]!["text"]!.GetValue<string>());

        foreach (var wrong in new[] { null, "", "K7Q2M", "what is this?" })
        {
            using var refused = await slack.InteractAsync(SlackBot.Submission("zoe", view, Code(wrong)));
            Assert.Equal("A code has ten letters and digits, in two groups of five.", JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["errors"]!["code"]!.GetValue<string>());
        }

        var code = await IssueAsync(slack.Bot, "PER-LENA");
        using var taken = await slack.InteractAsync(SlackBot.Submission("zoe", view, Code($" {code.ToLowerInvariant().Replace('-', ' ')}")));
        await slack.Bot.IdleAsync();
        Assert.Equal("", await taken.Content.ReadAsStringAsync());
        Assert.Equal(Lena, slack.Last("D0ZOE").Text);
        Assert.DoesNotContain(await slack.Bot.InboxAsync(), row => $"{row.Text}{row.PressValue}".Contains(code[..5], StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_command_opens_the_same_dialog_and_takes_a_code_at_once()
    {
        await using var slack = await SlackBot.StartAsync();
        Arrive(slack, "zoe", "T0HALVOR");

        using var opened = await slack.CommandAsync("zoe", "link", SlackBot.Team);
        await slack.Bot.IdleAsync();
        Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
        Assert.Equal("link_code", slack.Slack.Views.Single().Value["callback_id"]!.GetValue<string>());

        using var typed = await slack.CommandAsync("zoe", $"link {await IssueAsync(slack.Bot, "PER-LENA")}", SlackBot.Team, "trigger.2");
        await slack.Bot.IdleAsync();
        Assert.Equal(Lena, slack.Last("D0ZOE").Text);
    }

    [Fact]
    public async Task Somebody_unknown_who_writes_link_is_told_how()
    {
        await using var slack = await SlackBot.StartAsync();
        Arrive(slack, "zoe", "T0HALVOR");

        Assert.Equal("In a direct chat, write \"link\" and the code an administrator gave you.", await SayAsync(slack, "zoe", "T0HALVOR", "link my account"));
    }

    [Fact]
    public async Task In_Teams_a_code_links_too_and_what_is_for_the_person_comes_there()
    {
        await using var teams = await TeamsBot.StartAsync();
        var code = await IssueAsync(teams.Bot, "PER-LENA");

        Assert.Contains("I do not know you yet", (await teams.SayAsync("zoe", "my deals")).Text, StringComparison.Ordinal);
        Assert.Equal(Room, (await SayInGroupAsync(teams, $"link {NoCode}")).Text);
        Assert.StartsWith("This account is linked to Lena Hoffmann of Halvor.", (await teams.SayAsync("zoe", $"link {code}")).Text, StringComparison.Ordinal);
        Assert.StartsWith("Register this deal?", (await teams.SayAsync("zoe", "register Contoso with Nimbus for Ledger, 80k EUR, close end of September")).Text, StringComparison.Ordinal);
        await teams.PressAsync("zoe", "Register");
        Assert.Single(await teams.SubmittedAsync());
        Assert.Equal(("tt-halvor", "aad-zoe", "PER-LENA"), Assert.Single(await LinksAsync(teams.Bot)));
    }

    [Fact]
    public async Task The_command_shows_a_code_once_and_voids_the_one_before()
    {
        await using var slack = await SlackBot.StartAsync();
        Arrive(slack, "zoe", "T0HALVOR");
        var first = await IssueAsync(slack.Bot, "PER-LENA");

        var (exit, output, error) = await RunAsync(LinkCodeCommand.RunAsync, slack.Bot, "PER-LENA", "--hours", "2");

        var code = output.Split('\n')[0].Trim();
        Assert.Matches("^[0-9A-Z]{5}-[0-9A-Z]{5}$", code);
        Assert.Equal((0, ""), (exit, error));
        Assert.Equal(
            $"""
            {code}

            It links one account to Lena Hoffmann of Halvor (PER-LENA), once, until 9 Jun 2026 10:13 UTC.
            It is not shown again, and earlier unused codes of PER-LENA are void.
            Whoever has it becomes Lena Hoffmann: hand it over by a way that proves who takes it, in person or on a number you know.
            They write "link" and the code to the bot, in a direct chat.

            """,
            output, ignoreLineEndingDifferences: true);
        Assert.Equal(Wrong, await SayAsync(slack, "zoe", "T0HALVOR", $"link {first}"));
        Assert.Equal(Lena, await SayAsync(slack, "zoe", "T0HALVOR", $"link {code}"));
    }

    [Fact]
    public async Task The_commands_refuse_somebody_they_do_not_know_and_unlink_says_what_the_files_still_name()
    {
        await using var slack = await SlackBot.StartAsync();
        Arrive(slack, "zoe", "T0HALVOR");
        await SayAsync(slack, "zoe", "T0HALVOR", $"link {await IssueAsync(slack.Bot, "PER-LENA")}");

        Assert.Equal((2, "", "There is no person 'PER-NOBODY'.\n"), await RunAsync(LinkCodeCommand.RunAsync, slack.Bot, "PER-NOBODY"));
        Assert.Equal((2, "", "--hours takes 1 to 168.\n"), await RunAsync(LinkCodeCommand.RunAsync, slack.Bot, "PER-LENA", "--hours", "0"));
        Assert.Equal((2, "", "There is no person 'PER-NOBODY'.\n"), await RunAsync(UnlinkCommand.RunAsync, slack.Bot, "PER-NOBODY"));
        Assert.Equal(
            (0, "PER-LENA: 1 link taken away; unused codes are void.\nThe imported files still name account aad-lena in Teams.\nThe imported files still name account U0LENA in Slack.\n", ""),
            await RunAsync(UnlinkCommand.RunAsync, slack.Bot, "PER-LENA"));
        Assert.Contains("I do not know you yet", await SayAsync(slack, "zoe", "T0HALVOR", "my deals"), StringComparison.Ordinal);
    }

    /// <summary>Somebody who is in no file.</summary>
    private static void Arrive(SlackBot slack, string who, string team)
    {
        slack.Slack.Users[SlackBot.User(who)] = SlackBot.Profile(who, team);
        slack.Slack.Channels[SlackBot.Direct(who)] = new JsonObject { ["id"] = SlackBot.Direct(who), ["is_im"] = true, ["user"] = SlackBot.User(who) };
    }

    private static async Task<string> SayAsync(SlackBot slack, string who, string team, string text)
    {
        var words = slack.Words(who, text);
        (words["user_team"], words["source_team"]) = (team, team);
        using var response = await slack.SendAsync(slack.Event(words));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await slack.Bot.IdleAsync();
        return slack.Last(SlackBot.Direct(who)).Text;
    }

    private static Task<ShownActivity> SayInGroupAsync(TeamsBot teams, string text)
    {
        teams.Seat(TeamsBot.Group, "lena", "zoe");
        return teams.SayAsync("zoe", text, TeamsBot.Group);
    }

    private static Task<string> IssueAsync(CoSellBotFactory bot, string personId) =>
        bot.App.Services.GetRequiredService<IdentityLinks>().IssueAsync(personId, TimeSpan.FromHours(24), CancellationToken.None);

    private static async Task<CoSellBot.Prm.Partners.Person> PersonAsync(CoSellBotFactory bot, string personId)
    {
        await using var context = await bot.Prm();
        return await context.Set<CoSellBot.Prm.Partners.Person>().AsNoTracking().SingleAsync(person => person.Id == personId);
    }

    private static async Task<List<(string Firm, string Account, string Person)>> LinksAsync(CoSellBotFactory bot)
    {
        await using var context = await bot.Bot();
        return [.. (await context.Set<IdentityLink>().AsNoTracking().ToListAsync()).Select(link => (link.FirmId, link.AccountId, link.PersonId))];
    }

    private static async Task<(int Exit, string Output, string Error)> RunAsync(
        Func<string[], IServiceProvider?, TextWriter, TextWriter, Task<int>> command, CoSellBotFactory bot, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await command(args, bot.App.Services, output, error);
        return (exit, output.ToString().ReplaceLineEndings("\n"), error.ToString().ReplaceLineEndings("\n"));
    }

    private static JsonObject AtHome(SlackBot slack, string who, JsonObject button) => new()
    {
        ["type"] = "block_actions",
        ["user"] = new JsonObject { ["id"] = SlackBot.User(who), ["team_id"] = "T0HALVOR" },
        ["container"] = new JsonObject { ["type"] = "view", ["view_id"] = SlackBot.User(who) },
        ["trigger_id"] = "trigger.home",
        ["team"] = new JsonObject { ["id"] = "T0HALVOR" },
        ["actions"] = new JsonArray(new JsonObject
        {
            ["type"] = "button",
            ["action_id"] = button["action_id"]!.DeepClone(),
            ["block_id"] = button["block_id"]?.DeepClone(),
            ["value"] = button["value"]!.DeepClone(),
            ["action_ts"] = slack.Slack.NextTs(),
        }),
    };

    private static Dictionary<string, JsonObject> Code(string? value) => new() { ["code"] = new JsonObject { ["type"] = "plain_text_input", ["value"] = value } };
}
