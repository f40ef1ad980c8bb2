using System.Text.Json;
using System.Text.Json.Nodes;
using CoSellBot.Access;
using CoSellBot.Knowledge.Storage;

namespace CoSellBot.Knowledge.Qdrant;

/// <summary>What is stored with a passage's vectors: fields to filter by, and the passage itself.</summary>
internal static class Payload
{
    public const string Tenant = "tenant";
    public const string Source = "source";
    public const string Hash = "hash";
    public const string Order = "order";
    public const string Document = "document";
    public const string From = "valid_from";
    public const string Until = "valid_until";
    public const string Withdrawn = "withdrawn";
    public const string Countries = "countries";
    public const string Audience = "audience";
    public const string Tiers = "tiers";
    public const string Types = "types";
    public const string Regions = "regions";
    public const string PartnerRole = "partner_role";
    public const string VendorRole = "vendor_role";
    public const string Confidential = "confidential";
    private const string Head = "head";
    private const string Section = "section";
    private const string Text = "text";

    /// <summary>The fields filters use, with their kind.</summary>
    public static readonly IReadOnlyList<(string Name, string Kind)> Indexed =
    [
        (Tenant, "keyword"), (Source, "keyword"), (Hash, "keyword"), (Order, "integer"), (Document, "keyword"), (From, "integer"), (Until, "integer"), (Withdrawn, "bool"), (Countries, "keyword"),
        (Audience, "keyword"), (Tiers, "keyword"), (Types, "keyword"), (Regions, "keyword"), (PartnerRole, "integer"), (VendorRole, "integer"), (Confidential, "bool"),
    ];

    /// <summary>The fields a passage is read back from.</summary>
    public static JsonArray Read => [Head, Section, Order, Text];

    /// <summary>A day as a number that orders like it: 20261231.</summary>
    public static int Number(DateOnly day) => (day.Year * 10000) + (day.Month * 100) + day.Day;

    /// <summary>The spelling in which tiers, types and regions are compared.</summary>
    public static string Fold(string word) => word.ToUpperInvariant();

    /// <summary>The payload of a passage.</summary>
    public static JsonObject Of(KnowledgePassage passage)
    {
        var document = passage.Document;
        var label = document.Audience;
        return new JsonObject
        {
            [Tenant] = document.TenantId,
            [Source] = document.Source,
            [Hash] = document.Hash,
            [Order] = passage.Order,
            [Document] = document.Id,
            [From] = Number(document.ValidFrom),
            [Until] = Number(document.ValidUntil),
            [Withdrawn] = document.IsWithdrawn,
            [Countries] = List(document.Countries.Select(Fold)),
            [Audience] = List(label?.Words ?? []),
            [Tiers] = List((label?.Tiers ?? []).Select(Fold)),
            [Types] = List((label?.Types ?? []).Select(Fold)),
            [Regions] = List((label?.Regions ?? []).Select(Fold)),
            [PartnerRole] = (int?)label?.LeastRole(OrganizationKind.Partner),
            [VendorRole] = (int?)label?.LeastRole(OrganizationKind.Vendor),
            [Confidential] = label?.IsConfidential ?? true,
            [Head] = DocumentJson.Write<DocumentHead>(document),
            [Section] = DocumentJson.Write(passage.Section),
            [Text] = passage.Text,
        };
    }

    /// <summary>Reads a passage back; null when it is none: what was planted or cut is not quoted.</summary>
    public static KnowledgePassage? ToPassage(JsonElement payload) =>
        ToHead(payload) is { } head && Word(payload, Section) is { } section && DocumentJson.Read<KnowledgeSection>(section) is { } read
        && payload.TryGetProperty(Order, out var order) && order.TryGetInt32(out var at) && Word(payload, Text) is { } text
            ? new KnowledgePassage(head, read, at, text)
            : null;

    /// <summary>Reads a document's head back; null when it is none.</summary>
    public static DocumentHead? ToHead(JsonElement payload) => Word(payload, Head) is { } head ? DocumentJson.Read<DocumentHead>(head) : null;

    private static string? Word(JsonElement payload, string name) =>
        payload.ValueKind == JsonValueKind.Object && payload.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonArray List(IEnumerable<string> words) => new([.. words.Select(word => (JsonNode)word)]);
}
