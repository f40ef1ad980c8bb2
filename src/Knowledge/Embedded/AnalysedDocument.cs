using CoSellBot.Knowledge.Text;

namespace CoSellBot.Knowledge.Embedded;

/// <summary>A document cut into passages and these into terms; made once, however often the shelf around it is laid out anew.</summary>
internal sealed class AnalysedDocument
{
    private AnalysedDocument(KnowledgeDocument document, IReadOnlyList<AnalysedPassage> passages) => (Document, Passages) = (document, passages);

    public KnowledgeDocument Document { get; }

    public IReadOnlyList<AnalysedPassage> Passages { get; }

    /// <summary>Analyses a document.</summary>
    public static AnalysedDocument Of(KnowledgeDocument document, Vocabulary vocabulary)
    {
        var passages = new List<AnalysedPassage>();
        foreach (var passage in KnowledgePassage.Of(document))
        {
            var (counts, length) = passage.Terms();
            passages.Add(new AnalysedPassage(passage, [.. counts.Keys.Select(vocabulary.Add)], [.. counts.Values], length));
            foreach (var word in new[] { document.Title, passage.Section.Heading, string.Join(' ', passage.Section.AskedAs), passage.Text }.SelectMany(Words.Of))
            {
                vocabulary.Learn(word, document.Language);
            }
        }

        return new AnalysedDocument(document, passages);
    }
}

/// <summary>A passage and what it is made of.</summary>
/// <param name="Passage">The passage.</param>
/// <param name="Terms">Numbers of its stems.</param>
/// <param name="Counts">How often each occurs, weighed by where.</param>
/// <param name="Length">The sum of the counts.</param>
internal sealed record AnalysedPassage(KnowledgePassage Passage, int[] Terms, float[] Counts, float Length);
