using System.Text.Json;
using Xunit;

namespace CoSellBot.Tests.Qdrant;

/// <summary>What a search finds, in which order and with which numbers; numbers are computed by hand.</summary>
public sealed class QdrantQueryTests : IAsyncLifetime
{
    private const string Query = "collections/deals/points/query";
    private const string Scroll = "collections/deals/points/scroll";

    // "the" is word 1 and stands everywhere, "acme" is word 2 and stands once.
    private const string Points = """
        [{"id":1,"vector":{"dense":[3,4],"words":{"indices":[1],"values":[2]}},"payload":{"tenant":"a","deal":{"name":"Acme","value":5}}},
         {"id":2,"vector":{"dense":[1,0],"words":{"indices":[2,1],"values":[1,1]}},"payload":{"tenant":"a"}},
         {"id":3,"vector":{"dense":[0,1],"words":{"indices":[1],"values":[1]}},"payload":{"tenant":"b"}},
         {"id":4,"vector":{"words":{"indices":[],"values":[]}},"payload":{"tenant":"b"}}]
        """;

    private QdrantServer _server = null!;
    private QdrantCaller _caller = null!;

    public async Task InitializeAsync()
    {
        _server = await QdrantServer.StartAsync();
        _caller = QdrantCaller.To(_server.Endpoint);
        await _caller.FillAsync("deals", Points);
    }

    public async Task DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Cosine_compares_directions_and_keeps_vectors_of_length_one()
    {
        var found = (await _caller.ResultAsync("POST", Query, """{"query":[0,10],"using":"dense","with_vector":["dense"],"limit":2}""")).GetProperty("points");
        Assert.Equal([(3, 1.0), (1, 0.8)], Scores(found));
        Assert.Equal([0.6, 0.8], found[1].GetProperty("vector").GetProperty("dense").EnumerateArray().Select(value => Math.Round(value.GetDouble(), 6)));
        Assert.False(found[0].TryGetProperty("payload", out _));
    }

    [Theory]
    [InlineData("Dot", "1:8 2:2 3:0")]
    [InlineData("Euclid", "3:2.236068 2:3 1:5")]
    public async Task Distances_have_their_own_numbers_and_order(string distance, string expected)
    {
        await _caller.FillAsync("plain", """[{"id":1,"vector":[4,4]},{"id":2,"vector":[1,-3]},{"id":3,"vector":[0,2]}]""", $$$"""{"vectors":{"size":2,"distance":"{{{distance}}}"}}""");
        var query = distance == "Dot" ? "[2,0]" : "[1,0]";
        var found = (await _caller.ResultAsync("POST", "collections/plain/points/query", $$"""{"query":{{query}}}""")).GetProperty("points");
        Assert.Equal(expected, string.Join(' ', Scores(found).Select(each => FormattableString.Invariant($"{each.Id}:{each.Score}"))));
    }

    [Fact]
    public async Task Rare_words_weigh_more_than_frequent_ones()
    {
        // Three points have words: the word in all three weighs ln(0.5/3.5 + 1), the word in one ln(2.5/1.5 + 1).
        var found = (await _caller.ResultAsync("POST", Query, """{"query":{"indices":[2,1],"values":[1,1]},"using":"words"}""")).GetProperty("points");
        Assert.Equal([(2, Math.Round(0.1335314 + 0.9808293, 5)), (1, Math.Round(2 * 0.1335314, 5)), (3, Math.Round(0.1335314, 5))], Scores(found, 5));
    }

    [Fact]
    public async Task Rarity_counts_the_whole_collection_whatever_the_filter()
    {
        var found = (await _caller.ResultAsync("POST", Query, """{"query":{"indices":[1],"values":[1]},"using":"words","filter":{"must":[{"key":"tenant","match":{"value":"b"}}]}}""")).GetProperty("points");
        Assert.Equal([(3, Math.Round(0.1335314, 5))], Scores(found, 5));
    }

    [Fact]
    public async Task Words_that_no_point_has_find_nothing() =>
        Assert.Equal("", await _caller.IdsAsync(Query, """{"query":{"indices":[77],"values":[1]},"using":"words"}"""));

    [Theory]
    // Dense finds 3, 1, 2 and words find 2, 1, 3: with k = 2 the places give 1/2, 1/3, 1/4.
    [InlineData("""{"fusion":"rrf"}""", "2:0.75 3:0.75 1:0.66667")]
    [InlineData("""{"rrf":{}}""", "2:0.75 3:0.75 1:0.66667")]
    // 1/60, 1/61, 1/62.
    [InlineData("""{"rrf":{"k":60}}""", "2:0.0328 3:0.0328 1:0.03279")]
    // The first list counts thrice: 1/(1/3 + 1), 1/(2/3 + 1), 1/(3/3 + 1); the second 1/2, 1/3, 1/4.
    [InlineData("""{"rrf":{"k":2,"weights":[3,1]}}""", "2:1 3:1 1:0.93333")]
    public async Task Fusion_adds_up_reciprocal_places(string fusion, string expected)
    {
        var found = await FuseAsync(fusion, "[0,1]", "");
        Assert.Equal(expected, string.Join(' ', Scores(found, 5).Select(each => FormattableString.Invariant($"{each.Id}:{each.Score}"))));
    }

