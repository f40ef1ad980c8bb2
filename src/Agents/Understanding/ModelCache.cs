using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace CoSellBot.Agents.Understanding;

/// <summary>
/// The trained models on disk: one file, valid for one set of intent files and one build of this assembly.
/// It only ever saves time. Whatever is wrong with the file or its folder, the caller trains as if there were none.
/// </summary>
/// <param name="folder">Made if missing; null keeps nothing on disk.</param>
internal sealed class ModelCache(string? folder)
{
    private const string FileName = "understanding.model";

    private static ReadOnlySpan<byte> Mark => "CoSellBot.Models"u8;

    /// <summary>Names this training: the bytes of every intent file, and the build, because other code reads the same examples differently.</summary>
    public static byte[] Key(string intentsFolder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(typeof(ModelCache).Module.ModuleVersionId.ToByteArray());
        foreach (var file in IntentCatalog.Files(intentsFolder))
        {
            var bytes = File.ReadAllBytes(file);
            var head = Encoding.UTF8.GetBytes(FormattableString.Invariant($"\n{Path.GetFileName(file)} {bytes.Length}\n"));
            hash.AppendData(head);
            hash.AppendData(bytes);
        }
        return hash.GetHashAndReset();
    }

    /// <summary>The models kept for the key, or null when there are none that can be trusted.</summary>
    public TrainedModels? Find(byte[] key)
    {
        if (folder is null)
            return null;
        try
        {
            var bytes = File.ReadAllBytes(Path.Combine(folder, FileName));
            var head = Mark.Length + key.Length;
            var body = head + SHA256.HashSizeInBytes;
            if (bytes.Length <= body || !bytes.AsSpan(0, Mark.Length).SequenceEqual(Mark) || !bytes.AsSpan(Mark.Length, key.Length).SequenceEqual(key)
                || !bytes.AsSpan(head, SHA256.HashSizeInBytes).SequenceEqual(SHA256.HashData(bytes.AsSpan(body))))
                return null;
            using var reader = new BinaryReader(new MemoryStream(bytes, body, bytes.Length - body));
            return TrainedModels.Read(reader);
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            return null;
        }
    }

    /// <summary>Keeps the models for the next start, in place of any others. A reader sees the old file or the new one, never half of one.</summary>
    public void Keep(byte[] key, TrainedModels models)
    {
        if (folder is null)
            return;
        using var body = new MemoryStream();
        using (var writer = new BinaryWriter(body, Encoding.UTF8, leaveOpen: true))
            models.Write(writer);
        var content = body.GetBuffer().AsSpan(0, (int)body.Length);
        var file = Path.Combine(folder, FileName);
        var draft = $"{file}.{Path.GetRandomFileName()}";
        try
        {
            Directory.CreateDirectory(folder);
            using (var stream = File.Create(draft))
            {
                stream.Write(Mark);
                stream.Write(key);
                stream.Write(SHA256.HashData(content));
                stream.Write(content);
            }
            File.Move(draft, file, overwrite: true);
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            Discard(draft);
        }
    }

    private static void Discard(string draft)
    {
        try
        {
            File.Delete(draft);
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            // The disk that refused the file refuses this too.
        }
    }

    /// <summary>What a folder that is missing, full, forbidden, a file or no path at all throws.</summary>
    private static bool IsOfFiles(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;
}

/// <summary>Arrays of numbers as they lie in memory: the file is read on the machine that wrote it.</summary>
internal static class BinaryArrays
{
    public static void WriteArray<T>(this BinaryWriter writer, T[] values)
        where T : unmanaged
    {
        writer.Write(values.Length);
        writer.Write(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    public static T[] ReadArray<T>(this BinaryReader reader)
        where T : unmanaged
    {
        var values = new T[reader.ReadInt32()];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
