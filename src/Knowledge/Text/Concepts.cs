using YamlDotNet.Serialization;

namespace CoSellBot.Knowledge.Text;

/// <summary>Words that stand for the same thing, also across languages: a German question meets an English page.</summary>
internal static class Concepts
{
    private static readonly Lazy<Dictionary<(string Language, string Key), string[]>> Related = new(Read);

    /// <summary>Stems of other words for what a folded word means, in all languages; none when it is in no group of its language.</summary>
    /// <param name="word">The word.</param>
    /// <param name="language">The language it is asked in; English words are in use in all.</param>
    public static IEnumerable<string> Of(string word, string language) =>
        new[] { language, "en" }.Distinct().SelectMany(asked => Keys(word, asked).SelectMany(key => Related.Value.GetValueOrDefault((asked, key)) ?? [])).Distinct();

    // Questions inflect, so a word is looked for as it is and by its stem.
    private static IEnumerable<string> Keys(string word, string language) => Words.IsDense(word) ? [word] : [word, .. Stems.OfWord(word, language)];

    private static Dictionary<(string Language, string Key), string[]> Read()
    {
        using var stream = typeof(Concepts).Assembly.GetManifestResourceStream("CoSellBot.Knowledge.Text.concepts.yaml") ?? throw new InvalidOperationException("concepts.yaml is missing from the program.");
        using var reader = new StreamReader(stream);
        var groups = new DeserializerBuilder().Build().Deserialize<List<Dictionary<string, List<string>>>>(reader);
        var related = new Dictionary<(string Language, string Key), HashSet<string>>();
        foreach (var group in groups)
        {
            var words = group.SelectMany(language => language.Value.Select(word => (Language: language.Key, Parts: Words.Of(word).ToList())))
                .Where(word => word.Parts.Count == 1).Select(word => (word.Language, Word: word.Parts[0])).ToList();
            var stems = words.SelectMany(word => Stems.OfWord(word.Word, word.Language)).ToHashSet(StringComparer.Ordinal);
            foreach (var (language, word) in words)
            {
                foreach (var key in Keys(word, language))
                {
                    (related.TryGetValue((language, key), out var known) ? known : related[(language, key)] = new HashSet<string>(StringComparer.Ordinal)).UnionWith(stems);
                }
            }
        }

        return related.ToDictionary(pair => pair.Key, pair => pair.Value.Order(StringComparer.Ordinal).ToArray());
    }
}
