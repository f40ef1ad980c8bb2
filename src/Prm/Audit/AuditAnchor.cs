using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace CoSellBot.Prm.Audit;

/// <summary>One line of the anchor: what the chain was at a moment, or a word about why it is another one from here on.</summary>
/// <param name="Chain">The chain's id; empty after a reset.</param>
/// <param name="Number">Its newest number.</param>
/// <param name="Seq">The entry with that number; 0 for a note.</param>
/// <param name="Hash">The hash at that number.</param>
/// <param name="At">When it was written, by the system clock.</param>
/// <param name="Note"><see cref="Reset"/>, <see cref="Restored"/>, or null.</param>
public sealed record AnchorLine(string Chain, long Number, long Seq, string Hash, DateTimeOffset At, string? Note = null)
{
    /// <summary>The demo was laid anew, in Development: what stood before is gone.</summary>
    public const string Reset = "reset";

    /// <summary>An operator accepted a restore from an older copy; the line names the chain that goes on.</summary>
    public const string Restored = "restored";

    internal string ToJson() => Note is null
        ? AuditCanon.Object(("v", AuditCanon.Form), ("chain", Chain), ("number", Number), ("seq", Seq), ("hash", Hash), ("at", AuditCanon.Instant(At)))
        : AuditCanon.Object(("v", AuditCanon.Form), ("note", Note), ("chain", Chain), ("number", Number), ("seq", Seq), ("hash", Hash), ("at", AuditCanon.Instant(At)));

    internal static AnchorLine? Parse(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var line = json.RootElement;
            return new AnchorLine(
                line.GetProperty("chain").GetString()!, line.GetProperty("number").GetInt64(), line.GetProperty("seq").GetInt64(), line.GetProperty("hash").GetString()!,
                line.GetProperty("at").GetDateTimeOffset(), line.TryGetProperty("note", out var note) ? note.GetString() : null);
        }
        catch (Exception torn) when (torn is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}

/// <summary>
/// The file outside the database that says how far the chain had come: without it nobody could tell a chain that was cut or built again.
/// It is only ever appended to; a line that a crash tore is closed and written again.
/// </summary>
/// <param name="path">The file; made when the first line is written.</param>
public sealed class AuditAnchor(string path)
{
    private const int Tail = 65_536;

    /// <summary>Where it is.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>True when there is such a file.</summary>
    public bool Exists => File.Exists(Path);

    /// <summary>The last line that can be read, or null when there is none.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read.</exception>
    public AnchorLine? ReadLast()
    {
        if (!Exists)
        {
            return null;
        }

        using var file = OpenToRead();
        file.Seek(-Math.Min(Tail, file.Length), SeekOrigin.End);
        using var reader = new StreamReader(file, Encoding.UTF8);
        AnchorLine? last = null;
        while (reader.ReadLine() is { } line)
        {
            last = AnchorLine.Parse(line) ?? last;
        }

        return last;
    }

    /// <summary>All lines, oldest first; null for one that cannot be read. One line is held at a time.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read.</exception>
    public async IAsyncEnumerable<AnchorLine?> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!Exists)
        {
            yield break;
        }

        using var reader = new StreamReader(OpenToRead(), Encoding.UTF8);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length > 0)
            {
                yield return AnchorLine.Parse(line);
            }
        }
    }

    /// <summary>Appends a line and returns when it is on the disk.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be written.</exception>
    public void Append(AnchorLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        System.IO.Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        // Shared, so that a check that reads for long never keeps the sealer out. The lease lets one process append; two at one moment would
        // cost a line, and the next is whole.
        using var file = new FileStream(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var text = Encoding.UTF8.GetBytes($"{(EndsWithin(file) ? "\n" : "")}{line.ToJson()}\n");
        file.Seek(0, SeekOrigin.End);
        file.Write(text);
        file.Flush(flushToDisk: true);
    }

    private static bool EndsWithin(FileStream file)
    {
        if (file.Length == 0)
        {
            return false;
        }

        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != '\n';
    }

    private FileStream OpenToRead() => new(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
}
