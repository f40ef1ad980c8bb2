using System.Text.Json;
using System.Text.Json.Nodes;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Turns;
using CoSellBot.Bot.Users;

namespace CoSellBot.Bot.Slack;

/// <summary>
/// Dialogs: a new registration, an open proposal as a form, and a code that links an account. A trigger is good for three seconds,
/// so a dialog that needs to know who asks opens empty at once and is filled then. A dialog writes nothing; what is filled in goes on
/// to the direct chat, a deal as a proposal with a card of its own.
/// </summary>
internal sealed class SlackModals(
    SlackApi api, SlackRosters rosters, SlackPlaces places, UserResolver users, DealForms forms, Inbox inbox, SlackErrands errands)
{
    private const string NewDeal = "new_deal";
    private const string EditDeal = "edit_deal";
    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(5);
    private const string LinkCode = "link_code";
    private const string CodeField = "code";
    private const int LongestCode = 40;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2.2);

    /// <summary>Opens the form of a new registration.</summary>
    public void OpenNew(string installationId, string triggerId, string userId) => errands.Add("opening a form", async token =>
        await FillAsync(installationId, triggerId, "form.title_new", NewDeal, async () =>
        {
            var user = await ResolveAsync(installationId, userId, token);
            return user.Principal.IsLinked ? (await forms.NewAsync(user.Principal, token), null) : (null, "user.unlinked");
        }, token), isPressing: true);

    /// <summary>Opens the form for a code that links the account.</summary>
    public void OpenCode(string installationId, string triggerId) => errands.Add("opening a form", token =>
        api.OpenViewAsync(installationId, triggerId, SlackViews.Modal(CodeForm(), LinkCode), token), isPressing: true);

    /// <summary>Opens the form of an open proposal.</summary>
    public void OpenEdit(ConversationReference at, string triggerId, string sender, string proposalId) => errands.Add("opening a form", async token =>
        await FillAsync(at.InstallationId, triggerId, "form.title", EditDeal, async () =>
        {
            var (row, deal, problem) = await forms.FindAsync(at, sender, proposalId, token);
            return row is null ? (null, problem)
                : (await forms.OfProposalAsync(row, deal!, null, null, new Dictionary<string, string> { ["at"] = at.PlaceId }, token), null);
        }, token), isPressing: true);

    /// <summary>Takes a filled form: back to the person when a field cannot be, else on to the conversation.</summary>
    /// <returns>What Slack is to show; null closes the dialog.</returns>
    public async Task<JsonObject?> SubmitAsync(SlackInstallation installation, JsonElement payload, string userId, CancellationToken cancellationToken)
    {
        var view = payload.At("view");
        var id = $"view/{view.Text("id")}/{view.Text("hash")}";
        var sender = SlackInteractions.Sender(payload, userId);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            return view.Text("callback_id") switch
            {
                NewDeal => await SubmitNewAsync(installation, view, userId, sender, id, patience.Token, cancellationToken),
                EditDeal => await SubmitEditAsync(installation, view, sender, id, patience.Token, cancellationToken),
                LinkCode => await SubmitCodeAsync(installation, view, userId, sender, id, patience.Token, cancellationToken),
                _ => null,
            };
        }
        catch (Exception failure) when (failure is ChannelException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Error(view.Text("callback_id") == LinkCode ? CodeField : "customer", "press.slow");
        }
    }

    // Whether the code is right is found out where every message is: here only its shape is looked at.
    private async Task<JsonObject?> SubmitCodeAsync(
        SlackInstallation installation, JsonElement view, string userId, string sender, string id, CancellationToken inTime, CancellationToken cancellationToken)
    {
        if (SlackViews.ReadAnswers(view).GetValueOrDefault(CodeField) is not { Length: <= LongestCode } typed || LinkCodes.Fold(typed) is not { } code)
        {
            return Error(CodeField, "link.malformed");
        }

        if (await places.DirectOfAsync(installation.Id, userId, inTime) is not { } direct)
        {
            return Error(CodeField, "draft.no_direct");
        }

        await inbox.ReceiveAsync(new InboundMessage(SlackThread.Conversation(installation.Id, direct, null), id, sender, "", Press.Link(code)), cancellationToken);
        return null;
    }

    private async Task<JsonObject?> SubmitNewAsync(
        SlackInstallation installation, JsonElement view, string userId, string sender, string id, CancellationToken inTime, CancellationToken cancellationToken)
    {
        var user = await ResolveAsync(installation.Id, userId, inTime);
        if (!user.Principal.IsLinked)
        {
            return Error("customer", "user.unlinked");
        }

        var answers = SlackViews.ReadAnswers(view, await forms.NewAsync(user.Principal, inTime));
        var filled = forms.ReadNew(user, answers.GetValueOrDefault);
        if (filled.Edit is not { } edit)
        {
            return Error(filled.Field, filled.Problem!);
        }

        if (await places.DirectOfAsync(installation.Id, userId, inTime) is not { } direct)
        {
            return Error("customer", "draft.no_direct");
        }

        await inbox.ReceiveAsync(new InboundMessage(SlackThread.Conversation(installation.Id, direct, null), id, sender, "", Press.Form(edit.ToJson())), cancellationToken);
        return null;
    }

    private async Task<JsonObject?> SubmitEditAsync(
        SlackInstallation installation, JsonElement view, string sender, string id, CancellationToken inTime, CancellationToken cancellationToken)
    {
        // The place travels with the form; whether it is the proposal's is checked again.
        var data = SlackPayload.Parse(System.Text.Encoding.UTF8.GetBytes(view.Text("private_metadata") ?? "{}")) ?? default;
        if (data.Text("at") is not { } placeId || data.Text(DealForms.ProposalKey) is not { } proposal)
        {
            return Error("customer", "form.gone");
        }

        var at = new ConversationReference(SlackChannel.ChannelName, installation.Id, placeId);
        var (row, deal, problem) = await forms.FindAsync(at, sender, proposal, inTime);
        if (row is null)
        {
            return Error("customer", problem!);
        }

        var answers = SlackViews.ReadAnswers(view, await forms.OfProposalAsync(row, deal!, null, null, new Dictionary<string, string>(), inTime));
        var filled = await forms.ReadAsync(row, deal!, answers.GetValueOrDefault, inTime);
        if (filled.Edit is not { } edit)
        {
            return Error(filled.Field, filled.Problem!);
        }

        await inbox.ReceiveAsync(
            new InboundMessage(new ConversationReference(row.Channel, row.InstallationId, row.PlaceId), id, sender, "", Press.Form(edit.ToJson()), row.MessageId), cancellationToken);
        return null;
    }

    private async Task FillAsync(
        string installationId, string triggerId, string title, string callback, Func<Task<(Form? Form, string? Problem)>> read, CancellationToken cancellationToken)
    {
        var words = ShownText.Words(title);
        var (viewId, hash) = await api.OpenViewAsync(installationId, triggerId, SlackViews.Loading(words), cancellationToken);
        JsonObject view;
        try
        {
            view = await read() switch
            {
                { Form: { } form } => SlackViews.Modal(form, callback),
                { Problem: var problem } => SlackViews.Message(words, ShownText.Words(problem!), callback),
            };
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Nobody should look at an empty dialog for ever.
            view = SlackViews.Message(words, ShownText.Words("press.slow"), callback);
        }

        using var last = new CancellationTokenSource(LastWord);
        await api.UpdateViewAsync(installationId, viewId, hash, view, last.Token);
    }

    private async Task<ResolvedUser> ResolveAsync(string installationId, string userId, CancellationToken cancellationToken) =>
        await rosters.ReadUserAsync(installationId, userId, cancellationToken) is { } account
            ? (await users.ResolveAllAsync(SlackChannel.ChannelName, [account], cancellationToken))[0]
            : users.Unknown;

    private static Form CodeForm() => new(
        ShownText.Words("link.title"), [new FormField(CodeField, ShownText.Words("link.field"), FormFieldKind.Text, Required: true, MaxLength: LongestCode)],
        ShownText.Words("link.submit"), new Dictionary<string, string>());

    private static JsonObject Error(string field, string key) => SlackViews.Errors(new Dictionary<string, string> { [field] = ShownText.Words(key) });
}
