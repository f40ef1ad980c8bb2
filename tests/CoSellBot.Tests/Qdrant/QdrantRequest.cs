using System.Text.Json;

namespace CoSellBot.Tests.Qdrant;

/// <summary>One request as the server got it, refused ones too.</summary>
/// <param name="Method">GET, PUT, POST, DELETE.</param>
/// <param name="Path">The path without the query.</param>
/// <param name="Query">The query with its question mark, or nothing.</param>
/// <param name="Headers">The headers; names are not case-sensitive.</param>
/// <param name="Json">The body; undefined when there was none or it was no JSON.</param>
internal sealed record QdrantRequest(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, JsonElement Json);
