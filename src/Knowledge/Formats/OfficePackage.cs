using System.Collections.ObjectModel;
using System.Globalization;
using System.IO.Compression;
using System.Xml;
using DocumentFormat.OpenXml.Packaging;

namespace CoSellBot.Knowledge.Formats;

/// <summary>Opens an Office file after it has been looked through: what is inside is counted while it is unpacked, not believed.</summary>
internal static class OfficePackage
{
    // Far beyond what Office writes. The library reads elements within elements by calling itself, and a stack that is used up ends the program.
    private const int Deepest = 256;
    private const int MostElements = 4_000_000;

    /// <summary>Opens a file and reads it.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="limits">How much it may be.</param>
    /// <param name="open">Opens the package; it is closed here.</param>
    /// <param name="read">Reads it; what it returns is returned.</param>
    /// <exception cref="InvalidDataException">The file is damaged, protected, not what its name says, or too much; also what <paramref name="read"/> throws.</exception>
    public static T Read<TPackage, T>(byte[] bytes, FormatLimits limits, Func<Stream, OpenSettings, TPackage> open, Func<TPackage, T> read)
        where TPackage : OpenXmlPackage
    {
        Check(bytes, limits);
        try
        {
            // A link that is no address is common and stops the library from opening the file. Mending it needs a copy that can be written, which is thrown away.
            using var copy = new MemoryStream();
            copy.Write(bytes);
            copy.Position = 0;
            using var package = open(copy, new OpenSettings
            {
                AutoSave = false,
                RelationshipErrorHandlerFactory = RelationshipErrorHandler.CreateRewriterFactory((_, _, _) => "about:blank"),
            });
            return read(package);
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or OutOfMemoryException) && !IsOurs(failure))
        {
            // The library answers a damaged file with whatever its parts happen to throw, from FormatException to NullReferenceException.
            throw new InvalidDataException("the file is damaged or is not what its name says", failure);
        }
    }

    /// <summary>Whether it was thrown here with a sentence to show; the library throws the same kind with others.</summary>
    private static bool IsOurs(Exception failure) => failure is InvalidDataException && failure.Source == typeof(OfficePackage).Assembly.GetName().Name;

    /// <summary>Refuses what must not be opened.</summary>
    private static void Check(byte[] bytes, FormatLimits limits)
    {
        using var zip = Zip(bytes);
        var entries = Entries(zip);
        if (entries.Count > limits.MostEntries)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"the file has more than {limits.MostEntries:N0} parts"));
        }

        if (entries.Any(entry => entry.IsEncrypted))
        {
            throw new InvalidDataException("the file is protected with a password");
        }

        // Two parts of one name, or one part in pieces, may be read differently by the library than here.
        if (entries.DistinctBy(entry => entry.FullName.ToUpperInvariant()).Count() != entries.Count || entries.Any(entry => entry.FullName.EndsWith(".piece", StringComparison.OrdinalIgnoreCase)))
        {
            throw new InvalidDataException("the file is damaged: its parts are not told apart");
        }

        var budget = new Budget(limits.MostUnpackedBytes);
        budget.Take(entries.Aggregate(0L, (sum, entry) => sum + Math.Min(entry.Length, limits.MostUnpackedBytes + 1)));
        budget = new Budget(limits.MostUnpackedBytes);
        var elements = 0;
        foreach (var entry in entries)
        {
            Unpack(entry, budget);
            CheckXml(entry, ref elements);
        }
    }

    private static ZipArchive Zip(byte[] bytes)
    {
        try
        {
            return new ZipArchive(new MemoryStream(bytes, writable: false), ZipArchiveMode.Read);
        }
        catch (InvalidDataException failure)
        {
            throw Damaged(failure);
        }
    }

    private static ReadOnlyCollection<ZipArchiveEntry> Entries(ZipArchive zip)
    {
        try
        {
            return zip.Entries;
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or ArgumentException)
        {
            throw Damaged(failure);
        }
    }

    private static void Unpack(ZipArchiveEntry entry, Budget budget)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            using var stream = entry.Open();
            while (stream.Read(buffer) is > 0 and var read)
            {
                budget.Take(read);
            }
        }
        catch (Exception failure) when (failure is IOException or NotSupportedException || (failure is InvalidDataException && !budget.IsSpent))
        {
            throw Damaged(failure);
        }
    }

    /// <summary>Refuses a part whose XML has a document type, too many elements or too many within one another.</summary>
    private static void CheckXml(ZipArchiveEntry entry, ref int elements)
    {
        // Which part is XML is said elsewhere in the file and could be said of any: every part is tried, and only those that must be XML have to be.
        var isXml = Path.GetExtension(entry.FullName).ToUpperInvariant() is ".XML" or ".RELS";
        try
        {
            using var stream = entry.Open();
            using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = isXml ? DtdProcessing.Prohibit : DtdProcessing.Ignore, XmlResolver = null, CheckCharacters = false });
            while (reader.Read())
            {
                if (reader.Depth > Deepest || (reader.NodeType == XmlNodeType.Element && ++elements > MostElements))
                {
                    throw new InvalidDataException(reader.Depth > Deepest ? "the file is nested too deeply" : "the file has too many elements");
                }
            }
        }
        catch (XmlException failure)
        {
            if (isXml)
            {
                throw Damaged(failure);
            }
        }
    }

    private static InvalidDataException Damaged(Exception failure) => new("the file is damaged", failure);

    /// <summary>How many bytes may still be unpacked.</summary>
    private sealed class Budget(long most)
    {
        private long _taken;

        public bool IsSpent => _taken > most;

        public void Take(long bytes)
        {
            _taken += bytes;
            if (IsSpent)
            {
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"the file unpacks to more than {most:N0} bytes"));
            }
        }
    }
}
