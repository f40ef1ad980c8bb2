using System.Collections.Frozen;

namespace CoSellBot.Knowledge.Documents;

/// <summary>Cuts a paragraph into sentences, so that a quotation is whole and no longer than it has to be.</summary>
internal static class Sentences
{
    private static readonly FrozenSet<string> Abbreviations = (
        "Abs Art art Bd bzw ca Co cf Corp dgl Dr ed Ed eds etc evtl ex Fig fig ggf Hr Fr Inc inkl Jr Kap lfd Ltd max Max min Mio Mr Mrs Ms No no Nr num núm pag pág p.ex pp Prof resp S sec Sr Sra St Std Str Tel Tsd u.a usw vgl Vgl vs z.B zzgl e.g i.e approx")
        .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The sentences in order, each with its closing mark.</summary>
    public static IReadOnlyList<string> Split(string paragraph, string language)
    {
        var sentences = new List<string>();
        var start = 0;
        for (var i = 0; i < paragraph.Length; i++)
        {
            if (!Ends(paragraph, start, i, language))
            {
                continue;
            }

            Add(paragraph[start..(i + 1)]);
            start = i + 1;
        }

        Add(paragraph[start..]);
        return sentences;

        void Add(string sentence)
        {
            if (sentence.Any(char.IsLetterOrDigit))
            {
                sentences.Add(sentence.Trim());
            }
        }
    }

    // "z. B.", "S. 2", "No. 5", "Art. 28", "31. März": such a word before the stop is no end.
    private static bool IsShort(string word, string language)
    {
        var letters = word.TrimStart('(', '"', '«', '„');
        return (letters.Length == 1 && char.IsLetter(letters[0])) || Abbreviations.Contains(letters) || (language == "de" && letters.Length is 1 or 2 && letters.All(char.IsDigit));
    }

    private static bool Ends(string text, int start, int i, string language)
    {
        if (text[i] is '。' or '！' or '？')
        {
            return true;
        }

        if (text[i] is not ('.' or '!' or '?') || language == "ja" || (i + 1 < text.Length && text[i + 1] != ' '))
        {
            return false;
        }

        var word = text[(Math.Max(text.LastIndexOf(' ', i), start - 1) + 1)..i];
        var next = text[(i + 1)..].TrimStart();
        return next.Length == 0 || ((text[i] != '.' || !IsShort(word, language)) && (char.IsUpper(next[0]) || char.IsDigit(next[0]) || next[0] is '¿' or '¡' or '"' or '«' or '„' or '('));
    }
}
