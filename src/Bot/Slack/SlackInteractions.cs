using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Places;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Slack;

/// <summary>
/// Takes presses, dialogs and shortcuts. A press is stored like any message and done by the workers, its card changes when it is
/// done. Where a press happened our own record of the message says, not the client.
/// </summary>
internal sealed class SlackInteractions(
    Inbox inbox, BotStore store, SlackApi api, SlackPlaces places, SlackModals modals, SlackErrands errands, SlackChannel channel, PlaceReader readers)
{
    private const int LongestValue = 4_000;
    private const int LongestText = 4_000;
    private const int MostLooks = 3;
    private const string PageAction = "page:";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2.2);

    /// <summary>Takes one interaction.</summary>
    /// <returns>The answer a dialog waits for, or null.</returns>
    public async Task<JsonObject?> TakeAsync(SlackInstallation installation, JsonElement payload, CancellationToken cancellationToken)
    {
        if (payload.Id("user", "id") is not { } user)
        {
            return null;
        }

        switch (payload.Text("type"))
        {
            case "block_actions" when payload.Each("actions").FirstOrDefault() is { ValueKind: JsonValueKind.Object } action:
                await PressAsync(installation, payload, action, user, cancellationToken);
                return null;

            case "view_submission":
                return await modals.SubmitAsync(installation, payload, user, cancellationToken);

            case "shortcut" when payload.Text("callback_id") == "register_deal" && payload.Text("trigger_id") is { } trigger:
                modals.OpenNew(installation.Id, trigger, user);
                return null;

            case "message_action" when payload.Text("callback_id") == "register_from_message":
                await DraftAsync(installation, payload, user, cancellationToken);
                return null;

            default:
                // Closed dialogs, and whatever Slack will invent.
                return null;
        }
    }

    /// <summary>The installation whose message was pressed, by our own record; null when it is none of ours.</summary>
    public async Task<string?> InstallationOfAsync(JsonElement payload, CancellationToken cancellationToken) =>
        payload.Each("actions").FirstOrDefault() is { ValueKind: JsonValueKind.Object } action && SlackBlocks.MessageIdOf(action.Text("block_id")) is { } id
            ? (await FindMessageAsync(id, cancellationToken))?.InstallationId
            : null;

    private async Task PressAsync(SlackInstallation installation, JsonElement payload, JsonElement action, string user, CancellationToken cancellationToken)
    {
        var messageId = SlackBlocks.MessageIdOf(action.Text("block_id"));
        var value = action.Text("value") is { Length: <= LongestValue } text ? text : null;
        if (payload.Text("trigger_id") is { } trigger && value is not null && Press.Parse(value) is { Verb: "new" })
        {
            modals.OpenNew(installation.Id, trigger, user);
            return;
        }

        if (payload.Text("trigger_id") is { } opensCode && value is not null && Press.Parse(value) is { Verb: "code" })
        {
            modals.OpenCode(installation.Id, opensCode);
            return;
        }

        if (payload.Text("container", "type") == "view")
        {
            await PressAtHomeAsync(installation, payload, action, user, value, cancellationToken);
            return;
        }

        if (messageId is null || await FindMessageAsync(messageId, cancellationToken) is not { } message || SlackThread.ChannelOf(message.PlaceId) != payload.Id("channel", "id"))
        {
            Tell(payload, "press.gone");
            return;
        }

        var at = new ConversationReference(message.Channel, message.InstallationId, message.PlaceId);
        if (action.Text("action_id") is { } turn && turn.StartsWith(PageAction, StringComparison.Ordinal) && int.TryParse(value, out var page))
        {
            errands.Add("turning a page", token => TurnAsync(at, messageId, page, token));
        }
        else if (action.Text("action_id") == "form" && payload.Text("trigger_id") is { } opens && value is not null)
        {
            modals.OpenEdit(at, opens, Sender(payload, user), value);
        }
        else if (value is not null && Press.Parse(value) is not null)
        {
            await inbox.ReceiveAsync(
                new InboundMessage(at, PressId(payload, action, user, value), Sender(payload, user), "", value, messageId),
                context => places.SeenAsync(context, message.InstallationId, SlackThread.ChannelOf(message.PlaceId), null, cancellationToken), cancellationToken);
        }
    }

    // What is pressed on the home tab is answered in the direct chat.
    private async Task PressAtHomeAsync(SlackInstallation installation, JsonElement payload, JsonElement action, string user, string? value, CancellationToken cancellationToken)
    {
        if (value is not null && Press.Parse(value) is { IsDecision: false } && await DirectAsync(installation, user, cancellationToken) is { } direct)
        {
            await inbox.ReceiveAsync(
                new InboundMessage(SlackThread.Conversation(installation.Id, direct, null), PressId(payload, action, user, value), Sender(payload, user), "", value), cancellationToken);
        }
    }

    // "Register a deal from this": a draft in the direct chat of whoever asked, from the message's words.
    private async Task DraftAsync(SlackInstallation installation, JsonElement payload, string user, CancellationToken cancellationToken)
    {
        var words = SlackWords.Plain(payload.Text("message", "text"), installation.BotUserId);
        if (words.Length == 0)
        {
            Tell(payload, "draft.no_text");
            return;
        }

        if (await DirectAsync(installation, user, cancellationToken) is not { } direct)
        {
            Tell(payload, "draft.no_direct");
            return;
        }

        var id = $"draft/{payload.Text("trigger_id") ?? payload.Text("action_ts")}/{payload.Text("message", "ts")}";
        await inbox.ReceiveAsync(
            new InboundMessage(SlackThread.Conversation(installation.Id, direct, null), id, Sender(payload, user), "", Press.Draft(words.Length > LongestText ? words[..LongestText] : words)),
            cancellationToken);
        Tell(payload, "draft.sent");
    }

    // Slack waits three seconds, and shows an error after.
    private async Task<string?> DirectAsync(SlackInstallation installation, string user, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            return await places.DirectOfAsync(installation.Id, user, patience.Token);
        }
        catch (Exception failure) when (failure is ChannelException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    // A line that only the presser sees, where Slack gave an address for it; nothing is ever decided in one.
    private void Tell(JsonElement payload, string key)
    {
        if (Uri.TryCreate(payload.Text("response_url"), UriKind.Absolute, out var address))
        {
            errands.Add("answering a press", token => api.RespondAsync(
                address, new JsonObject { ["response_type"] = "ephemeral", ["replace_original"] = false, ["text"] = ShownText.Words(key) }, token));
        }
    }

    // Everyone in the place sees the page that was turned to; it is checked against who reads there now like every update.
    private async Task TurnAsync(ConversationReference at, string messageId, int page, CancellationToken cancellationToken)
    {
        for (var look = 0; look < MostLooks; look++)
        {
            var place = (await readers.ReadAsync(at, cancellationToken)).Place;
            if (await FindMessageAsync(messageId, cancellationToken) is not { Kind: not OutboxKind.Delete } newest || (!place.Audience.IsComplete && !newest.IsPublic()))
            {
                return;
            }

            await channel.TurnAsync(at, messageId, newest.ToVisible(place), page, cancellationToken);
            if ((await FindMessageAsync(messageId, cancellationToken))?.Seq == newest.Seq)
            {
                return;
            }

            // The message changed meanwhile, and the change must not stay covered by what was here before.
        }
    }

    private Task<OutboxMessage?> FindMessageAsync(string messageId, CancellationToken cancellationToken) => store.ReadAsync(
        context => context.Set<OutboxMessage>().AsNoTracking().Where(m => m.MessageId == messageId && m.Channel == SlackChannel.ChannelName)
            .OrderByDescending(m => m.Seq).FirstOrDefaultAsync(cancellationToken), cancellationToken);

    // Each press is one; the same one delivered twice is the same.
    private static string PressId(JsonElement payload, JsonElement action, string user, string value)
    {
        var what = $"{action.Text("action_ts") ?? payload.Text("trigger_id")}\n{user}\n{action.Text("block_id")}\n{value}";
        return $"press/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(what)).AsSpan(0, 16))}";
    }

    /// <summary>The presser as the roster knows them, so that a wrong workspace fits nobody.</summary>
    internal static string Sender(JsonElement payload, string user) => payload.Id("user", "team_id") is { } team ? $"{team}/{user}" : user;
}
