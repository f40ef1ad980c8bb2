using CoSellBot.Knowledge.Text;

namespace CoSellBot.Knowledge.Quoting;

/// <summary>A section, over all its languages, as it meets the words of a question.</summary>
internal sealed class Candidate(SectionKey key, int order, int words)
{
    public SectionKey Key => key;

    public int Order => order;

    /// <summary>How well each word is met, to 1.</summary>
    public double[] Met { get; } = new double[words];

    /// <summary>Which words its heading meets, or what it is asked as.</summary>
    public bool[] About { get; } = new bool[words];

    /// <summary>BM25, the best of its languages.</summary>
    public double Score { get; set; }
}

/// <summary>Chooses the sections that together answer a question, or none.</summary>
internal static class Ranking
{
    private const double K = 1.2;
    private const double B = 0.75;

    /// <summary>A section is added only when it answers at least this share of the question that no earlier one does.</summary>
    private const double LeastGain = 0.28;

    /// <summary>The best section alone has to answer this share: scattered words are no answer.</summary>
    private const double LeastOfBest = 0.42;

    /// <summary>Less of the question than this, and there is no answer.</summary>
    private const double LeastCovered = 0.55;

    /// <summary>How much it counts how near the index found a section, against how much of the question it answers.</summary>
    private const double OfNear = 0.3;

    /// <summary>The chosen sections, best first.</summary>
    /// <param name="shelf">What may be quoted.</param>
    /// <param name="question">The question's own words, folded, without repeats.</param>
    /// <param name="names">Those of them that are names: they order what is found and answer nothing.</param>
    /// <param name="found">How near the index found each section, the nearest being 1.</param>
    /// <param name="most">The most sections.</param>
    public static IReadOnlyList<Candidate> Choose(QuoteShelf shelf, IReadOnlyList<string> question, IReadOnlySet<string> names, IReadOnlyDictionary<SectionKey, double> found, int most)
    {
        var candidates = new Dictionary<SectionKey, Candidate>();
        var frequencies = new Dictionary<int, double[]>();
        for (var term = 0; term < question.Count; term++)
        {
            foreach (var (posting, alike) in shelf.Find(question[term]))
            {
                var entry = shelf.Entries[posting.Entry];
                var candidate = candidates.TryGetValue(entry.Key, out var known) ? known : candidates[entry.Key] = new Candidate(entry.Key, entry.Order, question.Count);
                candidate.Met[term] = Math.Max(candidate.Met[term], alike * posting.Weight);
                candidate.About[term] |= posting.Weight >= QuoteShelf.OfHeading && alike >= 1;
                var counts = frequencies.TryGetValue(posting.Entry, out var some) ? some : frequencies[posting.Entry] = new double[question.Count];
                counts[term] += alike * posting.Weight * posting.Count;
            }
        }

        // The same section in six languages is one section, here and in how rare a word is.
        var sections = shelf.Entries.Select(entry => entry.Key).Distinct().Count();
        var rarity = Enumerable.Range(0, question.Count)
            .Select(term => Rarity(sections, candidates.Values.Count(candidate => candidate.Met[term] > 0))).ToArray();
        // A price is quoted from where prices are, not from where one happens to be mentioned.
        foreach (var candidate in candidates.Values.Where(candidate => question.Where((word, term) => PriceWords.Contains(word) && !candidate.About[term]).Any()))
        {
            Array.Clear(candidate.Met);
        }

        foreach (var (number, counts) in frequencies)
        {
            var entry = shelf.Entries[number];
            var length = K * (1 - B + (B * entry.Length / shelf.MeanLength));
            var score = counts.Select((count, term) => rarity[term] * count * (K + 1) / (count + length)).Sum();
            candidates[entry.Key].Score = Math.Max(candidates[entry.Key].Score, score);
        }

        return Cover([.. candidates.Values], found, [.. rarity.Select((weight, term) => names.Contains(question[term]) ? 0 : weight)], most);
    }

    // Greedy: what answers most of what is still open comes next. Words nobody has met weigh the most, so that they count against an answer.
    private static List<Candidate> Cover(List<Candidate> candidates, IReadOnlyDictionary<SectionKey, double> found, double[] rarity, int most)
    {
        var whole = rarity.Sum();
        var covered = new double[rarity.Length];
        var chosen = new List<Candidate>();
        while (chosen.Count < most && candidates.Count > chosen.Count && whole > 0)
        {
            var best = candidates.Except(chosen).Select(candidate => (Candidate: candidate, Gain: Gain(candidate), Near: found.GetValueOrDefault(candidate.Key)))
                .OrderByDescending(next => Math.Round((next.Gain / whole) + (OfNear * next.Near), 3)).ThenByDescending(next => next.Candidate.Score).ThenBy(next => next.Candidate.Order).First();
            if (best.Gain < (chosen.Count == 0 ? LeastOfBest : LeastGain) * whole)
            {
                break;
            }

            chosen.Add(best.Candidate);
            for (var term = 0; term < covered.Length; term++)
            {
                covered[term] = Math.Max(covered[term], best.Candidate.Met[term]);
            }
        }

        return covered.Select((share, term) => share * rarity[term]).Sum() >= LeastCovered * whole ? chosen : [];

        double Gain(Candidate candidate) => rarity.Select((weight, term) => weight * Math.Max(0, candidate.Met[term] - covered[term])).Sum();
    }

    // One and more: in a small library a common word says almost as much as a rare one.
    private static double Rarity(int sections, int with) => 1 + Math.Log(1 + ((sections - with + 0.5) / (with + 0.5)));
}
