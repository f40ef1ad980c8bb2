using System.Globalization;
using System.Text.Json.Nodes;
using CoSellBot.Agents.Replies;

namespace CoSellBot.Bot.Teams;

/// <summary>How the parts of a card look.</summary>
internal static class TeamsCardLayout
{
    private const int ShortTitle = 24;

    /// <summary>The title on the ground of its state, with its remark; null without a title. Its words say the state too.</summary>
    public static JsonObject? Header(VisibleReply reply)
    {
        if (reply.Title is null)
        {
            return null;
        }

        var items = new JsonArray(Title(Short(reply.Title, 300, 1200), reply.State == CardState.Void));
        if (reply.Note is { } note)
        {
            items.Add(TeamsCardText.Block(Short(note, 200, 600), new TextLook(Subtle: true), "none"));
        }

        var header = new JsonObject { ["type"] = "Container", ["items"] = items };
        var style = reply.State switch
        {
            CardState.Proposal => "accent",
            CardState.Done => "good",
            CardState.Info => "emphasis",
            _ => null,
        };
        if (style is not null)
        {
            (header["style"], header["bleed"]) = (style, true);
        }

        return header;
    }

    /// <summary>A row of a list.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="of">How many there are, so that all numbers take the same room.</param>
    /// <param name="words">What it says.</param>
    /// <param name="buttons">Rows of its buttons; a short one stands beside the words.</param>
    /// <param name="hasLine">True when a line parts it from what is above.</param>
    public static JsonObject Row(int number, int of, JsonObject words, IReadOnlyList<JsonObject> buttons, bool hasLine)
    {
        var width = string.Create(CultureInfo.InvariantCulture, $"{4 + (9 * Digits(of).Length)}px");
        var columns = new List<JsonObject> { Column(width, TeamsCardText.Block(Digits(number), new TextLook(Subtle: true))) };
        columns.AddRange(buttons is [var only] && IsShort(only) ? [Column("stretch", words), Column("auto", only)] : [Column("stretch", [words, .. buttons])]);
        return Columns(hasLine, "small", columns);
    }

    /// <summary>Which page this is, and the way to the others.</summary>
    public static JsonObject Pager(int page, int pages, string messageId)
    {
        var where = TeamsCards.Words("card.page", new Dictionary<string, Term> { ["page"] = Term.Of(page), ["pages"] = Term.Of(pages) });
        var actions = new List<JsonObject>();
        if (page > 1)
        {
            actions.Add(TeamsCardButtons.ToPage("card.back", page - 1, messageId));
        }

        if (page < pages)
        {
            actions.Add(TeamsCardButtons.ToPage("button.more", page + 1, messageId));
        }

        return Columns(true, "medium",
            [Column("stretch", TeamsCardText.Block(where, new TextLook(Subtle: true, Size: "small"))), Column("auto", [.. TeamsCardButtons.Rows(actions)])]);
    }

    /// <summary>Where the facts come from, and the quiet buttons; a short one stands beside the source.</summary>
    public static IEnumerable<JsonObject> Footer(string? source, IReadOnlyList<JsonObject> quiet)
    {
        if (source is null)
        {
            return quiet;
        }

        var text = TeamsCardText.Block(Short(source, 400, 1200), new TextLook(Subtle: true, Size: "small"), "medium");
        return quiet is [var only] && IsShort(only) ? [Columns(false, "medium", [Column("stretch", text), Column("auto", only)])] : [text, .. quiet];
    }

    // Screen readers jump from heading to heading, but only the kind of text that reads markdown can be one.
    private static JsonObject Title(string title, bool isVoid) => TeamsCardText.IsInert(title)
        ? new JsonObject { ["type"] = "TextBlock", ["text"] = title, ["style"] = "heading", ["wrap"] = true, ["weight"] = "bolder", ["size"] = "medium", ["isSubtle"] = isVoid }
        : TeamsCardText.Block(title, new TextLook(Strong: true, Subtle: isVoid, Size: "medium"));

    private static bool IsShort(JsonObject row) => row["actions"]!.AsArray() is [var action] && action!["title"]!.GetValue<string>().Length <= ShortTitle;

    private static string Short(string text, int most, int bytes) => TeamsCardText.Pieces(TeamsCardText.Clean(text), most, bytes).First();

    private static string Digits(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static JsonObject Columns(bool hasLine, string spacing, IEnumerable<JsonObject> columns)
    {
        var set = new JsonObject { ["type"] = "ColumnSet", ["spacing"] = spacing, ["columns"] = new JsonArray([.. columns]) };
        if (hasLine)
        {
            set["separator"] = true;
        }

        return set;
    }

    private static JsonObject Column(string width, params JsonNode[] items) => new()
    {
        ["type"] = "Column",
        ["width"] = width,
        ["spacing"] = "small",
        ["verticalContentAlignment"] = "center",
        ["items"] = new JsonArray(items),
    };
}
