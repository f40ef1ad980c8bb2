using System.Globalization;
using CoSellBot.Knowledge.Documents;

namespace CoSellBot.Knowledge.Formats;

/// <summary>Collects what a reader finds. Every format writes here, so cleaning, cutting and counting happen in one place and while reading, not after it.</summary>
internal sealed class BlockList(FormatLimits limits, CancellationToken cancellationToken)
{
    private const int LongestParagraph = 4_000;
    private readonly List<Block> _blocks = [];
    private long _characters;
    private int _rows;

    /// <summary>What was collected.</summary>
    public IReadOnlyList<Block> Blocks => _blocks;

    /// <summary>Adds a heading; one without text is none, one as long as a paragraph is a paragraph.</summary>
    /// <exception cref="InvalidDataException">The file has too much text, as with all that adds.</exception>
    public void Heading(int level, string text, string? id, int? page)
    {
        text = Count(text);
        if (text.Length > LongestParagraph)
        {
            Add(text, page);
        }
        else if (text.Length > 0)
        {
            var anchor = PlainText.Clean(id ?? "");
            _blocks.Add(new Heading(Math.Clamp(level, 1, 6), text, anchor.Length > 0 ? anchor : null, page));
        }
    }

    /// <summary>Adds a paragraph, in pieces when it is long; one without text is none.</summary>
    public void Paragraph(string text, int? page) => Add(Count(text), page);

    /// <summary>Begins a table.</summary>
    /// <param name="page">Gives the page of each row as it is added.</param>
    public Table BeginTable(Func<int?> page) => new(this, page);

    /// <summary>Refuses text that is too long before it is worked on.</summary>
    public void CheckLength(long characters)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_characters + characters > limits.MostCharacters)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"the file has more than {limits.MostCharacters:N0} characters of text"));
        }
    }

    private void Add(string text, int? page) => _blocks.AddRange(Pieces(text).Select(piece => new Paragraph(piece, page)));

    private string Count(string text)
    {
        CheckLength(text.Length);
        text = PlainText.Clean(text);
        _characters += text.Length;
        return text;
    }

    private List<string> Row(IEnumerable<string> cells)
    {
        var row = new List<string>();
        foreach (var cell in cells)
        {
            row.Add(Count(cell));
            _characters++;
        }

        row.RemoveRange(row.FindLastIndex(cell => cell.Length > 0) + 1, row.Count - row.FindLastIndex(cell => cell.Length > 0) - 1);
        if (row.Count > 0 && ++_rows > limits.MostTableRows)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"the file has more than {limits.MostTableRows:N0} rows of tables"));
        }

        return row;
    }

    private static List<string> Pieces(string text)
    {
        var pieces = new List<string>();
        var start = 0;
        while (text.Length - start > LongestParagraph)
        {
            // At the last blank that fits; a text without one is cut where it must be, but not inside a character.
            var blank = text.LastIndexOf(' ', start + LongestParagraph, LongestParagraph);
            var end = blank > start ? blank : start + LongestParagraph;
            end -= char.IsLowSurrogate(text[end]) ? 1 : 0;
            pieces.Add(text[start..end]);
            start = blank > start ? end + 1 : end;
        }

        if (start < text.Length)
        {
            pieces.Add(text[start..]);
        }

        return pieces;
    }

    /// <summary>The rows of one table. A first row that heads the others is not a row itself; alone it is.</summary>
    internal sealed class Table(BlockList list, Func<int?> page)
    {
        private IReadOnlyList<string> _header = [];
        private (List<string> Cells, int? Page)? _first;
        private bool _begun;

        /// <summary>Adds a row; one without text is none.</summary>
        /// <param name="cells">Its cells.</param>
        /// <param name="heads">Whether it heads the table if it is the first; null when only its look can tell.</param>
        public void Row(IEnumerable<string> cells, bool? heads)
        {
            var row = list.Row(cells);
            if (row.Count == 0)
            {
                return;
            }

            if (!_begun && (heads ?? row.TrueForAll(cell => cell.Length is > 0 and < 60)))
            {
                _first = (row, page());
            }
            else
            {
                _header = _first?.Cells ?? _header;
                _first = null;
                Add(row, page());
            }

            _begun = true;
        }

        /// <summary>Ends the table.</summary>
        public void End()
        {
            if (_first is var (cells, where))
            {
                Add(cells, where);
            }
        }

        private void Add(List<string> cells, int? where)
        {
            var pieces = cells.ConvertAll(Pieces);
            for (var i = 0; i < pieces.Max(cell => cell.Count); i++)
            {
                list._blocks.Add(new TableRow(_header, pieces.ConvertAll(cell => cell.ElementAtOrDefault(i) ?? ""), where));
            }
        }
    }
}
