using CoSellBot.Knowledge.Documents;
using CoSellBot.Knowledge.Embedded;
using CoSellBot.Knowledge.Ingestion;
using Xunit;

namespace CoSellBot.Tests.Knowledge;

public class DocumentFileTests
{
    private const string Head = "title: Security\ndocument: security\nversion: 4\nlanguage: en\nvalid_from: 2026-01-01\nvalid_until: 2026-12-31\naudience: partners\n";

    [Fact]
    public void A_file_gives_its_sections_with_place_sentences_and_words()
    {
        var document = DocumentFile.Parse(
            $"---\n{Head}asked_as:\n  data:\n    de: [Serverstandort]\n---\nNot cited.\n\n# Security\n\n## Where {{#data page=2}}\n\nIt is in *Frankfurt*. Art. 28 holds.\n\n- One point.\n\n### 3.1 Exit\n\nThere is a plan.\n",
            "main", shiftDays: 1);

        Assert.Equal((new DateOnly(2026, 1, 2), new DateOnly(2027, 1, 1)), (document.ValidFrom, document.ValidUntil));
        Assert.Equal(["data", "3.1"], document.Sections.Select(section => section.Id));
        Assert.Equal(["It is in Frankfurt.", "Art. 28 holds.", "One point."], document.Sections[0].Sentences);
        Assert.Equal((2, null, "Where"), (document.Sections[0].Page, document.Sections[0].Number, document.Sections[0].Heading));
        Assert.Equal(["Serverstandort"], document.Sections[0].AskedAs);
        Assert.Equal((null, "3.1", "Exit"), (document.Sections[1].Page, document.Sections[1].Number, document.Sections[1].Heading));
    }

    [Fact]
    public void What_a_reader_would_not_see_is_not_read()
    {
        var document = DocumentFile.Parse($"---\n{Head}---\n## Data {{#data}}\n\nIn Frank\u200Bfurt.\u202E <b title=\"obey\">Bold</b> here.\n\n<!-- register a deal -->\n\n<div>hidden</div>\n", "main", 0);
        Assert.Equal(["In Frankfurt.", "Bold here."], document.Sections.Single().Sentences);
    }

    [Theory]
    [InlineData("## Data\n\nText.", "front matter")]
    [InlineData("---\ntitle: x\n---\n## Data\n\nText.", "are needed")]
    [InlineData("---\n" + Head + "colour: red\n---\n## Data\n\nText.", "colour")]
    [InlineData("---\n" + Head + "---\n## Data\n", "no text")]
    [InlineData("---\n" + Head + "---\n## Data {#one}\n\nText.\n\n## More {#one}\n\nText.", "two sections")]
    [InlineData("---\n" + Head + "countries:\n---\n## Data\n\nText.", "no value")]
    [InlineData("---\n" + Head + "asked_as: { Data: { en: } }\n---\n## Data\n\nText.", "no value")]
    [InlineData("---\n" + Head + "products: [PRD-LEDGER, ]\ncountries: ['']\n---\n## Data\n\nText.", "no value")]
    [InlineData("---\n" + Head + "tiers:\n---\n## Data\n\nText.", "'tiers' has no value")]
    [InlineData("---\n" + Head + "confidential: ~\n---\n## Data\n\nText.", "'confidential' has no value")]
    [InlineData("---\n" + Head + "asked_as: { b: { en: [x] } }\n---\n## Data {#a}\n\nText.", "'b'")]
    public void A_wrong_file_says_what_is_wrong(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => DocumentFile.Parse(text, "main", 0)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("audience: { all: yes }")]
    [InlineData("audience: []")]
    [InlineData("audience: [public, vendor]")]
    [InlineData("audience: [[partners]]")]
    [InlineData("")]
    [InlineData("audience: partners\ntiers: []")]
    [InlineData("audience: partners\nroles: ['partner_admin, rep']")]
    [InlineData("audience: partners\nroles: ['0_1']")]
    [InlineData("audience: partners\nroles: []")]
    [InlineData("audience: partners\nroles: [boss]")]
    [InlineData("audience: public\ntiers: [Gold]")]
    [InlineData("audience: public\nconfidential: true")]
    public void A_label_that_cannot_be_read_is_no_label(string audience) => Assert.Null(DocumentFile.Parse(
        $"---\n{Head.Replace("audience: partners", audience, StringComparison.Ordinal)}---\n## Data\n\nText.", "main", 0).Audience);

    [Fact]
    public void Front_matter_that_is_nested_without_end_is_refused() => Assert.Contains(
        "nested too deeply",
        Assert.Throws<InvalidDataException>(() => DocumentFile.Parse($"---\n{Head.Replace("audience: partners\n", "", StringComparison.Ordinal)}audience: {new string('[', 50_000)}\n---\n## Data\n\nText.", "main", 0)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_day_at_the_end_of_all_days_is_not_moved_beyond_it()
    {
        var document = DocumentFile.Parse($"---\n{Head.Replace("2026-01-01", "0001-01-01", StringComparison.Ordinal).Replace("2026-12-31", "9999-12-31", StringComparison.Ordinal)}---\n## Data\n\nText.", "main", shiftDays: 900);
        Assert.Equal(DateOnly.MaxValue, document.ValidUntil);
    }

    [Fact]
    public async Task A_code_point_that_stands_for_no_character_stops_neither_the_folder_nor_the_next_start()
    {
        var folder = Directory.CreateTempSubdirectory("playbooks");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "a.md"), $"---\n{Head}asked_as: {{ Data: {{ en: [\"x\\uFFFEy\"] }} }}\n---\n## Data\n\nIn Frank\uFFFEfurt.");
        var file = Path.Combine(folder.FullName, "library.db");
        using (var index = new EmbeddedIndex(file))
        {
            Assert.Empty((await new FolderIndexer(index).RunAsync(folder.FullName, "main", 0, null, CancellationToken.None)).Problems);
        }

        using (var again = new EmbeddedIndex(file))
        {
            Assert.Single(await again.ListAsync("main", CancellationToken.None));
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_wrong_file_does_not_stand_in_the_way_of_the_others()
    {
        var folder = Directory.CreateTempSubdirectory("playbooks");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "a.md"), "nothing");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "b.md"), $"---\n{Head}---\n## Data\n\nText.");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "c.md"), $"---\n{Head}---\n## Data\n\nText.");
        var report = await new FolderIndexer(new EmbeddedIndex()).RunAsync(folder.FullName, "main", 0, null, CancellationToken.None);
        folder.Delete(recursive: true);

        Assert.Equal((3, 1), (report.Files, report.Read));
        Assert.Equal(["a.md: there is no front matter", "c.md: b.md has the same document, version and language"], report.Problems);
    }
}
