using System.Collections.Concurrent;
using System.Collections.Frozen;
using Lucene.Net.Analysis.De;
using Lucene.Net.Analysis.Es;
using Lucene.Net.Analysis.Fr;
using Lucene.Net.Analysis.Pt;
using Lucene.Net.Tartarus.Snowball.Ext;

namespace CoSellBot.Knowledge.Text;

/// <summary>Words brought to the form their inflections share: by the language's stemmer; scripts without blanks in pairs of characters.</summary>
internal static class Stems
{
    /// <summary>The languages with a stemmer, and Japanese; words of another stay as they are.</summary>
    public static readonly IReadOnlyList<string> Languages = ["en", "de", "fr", "es", "pt", "ja"];

    private const int LongestWord = 64;

    // Stemmers keep a buffer each, so none is shared between threads.
    private static readonly ThreadLocal<EnglishStemmer> English = new(() => new EnglishStemmer());
    private static readonly FrozenDictionary<string, Func<string, string>> Stemmers = new Dictionary<string, Func<string, string>>(StringComparer.Ordinal)
    {
        ["en"] = StemEnglish,
        ["de"] = word => Cut(word, new GermanLightStemmer().Stem),
        ["fr"] = word => Cut(word, new FrenchLightStemmer().Stem),
        ["es"] = word => Cut(word, new SpanishLightStemmer().Stem),
        ["pt"] = word => Cut(word, new PortugueseLightStemmer().Stem),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // The same words come again and again; a bound keeps a flood of nonsense from filling the memory.
    private const int MostRemembered = 400_000;
    private static readonly ConcurrentDictionary<(string Word, string Language), string> Remembered = new();

    /// <summary>The stems of a text in order, repeats included.</summary>
    public static IEnumerable<string> Of(string text, string language) => Words.Of(text).SelectMany(word => OfWord(word, language));

    /// <summary>The stems of one folded word: one, or for a script without blanks each pair of characters.</summary>
    public static IEnumerable<string> OfWord(string word, string language)
    {
        if (word.Length > LongestWord)
        {
            yield break;
        }

        if (!Words.IsDense(word))
        {
            yield return Stem(word, language);
            yield break;
        }

        for (var i = 0; i + 2 <= word.Length; i++)
        {
            yield return word.Substring(i, 2);
        }
    }

    /// <summary>What a word of a question may be in any of these languages.</summary>
    public static IEnumerable<string> OfQuestion(string word, IEnumerable<string> languages) =>
        Words.IsDense(word) ? OfWord(word, "ja") : languages.Select(language => Stem(word, language)).Distinct(StringComparer.Ordinal);

    private static string Stem(string word, string language)
    {
        if (word.Length < 3 || char.IsDigit(word[0]) || !Stemmers.TryGetValue(language, out var stemmer))
        {
            return word;
        }

        if (Remembered.TryGetValue((word, language), out var known))
        {
            return known;
        }

        var stem = stemmer(word);
        if (Remembered.Count < MostRemembered)
        {
            Remembered[(word, language)] = stem;
        }

        return stem;
    }

    private static string StemEnglish(string word)
    {
        var stemmer = English.Value!;
        stemmer.SetCurrent(word);
        stemmer.Stem();
        return stemmer.Current;
    }

    private static string Cut(string word, Func<char[], int, int> stem)
    {
        // A stemmer may write one character more than it was given.
        var letters = new char[word.Length + 2];
        word.CopyTo(letters);
        return new string(letters, 0, stem(letters, word.Length));
    }
}
