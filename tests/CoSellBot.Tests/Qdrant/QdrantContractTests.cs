using Xunit;

namespace CoSellBot.Tests.Qdrant;

/// <summary>Everything the loopback server answers, once through the proxy that holds it against Qdrant's own specification.</summary>
[Trait("Category", "Contract")]
public sealed class QdrantContractTests : IAsyncLifetime
{
    private QdrantServer _server = null!;
    private QdrantCaller _caller = null!;

    public async Task InitializeAsync()
    {
        _server = await QdrantBot.OpenAsync(new QdrantServerOptions { Key = "secret" });
        _caller = QdrantCaller.To(QdrantBot.Address(_server));
    }

    public async Task DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Every_answer_has_the_shape_that_is_published()
    {
        await OkAsync("GET", "/");
        await OkAsync("GET", "healthz");
        await OkAsync("PUT", "collections/deals-1", """{"vectors":{"dense":{"size":2,"distance":"Cosine"}},"sparse_vectors":{"words":{"modifier":"idf"}}}""");
        await OkAsync("PUT", "collections/deals-1/index?wait=true", """{"field_name":"tenant","field_schema":{"type":"keyword","is_tenant":true}}""");
        await OkAsync("PUT", "collections/deals-1/index?wait=true", """{"field_name":"size","field_schema":"integer"}""");
        await OkAsync("POST", "collections/aliases", """{"actions":[{"create_alias":{"collection_name":"deals-1","alias_name":"deals"}}]}""");
        await OkAsync("PUT", "collections/deals/points?wait=true", """
            {"points":[{"id":1,"vector":{"dense":[1,0],"words":{"indices":[1,2],"values":[1,0.5]}},"payload":{"tenant":"a","size":3}},
                       {"id":"0b0e0000-0000-4000-8000-000000000001","vector":{"dense":[0,1]},"payload":{"tenant":"b"}}]}
            """);
        await OkAsync("POST", "collections/deals/points/batch?wait=true", """{"operations":[{"upsert":{"points":[{"id":3,"vector":{}}]}},{"delete":{"points":[3]}}]}""");
        await OkAsync("POST", "collections/deals/points/scroll", """{"filter":{"must":[{"key":"tenant","match":{"any":["a","b"]}}]},"limit":1,"with_payload":["tenant"],"with_vector":true}""");
        await OkAsync("POST", "collections/deals/points", """{"ids":[1],"with_vector":["words"]}""");
        await OkAsync("GET", "collections/deals/points/0b0e0000-0000-4000-8000-000000000001");
        await OkAsync("POST", "collections/deals/points/count", """{"filter":{"should":[{"is_empty":{"key":"size"}}]},"exact":true}""");
        await OkAsync("POST", "collections/deals/points/query", """
            {"prefetch":[{"query":[1,0],"using":"dense","limit":5},{"query":{"indices":[1],"values":[1]},"using":"words","limit":5}],"query":{"rrf":{"k":60}},"limit":5,"with_payload":true,"with_vector":true}
            """);
        await OkAsync("POST", "collections/deals/points/delete?wait=true", """{"filter":{"must":[{"key":"tenant","match":{"value":"b"}}]}}""");
        await OkAsync("GET", "collections");
        await OkAsync("GET", "collections/deals");
        await OkAsync("GET", "collections/deals/exists");
        await OkAsync("GET", "collections/deals-1/aliases");
        await OkAsync("GET", "aliases");
        await OkAsync("DELETE", "collections/deals-1");
    }

    [Theory]
    [InlineData("secret", 404, "application/json")]
    [InlineData("other", 401, "text/plain")]
    public async Task So_do_the_refusals(string key, int status, string contentType)
    {
        var reply = await _caller.SendAsync("GET", "collections/none", null, ("api-key", key));
        Assert.Equal((status, contentType), (reply.Status, reply.ContentType));
    }

    private async Task OkAsync(string method, string path, string? json = null)
    {
        var reply = await _caller.SendAsync(method, path, json, ("api-key", "secret"));
        Assert.True(reply.Status == 200, $"{method} {path}: {reply.Status} {reply.Text}");
    }
}
