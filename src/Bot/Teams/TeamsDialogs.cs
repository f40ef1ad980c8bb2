using System.Text.Json;
using System.Text.Json.Nodes;
using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Replies;
using CoSellBot.Agents.Understanding;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;

namespace CoSellBot.Bot.Teams;

/// <summary>
/// Dialogs: an open proposal as a form, and a message of somebody's as the start of a registration. A dialog writes nothing; what
/// is filled in becomes a new proposal with a card of its own.
/// </summary>
internal sealed class TeamsDialogs(DealForms forms, TeamsIntake intake, Inbox inbox, TeamsConversations conversations)
{
    private const int LongestText = 4_000;

    /// <summary>Opens the form of a proposal.</summary>
    public async Task<JsonObject> OpenAsync(TeamsActivity activity, CancellationToken cancellationToken) =>
        await ProposalAsync(activity, cancellationToken) switch
        {
            { Row: { } row, Deal: { } deal } found => Show(await forms.OfProposalAsync(row, deal, null, null, Data(found.Data), cancellationToken)),
            var none => Say(none.Problem!),
        };

    /// <summary>Takes a filled form: back to the person when a field cannot be, else on to the conversation.</summary>
    public async Task<JsonObject> SubmitAsync(TeamsActivity activity, CancellationToken cancellationToken)
    {
        var (row, deal, data, gone) = await ProposalAsync(activity, cancellationToken);
        if (row is null || deal is null)
        {
            return Say(gone!);
        }

        var filled = await forms.ReadAsync(row, deal, id => TeamsActivityMapper.Text(data, id), cancellationToken);
        if (filled.Edit is not { } edit)
        {
            return Show(await forms.OfProposalAsync(row, deal, filled.Typed, filled.Problem, Data(data), cancellationToken));
        }

        var at = new ConversationReference(row.Channel, row.InstallationId, row.PlaceId);
        await intake.ReceiveAsync(activity, new InboundMessage(at, activity.Id ?? $"form/{row.Id}", activity.SenderId!, "", Press.Form(edit.ToJson()), row.MessageId), cancellationToken);
        return [];
    }

    /// <summary>"Register a deal from this message": a draft in the direct chat of whoever asked, from the message's words.</summary>
    public async Task<JsonObject> DraftAsync(TeamsActivity activity, CancellationToken cancellationToken)
    {
        if (activity.Value is not { ValueKind: JsonValueKind.Object } value || TeamsActivityMapper.Text(value, "commandId") != "registerDeal"
            || !value.TryGetProperty("messagePayload", out var message) || message.ValueKind != JsonValueKind.Object
            || !message.TryGetProperty("body", out var body) || TeamsActivityMapper.Text(body, "content") is not { } content)
        {
            return Say("draft.no_text");
        }

        var text = ChatText.Clean(TeamsActivityMapper.PlainText(content.Length > LongestText ? content[..LongestText] : content));
        if (text.Length == 0)
        {
            return Say("draft.no_text");
        }

        if (await conversations.FindPersonalAsync(activity.SenderId!, null, cancellationToken) is not { } direct)
        {
            return Say("draft.no_direct");
        }

        var id = activity.Id ?? $"draft/{TeamsActivityMapper.Text(message, "id")}";
        await inbox.ReceiveAsync(new InboundMessage(TeamsChannel.Conversation(direct.Id), id, activity.SenderId!, "", Press.Draft(text)), cancellationToken);
        return Say("draft.sent");
    }

    private async Task<(ProposalRow? Row, RegisterDeal? Deal, JsonElement Data, string? Problem)> ProposalAsync(TeamsActivity activity, CancellationToken cancellationToken)
    {
        if (activity.Value is not { ValueKind: JsonValueKind.Object } value || !value.TryGetProperty("data", out var data) || TeamsActivityMapper.Text(data, DealForms.ProposalKey) is not { } id)
        {
            return (null, null, default, "form.gone");
        }

        var (row, deal, problem) = await forms.FindAsync(TeamsActivityMapper.Conversation(activity), activity.SenderId!, id, cancellationToken);
        return (row, deal, data, problem);
    }

    // The card's own message comes back too.
    private static Dictionary<string, string> Data(JsonElement data) => new() { ["m"] = TeamsActivityMapper.Text(data, "m") ?? "" };

    private static JsonObject Show(Form form) => new()
    {
        ["task"] = new JsonObject
        {
            ["type"] = "continue",
            ["value"] = new JsonObject { ["title"] = form.Title, ["height"] = "large", ["width"] = "medium", ["card"] = TeamsChannel.Attachment(TeamsCards.Form(form)) },
        },
    };

    /// <summary>A sentence in place of a form.</summary>
    public static JsonObject Say(string key) => new() { ["task"] = new JsonObject { ["type"] = "message", ["value"] = TeamsCards.Words(key) } };
}
