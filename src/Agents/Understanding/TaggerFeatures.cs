using System.Runtime.CompilerServices;
using FuzzySharp;

namespace CoSellBot.Agents.Understanding;

/// <summary>A word as the tagger sees it: its folded form when the examples know it, and its shape.</summary>
internal readonly record struct TaggerWord(string Text, string Known, string Shape)
{
    /// <summary>Stands for every word no example has.</summary>
    public const string Unknown = "?";
}

/// <summary>The words of the examples, so that "not one of ours" is something that can be learned.</summary>
internal sealed class TaggerVocabulary
{
    private const int FewestLetters = 6;
    private const int LeastAlike = 84;
    private readonly HashSet<string> _words;
    private Dictionary<(char First, int Length), List<string>>? _byShape;

    /// <summary>The words of all examples and the everyday words of the six languages.</summary>
    public TaggerVocabulary(IReadOnlyList<IntentExample> examples)
    {
        _words = [.. Wordbook.Shipped.OwnWords];
        foreach (var word in examples.SelectMany(example => Scripts.Words(example.Text)).Where(word => word.Text[0] != '<'))
        {
            _words.Add(Scripts.Fold(word.Text));
        }

        // "hasnt" is typed as often as "hasn't".
        _words.UnionWith([.. _words.Where(word => word.Contains('\'', StringComparison.Ordinal)).Select(word => word.Replace("'", "", StringComparison.Ordinal))]);
    }

    private TaggerVocabulary(HashSet<string> words) => _words = words;

    /// <summary>True for words of grammar and of our trade.</summary>
    public bool Has(string folded) => _words.Contains(folded);

    /// <summary>True for a word that is one of ours but for a slip: "regsiter".</summary>
    public bool HasNear(string folded)
    {
        for (var length = folded.Length - 1; folded.Length >= FewestLetters && length <= folded.Length + 1; length++)
        {
            if (ByShape.TryGetValue((folded[0], length), out var words) && words.Exists(word => Fuzz.Ratio(word, folded) >= LeastAlike))
            {
                return true;
            }
        }

        return false;
    }

    private Dictionary<(char First, int Length), List<string>> ByShape => _byShape ??= _words.Where(word => word.Length >= FewestLetters - 1)
        .GroupBy(word => (word[0], word.Length)).ToDictionary(group => group.Key, group => group.ToList());

    /// <summary>The word as it is seen.</summary>
    public TaggerWord Word(string text)
    {
        var folded = Scripts.Fold(text);
        return new TaggerWord(folded, text[0] == '<' || _words.Contains(folded) ? folded : TaggerWord.Unknown, ShapeOf(text));
    }

    /// <summary>Writes the words.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_words.Count);
        foreach (var word in _words.Order(StringComparer.Ordinal))
        {
            writer.Write(word);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static TaggerVocabulary Load(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        var words = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            words.Add(reader.ReadString());
        }

        return new TaggerVocabulary(words);
    }

    private static string ShapeOf(string text) => text[0] == '<' ? "<>"
        : char.IsDigit(text[0]) ? text.All(char.IsDigit) ? "9" : "9x"
        : Scripts.Of(text[0]) is var script && script != Script.Spaced ? script.ToString()
        : !char.IsLetter(text[0]) ? "."
        : text.Length > 1 && text.All(c => !char.IsLower(c)) ? "XX"
        : char.IsUpper(text[0]) ? text.Skip(1).Any(char.IsUpper) ? "xX" : "Xx"
        : text.Any(char.IsUpper) ? "xX" : "x";
}

/// <summary>What the tagger looks at: a word, its neighbours, and the look of both.</summary>
internal static class TaggerFeatures
{
    private static readonly TaggerWord Outside = new("|", "|", "|");

    /// <summary>How many features a word has.</summary>
    public const int Count = 20;

    /// <summary>The features of one word.</summary>
    public static void Of(IReadOnlyList<TaggerWord> words, int i, Span<ulong> features)
    {
        TaggerWord At(int k) => k >= 0 && k < words.Count ? words[k] : Outside;
        var (back2, back, here, next, next2) = (At(i - 2), At(i - 1), At(i), At(i + 1), At(i + 2));
        var unknown = here.Known is TaggerWord.Unknown ? "?" : "";
        features[0] = Hash(0, "", "");
        features[1] = Hash(1, here.Known, "");
        features[2] = Hash(2, here.Shape, unknown);
        features[3] = Hash(3, here.Known, here.Shape);
        features[4] = Hash(4, back.Known, "");
        features[5] = Hash(5, next.Known, "");
        features[6] = Hash(6, back.Known, here.Known);
        features[7] = Hash(7, here.Known, next.Known);
        features[8] = Hash(8, back.Known, next.Known);
        features[9] = Hash(9, back2.Known, back.Known);
        features[10] = Hash(10, next.Known, next2.Known);
        features[11] = Hash(11, back.Shape, here.Shape, unknown);
        features[12] = Hash(12, here.Shape, next.Shape, unknown);
        features[13] = Hash(13, back.Known, here.Shape);
        features[14] = Hash(14, back2.Known, "");
        features[15] = Hash(15, next2.Known, "");
        features[16] = Hash(16, here.Text.AsSpan(Math.Max(0, here.Text.Length - 3)), "");
        features[17] = Hash(17, here.Text.AsSpan(0, Math.Min(3, here.Text.Length)), "");
        features[18] = Hash(18, i == 0 ? "first" : i == words.Count - 1 ? "last" : "inside", unknown, here.Shape);
        features[19] = Hash(19, back.Known is TaggerWord.Unknown ? "?" : "", unknown, next.Known is TaggerWord.Unknown ? "?" : "");
    }

    private static ulong Hash(int kind, ReadOnlySpan<char> a, ReadOnlySpan<char> b, ReadOnlySpan<char> c = default)
    {
        // FNV-1a: string.GetHashCode differs from process to process.
        var hash = (14695981039346656037UL ^ (ulong)kind) * 1099511628211UL;
        hash = Add(hash, a);
        hash = Add(hash, b);
        return Add(hash, c);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call: a start waits for it
    private static ulong Add(ulong hash, ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        return (hash ^ 0xFFFF) * 1099511628211UL;
    }
}
