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
internal sealed class LexicalSearch(TermIndex index, int[] groups, LexicalSettings settings)
{
    /// <summary>The best passages with their scores.</summary>
    /// <param name="question">The question's words.</param>
    /// <param name="admitted">By passage number.</param>
    /// <param name="most">The most passages.</param>
    public List<(int Passage, double Score)> Search(IReadOnlyList<QueryTerm> question, bool[] admitted, int most)
    {
        var (count, mean) = Measure(admitted);
        if (count == 0)
        {
            return [];
        }

        var found = Score(question, admitted, count, mean, most);
        if (settings.FeedbackPassages == 0 || found.Count < 2)
        {
            return found;
        }

        return Score(Merge(question, Feedback(found, admitted, count)), admitted, count, mean, most);
    }

    private (int Groups, double MeanLength) Measure(bool[] admitted)
    {
        var seen = new HashSet<int>();
        double sum = 0;
        var passages = 0;
        for (var number = 0; number < admitted.Length; number++)
        {
            if (admitted[number])
            {
                seen.Add(groups[number]);
                sum += index.Lengths[number];
                passages++;
            }
        }

        return (seen.Count, passages == 0 ? 1 : Math.Max(1, sum / passages));
    }

    private List<(int Passage, double Score)> Score(IReadOnlyList<QueryTerm> question, bool[] admitted, int count, double mean, int most)
    {
        var scores = new double[admitted.Length];
        var met = new float[admitted.Length];
        var touched = new List<int>();
        foreach (var term in question)
        {
            touched.Clear();
            var with = new HashSet<int>();
            foreach (var (form, alike) in term.Forms)
            {
                foreach (var (passage, occurrences) in index.Postings(form))
                {
                    if (admitted[passage])
                    {
                        if (met[passage] == 0)
                        {
                            touched.Add(passage);
                            with.Add(groups[passage]);
                        }

                        met[passage] += (float)(alike * occurrences);
                    }
                }
            }

            var weight = term.Weight * Math.Log(1 + ((count - with.Count + 0.5) / (with.Count + 0.5)));
            foreach (var passage in touched)
            {
                var length = settings.K * (1 - settings.B + (settings.B * index.Lengths[passage] / mean));
                scores[passage] += weight * met[passage] * (settings.K + 1) / (met[passage] + length);
                met[passage] = 0;
            }
        }

        return Best(scores, most);
    }

    private static List<(int Passage, double Score)> Best(double[] scores, int most)
    {
        var queue = new PriorityQueue<int, (double Score, int Passage)>();
        for (var passage = 0; passage < scores.Length; passage++)
        {
            if (scores[passage] <= 0)
            {
                continue;
            }

            // Equal scores keep the order of the passages.
            if (queue.Count < most)
            {
                queue.Enqueue(passage, (scores[passage], -passage));
            }
            else if (scores[passage] > scores[queue.Peek()])
            {
                queue.DequeueEnqueue(passage, (scores[passage], -passage));
            }
        }

        var best = new List<(int, double)>(queue.Count);
        while (queue.TryDequeue(out var passage, out var priority))
        {
            best.Add((passage, priority.Score));
        }

        best.Reverse();
        return best;
    }

    // Ties are broken by the stem: its number would tell what else was read before it.
    // What the best passages speak of, each as much as it was found; a word that stands everywhere sets nothing apart.
    private List<(int Term, double Weight)> Feedback(List<(int Passage, double Score)> found, bool[] admitted, int count)
    {
        var best = found.Take(settings.FeedbackPassages).ToList();
        var all = best.Sum(item => item.Score);
        var shares = new Dictionary<int, double>();
        foreach (var (passage, score) in best)
        {
            foreach (var (term, occurrences) in index.TermsOf(passage))
            {
                shares[term] = shares.GetValueOrDefault(term) + (score / all * occurrences / index.Lengths[passage]);
            }
        }

        var chosen = shares.OrderByDescending(pair => pair.Value).ThenBy(pair => index.Stem(pair.Key), StringComparer.Ordinal).Take(settings.FeedbackTerms * 4)
            .Select(pair => (pair.Key, pair.Value, Rarity: Rarity(pair.Key, admitted, count)))
            .OrderByDescending(item => item.Value * item.Rarity).ThenBy(item => index.Stem(item.Key), StringComparer.Ordinal).Take(settings.FeedbackTerms).ToList();
        var sum = chosen.Sum(item => item.Value);
        return [.. chosen.Select(item => (item.Key, item.Value / sum))];
    }

    private double Rarity(int term, bool[] admitted, int count)
    {
        var with = 0;
        foreach (var (passage, _) in index.Postings(term))
        {
            with += admitted[passage] ? 1 : 0;
        }

        return Math.Log(1 + ((count + 0.5) / (with + 0.5)));
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
}
