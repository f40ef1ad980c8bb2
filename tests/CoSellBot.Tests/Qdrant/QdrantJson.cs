using System.Text.Json;
using CoSellBot.Tests.Models;

namespace CoSellBot.Tests.Qdrant;

/// <summary>Reads the parts of a request body; what has the wrong type is refused.</summary>
internal static class QdrantJson
{
    /// <summary>A member that is there and not null.</summary>
    public static JsonElement? Given(this JsonElement json, string name) =>
        json.Member(name) is { ValueKind: not JsonValueKind.Null } value ? value : null;

    /// <summary>A member that must be there.</summary>
    public static JsonElement Needed(this JsonElement json, string name) => json.Given(name) ?? throw QdrantRefusal.Format($"missing field `{name}`");

    /// <summary>A member that must be there as a text.</summary>
    public static string NeededText(this JsonElement json, string name) => json.Needed(name) is { ValueKind: JsonValueKind.String } text
        ? text.GetString()!
        : throw QdrantRefusal.Format($"invalid type for `{name}`, expected a string");

    /// <summary>A list; one thing alone counts as a list of it, nothing as an empty one.</summary>
    public static IReadOnlyList<JsonElement> OneOrMany(this JsonElement json, string name) => json.Given(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } many => [.. many.EnumerateArray()],
        { } one => [one],
    };

    /// <summary>A list that must be there.</summary>
    public static IReadOnlyList<JsonElement> NeededList(this JsonElement json, string name) => json.Needed(name) is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray()]
        : throw QdrantRefusal.Format($"invalid type for `{name}`, expected a sequence");

    /// <summary>A count, such as a limit.</summary>
    public static int Count(this JsonElement json, string name, int otherwise, int least, string label)
    {
        if (json.Given(name) is not { } given)
        {
            return otherwise;
        }

        if (given.ValueKind != JsonValueKind.Number || !given.TryGetInt32(out var count) || count < 0)
        {
            throw QdrantRefusal.Format($"invalid value for `{name}`, expected usize");
        }

        return count >= least ? count : throw QdrantRefusal.Validation(label, $"value {count} invalid, must be {least} or larger");
    }

    /// <summary>Numbers, or null when this is no list of numbers.</summary>
    public static float[]? Floats(this JsonElement json) =>
        json.ValueKind == JsonValueKind.Array && json.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number)
            ? [.. json.EnumerateArray().Select(item => item.GetSingle())]
            : null;
}
