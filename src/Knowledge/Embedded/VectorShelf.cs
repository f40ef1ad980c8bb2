using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace CoSellBot.Knowledge.Embedded;

/// <summary>Vectors of passages, each number in a byte: a quarter of the memory to read, and nearer than their meaning is exact.</summary>
internal sealed class VectorShelf
{
    private readonly sbyte[] _numbers;
    private readonly float[] _scales;

    /// <param name="vectors">By passage number; null where a passage has none.</param>
    /// <param name="dimension">How many numbers a vector has; one of another length counts as none.</param>
    public VectorShelf(IReadOnlyList<ReadOnlyMemory<float>?> vectors, int dimension)
    {
        Dimension = dimension;
        _numbers = new sbyte[(long)vectors.Count * dimension];
        _scales = new float[vectors.Count];
        for (var number = 0; number < vectors.Count; number++)
        {
            if (vectors[number] is { } vector && vector.Length == dimension)
            {
                _scales[number] = Pack(vector.Span, _numbers.AsSpan(number * dimension, dimension));
            }
        }
    }

    /// <summary>How many numbers a vector has.</summary>
    public int Dimension { get; }

    /// <summary>The admitted passages nearest to a vector with their cosine, as far as it is above nothing.</summary>
    public List<(int Passage, double Score)> Search(ReadOnlySpan<float> vector, bool[] admitted, int most)
    {
        var wanted = new sbyte[Dimension];
        if (vector.Length != Dimension || Pack(vector, wanted) is not (> 0 and var scale))
        {
            return [];
        }

        var scores = new double[admitted.Length];
        for (var number = 0; number < admitted.Length; number++)
        {
            if (admitted[number] && _scales[number] > 0)
            {
                scores[number] = (double)scale * _scales[number] * Dot(wanted, _numbers.AsSpan(number * Dimension, Dimension));
            }
        }

        return Best.Of(scores, most);
    }

    // What a byte of it is worth in the vector of length one; 0 for a vector without a direction.
    private static float Pack(ReadOnlySpan<float> vector, Span<sbyte> packed)
    {
        var length = TensorPrimitives.Norm(vector);
        if (!float.IsFinite(length) || length == 0)
        {
            return 0;
        }

        var largest = MathF.Abs(TensorPrimitives.MaxMagnitude(vector));
        for (var at = 0; at < vector.Length; at++)
        {
            packed[at] = (sbyte)MathF.Round(vector[at] / largest * sbyte.MaxValue);
        }

        return largest / length / sbyte.MaxValue;
    }

    private static int Dot(ReadOnlySpan<sbyte> one, ReadOnlySpan<sbyte> other)
    {
        var left = MemoryMarshal.Cast<sbyte, Vector<sbyte>>(one);
        var right = MemoryMarshal.Cast<sbyte, Vector<sbyte>>(other);
        var sum = Vector<int>.Zero;
        for (var at = 0; at < left.Length; at++)
        {
            Vector.Widen(left[at], out var leftLow, out var leftHigh);
            Vector.Widen(right[at], out var rightLow, out var rightHigh);
            Vector.Widen(leftLow * rightLow, out var a, out var b);
            Vector.Widen(leftHigh * rightHigh, out var c, out var d);
            sum += a + b + c + d;
        }

        var total = Vector.Sum(sum);
        for (var at = left.Length * Vector<sbyte>.Count; at < one.Length; at++)
        {
            total += one[at] * other[at];
        }

        return total;
    }
}
