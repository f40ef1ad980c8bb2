using System.Text.Json;

namespace CoSellBot.Tests.Qdrant;

/// <summary>Decides about a payload; within a nested filter there is no id.</summary>
internal delegate bool QdrantCondition(JsonElement payload, QdrantId? id);

/// <summary>Reads filters as lib/segment/src/payload_storage/query_checker.rs does.</summary>
internal static class QdrantFilterReader
{
    private static readonly string[] Clauses = ["should", "min_should", "must", "must_not"];
    private static readonly string[] Unknown = ["has_vector", "slice"];

    /// <summary>Reads a filter; none lets every point pass.</summary>
    public static QdrantCondition Read(JsonElement? filter)
    {
        if (filter is not { } json)
        {
            return (_, _) => true;
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            throw QdrantRefusal.Format("invalid type for `filter`, expected struct Filter");
        }

        if (json.EnumerateObject().FirstOrDefault(each => !Clauses.Contains(each.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } stranger)
        {
            throw QdrantRefusal.Format($"unknown field `{stranger.Name}`, expected one of `should`, `min_should`, `must`, `must_not`");
        }

        var must = Conditions(json, "must");
        var not = Conditions(json, "must_not");
        var should = Conditions(json, "should");
        var atLeast = AtLeast(json.Given("min_should"));
        return (payload, id) => must.All(each => each(payload, id))
            && !not.Any(each => each(payload, id))
            && (should.Count == 0 || should.Any(each => each(payload, id)))
            && atLeast(payload, id);
    }

    /// <summary>Both must hold.</summary>
    public static QdrantCondition Both(QdrantCondition left, QdrantCondition right) => (payload, id) => left(payload, id) && right(payload, id);

    private static List<QdrantCondition> Conditions(JsonElement json, string clause) => [.. json.OneOrMany(clause).Select(Condition)];

    private static QdrantCondition AtLeast(JsonElement? clause)
    {
        if (clause is not { } json)
        {
            return (_, _) => true;
        }

        var conditions = json.NeededList("conditions").Select(Condition).ToList();
        var count = json.Needed("min_count").TryGetInt32(out var number) && number >= 0 ? number : throw QdrantRefusal.Format("invalid value for `min_count`, expected usize");
        return (payload, id) => conditions.Count == 0 || conditions.Count(each => each(payload, id)) >= count;
    }

    private static QdrantCondition Condition(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw NoVariant();
        }

        if (json.Given("key") is { ValueKind: JsonValueKind.String } key)
        {
            return Field(json, key.GetString()!);
        }

        if (json.Given("is_empty") is { } empty)
        {
            var at = empty.NeededText("key");
            return (payload, _) => QdrantPath.Values(payload, at).All(value => value.ValueKind == JsonValueKind.Null || IsEmptyArray(value));
        }

        if (json.Given("is_null") is { } nothing)
        {
            var at = nothing.NeededText("key");
            return (payload, _) => QdrantPath.Values(payload, at).Any(value => value.ValueKind == JsonValueKind.Null);
        }

        if (json.Given("has_id") is not null)
        {
            var ids = json.NeededList("has_id").Select(QdrantId.Read).ToHashSet();
            return (_, id) => id is { } point && ids.Contains(point);
        }

        if (json.Given("nested") is { } nested)
        {
            return Nested(nested);
        }

        if (Unknown.FirstOrDefault(name => json.Given(name) is not null) is { } unknown)
        {
            throw QdrantRefusal.Unsupported(unknown);
        }

        return json.EnumerateObject().All(each => Clauses.Contains(each.Name)) ? Read(json) : throw NoVariant();
    }

    private static QdrantCondition Nested(JsonElement json)
    {
        var key = json.NeededText("key");
        var filter = Read(json.Needed("filter"));
        var items = key.EndsWith("[]", StringComparison.Ordinal) ? key : key + "[]";
        return (payload, _) => QdrantPath.Values(payload, items).Where(value => value.ValueKind == JsonValueKind.Object).Any(item => filter(item, null));
    }

    private static QdrantCondition Field(JsonElement json, string key)
    {
        // Both short forms see an absent field differently from the long ones: check_empty in condition_checker.rs.
        if (json.Given("is_empty") is { ValueKind: JsonValueKind.True or JsonValueKind.False } empty)
        {
            var wanted = empty.GetBoolean();
            return (payload, _) => QdrantPath.Values(payload, key) is { Count: > 0 } values
                ? values.Any(value => (value.ValueKind == JsonValueKind.Null || IsEmptyArray(value)) == wanted)
                : wanted;
        }

        if (json.Given("is_null") is { ValueKind: JsonValueKind.True or JsonValueKind.False } nothing)
        {
            var wanted = nothing.GetBoolean();
            return (payload, _) => QdrantPath.Values(payload, key) is { Count: > 0 } values ? values.Any(value => HasNull(value) == wanted) : !wanted;
        }

        var test = QdrantValueTest.Read(json) ?? throw NoVariant();
        return (payload, _) => QdrantPath.Values(payload, key).Any(value => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Any(test.Invoke) : test(value));
    }

    private static bool IsEmptyArray(JsonElement value) => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0;

    private static bool HasNull(JsonElement value) => value.ValueKind == JsonValueKind.Null
        || (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.Null));

    private static QdrantRefusal NoVariant() => QdrantRefusal.Format("data did not match any variant of untagged enum Condition");
}
