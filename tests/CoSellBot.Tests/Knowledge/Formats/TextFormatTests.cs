using System.Text;
using CoSellBot.Knowledge.Formats;
using Xunit;

namespace CoSellBot.Tests.Knowledge.Formats;

public class TextFormatTests
{
    [Fact]
    public async Task Blank_lines_part_paragraphs_and_invisible_characters_are_gone()
    {
        var text = await FormatFolder.TextOfAsync("a.txt", "One\r\nline.\r\n \t\r\n\r\nTwo\u200B\u202E \u0007words.\n");
        Assert.Equal(["One line.", "Two words."], FormatFolder.Lines(text));
        Assert.Null(text.Title);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public async Task The_byte_order_mark_says_what_the_text_is_written_in(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        var text = await FormatFolder.TextOfAsync("a.txt", [.. encoding.GetPreamble(), .. encoding.GetBytes("Größe 価格")]);
        Assert.Equal(["Größe 価格"], FormatFolder.Lines(text));
    }

    [Theory]
    [InlineData(new byte[] { 0x47, 0x72, 0xF6, 0xDF, 0x65 }, "the file is not text in UTF-8")]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x00, 0xD8, 0x41, 0x00 }, "the file is not text in UTF-16")]
    [InlineData(new byte[] { 0x41, 0x00, 0x42 }, "the file holds zero bytes, so it is not text")]
    public async Task What_is_not_text_is_refused(byte[] bytes, string expected) => Assert.Equal(expected, await FormatFolder.RefusalOfAsync("a.txt", bytes));

    [Fact]
    public async Task A_line_of_five_megabytes_is_cut_at_blanks_into_pieces()
    {
        var line = string.Concat(Enumerable.Repeat("seven77 ", 650_000));
        var text = await FormatFolder.TextOfAsync("a.txt", line);
        Assert.All(text.Blocks, block => Assert.InRange(((Paragraph)block).Text.Length, 1, 4_000));
        Assert.Equal(line.TrimEnd(), string.Join(' ', FormatFolder.Lines(text)));
    }

    [Fact]
    public async Task A_text_without_blanks_is_cut_but_not_inside_a_character()
    {
        var text = await FormatFolder.TextOfAsync("a.txt", "x" + string.Concat(Enumerable.Repeat("😀", 4_500)));
        Assert.Equal(3, text.Blocks.Count);
        Assert.DoesNotContain("\uFFFD", Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(string.Join('|', FormatFolder.Lines(text)))), StringComparison.Ordinal);
    }
}
