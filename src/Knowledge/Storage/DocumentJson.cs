using System.Text.Json;
using System.Text.Json.Serialization;

namespace CoSellBot.Knowledge.Storage;

/// <summary>Documents as they are stored. What cannot be read back whole is no document, and a label that cannot be read back is for nobody.</summary>
internal static class DocumentJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Converters = { new AudienceConverter() }, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Writes a document, a head or a section.</summary>
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>Writes a document, a head or a section as an element of something larger.</summary>
    public static JsonElement WriteElement<T>(T value) => JsonSerializer.SerializeToElement(value, Options);

    /// <summary>Reads it back; null when it is none.</summary>
    public static T? Read<T>(string json)
        where T : class
    {
        try
        {
            var read = JsonSerializer.Deserialize<T>(json, Options);
            return read switch
            {
                DocumentHead { TenantId: null } or DocumentHead { Id: null } or DocumentHead { Title: null } or DocumentHead { Language: null } or DocumentHead { Countries: null }
                    or DocumentHead { Subject: null } or DocumentHead { Source: null } or DocumentHead { Hash: null } or KnowledgeDocument { Sections: null } => null,
                KnowledgeSection { Id: null } or KnowledgeSection { Heading: null } or KnowledgeSection { Paragraphs: null } or KnowledgeSection { AskedAs: null } => null,
                _ => read,
            };
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException or NullReferenceException or NotSupportedException or FormatException)
        {
            return null;
        }
    }

    private sealed class AudienceConverter : JsonConverter<DocumentAudience>
    {
        public override DocumentAudience? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var label = JsonSerializer.Deserialize<Label>(ref reader, options);
            return label is null ? null : DocumentAudience.Parse(label.Words)?.Narrow(label.Tiers, label.Types, label.Regions, label.Roles, label.Confidential);
        }

        public override void Write(Utf8JsonWriter writer, DocumentAudience value, JsonSerializerOptions options) => JsonSerializer.Serialize(
            writer,
            new Label(value.Words, Said(value.Tiers), Said(value.Types), Said(value.Regions), Said([.. value.Roles.Select(role => role.ToString())]), value.IsConfidential), options);

        private static IReadOnlyList<string>? Said(IReadOnlyList<string> list) => list.Count == 0 ? null : list;
    }

    private sealed record Label(
        IReadOnlyList<string> Words, IReadOnlyList<string>? Tiers, IReadOnlyList<string>? Types, IReadOnlyList<string>? Regions, IReadOnlyList<string>? Roles, bool Confidential);
}
