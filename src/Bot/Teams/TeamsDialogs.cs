using System.Text.Json;
using System.Text.Json.Nodes;
using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Proposals;
using CoSellBot.Agents.Replies;
using CoSellBot.Agents.Understanding;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;
using CoSellBot.Prm;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Bot.Teams;

/// <summary>
/// Dialogs: an open proposal as a form, and a message of somebody's as the start of a registration. A dialog writes nothing; what
/// is filled in becomes a new proposal with a card of its own.
/// </summary>
internal sealed class TeamsDialogs(TeamsCardViews views, TeamsIntake intake, Inbox inbox, TeamsConversations conversations, Prm.Partners.Directory directory, IPrm prm, BusinessClock clock)
{
    private const int LongestText = 4_000;

    /// <summary>Opens the form of a proposal.</summary>
    public async Task<JsonObject> OpenAsync(TeamsActivity activity, CancellationToken cancellationToken) =>
        await ProposalAsync(activity, cancellationToken) switch
        {
            { Row: { } row, Deal: { } deal } => Show(await FormAsync(DealForm.Of(row.Id, deal), deal, activity, null, cancellationToken)),
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

        string? Field(string id) => TeamsActivityMapper.Text(data, id) is { Length: > 0 } text ? text : null;
        var typed = new DealForm(row.Id, Field("customer"), Field("partner"), Field("product"), Field("amount"), Field("currency"), Field("close"), Field("kind"));
        var country = (await directory.FindPersonAsync(row.ProposedBy, cancellationToken))?.Country;
        var today = clock.Today(new ReaderSettings(row.Locale, row.TimeZone).ToContext().Zone);
        var problem = typed.Cleaned() is { } clean ? clean.Problem(today, country) : "form.too_long";
        if (problem is not null)
        {
            return Show(await FormAsync(typed.Cleaned() ?? DealForm.Of(row.Id, deal), deal, activity, TeamsCards.Words(problem), cancellationToken));
        }

        var edit = typed.Cleaned()!.Changes(deal, country);
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
        if (activity.Value is not { ValueKind: JsonValueKind.Object } value || !value.TryGetProperty("data", out var data) || TeamsActivityMapper.Text(data, "form") is not { } id)
        {
            return (null, null, default, "form.gone");
        }

        var (row, problem) = await views.OpenProposalAsync(TeamsActivityMapper.Conversation(activity), activity.SenderId!, id, cancellationToken);
        return row is { Kind: ProposalKinds.RegisterDeal } && row.ExpiresAt > clock.GetUtcNow()
            ? (row, JsonSerializer.Deserialize<RegisterDeal>(row.Arguments)!, data, null)
            : (null, null, default, problem ?? "form.gone");
    }

    private async Task<Form> FormAsync(DealForm form, RegisterDeal deal, TeamsActivity activity, string? error, CancellationToken cancellationToken)
    {
        var products = await directory.ProductsAsync(cancellationToken);
        var partners = deal.OnBehalf ? (await prm.ListPartnersAsync(cancellationToken)).Items.Where(partner => partner.Status == PartnerStatus.Active).ToList() : [];
        var currencies = new[] { form.Currency ?? deal.Currency, deal.Currency, "EUR", "USD", "GBP", "CHF", "DKK", "SEK", "NOK", "PLN", "JPY", "BRL" }.Distinct();
        IEnumerable<FormField> all =
        [
            new("customer", Label("customer"), FormFieldKind.Text, form.Customer, Required: true, MaxLength: 120),
            .. partners.Count == 0 ? [] : new[] { new FormField("partner", Label("partner"), FormFieldKind.Choice, form.Partner, true, null, [.. partners.Select(p => new FormChoice(p.Name, p.Name))]) },
            new("product", Label("product"), FormFieldKind.Choice, form.Product, true, null, [.. products.Select(product => new FormChoice(product.Name, product.Name))]),
            new("amount", Label("amount"), FormFieldKind.Text, form.Amount, true, 40),
            new("currency", Label("currency"), FormFieldKind.Choice, form.Currency, true, null, [.. currencies.Select(code => new FormChoice(code, code))]),
            new("close", Label("close"), FormFieldKind.Date, form.Close, true),
            new("kind", Label("kind"), FormFieldKind.Choice, form.Kind, true, null, [.. Enum.GetValues<RegistrationKind>().Select(kind => new FormChoice(TeamsCards.Words($"kind.{kind}"), kind.ToString()))]),
        ];
        var message = TeamsActivityMapper.Text(activity.Value!.Value.GetProperty("data"), "m") ?? "";
        return new Form(TeamsCards.Words("form.title"), [.. all], TeamsCards.Words("form.submit"),
            new Dictionary<string, string> { ["form"] = form.Proposal, ["m"] = message }, error);
    }

    private static string Label(string field) => TeamsCards.Words($"form.{field}");

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
