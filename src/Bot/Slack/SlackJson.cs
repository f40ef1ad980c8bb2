using System.Text.Json;

namespace CoSellBot.Bot.Slack;

/// <summary>Reads what Slack says without trusting its shape: whatever is missing or of another kind is not there.</summary>
internal static class SlackJson
{
    /// <summary>A member, or nothing.</summary>
    public static JsonElement? Get(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    /// <summary>An object, or nothing.</summary>
    public static JsonElement? Object(JsonElement element, string name) => Get(element, name) is { ValueKind: JsonValueKind.Object } value ? value : null;

    /// <summary>The items of a list, or nothing.</summary>
    public static IReadOnlyList<JsonElement>? List(JsonElement element, string name) =>
        Get(element, name) is { ValueKind: JsonValueKind.Array } value ? [.. value.EnumerateArray()] : null;

    /// <summary>A text that is not empty, or nothing.</summary>
    public static string? Text(JsonElement element, string name) =>
        Get(element, name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>True when it says so.</summary>
    public static bool Flag(JsonElement element, string name) => Get(element, name) is { ValueKind: JsonValueKind.True };

    /// <summary>A whole number, or nothing.</summary>
    public static long? Number(JsonElement element, string name) =>
        Get(element, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;
}
