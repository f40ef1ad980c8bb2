using System.Text;
using CoSellBot.Knowledge.Formats;
using Xunit;

namespace CoSellBot.Tests.Knowledge.Formats;

/// <summary>A folder of its own for the files of a test.</summary>
internal sealed class FormatFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("formats");

    public string Path => _folder.FullName;

    public string Write(string name, byte[] bytes)
    {
        var path = System.IO.Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public Task<FileText> ReadAsync(string name, byte[] bytes, FormatLimits? limits = null) =>
        FormatReader.ReadAsync(Write(name, bytes), limits ?? FormatLimits.Default, CancellationToken.None);

    /// <summary>The sentence a file is refused with, which must not tell where it lies.</summary>
    public async Task<string> RefusalAsync(string name, byte[] bytes, FormatLimits? limits = null)
    {
        var message = (await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(name, bytes, limits))).Message;
        Assert.DoesNotContain(_folder.FullName, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        return message;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Reads bytes as a file of a name.</summary>
    public static async Task<FileText> TextOfAsync(string name, byte[] bytes, FormatLimits? limits = null)
    {
        using var folder = new FormatFolder();
        return await folder.ReadAsync(name, bytes, limits);
    }

    /// <summary>Reads text as a file of a name.</summary>
    public static Task<FileText> TextOfAsync(string name, string text, FormatLimits? limits = null) => TextOfAsync(name, Encoding.UTF8.GetBytes(text), limits);

    /// <summary>The sentence bytes are refused with.</summary>
    public static async Task<string> RefusalOfAsync(string name, byte[] bytes, FormatLimits? limits = null)
    {
        using var folder = new FormatFolder();
        return await folder.RefusalAsync(name, bytes, limits);
    }

    /// <summary>Blocks a line each: <c># heading</c>, <c>| header / cells</c>, the page in front.</summary>
    public static IEnumerable<string> Lines(FileText text) => text.Blocks.Select(block => (block.Page is { } page ? $"{page}: " : "") + block switch
    {
        Heading heading => $"{new string('#', heading.Level)} {heading.Text}{(heading.Id is { } id ? $" ({id})" : "")}",
        TableRow row => $"{string.Join('|', row.Header)} / {string.Join('|', row.Cells)}",
        Paragraph paragraph => paragraph.Text,
        _ => "",
    });
}
