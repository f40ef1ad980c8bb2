using System.ClientModel;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatFinishReason = Microsoft.Extensions.AI.ChatFinishReason;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace CoSellBot.Agents.Models.OpenAi;

/// <summary>
/// A model behind OpenAI's chat completions, at OpenAI, at Azure (v1) or at any endpoint that speaks the same, as an
/// <see cref="IChatClient"/>. Source of the wire: OpenAI's published OpenAPI description.
/// </summary>
/// <param name="client">Knows endpoint, model and credential; retries are off, because a turn has its own patience.</param>
public sealed class OpenAiChatClient(ChatClient client) : IChatClient
{
    // Far beyond what any cap of tokens lets through; a service that ignores the cap is stopped here.
    private const int LongestText = 40_000;

    /// <inheritdoc/>
    /// <exception cref="ModelException">The model did not answer; its reason says why.</exception>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            ChatCompletion completion = await client.CompleteChatAsync(OpenAiMessages.From(messages), OpenAiMessages.Options(options), cancellationToken);
            return OpenAiMessages.ToResponse(completion);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failure(failure, ModelFailure.Unavailable);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Text comes as it is written; tool calls come whole, after the model has said that it has finished.</remarks>
    /// <exception cref="ModelException">The stream ended before the model said that it had finished, or the model did not answer.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var calls = new List<StreamedCall>();
        ChatFinishReason? finished = null;
        var length = 0;
        await using var updates = client.CompleteChatStreamingAsync(OpenAiMessages.From(messages), OpenAiMessages.Options(options), cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(updates, cancellationToken) is { } update)
        {
            foreach (var part in update.ToolCallUpdates)
            {
                // Some services give every call the number 0; a new id is a new call.
                var call = calls.FindLast(known => known.Index == part.Index);
                if (call is null || (part.ToolCallId is { Length: > 0 } id && call.Id.Length > 0 && call.Id != id))
                {
                    calls.Add(call = new StreamedCall(part.Index));
                }

                length += call.Add(part);
            }

            finished = update.RefusalUpdate is { Length: > 0 } ? ChatFinishReason.ContentFilter
                : update.FinishReason is { } reason && finished != ChatFinishReason.ContentFilter ? OpenAiMessages.Reason(reason) : finished;
            var text = string.Concat(update.ContentUpdate.Where(part => part.Kind == ChatMessageContentPartKind.Text).Select(part => part.Text));
            if ((length += text.Length) > LongestText)
            {
                throw new ModelException(ModelFailure.Exhausted, "The model's answer had no end.");
            }

            // An update without words still shows that the model is there.
            yield return new ChatResponseUpdate(ChatRole.Assistant, text) { ResponseId = update.CompletionId, ModelId = update.Model };
            if (update.Usage is { } usage)
            {
                yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(OpenAiMessages.Usage(usage))]);
            }
        }

        // Half of a tool call is none: only what the model has finished saying is passed on.
        if (finished is null)
        {
            throw new ModelException(ModelFailure.Cut, "The model's stream ended before its answer did.");
        }

        yield return new ChatResponseUpdate(ChatRole.Assistant, [.. calls.Select(call => call.ToContent())]) { FinishReason = finished };
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static async Task<StreamingChatCompletionUpdate?> NextAsync(IAsyncEnumerator<StreamingChatCompletionUpdate> updates, CancellationToken cancellationToken)
    {
        try
        {
            return await updates.MoveNextAsync() ? updates.Current : null;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failure(failure, ModelFailure.Cut);
        }
    }

    // Whatever a service sends, the package may stumble over it in its own way; all of that is an answer that makes no sense.
    private static ModelException Failure(Exception failure, ModelFailure broken) => failure switch
    {
        ModelException known => known,
        ClientResultException refused => ModelException.From(refused),
        _ when Chain(failure).OfType<ModelException>().FirstOrDefault() is { } inside => inside,
        _ when Chain(failure).Any(cause => cause is IOException or HttpRequestException or OperationCanceledException) => new ModelException(broken, "The connection to the model broke.", failure),
        JsonException or ArgumentException or InvalidOperationException or FormatException or KeyNotFoundException or NullReferenceException => new ModelException(ModelFailure.Malformed, "The model's answer cannot be read.", failure),
        // What is left is a credential that cannot be had.
        _ => new ModelException(ModelFailure.Misconfigured, "The model could not be asked.", failure),
    };

    private static IEnumerable<Exception> Chain(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }

    private sealed class StreamedCall(int index)
    {
        private readonly StringBuilder _arguments = new();
        private string _name = "";

        public int Index => index;

        public string Id { get; private set; } = "";

        public int Add(StreamingChatToolCallUpdate part)
        {
            var arguments = part.FunctionArgumentsUpdate?.ToString() ?? "";
            Id = part.ToolCallId is { Length: > 0 } id ? id : Id;
            _name = part.FunctionName is { Length: > 0 } name ? name : _name;
            _arguments.Append(arguments);
            return arguments.Length;
        }

        public FunctionCallContent ToContent() => OpenAiMessages.Call(Id, _name, _arguments.ToString());
    }
}
