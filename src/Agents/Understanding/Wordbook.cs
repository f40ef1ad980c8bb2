using System.Collections.Frozen;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Registrations;
using YamlDotNet.Serialization;

namespace CoSellBot.Agents.Understanding;

/// <summary>The words of six languages that stand for something of ours, one file a language. Read once, shared by all.</summary>
/// <remarks>
/// Languages are not told apart here: people mix them, and a word that means two things is left out of the files.
/// </remarks>
internal sealed class Wordbook
{
    /// <summary>The languages the product speaks (ruling 28).</summary>
    public static readonly IReadOnlyList<string> Languages = ["en", "de", "fr", "es", "pt", "ja"];

    private const int FewestOfStem = 5;
    private readonly Dictionary<string, List<string[]>> _stems = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Gazetteer<string>> _lists = new(StringComparer.Ordinal);

    private Wordbook(IReadOnlyList<RawWords> files)
    {
        Stages = Table<OpportunityStage>(files, file => file.Stages, Enum.Parse<OpportunityStage>);
        Statuses = Table<RegistrationStatus>(files, file => file.Statuses, Enum.Parse<RegistrationStatus>);
        Kinds = Table<RegistrationKind>(files, file => file.Kinds, Enum.Parse<RegistrationKind>);
        // Codes of two letters are words of grammar somewhere: "de", "en", "es".
        Spoken = new(files.SelectMany(file => file.Languages).SelectMany(entry => entry.Value.Where(word => word.Length > 2 || Scripts.HasUnparted(word)), (entry, word) => (word, entry.Key)));
        Industries = Table<string>(files, file => file.Industries, name => name);
        Rules = Table<string>(files, file => file.Rules, name => name);
        Nationalities = Table<string>(files, file => file.Nationalities, code => code);
        foreach (var list in files.SelectMany(file => file.Lists).GroupBy(list => list.Key, list => list.Value))
        {
            _stems[list.Key] = [.. list.SelectMany(words => words).Select(word => word.Split('…', StringSplitOptions.TrimEntries)
                .Select(part => string.Join(' ', Scripts.Words(part).Select(piece => Scripts.Fold(piece.Text)))).ToArray())];
            _lists[list.Key] = new Gazetteer<string>(list.SelectMany(words => words).Select(word => (word, list.Key)));
        }

        OwnWords = files.SelectMany(file => file.Glue.Concat(new[] { file.Kinds, file.Statuses, file.Stages, file.Languages, file.Rules, file.Nationalities, file.Lists }.SelectMany(table => table.Values).SelectMany(words => words)))
            .SelectMany(word => Scripts.Words(word)).Select(word => Scripts.Fold(word.Text)).ToFrozenSet(StringComparer.Ordinal);
        Glue = files.SelectMany(file => file.Glue).SelectMany(word => Scripts.Words(word)).Select(word => Scripts.Fold(word.Text)).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>The word files of this product.</summary>
    public static Wordbook Shipped { get; } = Load();

    /// <summary>Names of stages.</summary>
    public Gazetteer<OpportunityStage> Stages { get; }

    /// <summary>Names of a registration's states.</summary>
    public Gazetteer<RegistrationStatus> Statuses { get; }

    /// <summary>How a partner takes part.</summary>
    public Gazetteer<RegistrationKind> Kinds { get; }

    /// <summary>Names of languages, by ISO 639-1 code.</summary>
    public Gazetteer<string> Spoken { get; }

    /// <summary>Names of industries, as the records write them.</summary>
    public Gazetteer<string> Industries { get; }

    /// <summary>Words that lead to a section of the rules of engagement.</summary>
    public Gazetteer<string> Rules { get; }

    /// <summary>Adjectives of countries, by ISO 3166 code.</summary>
    public Gazetteer<string> Nationalities { get; }

    /// <summary>Words of grammar and everyday talk: never part of a name that stands alone.</summary>
    public FrozenSet<string> Glue { get; }

    /// <summary>Every word of ours: those of everyday talk, of stages and states, of forms and of the rules.</summary>
    public FrozenSet<string> OwnWords { get; }

    /// <summary>Words people type around names, whatever they are about.</summary>
    public FrozenSet<string> Everyday { get; } = ReadEveryday();

    /// <summary>One of the plain lists: "withdraw", "stop", "yes"…</summary>
    public Gazetteer<string> List(string name) => _lists[name];

    /// <summary>True when a text has a phrase of a list.</summary>
    public bool Says(string list, FoldedText words) => _lists[list].Find(words).Any();

    /// <summary>The first word of a list, one that begins with a stem of it, or the two parts of a verb that stand apart ("zieh … zurück").</summary>
    public Mention<string>? FindStem(string list, FoldedText words) =>
            _lists[list].Find(words).Select(found => (Mention<string>?)found).FirstOrDefault() ?? _stems[list].Select(stem => Has(words, stem, 0)).FirstOrDefault(found => found is not null);

    /// <summary>True when a text begins with a phrase of a list and goes on.</summary>
    public bool Begins(string list, FoldedText words) =>
        words.Count > 0 && _lists[list].Find(words).FirstOrDefault() is { Length: > 0 } first && first.Start == words[0].Start && first.End < words[^1].End;

    /// <summary>True when a text is nothing but phrases of these lists.</summary>
    public bool IsOnly(FoldedText words, string list, string filler)
    {
        var covered = _lists[list].Find(words).ToList();
        return covered.Count > 0 && words.All(word => covered.Exists(find => find.Start <= word.Start && word.End <= find.End) || _lists[filler].TryGet(word.Text, out _));
    }

    private static Mention<string>? Has(FoldedText words, string[] parts, int from)
    {
        var first = -1;
        foreach (var part in parts)
        {
            var wanted = part.Split(' ');
            var at = -1;
            for (var i = from; i + wanted.Length <= words.Count && at < 0; i++)
            {
                at = wanted.Index().All(word => words[i + word.Index].Folded is var said
                    && (word.Item.Length >= FewestOfStem || Scripts.IsJapanese(word.Item) ? said.StartsWith(word.Item, StringComparison.Ordinal) : said == word.Item)) ? i : -1;
            }

            if (at < 0)
            {
                return null;
            }

            first = first < 0 ? at : first;
            from = at + wanted.Length;
        }

        return new Mention<string>(words[first].Start, words[from - 1].End - words[first].Start, "");
    }

    private static Gazetteer<T> Table<T>(IEnumerable<RawWords> files, Func<RawWords, Dictionary<string, List<string>>> table, Func<string, T> value) =>
        new(files.SelectMany(table).SelectMany(entry => entry.Value, (entry, word) => (word, value(entry.Key))));

    private static Wordbook Load()
    {
        var assembly = typeof(Wordbook).Assembly;
        var yaml = new DeserializerBuilder().Build();
        return new Wordbook([.. Languages.Select(language =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream($"CoSellBot.Agents.Words.{language}.yaml")!);
            return RawWords.From(yaml.Deserialize<Dictionary<string, object>>(reader));
        })]);
    }

    private static FrozenSet<string> ReadEveryday()
    {
        using var reader = new StreamReader(typeof(Wordbook).Assembly.GetManifestResourceStream("CoSellBot.Agents.Words.everyday.txt")!);
        return reader.ReadToEnd().Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).SelectMany(word => Scripts.Words(word)).Select(word => Scripts.Fold(word.Text)).ToFrozenSet(StringComparer.Ordinal);
    }

    private sealed record RawWords(
        Dictionary<string, List<string>> Stages, Dictionary<string, List<string>> Statuses, Dictionary<string, List<string>> Kinds, Dictionary<string, List<string>> Languages,
        Dictionary<string, List<string>> Industries, Dictionary<string, List<string>> Rules, Dictionary<string, List<string>> Nationalities, List<string> Glue, Dictionary<string, List<string>> Lists)
    {
        public static RawWords From(Dictionary<string, object> raw)
        {
            Dictionary<string, List<string>> Named(string key) => raw.GetValueOrDefault(key) is Dictionary<object, object> table
                ? table.ToDictionary(entry => (string)entry.Key, entry => Words(entry.Value))
                : [];
            return new RawWords(
                Named("stages"), Named("statuses"), Named("kinds"), Named("languages"), Named("industries"), Named("rules"), Named("nationalities"), Words(raw["glue"]),
                raw.Where(entry => entry.Key != "glue" && entry.Value is List<object>).ToDictionary(entry => entry.Key, entry => Words(entry.Value)));
        }

        private static List<string> Words(object list) => [.. ((List<object>)list).Select(word => (string)word)];
    }
}