    [Fact]
    public async Task The_root_filter_holds_inside_every_prefetch()
    {
        // Were it applied afterwards, the one place of each list would go to the other tenant's points and nothing would be left.
        var found = await _caller.IdsAsync(Query, """
            {"prefetch":[{"query":[0,1],"using":"dense","limit":1},{"prefetch":{"query":{"indices":[2],"values":[1]},"using":"words","limit":1},"query":[1,0],"using":"dense","limit":1}],
             "query":{"fusion":"rrf"},"filter":{"must":[{"key":"tenant","match":{"value":"a"}}]}}
            """);
        Assert.Equal("1 2", found);
        var first = await FuseAsync("""{"fusion":"rrf"}""", "[0,1]", ""","filter":{"must":[{"key":"tenant","match":{"value":"a"}}]}""");
        Assert.Equal([(1, 0.83333), (2, 0.83333)], Scores(first, 5));
    }

    [Fact]
    public async Task A_query_over_a_prefetch_orders_only_what_that_found() =>
        Assert.Equal("1 2", await _caller.IdsAsync(Query, """{"prefetch":{"query":[1,0],"using":"dense","limit":2},"query":[0,1],"using":"dense"}"""));

    [Fact]
    public async Task Offset_limit_and_threshold_cut_the_list()
    {
        Assert.Equal("1", await _caller.IdsAsync(Query, """{"query":[0,1],"using":"dense","limit":1,"offset":1,"params":{"exact":true}}"""));
        Assert.Equal("3 1", await _caller.IdsAsync(Query, """{"query":[0,1],"using":"dense","score_threshold":0.5}"""));
        Assert.Equal("1 2 3 4", await _caller.IdsAsync(Query, "{}"));
    }

    [Theory]
    [InlineData("""{"query":[1,2,3,4],"using":"dense"}""", 400, "Wrong input: Vector dimension error: expected dim: 2, got 4")]
    [InlineData("""{"query":[1,2],"using":"other"}""", 400, "Wrong input: Not existing vector name error: other")]
    [InlineData("""{"query":{"indices":[1,1],"values":[1,1]},"using":"words"}""", 422, "Validation error in JSON body: [internal.query.indices: must be unique]")]
    [InlineData("""{"query":{"fusion":"rrf"}}""", 400, "Wrong input: Validation failed: cannot apply Fusion without prefetches")]
    [InlineData("""{"query":[1,2],"using":"dense","limit":0}""", 422, "Validation error in JSON body: [internal.limit: value 0 invalid, must be 1 or larger]")]
    [InlineData("""{"prefetch":{"query":[1,2],"using":"dense"}}""", 400, "Wrong input: Validation failed: cannot have prefetches without a query")]
    public async Task A_query_that_does_not_fit_is_refused(string body, int status, string error)
    {
        var reply = await _caller.SendAsync("POST", Query, body);
        Assert.Equal((status, error), (reply.Status, reply.Error));
    }

    [Fact]
    public async Task Scrolling_pages_by_id_numbers_before_uuids()
    {
        await _caller.ResultAsync("PUT", "collections/deals/points", """{"points":[{"id":"0b0e0000-0000-4000-8000-000000000001","vector":{}}]}""");
        var first = await _caller.ResultAsync("POST", Scroll, """{"limit":2,"with_payload":["deal.name"]}""");
        Assert.Equal(3, first.GetProperty("next_page_offset").GetInt32());
        Assert.Equal("""{"deal":{"name":"Acme"}}""", first.GetProperty("points")[0].GetProperty("payload").GetRawText());
        Assert.Equal("{}", first.GetProperty("points")[1].GetProperty("payload").GetRawText());
        var last = await _caller.ResultAsync("POST", Scroll, """{"limit":3,"offset":3,"with_payload":false}""");
        Assert.Equal(JsonValueKind.Null, last.GetProperty("next_page_offset").ValueKind);
        Assert.Equal("0b0e0000-0000-4000-8000-000000000001", last.GetProperty("points")[2].GetProperty("id").GetString());
        Assert.False(last.GetProperty("points")[0].TryGetProperty("payload", out _));
    }

    [Fact]
    public async Task A_batch_runs_in_order_and_an_upsert_replaces_the_whole_point()
    {
        var results = await _caller.ResultAsync("POST", "collections/deals/points/batch?wait=true", """
            {"operations":[{"upsert":{"points":[{"id":1,"vector":{},"payload":{"x":1}},{"id":9,"vector":{}}]}},{"delete":{"points":[9,2]}},{"delete":{"filter":{"must":[{"has_id":[3]}]}}}]}
            """);
        Assert.Equal(["completed", "completed", "completed"], results.EnumerateArray().Select(result => result.GetProperty("status").GetString()));
        var left = await _caller.ResultAsync("POST", "collections/deals/points", """{"ids":[4,1,2],"with_vector":true}""");
        Assert.Equal([4, 1], left.EnumerateArray().Select(point => point.GetProperty("id").GetInt32()));
        Assert.Equal("""{"id":1,"payload":{"x":1},"vector":{}}""", left[1].GetRawText());
    }

    private async Task<JsonElement> FuseAsync(string fusion, string dense, string more) => (await _caller.ResultAsync("POST", Query, $$"""
        {"prefetch":[{"query":{{dense}},"using":"dense","limit":5},{"query":{"indices":[1,2],"values":[1,1]},"using":"words","limit":5}],"query":{{fusion}}{{more}}}
        """)).GetProperty("points");

    private static List<(int Id, double Score)> Scores(JsonElement points, int digits = 6) =>
        [.. points.EnumerateArray().Select(point => (point.GetProperty("id").GetInt32(), Math.Round(point.GetProperty("score").GetDouble(), digits)))];
}
