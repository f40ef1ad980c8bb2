using System.Text.Json;
using Xunit;

namespace CoSellBot.Tests.Qdrant;

/// <summary>The loopback server as a server: collections, aliases, keys, refusals and faults.</summary>
public sealed class QdrantServerTests : IAsyncLifetime
{
    private const string Missing = "Must provide an API key or an Authorization bearer token";
    private const string Wrong = "Invalid API key or JWT";
    private QdrantServer _server = null!;
    private QdrantCaller _caller = null!;

    public async Task InitializeAsync()
    {
        _server = await QdrantServer.StartAsync();
        _caller = QdrantCaller.To(_server.Endpoint);
    }

    public async Task DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_collection_tells_what_it_was_made_of()
    {
        await _caller.FillAsync("deals", """[{"id":1,"vector":{"dense":[1,0]},"payload":{"tenant":"a"}}]""");
        await _caller.ResultAsync("PUT", "collections/deals/index?wait=true", """{"field_name":"tenant","field_schema":{"type":"keyword","is_tenant":true}}""");
        var info = await _caller.ResultAsync("GET", "collections/deals");
        Assert.Equal(1, info.GetProperty("points_count").GetInt32());
        var parameters = info.GetProperty("config").GetProperty("params");
        Assert.Equal(2, parameters.GetProperty("vectors").GetProperty("dense").GetProperty("size").GetInt32());
        Assert.Equal("idf", parameters.GetProperty("sparse_vectors").GetProperty("words").GetProperty("modifier").GetString());
        var index = info.GetProperty("payload_schema").GetProperty("tenant");
        Assert.Equal("keyword", index.GetProperty("data_type").GetString());
        Assert.True(index.GetProperty("params").GetProperty("is_tenant").GetBoolean());
    }

    [Fact]
    public async Task A_collection_is_made_once_and_deleted_once()
    {
        Assert.True((await _caller.ResultAsync("PUT", "collections/deals", QdrantCaller.Vectors)).GetBoolean());
        var again = await _caller.SendAsync("PUT", "collections/deals", QdrantCaller.Vectors);
        Assert.Equal((409, "Wrong input: Collection `deals` already exists!"), (again.Status, again.Error));
        Assert.True((await _caller.ResultAsync("DELETE", "collections/deals")).GetBoolean());
        Assert.False((await _caller.ResultAsync("DELETE", "collections/deals")).GetBoolean());
        Assert.False((await _caller.ResultAsync("GET", "collections/deals/exists")).GetProperty("exists").GetBoolean());
    }

    [Theory]
    [InlineData("GET", "collections/deals", null)]
    [InlineData("POST", "collections/deals/points/query", "{}")]
    [InlineData("PUT", "collections/deals/points", """{"points":[]}""")]
    public async Task A_missing_collection_is_404_in_the_envelope(string method, string path, string? json)
    {
        var reply = await _caller.SendAsync(method, path, json);
        Assert.Equal((404, "Not found: Collection `deals` doesn't exist!"), (reply.Status, reply.Error));
    }

    [Theory]
    [InlineData("POST", "collections/deals/points/search")]
    [InlineData("POST", "collections")]
    [InlineData("GET", "deals")]
    public async Task Paths_that_nobody_knows_are_an_empty_404(string method, string path)
    {
        var reply = await _caller.SendAsync(method, path, "{}");
        Assert.Equal((404, ""), (reply.Status, reply.Text));
    }

