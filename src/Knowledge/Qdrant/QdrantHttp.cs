using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CoSellBot.Knowledge.Qdrant;

/// <summary>Qdrant's REST API. Only <see cref="QdrantIndex"/> may use it: a request written elsewhere could forget the filter.</summary>
/// <param name="http">Knows the address, the key and the patience.</param>
internal sealed class QdrantHttp(HttpClient http)
{
    private const int MostOfAnError = 200;

    /// <summary>Asks, and gives the result.</summary>
    /// <returns>The result; null when what was asked for is not there (404), or is there already (409).</returns>
    /// <exception cref="KnowledgeUnavailableException">Nobody answered, the key is wrong, or the answer is none of Qdrant's.</exception>
    public async Task<JsonElement?> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
            {
                return null;
            }

            // An error's body may be plain text or a proxy's page, and is only for the log.
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw new KnowledgeUnavailableException($"Qdrant answered {(int)response.StatusCode} to {method} {path}: {(text.Length > MostOfAnError ? text[..MostOfAnError] : text)}");
            }

            using var answer = JsonDocument.Parse(text);
            return answer.RootElement.ValueKind == JsonValueKind.Object && answer.RootElement.TryGetProperty("result", out var result)
                ? result.Clone()
                : throw new KnowledgeUnavailableException($"What answered to {method} {path} is not Qdrant.");
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException or IOException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new KnowledgeUnavailableException($"Qdrant did not answer to {method} {path}.", failure);
        }
    }
}
