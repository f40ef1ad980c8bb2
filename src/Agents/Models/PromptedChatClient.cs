using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Prompts;
using CoSellBot.Agents.Replies;
using CoSellBot.Agents.Understanding;
using CoSellBot.Prm;
using Microsoft.Extensions.AI;

namespace CoSellBot.Agents.Models;

/// <summary>Tells a model what it needs for one turn: its prompt, the tools of the agents that may be meant, earlier talk, the words. Nothing else reaches it.</summary>
/// <param name="inner">The model inside the tool loop.</param>
/// <param name="book">The prompts.</param>
/// <param name="catalog">The tools.</param>
/// <param name="desk">The day.</param>
/// <param name="ids">Makes the mark of what is material.</param>
/// <param name="settings">Caps.</param>
public sealed class PromptedChatClient(IChatClient inner, PromptBook book, ToolCatalog catalog, DealDesk desk, Ids ids, ModelSettings settings) : DelegatingChatClient(inner)
{
    /// <summary>Bytes of prompt and tools in a turn at most, in UTF-8; earlier talk and what is in hand have caps of their own.</summary>
    public const int MostBytes = 6_000;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private const int MarkLength = 10;
    private const int LongestMessage = 4_000;
    private const int LongestLine = 200;

    /// <inheritdoc/>
    /// <exception cref="ModelException">The model did not answer.</exception>
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var outcome = TurnOutcome.Of(options) ?? throw new ArgumentException("The request belongs to no turn.", nameof(options));
        var turn = outcome.Turn;
        var untrusted = new Untrusted(ids.Ulid()[^MarkLength..].ToLowerInvariant());
        var set = await catalog.OpenAsync(outcome, cancellationToken);
        set.Untrusted = untrusted;
        var files = book.Files;
        var values = Values(turn, untrusted);
        var agents = Fitting(files, AgentRouter.Route(files.Agents, turn, set.Words), set, values);
        var told = new ChatMessage(ChatRole.System, files.Render(agents, values));
        var asked = new ChatMessage(ChatRole.User, DealTools.Shorten(ChatText.Clean(turn.Text), LongestMessage));
        var request = new ChatOptions { Tools = [.. Tools(set, agents)], MaxOutputTokens = settings.MostOutputTokens, AdditionalProperties = outcome.ToProperties() };
        try
        {
            var response = await base.GetResponseAsync([told, asked], request, cancellationToken);
            AddSentence(outcome, agents, response);
            return response;
        }
        catch (ModelException) when (outcome.HasAnswer)
        {
            await set.FinishAsync(cancellationToken);
            throw;
        }
    }

    /// <summary>The agents, the unlikeliest left out until prompt and tools fit.</summary>
    internal static IReadOnlyList<AgentDefinition> Fitting(PromptFiles files, IReadOnlyList<AgentDefinition> agents, ToolSet set, PromptValues values)
    {
        while (agents.Count(agent => !agent.IsAlways) > 1 && Size(files, agents, set, values) > MostBytes)
        {
            agents = [.. agents.SkipLast(1)];
        }

        return agents;
    }

    /// <summary>Bytes of prompt and tools, as they are sent.</summary>
    internal static int Size(PromptFiles files, IReadOnlyList<AgentDefinition> agents, ToolSet set, PromptValues values) =>
        Encoding.UTF8.GetByteCount(files.Render(agents, values with { InHand = "", History = "" }))
        + JsonSerializer.SerializeToUtf8Bytes(Tools(set, agents).Select(tool => new { type = "function", function = new { name = tool.Name, description = tool.Description, parameters = tool.JsonSchema } }), Plain).Length;

    /// <summary>The tools of some agents.</summary>
    internal static IEnumerable<AIFunction> Tools(ToolSet set, IReadOnlyList<AgentDefinition> agents) =>
        agents.SelectMany(agent => agent.Tools).Distinct().Select(name => set.Functions.First(tool => tool.Name == name));

    /// <summary>What the templates are filled with.</summary>
    internal PromptValues Values(AgentTurn turn, Untrusted untrusted)
    {
        var history = Exchange.Summarise(turn.Earlier, turn.Ceiling, turn.Reading, settings.HistoryLength);
        var today = desk.Clock.Today(turn.Reading.Zone);
        return new PromptValues(
            today.ToString("dddd yyyy-MM-dd", CultureInfo.InvariantCulture),
            turn.Asker.IsVendor ? "the vendor" : "a partner firm",
            turn.Place.IsPrivate ? "a private chat" : "a channel that several people read",
            CultureInfo.GetCultureInfo(Texts.Shipped.LanguageFor(turn.Reading)).EnglishName,
            untrusted.Mark,
            InHand(turn) is { Length: > 0 } inHand ? untrusted.Quote(inHand) : "",
            history.Length > 0 ? untrusted.Quote(history) : "");
    }

    // Values of earlier turns may be of those that not everyone here may read by now; the tools know them anyway.
    private static string InHand(AgentTurn turn)
    {
        var session = turn.Session;
        var common = new[]
        {
            session.Draft is { } draft ? $"a registration, {(session.OpenProposal is null ? "being filled in" : "shown for confirmation, not saved")}{(turn.Place.IsPrivate ? $": {Filled(draft)}" : "")}"
                : session.OpenProposal is null ? null : "a card that waits for confirmation, not saved",
            session.Asked is { } asked ? $"just asked for: {asked}" : null,
            session.Awaiting is { } awaiting ? $"just asked for the words of {(awaiting.StartsWith("proof", StringComparison.Ordinal) ? "a proof (add_proof)" : "a question (ask_contact)")}" : null,
            session.Snoozing is null ? null : "just asked until when to be quiet (snooze)",
        };
        var values = new[]
        {
            session.LastDeal is { } deal ? $"deal last spoken of: {deal}" : null,
            session.LastCustomer is { } customer ? $"customer last spoken of: {customer}" : null,
            session.LastQuestion is { } question ? $"question last asked: {question}" : null,
        };
        return string.Join('\n', common.Concat(turn.Place.IsPrivate ? values : []).OfType<string>().Select(line => DealTools.Shorten(line, LongestLine)));
    }

    private static string Filled(DealDraft draft) => string.Join(", ", new[] { draft.Customer, draft.ProductId, draft.Amount?.ToString(CultureInfo.InvariantCulture), draft.Currency, draft.Close?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) }.OfType<string>()
        .DefaultIfEmpty("nothing yet"));

    // A sentence of the model may stand only in a private place, beside facts that carry their source: in a room any wording could hint at
    // what is not shown, and what is to be confirmed speaks for itself.
    private static void AddSentence(TurnOutcome outcome, IReadOnlyList<AgentDefinition> agents, ChatResponse response)
    {
        var phrases = agents.SelectMany(agent => agent.Phrases).ToHashSet(StringComparer.Ordinal);
        var replies = outcome.Replies;
        if (!outcome.Turn.Place.IsPrivate || outcome.HasProposal || replies.Count == 0 || response.FinishReason == ChatFinishReason.Length
            || !outcome.Tools.All(phrases.Contains) || !replies.All(reply => reply is { Source: not null, State: not (CardState.Question or CardState.Proposal) }))
        {
            return;
        }

        if (ModelProse.Keep(response.Messages.LastOrDefault(message => message.Role == ChatRole.Assistant)?.Text ?? "", replies, outcome.Turn) is { Length: > 0 } prose)
        {
            // It may say what any of the facts says, so it is for those who may read them all.
            var readers = Access.Readers.MeetAll([.. replies.Select(reply => reply.Readers), .. outcome.Turn.Earlier.Select(exchange => exchange.Answered.Readers).Where(outcome.Turn.Ceiling.Allows)]);
            outcome.Remark(Phrase.Of("say.in_short", ("text", Term.Of(prose).For(readers))));
        }
    }
}
