namespace CoSellBot.Knowledge.Documents;

/// <summary>Cuts a paragraph into sentences, so that a quotation is whole and no longer than it has to be.</summary>
internal static class Sentences
{
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
        // "z. B.", "S. 2", "No. 5", "Art. 28": a short word before the stop, or no capital after it, is no end.
        return next.Length == 0
            || (text[i] != '.' || word.Length > 3 || word.All(char.IsDigit)) && (char.IsUpper(next[0]) || next[0] is '¿' or '¡' or '"' or '«' or '„');
    }
}
