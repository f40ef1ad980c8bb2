using DocumentFormat.OpenXml.Packaging;
using Xunit;
using W = DocumentFormat.OpenXml.Wordprocessing;

namespace CoSellBot.Tests.Knowledge.Formats;

public class WordFormatTests
{
    private const string Styles = """
        <w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/></w:style>
        <w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
        <w:style w:type="paragraph" w:styleId="Kapitel"><w:name w:val="Kapitel"/><w:basedOn w:val="Zwischen"/></w:style>
        <w:style w:type="paragraph" w:styleId="Zwischen"><w:name w:val="Zwischen"/><w:basedOn w:val="Abschnitt"/></w:style>
        <w:style w:type="paragraph" w:styleId="Abschnitt"><w:name w:val="Abschnitt"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
        <w:style w:type="paragraph" w:styleId="Kreis"><w:name w:val="Kreis"/><w:basedOn w:val="Kreis"/></w:style>
        <w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>
        <w:style w:type="paragraph" w:styleId="Verzeichnis1"><w:name w:val="toc 1"/></w:style>
        <w:style w:type="paragraph" w:styleId="Geheim"><w:name w:val="Geheim"/><w:rPr><w:vanish/></w:rPr></w:style>
        <w:style w:type="character" w:styleId="GeheimZeichen"><w:name w:val="GeheimZeichen"/><w:rPr><w:vanish/></w:rPr></w:style>
        """;

    [Fact]
    public async Task Headings_are_known_by_the_outline_level_of_their_style_whatever_it_is_called()
    {
        Assert.Equal(
            ["# One", "## Two", "Circle", "### Direct", "Not any more", "#### Undefined", "Body"],
            await LinesAsync($"{P("One", "berschrift1")}{P("Two", "Kapitel")}{P("Circle", "Kreis")}<w:p><w:pPr><w:outlineLvl w:val=\"2\"/></w:pPr>{R("Direct")}</w:p>"
                + $"<w:p><w:pPr><w:pStyle w:val=\"berschrift1\"/><w:outlineLvl w:val=\"9\"/></w:pPr>{R("Not any more")}</w:p>{P("Undefined", "Heading4")}{P("Body")}"));
    }

    [Fact]
    public async Task The_title_is_what_stands_in_its_style_else_that_of_the_properties()
    {
        var file = OfficeFiles.Docx(P("Seen", "Titel"), Styles, "Stored");
        Assert.Equal("Seen", (await FormatFolder.TextOfAsync("a.docx", file)).Title);
        Assert.Equal(["Seen"], FormatFolder.Lines(await FormatFolder.TextOfAsync("a.docx", file)));
        Assert.Equal("Stored", (await FormatFolder.TextOfAsync("a.docx", OfficeFiles.Docx(P("x"), Styles, "Stored"))).Title);
        Assert.Null((await FormatFolder.TextOfAsync("a.docx", OfficeFiles.Docx(P("x"), Styles, ""))).Title);
    }

    [Fact]
    public async Task A_paragraph_is_read_with_its_links_fields_insertions_and_list_items()
    {
        Assert.Equal(
            ["See the page on A-B now.", "Item", "Inserted", "In a control"],
            await LinesAsync($"""
                <w:p>{R("See ")}<w:hyperlink r:id="x">{R("the page")}</w:hyperlink><w:r><w:tab/><w:t>on A</w:t><w:noBreakHyphen/><w:t>B</w:t><w:br/></w:r>
                <w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE secret</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>{R("now.")}</w:p>
                <w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>{R("Item")}</w:p>
                <w:p><w:ins w:id="1" w:author="a">{R("Inserted")}</w:ins></w:p>
                <w:sdt><w:sdtContent>{P("In a control")}</w:sdtContent></w:sdt>
                """));
    }

    [Fact]
    public async Task What_a_reader_would_not_see_is_not_read()
    {
        Assert.Equal(
            ["Seen.", "Shown", "Cell / Seen row"],
            await LinesAsync($"""
                <w:p>{R("Seen.")}<w:r><w:rPr><w:vanish/></w:rPr><w:t>no</w:t></w:r><w:del w:id="1" w:author="a"><w:r><w:delText>no</w:delText></w:r></w:del>
                <w:moveFrom w:id="2" w:author="a">{R("no")}</w:moveFrom><w:r><w:rPr><w:rStyle w:val="GeheimZeichen"/></w:rPr><w:t>no</w:t></w:r><w:r><w:commentReference w:id="0"/></w:r></w:p>
                {P("no", "Geheim")}{P("One 1", "Verzeichnis1")}
                <w:p><w:pPr><w:pStyle w:val="Geheim"/></w:pPr><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>Shown</w:t></w:r></w:p>
                <w:tbl><w:tr>{C("Cell")}</w:tr><w:tr><w:trPr><w:hidden/></w:trPr>{C("no")}</w:tr><w:tr><w:trPr><w:del w:id="3" w:author="a"/></w:trPr>{C("no")}</w:tr><w:tr>{C("Seen row")}</w:tr></w:tbl>
                """));
    }

