using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace CoSellBot.Knowledge.Formats;

/// <summary>Reads a PDF with <c>pdftotext</c>, a program of its own: a PDF is a program to its reader, and this one can be stopped.</summary>
internal static class PdfFormat
{
    private const int LongestHeading = 80;

    /// <summary>Whether PDF files can be read here.</summary>
    public static bool IsInstalled => Find("pdftotext") is not null;

    /// <summary>Reads the pages. A PDF's own title is seldom written by a person, so it has none.</summary>
    /// <exception cref="InvalidDataException">There is no <c>pdftotext</c>, it could not read the file, or not in time.</exception>
    public static Task<string?> ReadAsync(string path, FormatLimits limits, BlockList blocks, CancellationToken cancellationToken) =>
        ReadAsync(path, Find("pdftotext") ?? throw new InvalidDataException("PDF files are read with pdftotext, which is not installed here"), limits, blocks, cancellationToken);

    /// <summary>Reads the pages with a given program, named by its full path.</summary>
    internal static async Task<string?> ReadAsync(string path, string program, FormatLimits limits, BlockList blocks, CancellationToken cancellationToken)
    {
        var text = await TextAsync(path, program, limits, blocks, cancellationToken);
        var page = 0;
        foreach (var paragraphs in text.Split('\f').Select(words => TextFormat.Paragraphs(words).Select(Join).ToList()))
        {
            page++;
            if (paragraphs.Count > 0)
            {
                Page(page, paragraphs, blocks);
            }
        }

        return null;
    }

    private static void Page(int page, List<(string FirstLine, string Text)> paragraphs, BlockList blocks)
    {
        var first = paragraphs[0].FirstLine;
        var isHeading = first.Length < LongestHeading && first.Any(char.IsLetter);
        blocks.Heading(2, isHeading ? first : $"Page {page}", id: null, page);
        for (var i = 0; i < paragraphs.Count; i++)
        {
            // A first line that is the whole paragraph has been said; as the beginning of one it is needed to read on.
            if (i > 0 || !isHeading || paragraphs[0].Text != first)
            {
                blocks.Paragraph(paragraphs[i].Text, page);
            }
        }
    }

    private static (string FirstLine, string Text) Join(List<string> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines.Select(line => line.Trim()).Where(line => line.Length > 0))
        {
            if (text.Length > 1 && text[^1] is '-' or '\u00AD' && char.IsLetter(text[^2]) && char.IsLetter(line[0]))
            {
                // Before a capital the hyphen is part of the word.
                text.Length -= char.IsLower(line[0]) ? 1 : 0;
            }
            else
            {
                text.Append(text.Length > 0 ? " " : "");
            }

            text.Append(line);
        }

        return (lines[0].Trim(), text.ToString());
    }

    private static async Task<string> TextAsync(string path, string program, FormatLimits limits, BlockList blocks, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var process = Start(program, ["-enc", "UTF-8", Path.GetFullPath(path), "-"]);
        try
        {
            timeout.CancelAfter(limits.PdfTime);
            // Both are read at once: a program whose errors nobody reads stops when the pipe is full.
            var errors = ProtectedAsync(process.StandardError, timeout.Token);
            var text = await OutputAsync(process.StandardOutput, blocks, timeout.Token);
            var isProtected = await errors;
            await process.WaitForExitAsync(timeout.Token);
            return process.ExitCode == 0 ? text : throw new InvalidDataException(isProtected || process.ExitCode == 3
                ? "the PDF is protected, so its text may not be read"
                : "pdftotext could not read the PDF, which is damaged or of a kind it does not know");
        }
        catch (OperationCanceledException failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InvalidDataException($"the PDF took longer to read than the {limits.PdfTime.TotalSeconds:0.#} seconds it may", failure);
        }
        finally
        {
            Stop(process);
        }
    }

    private static async Task<string> OutputAsync(StreamReader output, BlockList blocks, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new char[16 * 1024];
        while (await output.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            blocks.CheckLength(text.Length + read);
            text.Append(buffer, 0, read);
        }

        return text.ToString();
    }

    /// <summary>Reads the errors to their end. They quote the file and its path, so only whether a password is missing is kept.</summary>
    private static async Task<bool> ProtectedAsync(StreamReader errors, CancellationToken cancellationToken)
    {
        var buffer = new char[4096];
        var isProtected = false;
        while (await errors.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            isProtected |= buffer.AsSpan(0, read).Contains("password", StringComparison.OrdinalIgnoreCase);
        }

        return isProtected;
    }

    private static Process Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            UseShellExecute = false,
        };
        // The program meets files of strangers and needs none of what is configured here.
        foreach (var name in start.Environment.Keys.Where(name => name.ToUpperInvariant() is not ("PATH" or "LD_LIBRARY_PATH" or "HOME" or "LANG" or "SYSTEMROOT" or "TEMP" or "TMP")).ToList())
        {
            start.Environment.Remove(name);
        }

        try
        {
            var process = Process.Start(start) ?? throw new InvalidDataException("pdftotext could not be started");
            process.StandardInput.Close();
            return process;
        }
        catch (Win32Exception failure)
        {
            throw new InvalidDataException("pdftotext could not be started", failure);
        }
    }

    private static void Stop(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended by itself.
        }
    }

    /// <summary>The program's place on the path. Left to itself the start would look in the working folder first.</summary>
    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Where(Path.IsPathFullyQualified)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? program + ".exe" : program))
            .FirstOrDefault(File.Exists);
}
