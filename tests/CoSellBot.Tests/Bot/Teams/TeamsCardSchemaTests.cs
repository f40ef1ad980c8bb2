using System.Text.Json.Nodes;
using CoSellBot.Bot.Teams;
using CoSellBot.Tests.Prm.Accounts;
using NJsonSchema;
using Xunit;

namespace CoSellBot.Tests.Bot.Teams;

/// <summary>Cards against Microsoft's schema of Adaptive Cards 1.5.</summary>
public class TeamsCardSchemaTests
{
    private const string SchemaFile = "../tools/contracts/specs/adaptivecards/adaptive-card-1.5.0.json";

    [SharedDataFact(SchemaFile)]
    public async Task Every_reply_of_the_product_is_a_valid_card()
    {
        var schema = await SchemaAsync();
        var refreshed = new TeamsCardContext("M-1", RefreshFor: ["29:1abc"], OffersForm: true);
        foreach (var reply in (await TeamsCardSamples.FromConversationsAsync()).Append(TeamsCardSamples.Proposal()).Append(TeamsCardSamples.List(200, i => $"Deal {i}")))
        {
            Valid(schema, TeamsCards.RenderCard(reply, refreshed));
        }

        Valid(schema, TeamsCards.RenderCard(TeamsCardSamples.List(20, i => $"Deal {i}"), refreshed with { Page = 2 }));
        Valid(schema, TeamsCards.RenderCard(TeamsCardSamples.Proposal("[x](y) {{DATE(2020-01-01T00:00:00Z)}}"), refreshed with { MayDecide = false }));
        Valid(schema, TeamsCards.Form(TeamsFormsTests.Deal));
    }

    [SharedDataFact(SchemaFile)]
    public async Task The_schema_finds_mistakes_wherever_they_are()
    {
        var schema = await SchemaAsync();
        Action<JsonObject>[] mistakes =
        [
            card => card["type"] = "Card",
            card => card["refreshed"] = true,
            card => card["body"]![0]!["style"] = "loud",
            card => card["body"]![0]!["items"]![0]!["type"] = "Heading",
            card => card["body"]![0]!["items"]![0]!["wrap"] = "yes",
            card => Row(card)["columns"]![1]!["items"]![0]!["inlines"]![0]!["text"] = 5,
            card => Row(card)["columns"]![1]!["items"]![0]!.AsObject().Remove("inlines"),
            card => Row(card)["columns"]![2]!["items"]![0]!["actions"]![0]!["url"] = "https://x.example",
            card => Row(card)["columns"]![2]!["items"]![0]!["actions"]![0]!["verb"] = 1,
            card => card["refresh"]!["action"]!["type"] = "Action.Submit",
            card => card["refresh"]!["userIds"] = "29:1abc",
        ];
        foreach (var (i, mistake) in mistakes.Index())
        {
            var card = TeamsCards.RenderCard(TeamsCardSamples.List(2, row => $"Deal {row}"), new TeamsCardContext("M-1", RefreshFor: ["29:1abc"]));
            Valid(schema, card);
            mistake(card);
            Assert.True(schema.Validate(card.ToJsonString()).Count > 0, $"Mistake {i} was not found.");
        }
    }

    private static JsonObject Row(JsonObject card) => card.OfType("ColumnSet").First();

    private static void Valid(JsonSchema schema, JsonObject card)
    {
        // The schema lets any object pass as a fallback (its other branch is a bare pattern, which only strings can fail), so fallbacks
        // are checked as actions of their own. They differ in title and data only; one stands for all.
        if (card.OfType("Action.Execute").FirstOrDefault(action => action.ContainsKey("fallback")) is { } first)
        {
            var alone = new JsonObject { ["type"] = "AdaptiveCard", ["version"] = "1.5", ["actions"] = new JsonArray(first["fallback"]!.DeepClone()) };
            Assert.Empty(schema.Validate(alone.ToJsonString()));
        }

        var errors = schema.Validate(card.ToJsonString());
        Assert.True(errors.Count == 0, $"{string.Join('\n', errors)}\n{card.ToJsonString()}");
    }

    // The schema knows no host's extensions; "msteams" on the card and in a submit's data is Microsoft's own for Teams.
    private static async Task<JsonSchema> SchemaAsync()
    {
        var schema = JsonNode.Parse(await File.ReadAllTextAsync(SharedData.PathOf(SchemaFile)))!;
        schema["definitions"]!["AdaptiveCard"]!["properties"]!["msteams"] = new JsonObject { ["type"] = "object" };
        return await JsonSchema.FromJsonAsync(schema.ToJsonString());
    }
}
