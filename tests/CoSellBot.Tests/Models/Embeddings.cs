using System.Runtime.InteropServices;
using System.Text.Json;

namespace CoSellBot.Tests.Models;

/// <summary>Vectors worked out from the letters of a text: equal texts are equal, texts that share words are near.</summary>
internal static class Embeddings
{
    private const int MostInputs = 2048;
    private const int Usual = 1536;
    private const int Longest = 3072;

    /// <summary>Null when the vendors would take the request.</summary>
    public static ApiError? Check(JsonElement json)
    {
        if (json.Member("input") is not { ValueKind: JsonValueKind.String or JsonValueKind.Array } input
            || (input.ValueKind == JsonValueKind.Array && input.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String)))
        {
            return Refuse("'$.input' is invalid: a text or a list of texts is needed here.", "input");
        }

        var texts = Inputs(json);
        return texts.Count is 0 or > MostInputs ? Refuse($"'$.input' is invalid: it holds {texts.Count} texts, 1 to {MostInputs} are allowed.", "input")
            : texts.Contains("") ? Refuse("'$.input' is invalid: input cannot be an empty string.", "input")
            : json.Member("dimensions") is { } size && !(size.ValueKind == JsonValueKind.Number && size.TryGetInt32(out var number) && number is > 0 and <= Longest)
                ? Refuse($"'$.dimensions' is invalid: 1 to {Longest} are allowed.", "dimensions")
            : json.Member("encoding_format") is { } format && format.ToString() is not ("float" or "base64")
                ? Refuse("'$.encoding_format' is invalid: float or base64.", "encoding_format")
            : null;
    }

    /// <summary>The vectors, in the form that was asked for.</summary>
    public static object Body(JsonElement json)
    {
        var texts = Inputs(json);
        var size = json.Member("dimensions")?.GetInt32() ?? Usual;
        var packed = json.Word("encoding_format") == "base64";
        var tokens = texts.Sum(text => Math.Max(1, text.Length / 4));
        return new
        {
            @object = "list",
            data = texts.Select((text, index) => new { @object = "embedding", index, embedding = packed ? (object)Packed(Vector(text, size)) : Vector(text, size) }),
            model = json.Word("model") ?? "",
            usage = new { prompt_tokens = tokens, total_tokens = tokens },
        };
    }

    /// <summary>The vector of a text, of length 1.</summary>
    public static float[] Vector(string text, int size)
    {
        var vector = new float[size];
        var padded = $" {text.ToLowerInvariant()} ";
        for (var start = 0; start + 3 <= padded.Length; start++)
        {
            // FNV-1a; string hashes of the framework differ from run to run.
            var hash = padded.AsSpan(start, 3).ToArray().Aggregate(2166136261u, (sum, letter) => unchecked((sum ^ letter) * 16777619u));
            vector[(int)((hash >> 1) % (uint)size)] += (hash & 1) == 0 ? 1 : -1;
        }

        var length = MathF.Sqrt(vector.Sum(value => value * value));
        if (length == 0)
        {
            // Triples can cancel each other out in few dimensions.
            (vector[0], length) = (1, 1);
        }

        return [.. vector.Select(value => value / length)];
    }

    // All machines these tests run on are little-endian, as is the wire.
    private static string Packed(float[] vector) => Convert.ToBase64String(MemoryMarshal.AsBytes(vector.AsSpan()));

    private static List<string> Inputs(JsonElement json) =>
        json.Member("input") is { ValueKind: JsonValueKind.Array } many ? [.. many.EnumerateArray().Select(item => item.GetString()!)] : [json.Word("input") ?? ""];

    private static ApiError Refuse(string message, string param) => new(400, message, param, null);
}
