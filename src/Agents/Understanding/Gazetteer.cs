namespace CoSellBot.Agents.Understanding;

/// <summary>Words found in a text that stand for something.</summary>
internal readonly record struct Mention<T>(int Start, int Length, T Value)
{
    public int End => Start + Length;
}

/// <summary>Finds known phrases in a text, the longest at each place; accents and case do not count. Immutable.</summary>
/// <remarks>
/// A look-up by first word, or by first letter where a language parts no words, so that thousands of phrases cost no more than ten.
/// </remarks>
internal sealed class Gazetteer<T>
{
    private readonly Dictionary<string, T> _phrases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _longest = new(StringComparer.Ordinal);
    private readonly Dictionary<char, List<(string Phrase, T Value)>> _unparted = [];

    /// <summary>The first value given for a phrase stays.</summary>
    public Gazetteer(IEnumerable<(string Phrase, T Value)> phrases)
    {
        foreach (var (phrase, value) in phrases)
        {
            var words = FoldedText.Of(phrase);
            if (words.Count == 0 || !_phrases.TryAdd(words.Key, value))
            {
                continue;
            }

            if (Scripts.HasUnparted(phrase))
            {
                if (!_unparted.TryGetValue(phrase[0], out var list))
                {
                    _unparted[phrase[0]] = list = [];
                }

                list.Insert(list.FindIndex(other => other.Phrase.Length < phrase.Length) is >= 0 and var at ? at : list.Count, (phrase, value));
            }
            else
            {
                _longest[words[0].Folded] = Math.Max(words.Count, _longest.GetValueOrDefault(words[0].Folded));
            }
        }
    }

    /// <summary>What a whole phrase stands for.</summary>
    public bool TryGet(string phrase, out T? value) => _phrases.TryGetValue(FoldedText.Of(phrase).Key, out value);

    /// <summary>All finds in order; they do not overlap.</summary>
    public IEnumerable<Mention<T>> Find(FoldedText words) => _unparted.Count > 0 && Scripts.HasUnparted(words.Text)
        ? Parted(words).Concat(Unparted(words.Text)).OrderBy(found => found.Start)
        : Parted(words);

    private IEnumerable<Mention<T>> Parted(FoldedText words)
    {
        for (var i = 0; i < words.Count;)
        {
            var next = i + 1;
            for (var size = Math.Min(_longest.GetValueOrDefault(words[i].Folded), words.Count - i); size > 0; size--)
            {
                if (_phrases.TryGetValue(words.KeyOf(i, size), out var value))
                {
                    yield return new Mention<T>(words[i].Start, words[i + size - 1].End - words[i].Start, value);
                    next = i + size;
                    break;
                }
            }

            i = next;
        }
    }

    private IEnumerable<Mention<T>> Unparted(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            var length = 1;
            foreach (var (phrase, value) in _unparted.GetValueOrDefault(text[i]) ?? [])
            {
                if (text.AsSpan(i).StartsWith(phrase, StringComparison.Ordinal) && !Scripts.IsCutThrough(text, i, phrase.Length))
                {
                    yield return new Mention<T>(i, phrase.Length, value);
                    length = phrase.Length;
                    break;
                }
            }

            i += length;
        }
    }
}

/// <summary>A word of a text with the form it is looked up by.</summary>
internal readonly record struct FoldedWord(int Start, int Length, string Text, string Folded)
{
    public int End => Start + Length;
}

/// <summary>A text with its words.</summary>
internal sealed class FoldedText : IReadOnlyList<FoldedWord>
{
    /// <summary>No words.</summary>
    public static readonly FoldedText Empty = new("", []);

    private readonly List<FoldedWord> _words;

    // One message is read by one turn, so nobody else looks at the same time.
    private readonly Dictionary<string, IReadOnlyList<Mention<string>>> _finds = new(StringComparer.Ordinal);

    private FoldedText(string text, List<FoldedWord> words) => (Text, _words) = (text, words);

    /// <summary>The text itself.</summary>
    public string Text { get; }

    /// <summary>How many words.</summary>
    public int Count => _words.Count;

    /// <summary>All words as they are looked up.</summary>
    public string Key => KeyOf(0, Count);

    /// <summary>A word.</summary>
    public FoldedWord this[int index] => _words[index];

    /// <summary>The phrases of one of the plain lists in this text, looked up once.</summary>
    public IReadOnlyList<Mention<string>> Finds(string list)
    {
        if (!_finds.TryGetValue(list, out var found))
        {
            _finds[list] = found = [.. Wordbook.Shipped.List(list).Find(this)];
        }

        return found;
    }

    /// <summary>Cuts a text.</summary>
    public static FoldedText Of(string text) => new(text, [.. Scripts.Words(text).Select(word => new FoldedWord(word.Start, word.Length, word.Text, Scripts.Fold(word.Text)))]);

    /// <summary>Some words in a row as they are looked up.</summary>
    public string KeyOf(int first, int count) => count == 1 ? _words[first].Folded : string.Join(' ', _words.Skip(first).Take(count).Select(word => word.Folded));

    /// <summary>Where the word that begins there stands in the row, or -1.</summary>
    public int IndexAt(int start) => _words.FindIndex(word => word.Start == start);

    /// <inheritdoc/>
    public IEnumerator<FoldedWord> GetEnumerator() => _words.GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
}
