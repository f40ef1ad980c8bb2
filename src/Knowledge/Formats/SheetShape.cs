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
                shape._merged.Add(shape._merged.Count < MostMerged ? new Range(Place(from), Place(to)) : throw new InvalidDataException("a sheet has too many merged cells"));
            }
        }

        return shape;
    }

    /// <summary>Whether a column, from 1, is hidden.</summary>
    public bool IsHidden(int column) => _hidden.Contains(column);

    /// <summary>The columns of a row whose cells lie under a merged one; null when there are none.</summary>
    public HashSet<int>? Covered(uint row)
    {
        HashSet<int>? covered = null;
        foreach (var range in _merged.Where(range => range.From.Row <= row && row <= range.To.Row))
        {
            covered ??= [];
            // The first cell of the range is the one that is seen.
            covered.UnionWith(Columns(range.From.Column + (range.From.Row == row ? 1 : 0), range.To.Column));
            if (covered.Count >= MostColumns)
            {
                break;
            }
        }

        return covered;
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
