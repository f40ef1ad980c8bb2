using System.IO.Compression;
using System.Text;
using CoSellBot.Knowledge.Formats;
using Xunit;
using static CoSellBot.Tests.Knowledge.Formats.OfficeFiles;

namespace CoSellBot.Tests.Knowledge.Formats;

public class OfficePackageTests
{
    private const string Body = "<w:p><w:r><w:t>Text</w:t></w:r></w:p>";

    [Fact]
    public async Task A_truncated_file_is_refused_wherever_it_ends()
    {
        var file = Docx(Body);
        using var folder = new FormatFolder();
        for (var i = 1; i <= 20; i++)
        {
            Assert.StartsWith("the file is ", await folder.RefusalAsync($"{i}.docx", file[..(file.Length * i / 21)]), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("a.docx")]
    [InlineData("a.pptx")]
    [InlineData("a.xlsx")]
    public async Task A_file_with_wrong_bytes_is_read_or_refused_but_nothing_else(string name)
    {
        var file = name switch
        {
            "a.docx" => Docx(Body),
            "a.pptx" => Pptx([Shape("Text", 0, 0)]),
            _ => Xlsx("<row><c><v>1</v></c></row>"),
        };
        using var folder = new FormatFolder();
        for (var at = 4; at < file.Length; at += 17)
        {
            var wrong = file.ToArray();
            wrong[at] ^= 0x55;
            var failure = await Record.ExceptionAsync(() => folder.ReadAsync(name, wrong));
            Assert.True(failure is null or InvalidDataException, $"byte {at}: {failure}");
        }
    }

    [Theory]
    [InlineData("a.docx", "the file is not a Word document")]
    [InlineData("a.pptx", "the file is not a presentation")]
    public async Task A_workbook_under_another_name_is_refused(string name, string expected)
    {
        var message = await FormatFolder.RefusalOfAsync(name, Xlsx("<row/>"));
        Assert.True(message.StartsWith(expected, StringComparison.Ordinal) || message == "the file is damaged or is not what its name says", message);
    }

    [Fact]
    public async Task An_archive_that_is_no_Office_file_is_refused()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            zip.CreateEntry("photo.jpg").Open().Dispose();
        }

        foreach (var name in new[] { "a.docx", "a.pptx", "a.xlsx" })
        {
            Assert.StartsWith("the file is ", await FormatFolder.RefusalOfAsync(name, stream.ToArray()), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_file_with_too_many_parts_is_refused()
    {
        var limits = FormatLimits.Default with { MostEntries = 10 };
        var file = With(Docx(Body), [.. Enumerable.Range(0, 10).Select(i => ($"word/media/{i}.bin", new byte[] { 1 }))]);
        Assert.Equal("the file has more than 10 parts", await FormatFolder.RefusalOfAsync("a.docx", file, limits));
    }

    [Fact]
    public async Task A_file_that_unpacks_to_too_much_is_refused()
    {
        var limits = FormatLimits.Default with { MostUnpackedBytes = 100_000 };
        Assert.Single((await FormatFolder.TextOfAsync("a.docx", Docx(Body), limits)).Blocks);
        Assert.Equal("the file unpacks to more than 100,000 bytes", await FormatFolder.RefusalOfAsync("a.docx", With(Docx(Body), ("word/media/a.bin", new byte[100_001])), limits));
    }

    [Fact]
    public async Task A_part_that_unpacks_to_more_than_it_says_is_not_unpacked_further_and_refused()
    {
        var file = With(Docx(Body), ("word/other.xml", Encoding.UTF8.GetBytes($"<x>{new string(' ', 199_993)}</x>")));
        var said = 0;
        for (var at = file.AsSpan().IndexOf(BitConverter.GetBytes(200_000)); at >= 0; at = file.AsSpan().IndexOf(BitConverter.GetBytes(200_000)))
        {
            BitConverter.GetBytes(5).CopyTo(file, at);
            said++;
        }

        Assert.InRange(said, 1, 2);
        Assert.Equal("the file is damaged", await FormatFolder.RefusalOfAsync("a.docx", file, FormatLimits.Default with { MostUnpackedBytes = 100_000 }));
    }

    [Fact]
    public async Task A_file_with_two_parts_of_one_name_is_refused()
    {
        using var stream = new MemoryStream();
        stream.Write(Docx(Body));
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            zip.CreateEntry("Word/Document.xml").Open().Dispose();
        }

        Assert.Equal("the file is damaged: its parts are not told apart", await FormatFolder.RefusalOfAsync("a.docx", stream.ToArray()));
    }

    [Theory]
    [InlineData("<!DOCTYPE w:document [<!ENTITY a \"b\">]><x>&a;</x>")]
    [InlineData("<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><x/>")]
    [InlineData("<x>")]
    [InlineData("")]
    public async Task A_part_with_a_document_type_or_broken_XML_is_refused(string xml) =>
        Assert.Equal("the file is damaged", await FormatFolder.RefusalOfAsync("a.docx", With(Docx(Body), ("word/other.xml", Encoding.UTF8.GetBytes(xml)))));

    [Theory]
    [InlineData("word/document.xml")]
    [InlineData("word/document.jpg")]
    public async Task A_part_nested_too_deeply_is_refused_whatever_it_is_called(string name)
    {
        var xml = string.Concat(Enumerable.Repeat("<x>", 50_000)) + string.Concat(Enumerable.Repeat("</x>", 50_000));
        Assert.Equal("the file is nested too deeply", await FormatFolder.RefusalOfAsync("a.docx", With(Docx(Body), (name, Encoding.UTF8.GetBytes(xml)))));
    }

    [Fact]
    public async Task A_part_in_pieces_is_refused() =>
        Assert.Equal("the file is damaged: its parts are not told apart", await FormatFolder.RefusalOfAsync("a.docx", With(Docx(Body), ("word/other.xml/[0].piece", "<x/>"u8.ToArray()))));

    [Fact]
    public async Task A_link_that_is_no_address_does_not_stand_in_the_way()
    {
        var relations = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"x\" TargetMode=\"External\" Target=\"mailto:a@b@c,d e\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink\"/>"
            + "<Relationship Id=\"y\" TargetMode=\"External\" Target=\"http://[broken\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink\"/></Relationships>";
        var text = await FormatFolder.TextOfAsync("a.docx", With(Docx(Body), ("word/_rels/document.xml.rels", Encoding.UTF8.GetBytes(relations))));
        Assert.Equal(["Text"], FormatFolder.Lines(text));
    }
}
