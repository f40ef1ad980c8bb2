using Microsoft.Extensions.AI;
using Polly;
using Polly.Retry;

namespace CoSellBot.Agents.Models;

/// <summary>
/// Asks a model with the patience of a turn: a silent one counts as gone, one that is busy for a moment is asked again, and every
/// request is counted. Nothing of a broken answer gets out of here, so asking again repeats nothing.
/// </summary>
/// <param name="inner">The model.</param>
/// <param name="settings">Its caps.</param>
/// <param name="clock">Measures silence and waits.</param>
public sealed class PatientChatClient(IChatClient inner, ModelSettings settings, TimeProvider clock) : DelegatingChatClient(inner)
{
    /// <summary>A service that wants a longer pause is left alone.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private const int CharactersPerToken = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private readonly ResiliencePipeline<ChatResponse> _again = new ResiliencePipelineBuilder<ChatResponse> { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions<ChatResponse>
        {
            MaxRetryAttempts = 1,
            ShouldHandle = new PredicateBuilder<ChatResponse>().Handle<ModelException>(failure => failure.MayPass && (failure.RetryAfter ?? Pause) <= LongestPause),
            DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>((arguments.Outcome.Exception as ModelException)?.RetryAfter ?? Pause),
        }).Build();

    /// <inheritdoc/>
    /// <exception cref="ModelException">The model did not answer, refused, or was too long about it.</exception>
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var history = messages.ToList();
        return await _again.ExecuteAsync(async token => await AskAsync(history, options, token), cancellationToken);
    }

    private async Task<ChatResponse> AskAsync(List<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        if (TurnOutcome.Of(options) is { } turn && turn.Use.Tokens >= settings.TokensPerTurn)
        {
            throw new ModelException(ModelFailure.Exhausted, "The turn's tokens are used up.");
        }

        using var silence = new CancellationTokenSource(settings.Silence, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        var updates = new List<ChatResponseUpdate>();
        ChatResponse? response = null;
        var isRefused = false;
        try
        {
            response = settings.Streams ? await CollectAsync(messages, options, updates, silence, either.Token) : await base.GetResponseAsync(messages, options, either.Token);
            return response.FinishReason == ChatFinishReason.ContentFilter ? throw new ModelException(ModelFailure.Refused, "The model refused.") : response;
        }
        catch (ModelException failure) when (failure.Reason is ModelFailure.Unavailable or ModelFailure.Busy or ModelFailure.Misconfigured or ModelFailure.Rejected)
        {
            isRefused = true; // nothing was read, nothing is billed
            throw;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Asked again it would be silent again, and the person has waited long enough.
            throw new ModelException(ModelFailure.Silent, "The model fell silent.");
        }
        finally
        {
            TurnOutcome.Of(options)?.Count(isRefused ? new ModelUse(1, 0, 0) : Use(messages, options, response ?? updates.ToChatResponse()));
        }
    }

    private async Task<ChatResponse> CollectAsync(
        List<ChatMessage> messages, ChatOptions? options, List<ChatResponseUpdate> updates, CancellationTokenSource silence, CancellationToken cancellationToken)
    {
        await foreach (var update in InnerClient.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            silence.CancelAfter(settings.Silence);
            if (update.Contents.OfType<UsageContent>().Any())
            {
                // Some services count up with every piece; the last word holds.
                updates.RemoveAll(earlier => earlier.Contents.OfType<UsageContent>().Any());
            }

            updates.Add(update);
        }

        return updates.ToChatResponse();
    }

    // What the service says; where it says nothing, or broke off, a guess by length.
    private static ModelUse Use(List<ChatMessage> messages, ChatOptions? options, ChatResponse response) => new(
        1,
        response.Usage?.InputTokenCount ?? (messages.Sum(Length) + (options?.Tools?.OfType<AIFunctionDeclaration>().Sum(tool => tool.Description.Length + tool.JsonSchema.GetRawText().Length) ?? 0)) / CharactersPerToken,
        response.Usage?.OutputTokenCount ?? response.Messages.Sum(Length) / CharactersPerToken);

    private static long Length(ChatMessage message) => message.Contents.Sum(content => content switch
    {
        TextContent text => text.Text.Length,
        FunctionResultContent result => result.Result?.ToString()?.Length ?? 0,
        FunctionCallContent call => call.Name.Length + (call.Arguments?.Sum(pair => pair.Key.Length + (pair.Value?.ToString()?.Length ?? 0)) ?? 0),
        _ => 0L,
    });
}
