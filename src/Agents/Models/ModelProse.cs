using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using CoSellBot.Agents.Replies;
using CoSellBot.Agents.Understanding;
using YamlDotNet.Serialization;

namespace CoSellBot.Agents.Models;

/// <summary>
/// What of a model's own words may stand beside the facts. A sentence stays when one fact of the turn carries all of it: every figure,
/// name, date and state; it claims no deed, speaks of nobody, hints at nothing more and links to nothing. All other sentences are cut,
/// and what the tools said stands alone.
/// </summary>
internal static partial class ModelProse
{
    private const int MostSentences = 3;
    private const int LongestSentence = 240;
    private const int FewestOfStem = 3;

    // What a sentence may claim only when the fact does too.
    private static readonly string[] Claims = ["deeds", "beyond", "figures"];

    private static readonly FrozenDictionary<string, string[]> Lists = Load();

    private static readonly FrozenDictionary<string, string> Calendar = Wordbook.Languages.Select(CultureInfo.GetCultureInfo).SelectMany(Named)
        .DistinctBy(pair => pair.Word).ToFrozenDictionary(pair => pair.Word, pair => pair.Means, StringComparer.Ordinal);

    /// <summary>The sentences that may be shown, in their order; empty for none.</summary>
    /// <param name="text">What the model said.</param>
    /// <param name="replies">What the tools answered in this turn.</param>
    /// <param name="turn">Who reads.</param>
    /// <param name="names">Names that are facts wherever they stand: the partner firms'.</param>
    public static string Keep(string text, IReadOnlyList<AgentReply> replies, AgentTurn turn, IReadOnlyList<string> names)
    {
        var shown = replies.Select(reply => reply.Reveal(turn.Ceiling, Texts.Shipped, turn.Reading)).OfType<VisibleReply>().ToList();
        var facts = shown.SelectMany(Facts).Select(words => new Fact(FoldedText.Of(words))).ToList();
        var known = names.Select(name => FoldedText.Of(name)).Where(name => name.Count > 0).ToList();
        var kept = Sentences(text).Where(sentence => IsPlain(sentence) && FoldedText.Of(sentence) is { Count: > 1 } words && facts.Exists(fact => Carries(fact, words, known, turn.Reading.Language))).Take(MostSentences);
        return string.Join(turn.Reading.Language == "ja" ? "" : " ", kept);
    }

    // A list's line is a fact of its own, so that no state wanders from one deal to the next; a card about one thing is one fact.
    private static IEnumerable<string> Facts(VisibleReply reply)
    {
        var head = string.Join('\n', new[] { reply.Title, reply.Note }.Concat(reply.Facts.Select(fact => fact.Text)).OfType<string>());
        var card = string.Join('\n', reply.Lines.Prepend(head));
        return reply.Items.Length > 0 ? reply.Items.Select(item => $"{head}\n{item.Text}") : [card];
    }

    private static IEnumerable<string> Sentences(string text) => SentenceEnd().Split(ChatText.Clean(text)).Select(sentence => sentence.Trim()).Where(sentence => sentence.Length > 0);

    private static bool IsPlain(string sentence) => sentence.Length <= LongestSentence && !Markup().IsMatch(sentence) && !Scripts.MixesAlphabets(sentence) && !Scripts.IsForeign(sentence);

    private static bool Carries(Fact fact, FoldedText words, List<FoldedText> names, string language) =>
        Numbers(words.Text).IsSubsetOf(fact.Numbers)
        && Days(words).All(Days(fact.Words).Contains)
        && States(words).All(States(fact.Words).Contains)
        && (!Wordbook.Shipped.Says("negation", words) || Wordbook.Shipped.Says("negation", fact.Words))
        && !words.Any(word => IsOf("self", word.Folded))
        && !words.Any(word => Array.Exists(Claims, list => IsOf(list, word.Folded)) && !fact.Has(word.Folded))
        && !names.Exists(name => $" {words.Key} ".Contains($" {name.Key} ", StringComparison.Ordinal) && !$" {fact.Words.Key} ".Contains($" {name.Key} ", StringComparison.Ordinal))
        && words.Index().All(pair => IsKnown(pair.Item, pair.Index == 0, fact, language));

