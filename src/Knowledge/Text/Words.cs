using System.Globalization;
using System.Text;

namespace CoSellBot.Knowledge.Text;

/// <summary>Cuts text into folded words: lower case, no accents, full width as half. Japanese is cut where the script changes.</summary>
internal static class Words
{
    private enum Script
    {
        None,
        Letters,
        Digits,
        Kanji,
        Katakana,
    }

    /// <summary>The words in order. Runs of hiragana are grammar and left out, and so is a single character of kanji.</summary>
    public static IEnumerable<string> Of(string text)
    {
        var folded = Fold(text);
        var start = 0;
        while (start < folded.Length)
        {
            var script = ScriptOf(folded[start]);
            var end = start + 1;
            while (end < folded.Length && ScriptOf(folded[end]) == script)
            {
                end++;
            }

            if (script != Script.None && (script is Script.Letters or Script.Digits || end - start > 1))
            {
                yield return folded[start..end];
            }

            start = end;
        }
    }

    /// <summary>True for words of a script without blanks, whose parts are words too.</summary>
    public static bool IsDense(string word) => ScriptOf(word[0]) is Script.Kanji or Script.Katakana;

    private static string Fold(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormKD).ToLowerInvariant())
        {
            switch (c)
            {
                case >= '\u0300' and <= '\u036F':
                    break;
                case 'ß':
                    result.Append("ss");
                    break;
                default:
                    result.Append(c);
                    break;
            }
        }

        // Voiced kana belong together again; what was an accent is gone.
        return result.ToString().Normalize(NormalizationForm.FormC);
    }

    private static Script ScriptOf(char c) => c switch
    {
        >= '\u4E00' and <= '\u9FFF' or '々' => Script.Kanji,
        (>= '\u30A1' and <= '\u30FA') or 'ー' => Script.Katakana,
        >= '\u3040' and <= '\u309F' => Script.None,
        _ when char.IsDigit(c) => Script.Digits,
        _ when char.IsLetter(c) || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark => Script.Letters,
        _ => Script.None,
    };
}
