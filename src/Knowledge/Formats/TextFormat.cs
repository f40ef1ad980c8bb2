using System.Text;

namespace CoSellBot.Knowledge.Formats;

/// <summary>Reads plain text: blank lines part paragraphs.</summary>
internal static class TextFormat
{
    /// <summary>Reads the text; it has no title.</summary>
    /// <exception cref="InvalidDataException">It is not text in UTF-8, nor in what its byte order mark says.</exception>
    public static string? Read(byte[] bytes, BlockList blocks)
    {
        var text = Decode(bytes, named: null);
        blocks.CheckLength(text.Length);
        foreach (var paragraph in Paragraphs(text))
        {
            blocks.Paragraph(string.Join('\n', paragraph), page: null);
        }

        return null;
    }

    /// <summary>The paragraphs of a text as their lines.</summary>
    internal static IEnumerable<List<string>> Paragraphs(string text)
    {
        var lines = new List<string>();
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                lines.Add(line);
            }
            else if (lines.Count > 0)
            {
                yield return lines;
                lines = [];
            }
        }

        if (lines.Count > 0)
        {
            yield return lines;
        }
    }

    /// <summary>Decodes text, refusing bytes that are none rather than guessing.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="named">The encoding it names itself; a byte order mark goes before it.</param>
    internal static string Decode(byte[] bytes, Encoding? named)
    {
        var (encoding, mark) = bytes switch
        {
            [0xEF, 0xBB, 0xBF, ..] => (Encoding.UTF8, 3),
            [0xFF, 0xFE, 0, 0, ..] => (Encoding.UTF32, 4),
            [0xFF, 0xFE, ..] => (Encoding.Unicode, 2),
            [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2),
            _ => (named ?? Encoding.UTF8, 0),
        };
        try
        {
            var strict = (Encoding)encoding.Clone();
            strict.DecoderFallback = DecoderFallback.ExceptionFallback;
            var text = strict.GetString(bytes, mark, bytes.Length - mark);
            return text.Contains('\0', StringComparison.Ordinal) ? throw new InvalidDataException("the file holds zero bytes, so it is not text") : text;
        }
        catch (DecoderFallbackException failure)
        {
            throw new InvalidDataException($"the file is not text in {encoding.WebName.ToUpperInvariant()}", failure);
        }
    }
}