    // A word nobody uses every day is a name, and so is a capital within a sentence; in German every noun has one.
    private static bool IsKnown(FoldedWord word, bool isFirst, Fact fact, string language)
    {
        if (fact.Has(word.Folded) || word.Text.All(c => !char.IsLetter(c)))
        {
            return true;
        }

        if (Scripts.HasUnparted(word.Text))
        {
            return word.Text.All(c => Scripts.Of(c) == Script.Hiragana) || fact.Words.Text.Contains(word.Text, StringComparison.Ordinal);
        }

        var isEveryday = Wordbook.Shipped.Everyday.Contains(word.Folded) || Wordbook.Shipped.Glue.Contains(word.Folded) || Wordbook.Shipped.OwnWords.Contains(word.Folded);
        return isEveryday && (isFirst || language == "de" || !char.IsUpper(word.Text[0]));
    }

    private static bool IsOf(string list, string word) => Array.Exists(Lists[list], entry => Scripts.HasUnparted(entry) ? word.Contains(entry, StringComparison.Ordinal)
        : entry[^1] == '*' ? entry.Length > FewestOfStem && word.StartsWith(entry.AsSpan(..^1), StringComparison.Ordinal) : word == entry);

    // Without what parts thousands and decimals, and without decimals that are nought: 80,000.00 is 80 000.
    private static HashSet<string> Numbers(string text) =>
        [.. Number().Matches(Scripts.Narrow(text)).Select(match => Empty().Replace(match.Value, "")).Select(number => new string([.. number.Where(char.IsDigit)]).TrimStart('0'))];

    private static IEnumerable<string> Days(FoldedText words) => words.Select(word => Calendar.GetValueOrDefault(word.Folded)).OfType<string>();

    private static IEnumerable<string> States(FoldedText words) => Wordbook.Shipped.Statuses.Find(words).Select(found => found.Value.ToString())
        .Concat(Wordbook.Shipped.Stages.Find(words).Select(found => found.Value.ToString())).Concat(Wordbook.Shipped.Kinds.Find(words).Select(found => found.Value.ToString()));

    private static IEnumerable<(string Word, string Means)> Named(CultureInfo culture)
    {
        var format = culture.DateTimeFormat;
        IEnumerable<(string, string)> Of(IEnumerable<string> names, string kind) => names.Index().Where(name => name.Item.Any(char.IsLetter)).Select(name => (Scripts.Fold(name.Item.TrimEnd('.')), $"{kind}{name.Index}"));
        return Of(format.MonthNames, "month").Concat(Of(format.AbbreviatedMonthNames, "month")).Concat(Of(format.DayNames, "day")).Concat(Of(format.AbbreviatedDayNames, "day"));
    }

    private static FrozenDictionary<string, string[]> Load()
    {
        using var reader = new StreamReader(typeof(ModelProse).Assembly.GetManifestResourceStream("CoSellBot.Agents.Models.prose.yaml")!);
        return new DeserializerBuilder().Build().Deserialize<Dictionary<string, List<string>>>(reader).ToFrozenDictionary(
            list => list.Key, list => list.Value.Select(word => word.EndsWith('*') ? Scripts.Fold(word[..^1]) + '*' : Scripts.Fold(word)).ToArray(), StringComparer.Ordinal);
    }

    private sealed class Fact
    {
        private readonly HashSet<string> _words;

        public Fact(FoldedText words)
        {
            (Words, Numbers) = (words, ModelProse.Numbers(words.Text));
            _words = [.. words.Select(word => word.Folded)];
        }

        public FoldedText Words { get; }

        public HashSet<string> Numbers { get; }

        public bool Has(string word) => _words.Contains(word);
    }

    // Addresses, mentions, markup, code.
    [GeneratedRegex(@"[<>\[\]{}|\\`*_#@~^=&$%«»]|://|\bwww\b|\p{L}{2,}[.．。]\p{L}{2,}|\p{L}:\S", RegexOptions.CultureInvariant)]
    private static partial Regex Markup();

    [GeneratedRegex(@"(?<=[.!?])\s+|(?<=[。！？])|\n+", RegexOptions.CultureInvariant)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"\p{N}{1,3}(?:[.,'’\u00A0\u202F ]\p{N}{3}(?!\p{N}))+(?:[.,]\p{N}+)?|\p{N}+(?:[.,]\p{N}+)?", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"[.,]0{1,2}$", RegexOptions.CultureInvariant)]
    private static partial Regex Empty();
}
