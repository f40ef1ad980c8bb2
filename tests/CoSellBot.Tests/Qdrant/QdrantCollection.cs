using System.Text.Json;
using CoSellBot.Tests.Models;

namespace CoSellBot.Tests.Qdrant;

/// <summary>One collection. The server's requests come one at a time; a test reads and plants through <see cref="QdrantServer.Collection"/>.</summary>
internal sealed class QdrantCollection
{
    private static readonly string[] IndexTypes = ["keyword", "integer", "float", "geo", "text", "bool", "datetime", "uuid"];
    private static readonly string[] UnknownWrites = ["batch", "update_filter", "update_mode"];
    private readonly SortedDictionary<QdrantId, QdrantPoint> _points = new(QdrantId.Order);
    private readonly SortedDictionary<string, JsonElement> _indexes = new(StringComparer.Ordinal);
    private readonly JsonElement _body;
    private readonly Lock _lock;
    private ulong _operation;

    /// <summary>Makes an empty collection from the body that asked for it.</summary>
    public QdrantCollection(JsonElement body, Lock guard) => (_body, _lock, Fields) = (body, guard, QdrantField.ReadAll(body));

    /// <summary>The vectors it knows, by name.</summary>
    public IReadOnlyDictionary<string, QdrantField> Fields { get; }

    /// <summary>All points in the order of their ids, the planted ones too.</summary>
    public IReadOnlyList<QdrantPoint> Points
    {
        get
        {
            lock (_lock)
            {
                return [.. _points.Values];
            }
        }
    }

    /// <summary>The payloads in the order of the ids.</summary>
    public IReadOnlyList<JsonElement> Payloads => [.. Points.Select(point => point.Payload)];

    /// <summary>Adds a point past every check: any id, any payload, vectors of any name and size that at least are vectors.</summary>
    /// <param name="json">The point as an upsert would send it.</param>
    public void Plant(string json)
    {
        var point = JsonElement.Parse(json);
        lock (_lock)
        {
            var id = QdrantId.Planted(point.GetProperty("id"));
            var vectors = Named(point.Given("vector")).Where(each => QdrantVector.TryRead(each.Value) is not null);
            _points[id] = new QdrantPoint(id, vectors.ToDictionary(each => each.Name, each => QdrantVector.TryRead(each.Value)!), point.Member("payload") ?? Empty, _operation);
        }
    }

    /// <summary>What GET of the collection tells.</summary>
    public object Info => new
    {
        status = "green",
        optimizer_status = "ok",
        indexed_vectors_count = 0,
        points_count = _points.Count,
        segments_count = 1,
        config = new
        {
            @params = new
            {
                vectors = _body.Given("vectors") ?? Empty,
                sparse_vectors = _body.Given("sparse_vectors") ?? Empty,
                shard_number = 1,
                replication_factor = 1,
                write_consistency_factor = 1,
                on_disk_payload = true,
            },
            hnsw_config = new { m = 16, ef_construct = 100, full_scan_threshold = 10000, max_indexing_threads = 0, on_disk = false },
            optimizer_config = new { deleted_threshold = 0.2, vacuum_min_vector_number = 1000, default_segment_number = 0, indexing_threshold = 10000, flush_interval_sec = 5 },
            wal_config = new { wal_capacity_mb = 32, wal_segments_ahead = 0, wal_retain_closed = 1 },
        },
        payload_schema = _indexes.ToDictionary(index => index.Key, index => IndexInfo(index.Key, index.Value)),
    };

    /// <summary>Notes an index; it changes no answer.</summary>
    public ulong Index(JsonElement body)
    {
        var schema = body.Needed("field_schema");
        var type = schema.ValueKind == JsonValueKind.String ? schema.GetString() : schema.NeededText("type");
        if (!IndexTypes.Contains(type))
        {
            throw QdrantRefusal.Format("data did not match any variant of untagged enum PayloadFieldSchema");
        }

        _indexes[body.NeededText("field_name")] = schema;
        return ++_operation;
    }

    /// <summary>Forgets an index.</summary>
    public ulong DropIndex(string field)
    {
        _indexes.Remove(field);
        return ++_operation;
    }

    /// <summary>Writes points: all of them or, when one is refused, none.</summary>
    public ulong Upsert(JsonElement body)
    {
        if (UnknownWrites.FirstOrDefault(name => body.Given(name) is not null) is { } unknown)
        {
            throw QdrantRefusal.Unsupported("upsert with " + unknown);
        }

        var points = body.NeededList("points").Select(Read).ToList();
        _operation++;
        foreach (var point in points)
        {
            _points[point.Id] = point with { Version = _operation };
        }

        return _operation;
    }

    /// <summary>Deletes by ids or by filter.</summary>
    public ulong Delete(JsonElement body)
    {
        var gone = body.Given("points") is not null
            ? body.NeededList("points").Select(QdrantId.Read)
            : body.Given("filter") is { } filter
                ? Matching(QdrantFilterReader.Read(filter)).Select(point => point.Id)
                : throw QdrantRefusal.Format("data did not match any variant of untagged enum PointsSelector");
        foreach (var id in gone.ToList())
        {
            _points.Remove(id);
        }

        return ++_operation;
    }

    /// <summary>The points that pass, in the order of their ids.</summary>
    public IEnumerable<QdrantPoint> Matching(QdrantCondition filter) => _points.Values.Where(point => filter(point.Payload, point.Id));

    /// <summary>One point.</summary>
    public QdrantPoint? Find(QdrantId id) => _points.GetValueOrDefault(id);

    private static JsonElement Empty { get; } = JsonElement.Parse("{}");

    private QdrantPoint Read(JsonElement json, int position)
    {
        var id = QdrantId.Read(json.Needed("id"));
        var vectors = new Dictionary<string, QdrantVector>();
        foreach (var (name, value) in Named(json.Needed("vector")))
        {
            var vector = QdrantVector.Read(value, $"points[{position}].vector.?", "VectorStruct");
            vectors[name] = Fields.TryGetValue(name, out var field) ? field.Fitted(vector) : throw QdrantRefusal.NoVector(name);
        }

        var payload = json.Given("payload") ?? Empty;
        return payload.ValueKind == JsonValueKind.Object ? new QdrantPoint(id, vectors, payload, 0) : throw QdrantRefusal.Format("invalid type for `payload`, expected a map");
    }

    private static IEnumerable<(string Name, JsonElement Value)> Named(JsonElement? vector) => vector switch
    {
        null => [],
        { ValueKind: JsonValueKind.Object } named => named.EnumerateObject().Select(each => (each.Name, each.Value)),
        { } nameless => [("", nameless)],
    };

    private object IndexInfo(string field, JsonElement schema)
    {
        var points = _points.Values.Count(point => QdrantPath.Values(point.Payload, field).Count > 0);
        return schema.ValueKind == JsonValueKind.String ? new { data_type = schema, points } : new { data_type = schema.GetProperty("type"), @params = schema, points };
    }
}
