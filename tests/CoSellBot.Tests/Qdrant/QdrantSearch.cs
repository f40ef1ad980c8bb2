using System.Text.Json;
using CoSellBot.Tests.Models;

namespace CoSellBot.Tests.Qdrant;

/// <summary>Runs POST points/query, prefetches and fusion too, as lib/shard/src/query/planned_query.rs plans it.</summary>
internal sealed class QdrantSearch(QdrantCollection collection)
{
    private const int DefaultLimit = 10;
    private const int DefaultK = 2;
    private static readonly string[] Unknown = ["recommend", "discover", "context", "order_by", "formula", "sample", "relevance_feedback", "mmr", "text", "image", "object"];

    /// <summary>The points with their scores, best first; equal scores in the order of the ids, which the real server does not promise.</summary>
    public IReadOnlyList<(QdrantPoint Point, float Score)> Run(JsonElement body)
    {
        var offset = body.Count("offset", 0, 0, "internal.offset");
        var limit = body.Count("limit", DefaultLimit, 1, "internal.limit");
        return [.. Stage(body, (_, _) => true, offset + limit).Skip(offset)];
    }

    // The filter of an outer stage holds in every stage inside it.
    private List<(QdrantPoint Point, float Score)> Stage(JsonElement json, QdrantCondition outer, int limit)
    {
        if (json.Given("lookup_from") is not null || json.Given("params")?.Given("idf") is not null)
        {
            throw QdrantRefusal.Unsupported("lookup_from, params.idf");
        }

        var filter = QdrantFilterReader.Both(outer, QdrantFilterReader.Read(json.Given("filter")));
        var prefetches = json.OneOrMany("prefetch");
        var query = json.Given("query");
        var threshold = json.Given("score_threshold")?.GetSingle();
        var sources = prefetches.Select(prefetch => Stage(prefetch, filter, prefetch.Count("limit", DefaultLimit, 1, "internal.prefetch.limit"))).ToList();
        if (query is not { } wanted)
        {
            return sources.Count == 0
                ? [.. collection.Matching(filter).Take(limit).Select(point => (point, 1f))]
                : throw QdrantRefusal.Input("Validation failed: cannot have prefetches without a query");
        }

        if (wanted.Given("fusion") is not null || wanted.Given("rrf") is not null)
        {
            return sources.Count > 0
                ? [.. Fused(wanted, sources).Where(found => threshold is null || found.Score >= threshold).Take(limit)]
                : throw QdrantRefusal.Input("Validation failed: cannot apply Fusion without prefetches");
        }

        var candidates = sources.Count == 0 ? collection.Matching(filter) : sources.SelectMany(found => found).Select(found => found.Point).DistinctBy(point => point.Id);
        return [.. Ranked(wanted, json.Word("using") ?? "", candidates, threshold).Take(limit)];
    }

    private List<(QdrantPoint Point, float Score)> Ranked(JsonElement query, string name, IEnumerable<QdrantPoint> candidates, float? threshold)
    {
        var vector = Vector(query);
        var field = collection.Fields.TryGetValue(name, out var known) ? known : throw QdrantRefusal.NoVector(name);
        var asked = field.Weighed(field.Fitted(vector), collection.Matching((_, _) => true).Select(point => point.Vectors.GetValueOrDefault(name)).OfType<QdrantVector>());
        var found = new List<(QdrantPoint Point, float Score)>();
        foreach (var point in candidates)
        {
            if (point.Vectors.GetValueOrDefault(name) is { } stored && field.Score(asked, stored) is { } score
                && (threshold is not { } least || (field.IsLargerBetter ? score > least : score < least)))
            {
                found.Add((point, score));
            }
        }

        return InOrder(found, field.IsLargerBetter);
    }

    private static QdrantVector Vector(JsonElement query)
    {
        var nearest = query.Given("nearest") ?? query;
        if (nearest.ValueKind is JsonValueKind.String or JsonValueKind.Number || Unknown.Any(name => query.Given(name) is not null || nearest.Given(name) is not null))
        {
            throw QdrantRefusal.Unsupported("queries other than by a vector and by fusion");
        }

        return QdrantVector.Read(nearest, "internal.query", "QueryInterface");
    }

    private static List<(QdrantPoint Point, float Score)> Fused(JsonElement query, List<List<(QdrantPoint Point, float Score)>> sources)
    {
        if (query.Given("fusion") is { } fusion && fusion.ToString() != "rrf")
        {
            throw fusion.ToString() == "dbsf" ? QdrantRefusal.Unsupported("fusion dbsf") : QdrantRefusal.Format($"unknown variant `{fusion}`, expected `rrf` or `dbsf`");
        }

        var rrf = query.Given("rrf") ?? default;
        var k = rrf.Count("k", DefaultK, 1, "internal.query.rrf.k");
        var weights = rrf.Given("weights") is null ? [.. sources.Select(_ => 1f)] : rrf.Needed("weights").Floats() ?? throw QdrantRefusal.Format("invalid type for `weights`");
        if (weights.Length != sources.Count)
        {
            throw QdrantRefusal.Input($"Validation failed: Number of weights in RRF should match number of pre-fetches: got {weights.Length}, expected {sources.Count}");
        }

        var scores = new Dictionary<QdrantId, (QdrantPoint Point, float Score)>();
        foreach (var (source, weight) in sources.Zip(weights))
        {
            for (var position = 0; position < source.Count; position++)
            {
                var point = source[position].Point;
                var gain = weight <= 0 ? 0 : 1f / (((position + 1) / weight) + k - 1f);
                scores[point.Id] = (point, scores.GetValueOrDefault(point.Id).Score + gain);
            }
        }

        return InOrder([.. scores.Values], isLargerBetter: true);
    }

    private static List<(QdrantPoint Point, float Score)> InOrder(List<(QdrantPoint Point, float Score)> found, bool isLargerBetter) =>
        [.. found.OrderBy(each => isLargerBetter ? -each.Score : each.Score).ThenBy(each => each.Point.Id, QdrantId.Order)];
}
