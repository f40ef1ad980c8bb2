using System.Globalization;
using System.Text;

namespace CoSellBot.Prm.Accounts;

/// <summary>Turns a normalised name into lower-case words that compare by equality.</summary>
internal static class NameFolding
{
    /// <summary>The words of a name; empty when it has neither letter nor digit.</summary>
    public static List<string> Tokens(string normalized, bool expandUmlauts)
    {
        var folded = Fold(expandUmlauts ? Expand(normalized) : normalized);
        var tokens = folded.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList();
        // Not the last word: there OG is an Austrian legal form.
        for (var i = 0; i < tokens.Count - 1; i++)
        {
            if (tokens[i] is "und" or "et" or "och" or "og")
            {
                tokens[i] = "and";
            }
        }

        return tokens;
    }

    /// <summary>Joins runs of single letters: "i b m" becomes "ibm". After legal forms are gone, or "Vitamin C S.A." would lose its C.</summary>
    public static void JoinSingleLetters(List<string> tokens)
    {
        for (var end = tokens.Count; end > 0; end--)
        {
            var start = end;
            while (start > 0 && tokens[start - 1] is [>= 'a' and <= 'z'])
            {
                start--;
            }

            if (end - start > 1)
            {
                tokens[start] = string.Concat(tokens[start..end]);
                tokens.RemoveRange(start + 1, end - start - 1);
                end = start + 1;
            }
        }
    }

    private static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        var stripMarks = false;
        foreach (var rune in text.Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark)
            {
                // Marks are accents in Latin and Greek, but vowels in Devanagari and consonants' voice in Kana.
                if (!stripMarks)
                {
                    folded.Append(rune.ToString());
                }

                continue;
            }

            var lower = Rune.ToLowerInvariant(rune);
            stripMarks = IsLatinOrGreek(lower.Value) || !Rune.IsLetter(lower);
            folded.Append(Letter(lower) ?? (Rune.IsLetterOrDigit(lower) || category == UnicodeCategory.LetterNumber ? lower.ToString() : " "));
        }

        return folded.ToString().Normalize(NormalizationForm.FormC);
    }

    /// <summary>Letters that have no decomposition, and signs with a reading; null for all others.</summary>
    private static string? Letter(Rune rune) => rune.Value switch
    {
        '&' => " and ",
        '\'' or '`' or '´' or '‘' or '’' or '‛' or 'ʼ' or 'ʻ' or '′' => "",
        'ß' => "ss",
        'ø' => "o",
        'ł' => "l",
        'æ' => "ae",
        'œ' => "oe",
        'đ' or 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ı' => "i",
        'ŧ' => "t",
        'ŋ' => "n",
        'ə' => "e",
        'ς' => "σ",
        _ => null,
    };

    private static string Expand(string text)
    {
        var expanded = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            _ = c switch
            {
                'ä' or 'Ä' => expanded.Append("ae"),
                'ö' or 'Ö' or 'ø' or 'Ø' => expanded.Append("oe"),
                'ü' or 'Ü' => expanded.Append("ue"),
                'å' or 'Å' => expanded.Append("aa"),
                _ => expanded.Append(c),
            };
        }

        return expanded.ToString();
    }

    private static bool IsLatinOrGreek(int c) => c is < 0x250 or (>= 0x370 and < 0x400) or (>= 0x1E00 and < 0x2000) or (>= 0x2C60 and < 0x2C80) or (>= 0xA720 and < 0xA800);
}