    [Fact]
    public async Task Headers_footers_and_comments_are_not_read()
    {
        var file = OfficeFiles.Docx(P("Body"), more: main =>
        {
            main.AddNewPart<HeaderPart>().Header = new W.Header(Words("Header"));
            main.AddNewPart<FooterPart>().Footer = new W.Footer(Words("Footer"));
            main.AddNewPart<WordprocessingCommentsPart>().Comments = new W.Comments(new W.Comment(Words("Comment")));
        });
        Assert.Equal(["Body"], FormatFolder.Lines(await FormatFolder.TextOfAsync("a.docx", file)));

        static W.Paragraph Words(string text) => new(new W.Run(new W.Text(text)));
    }

    [Fact]
    public async Task A_text_box_is_read_once_after_its_paragraph()
    {
        var box = $"<w:txbxContent>{P("Boxed")}</w:txbxContent>";
        Assert.Equal(
            ["Host ends", "Boxed", "Next", "Boxed"],
            await LinesAsync($"""
                <w:p>{R("Host ")}<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
                <wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>
                <mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>{R("ends")}</w:p>
                <w:p>{R("Next")}<w:r><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></w:r></w:p>
                """));
    }

    [Fact]
    public async Task A_table_gives_its_rows_under_a_header_that_is_marked_or_looks_like_one()
    {
        var longText = new string('x', 60);
        Assert.Equal(
            ["Plan|Price / Basic|1", "Plan|Price / |2 more", $" / {longText}|b", " / c|d", $"{longText} / d", " / alone"],
            await LinesAsync($"""
                <w:tbl><w:tr>{C("Plan")}{C("Price")}</w:tr><w:tr>{C("Basic")}{C("1")}</w:tr><w:tr>{C("")}<w:tc>{P("2")}{P("more")}</w:tc></w:tr></w:tbl>
                <w:tbl><w:tr>{C(longText)}{C("b")}</w:tr><w:tr>{C("c")}{C("d")}</w:tr></w:tbl>
                <w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>{C(longText)}</w:tr><w:sdt><w:sdtContent><w:tr>{C("d")}</w:tr></w:sdtContent></w:sdt></w:tbl>
                <w:tbl><w:tr>{C("alone")}</w:tr></w:tbl>
                """));
    }

    [Fact]
    public async Task Merged_cells_give_their_text_once_and_the_others_keep_their_place()
    {
        Assert.Equal(
            ["A|B|C / both||c", "A|B|C / |1|2"],
            await LinesAsync($"""
                <w:tbl><w:tr>{C("A")}{C("B")}{C("C")}</w:tr>
                <w:tr>{C("both", "<w:gridSpan w:val=\"2\"/><w:vMerge w:val=\"restart\"/>")}{C("c")}</w:tr>
                <w:tr>{C("stale", "<w:vMerge/>")}{C("1")}{C("2")}</w:tr></w:tbl>
                """));
    }

    [Fact]
    public async Task A_table_with_a_heading_arranges_the_page() =>
        Assert.Equal(["# Head", "Text"], await LinesAsync($"<w:tbl><w:tr><w:tc>{P("Head", "berschrift1")}</w:tc>{C("Text")}</w:tr></w:tbl>"));

    [Fact]
    public async Task Pages_are_counted_from_breaks_each_once()
    {
        const string Break = "<w:r><w:br w:type=\"page\"/></w:r>";
        const string Noted = "<w:r><w:lastRenderedPageBreak/></w:r>";
        Assert.Equal(
            ["1: One", "1: Runs on to the next", "2: Two", "3: # Three", "4: Four", "5: a / b"],
            await LinesAsync($"""
                {P("One")}<w:p>{R("Runs on ")}{Noted}{R("to the next")}</w:p>{P("Two")}<w:p>{Break}</w:p>
                <w:p><w:pPr><w:pStyle w:val="berschrift1"/></w:pPr>{Noted}{R("Three")}</w:p>
                <w:p><w:pPr><w:pageBreakBefore/></w:pPr>{Noted}{R("Four")}</w:p>
                <w:tbl><w:tr><w:tc><w:p>{Noted}{R("a")}</w:p></w:tc></w:tr><w:tr>{C("b")}</w:tr></w:tbl>
                """));
        Assert.Equal(["One"], await LinesAsync(P("One")));
    }

    private static async Task<IEnumerable<string>> LinesAsync(string body) => FormatFolder.Lines(await FormatFolder.TextOfAsync("a.docx", OfficeFiles.Docx(body, Styles)));

    private static string R(string text) => $"<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>";

    private static string P(string text, string? style = null) => $"<w:p>{(style is null ? "" : $"<w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>")}{R(text)}</w:p>";

    private static string C(string text, string properties = "") => $"<w:tc><w:tcPr>{properties}</w:tcPr>{P(text)}</w:tc>";
}
