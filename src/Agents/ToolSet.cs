using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using CoSellBot.Agents.Models;
using Microsoft.Extensions.AI;

namespace CoSellBot.Agents;

/// <summary>
/// The tools of one turn for a model that is not ours. Arguments that are not in a tool's schema are refused, those of a write have to
/// stand in the asker's own words, and one card is offered a turn. What the tools say to people is in <see cref="Result"/>.
/// </summary>
public sealed class ToolSet
{
    // What the offline engine works out beside the values themselves; ours to know and not the model's.
    private static readonly string[] Ours = ["amountWords", "amountChoices", "currencyChoices", "closeWords", "pasted"];
    private static readonly string[] SpeakForThemselves = ["customer", "product"];
    private static readonly ConcurrentDictionary<string, JsonElement> Schemas = new(StringComparer.Ordinal);

    private readonly ToolCatalog _catalog;
    private readonly TurnOutcome _outcome;

    internal ToolSet(ToolCatalog catalog, TurnOutcome outcome, OwnWords words)
    {
        (_catalog, _outcome, Words) = (catalog, outcome, words);
        // Only the asker's own yes confirms, and it is read without a model.
        Functions = [.. catalog.For(outcome.Turn, outcome).Where(tool => tool.Name != "confirm").Select(tool => new Tool(this, tool))];
    }

    /// <summary>The tools. Calling one answers with what may be read here, as text; it never writes.</summary>
    public IReadOnlyList<AIFunction> Functions { get; }

    /// <summary>What the calls so far amount to: the reply to send, and the proposal to store with it, if there is one.</summary>
    public AgentResult Result => _outcome.ToResult();

    /// <summary>What the asker's words carry.</summary>
    internal OwnWords Words { get; }

    /// <summary>Marks what the tools answer; null leaves it as it is.</summary>
    internal Untrusted? Untrusted { get; set; }

    private async Task<string> CallAsync(AIFunction declared, IReadOnlyDictionary<string, object?> given, CancellationToken cancellationToken)
    {
        var reads = declared.AdditionalProperties.ContainsKey(ToolCallingChatClient.Reads);
        if (Read(declared, given) is not { } arguments)
        {
            return "Not run: it takes only the arguments of its schema, as plain text.";
        }

        if (!reads && _outcome.HasProposal)
        {
            return "Not run: a card is open already; one at a time.";
        }

        if (Words.Admit(declared.Name, arguments) is not { } admitted)
        {
            return "Not run: the person did not ask for that in this message.";
        }

        var part = _outcome.Fork();
        try
        {
            var tool = _catalog.For(_outcome.Turn, part).First(tool => tool.Name == declared.Name);
            part.Session = part.Session with { LastTool = declared.Name };
            var said = (await tool.InvokeAsync(new AIFunctionArguments(admitted.Where(pair => pair.Value is not null).ToDictionary(pair => pair.Key, pair => (object?)pair.Value)), cancellationToken))?.ToString() ?? "";
            _outcome.Join(part);
            return Untrusted is { } untrusted ? untrusted.Quote(said) : said;
        }
        catch
        {
            _outcome.Abandon(part);
            throw;
        }
    }

    // A name that is not in the schema is no slip: it is how identities and recipients would be passed on.
    private static Dictionary<string, string?>? Read(AIFunction tool, IReadOnlyDictionary<string, object?> given)
    {
        var known = Schema(tool).GetProperty("properties");
        var read = new Dictionary<string, string?>();
        foreach (var (name, value) in given)
        {
            var text = value switch
            {
                null => null,
                JsonElement { ValueKind: JsonValueKind.Null } => null,
                JsonElement { ValueKind: JsonValueKind.String } element => element.GetString(),
                JsonElement { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } element => element.GetRawText(),
                JsonElement => "{",
                IConvertible plain => plain.ToString(System.Globalization.CultureInfo.InvariantCulture),
                _ => "{",
            };
            if (!known.TryGetProperty(name, out _) || text == "{")
            {
                return null;
            }

            if (!string.IsNullOrWhiteSpace(text))
            {
                read[name] = text.Trim();
            }
        }

        return read;
    }

    // The shortest schema that says the same: every argument is text and may be left out.
    private static JsonElement Schema(AIFunction tool) => Schemas.GetOrAdd(tool.Name, _ =>
    {
        var properties = new JsonObject();
        foreach (var property in tool.JsonSchema.GetProperty("properties").EnumerateObject().Where(property => !Ours.Contains(property.Name)))
        {
            // "A company's name or domain" says no more than "customer" does.
            properties[property.Name] = new JsonObject { ["type"] = "string" };
            if (!SpeakForThemselves.Contains(property.Name) && property.Value.TryGetProperty("description", out var description))
            {
                properties[property.Name]!["description"] = description.GetString();
            }
        }

        return JsonSerializer.SerializeToElement(new JsonObject { ["type"] = "object", ["properties"] = properties });
    });

    private sealed class Tool(ToolSet set, AIFunction declared) : AIFunction
    {
        public override string Name => declared.Name;

        public override string Description => declared.Description;

        public override JsonElement JsonSchema => Schema(declared);

        public override IReadOnlyDictionary<string, object?> AdditionalProperties => declared.AdditionalProperties;

        protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) =>
            await set.CallAsync(declared, new Dictionary<string, object?>(arguments), cancellationToken);
    }
}
