using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using CoSellBot.Agents.Replies;
using CoSellBot.Agents.Understanding;
using YamlDotNet.Serialization;

namespace CoSellBot.Agents.Models;

/// <summary>
/// What of a model's own words may stand beside the facts. A sentence stays when it is made of the words of one fact of the turn and of
/// a few that claim nothing; its figures, days and states come from one and the same part of that fact. All other sentences are cut, and
/// what the tools said stands alone.
/// </summary>
internal static partial class ModelProse
{
    private const int MostSentences = 3;
    private const int LongestSentence = 240;

    private static readonly FrozenDictionary<string, Vocabulary> Languages = Load();

    /// <summary>The sentences that may be shown, in their order; empty for none.</summary>
    /// <param name="text">What the model said.</param>
    /// <param name="replies">What the tools answered in this turn.</param>
    /// <param name="turn">Who reads.</param>
    public static string Keep(string text, IReadOnlyList<AgentReply> replies, AgentTurn turn)
    {
        var language = Texts.Shipped.LanguageFor(turn.Reading);
        var words = Languages[language];
        var facts = replies.Select(reply => reply.Reveal(turn.Ceiling, Texts.Shipped, turn.Reading)).OfType<VisibleReply>().SelectMany(Facts)
            .Select(parts => parts.Select(part => new Part(FoldedText.Of(part), words)).ToList()).ToList();
        var kept = Sentences(text).Where(sentence => IsPlain(sentence) && new Part(FoldedText.Of(sentence), words) is { Words.Count: > 1 } said && facts.Exists(fact => Carries(fact, said, words)));
        return string.Join(language == "ja" ? "" : " ", kept.Take(MostSentences));
    }

    // A list's line is a fact of its own, so that no state wanders from one deal to the next, and so is every sentence of a document.
    private static IEnumerable<List<string>> Facts(VisibleReply reply)
    {
        List<string> head = [.. new[] { reply.Title, reply.Note }.OfType<string>(), .. reply.Facts.Select(fact => fact.Text)];
        return reply.Items.Select(item => (List<string>)[.. head, item.Text]).Concat(reply.Lines.Select(line => (List<string>)[line])).Append(head);
    }

    private static IEnumerable<string> Sentences(string text) => SentenceEnd().Split(string.Join('\n', text.Split('\n').Select(ChatText.Clean))).Select(sentence => sentence.Trim()).Where(sentence => sentence.Length > 0);

    private static bool IsPlain(string sentence) => sentence.Length <= LongestSentence && !Markup().IsMatch(sentence) && !Scripts.MixesAlphabets(sentence) && !Scripts.IsForeign(sentence);

    private static bool Carries(List<Part> fact, Part said, Vocabulary language) => fact.Exists(part =>
        said.Figures.IsSubsetOf(part.Figures) && said.IsNegated == part.IsNegated
        && said.Words.All(word => part.Has(word) || language.May.Contains(word.Folded) || language.Not.Contains(word.Folded) || language.Calendar.ContainsKey(word.Folded) || !word.Text.Any(char.IsLetter)
            // The customer's name may come from beside it; what speaks of another figure may not: "close" belongs to its own day.
            || fact.Exists(other => other.Figures.Count == 0 && other.Has(word))));

    private static FrozenDictionary<string, Vocabulary> Load()
    {
        using var reader = new StreamReader(typeof(ModelProse).Assembly.GetManifestResourceStream("CoSellBot.Agents.Models.prose.yaml")!);
        return new DeserializerBuilder().Build().Deserialize<Dictionary<string, Dictionary<string, List<string>>>>(reader)
            .ToFrozenDictionary(language => language.Key, language => new Vocabulary(language.Key, language.Value["may"], language.Value["not"]), StringComparer.Ordinal);
    }

