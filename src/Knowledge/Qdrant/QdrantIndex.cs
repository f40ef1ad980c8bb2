using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CoSellBot.Knowledge.Qdrant;

/// <summary>
/// The library in Qdrant, over its REST API. Every search carries the filter in each part of it and at the root, and what comes back is admitted once
/// more by its own label; when Qdrant cannot be reached nothing is asked another way.
/// </summary>
/// <param name="http">Knows the address, the key and the patience.</param>
/// <param name="alias">The name behind which collections are exchanged.</param>
/// <param name="embedder">Gives meaning its vectors; null for words alone.</param>
public sealed class QdrantIndex(HttpClient http, string alias = QdrantIndex.DefaultAlias, Embedder? embedder = null) : IKnowledgeIndex, IDisposable
{
    /// <summary>The alias when none is set.</summary>
    public const string DefaultAlias = "cosellbot";

    private const int PointsInARequest = 64;
    private const int PageOfAScroll = 256;
    private const int Fade = 20;
    private readonly QdrantHttp _http = new(http);
    private readonly SemaphoreSlim _opening = new(1, 1);
    private volatile Opened? _open;

    /// <inheritdoc/>
    public async Task ApplyAsync(string tenantId, KnowledgeChange change, CancellationToken cancellationToken)
    {
        if (change.Put.Any(document => document.TenantId != tenantId || document.Source.Length == 0))
        {
            throw new ArgumentException("A document belongs to another tenant or names no file.", nameof(change));
        }

        var (collection, serving) = await OpenAsync(cancellationToken);
        foreach (var name in new[] { collection.Own, serving }.Distinct())
        {
            // What was planted without a label is found by nobody; it does not stay either.
            await DeleteAsync(name, QdrantFilter.Untagged(), cancellationToken);
            if (change.Remove.Count > 0)
            {
                await DeleteAsync(name, QdrantFilter.OfTenant(tenantId, QdrantFilter.Any(Payload.Source, change.Remove)), cancellationToken);
            }

            foreach (var document in change.Put)
            {
                // The old goes first: rights that were narrowed are never found beside the new ones.
                await DeleteAsync(name, QdrantFilter.OfTenant(tenantId, QdrantFilter.Match(Payload.Source, document.Source), QdrantFilter.Not(QdrantFilter.Match(Payload.Hash, document.Hash))), cancellationToken);
            }
        }

        // A document's first passage comes last: by it a document counts as taken in.
        foreach (var passages in change.Put.SelectMany(document => KnowledgePassage.Of(document).Reverse()).Chunk(PointsInARequest))
        {
            var meaning = embedder is null ? null : await embedder.EmbedAsync([.. passages.Select(passage => passage.Meaning)], cancellationToken);
            var points = passages.Select((passage, at) => Point(passage, meaning?[at]));
            if (await _http.SendAsync(HttpMethod.Put, $"collections/{collection.Own}/points?wait=true", new JsonObject { ["points"] = new JsonArray([.. points]) }, cancellationToken) is null)
            {
                _open = null;
                throw new KnowledgeUnavailableException("The collection in Qdrant is gone.");
            }
        }

        if (change.IsComplete && serving != collection.Own)
        {
            await collection.SwitchAsync(serving, cancellationToken);
            _open = new Opened(collection, collection.Own);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DocumentHead>> ListAsync(string tenantId, CancellationToken cancellationToken)
    {
        var (collection, _) = await OpenAsync(cancellationToken);
        return [.. (await ScrollAsync(collection.Own, QdrantFilter.OfTenant(tenantId, QdrantFilter.Match(Payload.Order, 0)), cancellationToken)).Select(Payload.ToHead).OfType<DocumentHead>()];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<FoundPassage>> SearchAsync(IndexQuery query, AccessFilter filter, CancellationToken cancellationToken)
    {
        var (collection, serving) = await OpenAsync(cancellationToken);
        if (!collection.IsSameLayout(serving))
        {
            throw new KnowledgeUnavailableException("The library is being laid out anew; it answers when that is done.");
        }

        var legs = new JsonArray();
        if (SparseVector.Of(query.Words) is { } words)
        {
            legs.Add((JsonNode)Leg(words, QdrantCollection.Sparse, query, filter));
        }

        if (embedder is not null && serving == collection.Own && await MeaningAsync(query.Words, cancellationToken) is { } meaning)
        {
            legs.Add((JsonNode)Leg(Numbers(meaning), QdrantCollection.Dense, query, filter));
        }

        if (legs.Count == 0)
        {
            return [];
        }

        var request = new JsonObject
        {
            ["prefetch"] = legs,
            ["query"] = new JsonObject { ["rrf"] = new JsonObject { ["k"] = Fade } },
            ["filter"] = QdrantFilter.Of(filter, query.Scope),
            ["limit"] = query.Most,
            ["with_payload"] = Payload.Read,
        };
        var result = await AskAsync("query", request, cancellationToken);
        var found = result.GetProperty("points").EnumerateArray()
            .Select(point => (Passage: Payload.ToPassage(point.GetProperty("payload")), Score: point.GetProperty("score").GetDouble()))
            .Where(item => item.Passage is not null && IsAdmitted(item.Passage.Document, query.Scope, filter)).Select(item => new FoundPassage(item.Passage!, item.Score)).ToList();
        return found.Count > 0 || await HasDocumentsAsync(filter.TenantId, cancellationToken) ? found : throw new KnowledgeUnavailableException("The library in Qdrant is empty.");
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<KnowledgePassage>> ReadAsync(IReadOnlyCollection<string> documentIds, KnowledgeScope scope, AccessFilter filter, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        var asked = QdrantFilter.Of(filter, scope, QdrantFilter.Any(Payload.Document, documentIds));
        var passages = (await ScrollAsync(alias, asked, cancellationToken)).Select(Payload.ToPassage).OfType<KnowledgePassage>().Where(passage => IsAdmitted(passage.Document, scope, filter));
        return [.. passages.OrderBy(passage => passage.Document.Source, StringComparer.Ordinal).ThenBy(passage => passage.Order)];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DocumentHead>> HeadsAsync(IReadOnlyCollection<string> documentIds, AccessFilter filter, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        var asked = QdrantFilter.Of(filter, null, QdrantFilter.Any(Payload.Document, documentIds), QdrantFilter.Match(Payload.Order, 0));
        return [.. (await ScrollAsync(alias, asked, cancellationToken)).Select(Payload.ToHead).OfType<DocumentHead>().Where(head => filter.Admit(head) is not null)
            .OrderBy(head => head.Source, StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public void Dispose() => _opening.Dispose();

    private static bool IsAdmitted(DocumentHead document, KnowledgeScope scope, AccessFilter filter) => document.IsValid(scope.Day, scope.Country) && filter.Admit(document) is not null;

    private static JsonObject Leg(JsonNode vector, string name, IndexQuery query, AccessFilter filter) =>
        new() { ["query"] = vector, ["using"] = name, ["limit"] = query.Most, ["filter"] = QdrantFilter.Of(filter, query.Scope) };

    private static JsonObject Point(KnowledgePassage passage, ReadOnlyMemory<float>? meaning)
    {
        var vector = new JsonObject { [QdrantCollection.Sparse] = SparseVector.Of(passage) };
        if (meaning is { } numbers)
        {
            vector[QdrantCollection.Dense] = Numbers(numbers);
        }

        // The same passage has the same id, so writing it again writes nothing twice.
        var name = $"{passage.Document.TenantId}\n{passage.Document.Source}\n{passage.Order}";
        return new JsonObject { ["id"] = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16)).ToString(), ["vector"] = vector, ["payload"] = Payload.Of(passage) };
    }

    private static JsonArray Numbers(ReadOnlyMemory<float> vector) => new([.. vector.ToArray().Select(number => (JsonNode)number)]);

    private async Task<ReadOnlyMemory<float>?> MeaningAsync(string words, CancellationToken cancellationToken)
    {
        try
        {
            return (await embedder!.EmbedAsync([words], cancellationToken))[0];
        }
        catch (KnowledgeUnavailableException)
        {
            // Words find what they name without it, under the same filter.
            return null;
        }
    }

    // A collection that is gone, or was exchanged by another process, is opened anew with the next request.
    private async Task<JsonElement> AskAsync(string what, JsonObject request, CancellationToken cancellationToken, string? collection = null)
    {
        try
        {
            return await _http.SendAsync(HttpMethod.Post, $"collections/{collection ?? alias}/points/{what}", request, cancellationToken)
                ?? throw new KnowledgeUnavailableException("The collection in Qdrant is gone.");
        }
        catch (KnowledgeUnavailableException)
        {
            _open = null;
            throw;
        }
    }

    private async Task<bool> HasDocumentsAsync(string tenantId, CancellationToken cancellationToken)
    {
        var request = new JsonObject { ["filter"] = QdrantFilter.OfTenant(tenantId), ["exact"] = true };
        var result = await AskAsync("count", request, cancellationToken);
        return result.GetProperty("count").GetInt64() > 0;
    }

    private async Task DeleteAsync(string collection, JsonObject filter, CancellationToken cancellationToken) =>
        await _http.SendAsync(HttpMethod.Post, $"collections/{collection}/points/delete?wait=true", new JsonObject { ["filter"] = filter }, cancellationToken);

    private async Task<List<JsonElement>> ScrollAsync(string collection, JsonObject filter, CancellationToken cancellationToken)
    {
        var payloads = new List<JsonElement>();
        JsonNode? offset = null;
        do
        {
            var request = new JsonObject { ["filter"] = filter.DeepClone(), ["limit"] = PageOfAScroll, ["with_payload"] = Payload.Read };
            if (offset is not null)
            {
                request["offset"] = offset;
            }

            var result = await AskAsync("scroll", request, cancellationToken, collection);
            payloads.AddRange(result.GetProperty("points").EnumerateArray().Select(point => point.GetProperty("payload")));
            offset = result.TryGetProperty("next_page_offset", out var next) && next.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? JsonNode.Parse(next.GetRawText()) : null;
        }
        while (offset is not null);
        return payloads;
    }

    private async Task<Opened> OpenAsync(CancellationToken cancellationToken)
    {
        if (_open is { } known)
        {
            return known;
        }

        await _opening.WaitAsync(cancellationToken);
        try
        {
            var dimension = embedder is null ? 0 : (await embedder.EmbedAsync(["dimension"], cancellationToken))[0].Length;
            var collection = new QdrantCollection(_http, alias, embedder?.Model, dimension);
            return _open = new Opened(collection, await collection.OpenAsync(cancellationToken));
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>The collection to write to, and the one that answers.</summary>
    private sealed record Opened(QdrantCollection Collection, string Serving);
}
