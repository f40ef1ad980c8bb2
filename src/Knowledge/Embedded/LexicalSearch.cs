namespace CoSellBot.Knowledge.Embedded;

/// <summary>A word of a question: the terms that stand for it, each with how well it does, to 1.</summary>
/// <param name="Weight">How much the word counts.</param>
/// <param name="Forms">Its terms.</param>
internal sealed record QueryTerm(double Weight, IReadOnlyList<(int Term, double Alike)> Forms);

/// <summary>How words are weighed.</summary>
internal sealed record LexicalSettings
{
    public static readonly LexicalSettings Default = new();

    /// <summary>How soon another occurrence of a word says little.</summary>
    public double K { get; init; } = 1.6;

    /// <summary>How much a passage's length counts, 0 to 1.</summary>
    public double B { get; init; } = 0.7;

    /// <summary>The passages whose words are taken for the question's; 0 turns this off.</summary>
    public int FeedbackPassages { get; init; } = 8;

    /// <summary>The most words taken from them.</summary>
    public int FeedbackTerms { get; init; } = 20;

    /// <summary>The share of the question's own words in the second search.</summary>
    public double OwnShare { get; init; } = 0.6;
}

/// <summary>
/// BM25 over admitted passages only: how rare a word is and how long passages are is counted among them, so what a reader may not see changes
/// nothing of what they find. A second search takes in the words that set the first one's best passages apart.
/// </summary>
/// <param name="index">Where terms occur.</param>
/// <param name="groups">By passage, the number of its section: the same section in six languages is one in how rare a word is.</param>
/// <param name="settings">How words are weighed.</param>
internal sealed class LexicalSearch(TermIndex index, int[] groups, LexicalSettings settings)
{
    private readonly int _groups = groups.Length == 0 ? 0 : groups.Max() + 1;

    /// <summary>The best passages with their scores.</summary>
    /// <param name="question">The question's words.</param>
    /// <param name="admitted">By passage number.</param>
    /// <param name="most">The most passages.</param>
    public List<(int Passage, double Score)> Search(IReadOnlyList<QueryTerm> question, bool[] admitted, int most)
    {
        var run = new Run(index, groups, _groups, settings, admitted);
        if (run.Count == 0)
        {
            return [];
        }

        var found = run.Score(question, Math.Max(most, settings.FeedbackPassages));
        return settings.FeedbackPassages == 0 || found.Count < 2
            ? [.. found.Take(most)]
            : run.Score(Merge(question, Feedback(found, run)), most);
    }

    // What the best passages speak of, each as much as it was found; a word that stands everywhere sets nothing apart.
    // Ties are broken by the stem: its number would tell what else was read before it.
    private List<(int Term, double Weight)> Feedback(List<(int Passage, double Score)> found, Run run)
    {
        var best = found.Take(settings.FeedbackPassages).ToList();
        var all = best.Sum(item => item.Score);
        var shares = new Dictionary<int, double>();
        foreach (var (passage, score) in best)
        {
            var (terms, counts) = index.TermsOf(passage);
            for (var at = 0; at < terms.Length; at++)
            {
                shares[terms[at]] = shares.GetValueOrDefault(terms[at]) + (score / all * counts[at] / index.Lengths[passage]);
            }
        }

        var chosen = shares.OrderByDescending(pair => pair.Value).ThenBy(pair => index.Stem(pair.Key), StringComparer.Ordinal).Take(settings.FeedbackTerms * 2)
            .Select(pair => (pair.Key, pair.Value, Rarity: run.Rarity(pair.Key)))
            .OrderByDescending(item => item.Value * item.Rarity).ThenBy(item => index.Stem(item.Key), StringComparer.Ordinal).Take(settings.FeedbackTerms).ToList();
        var sum = chosen.Sum(item => item.Value);
        return [.. chosen.Select(item => (item.Key, item.Value / sum))];
    }

