using System.Globalization;

namespace CoSellBot.Agents.Understanding;

/// <summary>Tells which language of the catalogue a text is written in, trained from the same examples. A wrong language is worse than none. Immutable and safe for many threads.</summary>
internal sealed class LanguageGuess
{
    private const string Japanese = "ja";

    /// <summary>Fewer letters than this in words of the language prove nothing: "ok", "no" and "deal" are at home everywhere.</summary>
    private const int FewestLetters = 5;

    /// <summary>The share of words that must be known in the language. Its neighbours share some words, and names are in no list.</summary>
    private const double LeastKnown = 0.6;

    private const double LeastLikely = 0.6;
    private const double LeastLikelyWithoutProof = 0.6;
    private const int Several = 3;

    /// <summary>No more of one language: it would be the likeliest for having the most examples. More teach nothing either.</summary>
    private const int MostTexts = 700;

    private readonly string[] _languages;
    private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal); // a bit for each language whose examples have the word
    private readonly SoftmaxModel? _model; // none when there is nothing to choose between

    public LanguageGuess(IReadOnlyDictionary<string, IReadOnlyList<string>> texts)
    {
        // Japanese is told by its script.
        var byLanguage = texts.Where(t => t.Key != Japanese && t.Value.Count > 0).OrderBy(t => t.Key, StringComparer.Ordinal).ToArray();
        _languages = [.. byLanguage.Select(t => t.Key)];
        for (var i = 0; i < _languages.Length; i++)
        {
            // The examples have no dates in them, but a month says as much as any word.
            var calendar = CultureInfo.GetCultureInfo(_languages[i]).DateTimeFormat;
            foreach (var word in byLanguage[i].Value.Concat(calendar.MonthNames).Concat(calendar.DayNames).SelectMany(Words))
                _words[word] = _words.GetValueOrDefault(word) | (1 << i);
        }
        if (_languages.Length < 2)
            return;
        var chosen = byLanguage.SelectMany((t, label) => Spread(t.Value).Select(text => (Features: Features(text), Label: label))).ToArray();
        _model = new SoftmaxModel([.. chosen.Select(c => c.Features)], [.. chosen.Select(c => c.Label)], _languages.Length);
    }

    private LanguageGuess(BinaryReader reader)
    {
        _languages = new string[reader.ReadInt32()];
        for (var i = 0; i < _languages.Length; i++)
            _languages[i] = reader.ReadString();
        for (var count = reader.ReadInt32(); count > 0; count--)
            _words.Add(reader.ReadString(), reader.ReadInt32());
        if (_languages.Length >= 2)
            _model = SoftmaxModel.Read(reader);
    }

    /// <summary>The two letters of the language, or null when unsure: very short, only names or numbers, or in none of the languages.</summary>
    /// <param name="delexicalisedText">Names and values replaced by placeholders: the name of a firm is no sign of its speaker's language.</param>
    public string? Guess(string delexicalisedText)
    {
        var text = ChatText.Clean(delexicalisedText);
        if (IsJapanese(text))
            return Japanese;
        if (_model is null)
            return null;
        var words = Words(text);
        var scores = _model.Score(_model.Vectorize(Features(text)));
        var best = Array.IndexOf(scores, scores.Max());
        var known = words.Where(word => (_words.GetValueOrDefault(word) & (1 << best)) != 0).ToList();
        // Names and slips are in no list; among the words that are in any, those of the language count.
        var listed = words.Count(_words.ContainsKey);
        if (known.Count == 0 || known.Count < LeastKnown * listed || known.Sum(word => word.Length) < FewestLetters)
            return null;
        var likely = 1 / scores.Sum(score => Math.Exp(score - scores[best]));
        // A word of this language alone, or words that only this language has all together ("para" and "fin"), or several words it has
        // that together sound like no other.
        var isAlone = known.Exists(word => _words[word] == 1 << best) || words.Where(_words.ContainsKey).Aggregate(~0, (all, word) => all & _words[word]) == 1 << best;
        return likely >= (isAlone ? LeastLikely : known.Count >= Several && known.Count == listed ? LeastLikelyWithoutProof : 1) ? _languages[best] : null;
    }

    public static LanguageGuess Read(BinaryReader reader) => new(reader);

    public void Write(BinaryWriter writer)
    {
        writer.Write(_languages.Length);
        foreach (var language in _languages)
            writer.Write(language);
        writer.Write(_words.Count);
        foreach (var (word, languages) in _words)
        {
            writer.Write(word);
            writer.Write(languages);
        }
        _model?.Write(writer);
    }

    /// <summary>Chinese has no hiragana, and a firm's name is mostly katakana or kanji; a Japanese sentence hardly does without two of them.</summary>
    private bool IsJapanese(string text)
    {
        var words = string.Concat(Words(text));
        var hiragana = words.Count(c => c is >= '\u3041' and <= '\u309F');
        var eastern = words.Count(c => c is >= '\u3041' and <= '\u30FF' or >= '\u3400' and <= '\u9FFF' or >= '\uFF66' and <= '\uFF9F');
        return (hiragana >= 2 && eastern * 2 > words.Length) || (hiragana >= 1 && !Words(text).Exists(_words.ContainsKey));
    }

    /// <summary>Words as people write them in a hurry, without placeholders and numbers.</summary>
    private static List<string> Words(string text) =>
        [.. ChatText.Tokens(text.ToLowerInvariant()).Select(t => t.Text.Replace('\u2019', '\'')).Where(t => t[0] != '<' && t.Any(char.IsLetter) && !t.Any(char.IsDigit))];

    private static Feature[] Features(string text) => IntentFeatures.Of(string.Join(' ', Words(text)));

    private static IEnumerable<string> Spread(IReadOnlyList<string> texts)
    {
        var count = Math.Min(MostTexts, texts.Count);
        return Enumerable.Range(0, count).Select(i => texts[i * texts.Count / count]);
    }
}
