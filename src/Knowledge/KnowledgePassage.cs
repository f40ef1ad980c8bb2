using System.Security.Cryptography;
using System.Text;
using CoSellBot.Knowledge.Text;

namespace CoSellBot.Knowledge;

/// <summary>What an index ranks: a section, or a part of a long one.</summary>
/// <param name="Document">The document; an index that keeps passages one by one has its head only.</param>
/// <param name="Section">The section, whole.</param>
/// <param name="Order">Counts the passages of a document from 0.</param>
/// <param name="Text">The part of the section's text that is ranked here.</param>
public sealed record KnowledgePassage(DocumentHead Document, KnowledgeSection Section, int Order, string Text)
{
    private const int LongestPart = 1600;

    /// <summary>The section it is of.</summary>
    public SectionKey Key { get; } = new(Document.Id, Section.Id);

    /// <summary>What its vector is made of: where it stands, and the text.</summary>
    public string Meaning => $"{string.Join(". ", [Document.Title, .. Section.Above, Section.Heading])}\n{Text}";

    /// <summary>The same for the same <see cref="Meaning"/>.</summary>
    internal string MeaningHash => field ??= Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Meaning)));

    /// <summary>The passages of a document, in order: whole paragraphs together up to a length that says one thing.</summary>
    public static IEnumerable<KnowledgePassage> Of(KnowledgeDocument document)
    {
        var order = 0;
        foreach (var section in document.Sections)
        {
            var part = new List<string>();
            var length = 0;
            foreach (var paragraph in section.Paragraphs.Select(sentences => string.Join(' ', sentences)))
            {
                if (length > 0 && length + paragraph.Length > LongestPart)
                {
                    yield return new KnowledgePassage(document, section, order++, string.Join('\n', part));
                    (part, length) = ([], 0);
                }

                part.Add(paragraph);
                length += paragraph.Length;
            }

            yield return new KnowledgePassage(document, section, order++, string.Join('\n', part));
        }
    }

    /// <summary>How often each stem occurs, a place that says more counting more, and the length in the same measure.</summary>
    internal (Dictionary<string, float> Counts, float Length) Terms()
    {
        var counts = new Dictionary<string, float>(StringComparer.Ordinal);
        var length = 0f;
        Add(Document.Title, Weights.Title);
        Add(string.Join(' ', Section.Above), Weights.Title);
        Add(Section.Heading, Weights.Heading);
        Add(string.Join(' ', Section.AskedAs), Weights.AskedAs);
        Add(Text, 1);
        return (counts, length);

        void Add(string text, float weight)
        {
            foreach (var stem in Stems.Of(text, Document.Language))
            {
                counts[stem] = counts.GetValueOrDefault(stem) + weight;
                length += weight;
            }
        }
    }

    // How much a word says by where it stands, against the text's own words.
    private static class Weights
    {
        public const float Title = 0.5f;
        public const float Heading = 2f;
        public const float AskedAs = 1.5f;
    }
}
