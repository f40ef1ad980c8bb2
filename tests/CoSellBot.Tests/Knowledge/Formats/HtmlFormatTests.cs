using System.Text;
using Xunit;

namespace CoSellBot.Tests.Knowledge.Formats;

public class HtmlFormatTests
{
    [Fact]
    public async Task A_page_gives_its_headings_paragraphs_items_and_quotations_in_order()
    {
        var page = await FormatFolder.TextOfAsync("a.html", """
            <!doctype html><html><head><title> Security &amp; data </title></head><body>
            Loose <b>words</b> first.
            <h1 id="top">Security</h1><div><h2>Where<br>it is</h2>
            <p>In <a href="https://example.com/">Frank<b>furt</b></a>.<br>And&nbsp;Paris. <code>id</code> is seen.</p>
            <ul><li>One<li>Two <ul><li>Two a</ul></ul><blockquote>Said so.</blockquote>
            <pre>plain
               text</pre><pre><code>var x = 1;</code></pre>after</div><dl><dt>Term<dd>Meaning</dl></body></html>
            """);
        Assert.Equal("Security & data", page.Title);
        Assert.Equal(
            ["Loose words first.", "# Security (top)", "## Where it is", "In Frankfurt. And Paris. id is seen.", "One", "Two", "Two a", "Said so.", "plain text", "after", "Term", "Meaning"],
            FormatFolder.Lines(page));
    }

    [Theory]
    [InlineData("<script>no</script>")]
    [InlineData("<style>no</style>")]
    [InlineData("<template><p>no</p></template>")]
    [InlineData("<noscript>no</noscript>")]
    [InlineData("<nav><p>no</p></nav>")]
    [InlineData("<!-- no -->")]
    [InlineData("<p hidden>no</p>")]
    [InlineData("<span aria-hidden='TRUE '>no</span>")]
    [InlineData("<div style='color:red; DISPLAY : none !important'><p>no</p></div>")]
    [InlineData("<span style='display:/**/none'>no</span>")]
    [InlineData("<p style='visibility:hidden'>no</p>")]
    [InlineData("<p style='font-size:0'>no</p>")]
    [InlineData("<p style='font-size: 0.0px;color:red'>no</p>")]
    [InlineData("<h2 hidden>no</h2>")]
    [InlineData("<h2><span hidden>no</span></h2>")]
    [InlineData("<table hidden><tr><td>no</table>")]
    [InlineData("<table><tr hidden><td>no</table>")]
    [InlineData("<table><tbody style='display:none'><tr><td>no</table>")]
    [InlineData("<table><tr><td style='display:none'>no</table>")]
    [InlineData("<table><tr><td><span hidden>no</span></table>")]
    [InlineData("<dialog>no</dialog>")]
    [InlineData("<textarea>no</textarea>")]
    public async Task What_a_reader_would_not_see_is_not_read(string html) =>
        Assert.Equal(["Before.", "After."], FormatFolder.Lines(await FormatFolder.TextOfAsync("a.htm", $"<p>Before.</p>{html}<p>After.</p>")));

    [Theory]
    [InlineData("<p style='font-size:0.8em'>yes</p>")]
    [InlineData("<p style='font-size:08px'>yes</p>")]
    [InlineData("<p style='display:block'>yes</p>")]
    [InlineData("<p aria-hidden=false>yes</p>")]
    [InlineData("<details><summary>yes</summary></details>")]
    public async Task What_only_looks_hidden_is_read(string html) => Assert.Equal(["yes"], FormatFolder.Lines(await FormatFolder.TextOfAsync("a.html", html)));

    [Fact]
    public async Task A_table_gives_its_rows_under_their_header()
    {
        var page = await FormatFolder.TextOfAsync("a.html", """
            <table><caption>Prices</caption><thead><tr><td>Plan<td>Price</thead><tr><td>Basic<td>1 <s>€</s><tr><td>Plus<td></table>
            <table><tr><th>Plan<th>Seats<tr><th>Basic<td>5</table>
            <table><tr><td>Plan<td>Seats<tr><td>Basic<td>5</table>
            <table><tr><th>Alone</table>
            """);
        Assert.Equal(["Prices", "Plan|Price / Basic|1 €", "Plan|Price / Plus", "Plan|Seats / Basic|5", " / Plan|Seats", " / Basic|5", " / Alone"], FormatFolder.Lines(page));
    }

    [Fact]
    public async Task A_cell_over_several_columns_or_rows_gives_its_text_once_and_the_others_keep_their_place()
    {
        var page = await FormatFolder.TextOfAsync("a.html", "<table><tr><th>A<th>B<th>C<tr><td rowspan=2>1<td colspan=2>2<tr><td>3<td>4<tr><td>5<td>6<td>7</table>");
        Assert.Equal(["A|B|C / 1|2", "A|B|C / |3|4", "A|B|C / 5|6|7"], FormatFolder.Lines(page));
    }

    [Fact]
    public async Task A_table_that_arranges_the_page_is_no_table() =>
        Assert.Equal(["## Head", "Text", " / cell"], FormatFolder.Lines(await FormatFolder.TextOfAsync("a.html", "<table><tr><td><h2>Head</h2><td>Text<table><tr><td>cell</table></table>")));

    [Theory]
    [InlineData("<h2>Two</h2><h1>One</h1>", "One")]
    [InlineData("<title> </title><p>x", null)]
    public async Task The_title_is_else_the_first_heading_of_the_first_level(string html, string? expected) => Assert.Equal(expected, (await FormatFolder.TextOfAsync("a.html", html)).Title);

    [Theory]
    [InlineData("<meta charset=windows-1252>", "windows-1252")]
    [InlineData("<meta http-equiv='Content-Type' content='text/html; charset=ISO-8859-1'>", "windows-1252")]
    [InlineData("<!-- <meta charset=koi8-r> --><META CHARSET='Shift_JIS'>", "shift_jis")]
    [InlineData("<meta charset='utf-16'>", "utf-8")]
    [InlineData("", "utf-8")]
    public async Task The_charset_is_the_one_the_page_names(string meta, string charset)
    {
        var words = charset == "shift_jis" ? "価格" : "Größe";
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(charset) ?? Encoding.UTF8;
        Assert.Equal([words], FormatFolder.Lines(await FormatFolder.TextOfAsync("a.html", encoding.GetBytes($"{meta}<p>{words}"))));
    }

    [Fact]
    public async Task A_byte_order_mark_goes_before_the_named_charset() =>
        Assert.Equal(["Größe"], FormatFolder.Lines(await FormatFolder.TextOfAsync("a.html", [0xEF, 0xBB, 0xBF, .. "<meta charset=windows-1252><p>Größe"u8])));

    [Fact]
    public async Task A_page_that_is_not_what_it_says_is_refused()
    {
        Assert.Equal("the file is not text in UTF-8", await FormatFolder.RefusalOfAsync("a.html", [.. "<p>Gr"u8, 0xF6, .. "n"u8]));
        Assert.Equal("the page names the charset 'klingon', which is not known", await FormatFolder.RefusalOfAsync("a.html", [.. "<meta charset=klingon><p>x"u8]));
    }

    [Theory]
    [InlineData("<div>")]
    [InlineData("<b>")]
    [InlineData("<table><tr><td>")]
    [InlineData("<h1><span>")]
    public async Task A_page_nested_too_deeply_is_refused(string tag)
    {
        var html = string.Concat(Enumerable.Repeat(tag, 20_000)) + "x";
        Assert.Equal("the page is nested too deeply", await FormatFolder.RefusalOfAsync("a.html", Encoding.UTF8.GetBytes(html)));
    }
}
