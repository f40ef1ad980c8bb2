using System.Text;
using System.Text.Json;

namespace CoSellBot.Tests.Qdrant;

/// <summary>An answer before it is sent.</summary>
internal sealed record QdrantAnswer(int Status, string ContentType, byte[] Body)
{
    private const string PlainJson = "application/json";

    // A real server measures; a constant keeps answers the same from run to run.
    private const double Time = 0.0005;

    /// <summary>The envelope around a result.</summary>
    public static QdrantAnswer Ok(object? result) => Json(200, new { usage = (object?)null, result, status = "ok", time = Time });

    /// <summary>The envelope around an error.</summary>
    public static QdrantAnswer Error(int status, string error) => Json(status, new { status = new { error }, time = Time });

    /// <summary>JSON without an envelope.</summary>
    public static QdrantAnswer Json(int status, object body) => new(status, PlainJson, JsonSerializer.SerializeToUtf8Bytes(body));

    /// <summary>Text as it is.</summary>
    public static QdrantAnswer Text(int status, string text, string contentType = "text/plain; charset=utf-8") => new(status, contentType, Encoding.UTF8.GetBytes(text));
}
