using Xunit;
using static CoSellBot.Tests.Knowledge.Formats.OfficeFiles;

namespace CoSellBot.Tests.Knowledge.Formats;

public class SlidesFormatTests
{
    [Fact]
    public async Task A_slide_is_a_page_headed_by_its_title_with_its_texts_from_top_left_on()
    {
        var text = await FormatFolder.TextOfAsync("a.pptx", Pptx([
            Shape("Low", 100, 900) + Shape("Right", 900, 501) + Shape("Left\nand more", 100, 510) + Shape("Title", 100, 1200, "type=\"title\""),
            Shape("Centre", 0, 0, "type=\"ctrTitle\"") + Shape("Sub", 0, 300, "type=\"subTitle\" idx=\"1\"")]));
        Assert.Equal(["1: ## Title", "1: Left", "1: and more", "1: Right", "1: Low", "2: ## Centre", "2: Sub"], FormatFolder.Lines(text));
        Assert.Equal("Title", text.Title);
    }

    [Fact]
    public async Task A_slide_without_a_title_is_headed_by_its_first_text() =>
        Assert.Equal(["1: ## First", "1: Second", "1: Third"], await LinesAsync(Shape("Third", 0, 900) + Shape("First\nSecond", 0, 100) + Shape("", 0, 0, "type=\"title\"")));

    [Fact]
    public async Task Hidden_slides_notes_footers_hidden_shapes_and_those_beside_the_slide_are_not_read()
    {
        Assert.Equal(
            ["1: ## One", "3: ## Three"],
            await LinesAsync(
                Shape("One", 0, 0, "type=\"title\"") + Shape("no", 0, 100, "type=\"ftr\"") + Shape("no", 0, 100, "type=\"dt\"") + Shape("7", 0, 100, "type=\"sldNum\"")
                    + Shape("no", 0, 100, attributes: "hidden=\"1\"") + Shape("no", 3000, 100) + Shape("no", -200, 100),
                "hidden:" + Shape("no", 0, 0, "type=\"title\""),
                Shape("Three", 0, 0)));
    }

    [Fact]
    public async Task A_placeholder_that_was_not_moved_stands_where_the_layout_has_it()
    {
        var layout = Shape("Prompt", 0, 800, "type=\"body\" idx=\"1\"") + Shape("Prompt", 0, 200, "type=\"body\" idx=\"2\"") + Shape("Prompt", 0, 0, "type=\"title\"");
        var file = Pptx([Shape("Below", -1, -1, "idx=\"1\"") + Shape("Above", -1, -1, "idx=\"2\"") + Shape("Between", 0, 500) + Shape("Title", -1, -1, "type=\"title\"")], layout);
        Assert.Equal(["1: ## Title", "1: Above", "1: Between", "1: Below"], FormatFolder.Lines(await FormatFolder.TextOfAsync("a.pptx", file)));
    }

    [Fact]
    public async Task Shapes_of_groups_stand_where_the_group_shows_them()
    {
        // The group shows what it measures from 0 to 1000 at 600 to 700.
        var group = $"""
            <p:grpSp><p:nvGrpSpPr><p:cNvPr id="5" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm><a:off x="0" y="{600 * 3600}"/><a:ext cx="360000" cy="360000"/>
            <a:chOff x="0" y="0"/><a:chExt cx="3600000" cy="3600000"/></a:xfrm></p:grpSpPr>{Shape("Group low", 0, 900)}{Shape("Group high", 0, 0)}</p:grpSp>
            """;
        Assert.Equal(["1: ## T", "1: Before", "1: Group high", "1: Group low", "1: After"], await LinesAsync(Shape("T", 0, 0, "type=\"title\"") + Shape("After", 0, 750) + group + Shape("Before", 0, 500)));
    }

    [Fact]
    public async Task A_table_gives_its_rows_in_its_place()
    {
        const string Table = """
            <p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="4" name=""/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr><p:xfrm><a:off x="0" y="1800000"/><a:ext cx="360000" cy="360000"/></p:xfrm>
            <a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/table"><a:tbl><a:tblPr firstRow="1"/><a:tblGrid/>
            <a:tr h="1"><a:tc><a:txBody><a:bodyPr/><a:p><a:r><a:t>Plan</a:t></a:r></a:p></a:txBody></a:tc><a:tc><a:txBody><a:bodyPr/><a:p/></a:txBody></a:tc><a:tc><a:txBody><a:bodyPr/><a:p><a:r><a:t>Price</a:t></a:r></a:p></a:txBody></a:tc></a:tr>
            <a:tr h="1"><a:tc gridSpan="2"><a:txBody><a:bodyPr/><a:p><a:r><a:t>Basic</a:t></a:r><a:br/><a:r><a:t>plan</a:t></a:r></a:p></a:txBody></a:tc><a:tc hMerge="1"><a:txBody><a:bodyPr/><a:p><a:r><a:t>stale</a:t></a:r></a:p></a:txBody></a:tc><a:tc><a:txBody><a:bodyPr/><a:p><a:r><a:t>1</a:t></a:r></a:p></a:txBody></a:tc></a:tr>
            </a:tbl></a:graphicData></a:graphic></p:graphicFrame>
            """;
        Assert.Equal(["1: ## T", "1: Before", "1: Plan||Price / Basic plan||1", "1: After"], await LinesAsync(Shape("T", 0, 0, "type=\"title\"") + Shape("After", 0, 900) + Table + Shape("Before", 0, 200)));
        Assert.Equal(["1: ## Plan", "1: Plan||Price / Basic plan||1"], await LinesAsync(Table));
    }

    [Fact]
    public async Task Content_that_is_there_twice_is_read_once()
    {
        var both = $"<mc:AlternateContent><mc:Choice Requires=\"p\">{Shape("New", 0, 500)}</mc:Choice><mc:Fallback>{Shape("Old", 0, 500)}</mc:Fallback></mc:AlternateContent>";
        Assert.Equal(["1: ## T", "1: New"], await LinesAsync(Shape("T", 0, 0) + both));
    }

    private static async Task<IEnumerable<string>> LinesAsync(params string[] slides) => FormatFolder.Lines(await FormatFolder.TextOfAsync("a.pptx", Pptx(slides)));
}
