using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using CoSellBot.Agents.Models;
using CoSellBot.Agents.Understanding;
using Microsoft.Extensions.AI;

namespace CoSellBot.Agents;

/// <summary>
/// The tools of one turn for a model that is not ours. Arguments that are not in a tool's schema are refused, those of a write have to
/// stand in the asker's own words, and one card or question is offered a turn. What the tools say to people is in <see cref="Result"/>.
/// </summary>
public sealed class ToolSet
{
    // What the offline engine works out beside the values themselves; ours to know and not the model's.
    private static readonly string[] Ours = ["amountWords", "amountChoices", "currencyChoices", "closeWords", "pasted"];
    private static readonly string[] SpeakForThemselves = ["customer", "product"];
    private static readonly ConcurrentDictionary<string, JsonElement> Schemas = new(StringComparer.Ordinal);

    // Each of these ends in a card, a question or a change of what is in hand, and the next yes can only mean one of them.
    private static readonly string[] OneATurn = ["register_deal", "withdraw_deal", "add_proof", "ask_contact", "snooze", "cancel", "change"];

    private readonly ConcurrentQueue<string> _said = new();
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

    /// <summary>
    /// Calls what the offline engine would call for the same words and the model did not come to: a wish that was understood is not lost
    /// because a service broke off after another.
    /// </summary>
    internal async Task FinishAsync(CancellationToken cancellationToken)
    {
        foreach (var choice in Words.Choices.Where(choice => choice.Tool != "cannot_do" && !_outcome.Tools.Contains(choice.Tool)))
        {
            if (Functions.FirstOrDefault(tool => tool.Name == choice.Tool) is Tool tool)
            {
                await RunAsync(tool.Declared, choice.Arguments, cancellationToken);
            }
        }
    }

    private async Task<string> CallAsync(AIFunction declared, IReadOnlyDictionary<string, object?> given, CancellationToken cancellationToken)
    {
        if (Read(declared, given) is not { } arguments)
        {
            return "Not run: it takes only the arguments of its schema, as plain text.";
        }

        if (Words.Admit(declared.Name, arguments, _said) is not { } admitted)
        {
            return "Not run: the person did not ask for that in this message, or did not name it.";
        }

        return await RunAsync(declared, admitted, cancellationToken);
    }

    private async Task<string> RunAsync(AIFunction declared, IReadOnlyDictionary<string, string?> arguments, CancellationToken cancellationToken)
    {
        var name = declared.Name;
        if (OneATurn.Contains(name) && (_outcome.HasProposal || _outcome.Tools.Any(OneATurn.Contains)))
        {
            return "Not run: one card or question at a time.";
        }

        // What is changed is what was in hand before this turn, not what a tool has just looked at.
        var before = _outcome.Turn.Session;
        var part = _outcome.Fork(name, session => OneATurn.Contains(name) ? session with { LastDeal = before.LastDeal, LastCustomer = before.LastCustomer } : session);
        try
        {
            var tool = _catalog.For(_outcome.Turn, part).First(tool => tool.Name == name);
            var said = (await tool.InvokeAsync(new AIFunctionArguments(arguments.Where(pair => pair.Value is not null).ToDictionary(pair => pair.Key, pair => (object?)pair.Value)), cancellationToken))?.ToString() ?? "";
            _outcome.Join(part);
            _said.Enqueue(said);
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
                read[name] = ChatText.Clean(text);
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
        public AIFunction Declared => declared;

        public override string Name => declared.Name;

        public override string Description => declared.Description;

        public override JsonElement JsonSchema => Schema(declared);

        public override IReadOnlyDictionary<string, object?> AdditionalProperties => declared.AdditionalProperties;

        protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) =>
            await set.CallAsync(declared, new Dictionary<string, object?>(arguments), cancellationToken);
    }
}
