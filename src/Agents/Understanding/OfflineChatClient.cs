using CoSellBot.Agents.Deals;
using Microsoft.Extensions.AI;

namespace CoSellBot.Agents.Understanding;

/// <summary>
/// The language engine that needs no cloud: reads names and values, classifies the rest, and asks for one tool, as a model would.
/// It reads the turn it is in from the options and keeps nothing. The same message in the same session always gives the same call.
/// </summary>
internal sealed class OfflineChatClient(IntentClassifier classifier, DealDesk desk) : IChatClient
{
    private const int LongestMessage = 4_000;

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var last = messages.Last();
        if (last.Role == ChatRole.Tool || options?.AdditionalProperties?.GetValueOrDefault(TurnOutcome.Key) is not TurnOutcome outcome)
        {
            // The tool has spoken in our own words; there is nothing to add.
            return new ChatResponse(new ChatMessage(ChatRole.Assistant, ""));
        }

        var call = await ChooseAsync(outcome.Turn, cancellationToken);
        outcome.Session = outcome.Session with { LastTool = call.Tool };
        var arguments = call.Arguments.Where(pair => pair.Value is not null).ToDictionary(pair => pair.Key, pair => (object?)pair.Value);
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("offline-1", call.Tool, arguments)]));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private async Task<ToolChoice> ChooseAsync(AgentTurn turn, CancellationToken cancellationToken)
    {
        if (turn.Press is { Verb: "change" })
        {
            return new ToolChoice("change");
        }

        if (turn.Press is { Verb: "readers" })
        {
            return new ToolChoice("who_can_read");
        }

        var text = ChatText.Clean(turn.Text.Length > LongestMessage ? turn.Text[..LongestMessage] : turn.Text);
        var session = turn.Session;
        if (session.OpenProposal is not null && session.CardIsLast && YesNo.Read(text) is true)
        {
            return new ToolChoice("confirm");
        }

        if ((session.OpenProposal ?? session.Asked ?? session.Awaiting) is not null && YesNo.Read(text) is false)
        {
            return new ToolChoice("cancel");
        }

        var slots = await new TurnReader(desk).ReadAsync(text, turn, cancellationToken);
        var prediction = classifier.Classify(slots.Delexicalised);
        var intent = prediction.OutOfScope ? IntentClassifier.OutOfScope : prediction.Top.Intent;
        return DialoguePolicy.Choose(session, slots, intent, text);
    }
}
