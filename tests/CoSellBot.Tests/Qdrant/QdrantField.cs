using System.Text.Json;
using CoSellBot.Tests.Models;

namespace CoSellBot.Tests.Qdrant;

/// <summary>One vector that a collection knows, and how it is compared.</summary>
/// <param name="Size">The dimension; 0 for a sparse one.</param>
/// <param name="Distance">Cosine, Dot, Euclid or Manhattan; null for a sparse one, which is always a dot product.</param>
/// <param name="HasIdf">Query weights are multiplied by how rare their term is.</param>
internal sealed record QdrantField(int Size, string? Distance, bool HasIdf)
{
    private static readonly string[] Distances = ["Cosine", "Euclid", "Dot", "Manhattan"];

    /// <summary>The nearer of two has the larger score.</summary>
    public bool IsLargerBetter => Distance is not ("Euclid" or "Manhattan");

    /// <summary>Reads the vectors of a new collection by name; the nameless one has an empty name.</summary>
    public static IReadOnlyDictionary<string, QdrantField> ReadAll(JsonElement body)
    {
        var fields = new Dictionary<string, QdrantField>();
        if (body.Given("vectors") is { } vectors)
        {
            foreach (var (name, field) in vectors.Member("size") is null ? vectors.EnumerateObject().Select(each => (each.Name, each.Value)) : [("", vectors)])
            {
                fields[name] = Dense(field);
            }
        }

        if (body.Given("sparse_vectors") is { } sparse)
        {
            foreach (var each in sparse.EnumerateObject())
            {
                var field = new QdrantField(0, null, each.Value.Word("modifier") == "idf");
                if (!fields.TryAdd(each.Name, field))
                {
                    throw QdrantRefusal.Input($"Dense and sparse vector names must be unique - duplicate: {each.Name}");
                }
            }
        }

        return fields;
    }

    /// <summary>The vector as it is stored or compared: checked, and of length one where the cosine is wanted.</summary>
    public QdrantVector Fitted(QdrantVector vector)
    {
        if ((Distance is null) != (vector.Indices is not null))
        {
            throw QdrantRefusal.Input("Conversion between sparse and regular vectors failed");
        }

        if (Distance is null)
        {
            return vector;
        }

        if (vector.Values.Length != Size)
        {
            throw QdrantRefusal.Input($"Vector dimension error: expected dim: {Size}, got {vector.Values.Length}");
        }

        var length = MathF.Sqrt(vector.Values.Sum(value => value * value));
        return Distance == "Cosine" && length > float.Epsilon ? new QdrantVector([.. vector.Values.Select(value => value / length)]) : vector;
    }

    /// <summary>The score of a stored vector, or null when a sparse one shares nothing with the query.</summary>
    public float? Score(QdrantVector query, QdrantVector stored)
    {
        if (Distance is null)
        {
            var shared = query.Indices!.Zip(query.Values).Join(stored.Indices ?? [], asked => asked.First, index => index, (asked, index) => (asked.Second, Index: index))
                .Select(pair => pair.Second * stored.Values[Array.IndexOf(stored.Indices!, pair.Index)]).ToList();
            return shared.Count == 0 ? null : shared.Sum();
        }

        var pairs = query.Values.Zip(stored.Values);
        return Distance switch
        {
            "Euclid" => MathF.Sqrt(pairs.Sum(pair => (pair.First - pair.Second) * (pair.First - pair.Second))),
            "Manhattan" => pairs.Sum(pair => MathF.Abs(pair.First - pair.Second)),
            _ => pairs.Sum(pair => pair.First * pair.Second),
        };
    }

    /// <summary>
    /// The query with each weight multiplied by ln((N - df + 0.5) / (df + 0.5) + 1), where N counts the stored vectors of this name
    /// that are not empty and df those that have the term: over the whole collection, whatever the filter
    /// (lib/segment/src/data_types/query_context.rs, fancy_idf).
    /// </summary>
    public QdrantVector Weighed(QdrantVector query, IEnumerable<QdrantVector> stored)
    {
        if (!HasIdf)
        {
            return query;
        }

        var all = stored.Select(vector => vector.Indices ?? []).Where(indices => indices.Length > 0).Select(indices => indices.ToHashSet()).ToList();
        return query with
        {
            Values = [.. query.Indices!.Zip(query.Values, (index, weight) =>
            {
                float frequency = all.Count(indices => indices.Contains(index));
                return weight * MathF.Log(((all.Count - frequency + 0.5f) / (frequency + 0.5f)) + 1f);
            })],
        };
    }

    private static QdrantField Dense(JsonElement json)
    {
        var size = json.Needed("size").TryGetInt32(out var number) ? number : throw QdrantRefusal.Format("invalid value for `size`, expected u64");
        if (size < 1)
        {
            throw QdrantRefusal.Validation("vectors.size", $"value {size} invalid, must be 1 or larger");
        }

        var distance = json.NeededText("distance");
        if (json.Given("multivector_config") is not null)
        {
            throw QdrantRefusal.Unsupported("multivectors");
        }

        return Distances.Contains(distance)
            ? new QdrantField(size, distance, HasIdf: false)
            : throw QdrantRefusal.Format($"unknown variant `{distance}`, expected one of `Cosine`, `Euclid`, `Dot`, `Manhattan`");
    }
}
