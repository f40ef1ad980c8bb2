using System.Globalization;
using System.Text;

namespace CoSellBot.Agents.Understanding;

/// <summary>The writing system of a letter, as far as words are cut by it.</summary>
internal enum Script
{
    /// <summary>Latin, Greek, Cyrillic and everything else that parts words by blanks; digits; signs.</summary>
    Spaced,

    /// <summary>Japanese phonetic letters of grammar.</summary>
    Hiragana,

    /// <summary>Japanese phonetic letters of names and loan words.</summary>
    Katakana,

    /// <summary>Chinese characters.</summary>
    Han,
}

/// <summary>Cuts texts that part no words by blanks where the writing system changes.</summary>
internal static class Scripts
{
    /// <summary>The writing system of a character; the long-vowel mark goes with Katakana.</summary>
    public static Script Of(char c) => c switch
    {
        >= '\u3041' and <= '\u309F' => Script.Hiragana,
        '\u30FB' => Script.Spaced,
        >= '\u30A0' and <= '\u30FF' or >= '\uFF66' and <= '\uFF9F' => Script.Katakana,
        >= '\u4E00' and <= '\u9FFF' or >= '\u3400' and <= '\u4DBF' or '々' or '〆' => Script.Han,
        _ => Script.Spaced,
    };

    /// <summary>True when a text has letters of a writing that parts no words.</summary>
    public static bool HasUnparted(string text) => text.AsSpan().ContainsAnyInRange('\u3041', '\u9FFF');

    /// <summary>True when a part of a text begins or ends within a word of Katakana, as インド does in ノースウインド.</summary>
    public static bool IsCutThrough(string text, int start, int length)
    {
        bool Joins(int at) => at > 0 && at < text.Length && Of(text[at - 1]) == Script.Katakana && Of(text[at]) == Script.Katakana;
        return Joins(start) || Joins(start + length);
    }

    /// <summary>True when a text has Japanese letters.</summary>
    public static bool IsJapanese(string text) => text.AsSpan().ContainsAnyInRange('\u3041', '\u30FF');

    /// <summary>
    /// True when a name has letters of the Latin alphabet beside letters of another that parts words by blanks, or look-alikes of Latin
    /// letters: "Соntоsо" with a Cyrillic o is another name. Japanese, Chinese and Korean names are often written with Latin letters.
    /// </summary>
    public static bool MixesAlphabets(string name)
    {
        var (latin, others) = (false, false);
        foreach (var rune in Narrow(name).EnumerateRunes())
        {
            var isLatin = rune.Value is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= 0xC0 and <= 0x17F) or (>= 0x1CD and <= 0x233) or (>= 0x1E00 and <= 0x1EFF);
            latin |= isLatin;
            others |= !isLatin && (Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.LetterNumber || (Rune.IsDigit(rune) && rune.Value > 0x7F) || rune.Value is >= 0x1D400 and <= 0x1D7FF)
                && rune.Value is not ((>= 0x3005 and <= 0x9FFF) or (>= 0xAC00 and <= 0xD7AF) or (>= 0xF900 and <= 0xFAFF) or (>= 0xFF66 and <= 0xFF9F) or (>= 0x20000 and <= 0x3FFFF) or 0xAA or 0xBA);
        }

        return latin && others;
    }

    /// <summary>True when most letters of a text are of a writing that none of our languages uses.</summary>
    public static bool IsForeign(string text)
    {
        var (ours, others) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetter(rune))
            {
                _ = rune.Value is < 0x250 or (>= 0x1E00 and <= 0x1EFF) or (>= 0x3005 and <= 0x9FFF) or (>= 0xFF21 and <= 0xFF9F) ? ours++ : others++;
            }
        }

        return others > ours;
    }

    /// <summary>The tokens of a text, those of mixed writing cut in parts: "Contosoを登録" is three words.</summary>
    public static List<ChatToken> Words(string text)
    {
        var words = new List<ChatToken>();
        foreach (var token in ChatText.Tokens(text))
        {
            for (var start = 0; start < token.Length;)
            {
                var end = token.Text[0] == '<' ? token.Length : WordEnd(token.Text, start);
                words.Add(start == 0 && end == token.Length ? token : new ChatToken(token.Start + start, end - start, token.Text[start..end]));
                start = end;
            }
        }

        return words;
    }

    // Where the writing changes, behind an elided word ("l'offre", "d'affaires") and before a genitive's s ("Litware's").
    private static int WordEnd(string token, int start)
    {
        var end = start + 1;
        while (end < token.Length && Of(token[end]) == Of(token[start]))
        {
            if (token[end - 1] is '\'' or '\u2019' && start == 0 && IsElision(token.AsSpan(0, end - 1)))
            {
                return end;
            }

            if (token[end] is '\'' or '\u2019' && end == token.Length - 2 && token[^1] is 's' or 'S' && end > 1)
            {
                return end;
            }

            end++;
        }

        return end;
    }

    private static bool IsElision(ReadOnlySpan<char> word) => word is [var one] ? "ldjcsnmtLDJCSNMT".Contains(one, StringComparison.Ordinal)
        : word.Equals("qu", StringComparison.OrdinalIgnoreCase) || word.Equals("jusqu", StringComparison.OrdinalIgnoreCase) || word.Equals("lorsqu", StringComparison.OrdinalIgnoreCase);

    /// <summary>Full-width letters, digits and signs as their usual forms, one for one, so that positions stay.</summary>
    public static string Narrow(string text) => text.AsSpan().ContainsAnyInRange('\uFF01', '\uFF5E')
        // A wide slash parts things, a narrow one joins dates and words.
        ? string.Create(text.Length, text, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = from[i] is >= '\uFF01' and <= '\uFF5E' and not '\uFF0F' ? (char)(from[i] - 0xFEE0) : from[i];
            }
        })
        : text;

    /// <summary>Lower case without accents, as dictionaries of typed words compare.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        // Who has no umlauts writes "schuetzen".
        var spelt = Narrow(text).ToLowerInvariant().Normalize(NormalizationForm.FormC).Replace("ä", "ae", StringComparison.Ordinal).Replace("ö", "oe", StringComparison.Ordinal).Replace("ü", "ue", StringComparison.Ordinal);
        foreach (var c in spelt.Normalize(NormalizationForm.FormD))
        {
            if (char.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark || c is '\u3099' or '\u309A')
            {
                folded.Append(c switch { 'ß' => "ss", '\u2019' or '`' or '´' => "'", _ => c.ToString() });
            }
        }

        return folded.ToString().Normalize(NormalizationForm.FormC);
    }
}
