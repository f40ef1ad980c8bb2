using System.Security.Cryptography;
using System.Text;
using CoSellBot.Access;
using CoSellBot.Knowledge;
using CoSellBot.Knowledge.Qdrant;
using CoSellBot.Tests.Qdrant;
using Xunit;

namespace CoSellBot.Tests.Knowledge;

/// <summary>What only the library in Qdrant can do wrong.</summary>
public sealed class QdrantIndexTests : IAsyncLifetime
{
    private static readonly KnowledgeScope Scope = new("en", new DateOnly(2026, 6, 9), "DE");
    private static readonly AccessFilter Nimbus = new("main", Ceiling.Of(new Member("PER-JONAS", "ORG-NIMBUS", Role.PartnerSeller)), new ProgrammeFirms("ORG-HALVOR", [new PartnerFirm("ORG-NIMBUS")]));
    private static readonly IndexQuery Question = new("where are the servers", Scope, 10);
    private QdrantServer _server = null!;

    public async Task InitializeAsync() => _server = await QdrantServer.StartAsync(new QdrantServerOptions { Key = "secret" });

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task P06_a_server_that_is_away_or_not_qdrant_is_unavailable_and_never_an_empty_answer()
    {
        using var index = await OpenAsync();
        foreach (var fault in new QdrantFault[]
        {
            new QdrantFault.Down(), new QdrantFault.CutAnswer(), new QdrantFault.Html(), new QdrantFault.Status(401, "Invalid API key or JWT", "text/plain"), new QdrantFault.Status(503, "{}"),
            new QdrantFault.Status(429, "slow down", "text/plain"), new QdrantFault.Status(404, "{}"),
        })
        {
            _server.Fault = fault;
            await Assert.ThrowsAsync<KnowledgeUnavailableException>(() => index.SearchAsync(Question, Nimbus, CancellationToken.None));
            await Assert.ThrowsAsync<KnowledgeUnavailableException>(() => index.ReadAsync(["security"], Scope, Nimbus, CancellationToken.None));
        }

        _server.Fault = null;
        Assert.Single(await index.SearchAsync(Question, Nimbus, CancellationToken.None));
    }

    [Fact]
    public async Task P06_a_slow_server_is_unavailable_after_the_patience_of_the_client()
    {
        using var index = await OpenAsync(TimeSpan.FromSeconds(2));
        _server.Fault = new QdrantFault.Slow(TimeSpan.FromMinutes(2));
        await Assert.ThrowsAsync<KnowledgeUnavailableException>(() => index.SearchAsync(Question, Nimbus, CancellationToken.None));
    }

    [Fact]
    public async Task P06_an_empty_collection_is_unavailable()
    {
        using var index = await OpenAsync();
        await index.ApplyAsync("main", new KnowledgeChange([], ["security.md"]), CancellationToken.None);
        await Assert.ThrowsAsync<KnowledgeUnavailableException>(() => index.SearchAsync(Question, Nimbus, CancellationToken.None));
    }

    [Fact]
    public async Task P06_a_collection_of_another_shape_is_not_written_to()
    {
        using (await OpenAsync())
        {
        }

        using var client = Client();
        using var gone = await client.DeleteAsync(new Uri("collections/cosellbot-1", UriKind.Relative));
        using var made = await client.PutAsync(new Uri("collections/cosellbot-1", UriKind.Relative), new StringContent("""{"vectors":{"other":{"size":4,"distance":"Dot"}}}""", Encoding.UTF8, "application/json"));
        using var index = new QdrantIndex(client);
        await Assert.ThrowsAsync<KnowledgeUnavailableException>(() => index.ApplyAsync("main", new KnowledgeChange([Document()], []), CancellationToken.None));
    }

