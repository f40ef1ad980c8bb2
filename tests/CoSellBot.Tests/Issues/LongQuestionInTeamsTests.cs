using System.Text.Json;
using CoSellBot.Access;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Teams;
using CoSellBot.Tests.Bot.Teams;
using CoSellBot.Tests.Infrastructure;
using Microsoft.Extensions.AI;
using Xunit;

namespace CoSellBot.Tests.Issues;

/// <summary>
/// A question that no document answers is offered to be passed on, and the button carries it. In JSON a letter outside ASCII takes six
/// bytes, so from two hundred and fifty Japanese or Russian letters on the button was left out in Teams, and "No" was all there was to press.
/// </summary>
public sealed class LongQuestionInTeamsTests
{
    [Theory]
    [InlineData("ん")]
    [InlineData("я")]
    [InlineData("x")]
    public async Task The_button_that_passes_a_long_question_on_is_on_the_card_in_Teams(string letter)
    {
        var question = string.Concat(Enumerable.Repeat(letter, 700));
        await using var bot = await CoSellBotFactory.StartAsync();
        var turn = TestTurn.Of(question);
        var set = await TestTurn.ToolsAsync(bot, question);
        var ask = set.Functions.Single(tool => tool.Name == "ask_playbook");

        await ask.InvokeAsync(new AIFunctionArguments { ["question"] = JsonSerializer.SerializeToElement(question) });

        var shown = set.Result.Reply.Reveal(Ceiling.Of(turn.Asker.AsMember()), Texts.Shipped, turn.Reading)!;
        Assert.Contains(shown.Buttons, button => button.Value.StartsWith("question:" + letter, StringComparison.Ordinal));
        Assert.Equal(2, TeamsCards.RenderCard(shown, new TeamsCardContext("M-1")).Verbs().Count(verb => verb == "question"));
    }
}
