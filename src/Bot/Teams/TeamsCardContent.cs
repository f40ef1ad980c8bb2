using System.Globalization;
using System.Text.Json.Nodes;
using CoSellBot.Agents.Replies;

namespace CoSellBot.Bot.Teams;

/// <summary>The body of one card: a title, the content by pages, what can be done, where it comes from.</summary>
internal sealed class TeamsCardContent
{
    private const int LongestPiece = 3000;
    private const int BytesOfPiece = 3500;
    private const int BytesForButtons = 4000;
    private const int BytesForQuiet = 1200;
    private const int BytesInRow = 1200;
    private readonly VisibleReply _reply;
    private readonly TeamsCardContext _context;
    private readonly JsonObject? _header;
    private readonly List<JsonObject> _footer;
    private readonly List<JsonObject> _buttons = [];
    private readonly List<JsonObject> _moreButtons = [];
    private readonly bool _isVoid;

    public TeamsCardContent(VisibleReply reply, TeamsCardContext context)
    {
        (_reply, _context, _isVoid) = (reply, context, reply.State == CardState.Void);
        (_header, _footer) = (Header(), [.. Source()]);
        Share(TeamsCardButtons.Rows(Main(Shown(reply.Buttons), context.MayDecide && context.OffersForm)), _buttons, BytesForButtons);
        Share(TeamsCardButtons.Rows(Actions(reply.Buttons.Where(button => button.Style == ButtonStyle.Quiet)), "small"), _footer, BytesForQuiet);

        // What this viewer may not press is counted as well.
        var all = TeamsCardButtons.Rows(Main(reply.Buttons, offersForm: true)).Sum(TeamsCardPages.BytesOf);
        FrameBytes = (_header is null ? 0 : TeamsCardPages.BytesOf(_header)) + _footer.Sum(TeamsCardPages.BytesOf) + Math.Min(all, BytesForButtons)
            + TeamsCardPages.BytesOf(Pager(10_000, 20_000)) + TeamsCardPages.BytesOf(NotYours()) + 200;
    }

    /// <summary>What stands on every page.</summary>
    public int FrameBytes { get; }

    /// <summary>The content that pages share out.</summary>
    public IEnumerable<CardPart> Parts()
    {
        var spacing = "default";
        foreach (var fact in _reply.Facts)
        {
            foreach (var piece in Pieces(fact.Text + (fact.Derived ? "*" : "")))
            {
                yield return new CardPart(TeamsCardText.Block(piece, new TextLook(Subtle: _isVoid), spacing));
                spacing = "small";
            }
        }

        foreach (var line in _reply.Lines.SelectMany(TeamsCardText.Paragraphs))
        {
            // Remarks on what is marked with a star are small print.
            var look = line.StartsWith("* ", StringComparison.Ordinal) ? new TextLook(Subtle: true, Size: "small") : new TextLook(Subtle: _isVoid);
            foreach (var piece in Pieces(line))
            {
                yield return new CardPart(TeamsCardText.Block(piece, look));
            }
        }

        for (var i = 0; i < _reply.Items.Length; i++)
        {
            var pieces = Pieces(_reply.Items[i].Text).ToList();
            var rows = TeamsCardButtons.Rows(Actions(Shown(_reply.Items[i].Buttons)), "small").ToList();
            var fits = pieces.Count == 1 && rows.Sum(TeamsCardPages.BytesOf) <= BytesInRow;
            yield return new CardPart(Row(i + 1, pieces[0], fits ? rows : []), IsItem: true);
            foreach (var piece in pieces.Skip(1))
            {
                yield return new CardPart(TeamsCardText.Block(piece, new TextLook(Subtle: _isVoid)));
            }

            foreach (var row in fits ? [] : rows)
            {
                yield return new CardPart(row);
            }
        }

        foreach (var row in _moreButtons)
        {
            yield return new CardPart(row);
        }
    }

    /// <summary>The elements of one page.</summary>
    public JsonArray Body(IReadOnlyList<CardPart> parts, int page, int pages)
    {
        var body = new JsonArray();
        if (_header is not null)
        {
            body.Add(_header);
        }

        foreach (var part in parts)
        {
            body.Add(part.Element);
        }

        if (pages > 1)
        {
            body.Add(Pager(page, pages));
        }

        // A proposal is decided where it ends: nobody confirms what they have not been shown.
        if (_reply.State != CardState.Proposal || page == pages)
        {
            _buttons.ForEach(body.Add);
        }

        if (!_context.MayDecide && _reply.Buttons.Concat(_reply.Items.SelectMany(item => item.Buttons)).Any(TeamsCardButtons.IsDecision))
        {
            body.Add(NotYours());
        }

        _footer.ForEach(body.Add);
        if (body.Count == 0)
        {
            body.Add(TeamsCardText.Block("\u2026"));
        }

        return body;
    }

