using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace CoSellBot.Knowledge.Documents;

/// <summary>The head of a document file. Filled by the deserialiser, which refuses keys that are not here.</summary>
internal sealed class FrontMatter
{
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
    public List<string>? Tiers { get; set; }
    public List<string>? Types { get; set; }
    public List<string>? Regions { get; set; }
    public List<string>? Roles { get; set; }
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
            head = Yaml.Deserialize<FrontMatter?>(yaml) ?? throw new InvalidDataException("the front matter is empty");
        }
        catch (YamlException failure)
        {
            throw new InvalidDataException($"front matter, line {failure.Start.Line}: {failure.InnerException?.Message ?? failure.Message}", failure);
        }

        if (head.Version < 1 || head.Language.Length != 2 || SectionKey.Parse($"{head.Document}#x") is null)
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

    private static DateOnly Day(string text, string key) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new InvalidDataException($"{key} must be a day like 2026-12-31");
}
