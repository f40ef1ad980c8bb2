using System.Text.Json.Nodes;

namespace CoSellBot.Tests.Bot.Teams;

/// <summary>Reads drawn cards back.</summary>
internal static class CardReading
{
    /// <summary>Every object of a card, the outer one first.</summary>
    public static IEnumerable<JsonObject> All(this JsonNode? node) => node switch
    {
        JsonObject value => value.SelectMany(pair => All(pair.Value)).Prepend(value),
        JsonArray list => list.SelectMany(All),
        _ => [],
    };

    public static IEnumerable<JsonObject> OfType(this JsonNode card, string type) => card.All().Where(node => node.Text("type") == type);

    public static string? Text(this JsonObject node, string property) => node[property] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>The texts people read as one block, with runs joined again.</summary>
    public static IEnumerable<string> Blocks(this JsonNode card) => card.All().Select(node => node.Text("type") switch
    {
        "RichTextBlock" => string.Concat(node["inlines"]!.AsArray().Select(run => run!["text"]!.GetValue<string>())),
        "TextBlock" => node.Text("text"),
        _ => null,
    }).OfType<string>();

    public static List<string> Verbs(this JsonNode card) => [.. card.OfType("Action.Execute").Select(action => action.Text("verb")!)];

    /// <summary>Every text but what goes back to us unseen.</summary>
    public static IEnumerable<string> Strings(this JsonNode? node) => node switch
    {
        JsonObject value => value.Where(pair => pair.Key != "data").SelectMany(pair => Strings(pair.Value)),
        JsonArray list => list.SelectMany(Strings),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };
}