    [Theory]
    [InlineData(null, null, 401, Missing)]
    [InlineData("api-key", "other", 401, Wrong)]
    [InlineData("Authorization", "Bearer other", 401, Wrong)]
    [InlineData("Authorization", "Basic secret", 401, Missing)]
    [InlineData("api-key", "secret", 200, null)]
    [InlineData("Authorization", "Bearer secret", 200, null)]
    public async Task The_key_is_asked_for_in_plain_text(string? header, string? value, int status, string? text)
    {
        await using var closed = await QdrantServer.StartAsync(new QdrantServerOptions { Key = "secret" });
        await using var caller = QdrantCaller.To(closed.Endpoint);
        var reply = await caller.SendAsync("GET", "collections", null, header is null ? [] : [(header, value!)]);
        Assert.Equal(status, reply.Status);
        if (text is not null)
        {
            Assert.Equal(("text/plain", text), (reply.ContentType, reply.Text));
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    [InlineData("/livez")]
    public async Task Health_needs_no_key(string path)
    {
        await using var closed = await QdrantServer.StartAsync(new QdrantServerOptions { Key = "secret" });
        await using var caller = QdrantCaller.To(closed.Endpoint);
        Assert.Equal(200, (await caller.SendAsync("GET", path)).Status);
    }

    [Fact]
    public async Task An_alias_moves_to_another_collection_in_one_request()
    {
        await _caller.FillAsync("deals-1", """[{"id":1,"vector":{}}]""");
        await _caller.FillAsync("deals-2", """[{"id":2,"vector":{}}]""");
        await ChangeAliasesAsync("""{"create_alias":{"collection_name":"deals-1","alias_name":"deals"}}""");
        Assert.Equal("1", await _caller.IdsAsync("collections/deals/points/scroll", "{}"));
        await ChangeAliasesAsync("""{"delete_alias":{"alias_name":"deals"}},{"create_alias":{"collection_name":"deals-2","alias_name":"deals"}}""");
        Assert.Equal("2", await _caller.IdsAsync("collections/deals/points/scroll", "{}"));
        await ChangeAliasesAsync("""{"rename_alias":{"old_alias_name":"deals","new_alias_name":"sales"}}""");
        Assert.Equal("sales", await AliasesAsync("collections/deals-2/aliases"));
        await _caller.ResultAsync("DELETE", "collections/deals-2");
        Assert.Equal("", await AliasesAsync("aliases"));
    }

    [Fact]
    public async Task One_refused_alias_action_leaves_all_as_they_were()
    {
        await _caller.FillAsync("deals-1", "[]");
        await ChangeAliasesAsync("""{"create_alias":{"collection_name":"deals-1","alias_name":"deals"}}""");
        var reply = await _caller.SendAsync("POST", "collections/aliases", """{"actions":[{"delete_alias":{"alias_name":"deals"}},{"create_alias":{"collection_name":"none","alias_name":"deals"}}]}""");
        Assert.Equal((404, "Not found: Collection `none` doesn't exist!"), (reply.Status, reply.Error));
        Assert.Equal("deals", await AliasesAsync("aliases"));
    }

    [Theory]
    [InlineData("""{"id":"deal 7","vector":{}}""", 400, "Format error in JSON body: value deal 7 is not a valid point ID, valid values are either an unsigned integer or a UUID")]
    [InlineData("""{"id":-1,"vector":{}}""", 400, "Format error in JSON body: value -1 is not a valid point ID, valid values are either an unsigned integer or a UUID")]
    [InlineData("""{"id":7,"vector":{"dense":[1,2,3]}}""", 400, "Wrong input: Vector dimension error: expected dim: 2, got 3")]
    [InlineData("""{"id":7,"vector":{"other":[1,2]}}""", 400, "Wrong input: Not existing vector name error: other")]
    [InlineData("""{"id":7,"vector":[1,2]}""", 400, "Wrong input: Not existing vector name error: ")]
    [InlineData("""{"id":7,"vector":{"words":[1,2]}}""", 400, "Wrong input: Conversion between sparse and regular vectors failed")]
    [InlineData("""{"id":7,"vector":{"words":{"indices":[4,4],"values":[1,2]}}}""", 422, "Validation error in JSON body: [points[1].vector.?.indices: must be unique]")]
    [InlineData("""{"id":7,"vector":{"words":{"indices":[4],"values":[1,2]}}}""", 422, "Validation error in JSON body: [points[1].vector.?.values: must be the same length as indices]")]
    [InlineData("""{"id":7}""", 400, "Format error in JSON body: missing field `vector`")]
    public async Task A_bad_point_is_refused_with_those_beside_it(string point, int status, string error)
    {
        await _caller.FillAsync("deals", "[]");
        var reply = await _caller.SendAsync("PUT", "collections/deals/points?wait=true", $$$"""{"points":[{"id":1,"vector":{"dense":[1,0]}},{{{point}}}]}""");
        Assert.Equal((status, error), (reply.Status, reply.Error));
        Assert.Empty(_server.Collection("deals").Points);
    }

    [Fact]
    public async Task A_body_over_32_megabytes_is_refused()
    {
        await _caller.FillAsync("deals", "[]");
        var reply = await _caller.SendAsync("PUT", "collections/deals/points", new string(' ', 32 * 1024 * 1024) + "{}");
        Assert.Equal((400, "Payload error: JSON payload (33554434 bytes) is larger than allowed (limit: 33554432 bytes)."), (reply.Status, reply.Error));
    }

    [Fact]
    public async Task What_is_no_json_is_refused()
    {
        await _caller.FillAsync("deals", "[]");
        var reply = await _caller.SendAsync("POST", "collections/deals/points/count", "{\"exact\":");
        Assert.Equal(400, reply.Status);
        Assert.StartsWith("Format error in JSON body: ", reply.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_replace_answers_until_they_are_taken_away()
    {
        _server.Fault = new QdrantFault.Status(429, "slow down", "text/plain");
        var status = await _caller.SendAsync("GET", "collections");
        Assert.Equal((429, "text/plain", "slow down"), (status.Status, status.ContentType, status.Text));
        _server.Fault = new QdrantFault.Html();
        var page = await _caller.SendAsync("GET", "collections");
        Assert.Equal((200, "text/html"), (page.Status, page.ContentType));
        _server.Fault = new QdrantFault.Slow(TimeSpan.FromMilliseconds(1));
        await _caller.ResultAsync("GET", "collections");
        _server.Fault = null;
        await _caller.ResultAsync("GET", "collections");
        Assert.Equal(4, _server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_is_down_does_nothing_and_a_cut_answer_comes_after_the_deed()
    {
        await _caller.FillAsync("deals", "[]");
        _server.Fault = new QdrantFault.Down();
        await Assert.ThrowsAsync<HttpRequestException>(() => _caller.SendAsync("PUT", "collections/deals/points", """{"points":[{"id":1,"vector":{}}]}"""));
        Assert.Empty(_server.Collection("deals").Points);
        _server.Fault = new QdrantFault.CutAnswer();
        await Assert.ThrowsAsync<HttpRequestException>(() => _caller.SendAsync("PUT", "collections/deals/points", """{"points":[{"id":1,"vector":{}}]}"""));
        Assert.Single(_server.Collection("deals").Points);
    }

    [Fact]
    public async Task A_fault_for_two_requests_is_over_after_them()
    {
        _server.Fault = new QdrantFault.Once(new QdrantFault.Status(503, "{}"), 2);
        Assert.Equal((503, 503, 200), (await StatusAsync(), await StatusAsync(), await StatusAsync()));
        Assert.Null(_server.Fault);
        async Task<int> StatusAsync() => (await _caller.SendAsync("GET", "collections")).Status;
    }

    [Fact]
    public async Task A_test_plants_points_past_every_check_and_sees_what_was_asked()
    {
        await _caller.FillAsync("deals", "[]");
        _server.Collection("deals").Plant("""{"id":"no uuid","vector":{"dense":[1]},"payload":["no object"]}""");
        var found = (await _caller.ResultAsync("POST", "collections/deals/points/query?wait=true", """{"query":[1,0],"using":"dense","with_payload":true}""")).GetProperty("points")[0];
        Assert.Equal(("no uuid", JsonValueKind.Array), (found.GetProperty("id").GetString(), found.GetProperty("payload").ValueKind));
        var last = _server.Requests[^1];
        Assert.Equal(("POST", "/collections/deals/points/query", "?wait=true", "dense"), (last.Method, last.Path, last.Query, last.Json.GetProperty("using").GetString()));
        Assert.Equal("no object", _server.Collection("deals").Payloads[0][0].GetString());
    }

    [Fact]
    public async Task It_speaks_tls_with_its_own_certificate()
    {
        await using var safe = await QdrantServer.StartAsync(new QdrantServerOptions { Https = true });
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, shown, _, _) => shown!.Thumbprint == safe.Certificate!.Thumbprint };
        using var client = new HttpClient(handler);
        Assert.Contains("1.19", await client.GetStringAsync(safe.Endpoint), StringComparison.Ordinal);
    }

    private Task<JsonElement> ChangeAliasesAsync(string actions) => _caller.ResultAsync("POST", "collections/aliases", $$"""{"actions":[{{actions}}]}""");

    private async Task<string> AliasesAsync(string path) =>
        string.Join(' ', (await _caller.ResultAsync("GET", path)).GetProperty("aliases").EnumerateArray().Select(alias => alias.GetProperty("alias_name").GetString()));
}
