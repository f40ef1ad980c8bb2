using System.ClientModel;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatFinishReason = Microsoft.Extensions.AI.ChatFinishReason;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace CoSellBot.Agents.Models.OpenAi;

/// <summary>
/// A model behind OpenAI's chat completions, at OpenAI, at Azure (v1) or at any endpoint that speaks the same, as an
/// <see cref="IChatClient"/>. Source of the wire: the published OpenAPI description of 2026.
/// </summary>
/// <param name="client">Knows endpoint, model and credential; retries are off, because a turn has its own patience.</param>
public sealed class OpenAiChatClient(ChatClient client) : IChatClient
{
    /// <inheritdoc/>
    /// <exception cref="ModelException">The model did not answer; its reason says why.</exception>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            ChatCompletion completion = await client.CompleteChatAsync(OpenAiMessages.From(messages), OpenAiMessages.Options(options), cancellationToken);
            return OpenAiMessages.ToResponse(completion);
        }
        catch (ClientResultException failure)
        {
            throw ModelException.From(failure);
        }
        catch (JsonException failure)
        {
            throw new ModelException(ModelFailure.Malformed, "The model's answer is no JSON.", failure);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ModelException">The stream ended before the model said that it had finished, or the model did not answer.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var calls = new SortedDictionary<int, StreamedCall>();
        ChatFinishReason? finished = null;
        var updates = client.CompleteChatStreamingAsync(OpenAiMessages.From(messages), OpenAiMessages.Options(options), cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (updates)
        {
            while (await NextAsync(updates) is { } update)
            {
                foreach (var part in update.ToolCallUpdates)
                {
                    if (!calls.TryGetValue(part.Index, out var call))
                    {
                        calls[part.Index] = call = new StreamedCall();
                    }

                    call.Add(part);
                }

                finished = update.FinishReason is { } reason ? OpenAiMessages.Reason(reason) : finished;
                var text = string.Concat(update.ContentUpdate.Where(part => part.Kind == ChatMessageContentPartKind.Text).Select(part => part.Text));
                if (text.Length > 0)
                {
                    yield return new ChatResponseUpdate(ChatRole.Assistant, text) { ResponseId = update.CompletionId, ModelId = update.Model };
                }

                if (update.Usage is { } usage)
                {
                    yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(OpenAiMessages.Usage(usage))]);
                }
            }
        }

        // Half of a tool call is none: only what the model has finished saying is passed on.
        if (finished is null)
        {
            throw new ModelException(ModelFailure.Cut, "The model's stream ended before its answer did.");
        }

        yield return new ChatResponseUpdate(ChatRole.Assistant, [.. calls.Values.Select(call => call.ToContent())]) { FinishReason = finished };
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static async Task<StreamingChatCompletionUpdate?> NextAsync(IAsyncEnumerator<StreamingChatCompletionUpdate> updates)
    {
        try
        {
            return await updates.MoveNextAsync() ? updates.Current : null;
        }
        catch (ClientResultException failure)
        {
            throw ModelException.From(failure);
        }
        catch (Exception failure) when (failure is IOException or JsonException)
        {
            throw new ModelException(ModelFailure.Cut, "The model's stream broke off.", failure);
        }
    }

    private sealed class StreamedCall
    {
        private readonly System.Text.StringBuilder _arguments = new();
        private string _id = "";
        private string _name = "";

        public void Add(StreamingChatToolCallUpdate part)
        {
            _id = part.ToolCallId is { Length: > 0 } id ? id : _id;
            _name = part.FunctionName is { Length: > 0 } name ? name : _name;
            _arguments.Append(part.FunctionArgumentsUpdate?.ToString());
        }

        public FunctionCallContent ToContent() => OpenAiMessages.Call(_id, _name, _arguments.ToString());
    }
}
