using CoSellBot.Knowledge.Text;

namespace CoSellBot.Knowledge.Quoting;

/// <summary>A section of one document in one language, with the words that lead to it.</summary>
internal sealed record Entry(DocumentHead Document, KnowledgeSection Section, SectionKey Key, int Order, double Length);

/// <summary>One place where a word occurs.</summary>
/// <param name="Entry">The entry's number.</param>
/// <param name="Weight">How much the place says: its heading or what it is asked as more than its text, the document's title less.</param>
/// <param name="Count">How often.</param>
internal readonly record struct Posting(int Entry, double Weight, int Count);

/// <summary>The sections among which an answer is looked for, laid out by their words.</summary>
internal sealed class QuoteShelf
{
    public const double OfHeading = 1;
    private const double OfText = 0.9;
    private const double OfTitle = 0.5;
    private readonly WordBank _bank = new();
    private readonly List<List<Posting>> _postings = [];

    /// <param name="sections">What may be quoted; nothing else is counted.</param>
    public QuoteShelf(IEnumerable<(DocumentHead Document, KnowledgeSection Section)> sections)
    {
        var entries = new List<Entry>();
        foreach (var (document, section) in sections)
        {
            var words = Weigh(document, section);
            foreach (var (word, (weight, count)) in words)
            {
                var id = _bank.Add(word);
                if (id == _postings.Count)
                {
                    _postings.Add([]);
                }

                _postings[id].Add(new Posting(entries.Count, weight, count));
            }

            entries.Add(new Entry(document, section, new SectionKey(document.Id, section.Id), entries.Count, words.Values.Sum(value => value.Count)));
        }

        Entries = entries;
        MeanLength = entries.Count == 0 ? 1 : entries.Average(entry => entry.Length);
    }

    public IReadOnlyList<Entry> Entries { get; }

    public double MeanLength { get; }

    /// <summary>Where a word of a question occurs, with how well it is met there.</summary>
    public IEnumerable<(Posting Posting, double Alike)> Find(string word)
    {
        var like = _bank.Like(word).ToList();
        // A word that somebody wrote was hardly meant for another that only looks like it.
        var least = like.Exists(found => found.Alike >= WordBank.Inflection) ? WordBank.Inflection : 0;
        return like.Where(found => found.Alike >= least || _bank.IsPart(word, found.Word)).SelectMany(found => _postings[found.Word].Select(posting => (posting, found.Alike)));
    }

    private static Dictionary<string, (double Weight, int Count)> Weigh(DocumentHead document, KnowledgeSection section)
    {
        var words = new Dictionary<string, (double Weight, int Count)>(StringComparer.Ordinal);
        Add(section.Heading, OfHeading);
        Add(string.Join(' ', section.AskedAs), OfHeading);
        Add(string.Join(' ', section.Sentences), OfText);
        Add(document.Title, OfTitle);
        return words;

        void Add(string text, double weight)
        {
            foreach (var word in Words.Of(text))
            {
                var (best, count) = words.GetValueOrDefault(word);
                words[word] = (Math.Max(best, weight), count + 1);
            }
        }
    }
}
