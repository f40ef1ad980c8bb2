using System.Text.RegularExpressions;
using CoSellBot.Tests.Infrastructure;
using Xunit;

namespace CoSellBot.Tests.Bot.Slack;

/// <summary>The same words in the browser and in Slack: the same facts said, the same end state.</summary>
public sealed partial class SlackParityTests
{
    // A step: who, where (the web chat's place; "dm" for the direct one), and words, or a button in brackets.
    public static TheoryData<string, string[]> Conversations => new()
    {
        {
            "a rep in the direct chat",
            [
                "lena|dm|register Contoso with Nimbus for Ledger, 80k EUR, close end of September", "lena|dm|make it 90k", "lena|dm|[Register]", "lena|dm|my deals",
                "lena|dm|open opportunities at Contoso", "lena|dm|how long does protection last?", "lena|dm|who can read this?", "lena|dm|help", "lena|dm|thanks",
            ]
        },
        {
            "a partner's person in the direct chat",
            ["jonas|dm|register contoso.com for Ledger, 20k EUR, end of September, Germany", "jonas|dm|[Cancel]", "jonas|dm|status of our deals", "jonas|dm|who else works on Contoso?", "jonas|dm|deals with Orion"]
        },
        {
            "a channel with one partner",
            ["jonas|PLC-NIMBUS|my deals", "lena|PLC-NIMBUS|register Contoso with Nimbus for Ledger, 80k EUR, close end of September", "jonas|PLC-NIMBUS|deals with Orion"]
        },
        {
            "a channel with two partners",
            ["jonas|PLC-NIMBUS-ORION|register contoso.com for Ledger, 20k EUR, end of September", "jonas|PLC-NIMBUS-ORION|my deals", "lena|PLC-NIMBUS-ORION|open opportunities at Contoso", "priya|PLC-NIMBUS-ORION|how long does protection last?"]
        },
    };

    [Theory]
    [MemberData(nameof(Conversations))]
    public async Task What_is_said_in_the_browser_is_said_in_Slack(string who, string[] steps)
    {
        await using var web = await CoSellBotFactory.StartAsync();
        await using var slack = await SlackBot.StartAsync();
        slack.Seat(SlackBot.Nimbus, "lena", "anja", "jonas");
        slack.Seat(SlackBot.TwoFirms, "lena", "anja", "jonas", "priya");
        foreach (var step in steps)
        {
            var parts = step.Split('|');
            var (person, place, words) = (parts[0], parts[1], parts[2]);
            var channel = place switch { "dm" => null, "PLC-NIMBUS" => SlackBot.Nimbus, _ => SlackBot.TwoFirms };
            var personId = $"PER-{person.ToUpperInvariant()}";
            var (inWeb, inSlack) = words[0] == '['
                ? (await web.PressAsync(personId, words[1..^1], place), (await slack.PressAsync(person, words[1..^1], channel)).Text)
                : (await web.SayAsync(personId, words, place), (await slack.SayAsync(person, words, channel)).Text);
            Assert.True(Facts(inWeb).SetEquals(Facts(inSlack)), $"{who}: {step}\nBrowser: {inWeb}\nSlack: {inSlack}");
        }

        Assert.Equal(await web.RegistrationsAsync(), await slack.Bot.RegistrationsAsync());
    }

    // Buttons, signs of layout and random numbers aside.
    private static HashSet<string> Facts(string text) =>
        [.. Word().Matches(Number().Replace(Buttons().Replace(text, " "), "DR")).Select(match => match.Value).Where(word => !int.TryParse(word, out var number) || number > 30)];

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Buttons();

    [GeneratedRegex("DR-[0-9A-Z]+")]
    private static partial Regex Number();

    [GeneratedRegex(@"[\p{L}\p{N}]+")]
    private static partial Regex Word();
}
