using System.Text.Json.Nodes;
using CoSellBot.Agents.Replies;

namespace CoSellBot.Bot.Teams;

/// <summary>The body of one card: a title, the content by pages, what can be done, where it comes from.</summary>
internal sealed class TeamsCardContent
{
    private const int LongestPiece = 3000;
    private const int BytesOfPiece = 2800;
    private const int BytesForButtons = 4000;
    private const int BytesForQuiet = 1200;
    private const int BytesInRow = 1200;
    private readonly VisibleReply _reply;
    private readonly TeamsCardContext _context;
    private readonly JsonObject? _header;
    private readonly List<JsonObject> _buttons = [];
    private readonly List<JsonObject> _footer;
    private readonly List<JsonObject> _moreButtons = [];
    private readonly TextLook _look;

    public TeamsCardContent(VisibleReply reply, TeamsCardContext context)
    {
        (_reply, _context, _look) = (reply, context, new TextLook(Subtle: reply.State == CardState.Void));
        _header = TeamsCardLayout.Header(reply);
        Share(TeamsCardButtons.Rows(Main(Shown(reply.Buttons), context.MayDecide && context.OffersForm)), _buttons, BytesForButtons);
        var quiet = new List<JsonObject>();
        Share(TeamsCardButtons.Rows(Actions(Shown(reply.Buttons).Where(button => button.Style == ButtonStyle.Quiet)), "small"), quiet, BytesForQuiet);
        _footer = [.. TeamsCardLayout.Footer(reply.Source, quiet)];

        // What this viewer may not press is counted as well, so that all viewers have the same pages.
        var main = TeamsCardButtons.Rows(Main(reply.Buttons, offersForm: true)).Sum(TeamsCardPages.BytesOf);
        FrameBytes = (_header is null ? 0 : TeamsCardPages.BytesOf(_header)) + _footer.Sum(TeamsCardPages.BytesOf) + Math.Min(main, BytesForButtons)
            + TeamsCardPages.BytesOf(TeamsCardLayout.Pager(10_000, 20_000, context.MessageId)) + TeamsCardPages.BytesOf(NotYours()) + 200;
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
                yield return new CardPart(TeamsCardText.Block(piece, _look, spacing));
                spacing = "none";
            }
        }

        foreach (var line in _reply.Lines.SelectMany(TeamsCardText.Paragraphs))
        {
            // A remark on what is marked with a star is small print.
            var look = line.StartsWith("* ", StringComparison.Ordinal) ? new TextLook(Subtle: true, Size: "small") : _look;
            foreach (var piece in Pieces(line))
            {
                yield return new CardPart(TeamsCardText.Block(piece, look));
            }
        }

        for (var i = 0; i < _reply.Items.Length; i++)
        {
            foreach (var part in Item(i))
            {
                yield return part;
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
            body.Add(TeamsCardLayout.Pager(page, pages, _context.MessageId));
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

    private IEnumerable<CardPart> Item(int at)
    {
        var item = _reply.Items[at];
        var pieces = Pieces(item.Text).ToList();
        var buttons = TeamsCardButtons.Rows(Actions(Shown(item.Buttons)), "small").ToList();
        var fits = pieces.Count == 1 && buttons.Sum(TeamsCardPages.BytesOf) <= BytesInRow;
        var words = TeamsCardText.Block(pieces[0], _look);
        yield return new CardPart(TeamsCardLayout.Row(at + 1, _reply.Items.Length, words, fits ? buttons : [], hasLine: at > 0), IsItem: true);
        foreach (var piece in pieces.Skip(1))
        {
            yield return new CardPart(TeamsCardText.Block(piece, _look));
        }

        foreach (var row in fits ? [] : buttons)
        {
            yield return new CardPart(row);
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
}
