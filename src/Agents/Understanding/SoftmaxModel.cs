namespace CoSellBot.Agents.Understanding;

/// <summary>A sparse vector: features the model knows, each with its weight, and the share of the text's features that were known.</summary>
internal readonly record struct FeatureVector(int[] Ids, float[] Values, double KnownShare);

/// <summary>Multinomial logistic regression over hashed features: L2, AdaGrad, a fixed order. Same examples, same model.</summary>
internal sealed class SoftmaxModel
{
    private const int Epochs = 25;
    private const float Rate = 0.4f;
    private const float Decay = 2e-4f;

    private readonly Dictionary<ulong, int> _ids = [];
    private readonly List<float> _rarity = [];
    private readonly float[] _weights;
    private readonly int _classes;

    /// <summary>Trains at once.</summary>
    public SoftmaxModel(IReadOnlyList<string> texts, IReadOnlyList<int> labels, int classes)
    {
        _classes = classes;
        Index(texts);
        _weights = new float[(_rarity.Count + 1) * classes];
        var vectors = texts.Select(Vector).ToArray();
        var squares = new float[_weights.Length];
        var scores = new double[classes];
        var order = Enumerable.Range(0, vectors.Length).ToArray();
        var random = new Random(17); // a fixed seed: the order must be mixed, not secret
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            random.Shuffle(order);
            foreach (var example in order)
                Step(vectors[example], labels[example], squares, scores);
        }
    }

    /// <summary>Known features of a text, rare ones weighing more, scaled to length one.</summary>
    public FeatureVector Vector(string text)
    {
        var features = new List<ulong>(256);
        IntentFeatures.Collect(text, features);
        var counts = new SortedDictionary<int, int>();
        var known = 0;
        foreach (var feature in features)
        {
            if (!_ids.TryGetValue(feature, out var id))
                continue;
            known++;
            counts[id] = counts.GetValueOrDefault(id) + 1;
        }
        var ids = counts.Keys.ToArray();
        var values = counts.Select(c => (1 + MathF.Log(c.Value)) * _rarity[c.Key]).ToArray();
        var norm = MathF.Sqrt(values.Sum(v => v * v));
        for (var i = 0; i < values.Length; i++)
            values[i] /= norm;
        return new FeatureVector(ids, values, features.Count == 0 ? 0 : (double)known / features.Count);
    }

    /// <summary>One score per class, before softmax.</summary>
    public void Score(FeatureVector vector, Span<double> scores)
    {
        var bias = _rarity.Count * _classes;
        for (var c = 0; c < _classes; c++)
            scores[c] = _weights[bias + c];
        for (var i = 0; i < vector.Ids.Length; i++)
        {
            var row = _weights.AsSpan(vector.Ids[i] * _classes, _classes);
            for (var c = 0; c < row.Length; c++)
                scores[c] += row[c] * vector.Values[i];
        }
    }

    /// <summary>Scores to probabilities, in place; a temperature above one makes them more modest.</summary>
    public static void Softmax(Span<double> scores, double temperature)
    {
        var highest = double.NegativeInfinity;
        foreach (var score in scores)
            highest = Math.Max(highest, score);
        var sum = 0.0;
        for (var i = 0; i < scores.Length; i++)
            sum += scores[i] = Math.Exp((scores[i] - highest) / temperature);
        for (var i = 0; i < scores.Length; i++)
            scores[i] /= sum;
    }

    private void Index(IReadOnlyList<string> texts)
    {
        var inTexts = new List<int>();
        var features = new List<ulong>();
        foreach (var text in texts)
        {
            features.Clear();
            IntentFeatures.Collect(text, features);
            foreach (var feature in features.Distinct())
            {
                if (_ids.TryAdd(feature, _ids.Count))
                    inTexts.Add(0);
                inTexts[_ids[feature]]++;
            }
        }
        _rarity.AddRange(inTexts.Select(n => 1 + MathF.Log((texts.Count + 1f) / (n + 1f))));
    }

    private void Step(FeatureVector vector, int label, float[] squares, double[] scores)
    {
        Score(vector, scores);
        Softmax(scores, temperature: 1);
        scores[label] -= 1;
        for (var i = 0; i < vector.Ids.Length; i++)
            Update(vector.Ids[i] * _classes, vector.Values[i], scores, squares);
        Update(_rarity.Count * _classes, 1, scores, squares);
    }

    private void Update(int offset, float value, double[] errors, float[] squares)
    {
        for (var c = 0; c < errors.Length; c++)
        {
            var at = offset + c;
            var gradient = ((float)errors[c] * value) + (Decay * _weights[at]);
            squares[at] += gradient * gradient;
            _weights[at] -= Rate * gradient / (MathF.Sqrt(squares[at]) + 1e-6f);
        }
    }
}