    [Fact]
    public async Task A_missing_key_is_unavailable()
    {
        using var client = new HttpClient { BaseAddress = _server.Endpoint };
        using var index = new QdrantIndex(client);
        var refused = await Assert.ThrowsAsync<KnowledgeUnavailableException>(() => index.SearchAsync(Question, Nimbus, CancellationToken.None));
        Assert.Contains("401", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task X12_every_search_carries_tenant_and_readers_in_each_part_and_at_the_root()
    {
        using var index = await OpenAsync(embedder: Letters());
        var before = _server.Requests.Count;
        await index.SearchAsync(Question, Nimbus, CancellationToken.None);
        await index.ReadAsync(["security"], Scope, Nimbus, CancellationToken.None);
        await index.HeadsAsync(["security"], Nimbus, CancellationToken.None);

        var asked = _server.Requests.Skip(before).Where(request => request.Path.EndsWith("/query", StringComparison.Ordinal) || request.Path.EndsWith("/scroll", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, asked.Count);
        foreach (var request in asked)
        {
            var body = request.Json;
            var parts = body.TryGetProperty("prefetch", out var prefetch) ? prefetch.EnumerateArray().Append(body).ToList() : [body];
            Assert.Equal(body.TryGetProperty("prefetch", out _) ? 3 : 1, parts.Count);
            Assert.All(parts, part =>
            {
                var must = part.GetProperty("filter").GetProperty("must").GetRawText();
                Assert.Contains("""{"key":"tenant","match":{"value":"main"}}""", must, StringComparison.Ordinal);
                Assert.Contains("ORG-NIMBUS", must, StringComparison.Ordinal);
            });
        }
    }

    [Fact]
    public async Task X12_a_point_that_was_planted_is_not_quoted_and_does_not_stay()
    {
        using var index = await OpenAsync();
        var stolen = _server.Collection("cosellbot-1").Payloads[0].GetRawText();
        foreach (var (from, to) in new[]
        {
            // Without a tenant, of another one, with a filter's fields that say more than its own label, and without a passage in it.
            ("\"tenant\":\"main\"", "\"nobody\":\"main\""), ("\"tenant\":\"main\"", "\"tenant\":\"other\""),
            ("\\u0022words\\u0022:[\\u0022partners\\u0022]", "\\u0022words\\u0022:[\\u0022vendor\\u0022]"), ("\"section\":", "\"nothing\":"),
        })
        {
            Assert.Contains(from, stolen, StringComparison.Ordinal);
            Plant(stolen.Replace(from, to, StringComparison.Ordinal).Replace("Frankfurt", "the moon", StringComparison.Ordinal));
        }

        Assert.DoesNotContain(await index.SearchAsync(Question with { Most = 50 }, Nimbus, CancellationToken.None), found => found.Passage.Text.Contains("moon", StringComparison.Ordinal));
        Assert.DoesNotContain(await index.ReadAsync(["security"], Scope, Nimbus, CancellationToken.None), passage => passage.Text.Contains("moon", StringComparison.Ordinal));
        await index.ApplyAsync("main", new KnowledgeChange([], []), CancellationToken.None);
        Assert.DoesNotContain(_server.Collection("cosellbot-1").Payloads, payload => !payload.TryGetProperty("tenant", out _));
    }

    [Fact]
    public async Task Another_model_is_filled_beside_the_old_one_and_takes_its_place_when_it_is_complete()
    {
        using (await OpenAsync())
        {
        }

        using var client = Client();
        using var index = new QdrantIndex(client, QdrantIndex.DefaultAlias, Letters());
        Assert.Empty(await index.ListAsync("main", CancellationToken.None));
        Assert.Single(await index.SearchAsync(Question, Nimbus, CancellationToken.None));
        await index.ApplyAsync("main", new KnowledgeChange([Document()], []), CancellationToken.None);
        Assert.Contains(_server.Requests, request => request.Path == "/collections/cosellbot/points/query" && !request.Json.GetRawText().Contains("meaning", StringComparison.Ordinal));
        await index.ApplyAsync("main", new KnowledgeChange([], [], IsComplete: true), CancellationToken.None);
        Assert.Single(await index.SearchAsync(Question, Nimbus, CancellationToken.None));
        Assert.Contains("meaning", _server.Requests[^1].Json.GetRawText(), StringComparison.Ordinal);
        using var old = await client.GetAsync(new Uri("collections/cosellbot-1", UriKind.Relative));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, old.StatusCode);
    }

    private void Plant(string payload)
    {
        var id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(payload)).AsSpan(0, 16));
        _server.Collection("cosellbot-1").Plant($$$"""{"id":"{{{id}}}","vector":{"words":{"indices":[{{{Number()}}}],"values":[9.5]}},"payload":{{{payload}}}}""");
    }

    // Something the question asks for, so that the planted point would come first.
    private uint Number()
    {
        var asked = _server.Requests.LastOrDefault(request => request.Path.EndsWith("/query", StringComparison.Ordinal));
        return asked is null ? 1 : asked.Json.GetProperty("prefetch")[0].GetProperty("query").GetProperty("indices")[0].GetUInt32();
    }

    private HttpClient Client(TimeSpan? patience = null)
    {
        var client = new HttpClient { BaseAddress = _server.Endpoint, Timeout = patience ?? TimeSpan.FromSeconds(30) };
        client.DefaultRequestHeaders.Add("api-key", "secret");
        return client;
    }

    private async Task<QdrantIndex> OpenAsync(TimeSpan? patience = null, Embedder? embedder = null)
    {
        var index = new QdrantIndex(Client(patience), QdrantIndex.DefaultAlias, embedder);
        await index.ApplyAsync("main", new KnowledgeChange([Document()], [], IsComplete: true), CancellationToken.None);
        await index.SearchAsync(Question, Nimbus, CancellationToken.None);
        return index;
    }

    // A stand-in for meaning: how often each of a few letters occurs.
    private static Embedder Letters() => new("letters", (texts, _) => Task.FromResult<IReadOnlyList<ReadOnlyMemory<float>>>(
        [.. texts.Select(text => new ReadOnlyMemory<float>([.. "aeiostrn".Select(letter => (float)(1 + text.Count(c => c == letter)))]))]));

    private static KnowledgeDocument Document() => new()
    {
        TenantId = "main", Id = "security", Title = "Security", Version = 1, Language = "en", ValidFrom = new(2026, 1, 1), ValidUntil = new(2026, 12, 31),
        Audience = DocumentAudience.Parse(["partners"]), Source = "security.md", Hash = "1",
        Sections = [new KnowledgeSection("data", "Where things are", null, 1, [["The servers are in Frankfurt."]], [])],
    };
}
