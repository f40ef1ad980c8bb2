using System.Buffers;

namespace CoSellBot.Agents.Understanding;

/// <summary>Where a company's name stands.</summary>
internal readonly record struct CompanyMention(int Start, int Length, bool IsPartner);

/// <summary>Cuts the names the tagger has found out of a text.</summary>
internal static class CompanyNames
{
    private const int LongestName = 120;
    private static readonly SearchValues<char> Borders = SearchValues.Create(",;:?!\n()、。");

    /// <summary>The names in order. What was read already stands as one word for the tagger, so that it judges by the words around.</summary>
    public static IEnumerable<CompanyMention> Find(SlotTagger tagger, string text, IReadOnlyList<FoldedWord> words, MessageSpans spans)
    {
        var (tokens, places) = Tokens(text, words, spans);
        var tags = tagger.Tag(tokens);
        for (var i = 0; i < tags.Length; i++)
        {
            if (tags[i] is not (SlotTag.Company or SlotTag.Partner) || places[i].Taken)
            {
                continue;
            }

            var end = i;
            while (end + 1 < tags.Length && tags[end + 1] == tags[i] + 1 && !places[end + 1].Taken && Joins(text, places[end].End, places[end + 1].Start))
            {
                end++;
            }

            var length = Math.Min(LongestName, places[end].End - places[i].Start);
            // A full stop belongs to the name after a legal form's last letter: "S.A.", "Inc."
            yield return new CompanyMention(places[i].Start, length, tags[i] == SlotTag.Partner);
            i = end;
        }
    }

    private static (List<string> Tokens, List<(int Start, int End, bool Taken)> Places) Tokens(string text, IReadOnlyList<FoldedWord> words, MessageSpans spans)
    {
        var (tokens, places) = (new List<string>(), new List<(int, int, bool)>());
        foreach (var (start, length, placeholder) in spans.AndWords(words))
        {
            tokens.Add(placeholder ?? text.Substring(start, length));
            places.Add((start, start + length, placeholder is not null));
        }

        return (tokens, places);
    }

    // A comma or a line ends a name.
    private static bool Joins(string text, int from, int to) => text.AsSpan(from, to - from).IndexOfAny(Borders) < 0;
}
