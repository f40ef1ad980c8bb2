using System.Text;
using System.Text.Json;

namespace CoSellBot.Tests.Qdrant;

/// <summary>Calls the loopback server over HTTP as anybody would.</summary>
internal sealed class QdrantCaller(Uri address) : IAsyncDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address };

    /// <summary>A collection with a dense and a sparse vector, the sparse one weighed by rarity.</summary>
    public const string Vectors = """{"vectors":{"dense":{"size":2,"distance":"Cosine"}},"sparse_vectors":{"words":{"modifier":"idf"}}}""";

    /// <summary>Calls this address.</summary>
    public static QdrantCaller To(Uri address) => new(address);

    /// <summary>Sends a request and reads the answer whole.</summary>
    public async Task<QdrantReply> SendAsync(string method, string path, string? json = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new QdrantReply((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, text);
    }

    /// <summary>Sends a request that must succeed; gives the result out of its envelope.</summary>
    public async Task<JsonElement> ResultAsync(string method, string path, string? json = null)
    {
        var reply = await SendAsync(method, path, json);
        return reply.Status == 200 ? reply.Json.GetProperty("result") : throw new InvalidOperationException($"{reply.Status} {reply.Text}");
    }

    /// <summary>Makes the collection and writes points into it.</summary>
    public async Task FillAsync(string collection, string points, string vectors = Vectors)
    {
        await ResultAsync("PUT", $"collections/{collection}", vectors);
        await ResultAsync("PUT", $"collections/{collection}/points?wait=true", $$"""{"points":{{points}}}""");
    }

    /// <summary>The ids, in order, that a request's result lists under "points".</summary>
    public async Task<string> IdsAsync(string path, string json) =>
        string.Join(' ', (await ResultAsync("POST", path, json)).GetProperty("points").EnumerateArray().Select(point => point.GetProperty("id").ToString()));

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>An answer as it came.</summary>
internal sealed record QdrantReply(int Status, string? ContentType, string Text)
{
    /// <summary>The body as JSON.</summary>
    public JsonElement Json => JsonElement.Parse(Text);

    /// <summary>The error in its envelope.</summary>
    public string? Error => Json.GetProperty("status").GetProperty("error").GetString();
}
