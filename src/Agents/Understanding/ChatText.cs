using System.Globalization;
using System.Text;

namespace CoSellBot.Agents.Understanding;

/// <summary>One word-like token of a cleaned text: a word, number, domain, deal number, currency sign or placeholder.</summary>
internal readonly record struct ChatToken(int Start, int Length, string Text);

/// <summary>Turns whatever a channel delivers into text the readers can trust, and cuts it into tokens.</summary>
public static class ChatText
{
    private const int LongestMarkRun = 4;

    /// <summary>NFC without controls, invisible, bidi and tag characters; white space is one blank; lone surrogates are U+FFFD.</summary>
    public static string Clean(string text) =>
        // A list of deals or of rows is its lines; everywhere else a line's end says nothing.
        Deals.DealList.Looks(text) || Programme.TableRows.Looks(text) ? string.Join('\n', text.Split('\n').Select(CleanLine).Where(line => line.Length > 0)) : CleanLine(text);

    private static string CleanLine(string text)
    {
        var result = new StringBuilder(text.Length);
        var marks = 0;
        foreach (var rune in text.EnumerateRunes()) // yields U+FFFD for a lone surrogate
        {
            if (IsBlank(rune))
            {
                if (result.Length > 0 && result[^1] != ' ')
                    result.Append(' ');
                marks = 0;
                continue;
            }
            if (IsDropped(rune))
                continue;
            // Before normalising: sorting ten thousand combining marks is the expensive part of NFC.
            marks = IsMark(rune) ? marks + 1 : 0;
            if (marks <= LongestMarkRun)
                result.Append(IsNonCharacter(rune) ? "\uFFFD" : rune.ToString());
        }
        return result.ToString().Normalize(NormalizationForm.FormC).Trim();
    }

    /// <summary>Tokens in order, positions into <paramref name="text"/>; punctuation that joins nothing is left out.</summary>
    internal static List<ChatToken> Tokens(string text)
    {
        var tokens = new List<ChatToken>();
        var i = 0;
        while (i < text.Length)
        {
            var end = PlaceholderEnd(text, i);
            if (end < 0)
                end = IsWordAt(text, i) ? WordEnd(text, i) : IsSign(text[i]) ? i + 1 : -1;
            if (end < 0)
            {
                i++;
                continue;
            }
            tokens.Add(new ChatToken(i, end - i, text[i..end]));
            i = end;
        }
        return tokens;
    }

    private static int PlaceholderEnd(string text, int start)
    {
        if (text[start] != '<')
            return -1;
        var i = start + 1;
        while (i < text.Length && char.IsAsciiLetterLower(text[i]))
            i++;
        return i > start + 1 && i < text.Length && text[i] == '>' ? i + 1 : -1;
    }

    private static int WordEnd(string text, int start)
    {
        var i = start;
        while (i < text.Length)
        {
            if (IsWordAt(text, i))
                i++;
            else if (i + 1 < text.Length && IsWordAt(text, i + 1) && Joins(text, i))
                i += 2;
            else
                break;
        }
        return i;
    }

    private static bool Joins(string text, int i) => text[i] switch
    {
        '.' or '-' or '\'' or '\u2019' or '&' or '_' or '@' => true,
        ',' or '/' or ':' => char.IsDigit(text[i - 1]) && char.IsDigit(text[i + 1]),
        _ => false,
    };

    private static bool IsWordAt(string text, int i) => CharUnicodeInfo.GetUnicodeCategory(text[i]) switch
    {
        UnicodeCategory.Surrogate => IsSupplementaryLetter(text, i),
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark => true,
        _ => char.IsLetterOrDigit(text[i]),
    };

    private static bool IsSupplementaryLetter(string text, int i)
    {
        var start = char.IsLowSurrogate(text[i]) ? i - 1 : i;
        return start >= 0 && Rune.TryGetRuneAt(text, start, out var rune) && Rune.IsLetterOrDigit(rune);
    }

    private static bool IsSign(char c) => c is '%' or '?' || char.GetUnicodeCategory(c) == UnicodeCategory.CurrencySymbol;

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool IsBlank(Rune rune) => Rune.IsWhiteSpace(rune) || rune.Value == 0x2800;

    // string.Normalize refuses U+FFFE; its siblings have no business in a message either.
    private static bool IsNonCharacter(Rune rune) => (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF;

    private static bool IsDropped(Rune rune) => rune.Value switch
    {
        0x00AD or 0x034F or 0x061C or 0x180E or 0xFEFF => true,
        >= 0x200B and <= 0x200F or >= 0x202A and <= 0x202E or >= 0x2060 and <= 0x206F => true,
        0x115F or 0x1160 or 0x3164 or 0xFFA0 or >= 0xFFF9 and <= 0xFFFB => true, // letters and anchors that draw nothing
        >= 0xE0000 and <= 0xE01EF => true, // tags, and the variation selectors that can carry hidden text
        _ => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Control,
    };
}