    private sealed class Vocabulary
    {
        public Vocabulary(string language, List<string> may, List<string> not)
        {
            May = may.Select(Scripts.Fold).ToFrozenSet(StringComparer.Ordinal);
            Not = not.Select(Scripts.Fold).ToFrozenSet(StringComparer.Ordinal);
            var format = CultureInfo.GetCultureInfo(language).DateTimeFormat;
            Calendar = Named(format.MonthNames, "month").Concat(Named(format.AbbreviatedMonthNames, "month")).Concat(Named(format.DayNames, "day"))
                .Where(name => !May.Contains(name.Word)).DistinctBy(name => name.Word).ToFrozenDictionary(name => name.Word, name => name.Means, StringComparer.Ordinal);
        }

        public FrozenSet<string> May { get; }

        public FrozenSet<string> Not { get; }

        public FrozenDictionary<string, string> Calendar { get; }

        private static IEnumerable<(string Word, string Means)> Named(string[] names, string kind) =>
            names.Index().Where(name => name.Item.Any(char.IsLetter)).Select(name => (Scripts.Fold(name.Item.TrimEnd('.')), $"{kind} {name.Index}"));
    }

    private sealed class Part
    {
        private readonly HashSet<string> _words;

        public Part(FoldedText words, Vocabulary language)
        {
            Words = words;
            _words = [.. words.Select(word => word.Folded)];
            Figures = [.. Numbers(words.Text), .. words.Select(word => language.Calendar.GetValueOrDefault(word.Folded)).OfType<string>(), .. States(words)];
            IsNegated = words.Any(word => language.Not.Contains(word.Folded)) || Wordbook.Shipped.Says("negation", words);
        }

        public FoldedText Words { get; }

        /// <summary>Numbers, months, days of the week, states: what must not be mixed.</summary>
        public HashSet<string> Figures { get; }

        public bool IsNegated { get; }

        public bool Has(FoldedWord word) => _words.Contains(word.Folded);

        // In figures as people of all our languages write them: 80,000.00 and 80.000 are 80000, 1.5 and 1,5 are 1.5.
        private static IEnumerable<string> Numbers(string text) => Number().Matches(Scripts.Narrow(text)).Select(match => Grouped().IsMatch(match.Value)
            ? Value(Separator().Replace(match.Groups["whole"].Value, ""), match.Groups["rest"].Value)
            : Value(match.Groups["plain"].Value, match.Groups["tail"].Value));

        private static string Value(string whole, string rest) => $"{whole.TrimStart('0')}.{rest.TrimStart('.', ',').TrimEnd('0')}";

        private static IEnumerable<string> States(FoldedText words) => Wordbook.Shipped.Statuses.Find(words).Select(found => found.Value.ToString())
            .Concat(Wordbook.Shipped.Stages.Find(words).Select(found => found.Value.ToString())).Concat(Wordbook.Shipped.Kinds.Find(words).Select(found => found.Value.ToString()));
    }

    // Addresses, mentions, markup, code.
    [GeneratedRegex(@"[<>\[\]{}|\\`*_#@~^=&$%«»]|://|\bwww\b|\p{L}{2,}[.．。]\p{L}{2,}|\p{L}:\S", RegexOptions.CultureInvariant)]
    private static partial Regex Markup();

    // "Bis zum 6. August" goes on; a figure that ends a sentence has more than two digits or is cut with what follows.
    [GeneratedRegex(@"(?<=[.!?])(?<!(?:^|\P{N})\p{N}{1,2}\.)\s+|(?<=[。！？])|\n+", RegexOptions.CultureInvariant)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"(?<whole>\p{N}{1,3}(?:[.,'’\u00A0\u202F ]\p{N}{3}(?!\p{N}))+)(?<rest>[.,]\p{N}+)?|(?<plain>\p{N}+)(?<tail>[.,]\p{N}+)?", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"^\p{N}{1,3}(?:[.,'’\u00A0\u202F ]\p{N}{3}(?!\p{N}))+", RegexOptions.CultureInvariant)]
    private static partial Regex Grouped();

    [GeneratedRegex(@"[.,'’\u00A0\u202F ]", RegexOptions.CultureInvariant)]
    private static partial Regex Separator();
}
