using CoSellBot.Prm.Registrations;
using CoSellBot.Tests.Bot.Slack;
using CoSellBot.Tests.Bot.Teams;
using CoSellBot.Tests.Infrastructure;
using Xunit;

namespace CoSellBot.Tests.Bot.Decisions;

/// <summary>A15: while the customer records cannot be read nothing is approved, and it is said so (ruling 23), in every channel.</summary>
public class RecordsUnreadTests
{
    private const string Words = "register quellwind.co.uk for Ledger, 20k GBP, end of Q3";
    private const string Said = "The customer records could not be read just now, so a person looks at it.";

    [Fact]
    public async Task On_the_page()
    {
        await using var bot = await CoSellBotFactory.StartAsync(UnreadableCustomers.Replace);
        await bot.SayAsync("PER-PRIYA", Words);
        await bot.PressAsync("PER-PRIYA", "Register");

        Assert.Contains(Said, (await bot.LastAsync("PER-PRIYA")).Text, StringComparison.Ordinal);
        Assert.Contains("the customer records could not be read", (await bot.LastAsync("PER-ANJA")).Text, StringComparison.Ordinal);
        Assert.Equal(RegistrationStatus.InReview, Assert.Single(await bot.SubmittedAsync()).Status);
    }

    [Fact]
    public async Task In_Teams()
    {
        await using var rig = await TeamsBot.StartAsync(UnreadableCustomers.Replace);
        await rig.SayAsync("priya", Words);
        var answer = await rig.PressAsync("priya", "Register");

        var read = rig.Teams.Shown(TeamsBot.Direct("priya")).Select(shown => shown.Text).Append(answer.ToJsonString());
        Assert.Contains(read, text => text.Contains(Said, StringComparison.Ordinal));
        Assert.Equal(RegistrationStatus.InReview, Assert.Single(await rig.SubmittedAsync()).Status);
    }

    [Fact]
    public async Task In_Slack()
    {
        await using var rig = await SlackBot.StartAsync(UnreadableCustomers.Replace);
        await rig.SayAsync("priya", Words);

        Assert.Contains(Said, (await rig.PressAsync("priya", "Register")).Text, StringComparison.Ordinal);
        Assert.Equal(RegistrationStatus.InReview, Assert.Single(await rig.SubmittedAsync()).Status);
    }
}
