using System.Diagnostics;
using System.Text;
using CoSellBot.Knowledge.Formats;
using Xunit;

namespace CoSellBot.Tests.Knowledge.Formats;

public class PdfFormatTests
{
    [PdfFact]
    public async Task A_page_is_a_section_with_its_number()
    {
        var text = await FormatFolder.TextOfAsync("-a b.pdf", Pdf(["Data protection", "", "Data stays in Frank-", "furt and Paris.", "", "Nothing else."], [], ["Second page"]));
        Assert.Equal(["1: ## Data protection", "1: Data stays in Frankfurt and Paris.", "1: Nothing else.", "3: ## Second page"], FormatFolder.Lines(text));
        Assert.Null(text.Title);
    }

    [PdfFact]
    public async Task A_damaged_PDF_is_refused() =>
        Assert.Equal("pdftotext could not read the PDF, which is damaged or of a kind it does not know", await FormatFolder.RefusalOfAsync("a.pdf", "%PDF-1.4\nnothing"u8.ToArray()));

    [UnixFact]
    public async Task Lines_are_joined_to_paragraphs_and_long_first_lines_head_nothing()
    {
        var longLine = string.Join(' ', Enumerable.Repeat("word", 20));
        Assert.Equal(
            [$"1: ## Page 1", $"1: {longLine} goes on, co-Sell stays.", "2: ## Begins", "2: Begins and goes on.", "4: ## Page 4", "4: 12"],
            FormatFolder.Lines(await ReadAsync($"printf '{longLine}\\ngoes on, co-\\nSell stays.\\n\\f\\nBegins\\nand goes on.\\n\\f\\f12\\n\\f'")));
    }

    [UnixTheory]
    [InlineData("exit 3", "the PDF is protected, so its text may not be read")]
    [InlineData("echo 'Command Line Error: Incorrect password' >&2; exit 1", "the PDF is protected, so its text may not be read")]
    [InlineData("head -c 1000000 /dev/zero >&2; echo text; exit 1", "pdftotext could not read the PDF, which is damaged or of a kind it does not know")]
    [InlineData("cat /dev/zero", "the file has more than 1,000 characters of text")]
    public async Task What_the_program_could_not_read_is_refused(string script, string expected) =>
        Assert.Equal(expected, (await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(script, FormatLimits.Default with { MostCharacters = 1_000 }))).Message);

    [UnixFact]
    public async Task A_program_that_takes_too_long_is_ended_with_its_children()
    {
        using var folder = new FormatFolder();
        var pid = folder.Write("pid", []);
        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync($"tail -f /dev/null & echo $! > '{pid}'; wait", FormatLimits.Default with { PdfTime = TimeSpan.FromSeconds(1) }));
        Assert.Equal("the PDF took longer to read than the 1 seconds it may", failure.Message);
        await EndedAsync(int.Parse(await File.ReadAllTextAsync(pid), System.Globalization.CultureInfo.InvariantCulture));
    }

    [UnixFact]
    public async Task Reading_can_be_stopped()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ReadAsync("tail -f /dev/null", stop: stop.Token));
    }

    [UnixFact]
    public async Task The_program_gets_the_file_as_its_own_argument_and_nothing_of_what_is_configured()
    {
        Environment.SetEnvironmentVariable("FORMATS_TEST_SECRET", "secret");
        var text = await ReadAsync("printf '%s\\n\\n' \"$1\" \"$2\" \"$4\" \"[$FORMATS_TEST_SECRET]\"; printf '%s' \"${3##*/}\"");
        Environment.SetEnvironmentVariable("FORMATS_TEST_SECRET", null);
        Assert.Equal(["1: ## -enc", "1: UTF-8", "1: -", "1: []", "1: -a $(b) 'c.pdf"], FormatFolder.Lines(text));
    }

    private static async Task<FileText> ReadAsync(string script, FormatLimits? limits = null, CancellationToken stop = default)
    {
        using var folder = new FormatFolder();
        var program = Path.Combine(folder.Path, "program");
        // Written by another process: a program that this one has open for writing, if only for a moment in a copy of it, cannot be started.
        using (var writer = Process.Start("/bin/sh", ["-c", "printf '%s\n' \"$1\" > \"$2\" && chmod 700 \"$2\"", "sh", $"#!/bin/sh\n{script}", program]))
        {
            await writer.WaitForExitAsync(CancellationToken.None);
        }

        var used = limits ?? FormatLimits.Default;
        var blocks = new BlockList(used, stop);
        return new FileText(await PdfFormat.ReadAsync(folder.Write("-a $(b) 'c.pdf", []), program, used, blocks, stop), blocks.Blocks);
    }

    /// <summary>Waits until a process is gone.</summary>
    private static async Task EndedAsync(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token);
        }
        catch (ArgumentException)
        {
            // It was gone already.
        }
    }

    /// <summary>A PDF of one font, a line below the other.</summary>
    private static byte[] Pdf(params string[][] pages)
    {
        var objects = new List<string>
        {
            "<< /Type /Catalog /Pages 2 0 R >>",
            $"<< /Type /Pages /Count {pages.Length} /Kids [{string.Join(' ', pages.Index().Select(page => $"{4 + (2 * page.Index)} 0 R"))}] >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        };
        foreach (var (index, lines) in pages.Index())
        {
            var content = $"BT /F1 12 Tf 14 TL 72 720 Td {string.Concat(lines.Select(line => line.Length > 0 ? $"({line}) Tj T* " : "0 -40 Td "))}ET";
            objects.Add($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents {5 + (2 * index)} 0 R >>");
            objects.Add($"<< /Length {content.Length} >>\nstream\n{content}\nendstream");
        }

        var file = new StringBuilder("%PDF-1.4\n");
        var places = new List<int>();
        foreach (var (index, text) in objects.Index())
        {
            places.Add(file.Length);
            file.Append(System.Globalization.CultureInfo.InvariantCulture, $"{index + 1} 0 obj\n{text}\nendobj\n");
        }

        var table = file.Length;
        file.Append(System.Globalization.CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n{string.Concat(places.Select(place => $"{place:0000000000} 00000 n \n"))}");
        file.Append(System.Globalization.CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Count + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(file.ToString());
    }
}

/// <summary>A test that needs <c>pdftotext</c>.</summary>
internal sealed class PdfFactAttribute : FactAttribute
{
    public PdfFactAttribute() => Skip = PdfFormat.IsInstalled ? null : "Needs pdftotext (Debian: poppler-utils) on the path.";
}

/// <summary>A test whose program is a shell script.</summary>
internal sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute() => Skip = OperatingSystem.IsWindows() ? "Needs a Unix shell." : null;
}

/// <summary>A theory whose program is a shell script.</summary>
internal sealed class UnixTheoryAttribute : TheoryAttribute
{
    public UnixTheoryAttribute() => Skip = OperatingSystem.IsWindows() ? "Needs a Unix shell." : null;
}
