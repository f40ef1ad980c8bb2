using System.Text.Json.Nodes;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Turns;

namespace CoSellBot.Bot.Teams;

/// <summary>A reply for Teams: either a text or a card, never both, because Teams splits such a message and names only one half.</summary>
/// <param name="Text">A plain sentence, to be sent with <c>textFormat</c> "plain"; or null.</param>
/// <param name="Card">An Adaptive Card 1.5; or null.</param>
/// <param name="Summary">What a notification and the activity feed say.</param>
public sealed record TeamsMessage(string? Text, JsonObject? Card, string Summary);

/// <summary>For whom and for which message a card is drawn.</summary>
/// <param name="MessageId">Our id of the message; every press brings it back.</param>
/// <param name="Page">The page to show, from 1; one that does not exist becomes the nearest that does.</param>
/// <param name="RefreshFor">Teams user ids whose clients ask for their own view of the card; with more than 60 nobody's does.</param>
/// <param name="MayDecide">False for a viewer who can neither confirm, cancel nor change; the card then says so instead.</param>
/// <param name="OffersForm">True where a register proposal can also be changed in a dialog.</param>
public sealed record TeamsCardContext(
    string MessageId, int Page = 1, IReadOnlyList<string>? RefreshFor = null, bool MayDecide = true, bool OffersForm = false);

/// <summary>Revealed replies as Adaptive Cards 1.5. Data stands only where clients show text literally; there are no links and no images.</summary>
public static class TeamsCards
{
    /// <summary>The most a card takes as JSON, far below what Teams refuses.</summary>
    public const int MostBytes = 24 * 1024;

    private const int MostRefreshed = 60;
    private const int LongestText = 3000;
    private const int BytesForRefresh = 6000;

    /// <summary>A reply as a new message: a plain sentence as text, everything else as a card.</summary>
    public static TeamsMessage Render(VisibleReply reply, TeamsCardContext context) => PlainText(reply) is { } text
        ? new TeamsMessage(text, null, Summary(reply))
        : new TeamsMessage(null, RenderCard(reply, context), Summary(reply));

    /// <summary>A reply as a card, whatever it is: what once was a card stays one when it is updated.</summary>
    public static JsonObject RenderCard(VisibleReply reply, TeamsCardContext context)
    {
        var content = new TeamsCardContent(reply, context);
        var card = new JsonObject
        {
            ["type"] = "AdaptiveCard",
            ["version"] = "1.5",
            ["lang"] = "en",
            ["fallbackText"] = Fallback(reply),
            ["speak"] = TeamsCardText.Spoken(Summary(reply)),
        };
        if (reply.Items.Length > 0)
        {
            card["msteams"] = new JsonObject { ["width"] = "Full" };
        }

        // Whoever looks and however many are refreshed, the pages stay the same.
        var room = MostBytes - TeamsCardPages.BytesOf(card) - content.FrameBytes - BytesForRefresh;
        var pages = TeamsCardPages.Pages(content.Parts(), room);
        var page = Math.Clamp(context.Page, 1, pages.Count);
        card["body"] = content.Body(pages[page - 1], page, pages.Count);
        if (Refresh(context) is { } refresh)
        {
            card["refresh"] = refresh;
        }

        return card;
    }

    /// <summary>The card of a dialog.</summary>
    public static JsonObject Form(Form form) => TeamsForms.Render(form);

    /// <summary>A search result's preview: a thumbnail card, where clients read HTML.</summary>
    public static JsonObject Preview(string title, string text) => TeamsForms.Preview(title, text);

    /// <summary>A text of ours without values.</summary>
    internal static string Words(string key) => ShownText.Words(key);

    /// <summary>A text of ours.</summary>
    internal static string Words(string key, IReadOnlyDictionary<string, Term> terms) => ShownText.Words(key, terms);

    private static string? PlainText(VisibleReply reply)
    {
        if (reply is not { State: CardState.Say, Title: null, Note: null, Source: null, Facts.Length: 0, Items.Length: 0, Buttons.Length: 0 })
        {
            return null;
        }

        // A message, unlike a card, has no place that clients leave alone.
        var text = string.Join("\n\n", reply.Lines.SelectMany(TeamsCardText.Paragraphs));
        return text.Length is > 0 and <= LongestText && !TeamsCardText.MayBecomeLink(text) ? text : null;
    }

    private static string Summary(VisibleReply reply) => TeamsCardText.Pieces(
        TeamsCardText.Clean(reply.Title ?? reply.Lines.FirstOrDefault() ?? reply.Items.FirstOrDefault()?.Text ?? reply.Facts.FirstOrDefault()?.Text ?? ""), 200, 1200).First();

    // Without buttons: where this is shown there are none.
    private static string Fallback(VisibleReply reply)
    {
        var all = new[] { reply.Title, reply.Note }.Concat(reply.Facts.Select(fact => fact.Text)).Concat(reply.Lines)
            .Concat(reply.Items.Select(item => item.Text)).Append(reply.Source);
        var text = string.Join('\n', all.OfType<string>().Take(50).SelectMany(TeamsCardText.Paragraphs));
        return TeamsCardText.Pieces(TeamsCardText.Escape(text), 1000, 2000).First();
    }

    private static JsonObject? Refresh(TeamsCardContext context)
    {
        if (context.RefreshFor is not { Count: > 0 and <= MostRefreshed } people)
        {
            return null;
        }

        var refresh = new JsonObject
        {
            ["action"] = TeamsCardButtons.Refresh(context.MessageId),
            ["userIds"] = new JsonArray([.. people.Select(id => (JsonNode)id)]),
        };
        return TeamsCardPages.BytesOf(refresh) <= BytesForRefresh ? refresh : null;
    }
}
