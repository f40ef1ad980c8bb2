using System.Text.Json;

namespace CoSellBot.Tests.Qdrant;

/// <summary>A stored point.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Vectors">Its vectors by name; the nameless one has an empty name.</param>
/// <param name="Payload">Its payload; an object, unless somebody planted something else.</param>
/// <param name="Version">The operation that wrote it.</param>
internal sealed record QdrantPoint(QdrantId Id, IReadOnlyDictionary<string, QdrantVector> Vectors, JsonElement Payload, ulong Version);

/// <summary>A stored vector.</summary>
/// <param name="Values">The numbers.</param>
/// <param name="Indices">Where they stand in a sparse vector, rising; null in a dense one.</param>
internal sealed record QdrantVector(float[] Values, uint[]? Indices = null)
{
    /// <summary>The vector as JSON writes it.</summary>
    public object Json => Indices is null ? Values : new { indices = Indices, values = Values };

    /// <summary>Reads either kind, or null when it is neither; checks nothing else.</summary>
    public static QdrantVector? TryRead(JsonElement json)
    {
        if (json.Floats() is { } dense)
        {
            return new QdrantVector(dense);
        }

        if (json.Given("indices") is not { ValueKind: JsonValueKind.Array } indices || json.Given("values")?.Floats() is not { } values)
        {
            return null;
        }

        return indices.EnumerateArray().All(index => index.ValueKind == JsonValueKind.Number && index.TryGetUInt32(out _))
            ? new QdrantVector(values, [.. indices.EnumerateArray().Select(index => index.GetUInt32())])
            : null;
    }

    /// <summary>Reads either kind; refuses what breaks the rules over sparse vectors, and sorts those.</summary>
    /// <param name="json">The vector.</param>
    /// <param name="label">Where it stands in the request, for the refusal.</param>
    /// <param name="enumeration">The type that the server tried to read, for the refusal.</param>
    public static QdrantVector Read(JsonElement json, string label, string enumeration)
    {
        var vector = TryRead(json) ?? throw QdrantRefusal.Format("data did not match any variant of untagged enum " + enumeration);
        if (vector.Indices is not { } indices)
        {
            return vector;
        }

        if (indices.Length != vector.Values.Length)
        {
            throw QdrantRefusal.Validation(label + ".values", "must be the same length as indices");
        }

        if (indices.Distinct().Count() != indices.Length)
        {
            throw QdrantRefusal.Validation(label + ".indices", "must be unique");
        }

        var sorted = indices.Zip(vector.Values).OrderBy(pair => pair.First).ToList();
        return new QdrantVector([.. sorted.Select(pair => pair.Second)], [.. sorted.Select(pair => pair.First)]);
    }
}
