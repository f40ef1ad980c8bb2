namespace CoSellBot.Knowledge.Embedded;

/// <summary>Where each term occurs and what each passage is made of. Built once, then only read.</summary>
internal sealed class TermIndex
{
    private readonly IReadOnlyList<AnalysedPassage> _passages;
    private readonly Vocabulary _vocabulary;
    private readonly int[] _begins;
    private readonly int[] _where;
    private readonly float[] _counts;

    public TermIndex(IReadOnlyList<AnalysedPassage> passages, Vocabulary vocabulary)
    {
        (_passages, _vocabulary) = (passages, vocabulary);
        Lengths = [.. passages.Select(passage => passage.Length)];

        // One run of places for each term, in the order of the passages: counted first, then filled.
        _begins = new int[vocabulary.Count + 1];
        foreach (var term in passages.SelectMany(passage => passage.Terms))
        {
            _begins[term + 1]++;
        }

        for (var term = 0; term < _begins.Length - 1; term++)
        {
            _begins[term + 1] += _begins[term];
        }

        (_where, _counts) = (new int[_begins[^1]], new float[_begins[^1]]);
        var next = _begins.ToArray();
        for (var number = 0; number < passages.Count; number++)
        {
            var (terms, counts) = (passages[number].Terms, passages[number].Counts);
            for (var at = 0; at < terms.Length; at++)
            {
                var place = next[terms[at]]++;
                (_where[place], _counts[place]) = (number, counts[at]);
            }
        }
    }

    /// <summary>The length of each passage, in the measure of its counts.</summary>
    public float[] Lengths { get; }

    /// <summary>The passages a term occurs in, in order, and how often in each.</summary>
    public (ReadOnlyMemory<int> Passages, ReadOnlyMemory<float> Counts) Postings(int term) => term + 1 >= _begins.Length
        ? default
        : (_where.AsMemory(_begins[term].._begins[term + 1]), _counts.AsMemory(_begins[term].._begins[term + 1]));

    /// <summary>What a passage is made of.</summary>
    public (int[] Terms, float[] Counts) TermsOf(int passage) => (_passages[passage].Terms, _passages[passage].Counts);

    /// <summary>A term's stem.</summary>
    public string Stem(int term) => _vocabulary.Stem(term);
}
