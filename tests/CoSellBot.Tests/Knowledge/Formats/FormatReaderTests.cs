using CoSellBot.Knowledge.Formats;
using Xunit;

namespace CoSellBot.Tests.Knowledge.Formats;

public class FormatReaderTests
{
    private static readonly byte[] Ole = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0];

    [Theory]
    [InlineData("a.html", true)]
    [InlineData("a.HTM", true)]
    [InlineData("folder.d/a.docx", true)]
    [InlineData("a.pptx", true)]
    [InlineData("a.xlsx", true)]
    [InlineData("a.pdf", true)]
    [InlineData("a.txt", true)]
    [InlineData("a.md", false)]
    [InlineData("a.doc", false)]
    [InlineData("a.ppt", false)]
    [InlineData("a.xls", false)]
    [InlineData("a.docm", false)]
    [InlineData("docx", false)]
    public void Formats_are_known_by_their_name(string path, bool known) => Assert.Equal(known, FormatReader.Knows(path));

    [Theory]
    [InlineData("a.doc", "files of the kind '.doc' are not read")]
    [InlineData("a", "a file without an extension is not read")]
    public async Task Other_files_are_refused(string name, string expected) => Assert.Equal(expected, await FormatFolder.RefusalOfAsync(name, [1, 2]));

    [Theory]
    [InlineData("a.docx", "Just text.", "the file is not an Office file, although its name ends in .docx")]
    [InlineData("a.xlsx", "%PDF-1.4", "the file is not an Office file, although its name ends in .xlsx")]
    [InlineData("a.pdf", "<html>", "the file is not a PDF, although its name ends in .pdf")]
    [InlineData("a.pdf", "PK\u0003\u0004", "the file is not a PDF, although its name ends in .pdf")]
    [InlineData("a.txt", "%PDF-1.4", "the file is of another kind than its name, which ends in .txt")]
    [InlineData("a.html", "PK\u0003\u0004", "the file is of another kind than its name, which ends in .html")]
    [InlineData("a.txt", "", "the file is empty")]
    public async Task A_file_with_a_wrong_name_is_refused(string name, string text, string expected) =>
        Assert.Equal(expected, await FormatFolder.RefusalOfAsync(name, System.Text.Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("a.pptx", "the file is protected with a password, or it is an old Office file with a new name")]
    [InlineData("a.txt", "the file is an Office file, although its name ends in .txt")]
    public async Task A_protected_file_is_refused(string name, string expected) => Assert.Equal(expected, await FormatFolder.RefusalOfAsync(name, Ole));

    [Fact]
    public async Task A_file_that_is_too_large_is_refused()
    {
        var limits = FormatLimits.Default with { MostBytes = 1_000 };
        Assert.Single((await FormatFolder.TextOfAsync("a.txt", new string('x', 1_000), limits)).Blocks);
        Assert.Equal("the file is larger than 1,000 bytes", await FormatFolder.RefusalOfAsync("a.txt", new byte[1_001], limits));
    }

    [Theory]
    [InlineData("a.txt", "aaaa aaaa\n\nb")]
    [InlineData("a.html", "<p>aaaa aaaa<p>b")]
    [InlineData("a.html", "<h1>aaaa aaaa</h1>b")]
    [InlineData("a.html", "<table><tr><td>aaaa<td>aaa<td>")]
    public async Task A_file_with_too_much_text_is_refused(string name, string text)
    {
        Assert.NotEmpty((await FormatFolder.TextOfAsync(name, text, FormatLimits.Default with { MostCharacters = 20 })).Blocks);
        Assert.Equal("the file has more than 9 characters of text", await FormatFolder.RefusalOfAsync(name, System.Text.Encoding.UTF8.GetBytes(text), FormatLimits.Default with { MostCharacters = 9 }));
    }

    [Fact]
    public async Task A_file_with_too_many_table_rows_is_refused()
    {
        const string Page = "<table><tr><td>1<tr><td>2</table><table><tr><td>3</table>";
        Assert.Equal(3, (await FormatFolder.TextOfAsync("a.html", Page, FormatLimits.Default with { MostTableRows = 3 })).Blocks.Count);
        Assert.Equal("the file has more than 2 rows of tables", await FormatFolder.RefusalOfAsync("a.html", System.Text.Encoding.UTF8.GetBytes(Page), FormatLimits.Default with { MostTableRows = 2 }));
    }

    [Fact]
    public async Task A_file_or_folder_that_is_not_there_is_refused()
    {
        foreach (var path in new[] { "/nowhere/a.txt", Path.Combine(Path.GetTempPath(), "no such file.txt") })
        {
            var failure = await Assert.ThrowsAsync<InvalidDataException>(() => FormatReader.ReadAsync(path, FormatLimits.Default, CancellationToken.None));
            Assert.Equal("the file is not there", failure.Message);
        }
    }

    [Fact]
    public async Task Reading_can_be_stopped()
    {
        using var folder = new FormatFolder();
        var path = folder.Write("a.txt", [65]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => FormatReader.ReadAsync(path, FormatLimits.Default, new CancellationToken(canceled: true)));
    }
}
