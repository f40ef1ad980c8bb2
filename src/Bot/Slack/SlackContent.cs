using System.Globalization;
using System.Text.Json.Nodes;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Turns;

namespace CoSellBot.Bot.Slack;

/// <summary>One reply as blocks: a title, the content by pages, what can be done, where it comes from.</summary>
internal sealed class SlackContent
{
    private const int Short = 300;
    private const int LongestPiece = 2800;
    private const int FactsInList = 12;
    private const int CharactersForButtons = 2400;
    private const int CharactersForQuiet = 1200;
    private const int CharactersOfItem = 3300;
    private readonly VisibleReply _reply;
    private readonly bool _offersForm;
    private readonly List<JsonObject> _header = [];
    private readonly List<JsonObject> _footer = [];
    private readonly List<JsonObject> _buttons = [];
    private readonly List<JsonObject> _opening = [];
    private readonly List<JsonObject> _closing = [];
    private readonly List<JsonObject> _moreButtons = [];

    public SlackContent(VisibleReply reply, bool offersForm)
    {
        (_reply, _offersForm) = (reply, offersForm);
        Frame(reply.Title, _header, _opening, piece => SlackElements.Paragraph(SlackElements.Run(piece, bold: true)));
        Frame(reply.Note, _header, _opening, SlackElements.Context);
        Share(SlackElements.Rows(Main()), _buttons, CharactersForButtons);
        Frame(reply.Source, _footer, _closing, SlackElements.Context);
        Share(SlackElements.Rows(SlackElements.Buttons(reply.Buttons.Where(button => button.Style == ButtonStyle.Quiet))), _footer, CharactersForQuiet);

        var frame = new[] { _header, _buttons, _footer, Pager(10_000, 20_000) }.SelectMany(blocks => blocks).ToList();
        (FrameBlocks, FrameCharacters) = (frame.Count, frame.Sum(SlackElements.Characters));
    }

    /// <summary>How many blocks stand on every page.</summary>
    public int FrameBlocks { get; }

    /// <summary>What they take as JSON.</summary>
    public int FrameCharacters { get; }

    /// <summary>A fact, marked when it was filled in by us.</summary>
    public static string Words(VisibleFact fact) => fact.Text + (fact.Derived ? "*" : "");

    /// <summary>The content that pages share out.</summary>
    public IEnumerable<SlackPart> Parts() => Single(_opening).Concat(Facts()).Concat(Lines())
        .Concat(Enumerable.Range(0, _reply.Items.Length).SelectMany(Item)).Concat(Single(_moreButtons)).Concat(Single(_closing));

    /// <summary>The blocks of one page.</summary>
    public IReadOnlyList<JsonObject> Blocks(IReadOnlyList<SlackPart> parts, int page, int pages)
    {
        List<JsonObject> blocks = [.. _header, .. parts.SelectMany(part => part.Blocks)];
        if (pages > 1)
        {
            blocks.AddRange(Pager(page, pages));
        }

        // A proposal is decided where it ends: nobody confirms what they have not been shown.
        if (_reply.State != CardState.Proposal || page == pages)
        {
            blocks.AddRange(_buttons);
        }

        blocks.AddRange(_footer);
        return blocks.Count > 0 ? blocks : [SlackElements.Paragraph(SlackElements.Run(ShownText.Ellipsis))];
    }

    // Facts of a list each begin with a dot, so no name can look like the next fact.
    private IEnumerable<SlackPart> Facts()
    {
        var list = new List<string>();
        var used = 0;
        foreach (var piece in _reply.Facts.SelectMany(fact => Pieces(Words(fact))))
        {
            var cost = SlackElements.Cost(piece);
            if (list.Count == FactsInList || (list.Count > 0 && used + cost > LongestPiece))
            {
                yield return new SlackPart([SlackElements.Bullets(list)]);
                (list, used) = ([], 0);
            }

            list.Add(piece);
            used += cost;
        }

        if (list.Count > 0)
        {
            yield return new SlackPart([SlackElements.Bullets(list)]);
        }
    }

