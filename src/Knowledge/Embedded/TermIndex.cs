namespace CoSellBot.Knowledge.Embedded;

/// <summary>Where each term occurs and what each passage is made of. Built once, then only read.</summary>
internal sealed class TermIndex
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<string> _stems = [];
    private readonly (int Passage, float Count)[][] _postings;
    private readonly (int Term, float Count)[][] _passages;

    public TermIndex(IReadOnlyList<KnowledgePassage> passages)
    {
        var postings = new List<List<(int, float)>>();
        _passages = new (int, float)[passages.Count][];
        Lengths = new float[passages.Count];
        for (var number = 0; number < passages.Count; number++)
        {
            var (counts, length) = passages[number].Terms();
            Lengths[number] = length;
            var own = _passages[number] = new (int, float)[counts.Count];
            var at = 0;
            foreach (var (stem, count) in counts)
            {
                if (!_ids.TryGetValue(stem, out var id))
                {
                    _ids[stem] = id = postings.Count;
                    _stems.Add(stem);
                    postings.Add([]);
                }

                postings[id].Add((number, count));
                own[at++] = (id, count);
            }
        }

        _postings = [.. postings.Select(list => list.ToArray())];
    }

    /// <summary>The length of each passage, in the measure of its counts.</summary>
    public float[] Lengths { get; }

    /// <summary>The number of a stem, or null.</summary>
    public int? Find(string stem) => _ids.TryGetValue(stem, out var id) ? id : null;

    /// <summary>A term's stem.</summary>
    public string Stem(int term) => _stems[term];

    /// <summary>Where a term occurs, by passage number.</summary>
    public ReadOnlySpan<(int Passage, float Count)> Postings(int term) => _postings[term];

    /// <summary>What a passage is made of.</summary>
    public ReadOnlySpan<(int Term, float Count)> TermsOf(int passage) => _passages[passage];
}
