namespace CoSellBot.Agents.Understanding;

/// <summary>Words found in a text that stand for something.</summary>
internal readonly record struct Mention<T>(int Start, int Length, T Value)
{
    public int End => Start + Length;
}

/// <summary>Finds known phrases in a text, the longest at each place; accents and case do not count. Immutable.</summary>
/// <remarks>A look-up by word, so that thousands of phrases cost no more than ten.</remarks>
internal sealed class Gazetteer<T>
{
    private readonly Dictionary<string, T> _phrases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _longest = new(StringComparer.Ordinal);

    /// <summary>The first value given for a phrase stays.</summary>
    public Gazetteer(IEnumerable<(string Phrase, T Value)> phrases)
    {
        foreach (var (phrase, value) in phrases)
        {
            var words = Scripts.Words(phrase).Select(word => Scripts.Fold(word.Text)).ToList();
            if (words.Count > 0 && _phrases.TryAdd(string.Join(' ', words), value))
            {
                _longest[words[0]] = Math.Max(words.Count, _longest.GetValueOrDefault(words[0]));
            }
        }
    }

    /// <summary>What a whole phrase stands for.</summary>
    public bool TryGet(string phrase, out T? value) => _phrases.TryGetValue(string.Join(' ', Scripts.Words(phrase).Select(word => Scripts.Fold(word.Text))), out value);

    /// <summary>All finds in order; they do not overlap.</summary>
    public IEnumerable<Mention<T>> Find(IReadOnlyList<FoldedWord> words)
    {
        for (var i = 0; i < words.Count;)
        {
            var next = i + 1;
            for (var size = Math.Min(_longest.GetValueOrDefault(words[i].Folded), words.Count - i); size > 0; size--)
            {
                var key = size == 1 ? words[i].Folded : string.Join(' ', words.Skip(i).Take(size).Select(word => word.Folded));
                if (_phrases.TryGetValue(key, out var value))
                {
                    yield return new Mention<T>(words[i].Start, words[i + size - 1].End - words[i].Start, value);
                    next = i + size;
                    break;
                }
            }

            i = next;
        }
    }
}

/// <summary>A word of a text with the form it is looked up by.</summary>
internal readonly record struct FoldedWord(int Start, int Length, string Text, string Folded)
{
    public int End => Start + Length;

    /// <summary>The words of a text.</summary>
    public static List<FoldedWord> Of(string text) => [.. Scripts.Words(text).Select(word => new FoldedWord(word.Start, word.Length, word.Text, Scripts.Fold(word.Text)))];
}
