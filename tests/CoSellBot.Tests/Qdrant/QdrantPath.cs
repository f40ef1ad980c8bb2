using System.Globalization;
using System.Text.Json;
using CoSellBot.Tests.Models;

namespace CoSellBot.Tests.Qdrant;

/// <summary>Payload keys: <c>a.b</c>, <c>a[].b</c>, <c>a[0]</c>. Quoted keys are not known here.</summary>
internal static class QdrantPath
{
    /// <summary>
    /// All values at a key. An array at the end is one value; only <c>[]</c> steps into arrays, a dot never does
    /// (lib/segment/src/json_path/mod.rs, value_get).
    /// </summary>
    public static IReadOnlyList<JsonElement> Values(JsonElement payload, string key)
    {
        IEnumerable<JsonElement> values = [payload];
        foreach (var step in key.Split('.'))
        {
            var bracket = step.IndexOf('[', StringComparison.Ordinal);
            var name = bracket < 0 ? step : step[..bracket];
            if (name.Length == 0)
            {
                throw QdrantRefusal.Format($"Invalid json path: '{key}'");
            }

            values = values.Select(value => value.Member(name)).OfType<JsonElement>();
            foreach (var index in bracket < 0 ? [] : step[(bracket + 1)..].TrimEnd(']').Split("]["))
            {
                values = values.Where(value => value.ValueKind == JsonValueKind.Array).SelectMany(array => Items(array, index));
            }
        }

        return [.. values];
    }

    /// <summary>The parts of a payload that were asked for, or all but those that were not.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="isKept">The keys stay; otherwise they go.</param>
    public static JsonElement Part(JsonElement payload, IReadOnlyList<string> keys, bool isKept) =>
        JsonSerializer.SerializeToElement(Part(payload, "", [.. keys.Select(key => key.Replace("[]", "", StringComparison.Ordinal))], isKept));

    private static object Part(JsonElement value, string path, string[] keys, bool isKept) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject()
            .Select(each => (each.Name, each.Value, Path: path.Length == 0 ? each.Name : $"{path}.{each.Name}"))
            .Where(each => isKept ? keys.Any(key => Within(each.Path, key) || Within(key, each.Path)) : !keys.Any(key => Within(each.Path, key)))
            .ToDictionary(each => each.Name, each => Part(each.Value, each.Path, keys, isKept)),
        JsonValueKind.Array => value.EnumerateArray().Select(item => Part(item, path, keys, isKept)).ToList(),
        _ => value,
    };

    private static bool Within(string path, string key) => path == key || path.StartsWith(key + ".", StringComparison.Ordinal);

    private static IEnumerable<JsonElement> Items(JsonElement array, string index) => index.Length == 0
        ? array.EnumerateArray()
        : int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? array.EnumerateArray().Skip(number).Take(1)
            : throw QdrantRefusal.Format($"Invalid json path: '[{index}]'");
}
