namespace CoSellBot.Evals.Retrieval;

/// <summary>How good rankings are, as means over questions.</summary>
/// <param name="Ndcg">nDCG of the first ten, a relevant document counting one.</param>
/// <param name="Map">Mean average precision over the first thousand.</param>
/// <param name="Mrr">Mean of one over the rank of the first relevant.</param>
/// <param name="Recall">Share of the relevant among the first hundred.</param>
internal sealed record Measures(double Ndcg, double Map, double Mrr, double Recall)
{
    private const int Deep = 100;
    private const int Top = 10;

    /// <summary>Measures one ranking.</summary>
    public static Measures Of(IReadOnlyList<string> ranked, IReadOnlySet<string> relevant)
    {
        var hits = ranked.Select(relevant.Contains).ToList();
        var gain = hits.Take(Top).Select((hit, at) => hit ? 1 / Math.Log2(at + 2) : 0).Sum();
        var ideal = Enumerable.Range(0, Math.Min(Top, relevant.Count)).Sum(at => 1 / Math.Log2(at + 2));
        var (seen, precision) = (0, 0.0);
        for (var at = 0; at < hits.Count; at++)
        {
            if (hits[at])
            {
                precision += ++seen / (at + 1.0);
            }
        }

        return new Measures(gain / ideal, precision / relevant.Count, hits.IndexOf(true) is var first and >= 0 ? 1 / (first + 1.0) : 0, hits.Take(Deep).Count(hit => hit) / (double)relevant.Count);
    }

    /// <summary>The means.</summary>
    public static Measures Mean(IReadOnlyList<Measures> all) => new(all.Average(one => one.Ndcg), all.Average(one => one.Map), all.Average(one => one.Mrr), all.Average(one => one.Recall));
}
