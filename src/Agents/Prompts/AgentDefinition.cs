using HandlebarsDotNet;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace CoSellBot.Agents.Prompts;

/// <summary>One agent: what it is told, which tools it has, and which wishes are its own. A file of <c>prompts/agents</c>.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="IsAlways">True when it takes part in every turn.</param>
/// <param name="Intents">Wishes it serves, by the names of the intent files.</param>
/// <param name="Tools">Its tools, by name.</param>
/// <param name="Phrases">Those of its tools beside whose answer a sentence of the model may stand.</param>
/// <param name="Policies">What it has to keep to, by file name of <c>prompts/policies</c>.</param>
/// <param name="Text">What it is told, as a template.</param>
internal sealed record AgentDefinition(
    string Name, bool IsAlways, IReadOnlyList<string> Intents, IReadOnlyList<string> Tools, IReadOnlyList<string> Phrases, IReadOnlyList<string> Policies,
    HandlebarsTemplate<object, object> Text)
{
    private const string Fence = "---";
    private static readonly IDeserializer Yaml = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).WithDuplicateKeyChecking().Build();

    /// <summary>Reads an agent's file: settings between two lines of dashes, then the text.</summary>
    /// <exception cref="InvalidDataException">The file is malformed; the message names it and the cause.</exception>
    public static AgentDefinition Parse(string name, string text, Func<string, HandlebarsTemplate<object, object>> compile)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var end = Array.IndexOf(lines, Fence, 1);
        if (lines[0] != Fence || end < 0)
        {
            throw new InvalidDataException($"agents/{name}.md: the settings have to stand first, between two lines of {Fence}.");
        }

        Head head;
        try
        {
            head = Yaml.Deserialize<Head?>(string.Join('\n', lines[1..end])) ?? new Head();
        }
        catch (YamlException failure)
        {
            throw new InvalidDataException($"agents/{name}.md: {failure.InnerException?.Message ?? failure.Message}", failure);
        }

        var problem = head switch
        {
            _ when new[] { head.Intents, head.Tools, head.Phrases, head.Policies }.Any(list => list?.TrueForAll(entry => entry is not null) != true) => "a list has an empty entry, or none.",
            { Tools.Count: 0 } => "it has no tools.",
            { Always: false, Intents.Count: 0 } => "it serves no intents and is not always there.",
            _ when head.Phrases.Except(head.Tools).FirstOrDefault() is { } foreign => $"phrases has '{foreign}', which is none of its tools.",
            _ => null,
        };
        return problem is not null ? throw new InvalidDataException($"agents/{name}.md: {problem}")
            : new AgentDefinition(name, head.Always, head.Intents, head.Tools, head.Phrases, head.Policies, compile(string.Join('\n', lines[(end + 1)..]).Trim()));
    }

    // Filled by the deserialiser, which refuses keys that are not here.
    private sealed class Head
    {
        public bool Always { get; set; }

        public List<string> Intents { get; set; } = [];

        public List<string> Tools { get; set; } = [];

        public List<string> Phrases { get; set; } = [];

        public List<string> Policies { get; set; } = [];
    }
}
