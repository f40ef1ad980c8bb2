using System.Text.Json;

namespace CoSellBot.Bot.Slack;

/// <summary>Reads what Slack sends by itself, by paths, without ever throwing: anything of another shape is absent.</summary>
internal static class SlackPayload
{
    private const int LongestId = 255;
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>A JSON object; null for anything else. Two values under one name are not JSON anybody can agree on.</summary>
    public static JsonElement? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The object under a path of names, or an undefined element.</summary>
    public static JsonElement At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return default;
            }
        }

        return element;
    }

    /// <summary>The words under a path, or null.</summary>
    public static string? Text(this JsonElement element, params ReadOnlySpan<string> path)
    {
        var found = element.At(path);
        if (found.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return found.GetString();
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate.
            return null;
        }
    }

    /// <summary>An id of Slack's under a path, or null: letters, digits and a few signs, never long.</summary>
    public static string? Id(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Text(path) is { Length: > 0 and <= LongestId } text && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or ':') ? text : null;

    /// <summary>True when a flag under a path is set.</summary>
    public static bool Is(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path).ValueKind == JsonValueKind.True;

    /// <summary>The entries of a list under a path; none when it is no list.</summary>
    public static IEnumerable<JsonElement> Each(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>The strings of a list under a path.</summary>
    public static IReadOnlyList<string> Strings(this JsonElement element, params ReadOnlySpan<string> path) =>
        [.. element.Each(path).Where(entry => entry.ValueKind == JsonValueKind.String).Select(entry => entry.Text()).OfType<string>()];
}
