using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using S = DocumentFormat.OpenXml.Spreadsheet;

namespace CoSellBot.Knowledge.Formats;

/// <summary>Which columns of a sheet are hidden and which cells are merged; the file tells the latter only behind all rows.</summary>
internal sealed class SheetShape
{
    private const int MostColumns = 16_384;
    private const int MostMerged = 20_000;
    private readonly HashSet<int> _hidden = [];
    private readonly List<Range> _merged = [];

    private int _coveredRows;

    private SheetShape()
    {
    }

    /// <summary>Reads a sheet's shape.</summary>
    public static SheetShape Of(WorksheetPart part)
    {
        var shape = new SheetShape();
        using var reader = OpenXmlReader.Create(part);
        var columns = 0;
        while (reader.Read())
        {
            if (!reader.IsStartElement)
            {
                continue;
            }

            if (reader.ElementType == typeof(S.SheetData))
            {
                reader.Skip();
            }

            if (reader.ElementType == typeof(S.Column) && ++columns <= MostColumns && reader.LoadCurrentElement() is S.Column column)
            {
                shape.Hide(column);
            }
            else if (reader.ElementType == typeof(S.MergeCell) && reader.LoadCurrentElement() is S.MergeCell { Reference.Value: { } merged } && merged.Split(':') is [var from, var to])
            {
                shape._merged.Add(shape._merged.Count < MostMerged ? new Range(Place(from), Place(to)) : throw TooMany());
            }
        }

        return shape;
    }

    /// <summary>Whether a column, from 1, is hidden.</summary>
    public bool IsHidden(int column) => _hidden.Contains(column);

    /// <summary>The columns of a row whose cells lie under a merged one.</summary>
    /// <exception cref="InvalidDataException">That is so in too many rows.</exception>
    public HashSet<int> Covered(uint row)
    {
        var covered = new HashSet<int>();
        var left = MostColumns;
        foreach (var (from, to) in _merged)
        {
            // Merged cells do not overlap; where a damaged file says so, the work is that of one row all the same.
            if (from.Row <= row && row <= to.Row && (left -= Math.Max(1, to.Column - from.Column + 1)) >= 0)
            {
                // The first cell of the range is the one that is seen.
                covered.UnionWith(Columns(from.Column + (from.Row == row ? 1 : 0), to.Column));
            }
        }

        // Rows that are covered as a whole count as no rows of a table; they are counted here.
        _coveredRows += covered.Count > 0 ? 1 : 0;
        return _coveredRows <= MostMerged ? covered : throw TooMany();
    }

    /// <summary>A cell's column and row from 1, as in <c>AB12</c>; 0 for what is missing.</summary>
    public static (int Column, uint Row) Place(string reference)
    {
        var (column, row) = (0, 0u);
        foreach (var sign in reference)
        {
            column = char.IsAsciiLetter(sign) && column <= MostColumns ? (column * 26) + (char.ToUpperInvariant(sign) - 'A' + 1) : column;
            row = char.IsAsciiDigit(sign) && row < 100_000_000 ? (row * 10) + (uint)(sign - '0') : row;
        }

        return (column, row);
    }

    private static InvalidDataException TooMany() => new("a sheet has too many merged cells");

    private void Hide(S.Column column)
    {
        if (column.Hidden?.Value == true || column.Width?.Value == 0)
        {
            _hidden.UnionWith(Columns((int)Math.Min(column.Min?.Value ?? 0, MostColumns), (int)Math.Min(column.Max?.Value ?? 0, MostColumns)));
        }
    }

    private static IEnumerable<int> Columns(int first, int last) => Enumerable.Range(first, Math.Max(0, Math.Min(last, MostColumns) - first + 1));

    private sealed record Range((int Column, uint Row) From, (int Column, uint Row) To);
}
