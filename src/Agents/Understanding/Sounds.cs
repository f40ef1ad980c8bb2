using System.Text;

namespace CoSellBot.Agents.Understanding;

/// <summary>
/// The consonants of a name as they sound, so that a name in Katakana meets its Latin spelling: ニンバス and Nimbus are both "nbs".
/// Good enough to find a candidate among names already known, never to make one up.
/// </summary>
internal static class Sounds
{
    private static readonly string[] Rows = // a syllable's consonant, by row of the Katakana table
    [
        "アイウエオァィゥェォャュョヤユヨワヲヮー", "カキクケコヵヶ=k", "ガギグゲゴ=g", "サスセソ=s", "シ=s", "ザズゼゾ=s", "ジ=j", "タテト=t", "チ=t", "ツ=t", "ダデド=d", "ヂ=j", "ヅ=s",
        "ナニヌネノ=n", "ハヒヘホ=h", "フ=f", "バビブベボ=b", "パピプペポ=p", "マミムメモ=n", "ラリルレロ=r", "ン=n", "ヴ=b",
    ];

    private static readonly Dictionary<char, string> Katakana = Rows
        .SelectMany(row => row.Split('=') is var parts ? parts[0].Select(c => (c, Sound: parts.Length > 1 ? parts[1] : "")) : [])
        .ToDictionary(pair => pair.c, pair => pair.Sound);

    private static readonly (string Spelling, string Sound)[] Spellings =
    [
        ("tch", "t"), ("dge", "j"), ("ght", "t"), ("sch", "s"), ("ph", "f"), ("th", "s"), ("sh", "s"), ("ch", "t"), ("ck", "k"), ("qu", "k"), ("gh", ""), ("wr", "r"), ("kn", "n"), ("fj", "f"), ("bj", "b"), ("lj", "r"),
        ("ce", "s"), ("ci", "s"), ("x", "ks"), ("c", "k"), ("q", "k"), ("l", "r"), ("v", "b"), ("z", "s"), ("m", "n"), ("w", ""), ("y", ""),
    ];

    /// <summary>The consonants; empty for a name of vowels or of another script.</summary>
    /// <param name="name">A name in Katakana or Latin letters.</param>
    /// <param name="isRolled">True to keep an r at a syllable's end: フィヨルド for "fjord", where レジャー has none.</param>
    public static string Of(string name, bool isRolled = false)
    {
        var folded = Scripts.Fold(name);
        var sound = new StringBuilder(folded.Length);
        for (var i = 0; i < folded.Length;)
        {
            var rest = folded.AsSpan(i);
            if (Katakana.TryGetValue(folded[i], out var consonant))
            {
                Append(sound, consonant);
                i++;
                continue;
            }

            var found = ("", "");
            foreach (var spelling in Spellings)
            {
                if (rest.StartsWith(spelling.Spelling, StringComparison.Ordinal))
                {
                    found = spelling;
                    break;
                }
            }

            // Japanese speaks no r at a syllable's end: "Ledger" is レジャー.
            var isSilent = folded[i] is 'a' or 'e' or 'i' or 'o' or 'u' || !char.IsAsciiLetter(folded[i])
                || (!isRolled && folded[i] is 'r' && (i + 1 == folded.Length || folded[i + 1] is not ('a' or 'e' or 'i' or 'o' or 'u')));
            Append(sound, found.Item1.Length > 0 ? found.Item2 : isSilent ? "" : folded[i].ToString());
            i += Math.Max(1, found.Item1.Length);
        }

        return sound.ToString();
    }

    /// <summary>The vowel a name begins with or has behind its first consonant, a capital when nothing stands before it; a blank for none.</summary>
    public static char FirstVowel(string name)
    {
        var folded = Scripts.Fold(name);
        if (folded.Length > 0 && Scripts.Of(folded[0]) == Script.Katakana)
        {
            // The Katakana table has the vowels in turn, row by row.
            var row = Array.FindIndex(Vowels, vowel => vowel.Contains(folded[0], StringComparison.Ordinal));
            return row < 0 ? ' ' : "アイウエオ".Contains(folded[0], StringComparison.Ordinal) ? "AIUEO"[row] : "aiueo"[row];
        }

        var at = folded.AsSpan().IndexOfAny("aeiou");
        return at < 0 ? ' ' : at == 0 ? char.ToUpperInvariant(folded[0]) : folded[at];
    }

    private static readonly string[] Vowels =
        ["アカガサザタダナハバパマヤラワ", "イキギシジチヂニヒビピミリ", "ウクグスズツヅヌフブプムユルヴ", "エケゲセゼテデネヘベペメレ", "オコゴソゾトドノホボポモヨロヲ"];

    private static void Append(StringBuilder sound, string consonant)
    {
        // Doubled letters sound once.
        if (consonant.Length > 0 && (sound.Length == 0 || sound[^1] != consonant[0]))
        {
            sound.Append(consonant);
        }
    }
}
