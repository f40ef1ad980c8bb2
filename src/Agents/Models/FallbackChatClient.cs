using System.Runtime.CompilerServices;
using CoSellBot.Agents.Replies;
using CoSellBot.Agents.Understanding;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace CoSellBot.Agents.Models;

/// <summary>
/// Asks the model, and the offline engine where the model is not to be asked or gives no answer. Both have the same tools, the same
/// asker and the same audience, so whoever answers, the rules are the same.
/// </summary>
/// <param name="model">The model with its prompts and tools.</param>
/// <param name="offline">The engine that is always there.</param>
/// <param name="settings">Caps.</param>
/// <param name="clock">Measures a turn's time and how long a broken service is left alone.</param>
/// <param name="log">Hears why a model gave no answer.</param>
public sealed partial class FallbackChatClient(IChatClient model, IChatClient offline, ModelSettings settings, TimeProvider clock, ILogger<FallbackChatClient> log) : DelegatingChatClient(model)
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongRest = TimeSpan.FromMinutes(5);
    private long _restsUntil;

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var words = messages.ToList();
        if (TurnOutcome.Of(options) is not { } outcome || !IsForModel(outcome.Turn))
        {
            return await offline.GetResponseAsync(words, options, cancellationToken);
        }

        var isSpent = settings.IsSpent(outcome.Turn.UsedToday);
        var isAway = !isSpent && !await AnswersAsync(words, options, outcome, cancellationToken);
        if (outcome.HasAnswer)
        {
            return new ChatResponse(new ChatMessage(ChatRole.Assistant, ""));
        }

        var response = await offline.GetResponseAsync(words, options, cancellationToken);
        if ((isSpent || isAway) && outcome.Turn.Place.IsPrivate && outcome.Session.LastTool == "cannot_do")
        {
            // "I can't do that" would be half of the truth.
            outcome.Remark(Phrase.Of(isSpent ? "say.model_spent" : "say.model_away"));
        }

        return response;
    }

    /// <inheritdoc/>
    /// <remarks>In one piece: what a turn answers is made by the tools.</remarks>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    /// <summary>
    /// True when a model may read a turn: words meant for the bot, by a person we know. A press says by itself what it means, a plain yes, no or thanks
    /// is no guess, and what is pasted or said among others is not ours to pass on.
    /// </summary>
    internal static bool IsForModel(AgentTurn turn)
    {
        var text = ChatText.Clean(turn.Text);
        return turn is { Press: null, IsAside: false, Asker.IsLinked: true } && text.Any(char.IsLetterOrDigit) && !PastedText.Looks(text) && YesNo.Read(text) is null
            && !PlainWords.IsSmallTalk(text, FoldedText.Of(text));
    }

    private async Task<bool> AnswersAsync(List<ChatMessage> words, ChatOptions? options, TurnOutcome outcome, CancellationToken cancellationToken)
    {
        if (clock.GetUtcNow().UtcTicks < Interlocked.Read(ref _restsUntil))
        {
            return false;
        }

        using var time = new CancellationTokenSource(settings.TurnTime, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        try
        {
            await base.GetResponseAsync(words, options, either.Token);
            LogAnswered(outcome.Use.Calls, outcome.Use.InputTokens, outcome.Use.OutputTokens);
            return true;
        }
        catch (ModelException failure)
        {
            LogNoAnswer(failure.Reason, outcome.Use.Calls, failure.Message, failure.InnerException?.GetType().Name);
            LeaveAlone(failure.Reason switch
            {
                ModelFailure.Busy => failure.RetryAfter ?? Rest,
                ModelFailure.Unavailable or ModelFailure.Silent => Rest,
                ModelFailure.Misconfigured => LongRest,
                _ => TimeSpan.Zero,
            });
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // The turn's time is up, or something of ours broke on what the model did: the person is answered all the same.
            LogNoAnswer(ModelFailure.Exhausted, outcome.Use.Calls, "The turn was not brought to its end.", failure.GetType().Name);
            LeaveAlone(time.IsCancellationRequested && !outcome.HasAnswer ? Rest : TimeSpan.Zero);
        }

        return false;
    }

    // From now on, and never shorter than another turn has found out meanwhile.
    private void LeaveAlone(TimeSpan rest)
    {
        var until = clock.GetUtcNow().UtcTicks + (rest < LongRest ? rest : LongRest).Ticks;
        for (var known = Interlocked.Read(ref _restsUntil); rest > TimeSpan.Zero && until > known;)
        {
            var found = Interlocked.CompareExchange(ref _restsUntil, until, known);
            if (found == known)
            {
                break;
            }

            known = found;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The model answered in {Calls} calls, {Read} tokens read and {Written} written.")]
    private partial void LogAnswered(int calls, long read, long written);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The model gave no answer after {Calls} calls ({Reason}): {Cause} {Type} The offline engine answers.")]
    private partial void LogNoAnswer(ModelFailure reason, int calls, string cause, string? type);
}
