using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CoSellBot.Agents.Understanding;

/// <summary>A sparse vector of the features the model knows, and which share of the text's features that is.</summary>
internal readonly record struct FeatureVector(int[] Ids, float[] Values, double KnownShare);

/// <summary>Multinomial logistic regression over hashed features: L2, AdaGrad, smoothed labels, a fixed order. Same examples, same model.</summary>
internal sealed class SoftmaxModel
{
    private const int Epochs = 15;
    private const float Rate = 0.1f;
    private const float Decay = 1e-5f;

    /// <summary>This much of the truth is spread over all classes: a model that is never quite sure tells better what it has not seen.</summary>
    private const float Smoothing = 0.1f;

    /// <summary>Words say more than the letters in them; each kind is scaled to this length.</summary>
    private static readonly float[] KindLengths = [1.5f, 1, 1];

    private readonly Dictionary<ulong, int> _ids = [];
    private readonly List<FeatureKind> _kinds = [];
    private readonly float[] _rarity;
    private readonly float[] _weights; // one row per feature and one for the bias, padded to whole vectors
    private readonly int _row;

    /// <summary>Trains at once.</summary>
    public SoftmaxModel(IReadOnlyList<Feature[]> texts, IReadOnlyList<int> labels, int classes)
    {
        Classes = classes;
        _row = (classes + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
        _rarity = Index(texts);
        _weights = new float[(_rarity.Length + 1) * _row];
        var vectors = texts.Select(Vectorize).ToArray();
        var squares = new float[_weights.Length];
        var scores = new float[_row];
        var order = Enumerable.Range(0, vectors.Length).ToArray();
        var random = new Random(17); // a fixed seed: the order must be mixed, not secret
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            random.Shuffle(order);
            foreach (var example in order)
                Step(vectors[example], labels[example], squares, scores);
        }
    }

    private SoftmaxModel(BinaryReader reader)
    {
        Classes = reader.ReadInt32();
        _row = reader.ReadInt32();
        _rarity = reader.ReadArray<float>();
        _weights = reader.ReadArray<float>();
        _kinds = [.. reader.ReadArray<byte>().Select(kind => (FeatureKind)kind)];
        foreach (var hash in reader.ReadArray<ulong>())
            _ids.Add(hash, _ids.Count);
    }

    public int Classes { get; }

    /// <summary>What <see cref="Write"/> wrote.</summary>
    public static SoftmaxModel Read(BinaryReader reader) => new(reader);

    public void Write(BinaryWriter writer)
    {
        writer.Write(Classes);
        writer.Write(_row);
        writer.WriteArray(_rarity);
        writer.WriteArray(_weights);
        writer.WriteArray(_kinds.Select(kind => (byte)kind).ToArray());
        writer.WriteArray(_ids.OrderBy(id => id.Value).Select(id => id.Key).ToArray());
    }

    /// <summary>The known features of a text, rare ones weighing more.</summary>
    public FeatureVector Vectorize(Feature[] features)
    {
        var found = new List<int>(features.Length);
        foreach (var feature in features)
        {
            if (_ids.TryGetValue(feature.Hash, out var id))
                found.Add(id);
        }
        found.Sort();
        var ids = new List<int>(found.Count);
        var values = new List<float>(found.Count);
        for (var i = 0; i < found.Count;)
        {
            var next = i + 1;
            while (next < found.Count && found[next] == found[i])
                next++;
            ids.Add(found[i]);
            values.Add((1 + MathF.Log(next - i)) * _rarity[found[i]]);
            i = next;
        }
        var scaled = values.ToArray();
        Scale(ids, scaled);
        return new FeatureVector([.. ids], scaled, features.Length == 0 ? 0 : (double)found.Count / features.Length);
    }

    /// <summary>One score per class, before softmax.</summary>
    public double[] Score(FeatureVector vector)
    {
        var scores = new float[_row];
        Score(vector, scores);
        return [.. scores.Take(Classes).Select(s => (double)s)];
    }

    /// <summary>Numbers the features in order of their first text, and says how rare each is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call: a start waits for it
    private float[] Index(IReadOnlyList<Feature[]> texts)
    {
        var seen = new Dictionary<ulong, (int Texts, int Last)>();
        for (var text = 0; text < texts.Count; text++)
        {
            foreach (var feature in texts[text])
            {
                ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(seen, feature.Hash, out var known);
                if (!known || entry.Last != text)
                    entry = (entry.Texts + 1, text);
            }
        }
        var rarity = new List<float>();
        foreach (var feature in texts.SelectMany(text => text))
        {
            if (!_ids.TryAdd(feature.Hash, _ids.Count))
                continue;
            _kinds.Add(feature.Kind);
            rarity.Add(1 + MathF.Log((texts.Count + 1f) / (seen[feature.Hash].Texts + 1f)));
        }
        return [.. rarity];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call: a start waits for it
    private void Scale(List<int> ids, float[] values)
    {
        Span<float> sums = stackalloc float[KindLengths.Length];
        for (var i = 0; i < values.Length; i++)
            sums[(int)_kinds[ids[i]]] += values[i] * values[i];
        var total = 0f;
        for (var kind = 0; kind < sums.Length; kind++)
            total += sums[kind] > 0 ? KindLengths[kind] * KindLengths[kind] : 0;
        for (var i = 0; i < values.Length; i++)
        {
            var kind = (int)_kinds[ids[i]];
            values[i] *= KindLengths[kind] / MathF.Sqrt(sums[kind] * total);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call: a start waits for it
    private void Score(FeatureVector vector, float[] scores)
    {
        Array.Copy(_weights, _rarity.Length * _row, scores, 0, _row);
        for (var i = 0; i < vector.Ids.Length; i++)
        {
            var value = new Vector<float>(vector.Values[i]);
            var offset = vector.Ids[i] * _row;
            for (var c = 0; c < _row; c += Vector<float>.Count)
                (new Vector<float>(scores, c) + (new Vector<float>(_weights, offset + c) * value)).CopyTo(scores, c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call: a start waits for it
    private void Step(FeatureVector vector, int label, float[] squares, float[] errors)
    {
        Score(vector, errors);
        var highest = float.MinValue;
        for (var c = 0; c < Classes; c++)
            highest = MathF.Max(highest, errors[c]);
        var sum = 0f;
        for (var c = 0; c < _row; c++)
            sum += errors[c] = c < Classes ? MathF.Exp(errors[c] - highest) : 0;
        for (var c = 0; c < Classes; c++)
            errors[c] = (errors[c] / sum) - (Smoothing / Classes);
        errors[label] -= 1 - Smoothing;
        for (var i = 0; i < vector.Ids.Length; i++)
            Update(vector.Ids[i] * _row, vector.Values[i], errors, squares);
        Update(_rarity.Length * _row, 1, errors, squares);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call: a start waits for it
    private void Update(int offset, float value, float[] errors, float[] squares)
    {
        for (var c = 0; c < _row; c += Vector<float>.Count)
        {
            var weight = new Vector<float>(_weights, offset + c);
            var gradient = (new Vector<float>(errors, c) * value) + (weight * Decay);
            var square = new Vector<float>(squares, offset + c) + (gradient * gradient);
            square.CopyTo(squares, offset + c);
            (weight - (gradient * Rate / (Vector.SquareRoot(square) + new Vector<float>(1e-6f)))).CopyTo(_weights, offset + c);
        }
    }
}
