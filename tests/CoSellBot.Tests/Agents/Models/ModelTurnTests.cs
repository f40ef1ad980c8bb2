using CoSellBot.Tests.Infrastructure;
using CoSellBot.Tests.Models;
using Xunit;

namespace CoSellBot.Tests.Agents.Models;

/// <summary>A whole turn with a language model: it chooses tools, our tools answer, and a person confirms.</summary>
[Trait("Category", "Contract")]
public class ModelTurnTests
{
    private const string Sentence = "please put Contoso on file with Nimbus for Ledger, 80k EUR, closing end of September";

    private static readonly ModelCall Register = ModelCall.To("register_deal", new { customer = "Contoso", partner = "Nimbus", product = "Ledger", amount = "80000", currency = "EUR", close = "2026-09-30" });

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task A_registration_is_shown_by_the_tool_the_model_chose_and_saved_by_a_press(string streaming)
    {
        await using var all = await ModelBot.StartAsync(Script((Sentence, [ModelAnswer.Ask(Register)])), null, $"--Llm:Streaming={streaming}");
        var card = await all.Bot.SayAsync("PER-LENA", Sentence);
        Assert.StartsWith("Register this deal?", card, StringComparison.Ordinal);
        Assert.Contains("EUR 80,000", card, StringComparison.Ordinal);
        Assert.Contains("30 Sep 2026", card, StringComparison.Ordinal);
        Assert.Equal(2, all.Server.Requests.Count);
        Assert.Contains("approved, protected until", await all.Bot.PressAsync("PER-LENA", "Register"), StringComparison.Ordinal);
        Assert.Equal(2, all.Server.Requests.Count);
    }

    private static ScriptedModel Script(params (string Text, IReadOnlyList<ModelAnswer> Steps)[] lines) => new(lines.ToDictionary(line => line.Text, line => line.Steps));
}
