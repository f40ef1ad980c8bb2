using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace CoSellBot.Agents.Understanding;

/// <summary>One thing people ask for: its name, the tool that serves it (none for turns of the dialogue), its slots and its examples by language.</summary>
internal sealed record IntentDefinition(string Name, string? Tool, IReadOnlyList<string> Slots, IReadOnlyDictionary<string, IReadOnlyList<string>> Examples);

/// <summary>One training sentence, slots replaced by placeholders.</summary>
internal readonly record struct IntentExample(string Text, string Intent);

/// <summary>The intents of the offline engine, read from one YAML file each.</summary>
internal sealed class IntentCatalog
{
    /// <summary>Fewer English examples than this cannot be told apart reliably.</summary>
    public const int FewestExamples = 30;

    /// <summary>The slots that examples and callers may put in angle brackets.</summary>
    public static readonly IReadOnlyList<string> Placeholders = ["company", "partner", "money", "date", "product", "deal", "country", "domain"];

    private IntentCatalog(IReadOnlyList<IntentDefinition> intents) => Intents = intents;

    /// <summary>In order of name.</summary>
    public IReadOnlyList<IntentDefinition> Intents { get; }

    /// <summary>Every example of every language, in a fixed order.</summary>
    public IReadOnlyList<IntentExample> Examples =>
        [.. Intents.SelectMany(i => i.Examples.OrderBy(e => e.Key, StringComparer.Ordinal).SelectMany(e => e.Value), (i, text) => new IntentExample(text, i.Name))];

    /// <summary>The same texts by language, in a fixed order.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Texts =>
        Intents.SelectMany(i => i.Examples).GroupBy(e => e.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, IReadOnlyList<string> (g) => [.. g.SelectMany(e => e.Value)], StringComparer.Ordinal);

    /// <summary>Reads every <c>*.yaml</c> in the folder.</summary>
    /// <exception cref="InvalidDataException">A file is malformed, incomplete or contradicts another; the message names file and cause.</exception>
    public static IntentCatalog Load(string folder)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        return new IntentCatalog([.. Files(folder).Select(file => Read(file, owners))]);
    }

    /// <summary>The intent files of a folder, in a fixed order.</summary>
    /// <exception cref="InvalidDataException">The folder is missing or has fewer than two.</exception>
    public static IReadOnlyList<string> Files(string folder)
    {
        if (!Directory.Exists(folder))
            throw new InvalidDataException($"The intents folder '{folder}' does not exist.");
        var files = Directory.GetFiles(folder, "*.yaml").Order(StringComparer.Ordinal).ToList();
        return files.Count >= 2 ? files : throw new InvalidDataException($"The intents folder '{folder}' has {files.Count} *.yaml files; at least two intents are needed.");
    }

    private static IntentDefinition Read(string file, Dictionary<string, string> owners)
    {
        var name = Path.GetFileName(file);
        var raw = Parse(file, name);
        if (raw.Intent != Path.GetFileNameWithoutExtension(file))
            throw new InvalidDataException($"{name}: intent is '{raw.Intent}', but must be the name of the file.");
        foreach (var slot in raw.Slots.Where(slot => !Placeholders.Contains(slot)))
            throw new InvalidDataException($"{name}: unknown slot '{slot}'. Known: {string.Join(", ", Placeholders)}.");
        if (raw.Examples.GetValueOrDefault("en") is not { Count: >= FewestExamples })
            throw new InvalidDataException($"{name}: needs at least {FewestExamples} English examples (examples: en:), has {raw.Examples.GetValueOrDefault("en")?.Count ?? 0}.");
        Check(raw.Examples.Values.SelectMany(texts => texts), name, owners);
        var examples = raw.Examples.ToDictionary(e => e.Key, IReadOnlyList<string> (e) => e.Value, StringComparer.Ordinal);
        return new IntentDefinition(raw.Intent, raw.Tool, raw.Slots, examples);
    }

    private static RawIntent Parse(string file, string name)
    {
        var yaml = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).WithDuplicateKeyChecking().Build();
        try
        {
            return yaml.Deserialize<RawIntent?>(File.ReadAllText(file)) ?? throw new InvalidDataException($"{name}: the file is empty.");
        }
        catch (YamlException e)
        {
            // The inner exception names an unknown key; the outer one only the line.
            throw new InvalidDataException($"{name}, line {e.Start.Line}: {e.InnerException?.Message ?? e.Message}", e);
        }
    }

    private static void Check(IEnumerable<string> texts, string name, Dictionary<string, string> owners)
    {
        foreach (var text in texts)
        {
            if (string.IsNullOrWhiteSpace(text))
                throw new InvalidDataException($"{name}: an example is empty.");
            if (!owners.TryAdd(ChatText.Clean(text).ToLowerInvariant(), name))
                throw new InvalidDataException($"{name}: the example '{text}' is already in {owners[ChatText.Clean(text).ToLowerInvariant()]}.");
            var unknown = ChatText.Tokens(text).FirstOrDefault(t => t.Text[0] == '<' && !Placeholders.Contains(t.Text[1..^1]));
            if (unknown.Text is not null)
                throw new InvalidDataException($"{name}: unknown placeholder {unknown.Text} in '{text}'.");
        }
    }

    // Filled by the deserialiser, which refuses keys that are not here.
    private sealed class RawIntent
    {
        public string Intent { get; set; } = "";
        public string? Tool { get; set; }
        public List<string> Slots { get; set; } = [];
        public Dictionary<string, List<string>> Examples { get; set; } = [];
    }
}
