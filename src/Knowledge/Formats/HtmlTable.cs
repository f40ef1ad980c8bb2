using System.Globalization;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace CoSellBot.Knowledge.Formats;

/// <summary>Reads the rows of an HTML table. A cell over several columns or rows gives its text once, so that the others stay below their header.</summary>
internal static class HtmlTable
{
    // A browser's own limits: https://html.spec.whatwg.org/#attributes-common-to-td-and-th-elements
    private const int MostColumns = 1_000;
    private const int MostRows = 65_534;

    /// <summary>Reads a table: its caption is a paragraph; its first row is the header when it stands in a thead or all its cells are th.</summary>
    /// <param name="table">The table.</param>
    /// <param name="blocks">Where it goes.</param>
    /// <param name="isSeen">Whether a row or cell is shown.</param>
    /// <param name="text">The text of a cell.</param>
    public static void Read(IHtmlTableElement table, BlockList blocks, Func<IElement, bool> isSeen, Func<IElement, string> text)
    {
        if (table.Caption is { } caption && isSeen(caption))
        {
            blocks.Paragraph(text(caption), page: null);
        }

        var rows = blocks.BeginTable(() => null);
        var below = new Dictionary<int, int>();
        // Rows gives those of a thead first, wherever it stands, as browsers show them.
        foreach (var row in table.Rows.Where(row => isSeen(row) && row.ParentElement is { } group && isSeen(group)))
        {
            var cells = row.Children.Where(cell => cell.LocalName is "td" or "th" && isSeen(cell)).ToList();
            var isHead = row.ParentElement?.LocalName == "thead" || cells.TrueForAll(cell => cell.LocalName == "th");
            rows.Row(Cells(cells, below, text), isHead);
        }

        rows.End();
    }

    /// <param name="cells">The cells of a row.</param>
    /// <param name="below">For each column that a cell above fills, for how many more rows.</param>
    /// <param name="text">The text of a cell.</param>
    private static List<string> Cells(List<IElement> cells, Dictionary<int, int> below, Func<IElement, string> text)
    {
        var row = new List<string>();
        var started = new List<(int Column, int Rows)>();
        foreach (var cell in cells.TakeWhile(_ => row.Count < MostColumns))
        {
            while (below.ContainsKey(row.Count))
            {
                row.Add("");
            }

            var (columns, rows) = (Span(cell, "colspan", MostColumns), Span(cell, "rowspan", MostRows));
            started.AddRange(Enumerable.Range(row.Count, columns).Where(_ => rows > 1).Select(column => (column, rows - 1)));
            row.Add(text(cell));
            row.AddRange(Enumerable.Repeat("", columns - 1));
        }

        foreach (var column in below.Keys.ToList())
        {
            if (--below[column] == 0)
            {
                below.Remove(column);
            }
        }

        started.ForEach(cell => below[cell.Column] = cell.Rows);
        return row;
    }

    private static int Span(IElement cell, string name, int most) =>
        int.TryParse(cell.GetAttribute(name), NumberStyles.None, CultureInfo.InvariantCulture, out var span) ? Math.Clamp(span, 1, most) : 1;
}
