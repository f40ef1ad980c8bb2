using Xunit;
using static CoSellBot.Tests.Knowledge.Formats.OfficeFiles;

namespace CoSellBot.Tests.Knowledge.Formats;

public class SheetFormatTests
{
    [Fact]
    public async Task A_sheet_is_a_heading_and_its_rows_stand_under_the_first_that_is_not_empty()
    {
        var text = await FormatFolder.TextOfAsync("a.xlsx", Xlsx(
            [("Prices", "visible", """
                <sheetData><row r="1"/><row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="inlineStr"><is><t>Seats</t></is></c><c r="C2" t="s"><v>1</v></c></row>
                <row r="4"><c r="A4" t="str"><f>"Ba"&amp;"sic"</f><v>Basic</v></c><c r="C4"><f>1+1</f><v>2</v></c></row>
                <row r="5"><c r="A5" t="b"><v>1</v></c><c r="B5" t="e"><v>#N/A</v></c><c r="C5" t="b"><v>0</v></c><c r="D5"><f>2</f></c></row>
                <row><c><v>0.30000000000000004</v></c><c t="s"><v>99</v></c><c t="d"><v>2026-03-01</v></c></row></sheetData>
                """), ("Empty", "visible", "<sheetData/>"), ("One", "visible", "<sheetData><row><c><v>1</v></c></row></sheetData>")],
            "<si><t>Plan</t></si><si><r><t>Pri</t></r><r><t>ce</t></r><rPh sb=\"0\" eb=\"1\"><t>no</t></rPh></si>"));
        Assert.Equal(
            ["## Prices", "Plan|Seats|Price / Basic||2", "Plan|Seats|Price / TRUE|#N/A|FALSE", "Plan|Seats|Price / 0.3||2026-03-01", "## Empty", "## One", " / 1"],
            FormatFolder.Lines(text));
    }

    [Fact]
    public async Task Hidden_sheets_rows_and_columns_are_not_read()
    {
        var text = await FormatFolder.TextOfAsync("a.xlsx", Xlsx([
            ("Seen", "visible", """
                <cols><col min="2" max="3" hidden="1"/><col min="5" max="5" width="0"/></cols>
                <sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c><c r="D1"><v>4</v></c><c r="E1"><v>5</v></c></row>
                <row r="2" hidden="1"><c r="A2"><v>6</v></c></row><row r="3" ht="0" customHeight="1"><c r="A3"><v>6</v></c></row><row r="4"><c r="B4"><v>6</v></c><c r="D4"><v>7</v></c></row></sheetData>
                """),
            ("Hidden", "hidden", "<sheetData><row><c><v>8</v></c></row></sheetData>"),
            ("Very", "veryHidden", "<sheetData><row><c><v>9</v></c></row></sheetData>")]));
        Assert.Equal(["## Seen", "1|4 / |7"], FormatFolder.Lines(text));
    }

    [Fact]
    public async Task Merged_cells_give_their_value_once()
    {
        var text = await FormatFolder.TextOfAsync("a.xlsx", Xlsx([("S", "visible", """
            <sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row>
            <row r="2"><c r="A2"><v>4</v></c><c r="B2"><v>4</v></c><c r="C2"><v>5</v></c></row>
            <row r="3"><c r="A3"><v>4</v></c><c r="B3"><v>4</v></c><c r="C3"><v>6</v></c></row></sheetData>
            <mergeCells><mergeCell ref="A2:B3"/><mergeCell ref="nonsense"/></mergeCells>
            """)]));
        Assert.Equal(["## S", "1|2|3 / 4||5", "1|2|3 / ||6"], FormatFolder.Lines(text));
    }

    [Fact]
    public async Task Numbers_are_shown_in_the_format_of_their_cell()
    {
        var text = await FormatFolder.TextOfAsync("a.xlsx", Xlsx(
            [("S", "visible", "<sheetData><row><c><v>1</v></c></row><row><c s=\"1\"><v>46082</v></c><c s=\"2\"><v>1234.5</v></c><c s=\"3\"><v>0.125</v></c><c s=\"9\"><v>7</v></c></row></sheetData>")],
            formats: ["dd.mm.yyyy", "#,##0.00 [$€-407]"]));
        Assert.Equal(["## S", "1 / 2026-03-01|1,234.50 €|13%|7"], FormatFolder.Lines(text));
    }

    [Fact]
    public async Task Days_may_be_counted_from_1904()
    {
        var text = await FormatFolder.TextOfAsync("a.xlsx", Xlsx(
            [("S", "visible", "<sheetData><row><c s=\"1\"><v>44620</v></c></row></sheetData>")], formats: ["d/m/yy"], properties: "<workbookPr date1904=\"1\"/>"));
        Assert.Equal(["## S", " / 2026-03-01"], FormatFolder.Lines(text));
    }

    [Fact]
    public async Task Cells_far_to_the_right_count_towards_the_characters()
    {
        var file = Xlsx(string.Concat(Enumerable.Repeat("<row><c r=\"XFD1\"><v>1</v></c></row>", 10)));
        Assert.Equal("the file has more than 100,000 characters of text", await FormatFolder.RefusalOfAsync("a.xlsx", file, CoSellBot.Knowledge.Formats.FormatLimits.Default with { MostCharacters = 100_000 }));
    }

    [Fact]
    public async Task Too_many_merged_cells_are_refused()
    {
        var rows = "<sheetData>" + string.Concat(Enumerable.Repeat("<row><c r=\"B2\"><v>1</v></c></row>", 20_001)) + "</sheetData>";
        Assert.Equal("a sheet has too many merged cells", await FormatFolder.RefusalOfAsync("a.xlsx", Xlsx([("S", "visible", rows + "<mergeCells><mergeCell ref=\"A1:B1048576\"/></mergeCells>")])));
    }
}
