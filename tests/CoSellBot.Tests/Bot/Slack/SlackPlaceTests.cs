using System.Text.Json.Nodes;
using CoSellBot.Bot.Slack;
using CoSellBot.Bot.Storage;
using CoSellBot.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoSellBot.Tests.Bot.Slack;

/// <summary>Who reads a place of Slack, and what may be said there.</summary>
[Trait("Category", "Contract")]
public sealed class SlackPlaceTests
{
    private const string Question = "open opportunities at Contoso";

    [Theory]
    [InlineData("conversations.info")]
    [InlineData("conversations.members")]
    [InlineData("users.info")]
    public async Task X03_a_roster_that_cannot_be_read_gives_public_answers_only(string method)
    {
        await using var slack = await SlackBot.StartAsync();
        slack.Seat(SlackBot.Team, "lena", "anja", "maria");
        slack.Slack.Interfere = (call, done) => !done && call.Method == method ? FakeSlack.Fail("fatal_error") : null;

        using var _ = await slack.SendAsync(slack.Event(slack.Words("lena", "my deals", SlackBot.Team)));
        for (var i = 0; i < 6; i++)
        {
            await slack.Bot.IdleAsync();
            slack.Bot.Clock.Advance(TimeSpan.FromSeconds(20));
        }

        await slack.Bot.IdleAsync();
        Assert.StartsWith("I cannot see who reads here right now", Assert.Single(slack.Slack.AllShown(SlackBot.Team)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task X03_a_roster_whose_second_page_fails_is_no_roster()
    {
        await using var slack = await SlackBot.StartAsync();
        slack.Seat(SlackBot.Team, "lena", "anja", "maria");
        slack.Slack.Interfere = (call, done) => !done && call.Method == "conversations.members" && call.Text("cursor") is { Length: > 0 } ? FakeSlack.Fail("internal_error") : null;

        using var _ = await slack.SendAsync(slack.Event(slack.Words("lena", Question, SlackBot.Team)));
        for (var i = 0; i < 6; i++)
        {
            await slack.Bot.IdleAsync();
            slack.Bot.Clock.Advance(TimeSpan.FromSeconds(20));
        }

        await slack.Bot.IdleAsync();
        Assert.StartsWith("I cannot see who reads here right now", Assert.Single(slack.Slack.AllShown(SlackBot.Team)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_roster_is_asked_again_when_it_is_older_than_five_seconds_and_at_once_when_somebody_came()
    {
        await using var slack = await SlackBot.StartAsync();
        int Readings() => slack.Slack.Calls.Count(call => call.Method == "conversations.info" && call.Text("channel") == SlackBot.Nimbus);
        await slack.SayAsync("jonas", "help", SlackBot.Nimbus);
        Assert.Equal(1, Readings());

        slack.Bot.Clock.Advance(TimeSpan.FromSeconds(4));
        await slack.SayAsync("jonas", "help", SlackBot.Nimbus);
        Assert.Equal(1, Readings());

        slack.Bot.Clock.Advance(TimeSpan.FromSeconds(2));
        await slack.SayAsync("jonas", "help", SlackBot.Nimbus);
        Assert.Equal(2, Readings());

        using var _ = await slack.SendAsync(slack.Event(new JsonObject { ["type"] = "member_left_channel", ["user"] = "U0NINA", ["channel"] = SlackBot.Nimbus }));
        await slack.SayAsync("jonas", "help", SlackBot.Nimbus);
        Assert.Equal(3, Readings());
    }

    [Fact]
    public async Task X05_a_channel_that_turned_external_without_an_event_is_taken_as_it_is_now()
    {
        await using var slack = await SlackBot.StartAsync();
        slack.Seat(SlackBot.Team, "lena", "anja");
        var before = await slack.SayAsync("lena", "register Contoso with Nimbus for Ledger, 80k EUR, close end of September", SlackBot.Team);
        Assert.StartsWith("Register this deal?", before.Text, StringComparison.Ordinal);

        slack.Seat(SlackBot.Team, "lena", "anja", "jonas");
        slack.Bot.Clock.Advance(TimeSpan.FromSeconds(6));
        var after = await slack.SayAsync("lena", "register Contoso with Nimbus for Ledger, 70k EUR, close end of September", SlackBot.Team);

        Assert.StartsWith("I have answered you directly.", after.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task X05_a_pending_invitation_counts_as_somebody_outside()
    {
        await using var slack = await SlackBot.StartAsync();
        slack.Seat(SlackBot.Team, "lena", "anja");
        slack.Slack.Channels[SlackBot.Team]["is_pending_ext_shared"] = true;

        var said = await slack.SayAsync("lena", "my deals", SlackBot.Team);

        Assert.DoesNotContain("DR-", said.Text, StringComparison.Ordinal);
        Assert.Contains("[Ask me privately]", said.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task X05_a_shared_channel_of_which_Slack_names_no_other_organisation_is_one_with_a_stranger()
    {
        await using var slack = await SlackBot.StartAsync();
        slack.Seat(SlackBot.Team, "lena", "anja");
        slack.Slack.Channels[SlackBot.Team]["is_ext_shared"] = true;

        Assert.DoesNotContain("DR-", (await slack.SayAsync("lena", "my deals", SlackBot.Team)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_organisation_that_is_connected_reads_along_before_any_of_its_people_came()
    {
        await using var slack = await SlackBot.StartAsync();
        slack.Seat(SlackBot.Nimbus, "lena", "jonas");
        slack.Slack.Channels[SlackBot.Nimbus]["connected_team_ids"]!.AsArray().Add("T0ORION");

        var said = await slack.SayAsync("jonas", "register contoso.com for Ledger, 20k EUR, end of September", SlackBot.Nimbus);

        Assert.StartsWith("Several firms read here", said.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_an_open_channel_everybody_of_the_workspace_reads_along()
    {
        await using var slack = await SlackBot.StartAsync();
        slack.Seat(SlackBot.Team, "anja", "maria");
        slack.Slack.Channels[SlackBot.Team]["is_private"] = false;

        var said = await slack.SayAsync("anja", "who can read this?", SlackBot.Team);

        Assert.Contains("Halvor: Anja Weber, Maria Keller and others of the firm", said.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task X06_an_answer_too_wide_for_somebody_who_came_is_taken_away()
    {
        await using var slack = await SlackBot.StartAsync();
        await slack.SayAsync("jonas", "my deals", SlackBot.Nimbus);
        Assert.NotEmpty(slack.Slack.AllShown(SlackBot.Nimbus));

        slack.Seat(SlackBot.Nimbus, "lena", "jonas", "priya");
        using var _ = await slack.SendAsync(slack.Event(new JsonObject { ["type"] = "member_joined_channel", ["user"] = "U0PRIYA", ["channel"] = SlackBot.Nimbus, ["team"] = "T0ORION" }));
        await slack.Bot.IdleAsync();

        Assert.Empty(slack.Slack.AllShown(SlackBot.Nimbus));
    }

    [Fact]
    public async Task X06_somebody_whose_coming_no_event_told_is_noticed_with_the_next_roster()
    {
        await using var slack = await SlackBot.StartAsync();
        var wide = await slack.SayAsync("jonas", "my deals", SlackBot.Nimbus);
        slack.Seat(SlackBot.Nimbus, "lena", "jonas", "priya");
        slack.Bot.Clock.Advance(TimeSpan.FromSeconds(10));

        await slack.SayAsync("jonas", "help", SlackBot.Nimbus);

        Assert.DoesNotContain(slack.Slack.AllShown(SlackBot.Nimbus), message => message.Ts == wide.Ts);
    }

    [Fact]
    public async Task X06_where_the_workspace_keeps_every_message_its_words_are_replaced()
    {
        await using var slack = await SlackBot.StartAsync();
        await slack.SayAsync("jonas", "my deals", SlackBot.Nimbus);
        slack.Slack.Interfere = (call, done) => !done && call.Method == "chat.delete" ? FakeSlack.Fail("compliance_exports_prevent_deletion") : null;
        slack.Seat(SlackBot.Nimbus, "lena", "jonas", "priya");

        using var _ = await slack.SendAsync(slack.Event(new JsonObject { ["type"] = "member_joined_channel", ["user"] = "U0PRIYA", ["channel"] = SlackBot.Nimbus, ["team"] = "T0ORION" }));
        await slack.Bot.IdleAsync();

        Assert.Equal("This message was taken back.", Assert.Single(slack.Slack.AllShown(SlackBot.Nimbus)).Text);
    }

    [Fact]
    public async Task A_page_of_a_message_is_turned_for_those_who_read_now_and_never_brings_back_what_is_gone()
    {
        await using var slack = await SlackBot.StartAsync();
        await slack.SayAsync("jonas", "my deals", SlackBot.Nimbus);
        var shown = slack.Last(SlackBot.Nimbus);
        var press = slack.Press("jonas", shown, new JsonObject { ["action_id"] = "page:2", ["block_id"] = shown.Buttons.First()["block_id"]!.DeepClone(), ["value"] = "2" });
        var updates = slack.Slack.Calls.Count(call => call.Method == "chat.update");
        using var first = await slack.InteractAsync((JsonObject)press.DeepClone());
        await slack.Bot.IdleAsync();
        Assert.Equal(updates + 1, slack.Slack.Calls.Count(call => call.Method == "chat.update"));

        slack.Seat(SlackBot.Nimbus, "lena", "jonas", "priya");
        using var joined = await slack.SendAsync(slack.Event(new JsonObject { ["type"] = "member_joined_channel", ["user"] = "U0PRIYA", ["channel"] = SlackBot.Nimbus, ["team"] = "T0ORION" }));
        await slack.Bot.IdleAsync();
        using var second = await slack.InteractAsync(press);
        await slack.Bot.IdleAsync();

        Assert.Empty(slack.Slack.AllShown(SlackBot.Nimbus));
    }

    [Fact]
    public async Task A_large_channel_is_read_in_pages_and_not_one_by_one()
    {
        await using var slack = await SlackBot.StartAsync();
        var many = Enumerable.Range(0, 60).Select(i => $"crowd{i}").ToArray();
        foreach (var who in many)
        {
            slack.Slack.Users[SlackBot.User(who)] = SlackBot.Profile(who);
        }

        slack.Seat(SlackBot.Team, ["lena", .. many]);

        var said = await slack.SayAsync("lena", "help", SlackBot.Team);

        Assert.Contains("What I can do for you", said.Text, StringComparison.Ordinal);
        Assert.True(slack.Slack.Calls.Count(call => call.Method == "users.info") < 10);
        Assert.Contains(slack.Slack.Calls, call => call.Method == "users.list");
    }

    [Fact]
    public async Task A_store_that_fails_for_a_moment_blinds_nobody_for_longer()
    {
        await using var slack = await SlackBot.StartAsync();
        await using (var context = await slack.Bot.Bot())
        {
            await context.Database.ExecuteSqlRawAsync("ALTER TABLE slack_place RENAME TO slack_place_away");
        }

        var roster = await slack.Bot.App.Services.GetRequiredService<SlackChannel>().ReadMembersAsync(SlackThread.Conversation("T0HALVOR", SlackBot.Nimbus, null), CancellationToken.None);
        Assert.False(roster.IsComplete);
        await using (var context = await slack.Bot.Bot())
        {
            await context.Database.ExecuteSqlRawAsync("ALTER TABLE slack_place_away RENAME TO slack_place");
        }

        Assert.Contains("DR-", (await slack.SayAsync("jonas", "my deals", SlackBot.Nimbus)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task C04_somebody_who_came_while_the_answer_was_made_does_not_read_it()
    {
        SlackBot? bot = null;
        await using var slack = await SlackBot.StartAsync(services => services.BeforeAnswer(async (_, _) =>
        {
            bot!.Seat(SlackBot.Nimbus, "lena", "jonas", "priya");
            using var _ = await bot.SendAsync(bot.Event(new JsonObject { ["type"] = "member_joined_channel", ["user"] = "U0PRIYA", ["channel"] = SlackBot.Nimbus }));
        }));
        bot = slack;

        var said = await slack.SayAsync("jonas", "my deals", SlackBot.Nimbus);

        Assert.DoesNotContain("DR-", said.Text, StringComparison.Ordinal);
        Assert.StartsWith("I have nothing on that for everyone here.", said.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_channel_whose_id_changes_keeps_its_thread_and_its_open_card()
    {
        await using var slack = await SlackBot.StartAsync();
        slack.Seat("G0OLD", "lena", "anja");
        await slack.SayAsync("lena", "register Contoso with Nimbus for Ledger, 80k EUR, close end of September", "G0OLD");
        var (message, button) = slack.Button("G0OLD", "Register");
        slack.Seat("C0NEW", "lena", "anja");

        using var _ = await slack.SendAsync(slack.Event(new JsonObject { ["type"] = "channel_id_changed", ["old_channel_id"] = "G0OLD", ["new_channel_id"] = "C0NEW" }));
        await slack.Bot.IdleAsync();
        using var pressed = await slack.InteractAsync(slack.Press("lena", message with { Channel = "C0NEW" }, button));
        await slack.Bot.IdleAsync();

        Assert.Single(await slack.SubmittedAsync());
        await using var context = await slack.Bot.Bot();
        Assert.All(await context.Set<OutboxMessage>().ToListAsync(), row => Assert.DoesNotContain("G0OLD", row.ConversationKey, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("channel_archive")]
    [InlineData("group_left")]
    [InlineData("channel_deleted")]
    public async Task A_place_the_bot_was_taken_out_of_has_nothing_open_any_more_and_opens_again_when_it_is_spoken_to(string type)
    {
        await using var slack = await SlackBot.StartAsync();
        slack.Seat(SlackBot.Team, "lena", "anja");
        await slack.SayAsync("lena", "register Contoso with Nimbus for Ledger, 80k EUR, close end of September", SlackBot.Team);

        using var _ = await slack.SendAsync(slack.Event(new JsonObject { ["type"] = type, ["channel"] = SlackBot.Team }));
        Assert.Equal(CoSellBot.Agents.Proposals.ProposalState.Voided, Assert.Single(await slack.Bot.ProposalsAsync()).State);
        var said = await slack.SayAsync("lena", "help", SlackBot.Team);

        Assert.Contains("What I can do for you", said.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bots_in_a_channel_read_nothing_and_do_not_narrow_what_is_said()
    {
        await using var slack = await SlackBot.StartAsync();
        slack.Seat(SlackBot.Nimbus, "lena", "jonas");
        slack.Slack.Users["U0OTHERBOT"] = new JsonObject { ["id"] = "U0OTHERBOT", ["team_id"] = "T0ORION", ["is_bot"] = true };
        slack.Slack.Members[SlackBot.Nimbus].Add("U0OTHERBOT");

        Assert.Contains("DR-", (await slack.SayAsync("jonas", "my deals", SlackBot.Nimbus)).Text, StringComparison.Ordinal);
    }
}
