using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace CoSellBot.Knowledge.Documents;

/// <summary>The head of a document file. Filled by the deserialiser, which refuses keys that are not here.</summary>
internal sealed class FrontMatter
{
    private const int DeepestYaml = 20;
    private const int TopLevel = 3;
    private static readonly IDeserializer Yaml = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).WithDuplicateKeyChecking().Build();

    public string Title { get; set; } = "";
    public string Document { get; set; } = "";
    public int Version { get; set; }
    public string Language { get; set; } = "";
    public string ValidFrom { get; set; } = "";
    public string ValidUntil { get; set; } = "";
    public bool Withdrawn { get; set; }

    /// <summary>One word or a list of words; anything else is an unreadable label.</summary>
    public object? Audience { get; set; }

    // Null when the key is not there. A key without a value is an empty list: somebody meant to narrow, and did not say to whom.
    public List<string>? Tiers { get; set => field = value ?? []; }
    public List<string>? Types { get; set => field = value ?? []; }
    public List<string>? Regions { get; set => field = value ?? []; }
    public List<string>? Roles { get; set => field = value ?? []; }
    public bool Confidential { get; set; }
    public string? Kind { get; set; }
    public List<string> Products { get; set; } = [];
    public List<string> Stages { get; set; } = [];
    public List<string> Hurdles { get; set; } = [];
    public List<string> Industries { get; set; } = [];
    public List<string> Countries { get; set; } = [];
    public string? Owner { get; set; }

    /// <summary>Section id, then language, then words.</summary>
    public Dictionary<string, Dictionary<string, List<string>>> AskedAs { get; set; } = [];

    /// <summary>Reads and checks a head.</summary>
    /// <exception cref="InvalidDataException">Something is missing or wrong; the message says what.</exception>
    public static FrontMatter Parse(string yaml)
    {
        FrontMatter head;
        try
        {
            CheckShape(yaml);
            head = Yaml.Deserialize<FrontMatter?>(yaml) ?? throw new InvalidDataException("the front matter is empty");
        }
        catch (YamlException failure)
        {
            throw new InvalidDataException($"front matter, line {failure.Start.Line}: {failure.InnerException?.Message ?? failure.Message}", failure);
        }

        if (head.Countries is null || head.Products is null || head.Stages is null || head.Hurdles is null || head.Industries is null || head.AskedAs is null
            || head.Countries.Concat(head.Products).Concat(head.Stages).Concat(head.Hurdles).Concat(head.Industries).Any(string.IsNullOrWhiteSpace)
            || head.AskedAs.Values.Any(languages => languages is null || languages.Values.Any(words => words is null || words.Contains(null!))))
        {
            throw new InvalidDataException("a list in the front matter has no value, or an empty one in it");
        }

        if (head.Title is null || head.Document is null || head.Language is null || head.ValidFrom is null || head.ValidUntil is null || head.Version < 1 || head.Language.Length != 2 || SectionKey.Parse($"{head.Document}#x") is null)
        {
            throw new InvalidDataException("document, version (from 1) and language (two letters) are needed");
        }

        return head.From <= head.Until ? head : throw new InvalidDataException("valid_from is after valid_until");
    }

    public DateOnly From => Day(ValidFrom, "valid_from");

    public DateOnly Until => Day(ValidUntil, "valid_until");

    public DocumentAudience? ToAudience()
    {
        var words = Audience switch
        {
            string word => DocumentAudience.Parse([word]),
            List<object> list when list.TrueForAll(word => word is string) => DocumentAudience.Parse([.. list.Cast<string>()]),
            _ => null,
        };
        return words?.Narrow(Tiers, Types, Regions, Roles, Confidential);
    }

    public DocumentSubject ToSubject() => new(Kind, Products, Stages, Hurdles, Industries);

    // Before anything is made of it: nesting that would exhaust the stack, and keys without a value, which nobody can read as what was meant.
    private static void CheckShape(string yaml)
    {
        var parser = new Parser(new StringReader(yaml));
        var (depth, key) = (0, (string?)null);
        while (parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > DeepestYaml)
            {
                throw new InvalidDataException("the front matter is nested too deeply");
            }

            // Stream, document and mapping are three; within, keys and values take turns.
            if (depth != TopLevel || parser.Current is not Scalar scalar)
            {
                key = depth == TopLevel ? null : key;
                continue;
            }

            if (key is not null && scalar is { Style: ScalarStyle.Plain, Value: "" or "~" or "null" or "Null" or "NULL" })
            {
                throw new InvalidDataException($"'{key}' has no value");
            }

            key = key is null ? scalar.Value : null;
        }
    }

    private static DateOnly Day(string text, string key) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new InvalidDataException($"{key} must be a day like 2026-12-31");
}
