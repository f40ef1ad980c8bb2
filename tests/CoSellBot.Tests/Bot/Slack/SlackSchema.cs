using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CoSellBot.Tests.Bot.Teams;
using CoSellBot.Tests.Prm.Accounts;
using NJsonSchema;

namespace CoSellBot.Tests.Bot.Slack;

/// <summary>The schema of Slack's own types, with the limits that their comments state.</summary>
internal sealed partial class SlackSchema
{
    public const string File = "../tools/contracts/specs/derived/slack-blocks.schema.json";

    private readonly JsonSchema _schema;

    private SlackSchema(JsonSchema schema, int limits) => (_schema, Limits) = (schema, limits);

    /// <summary>How many limits were found.</summary>
    public int Limits { get; }

    public static async Task<SlackSchema> ReadAsync()
    {
        var schema = JsonNode.Parse(await System.IO.File.ReadAllTextAsync(SharedData.PathOf(File)))!.AsObject();
        var definitions = schema["definitions"]!.AsObject();
        var limits = definitions.Sum(definition => Limit(definition.Value!.AsObject()));
        // The validator does not know "const".
        foreach (var node in schema.All().Where(node => node.ContainsKey("const")).ToList())
        {
            node["enum"] = new JsonArray(node["const"]!.DeepClone());
            node.Remove("const");
        }

        // One property a block type, so that a mistake is told of that type and not of all of them.
        var properties = new JsonObject { ["modal"] = Reference("ModalView"), ["home"] = Reference("HomeView") };
        foreach (var (name, definition) in definitions.Where(pair => pair.Key.EndsWith("Block", StringComparison.Ordinal)))
        {
            if (definition!["properties"]?["type"]?["enum"]?[0] is { } type)
            {
                properties[$"block:{type.GetValue<string>()}"] = Reference(name);
            }
        }

        definitions.Remove("SlackRoot");
        var root = new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties, ["definitions"] = definitions.DeepClone() };
        return new SlackSchema(await JsonSchema.FromJsonAsync(root.ToJsonString()), limits);
    }

    /// <summary>What is wrong with some blocks.</summary>
    public IEnumerable<string> Blocks(JsonArray blocks) => blocks.SelectMany(block => Validate($"block:{block!["type"]!.GetValue<string>()}", block));

    /// <summary>What is wrong with a view.</summary>
    public IEnumerable<string> View(JsonObject view)
    {
        var frame = view.DeepClone().AsObject();
        frame["blocks"] = new JsonArray();
        return Validate(view.Text("type")!, frame).Concat(Blocks(view["blocks"]!.AsArray()));
    }

    private IEnumerable<string> Validate(string property, JsonNode node) =>
        _schema.Validate(new JsonObject { [property] = node.DeepClone() }.ToJsonString()).Select(error => $"{error} in {node.ToJsonString()}");

    private static JsonObject Reference(string definition) => new() { ["$ref"] = $"#/definitions/{definition}" };

    private static int Limit(JsonObject definition)
    {
        var limits = 0;
        foreach (var property in (definition["properties"]?.AsObject() ?? []).Select(pair => pair.Value!.AsObject()).ToList())
        {
            var says = Spaces().Replace(property.Text("description") ?? "", " ");
            if (Length().Match(says) is { Success: true } length)
            {
                var most = int.Parse(length.Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
                if (property.Text("$ref") is { } text && TextObject().IsMatch(text))
                {
                    property.Remove("$ref");
                    property["allOf"] = new JsonArray(
                        new JsonObject { ["$ref"] = text },
                        new JsonObject { ["properties"] = new JsonObject { ["text"] = new JsonObject { ["type"] = "string", ["maxLength"] = most } } });
                    limits++;
                }
                else if (property.Text("type") == "string")
                {
                    property["maxLength"] = most;
                    limits++;
                }
            }

            if (property.Text("type") == "array" && Count().Match(says) is { Success: true } count)
            {
                property["maxItems"] = int.Parse(count.Groups[1].Value, CultureInfo.InvariantCulture);
                limits++;
            }

            if (property.Text("type") == "string" && says.Contains("minimum length is 1", StringComparison.OrdinalIgnoreCase))
            {
                property["minLength"] = 1;
            }
        }

        return limits;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"(?:max(?:imum)?\s+length[^.]*?|limit )(\d[\d,]*)\s*characters", RegexOptions.IgnoreCase)]
    private static partial Regex Length();

    [GeneratedRegex(@"max(?:imum)?(?: number of (?:items|options|option groups))?(?: is| of)?\s*`?(\d+)`?\s*(?:blocks|options|items|elements|\.|$)", RegexOptions.IgnoreCase)]
    private static partial Regex Count();

    [GeneratedRegex("/(PlainTextElement|MrkdwnElement|TextObject)$")]
    private static partial Regex TextObject();
}