    private IEnumerable<SlackPart> Lines()
    {
        foreach (var line in _reply.Lines.SelectMany(ShownText.Paragraphs))
        {
            // A remark on what is marked with a star is small print.
            var isSmall = line.StartsWith("* ", StringComparison.Ordinal);
            foreach (var piece in Pieces(line))
            {
                yield return new SlackPart([isSmall ? SlackElements.Context(piece) : SlackElements.Paragraph(SlackElements.Run(piece))]);
            }
        }
    }

    private IEnumerable<SlackPart> Item(int at)
    {
        var number = string.Create(CultureInfo.InvariantCulture, $"{at + 1}. ");
        var pieces = Pieces(_reply.Items[at].Text).DefaultIfEmpty(ShownText.Ellipsis).ToList();
        var words = pieces.Select((piece, i) => i == 0
            ? SlackElements.Paragraph(SlackElements.Run(number, bold: true), SlackElements.Run(piece))
            : SlackElements.Paragraph(SlackElements.Run(piece))).ToList();
        var buttons = SlackElements.Rows(SlackElements.Buttons(_reply.Items[at].Buttons)).ToList();
        var whole = new SlackPart([.. words, .. buttons], IsItem: true);
        return whole.Characters <= CharactersOfItem
            ? [whole]
            : Single(words[1..]).Concat(Single(buttons)).Prepend(new SlackPart([words[0]], IsItem: true));
    }

    // The expected next step comes first.
    private IEnumerable<JsonObject> Main()
    {
        var offers = _offersForm && _reply.State == CardState.Proposal;
        foreach (var button in _reply.Buttons.Where(button => button.Style != ButtonStyle.Quiet).OrderBy(button => button.Style))
        {
            foreach (var element in SlackElements.Buttons([button]))
            {
                yield return element;
            }

            if (offers && Press.Parse(button.Value) is { Verb: "change" } change)
            {
                offers = false; // one form, one id
                foreach (var element in SlackElements.EditForm(change.Argument))
                {
                    yield return element;
                }
            }
        }
    }

    // What frames every page is short; what is left of a long one stands once, with the content.
    private static void Frame(string? text, List<JsonObject> frame, List<JsonObject> rest, Func<string, JsonObject> block)
    {
        var pieces = ShownText.Pieces(ShownText.Clean(text ?? ""), Short, 2 * Short, SlackElements.Cost).Where(piece => piece.Length > 0).ToList();
        frame.AddRange(pieces.Take(1).Select(block));
        rest.AddRange(pieces.Count > 1 ? Pieces(text!).Select(block) : []);
    }

    // Buttons that are too many for every page stand once, at the end.
    private void Share(IEnumerable<JsonObject> rows, List<JsonObject> place, int most)
    {
        var used = 0;
        foreach (var row in rows)
        {
            used += SlackElements.Characters(row);
            (used <= most ? place : _moreButtons).Add(row);
        }
    }

    private static List<JsonObject> Pager(int page, int pages)
    {
        var turns = new List<JsonObject>();
        if (page > 1)
        {
            turns.Add(SlackElements.ToPage("card.back", page - 1));
        }

        if (page < pages)
        {
            turns.Add(SlackElements.ToPage("button.more", page + 1));
        }

        var where = ShownText.Words("card.page", new Dictionary<string, Term> { ["page"] = Term.Of(page), ["pages"] = Term.Of(pages) });
        return [SlackElements.Context(where), .. SlackElements.Rows(turns)];
    }

    private static IEnumerable<SlackPart> Single(IEnumerable<JsonObject> blocks) => blocks.Select(block => new SlackPart([block]));

    private static IEnumerable<string> Pieces(string text) =>
        ShownText.Pieces(ShownText.Clean(text), LongestPiece, LongestPiece, SlackElements.Cost).Where(piece => piece.Length > 0);
}