    private JsonObject? Header()
    {
        if (_reply.Title is null)
        {
            return null;
        }

        var title = TeamsCardText.Pieces(TeamsCardText.Clean(_reply.Title), 300, 1200).First();
        var items = new JsonArray(Title(title));
        if (_reply.Note is { } note)
        {
            items.Add(TeamsCardText.Block(TeamsCardText.Pieces(TeamsCardText.Clean(note), 200, 600).First(), new TextLook(Subtle: true), "none"));
        }

        var style = _reply.State switch
        {
            CardState.Proposal => "accent",
            CardState.Done => "good",
            CardState.Info => "emphasis",
            _ => null,
        };
        var header = new JsonObject { ["type"] = "Container", ["items"] = items };
        if (style is not null)
        {
            (header["style"], header["bleed"]) = (style, true);
        }

        return header;
    }

    // Screen readers jump from heading to heading, but only the kind of text that reads markdown can be one.
    private JsonObject Title(string title) => TeamsCardText.IsInert(title)
        ? new JsonObject { ["type"] = "TextBlock", ["text"] = title, ["style"] = "heading", ["wrap"] = true, ["weight"] = "bolder", ["size"] = "medium", ["isSubtle"] = _isVoid }
        : TeamsCardText.Block(title, new TextLook(Strong: true, Subtle: _isVoid, Size: "medium"));

    private JsonObject Row(int number, string text, List<JsonObject> buttons)
    {
        var words = TeamsCardText.Block(text, new TextLook(Subtle: _isVoid));
        var digits = _reply.Items.Length.ToString(CultureInfo.InvariantCulture).Length;
        var width = string.Create(CultureInfo.InvariantCulture, $"{8 + (10 * digits)}px");
        var columns = new List<JsonNode> { Column(width, TeamsCardText.Block(number.ToString(CultureInfo.InvariantCulture), new TextLook(Subtle: true))) };
        if (buttons is [var only] && only["actions"]!.AsArray() is [var action] && action!["title"]!.GetValue<string>().Length <= 16)
        {
            columns.AddRange([Column("stretch", words), Column("auto", only)]);
        }
        else
        {
            columns.Add(Column("stretch", [words, .. buttons]));
        }

        return new JsonObject { ["type"] = "ColumnSet", ["separator"] = true, ["spacing"] = "small", ["columns"] = new JsonArray([.. columns]) };
    }

    private JsonObject Pager(int page, int pages)
    {
        var where = TeamsCards.Words("card.page", new Dictionary<string, Term> { ["page"] = Term.Of(page), ["pages"] = Term.Of(pages) });
        var actions = new List<JsonObject>();
        if (page > 1)
        {
            actions.Add(TeamsCardButtons.ToPage("card.back", page - 1, _context.MessageId));
        }

        if (page < pages)
        {
            actions.Add(TeamsCardButtons.ToPage("button.more", page + 1, _context.MessageId));
        }

        return new JsonObject
        {
            ["type"] = "ColumnSet",
            ["separator"] = true,
            ["spacing"] = "medium",
            ["columns"] = new JsonArray(
                Column("stretch", TeamsCardText.Block(where, new TextLook(Subtle: true, Size: "small"))),
                Column("auto", [.. TeamsCardButtons.Rows(actions)])),
        };
    }

    private IEnumerable<JsonObject> Source()
    {
        if (_reply.Source is { } source)
        {
            yield return TeamsCardText.Block(
                TeamsCardText.Pieces(TeamsCardText.Clean(source), 400, 1200).First(), new TextLook(Subtle: true, Size: "small"), "medium");
        }
    }

    // Cards of bots know no colours of buttons, so the expected next step comes first.
    private IEnumerable<JsonObject> Main(IEnumerable<VisibleButton> buttons, bool offersForm)
    {
        foreach (var button in buttons.Where(button => button.Style != ButtonStyle.Quiet).OrderBy(button => button.Style))
        {
            foreach (var action in Actions([button]))
            {
                yield return action;
            }

            if (offersForm && _reply.State == CardState.Proposal && Press.Parse(button.Value) is { Verb: "change" } change)
            {
                yield return TeamsCardButtons.EditForm(change.Argument, _context.MessageId);
            }
        }
    }

    private IEnumerable<VisibleButton> Shown(IEnumerable<VisibleButton> buttons) => buttons.Where(button => _context.MayDecide || !TeamsCardButtons.IsDecision(button));

    private IEnumerable<JsonObject> Actions(IEnumerable<VisibleButton> buttons) => TeamsCardButtons.Actions(buttons, _context.MessageId);

    // Buttons that are too many for every page stand once, at the end.
    private void Share(IEnumerable<JsonObject> rows, List<JsonObject> place, int bytes)
    {
        var used = 0;
        foreach (var row in rows)
        {
            used += TeamsCardPages.BytesOf(row);
            (used <= bytes ? place : _moreButtons).Add(row);
        }
    }

    private static IEnumerable<string> Pieces(string text) => TeamsCardText.Pieces(TeamsCardText.Clean(text), LongestPiece, BytesOfPiece);

    private static JsonObject NotYours() => TeamsCardText.Block(TeamsCards.Words("decision.not_yours"), new TextLook(Subtle: true));

    private static JsonObject Column(string width, params JsonNode[] items) =>
        new() { ["type"] = "Column", ["width"] = width, ["verticalContentAlignment"] = "center", ["items"] = new JsonArray(items) };
}
