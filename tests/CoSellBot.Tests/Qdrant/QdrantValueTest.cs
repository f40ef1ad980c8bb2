using System.Globalization;
using System.Text.Json;
using CoSellBot.Tests.Models;

namespace CoSellBot.Tests.Qdrant;

/// <summary>What a field condition asks of one value: match and range, as condition_checker.rs in lib/segment answers them.</summary>
internal static class QdrantValueTest
{
    private static readonly string[] Unknown = ["geo_bounding_box", "geo_radius", "geo_polygon", "values_count"];
    private static readonly string[] UnknownMatches = ["text", "text_any", "phrase", "prefix"];

    /// <summary>Reads the condition; null when it has none of the documented shapes.</summary>
    public static Func<JsonElement, bool>? Read(JsonElement condition)
    {
        if (Unknown.FirstOrDefault(name => condition.Given(name) is not null) is { } unknown)
        {
            throw QdrantRefusal.Unsupported(unknown);
        }

        var match = condition.Given("match") is { } matched ? Match(matched) : null;
        var range = condition.Given("range") is { } limits ? Range(limits) : null;
        if ((match is null && condition.Given("match") is not null) || (range is null && condition.Given("range") is not null))
        {
            return null;
        }

        if (match is null && range is null)
        {
            throw QdrantRefusal.Validation("filter", "At least one field condition must be specified");
        }

        return value => (match?.Invoke(value) ?? false) || (range?.Invoke(value) ?? false);
    }

    private static Func<JsonElement, bool>? Match(JsonElement match)
    {
        if (match.Member("value") is { } wanted)
        {
            return Kind(wanted) is null && wanted.ValueKind is not (JsonValueKind.True or JsonValueKind.False) ? null : value => IsSame(value, wanted);
        }

        if (match.Member("any") is { } any)
        {
            return Members(any) is { } members ? value => members.Any(member => IsSame(value, member)) : null;
        }

        if (match.Member("except") is { } except)
        {
            return Members(except) is { } members ? value => value.ValueKind != JsonValueKind.Null && !members.Any(member => IsSame(value, member)) : null;
        }

        return UnknownMatches.FirstOrDefault(name => match.Member(name) is not null) is { } unknown ? throw QdrantRefusal.Unsupported("match " + unknown) : null;
    }

    // All texts or all whole numbers; anything mixed is no variant of AnyVariants.
    private static List<JsonElement>? Members(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var members = list.EnumerateArray().ToList();
        return members.Select(Kind).Distinct().ToList() is [] or [not null] ? members : null;
    }

    private static string? Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "text",
        JsonValueKind.Number when value.TryGetInt64(out _) => "integer",
        _ => null,
    };

    private static bool IsSame(JsonElement stored, JsonElement wanted) => (stored.ValueKind, wanted.ValueKind) switch
    {
        (JsonValueKind.String, JsonValueKind.String) => stored.GetString() == wanted.GetString(),
        (JsonValueKind.Number, JsonValueKind.Number) => stored.TryGetInt64(out var left) && wanted.TryGetInt64(out var right) && left == right,
        (JsonValueKind.True, JsonValueKind.True) or (JsonValueKind.False, JsonValueKind.False) => true,
        _ => false,
    };

    // Numbers compare with numbers, dates with dates; a range of the other kind never matches.
    private static Func<JsonElement, bool>? Range(JsonElement range)
    {
        if (range.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var limits = new List<Func<double, bool>>();
        var kinds = new HashSet<JsonValueKind>();
        foreach (var each in range.EnumerateObject().Where(each => each.Value.ValueKind != JsonValueKind.Null))
        {
            if (Size(each.Value) is not { } limit || each.Name is not ("gt" or "gte" or "lt" or "lte"))
            {
                return null;
            }

            kinds.Add(each.Value.ValueKind);
            limits.Add(each.Name switch
            {
                "gt" => size => size > limit,
                "gte" => size => size >= limit,
                "lt" => size => size < limit,
                _ => size => size <= limit,
            });
        }

        // No limit at all reads as a range of numbers, which every number is in.
        return kinds.Count > 1 ? null : value => value.ValueKind == kinds.FirstOrDefault(JsonValueKind.Number) && Size(value) is { } size && limits.All(limit => limit(size));
    }

    private static double? Size(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String when DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time.UtcTicks,
        _ => null,
    };
}
