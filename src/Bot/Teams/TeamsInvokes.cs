using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Teams;

/// <summary>
/// Answers what Teams waits for: pressed buttons, refreshed cards, dialogs and searches. A press is stored like any message and
/// done by the workers; the answer shows what became of it if that is known in time, and says so if not.
/// </summary>
internal sealed class TeamsInvokes(
    TeamsIntake intake, TeamsCardViews views, TeamsDialogs dialogs, TeamsSearch search, BotStore store, WorkSignal signal, TimeProvider clock)
{
    // Teams shows an error after about three seconds: two for the work, the rest for what has to be read to show it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.8);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2.4);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>The answer; HTTP 200 whenever our code ran, the real outcome stands inside.</summary>
    public async Task<IResult> AnswerAsync(TeamsActivity activity, CancellationToken cancellationToken)
    {
        if (!TeamsActivityMapper.IsFromPerson(activity) || activity.SenderId is null)
        {
            return Card(Error("BadRequest", "press.unknown"));
        }

        using var deadline = new CancellationTokenSource(Deadline, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return activity.Name switch
            {
                "adaptiveCard/action" => Card(await ActAsync(activity, limit.Token, cancellationToken)),
                "task/fetch" => Card(await dialogs.OpenAsync(activity, limit.Token)),
                "task/submit" => Card(await dialogs.SubmitAsync(activity, limit.Token)),
                "composeExtension/query" => Card(await search.FindAsync(activity, limit.Token)),
                "composeExtension/fetchTask" => Card(await dialogs.DraftAsync(activity, limit.Token)),
                // Nothing else is offered in the manifest.
                _ => Results.Json(new { title = "That is not offered here." }, statusCode: StatusCodes.Status501NotImplemented),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Card(activity.Name switch
            {
                "adaptiveCard/action" => Message("press.working"),
                "composeExtension/query" => TeamsSearch.Say("press.slow"),
                _ => TeamsDialogs.Say("press.slow"),
            });
        }
    }

    // What is stored is stored whatever time it takes; what is shown has to be there in time.
    private async Task<JsonObject> ActAsync(TeamsActivity activity, CancellationToken inTime, CancellationToken cancellationToken)
    {
        var at = TeamsActivityMapper.Conversation(activity);
        if (activity.Value is not { ValueKind: JsonValueKind.Object } value || !value.TryGetProperty("action", out var action)
            || action.ValueKind != JsonValueKind.Object || !action.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Object)
        {
            return Error("BadRequest", "press.unknown");
        }

        var message = TeamsActivityMapper.Text(data, "m");
        switch (TeamsActivityMapper.Text(action, "verb"))
        {
            case "refresh":
                return await ViewAsync(at, activity.SenderId!, message, 1, inTime);
            case "page":
                var page = data.TryGetProperty("page", out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var n) ? n : 1;
                return await ViewAsync(at, activity.SenderId!, message, page, inTime);
        }

        if (TeamsActivityMapper.ReadPress(data) is not { } press)
        {
            return Error("BadRequest", "press.unknown");
        }

        // Old clients send no id; the same press is then the same row.
        var id = activity.Id is { Length: > 0 and <= 1_000 } own ? own : $"press/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{activity.SenderId}\n{press.Value}\n{press.Card}")))}";
        var inbound = new InboundMessage(at, id, activity.SenderId!, "", press.Value, press.Card ?? activity.ReplyToId ?? "?", Press.Parse(press.Value)!.IsDecision);
        await intake.ReceiveAsync(activity, inbound, cancellationToken);
        if (!Press.Parse(press.Value)!.IsDecision)
        {
            // The answer comes as a message of its own; the card stays as it is.
            return await ViewAsync(at, activity.SenderId!, message, 1, inTime);
        }

        return await WaitAsync(inbound, cancellationToken) switch
        {
            { State: InboxState.Pending } or null => Message("press.working"),
            { Outcome: { } told } => Message(told),
            _ => await ViewAsync(at, activity.SenderId!, message, 1, inTime),
        };
    }

    private async Task<InboxMessage?> WaitAsync(InboundMessage message, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        var key = message.Conversation.Key;
        while (true)
        {
            var wake = signal.Next;
            var row = await store.ReadAsync(
                context => context.Set<InboxMessage>().AsNoTracking().SingleOrDefaultAsync(m => m.ConversationKey == key && m.MessageId == message.MessageId, cancellationToken), cancellationToken);
            if (row is not { State: InboxState.Pending })
            {
                return row;
            }

            if (patience.IsCancellationRequested)
            {
                return await StopWaitingAsync(row.Seq, cancellationToken);
            }

            await Task.WhenAny(wake, Task.Delay(Look, clock, cancellationToken));
        }
    }

    // From here on nobody waits: what the presser has to know is told by a message of its own.
    private Task<InboxMessage> StopWaitingAsync(long seq, CancellationToken cancellationToken) => store.WriteAsync(
        async context =>
        {
            var row = await context.Set<InboxMessage>().SingleAsync(m => m.Seq == seq, cancellationToken);
            row.Awaited = false;
            return row;
        },
        cancellationToken);

    // When who reads is not known, the client keeps the card it has.
    private async Task<JsonObject> ViewAsync(ConversationReference at, string userId, string? messageId, int page, CancellationToken cancellationToken) =>
        messageId is null ? Error("NotFound", "press.gone") : await views.ReadAsync(at, userId, messageId, page, cancellationToken) switch
        {
            { Card: { } card } => new JsonObject { ["statusCode"] = 200, ["type"] = "application/vnd.microsoft.card.adaptive", ["value"] = card },
            { Problem: "press.gone" } => Error("NotFound", "press.gone"),
            { Problem: var problem } => Message(problem!),
        };

    private static JsonObject Message(string key) =>
        new() { ["statusCode"] = 200, ["type"] = "application/vnd.microsoft.activity.message", ["value"] = TeamsCards.Words(key) };

    private static JsonObject Error(string code, string key) => new()
    {
        ["statusCode"] = 400,
        ["type"] = "application/vnd.microsoft.error",
        ["value"] = new JsonObject { ["code"] = code, ["message"] = TeamsCards.Words(key) },
    };

    private static IResult Card(JsonObject body) => Results.Text(body.ToJsonString(), "application/json", Encoding.UTF8);
}
