namespace CoSellBot.Agents.Understanding;

/// <summary>A sentence to learn from.</summary>
internal sealed record TaggedSentence(TaggerWord[] Words, SlotTag[] Tags);

/// <summary>Makes sentences to learn from: the intents' examples with invented names where a company stands.</summary>
internal static class TaggerSentences
{
    private const int Variants = 4;

    /// <summary>Some of our own words are taken away now and then, or every word without an example would be taken for a name.</summary>
    private const double Forgotten = 0.03;

    // The first word is a verb or a greeting more often than a name, known or not.
    private const double ForgottenFirst = 0.12;

    private const double UnknownPartner = 0.3;

    // What people answer when they are asked for a name.
    private static readonly IntentExample[] Answers =
        [.. Enumerable.Repeat(new[] { "<company>", "<company>.", "<company>, <country>", "<company>です", "it is <company>", "<company> <product>" }, 15).SelectMany(texts => texts).Select(text => new IntentExample(text, ""))];

    /// <summary>Every example in a few variants, always the same ones.</summary>
    public static List<TaggedSentence> Of(IReadOnlyList<IntentExample> examples, TaggerVocabulary vocabulary)
    {
        var random = new Random(31); // a fixed seed: names must differ, not surprise
        var names = new InventedNames(random);
        var sentences = new List<TaggedSentence>(examples.Count * Variants);
        foreach (var example in examples.Concat(Answers))
        {
            for (var variant = 0; variant < Variants; variant++)
            {
                sentences.Add(Fill(example.Text, vocabulary, names, random));
            }
        }

        return sentences;
    }

    private static TaggedSentence Fill(string text, TaggerVocabulary vocabulary, InventedNames names, Random random)
    {
        var (words, tags) = (new List<TaggerWord>(), new List<SlotTag>());
        var isJapanese = Scripts.IsJapanese(text);
        var small = random.NextDouble() < 0.4;
        if (random.NextDouble() < 0.12)
        {
            AddPerson(isJapanese ? names.JapaneseGreeting() : names.Greeting());
        }

        foreach (var word in Scripts.Words(text))
        {
            if (word.Text == "<company>")
            {
                AddName(names.Next(isJapanese, small), SlotTag.Company);
            }
            else if (word.Text == "<partner>" && random.NextDouble() < UnknownPartner)
            {
                AddName(names.Next(isJapanese, small: false), SlotTag.Partner);
            }
            else
            {
                var seen = vocabulary.Word(Cased(word.Text, words.Count == 0, random));
                words.Add(word.Text[0] != '<' && random.NextDouble() < (words.Count == 0 ? ForgottenFirst : Forgotten) ? seen with { Known = TaggerWord.Unknown } : seen);
                tags.Add(SlotTag.None);
            }
        }

        if (random.NextDouble() < 0.08 && !isJapanese)
        {
            AddPerson(names.Signature());
        }

        return new TaggedSentence([.. words], [.. tags]);

        // People who greet and sign are no companies.
        void AddPerson(string text)
        {
            foreach (var part in Scripts.Words(text))
            {
                words.Add(vocabulary.Word(part.Text));
                tags.Add(SlotTag.None);
            }
        }

        void AddName(string name, SlotTag first)
        {
            var at = 0;
            foreach (var part in Scripts.Words(name))
            {
                words.Add(vocabulary.Word(part.Text));
                tags.Add(at++ == 0 ? first : first + 1);
            }
        }
    }

    // Phones begin every message with a capital.
    private static string Cased(string word, bool isFirst, Random random) =>
        isFirst && random.NextDouble() < 0.5 && char.IsLower(word[0]) ? char.ToUpperInvariant(word[0]) + word[1..] : word;
}
