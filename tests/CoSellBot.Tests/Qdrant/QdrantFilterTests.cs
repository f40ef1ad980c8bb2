using Xunit;

namespace CoSellBot.Tests.Qdrant;

/// <summary>Which of a few points a filter lets pass; the answers are those of Qdrant's own tests and source.</summary>
public sealed class QdrantFilterTests : IAsyncLifetime
{
    private const string Points = """
        [{"id":1,"vector":{},"payload":{"tenant":"a","tags":["red","blue"],"n":5,"open":true,"parts":[],"nil":null}},
         {"id":2,"vector":{},"payload":{"tenant":"b","tags":["blue"],"n":7.5,"open":false,"parts":[null],"at":"2026-03-01T00:00:00Z"}},
         {"id":3,"vector":{},"payload":{"tenant":"a","tags":"red","n":[1,9],"deal":{"stage":"won","seller":{"name":"Ann"}},"parts":[{"kind":"x","size":1},{"kind":"y","size":9}]}},
         {"id":"0b0e0000-0000-4000-8000-000000000004","vector":{}}]
        """;

    private const string Fourth = "0b0e0000-0000-4000-8000-000000000004";
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

    [Theory]
    [InlineData("{}", "1 2 3 " + Fourth)]
    [InlineData("""{"must":[{"key":"tenant","match":{"value":"a"}}]}""", "1 3")]
    [InlineData("""{"must":{"key":"tenant","match":{"value":"a"}}}""", "1 3")]
    [InlineData("""{"must_not":[{"key":"tenant","match":{"value":"a"}}]}""", "2 " + Fourth)]
    [InlineData("""{"should":[{"key":"tenant","match":{"value":"b"}},{"key":"n","match":{"value":5}}]}""", "1 2")]
    [InlineData("""{"should":[]}""", "1 2 3 " + Fourth)]
    [InlineData("""{"must":[{"key":"tenant","match":{"value":"a"}}],"should":[{"key":"tags","match":{"value":"blue"}}]}""", "1")]
    [InlineData("""{"must":[{"should":[{"key":"tenant","match":{"value":"b"}},{"must":[{"key":"tags","match":{"value":"red"}},{"key":"open","match":{"value":true}}]}]}]}""", "1 2")]
    [InlineData("""{"min_should":{"conditions":[{"key":"tenant","match":{"value":"a"}},{"key":"tags","match":{"value":"blue"}},{"key":"open","match":{"value":false}}],"min_count":2}}""", "1 2")]
    [InlineData("""{"must":[{"key":"open","match":{"value":true}}]}""", "1")]
    [InlineData("""{"must":[{"key":"tags","match":{"value":"blue"}}]}""", "1 2")]
    [InlineData("""{"must":[{"key":"tags","match":{"any":["red","green"]}}]}""", "1 3")]
    [InlineData("""{"must":[{"key":"tags","match":{"any":[]}}]}""", "")]
    [InlineData("""{"must":[{"key":"tags","match":{"except":["blue"]}}]}""", "1 3")]
    [InlineData("""{"must":[{"key":"nil","match":{"except":["blue"]}}]}""", "")]
    [InlineData("""{"must":[{"key":"n","match":{"any":[1,5]}}]}""", "1 3")]
    [InlineData("""{"must":[{"key":"n","range":{"gt":5,"lte":7.5}}]}""", "2")]
    [InlineData("""{"must":[{"key":"n","range":{"gte":5,"lt":8}}]}""", "1 2")]
    [InlineData("""{"must":[{"key":"at","range":{"gte":"2026-03-01T00:00:00Z"}}]}""", "2")]
    [InlineData("""{"must":[{"key":"n","range":{"gte":"2026-03-01T00:00:00Z"}}]}""", "")]
    [InlineData("""{"must":[{"is_empty":{"key":"parts"}}]}""", "1 " + Fourth)]
    [InlineData("""{"must":[{"is_empty":{"key":"nil"}}]}""", "1 2 3 " + Fourth)]
    [InlineData("""{"must_not":[{"is_empty":{"key":"parts"}}]}""", "2 3")]
    [InlineData("""{"must":[{"key":"parts","is_empty":true}]}""", "1 " + Fourth)]
    [InlineData("""{"must":[{"is_null":{"key":"nil"}}]}""", "1")]
    [InlineData("""{"must":[{"is_null":{"key":"parts"}}]}""", "")]
    [InlineData("""{"must":[{"is_null":{"key":"parts[]"}}]}""", "2")]
    [InlineData("""{"must":[{"has_id":[2,"0B0E0000-0000-4000-8000-000000000004"]}]}""", "2 " + Fourth)]
    [InlineData("""{"must":[{"key":"deal.seller.name","match":{"value":"Ann"}}]}""", "3")]
    [InlineData("""{"must":[{"key":"parts[].size","range":{"gt":5}},{"key":"parts[].kind","match":{"value":"x"}}]}""", "3")]
    [InlineData("""{"must":[{"key":"parts[0].size","range":{"gt":5}}]}""", "")]
    [InlineData("""{"must":[{"key":"parts.size","range":{"gt":5}}]}""", "")]
    [InlineData("""{"must":[{"nested":{"key":"parts","filter":{"must":[{"key":"kind","match":{"value":"x"}},{"key":"size","range":{"gt":5}}]}}}]}""", "")]
    [InlineData("""{"must":[{"nested":{"key":"parts[]","filter":{"must":[{"key":"kind","match":{"value":"y"}},{"key":"size","range":{"gt":5}}]}}}]}""", "3")]
    public async Task A_filter_lets_pass_what_the_real_server_does(string filter, string ids)
    {
        Assert.Equal(ids, await _caller.IdsAsync("collections/deals/points/scroll", $$"""{"filter":{{filter}}}"""));
        var count = await _caller.ResultAsync("POST", "collections/deals/points/count", $$"""{"filter":{{filter}},"exact":true}""");
        Assert.Equal(ids.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length, count.GetProperty("count").GetInt32());
    }

    [Theory]
    [InlineData("""{"all":[]}""", "unknown field `all`")]
    [InlineData("""{"must":[{"key":"n","match":{"value":1.5}}]}""", "untagged enum Condition")]
    [InlineData("""{"must":[{"key":"n","match":{"any":["a",1]}}]}""", "untagged enum Condition")]
    [InlineData("""{"must":[{"name":"n"}]}""", "untagged enum Condition")]
    [InlineData("""{"must":[{"has_id":["x"]}]}""", "not a valid point ID")]
    public async Task A_filter_of_another_shape_is_refused(string filter, string error)
    {
        var reply = await _caller.SendAsync("POST", "collections/deals/points/scroll", $$"""{"filter":{{filter}}}""");
        Assert.Equal(400, reply.Status);
        Assert.Contains(error, reply.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_this_server_cannot_do_it_says_instead_of_guessing()
    {
        var reply = await _caller.SendAsync("POST", "collections/deals/points/scroll", """{"filter":{"must":[{"key":"tags","match":{"text":"red"}}]}}""");
        Assert.Equal(501, reply.Status);
    }

    [Fact]
    public async Task Deleting_by_filter_takes_what_passes_and_by_ids_what_is_named()
    {
        await _caller.ResultAsync("POST", "collections/deals/points/delete?wait=true", """{"filter":{"must":[{"key":"tenant","match":{"value":"b"}}]}}""");
        await _caller.ResultAsync("POST", "collections/deals/points/delete?wait=true", """{"points":[3,99]}""");
        Assert.Equal("1 " + Fourth, await _caller.IdsAsync("collections/deals/points/scroll", "{}"));
    }
}
