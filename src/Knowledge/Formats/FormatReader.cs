using System.Globalization;

namespace CoSellBot.Knowledge.Formats;

/// <summary>Reads a file of a library, whatever its format, as a person would: nothing hidden, nothing fetched, nothing run but <c>pdftotext</c>.</summary>
internal static class FormatReader
{
    private static readonly byte[] Zip = "PK\u0003\u0004"u8.ToArray();
    private static readonly byte[] Pdf = "%PDF-"u8.ToArray();
    private static readonly byte[] Ole = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

    /// <summary>Whether files of this name are read here. Markdown is read by <see cref="Documents.DocumentFile"/>.</summary>
    public static bool Knows(string path) => Extension(path) is ".html" or ".htm" or ".docx" or ".pptx" or ".xlsx" or ".pdf" or ".txt";

    /// <summary>Reads a file.</summary>
    /// <param name="path">A file whose name <see cref="Knows"/> knows.</param>
    /// <param name="limits">How much it may be.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InvalidDataException">The file cannot be read; the message is one sentence for the person who runs the index, without a path.</exception>
    public static async Task<FileText> ReadAsync(string path, FormatLimits limits, CancellationToken cancellationToken)
    {
        var extension = Extension(path);
        if (!Knows(path))
        {
            throw new InvalidDataException(extension.Length > 0 ? $"files of the kind '{extension}' are not read" : "a file without an extension is not read");
        }

        var bytes = await BytesAsync(path, limits, cancellationToken);
        CheckKind(extension, bytes);
        var blocks = new BlockList(limits, cancellationToken);
        var title = extension switch
        {
            ".docx" => WordFormat.Read(bytes, limits, blocks),
            ".pptx" => SlidesFormat.Read(bytes, limits, blocks),
            ".xlsx" => SheetFormat.Read(bytes, limits, blocks),
            ".pdf" => await PdfFormat.ReadAsync(path, limits, blocks, cancellationToken),
            ".txt" => TextFormat.Read(bytes, blocks),
            _ => HtmlFormat.Read(bytes, blocks),
        };
        return new FileText(title, blocks.Blocks);
    }

    private static string Extension(string path) => Path.GetExtension(path).ToLowerInvariant();

    /// <summary>A file's bytes.</summary>
    /// <exception cref="InvalidDataException">It cannot be read, or is larger than it may be.</exception>
    internal static async Task<byte[]> BytesAsync(string path, FormatLimits limits, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            if (file.Length > limits.MostBytes)
            {
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"the file is larger than {limits.MostBytes:N0} bytes"));
            }

            // As long as it was when it was checked: a file that is still being written ends there.
            var bytes = new byte[file.Length];
            return bytes[..await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken)];
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidDataException("the file is not there", failure);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new InvalidDataException("the file may not be opened", failure);
        }
        catch (IOException failure)
        {
            throw new InvalidDataException("the file could not be opened or read to its end", failure);
        }
    }

    /// <summary>A file's first bytes must not contradict its name.</summary>
    private static void CheckKind(string extension, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 0)
        {
            throw new InvalidDataException("the file is empty");
        }

        // Word and its siblings wrap a protected file in the container of their old formats.
        if (bytes.StartsWith(Ole))
        {
            throw new InvalidDataException(IsOffice(extension)
                ? "the file is protected with a password, or it is an old Office file with a new name"
                : $"the file is an Office file, although its name ends in {extension}");
        }

        var isPdf = bytes[..Math.Min(bytes.Length, 1024)].IndexOf(Pdf) >= 0;
        if (extension == ".pdf" && !isPdf)
        {
            throw new InvalidDataException("the file is not a PDF, although its name ends in .pdf");
        }

        if (IsOffice(extension) != bytes.StartsWith(Zip) || (extension != ".pdf" && bytes.StartsWith(Pdf)))
        {
            throw new InvalidDataException(IsOffice(extension)
                ? $"the file is not an Office file, although its name ends in {extension}"
                : $"the file is of another kind than its name, which ends in {extension}");
        }
    }

    private static bool IsOffice(string extension) => extension is ".docx" or ".pptx" or ".xlsx";
}
