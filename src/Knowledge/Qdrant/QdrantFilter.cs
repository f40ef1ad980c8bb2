using System.Text.Json.Nodes;
using CoSellBot.Access;

namespace CoSellBot.Knowledge.Qdrant;

/// <summary>
/// Builds every filter the index asks with. What is asked for comes first; the tenant and the readers are added last and to all of them, so that no
/// request can be written without them.
/// </summary>
internal static class QdrantFilter
{
    /// <summary>What these readers may see on a day.</summary>
    /// <param name="access">The tenant and the readers.</param>
    /// <param name="scope">The day and the country; null for documents valid or not.</param>
    /// <param name="asked">Further conditions, all of which hold.</param>
    public static JsonObject Of(AccessFilter access, KnowledgeScope? scope, params JsonObject[] asked)
    {
        var must = new JsonArray([.. asked, .. scope is null ? [] : Valid(scope)]);
        must.Add((JsonNode)Match(Payload.Tenant, access.TenantId));
        foreach (var condition in Readers(access))
        {
            must.Add((JsonNode)condition);
        }

        return new JsonObject { ["must"] = must };
    }

    /// <summary>All of a tenant's passages, for the library's own housekeeping: never for an answer.</summary>
    public static JsonObject OfTenant(string tenantId, params JsonObject[] asked) =>
        new() { ["must"] = new JsonArray([.. asked, Match(Payload.Tenant, tenantId)]) };

    /// <summary>Passages nobody can be meant to read: of no tenant, or without a label.</summary>
    public static JsonObject Untagged() => new() { ["should"] = new JsonArray(Empty(Payload.Tenant), Empty(Payload.Audience)) };

    /// <summary>A value that is this one, or is among a list's.</summary>
    public static JsonObject Match(string key, JsonNode value) => new() { ["key"] = key, ["match"] = new JsonObject { ["value"] = value } };

    /// <summary>A value that is any of these.</summary>
    public static JsonObject Any(string key, IEnumerable<string> values) =>
        new() { ["key"] = key, ["match"] = new JsonObject { ["any"] = new JsonArray([.. values.Select(value => (JsonNode)value)]) } };

    /// <summary>None of these conditions.</summary>
    public static JsonObject Not(params JsonObject[] conditions) => new() { ["must_not"] = new JsonArray([.. conditions]) };

    private static IEnumerable<JsonObject> Valid(KnowledgeScope scope)
    {
        yield return Range(Payload.From, "lte", Payload.Number(scope.Day));
        yield return Range(Payload.Until, "gte", Payload.Number(scope.Day));
        yield return Match(Payload.Withdrawn, false);
        yield return scope.Country is null ? Empty(Payload.Countries) : OneOf(Empty(Payload.Countries), Match(Payload.Countries, scope.Country.ToUpperInvariant()));
    }

    private static IEnumerable<JsonObject> Readers(AccessFilter access)
    {
        var members = access.Ceiling.Members;
        if (members.Length == 0)
        {
            yield return Public();
        }

        if (members.Length != 1)
        {
            yield return Match(Payload.Confidential, false);
        }

        // Every reader has to be allowed, so each adds a condition; colleagues of one role add the same one.
        foreach (var (firm, role) in members.Select(member => (member.OrganizationId, member.Role)).Distinct())
        {
            yield return firm is null ? Public() : OneOf(Public(), firm == access.Programme.VendorId ? Vendor(role) : Partner(firm, role, access.Programme));
        }
    }

    private static JsonObject Vendor(Role? role) => All(Not(Empty(Payload.Audience)), RoleAllows(Payload.VendorRole, role));

    private static JsonObject Partner(string firm, Role? role, ProgrammeFirms programme)
    {
        var known = programme.Partners.FirstOrDefault(partner => partner.Id == firm);
        return All(
            Any(Payload.Audience, known is null ? [firm] : [firm, "partners"]),
            Allows(Payload.Tiers, known?.Tier is { } tier ? [tier] : []),
            Allows(Payload.Types, known?.Types ?? []),
            Allows(Payload.Regions, known?.Region is { } region ? [region] : []),
            RoleAllows(Payload.PartnerRole, role));
    }

    private static JsonObject Public() => Match(Payload.Audience, "public");

    // Nothing is asked for, or one of what the firm has.
    private static JsonObject Allows(string key, IReadOnlyList<string> has) => has.Count == 0 ? Empty(key) : OneOf(Empty(key), Any(key, has.Select(Payload.Fold)));

    private static JsonObject RoleAllows(string key, Role? role) => role is { } held ? OneOf(Empty(key), Range(key, "lte", (int)held)) : Empty(key);

    private static JsonObject Range(string key, string bound, int value) => new() { ["key"] = key, ["range"] = new JsonObject { [bound] = value } };

    private static JsonObject Empty(string key) => new() { ["is_empty"] = new JsonObject { ["key"] = key } };

    private static JsonObject All(params JsonObject[] conditions) => new() { ["must"] = new JsonArray([.. conditions]) };

    private static JsonObject OneOf(params JsonObject[] conditions) => new() { ["should"] = new JsonArray([.. conditions]) };
}
