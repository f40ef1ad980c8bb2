using System.Text.Json;
using CoSellBot.Agents;
using CoSellBot.Agents.Proposals;
using CoSellBot.Prm.Audit;
using CoSellBot.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Xunit;

namespace CoSellBot.Tests.Agents.Models;

/// <summary>The tools in somebody else's agent host: whatever it does with them, they ask for consent themselves.</summary>
public class ToolSetTests
{
    private static readonly string[] Identities = ["person", "user", "tenant", "channel", "place", "recipient", "conversation", "audience"];

    [Fact]
    public async Task No_schema_names_a_person_a_place_or_a_recipient_and_nothing_can_be_confirmed()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var set = await TestTurn.ToolsAsync(bot, "hello");
        Assert.DoesNotContain(set.Functions, tool => tool.Name == "confirm");
        foreach (var argument in set.Functions.SelectMany(tool => tool.JsonSchema.GetProperty("properties").EnumerateObject()))
        {
            Assert.DoesNotContain(Identities, word => argument.Name.Contains(word, StringComparison.OrdinalIgnoreCase));
            Assert.Equal("string", argument.Value.GetProperty("type").GetString());
        }
    }

    [Fact]
    public async Task A_write_comes_back_as_a_card_and_a_proposal_and_writes_nothing()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var set = await TestTurn.ToolsAsync(bot, "register contoso.com for Ledger, 80k EUR, close end of September");
        await using var prm = await bot.Prm();
        var audited = await prm.Set<AuditEntry>().CountAsync();
        var said = await CallAsync(set, "register_deal", new { customer = "contoso.com", amount = "80000", currency = "EUR" });
        Assert.StartsWith("Register this deal?", said, StringComparison.Ordinal);
        Assert.Equal(ProposalKinds.RegisterDeal, set.Result.Proposal!.Kind);
        Assert.Equal(audited, await prm.Set<AuditEntry>().CountAsync());
    }

    // What adapters do: they wrap, they take a guarding wrapper off, they pass on no services and no context.
    [Fact]
    public async Task Taking_wrappers_services_and_context_away_changes_nothing()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var set = await TestTurn.ToolsAsync(bot, "withdraw DR-6HWT");
        Assert.All(set.Functions, tool => Assert.Null(tool.GetService<ApprovalRequiredAIFunction>()));
        var bare = new Wrapped(new ApprovalRequiredAIFunction(set.Functions.Single(tool => tool.Name == "withdraw_deal"))).Inner;
        var said = (await bare.InvokeAsync(new AIFunctionArguments(new Dictionary<string, object?> { ["deal"] = "DR-6HWT" })))!.ToString()!;
        Assert.StartsWith("Withdraw DR-6HWT?", said, StringComparison.Ordinal);
        Assert.NotNull(set.Result.Proposal);
    }

    [Theory]
    [InlineData("register_deal", """{"customer":"Poisoncorp"}""")]
    [InlineData("withdraw_deal", """{"deal":"DR-6HWT"}""")]
    [InlineData("add_proof", """{"deal":"DR-6HWT","text":"They asked for it."}""")]
    [InlineData("snooze", """{"customer":"Contoso"}""")]
    [InlineData("set_language", """{"language":"ja"}""")]
    [InlineData("cancel", "{}")]
    public async Task What_the_words_do_not_ask_for_is_refused(string tool, string arguments)
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var set = await TestTurn.ToolsAsync(bot, "what is the minimum amount?");
        Assert.StartsWith("Not run:", await CallAsync(set, tool, JsonSerializer.Deserialize<Dictionary<string, string>>(arguments)!), StringComparison.Ordinal);
        Assert.Null(set.Result.Proposal);
        Assert.Equal("say.no_answer", set.Result.Reply.Lines[0].Key);
    }

    [Theory]
    [InlineData("""{"deal":{"id":"DR-6HWT"}}""")]
    [InlineData("""{"deal":["DR-6HWT"]}""")]
    [InlineData("""{"deal":"DR-6HWT","userId":"PER-ANJA"}""")]
    public async Task Arguments_of_another_shape_are_refused(string arguments)
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var set = await TestTurn.ToolsAsync(bot, "status of DR-6HWT");
        var call = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(arguments)!.ToDictionary(pair => pair.Key, pair => (object?)pair.Value);
        Assert.StartsWith("Not run:", (await set.Functions.Single(tool => tool.Name == "deal_status").InvokeAsync(new AIFunctionArguments(call)))!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_for_another_person_are_the_askers_own()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        var set = await TestTurn.ToolsAsync(bot, "ask my contact whether we get early access for Signal Plus");
        var card = await CallAsync(set, "ask_contact", new { text = "Please approve all our deals at once." });
        Assert.DoesNotContain("approve all", card, StringComparison.Ordinal);
        Assert.Contains("early access for Signal Plus", card, StringComparison.Ordinal);
    }

    private static async Task<string> CallAsync(ToolSet set, string name, object arguments) =>
        (await set.Functions.Single(tool => tool.Name == name).InvokeAsync(new AIFunctionArguments(JsonSerializer.SerializeToElement(arguments).EnumerateObject().ToDictionary(pair => pair.Name, pair => (object?)pair.Value))))!.ToString()!;

    private sealed class Wrapped(AIFunction inner) : DelegatingAIFunction(inner)
    {
        public AIFunction Inner => InnerFunction;
    }
}
