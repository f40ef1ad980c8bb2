using System.Text.Json.Nodes;
using CoSellBot.Bot.Slack;
using CoSellBot.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoSellBot.Tests.Bot.Slack;

/// <summary>Who somebody is in Slack: an account of a workspace, never a name or an e-mail.</summary>
[Trait("Category", "Contract")]
public sealed class SlackIdentityTests
{
    private const string Unknown = "I do not know you yet";

    [Theory]
    [InlineData("is_stranger")]
    [InlineData("is_restricted")]
    [InlineData("is_ultra_restricted")]
    public async Task A05_a_stranger_or_guest_with_a_manager_s_e_mail_is_nobody_we_know(string flag)
    {
        await using var slack = await SlackBot.StartAsync();
        var profile = SlackBot.Profile("mallory", "T0HALVOR");
        profile[flag] = true;
        profile["profile"] = new JsonObject { ["email"] = "anja.weber@halvor.example", ["real_name"] = "Anja Weber" };
        profile["name"] = "anja";
        slack.Slack.Users["U0MALLORY"] = profile;
        slack.Slack.Channels["D0MALLORY"] = new JsonObject { ["id"] = "D0MALLORY", ["is_im"] = true, ["user"] = "U0MALLORY" };

        Assert.StartsWith(Unknown, (await slack.SayAsync("mallory", "my deals")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("DR-", (await slack.SayAsync("mallory", "deals with Nimbus")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A05_an_account_of_another_workspace_with_a_manager_s_e_mail_and_user_id_is_not_that_manager()
    {
        await using var slack = await SlackBot.StartAsync();
        var profile = SlackBot.Profile("anja", "T0ORION");
        profile["profile"] = new JsonObject { ["email"] = "anja.weber@halvor.example" };
        slack.Slack.Users["U0ANJA"] = profile;
        var words = slack.Words("anja", "deals with Nimbus");
        (words["user_team"], words["source_team"]) = ("T0ORION", "T0ORION");

        using var _ = await slack.SendAsync(slack.Event(words));
        await slack.Bot.IdleAsync();

        Assert.DoesNotContain("DR-", slack.Last(SlackBot.Direct("anja")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Nimbus", slack.Last(SlackBot.Direct("anja")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("E0GRID")]
    [InlineData("T0ORION")]
    public async Task A06_an_actor_whose_team_is_not_the_account_s_gets_public_answers_only(string team)
    {
        await using var slack = await SlackBot.StartAsync();
        slack.Seat(SlackBot.Team, "lena", "anja");
        var words = slack.Words("lena", "my deals", SlackBot.Team);
        words["user_team"] = team;

        using var _ = await slack.SendAsync(slack.Event(words));
        await slack.Bot.IdleAsync();

        Assert.StartsWith(Unknown, Assert.Single(slack.Slack.AllShown(SlackBot.Team)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A06_the_same_user_id_in_two_workspaces_is_two_people()
    {
        await using var slack = await SlackBot.StartAsync(null, "--Slack:BotToken=", "--Slack:ClientId=1.2", "--Slack:ClientSecret=s");
        var tokens = slack.Bot.App.Services.GetRequiredService<SlackTokens>();
        foreach (var (team, bot) in new[] { ("T0HALVOR", FakeSlack.BotUser), ("T0NIMBUS", "U0BOTN") })
        {
            await tokens.KeepAsync(
                new SlackInstallation { Id = team, BotUserId = bot, BotId = FakeSlack.BotId, UpdatedAt = slack.Bot.Clock.GetUtcNow() }, $"xoxb-{team}", null, null, CancellationToken.None);
        }

        // Lena's id, once at home and once somebody of Nimbus.
        slack.Slack.Interfere = (call, done) => !done && call.Method == "users.info" && call.Authorization.EndsWith("T0NIMBUS", StringComparison.Ordinal)
            ? FakeSlack.Ok(new JsonObject { ["user"] = SlackBot.Profile("lena", "T0NIMBUS") })
            : null;
        slack.Slack.Channels["D0OTHER"] = new JsonObject { ["id"] = "D0OTHER", ["is_im"] = true, ["user"] = "U0LENA" };
        var elsewhere = slack.Words("lena", "my deals", "D0OTHER");
        (elsewhere["user_team"], elsewhere["source_team"]) = ("T0NIMBUS", "T0NIMBUS");
        var wrapped = slack.Event(elsewhere);
        wrapped["team_id"] = "T0NIMBUS";
        wrapped["authorizations"]![0]!["team_id"] = "T0NIMBUS";

        await slack.SayAsync("lena", "my deals");
        using var _ = await slack.SendAsync(wrapped);
        await slack.Bot.IdleAsync();

        Assert.Contains("DR-", slack.Last(SlackBot.Direct("lena")).Text, StringComparison.Ordinal);
        Assert.StartsWith(Unknown, Assert.Single(slack.Slack.Shown("D0OTHER")).Text, StringComparison.Ordinal);
        Assert.Equal(["T0HALVOR", "T0NIMBUS"], (await slack.Bot.InboxAsync()).Select(row => row.InstallationId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A06_what_is_meant_for_somebody_never_goes_to_the_same_id_of_another_workspace()
    {
        await using var slack = await SlackBot.StartAsync();
        slack.Slack.Users["U0JONAS"] = SlackBot.Profile("jonas", "T0ORION");
        await slack.SayAsync("lena", "register Contoso with Nimbus for Ledger, 80k EUR, close end of September");

        await slack.PressAsync("lena", "Register");

        Assert.Empty(slack.Slack.Shown(SlackBot.Direct("jonas")));
        Assert.Contains(await slack.Bot.TranscriptAsync("PER-JONAS"), message => message.Text.Contains("registered a deal for you", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A06_what_comes_from_a_workspace_the_app_is_not_installed_in_is_dropped()
    {
        await using var slack = await SlackBot.StartAsync();
        var wrapped = slack.Event(slack.Words("lena", "my deals"));
        (wrapped["team_id"], wrapped["authorizations"]) = ("T0OTHER", new JsonArray(new JsonObject { ["team_id"] = "T0OTHER", ["is_enterprise_install"] = false }));

        using var response = await slack.SendAsync(wrapped);

        Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await slack.Bot.InboxAsync());
    }

    [Fact]
    public async Task Somebody_of_a_known_firm_whom_nobody_linked_counts_as_its_lowest_role()
    {
        await using var slack = await SlackBot.StartAsync();
        slack.Slack.Users["U0NEW"] = SlackBot.Profile("new", "T0NIMBUS");
        slack.Seat(SlackBot.Nimbus, "lena", "jonas");
        slack.Slack.Members[SlackBot.Nimbus].Add("U0NEW");

        var said = await slack.SayAsync("jonas", "who can read this?", SlackBot.Nimbus);

        Assert.Contains("others of the firm", said.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("whose firm I do not know", said.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_Enterprise_Grid_a_firm_may_be_known_by_its_organisation()
    {
        await using var slack = await SlackBot.StartAsync();
        await using (var context = await slack.Bot.Prm())
        {
            var nimbus = context.Set<CoSellBot.Prm.Partners.OrganizationRow>().Single(firm => firm.Id == "ORG-NIMBUS");
            nimbus.SlackTeamId = "E0NIMBUS";
            await context.SaveChangesAsync();
        }

        var profile = SlackBot.Profile("jonas", "T0NIMBUSWEST");
        profile["enterprise_user"] = new JsonObject { ["id"] = "W1", ["enterprise_id"] = "E0NIMBUS", ["teams"] = new JsonArray("T0NIMBUSWEST", "T0NIMBUSEAST") };
        slack.Slack.Users["U0JONAS"] = profile;
        var words = slack.Words("jonas", "my deals");
        (words["user_team"], words["source_team"]) = ("T0NIMBUSEAST", "T0NIMBUSEAST");

        using var _ = await slack.SendAsync(slack.Event(words));
        await slack.Bot.IdleAsync();

        Assert.Contains("DR-", slack.Last(SlackBot.Direct("jonas")).Text, StringComparison.Ordinal);
    }
}
