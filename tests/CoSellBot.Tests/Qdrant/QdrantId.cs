using System.Text.Json;

namespace CoSellBot.Tests.Qdrant;

/// <summary>A point's id: a number or a UUID. A planted point may have any text.</summary>
internal readonly record struct QdrantId(ulong Number, string? Text)
{
    private const string UrnPrefix = "urn:uuid:";
    private static readonly string[] UuidForms = ["D", "N", "B"];

    /// <summary>Numbers before UUIDs, each in their own order, as the server pages through them.</summary>
    public static Comparer<QdrantId> Order { get; } = Comparer<QdrantId>.Create((left, right) => (left.Text, right.Text) switch
    {
        (null, null) => left.Number.CompareTo(right.Number),
        (null, _) => -1,
        (_, null) => 1,
        _ => string.CompareOrdinal(left.Text, right.Text),
    });

    /// <summary>The id as JSON writes it.</summary>
    public object Json => Text is null ? Number : Text;

    /// <summary>Reads an id or refuses the request.</summary>
    public static QdrantId Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Number when json.TryGetUInt64(out var number) => new(number, null),
        JsonValueKind.String when Uuid(json.GetString()!) is { } uuid => new(0, uuid),
        _ => throw QdrantRefusal.Format($"value {json} is not a valid point ID, valid values are either an unsigned integer or a UUID"),
    };

    /// <summary>Takes whatever stands there.</summary>
    public static QdrantId Planted(JsonElement json) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetUInt64(out var number) ? new(number, null) : new(0, json.ToString());

    // Every form that the server's parser takes; it answers in the hyphenated one.
    private static string? Uuid(string text)
    {
        var plain = text.StartsWith(UrnPrefix, StringComparison.Ordinal) ? text[UrnPrefix.Length..] : text;
        return Array.Exists(UuidForms, form => Guid.TryParseExact(plain, form, out _)) ? Guid.Parse(plain).ToString("D") : null;
    }
}