    private List<QueryTerm> Merge(IReadOnlyList<QueryTerm> question, List<(int Term, double Weight)> feedback)
    {
        var all = question.Sum(term => term.Weight);
        var known = new Dictionary<int, int>();
        var merged = question.Select(term => term with { Weight = settings.OwnShare * term.Weight / all }).ToList();
        for (var at = 0; at < merged.Count; at++)
        {
            foreach (var (form, _) in merged[at].Forms)
            {
                known.TryAdd(form, at);
            }
        }

        foreach (var (term, weight) in feedback)
        {
            var share = (1 - settings.OwnShare) * weight;
            if (known.TryGetValue(term, out var at))
            {
                merged[at] = merged[at] with { Weight = merged[at].Weight + share };
            }
            else
            {
                merged.Add(new QueryTerm(share, [(term, 1)]));
            }
        }

        return merged;
    }

    /// <summary>One search: what is counted is counted among the admitted.</summary>
    private sealed class Run
    {
        private readonly TermIndex _index;
        private readonly int[] _groups;
        private readonly LexicalSettings _settings;
        private readonly bool[] _admitted;
        private readonly int[] _seen;
        private readonly double[] _scores;
        private readonly float[] _met;
        private readonly double _mean;
        private int _round;

        public Run(TermIndex index, int[] groups, int numberOfGroups, LexicalSettings settings, bool[] admitted)
        {
            (_index, _groups, _settings, _admitted) = (index, groups, settings, admitted);
            (_seen, _scores, _met) = (new int[numberOfGroups], new double[admitted.Length], new float[admitted.Length]);
            var (passages, length) = (0, 0.0);
            _round = 1;
            for (var number = 0; number < admitted.Length; number++)
            {
                if (admitted[number])
                {
                    Count += Add(groups[number]);
                    passages++;
                    length += index.Lengths[number];
                }
            }

            _mean = passages == 0 ? 1 : Math.Max(1, length / passages);
        }

        /// <summary>How many sections are admitted.</summary>
        public int Count { get; }

        public List<(int Passage, double Score)> Score(IReadOnlyList<QueryTerm> question, int most)
        {
            Array.Clear(_scores);
            var touched = new List<int>();
            foreach (var term in question)
            {
                touched.Clear();
                _round++;
                var with = 0;
                var best = term.Forms.Max(form => form.Alike);
                foreach (var (form, alike) in term.Forms)
                {
                    var (passages, counts) = _index.Postings(form);
                    var where = passages.Span;
                    var often = counts.Span;
                    for (var at = 0; at < where.Length; at++)
                    {
                        var passage = where[at];
                        if (!_admitted[passage])
                        {
                            continue;
                        }

                        if (_met[passage] == 0)
                        {
                            touched.Add(passage);
                        }

                        // How rare a word is is not changed by what else may stand for it.
                        with += alike >= best ? Add(_groups[passage]) : 0;

                        _met[passage] += (float)(alike * often[at]);
                    }
                }

                var weight = term.Weight * Math.Log(1 + ((Count - with + 0.5) / (with + 0.5)));
                foreach (var passage in touched)
                {
                    var length = _settings.K * (1 - _settings.B + (_settings.B * _index.Lengths[passage] / _mean));
                    _scores[passage] += weight * _met[passage] * (_settings.K + 1) / (_met[passage] + length);
                    _met[passage] = 0;
                }
            }

            return Best.Of(_scores, most);
        }

        public double Rarity(int term)
        {
            _round++;
            var with = 0;
            foreach (var passage in _index.Postings(term).Passages.Span)
            {
                with += _admitted[passage] ? Add(_groups[passage]) : 0;
            }

            return Math.Log(1 + ((Count + 0.5) / (with + 0.5)));
        }

        // 1 for a section not met in this round before.
        private int Add(int group)
        {
            var isNew = _seen[group] != _round;
            _seen[group] = _round;
            return isNew ? 1 : 0;
        }
    }
}
