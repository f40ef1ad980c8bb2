using System.Runtime.CompilerServices;
using System.Text.Unicode;
using CsvHelper;

namespace CoSellBot.Prm.Import;

/// <summary>One record as it stands in the file; the first one is the header.</summary>
/// <param name="Line">The line it starts on.</param>
/// <param name="Fields">Its values; not to be trusted when there is a fault.</param>
/// <param name="Fault">Why it cannot be used, or null.</param>
/// <param name="FaultField">Index of the value to blame, or -1.</param>
internal readonly record struct CsvRecord(int Line, string[] Fields, string? Fault = null, int FaultField = -1);

/// <summary>
/// Streams an RFC 4180 file. A record that cannot be read is given back as a fault with its line, and reading goes on at the next line of the
/// file: an unclosed quote would otherwise take the rest of the file with it.
/// </summary>
internal static class CsvFile
{
    public const int MaxField = 10_000;
    private const int MaxRecord = 1 << 20;
    private const int MaxRepairs = 1_000;

    public static async IAsyncEnumerable<CsvRecord> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, useAsync: true);
        if (await IsUtf16Async(stream, cancellationToken))
        {
            yield return new CsvRecord(1, [], "The file is UTF-16; save it as UTF-8.");
            yield break;
        }

        var width = -1;
        var line = 1;
        var offset = 0L;
        for (var repairs = 0; offset >= 0; repairs++)
        {
            if (repairs > MaxRepairs)
            {
                yield return new CsvRecord(line, [], "Too many broken quotes; the file was not read from here on.");
                yield break;
            }

            stream.Seek(offset, SeekOrigin.Begin);
            var segment = offset;
            offset = -1;
            CsvMalformedReason? malformed = null;
            using var reader = CsvReader.Create(stream, Options(reason => malformed = reason), leaveOpen: true);
            while (true)
            {
                malformed = null;
                if (await NextAsync(reader, cancellationToken) is not { } read)
                {
                    // Too long to be read at all: the reader stands at its start.
                    yield return new CsvRecord(line, [], $"Longer than {MaxRecord} bytes; is a quote not closed?");
                    offset = segment + reader.ByteOffset;
                    break;
                }

                if (!read)
                {
                    break;
                }

                var inner = Newlines(reader.RawRecord);
                if (reader.FieldCount > 1 || !reader.RawRecord.IsEmpty)
                {
                    width = width < 0 ? reader.FieldCount : width;
                    var record = ToRecord(reader, line, width, malformed);
                    yield return record;
                    if (record.Fault is not null && inner > 0)
                    {
                        offset = segment + reader.ByteOffset;
                        break;
                    }
                }

                line += inner + 1;
            }

            if (offset >= 0)
            {
                offset = await AfterLineAsync(stream, offset, cancellationToken);
                line++;
            }
        }
    }

    private static CsvReaderOptions Options(Action<CsvMalformedReason> malformed) => CsvReaderOptions.Default with
    {
        HasHeader = false,
        Separator = ',',
        DetectSeparatorHint = false,
        SkipEmptyLines = false,
        MaxRecordSize = MaxRecord,
        OnMalformedRecord = record => malformed(record.Reason),
    };

    // A method of its own, because an iterator cannot catch around a yield.
    private static async ValueTask<bool?> NextAsync(CsvReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(cancellationToken);
        }
        catch (CsvFormatException)
        {
            return null;
        }
    }

    private static CsvRecord ToRecord(CsvReader reader, int line, int width, CsvMalformedReason? malformed)
    {
        var fields = new string[reader.FieldCount];
        for (var i = 0; i < fields.Length; i++)
        {
            var bytes = reader.GetSpan(i);
            if (bytes.Contains((byte)0))
            {
                return new CsvRecord(line, fields, "Holds a NUL byte.", i);
            }

            if (!Utf8.IsValid(bytes))
            {
                return new CsvRecord(line, fields, "Holds bytes that are not UTF-8.", i);
            }

            fields[i] = reader.GetString(i);
            if (fields[i].Length > MaxField && malformed is null)
            {
                return new CsvRecord(line, fields, $"Longer than {MaxField} characters.", i);
            }
        }

        return malformed switch
        {
            CsvMalformedReason.UnterminatedQuote => new CsvRecord(line, fields, "A quote is opened and not closed.", fields.Length - 1),
            CsvMalformedReason.TextAfterClosingQuote => new CsvRecord(line, fields, "Text follows a closing quote."),
            null or CsvMalformedReason.StrayQuote when fields.Length == width => new CsvRecord(line, fields),
            null or CsvMalformedReason.StrayQuote => new CsvRecord(line, fields, $"Has {fields.Length} values where the header has {width}."),
            _ => new CsvRecord(line, fields, $"Is not CSV ({malformed})."),
        };
    }

    private static int Newlines(ReadOnlySpan<byte> raw)
    {
        var count = raw.Count((byte)'\n');
        for (var i = raw.IndexOf((byte)'\r'); i >= 0 && i < raw.Length; i++)
        {
            count += raw[i] == '\r' && (i + 1 == raw.Length || raw[i + 1] != '\n') ? 1 : 0;
        }

        return count;
    }

    private static async ValueTask<long> AfterLineAsync(FileStream stream, long offset, CancellationToken cancellationToken)
    {
        stream.Seek(offset, SeekOrigin.Begin);
        var buffer = new byte[1 << 12];
        while (await stream.ReadAsync(buffer, cancellationToken) is var length and > 0)
        {
            if (buffer.AsSpan(0, length).IndexOfAny((byte)'\r', (byte)'\n') is var end and >= 0)
            {
                offset += end + 1;
                stream.Seek(offset, SeekOrigin.Begin);
                return buffer[end] == '\r' && stream.ReadByte() == '\n' ? offset + 1 : offset;
            }

            offset += length;
        }

        return -1;
    }

    private static async ValueTask<bool> IsUtf16Async(FileStream stream, CancellationToken cancellationToken)
    {
        var start = new byte[2];
        var length = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        return length == start.Length && start is [0xFF, 0xFE] or [0xFE, 0xFF];
    }
}
