using System.Text.Json;

namespace CoSellBot.Tests.Qdrant;

/// <summary>Answers the requests that read points, in the shape of records and scored points.</summary>
internal static class QdrantReads
{
    private const int DefaultLimit = 10;

    /// <summary>POST points: the ones asked for that exist.</summary>
    public static object Retrieve(QdrantCollection collection, JsonElement body) =>
        body.NeededList("ids").Select(QdrantId.Read).Select(collection.Find).OfType<QdrantPoint>().Select(point => Record(point, body, withPayload: true)).ToList();

    /// <summary>GET points/{id}.</summary>
    public static object One(QdrantCollection collection, string id)
    {
        var known = QdrantId.Read(ulong.TryParse(id, out var number) ? JsonSerializer.SerializeToElement(number) : JsonSerializer.SerializeToElement(id));
        var point = collection.Find(known) ?? throw new QdrantRefusal(404, $"Not found: Point with id {id} does not exists!");
        return Record(point, JsonElement.Parse("""{"with_vector":true}"""), withPayload: true);
    }

    /// <summary>POST points/scroll: a page and where the next one starts.</summary>
    public static object Scroll(QdrantCollection collection, JsonElement body)
    {
        if (body.Given("order_by") is not null)
        {
            throw QdrantRefusal.Unsupported("scroll by order_by");
        }

        var limit = body.Count("limit", DefaultLimit, 1, "limit");
        QdrantId? from = body.Given("offset") is { } offset ? QdrantId.Read(offset) : null;
        var rest = collection.Matching(QdrantFilterReader.Read(body.Given("filter")))
            .SkipWhile(point => from is { } first && QdrantId.Order.Compare(point.Id, first) < 0).Take(limit + 1).ToList();
        return new { points = rest.Take(limit).Select(point => Record(point, body, withPayload: true)), next_page_offset = rest.Skip(limit).FirstOrDefault()?.Id.Json };
    }

    /// <summary>POST points/count; always exact.</summary>
    public static object Count(QdrantCollection collection, JsonElement body) => new { count = collection.Matching(QdrantFilterReader.Read(body.Given("filter"))).Count() };

    /// <summary>POST points/query.</summary>
    public static object Query(QdrantCollection collection, JsonElement body)
    {
        var found = new QdrantSearch(collection).Run(body);
        return new
        {
            points = found.Select(each =>
            {
                var record = Record(each.Point, body, withPayload: false);
                (record["version"], record["score"]) = (each.Point.Version, each.Score);
                return record;
            }),
        };
    }

    private static Dictionary<string, object> Record(QdrantPoint point, JsonElement body, bool withPayload)
    {
        var record = new Dictionary<string, object> { ["id"] = point.Id.Json };
        if (Payload(point.Payload, body.Given("with_payload"), withPayload) is { } payload)
        {
            record["payload"] = payload;
        }

        // The older name is still read.
        if (Vector(point, body.Given("with_vector") ?? body.Given("with_vectors")) is { } vector)
        {
            record["vector"] = vector;
        }

        return record;
    }

    private static JsonElement? Payload(JsonElement payload, JsonElement? wanted, bool otherwise) => wanted switch
    {
        null => otherwise ? payload : null,
        { ValueKind: JsonValueKind.True } => payload,
        { ValueKind: JsonValueKind.False } => null,
        { ValueKind: JsonValueKind.Array } keys => QdrantPath.Part(payload, Names(keys), isKept: true),
        { } selector when selector.Given("include") is { } include => QdrantPath.Part(payload, Names(include), isKept: true),
        { } selector when selector.Given("exclude") is { } exclude => QdrantPath.Part(payload, Names(exclude), isKept: false),
        _ => throw QdrantRefusal.Format("data did not match any variant of untagged enum WithPayloadInterface"),
    };

    private static object? Vector(QdrantPoint point, JsonElement? wanted)
    {
        if (wanted is not { ValueKind: JsonValueKind.True or JsonValueKind.Array } some)
        {
            return null;
        }

        var names = some.ValueKind == JsonValueKind.Array ? Names(some) : null;
        var vectors = point.Vectors.Where(each => names is null || names.Contains(each.Key)).ToDictionary(each => each.Key, each => each.Value.Json);
        return vectors.TryGetValue("", out var nameless) ? nameless : vectors;
    }

    private static IReadOnlyList<string> Names(JsonElement list) => [.. list.EnumerateArray().Select(name => name.GetString()!)];
}
