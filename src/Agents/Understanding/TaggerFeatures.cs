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

    public static IEnumerable<ulong> Of(IReadOnlyList<TaggerWord> words, int i)
    {
        TaggerWord At(int k) => k >= 0 && k < words.Count ? words[k] : Outside;
        var (back2, back, here, next, next2) = (At(i - 2), At(i - 1), At(i), At(i + 1), At(i + 2));
        yield return Hash(0, "", "");
        yield return Hash(1, here.Known, "");
        yield return Hash(2, here.Shape, here.Known is TaggerWord.Unknown ? "?" : "");
        yield return Hash(3, here.Known, here.Shape);
        yield return Hash(4, back.Known, "");
        yield return Hash(5, next.Known, "");
        yield return Hash(6, back.Known, here.Known);
        yield return Hash(7, here.Known, next.Known);
        yield return Hash(8, back.Known, next.Known);
        yield return Hash(9, back2.Known, back.Known);
        yield return Hash(10, next.Known, next2.Known);
        yield return Hash(11, back.Shape, here.Shape, here.Known is TaggerWord.Unknown ? "?" : "");
        yield return Hash(12, here.Shape, next.Shape, here.Known is TaggerWord.Unknown ? "?" : "");
        yield return Hash(13, back.Known, here.Shape);
        yield return Hash(14, back2.Known, "");
        yield return Hash(15, next2.Known, "");
        yield return Hash(16, here.Text.Length > 3 ? here.Text[^3..] : here.Text, "");
        yield return Hash(17, here.Text.Length > 3 ? here.Text[..3] : here.Text, "");
        yield return Hash(18, i == 0 ? "first" : i == words.Count - 1 ? "last" : "inside", here.Known is TaggerWord.Unknown ? "?" : "", here.Shape);
        yield return Hash(19, back.Known is TaggerWord.Unknown ? "?" : "", here.Known is TaggerWord.Unknown ? "?" : "", next.Known is TaggerWord.Unknown ? "?" : "");
    }

    private static ulong Hash(int kind, string a, string b, string c = "")
    {
        // FNV-1a: string.GetHashCode differs from process to process.
        var hash = (14695981039346656037UL ^ (ulong)kind) * 1099511628211UL;
        hash = Add(hash, a);
        hash = Add(hash, b);
        return Add(hash, c);
    }

    private static ulong Add(ulong hash, string text)
    {
        foreach (var c in text)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        return (hash ^ 0xFFFF) * 1099511628211UL;
    }
}
