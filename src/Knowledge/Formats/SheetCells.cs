using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using S = DocumentFormat.OpenXml.Spreadsheet;

namespace CoSellBot.Knowledge.Formats;

/// <summary>What the cells of a workbook show: words they share and formats of their numbers.</summary>
internal sealed class SheetCells
{
    // https://learn.microsoft.com/dotnet/api/documentformat.openxml.spreadsheet.numberingformat lists what needs no definition.
    private static readonly Dictionary<uint, string> BuiltIn = new()
    {
        [1] = "0", [2] = "0.00", [3] = "#,##0", [4] = "#,##0.00", [5] = "$#,##0;-$#,##0", [6] = "$#,##0;-$#,##0", [7] = "$#,##0.00;-$#,##0.00", [8] = "$#,##0.00;-$#,##0.00",
        [9] = "0%", [10] = "0.00%", [11] = "0.00E+00", [14] = "yyyy-mm-dd", [15] = "d-mmm-yy", [16] = "d-mmm", [17] = "mmm-yy", [18] = "h:mm", [19] = "h:mm:ss", [20] = "h:mm",
        [21] = "h:mm:ss", [22] = "yyyy-mm-dd h:mm", [37] = "#,##0;(#,##0)", [38] = "#,##0;(#,##0)", [39] = "#,##0.00;(#,##0.00)", [40] = "#,##0.00;(#,##0.00)",
        [41] = "#,##0;-#,##0", [42] = "$#,##0;-$#,##0", [43] = "#,##0.00;-#,##0.00", [44] = "$#,##0.00;-$#,##0.00", [45] = "mm:ss", [46] = "[h]:mm", [47] = "mm:ss", [48] = "0.0E+0",
    };

    private readonly List<string> _shared = [];
    private readonly List<NumberFormat> _formats;
    private readonly bool _from1904;

    public SheetCells(WorkbookPart workbook, BlockList blocks)
    {
        _from1904 = workbook.Workbook.WorkbookProperties?.Date1904?.Value == true;
        var styles = workbook.WorkbookStylesPart?.Stylesheet;
        var codes = styles?.NumberingFormats?.Elements<S.NumberingFormat>().Where(format => format.NumberFormatId is not null)
            .GroupBy(format => format.NumberFormatId!.Value).ToDictionary(same => same.Key, same => same.First().FormatCode?.Value ?? "General") ?? [];
        _formats = [.. (styles?.CellFormats?.Elements<S.CellFormat>() ?? []).Select(format => format.NumberFormatId?.Value ?? 0)
            .Select(id => NumberFormat.Parse(codes.GetValueOrDefault(id) ?? BuiltIn.GetValueOrDefault(id, "General")))];
        if (workbook.SharedStringTablePart is { } part)
        {
            using var reader = OpenXmlReader.Create(part);
            long characters = 0;
            while (reader.Read())
            {
                if (reader.ElementType == typeof(S.SharedStringItem) && reader.IsStartElement && reader.LoadCurrentElement() is { } item)
                {
                    _shared.Add(Words(item));
                    characters += _shared[^1].Length;
                    blocks.CheckLength(characters);
                }
            }
        }
    }

    /// <summary>What a cell shows; an error it shows is shown.</summary>
    public string Of(S.Cell cell)
    {
        var value = cell.CellValue?.Text ?? "";
        var type = cell.DataType?.Value ?? S.CellValues.Number;
        return type switch
        {
            S.CellValues.SharedString => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < _shared.Count ? _shared[index] : "",
            S.CellValues.InlineString => cell.InlineString is { } words ? Words(words) : "",
            S.CellValues.Boolean => value is "1" or "true" ? "TRUE" : value.Length > 0 ? "FALSE" : "",
            S.CellValues.Number when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => Format(cell).Show(number, _from1904),
            S.CellValues.Date when DateTime.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var day) =>
                day.ToString(day.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
            _ => value,
        };
    }

    private NumberFormat Format(S.Cell cell) => _formats.ElementAtOrDefault((int)Math.Min(cell.StyleIndex?.Value ?? 0, int.MaxValue)) ?? NumberFormat.General;

    /// <summary>The words of a string, in one piece or several; how they are pronounced is not shown.</summary>
    private static string Words(OpenXmlElement item) =>
        string.Concat(item.Descendants<S.Text>().Where(text => text.Parent is not S.PhoneticRun).Select(text => text.Text));
}
