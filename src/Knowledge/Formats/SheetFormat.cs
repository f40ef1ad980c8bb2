using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using S = DocumentFormat.OpenXml.Spreadsheet;

namespace CoSellBot.Knowledge.Formats;

/// <summary>Reads a workbook as it is shown: without hidden sheets, rows and columns. Formulas are not computed; the value they had when the file was saved is read.</summary>
internal static class SheetFormat
{
    private const int MostColumns = 16_384;

    /// <summary>Reads the sheets, each a heading and a table; the workbook's title is that of its properties.</summary>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public static string? Read(byte[] bytes, FormatLimits limits, BlockList blocks) => OfficePackage.Read(
        bytes, limits, (stream, settings) => SpreadsheetDocument.Open(stream, true, settings), document =>
        {
            var workbook = document.WorkbookPart ?? throw new InvalidDataException("the file is not a workbook, although its name ends in .xlsx");
            var cells = new SheetCells(workbook, blocks);
            foreach (var sheet in workbook.Workbook.Sheets?.Elements<S.Sheet>() ?? [])
            {
                // A sheet may be a chart, which has no cells.
                if ((sheet.State?.Value ?? S.SheetStateValues.Visible) == S.SheetStateValues.Visible && sheet.Id?.Value is { } relation && workbook.GetPartById(relation) is WorksheetPart part)
                {
                    blocks.Heading(2, sheet.Name?.Value ?? "", id: null, page: null);
                    Rows(part, SheetShape.Of(part), cells, blocks);
                }
            }

            return OfficeText.Title(document);
        });

    private static void Rows(WorksheetPart part, SheetShape shape, SheetCells cells, BlockList blocks)
    {
        var table = blocks.BeginTable(() => null);
        using var reader = OpenXmlReader.Create(part);
        var number = 0u;
        while (reader.Read())
        {
            // One row at a time: a sheet as a whole can be far larger than its text.
            if (reader.ElementType == typeof(S.Row) && reader.IsStartElement && reader.LoadCurrentElement() is S.Row row)
            {
                number = row.RowIndex?.Value ?? (number + 1);
                blocks.CheckLength(0);
                if (row.Hidden?.Value != true && row.Height?.Value != 0)
                {
                    table.Row(Cells(row, number, shape, cells), heads: true);
                }
            }
        }

        table.End();
    }

    private static List<string> Cells(S.Row row, uint number, SheetShape shape, SheetCells cells)
    {
        var values = new SortedDictionary<int, string>();
        var column = 0;
        foreach (var cell in row.Elements<S.Cell>())
        {
            column = cell.CellReference?.Value is { } place ? SheetShape.Place(place).Column : column + 1;
            if (column is > 0 and <= MostColumns && !shape.IsHidden(column) && cells.Of(cell) is var text && !string.IsNullOrWhiteSpace(text))
            {
                values[column] = text;
            }
        }

        if (values.Count > 0)
        {
            foreach (var under in shape.Covered(number).Where(values.ContainsKey).ToList())
            {
                values.Remove(under);
            }
        }

        var line = new List<string>();
        var last = values.Keys.LastOrDefault();
        for (column = 1; column <= last; column++)
        {
            if (!shape.IsHidden(column))
            {
                line.Add(values.GetValueOrDefault(column, ""));
            }
        }

        return line;
    }
}
