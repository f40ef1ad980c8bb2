namespace CoSellBot.Agents.Understanding;

/// <summary>When an answer of the model is not good enough to act on. Chosen on texts the model has not seen.</summary>
/// <param name="Temperature">Divides scores before softmax, so that confidence 0.8 is right eight times in ten.</param>
/// <param name="Threshold">Below this value (natural logarithm of a ratio of probabilities) a text is refused.</param>
internal sealed record RefusalRule(double Temperature, double Threshold)
{
    /// <summary>
    /// 0 asks that the best class be likely, 1 that it be likelier than "out of scope". Fixed: a few examples out of scope cannot tell which is better,
    /// and with 1 only the kinds of things among them are refused.
    /// </summary>
    private const double OutsideWeight = 0.25;

    /// <summary>Probabilities below this are noise, and have no logarithm.</summary>
    private const double Least = 1e-12;

    /// <summary>Softmax; a temperature above one makes it more modest.</summary>
    public double[] Probabilities(double[] scores) => Probabilities(scores, Temperature);

    /// <summary>True when the text is out of scope.</summary>
    /// <param name="probabilities">One for each class.</param>
    /// <param name="outside">The class "out of scope", negative when there is none.</param>
    public bool Refuses(double[] probabilities, int outside)
    {
        var top = Top(probabilities);
        return top == outside || Value(probabilities, top, outside) < Threshold;
    }

    /// <summary>Chooses both.</summary>
    /// <param name="scores">Of texts the model has not seen.</param>
    /// <param name="labels">Their true classes.</param>
    /// <param name="outside">The class "out of scope", negative when there is none; then nothing is refused.</param>
    /// <param name="leastRight">When given: refuse as much as leaves this share of the texts in scope rightly answered. Otherwise the best mean of two rates, in scope and right and out of scope and refused, but what is likelier than not is answered.</param>
    public static RefusalRule Choose(double[][] scores, int[] labels, int outside, double? leastRight = null)
    {
        var temperature = Enumerable.Range(0, 26).Select(step => 0.4 * Math.Pow(1.1, step)).MinBy(t =>
            Enumerable.Range(0, labels.Length).Sum(i => -Math.Log(Math.Max(Least, Probabilities(scores[i], t)[labels[i]]))));
        if (!labels.Contains(outside))
            return new RefusalRule(temperature, double.NegativeInfinity);
        var probabilities = Array.ConvertAll(scores, s => Probabilities(s, temperature));
        return new RefusalRule(temperature, BestThreshold(probabilities, labels, outside, leastRight));
    }

    private static double BestThreshold(double[][] probabilities, int[] labels, int outside, double? leastRight)
    {
        var ranked = probabilities.Select((p, i) =>
        {
            var top = Top(p);
            // A text whose likeliest class is "outside" is refused at any threshold.
            return (Value: top == outside ? double.NegativeInfinity : Value(p, top, outside), Right: top == labels[i] && top != outside, Outside: labels[i] == outside);
        }).OrderBy(t => t.Value).ToArray();
        var all = (In: (double)Math.Max(1, ranked.Count(t => !t.Outside)), Out: (double)ranked.Count(t => t.Outside));
        var (right, refused) = (ranked.Count(t => t.Right), 0);
        var best = (Threshold: double.NegativeInfinity, Worth: double.NegativeInfinity);
        // A class at one half has at most one half against it, so it passes every threshold up to this.
        var strictest = leastRight is null ? (1 - OutsideWeight) * Math.Log(.5) : double.PositiveInfinity;
        for (var i = 0; i < ranked.Length && ranked[i].Value <= strictest; i++)
        {
            var worth = leastRight is null ? (right / all.In) + (refused / all.Out) : right / all.In >= leastRight ? refused / all.Out : double.NegativeInfinity;
            if (worth > best.Worth && (i == 0 || ranked[i].Value > ranked[i - 1].Value))
                best = (ranked[i].Value, worth);
            right -= ranked[i].Right ? 1 : 0;
            refused += ranked[i].Outside ? 1 : 0;
        }
        return best.Threshold;
    }

    private static double Value(double[] probabilities, int top, int outside) =>
        Math.Log(probabilities[top]) - (outside < 0 ? 0 : OutsideWeight * Math.Log(Math.Max(Least, probabilities[outside])));

    private static int Top(double[] probabilities) => Array.IndexOf(probabilities, probabilities.Max());

    private static double[] Probabilities(double[] scores, double temperature)
    {
        var highest = scores.Max();
        var p = Array.ConvertAll(scores, s => Math.Exp((s - highest) / temperature));
        var sum = p.Sum();
        return Array.ConvertAll(p, x => x / sum);
    }
}
