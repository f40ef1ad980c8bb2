using YamlDotNet.Serialization;

namespace CoSellBot.Knowledge.Text;

/// <summary>Words that stand for the same thing, also across languages: a German question meets an English page.</summary>
internal static class Concepts
{
    private static readonly Lazy<Dictionary<string, string[]>> Related = new(Read);

    /// <summary>Other folded words for what a folded word means, in all languages; none when it is in no group.</summary>
    public static IReadOnlyList<string> Of(string word) =>
        Keys(word).SelectMany(key => Related.Value.TryGetValue(key, out var words) ? words : []).Where(other => other != word).Distinct().ToList();

    // A word is looked for as it is and by its stem in every language: questions inflect.
    private static IEnumerable<string> Keys(string word) => Words.IsDense(word) ? [word] : Stems.OfQuestion(word, Stems.Languages).Prepend(word).Distinct();

    private static Dictionary<string, string[]> Read()
    {
        using var stream = typeof(Concepts).Assembly.GetManifestResourceStream("CoSellBot.Knowledge.Text.concepts.yaml") ?? throw new InvalidOperationException("concepts.yaml is missing from the program.");
        using var reader = new StreamReader(stream);
        var groups = new DeserializerBuilder().Build().Deserialize<List<Dictionary<string, List<string>>>>(reader);
        var related = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var group in groups)
        {
            var words = group.SelectMany(language => language.Value.Select(word => (Language: language.Key, Folded: string.Concat(Words.Of(word))))).Where(word => word.Folded.Length > 0).ToList();
            foreach (var (language, folded) in words)
            {
                foreach (var key in Words.IsDense(folded) ? [folded] : Stems.OfQuestion(folded, [language]).Append(folded))
                {
                    (related.TryGetValue(key, out var known) ? known : related[key] = new HashSet<string>(StringComparer.Ordinal)).UnionWith(words.Select(word => word.Folded));
                }
            }
        }

        return related.ToDictionary(pair => pair.Key, pair => pair.Value.Order(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);
    }
}
