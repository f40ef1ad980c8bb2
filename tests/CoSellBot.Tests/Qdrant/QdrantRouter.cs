using System.Text.Json;

namespace CoSellBot.Tests.Qdrant;

/// <summary>Finds what a method and a path ask for. Paths that nobody knows get an empty 404, as the real web server gives it.</summary>
internal sealed class QdrantRouter(QdrantStore store)
{
    /// <summary>Answers one request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path.</param>
    /// <param name="wait">The caller waits until a write is done; here it is done either way.</param>
    /// <param name="body">The body; undefined without one.</param>
    public QdrantAnswer Answer(string method, string path, bool wait, JsonElement body)
    {
        try
        {
            string[] parts = path == "/" ? [] : path[1..].Split('/');
            return (method, parts) switch
            {
                ("GET", []) => QdrantAnswer.Json(200, new { title = "qdrant - vector search engine", version = "1.19.0", commit = "loopback" }),
                ("GET", ["healthz" or "readyz" or "livez"]) => QdrantAnswer.Text(200, parts[0] == "healthz" ? "healthz check passed" : "all shards are ready"),
                ("GET", ["collections"]) => QdrantAnswer.Ok(new { collections = store.Names.Select(name => new { name }) }),
                ("GET", ["aliases"]) => QdrantAnswer.Ok(store.Aliases()),
                ("POST", ["collections", "aliases"]) => QdrantAnswer.Ok(store.ChangeAliases(Needed(body))),
                ("GET", ["collections", var name]) => QdrantAnswer.Ok(store.Get(name).Info),
                ("PUT", ["collections", var name]) => QdrantAnswer.Ok(store.Create(name, Needed(body))),
                ("DELETE", ["collections", var name]) => QdrantAnswer.Ok(store.Delete(name)),
                ("GET", ["collections", var name, "exists"]) => QdrantAnswer.Ok(new { exists = store.Find(name) is not null }),
                ("GET", ["collections", var name, "aliases"]) => QdrantAnswer.Ok(store.Aliases(name)),
                ("PUT", ["collections", var name, "index"]) => Written(store.Get(name).Index(Needed(body)), wait),
                ("DELETE", ["collections", var name, "index", var field]) => Written(store.Get(name).DropIndex(field), wait),
                ("PUT", ["collections", var name, "points"]) => Written(store.Get(name).Upsert(Needed(body)), wait),
                ("POST", ["collections", var name, "points", "delete"]) => Written(store.Get(name).Delete(Needed(body)), wait),
                ("POST", ["collections", var name, "points", "batch"]) => QdrantAnswer.Ok(Batch(store.Get(name), Needed(body), wait)),
                ("POST", ["collections", var name, "points"]) => QdrantAnswer.Ok(QdrantReads.Retrieve(store.Get(name), Needed(body))),
                ("POST", ["collections", var name, "points", "scroll"]) => QdrantAnswer.Ok(QdrantReads.Scroll(store.Get(name), Needed(body))),
                ("POST", ["collections", var name, "points", "count"]) => QdrantAnswer.Ok(QdrantReads.Count(store.Get(name), Needed(body))),
                ("POST", ["collections", var name, "points", "query"]) => QdrantAnswer.Ok(QdrantReads.Query(store.Get(name), Needed(body))),
                ("GET", ["collections", var name, "points", var id]) => QdrantAnswer.Ok(QdrantReads.One(store.Get(name), id)),
                _ => QdrantAnswer.Text(404, ""),
            };
        }
        catch (QdrantRefusal refusal)
        {
            return QdrantAnswer.Error(refusal.Status, refusal.Message);
        }
        catch (InvalidOperationException mistake) when (mistake.Source == "System.Text.Json")
        {
            // A value of another type than the documented one.
            return QdrantAnswer.Error(400, "Format error in JSON body: " + mistake.Message);
        }
    }

    private static QdrantAnswer Written(ulong operation, bool wait) => QdrantAnswer.Ok(Update(operation, wait));

    private static object Update(ulong operation, bool wait) => new { operation_id = operation, status = wait ? "completed" : "acknowledged" };

    // One after the other; what came before a refused operation stays done.
    private static List<object> Batch(QdrantCollection collection, JsonElement body, bool wait) => [.. body.NeededList("operations").Select(operation =>
        operation.Given("upsert") is { } upsert ? Update(collection.Upsert(upsert), wait)
        : operation.Given("delete") is { } delete ? Update(collection.Delete(delete), wait)
        : throw QdrantRefusal.Unsupported("batch operations other than upsert and delete"))];

    private static JsonElement Needed(JsonElement body) => body.ValueKind == JsonValueKind.Object ? body : throw QdrantRefusal.Format("invalid type, expected a map");
}
