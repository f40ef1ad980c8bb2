using System.Net;
using System.Text.Json.Nodes;
using CoSellBot.Agents.Proposals;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Teams;
using CoSellBot.Bot.Turns;
using CoSellBot.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace CoSellBot.Tests.Bot.Teams;

/// <summary>A roster that cannot be read for a moment says nothing about people, and what was taken back stays taken back.</summary>
[Trait("Category", "Contract")]
public sealed class TeamsHiccupTests
{
    private const string Register = "register Contoso with Nimbus for Ledger, 80k EUR, close end of September";
    private static readonly string Lena = TeamsBot.Direct("lena");

    [Fact]
    public async Task A_press_while_the_roster_cannot_be_read_is_carried_out_when_it_can()
    {
        await using var teams = await TeamsBot.StartAsync();
        await teams.SayAsync("lena", Register);
        var (message, action) = teams.Button(Lena, "Register");
        teams.Teams.Interfere = (call, _) => Reads(call) ? FakeTeams.Error(429, "TooManyRequests") : null;

        var answer = await teams.InvokeAsync(teams.Press("lena", Lena, message, action));
        await teams.Bot.IdleAsync();
        Assert.Equal("Working on it. The card changes when it is done.", answer["value"]!.GetValue<string>());
        Assert.Empty(await teams.SubmittedAsync());

        teams.Teams.Interfere = null;
        teams.Bot.Clock.Advance(TimeSpan.FromMinutes(1));
        await teams.Bot.IdleAsync();

        Assert.Single(await teams.SubmittedAsync());
        Assert.Contains("approved", teams.Last(Lena).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_confirmed_write_goes_on_after_a_restart_although_the_roster_cannot_be_read()
    {
        await using var teams = await TeamsBot.StartAsync(Hosting.ByHand);
        await teams.SayAsync("lena", Register);
        var (message, action) = teams.Button(Lena, "Register");
        await teams.InvokeAsync(teams.Press("lena", Lena, message, action, "press-1"));
        await using (var context = await teams.Bot.Bot())
        {
            // As a process leaves it that ended after the confirmation and before the write.
            await context.Set<ProposalRow>().ExecuteUpdateAsync(set => set.SetProperty(p => p.State, ProposalState.Confirmed)
                .SetProperty(p => p.DecidedBy, "PER-LENA").SetProperty(p => p.DecidedWith, "press-1"));
        }

        teams.Teams.Interfere = (call, _) => Reads(call) ? FakeTeams.Error(503, "ServiceUnavailable") : null;
        await teams.RestartAsync(Hosting.ByHand);
        await teams.Bot.IdleAsync();

        Assert.Single(await teams.SubmittedAsync());
    }

    [Fact]
    public async Task An_answer_waits_a_little_for_a_roster_that_cannot_be_read_when_it_is_sent()
    {
        await using var teams = await TeamsBot.StartAsync(Hosting.ByHand);
        teams.Seat(Lena, "lena");
        using var said = await teams.PostAsync(teams.Words("lena", "my deals"));
        await teams.Bot.Worker<TurnWorker>().RunOnceAsync(CancellationToken.None);
        teams.Teams.Interfere = (call, _) => Reads(call) ? FakeTeams.Error(429, "TooManyRequests") : null;
        await teams.Bot.IdleAsync();
        Assert.Empty(teams.Teams.Shown(Lena));

        teams.Teams.Interfere = null;
        teams.Bot.Clock.Advance(TimeSpan.FromSeconds(30));
        await teams.Bot.IdleAsync();

        Assert.Contains("DR-", teams.Last(Lena).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refresh_while_the_roster_cannot_be_read_leaves_the_card_as_it_is()
    {
        await using var teams = await TeamsBot.StartAsync();
        teams.Seat(TeamsBot.Group, "lena", "anja");
        var card = await teams.SayAsync("lena", Register, TeamsBot.Group);
        teams.Teams.Interfere = (call, _) => Reads(call) ? FakeTeams.Error(429, "TooManyRequests") : null;

        var answer = await teams.InvokeAsync(teams.Press("lena", TeamsBot.Group, card, card.Card!["refresh"]!["action"]!.AsObject()));

        Assert.Equal("application/vnd.microsoft.activity.message", answer["type"]!.GetValue<string>());
        Assert.StartsWith("I cannot see who reads here right now", answer["value"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_that_comes_after_the_press_was_answered_is_told_in_the_direct_chat()
    {
        await using var teams = await TeamsBot.StartAsync(Hosting.ByHand);
        await teams.SayAsync("anja", "help");
        teams.Seat(TeamsBot.Group, "lena", "anja");
        await teams.SayAsync("lena", Register, TeamsBot.Group);
        var (message, action) = teams.Button(TeamsBot.Group, "Register");

        var answer = await teams.InvokeAsync(teams.Press("anja", TeamsBot.Group, message, action));
        Assert.StartsWith("Working on it", answer["value"]!.GetValue<string>(), StringComparison.Ordinal);
        await teams.Bot.IdleAsync();

        Assert.Equal("Only the person it was made for can confirm this.", teams.Last(TeamsBot.Direct("anja")).Text);
        Assert.Empty(await teams.SubmittedAsync());
    }

    [Fact]
    public async Task A_press_of_an_old_client_that_waits_for_nothing_is_refused_in_the_direct_chat()
    {
        await using var teams = await TeamsBot.StartAsync();
        await teams.SayAsync("anja", "help");
        teams.Seat(TeamsBot.Group, "lena", "anja");
        await teams.SayAsync("lena", Register, TeamsBot.Group);
        var (message, action) = teams.Button(TeamsBot.Group, "Register");
        var submit = teams.Activity("anja", "message", TeamsBot.Group);
        submit["replyToId"] = message.Id;
        submit["value"] = action["data"]!.DeepClone();

        using var response = await teams.PostAsync(submit);
        await teams.Bot.IdleAsync();

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("Only the person it was made for can confirm this.", teams.Last(TeamsBot.Direct("anja")).Text);
    }

    [Fact]
    public async Task D04_a_second_edit_and_a_deletion_after_an_edit_void_the_card_too_also_when_it_stands_in_the_direct_chat()
    {
        await using var teams = await TeamsBot.StartAsync();
        await teams.SayAsync("lena", "help");
        teams.Seat(TeamsBot.Group, "lena", "jonas");
        using var said = await teams.PostAsync(teams.Words("lena", Register, TeamsBot.Group, "act-room"));
        await teams.Bot.IdleAsync();
        foreach (var amount in new[] { "70k", "60k" })
        {
            var edit = teams.Words("lena", Register.Replace("80k", amount, StringComparison.Ordinal), TeamsBot.Group, "act-room");
            edit["type"] = "messageUpdate";
            edit["timestamp"] = amount;
            edit["channelData"]!["eventType"] = "editMessage";
            using var edited = await teams.PostAsync(edit);
            await teams.Bot.IdleAsync();
            Assert.Contains($"EUR {amount[..2]},000", teams.Last(Lena).Text, StringComparison.Ordinal);
            Assert.Single(await teams.Bot.ProposalsAsync(), proposal => proposal.State == ProposalState.Open);
        }

        var delete = teams.Activity("lena", "messageDelete", TeamsBot.Group, "act-room");
        using var deleted = await teams.PostAsync(delete);
        await teams.Bot.IdleAsync();

        Assert.DoesNotContain(await teams.Bot.ProposalsAsync(), proposal => proposal.State == ProposalState.Open);
    }

    [Fact]
    public async Task D04_words_deleted_before_they_were_answered_are_not_answered()
    {
        await using var teams = await TeamsBot.StartAsync(Hosting.ByHand);
        teams.Seat(Lena, "lena");
        using var said = await teams.PostAsync(teams.Words("lena", Register, id: "act-gone"));
        using var deleted = await teams.PostAsync(teams.Activity("lena", "messageDelete", id: "act-gone"));
        await teams.Bot.IdleAsync();

        Assert.Empty(await teams.Bot.ProposalsAsync());
        Assert.Empty(teams.Teams.Shown(Lena));
    }

    [Fact]
    public async Task X06_what_was_on_its_way_when_somebody_joined_is_taken_away_too()
    {
        await using var teams = await TeamsBot.StartAsync(Hosting.ByHand);
        teams.Seat(TeamsBot.Group, "lena", "anja");
        var lost = 1;
        teams.Teams.Interfere = (call, done) => done && call.Method == "POST" && call.Path.EndsWith("/activities", StringComparison.Ordinal)
            && call.Body?["type"]?.GetValue<string>() == "message" && lost-- > 0 ? FakeTeams.Error(503, "ServiceError") : null;
        await teams.SayAsync("lena", "my deals", TeamsBot.Group);
        teams.Bot.Clock.Advance(TimeSpan.FromSeconds(30));
        await teams.Bot.IdleAsync();
        Assert.Equal(2, teams.Teams.Shown(TeamsBot.Group).Count);
        await using (var context = await teams.Bot.Bot())
        {
            await context.Set<OutboxMessage>().ExecuteUpdateAsync(set => set.SetProperty(m => m.State, OutboxState.Sending).SetProperty(m => m.NextAt, teams.Bot.Clock.GetUtcNow().AddMinutes(1)));
        }

        teams.Seat(TeamsBot.Group, "lena", "anja", "priya");
        var joined = teams.Activity("anja", "conversationUpdate", TeamsBot.Group);
        joined["membersAdded"] = new JsonArray(new JsonObject { ["id"] = "29:priya" }, null);
        using var told = await teams.PostAsync(joined);
        await teams.Bot.IdleAsync();
        await using (var context = await teams.Bot.Bot())
        {
            await context.Set<OutboxMessage>().Where(m => m.State == OutboxState.Sending).ExecuteUpdateAsync(set => set.SetProperty(m => m.State, OutboxState.Sent));
        }

        await teams.Bot.IdleAsync();

        // Teams never told how it names the copy whose answer was lost, so only the other one can be taken away.
        Assert.Single(teams.Teams.Shown(TeamsBot.Group));
    }

    [Fact]
    public async Task A_team_s_other_bot_may_leave_without_taking_ours_along()
    {
        await using var teams = await TeamsBot.StartAsync();
        teams.Seat(TeamsBot.Group, "lena", "anja");
        await teams.SayAsync("lena", "help", TeamsBot.Group);
        var left = teams.Activity("anja", "conversationUpdate", TeamsBot.Group);
        left["membersRemoved"] = new JsonArray(new JsonObject { ["id"] = "28:another" }, null);

        using var told = await teams.PostAsync(left);

        await using var context = await teams.Bot.Bot();
        Assert.Null((await context.Set<TeamsConversation>().SingleAsync(place => place.Id == TeamsBot.Group)).ClosedBecause);
    }

    [Fact]
    public async Task A_question_whose_recipient_cannot_be_reached_is_not_called_sent()
    {
        await using var teams = await TeamsBot.StartAsync(services => services.Remove(services.First(service => service.ServiceType == typeof(IChannel))));
        await teams.SayAsync("jonas", "ask my contact");
        await teams.SayAsync("jonas", "Can we meet on Friday?");
        var answer = await teams.PressAsync("jonas", "Send");

        Assert.DoesNotContain("Sent to", ShownActivity.CardText(answer["value"]), StringComparison.Ordinal);
    }

    private static bool Reads(TeamsCall call) => call.Path.EndsWith("pagedmembers", StringComparison.Ordinal);
}
