using CoSellBot.Agents.Deals;
using Microsoft.Extensions.AI;

namespace CoSellBot.Agents.Understanding;

/// <summary>
/// The language engine that needs no cloud: understands by itself and asks for tools, as a model would.
/// It reads the turn it is in from the options and keeps nothing. The same message in the same session always gives the same call.
/// </summary>
internal sealed class OfflineChatClient(DealDesk desk) : IChatClient
{
    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var last = messages.Last();
        if (last.Role == ChatRole.Tool || TurnOutcome.Of(options) is not { } outcome)
        {
            // The tool has spoken in our own words; there is nothing to add.
            return new ChatResponse(new ChatMessage(ChatRole.Assistant, ""));
        }

        var calls = await ChooseAsync(outcome.Turn, cancellationToken);
        outcome.Session = outcome.Session with { LastTool = calls[^1].Tool };
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, [.. calls.Select((call, at) => new FunctionCallContent(
            $"offline-{at + 1}", call.Tool, call.Arguments.Where(pair => pair.Value is not null).ToDictionary(pair => pair.Key, pair => (object?)pair.Value)))]));
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

    private async Task<IReadOnlyList<ToolChoice>> ChooseAsync(AgentTurn turn, CancellationToken cancellationToken) => turn.Press switch
    {
        { Verb: "change" } => [new ToolChoice("change")],
        { Verb: "readers" } => [new ToolChoice("who_can_read")],
        _ => Understander.Choose(desk.Models, await new TurnReader(desk).ReaderAsync(turn, cancellationToken), turn.Session, turn.Text),
    };
}
