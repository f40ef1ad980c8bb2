namespace CoSellBot.Agents.Understanding;

/// <summary>An intent with its calibrated probability.</summary>
internal readonly record struct IntentScore(string Intent, double Confidence);

/// <summary>What a message most likely asks for, best first. When out of scope, nothing may be done on the strength of it.</summary>
internal sealed record IntentPrediction(IReadOnlyList<IntentScore> Ranked, bool OutOfScope)
{
    public IntentScore Top => Ranked[0];
}

/// <summary>Tells the intents apart; trained from the catalogue in its constructor, then immutable and safe for many threads.</summary>
/// <remarks>Callers pass text whose recognised slots are placeholders (<c>&lt;company&gt;</c>), so that names and amounts do not decide.</remarks>
internal sealed class IntentClassifier
{
    /// <summary>The class that the examples of what we do not do belong to.</summary>
    public const string OutOfScope = "out_of_scope";

    private const int Folds = 3;

    /// <summary>Below this share of known words and letters the text is in no language we know.</summary>
    private const double LeastKnown = 0.3;

    private readonly string[] _intents;
    private readonly SoftmaxModel _model;

    public IntentClassifier(IReadOnlyList<IntentExample> examples)
    {
        _intents = [.. examples.Select(e => e.Intent).Distinct().Order(StringComparer.Ordinal)];
        var texts = examples.Select(e => e.Text).ToArray();
        var labels = examples.Select(e => Array.BinarySearch(_intents, e.Intent, StringComparer.Ordinal)).ToArray();
        var heldOut = HeldOutScores(texts, labels);
        Temperature = BestTemperature(heldOut, labels);
        Threshold = BestThreshold(heldOut, labels);
        _model = new SoftmaxModel(texts, labels, _intents.Length);
    }

    /// <summary>Divides scores before softmax, so that confidence 0.8 is right eight times in ten.</summary>
    public double Temperature { get; }

    /// <summary>Below this confidence a message is out of scope.</summary>
    public double Threshold { get; }

    /// <summary>Every intent with its probability, best first.</summary>
    public IntentPrediction Classify(string text)
    {
        var vector = _model.Vectorize(text);
        var scores = Probabilities(_model.Score(vector), Temperature);
        var ranked = new IntentScore[scores.Length];
        for (var i = 0; i < scores.Length; i++)
            ranked[i] = new IntentScore(_intents[i], scores[i]);
        Array.Sort(ranked, (a, b) => b.Confidence.CompareTo(a.Confidence) is var order && order != 0 ? order : string.CompareOrdinal(a.Intent, b.Intent));
        return new IntentPrediction(ranked, ranked[0].Intent == OutOfScope || ranked[0].Confidence < Threshold || vector.KnownShare < LeastKnown);
    }

    /// <summary>Each example scored by a model that has not seen it: what the threshold and the temperature are chosen on.</summary>
    private double[][] HeldOutScores(string[] texts, int[] labels)
    {
        var scores = new double[texts.Length][];
        var positions = new int[_intents.Length];
        var fold = labels.Select(label => positions[label]++ % Folds).ToArray();
        Parallel.For(0, Folds, f =>
        {
            var seen = Enumerable.Range(0, texts.Length).Where(i => fold[i] != f).ToArray();
            var model = new SoftmaxModel([.. seen.Select(i => texts[i])], [.. seen.Select(i => labels[i])], _intents.Length);
            for (var i = 0; i < texts.Length; i++)
            {
                if (fold[i] == f)
                    scores[i] = model.Score(model.Vectorize(texts[i]));
            }
        });
        return scores;
    }

    /// <summary>The temperature under which the held-out truth is likeliest.</summary>
    private static double BestTemperature(double[][] heldOut, int[] labels) =>
        Enumerable.Range(0, 26).Select(step => 0.4 * Math.Pow(1.1, step)).MinBy(t => Enumerable.Range(0, labels.Length).Sum(i => -Math.Log(Math.Max(1e-12, Probabilities(heldOut[i], t)[labels[i]]))));

    /// <summary>The threshold with the best mean of two rates: in scope and right, out of scope and refused.</summary>
    private double BestThreshold(double[][] heldOut, int[] labels)
    {
        var outside = Array.IndexOf(_intents, OutOfScope);
        var tops = heldOut.Select((scores, i) =>
        {
            var p = Probabilities(scores, Temperature);
            var top = Array.IndexOf(p, p.Max());
            return (Confidence: p[top], Refused: top == outside, Right: top == labels[i], Outside: labels[i] == outside);
        }).ToArray();
        var inScope = Math.Max(1, tops.Count(t => !t.Outside));
        var outOfScope = Math.Max(1, tops.Count(t => t.Outside));
        return Enumerable.Range(0, 13).Select(step => 0.2 + (0.025 * step)).MaxBy(threshold =>
            (tops.Count(t => !t.Outside && t.Right && t.Confidence >= threshold) / (double)inScope)
            + (tops.Count(t => t.Outside && (t.Refused || t.Confidence < threshold)) / (double)outOfScope));
    }

    /// <summary>Softmax; a temperature above one makes it more modest.</summary>
    private static double[] Probabilities(double[] scores, double temperature)
    {
        var highest = scores.Max();
        var p = Array.ConvertAll(scores, s => Math.Exp((s - highest) / temperature));
        var sum = p.Sum();
        return Array.ConvertAll(p, x => x / sum);
    }
}
