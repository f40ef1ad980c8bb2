namespace CoSellBot.Knowledge.Text;

/// <summary>All words of the library, found by their letters, so that inflections, compounds and typos meet.</summary>
internal sealed class WordBank
{
    private const int Gram = 3;
    private const double LeastAlike = 0.62;
    private const double LeastAlikeOfLong = 0.55;
    private const double DensePart = 0.7;
    public const double Inflection = 0.95;
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<string> _words = [];
    private readonly Dictionary<string, List<int>> _byGram = new(StringComparer.Ordinal);

    /// <summary>The word's number; a new one gets the next.</summary>
    public int Add(string word)
    {
        if (_ids.TryGetValue(word, out var known))
        {
            return known;
        }

        var id = _words.Count;
        _ids[word] = id;
        _words.Add(word);
        foreach (var gram in Grams(word).Distinct())
        {
            (_byGram.TryGetValue(gram, out var list) ? list : _byGram[gram] = []).Add(id);
        }

        return id;
    }

    /// <summary>Words of the library that mean the same with these letters, each with how alike they are, to 1.</summary>
    public IEnumerable<(int Word, double Alike)> Like(string word)
    {
        var grams = Grams(word).Distinct().ToList();
        var shared = new Dictionary<int, int>();
        foreach (var id in grams.SelectMany(gram => _byGram.TryGetValue(gram, out var list) ? list : []))
        {
            shared[id] = shared.GetValueOrDefault(id) + 1;
        }

        foreach (var (id, count) in shared)
        {
            var alike = Alike(word, _words[id], 2.0 * count / (grams.Count + Grams(_words[id]).Distinct().Count()));
            if (alike > 0)
            {
                yield return (id, alike);
            }
        }
    }

    /// <summary>True when one of the two begins or ends with the other, as a compound does with its parts.</summary>
    public bool IsPart(string word, int other)
    {
        var (part, whole) = word.Length < _words[other].Length ? (word, _words[other]) : (_words[other], word);
        return Words.IsDense(word) ? whole.Contains(part, StringComparison.Ordinal) : whole.StartsWith(part, StringComparison.Ordinal) || whole.EndsWith(part, StringComparison.Ordinal);
    }

    /// <summary>How alike two words are, from 0 to 1.</summary>
    public static double Alike(string one, string other)
    {
        var (first, second) = (Grams(one).ToHashSet(StringComparer.Ordinal), Grams(other).ToHashSet(StringComparer.Ordinal));
        return Alike(one, other, 2.0 * first.Count(second.Contains) / (first.Count + second.Count));
    }

    private static double Alike(string one, string other, double dice)
    {
        if (one == other)
        {
            return 1;
        }

        var (part, whole) = one.Length < other.Length ? (one, other) : (other, one);
        if (Words.IsDense(one) || Words.IsDense(other))
        {
            return part.Length > 1 && whole.Contains(part, StringComparison.Ordinal) ? DensePart : dice >= LeastAlike ? dice : 0;
        }

        // Of a compound only as much is met as its part is long: a price list is not a list. Three letters are an abbreviation or chance: "ISO" is not "also".
        return part.Length < 4 ? 0
            : whole.StartsWith(part, StringComparison.Ordinal) && whole.Length - part.Length <= (part.Length < 6 ? 2 : 3) ? Inflection
            : (part.Length >= 6 && whole.StartsWith(part, StringComparison.Ordinal)) || (part.Length >= 5 && whole.EndsWith(part, StringComparison.Ordinal)) ? Math.Max(dice, (double)part.Length / whole.Length)
            : dice >= (part.Length < 8 ? LeastAlike : LeastAlikeOfLong) ? dice : 0;
    }

    private static IEnumerable<string> Grams(string word)
    {
        // Dense scripts have short words: two characters say as much as three letters.
        var size = Words.IsDense(word) ? 2 : Gram;
        var padded = Words.IsDense(word) ? word : $" {word} ";
        for (var i = 0; i + size <= padded.Length; i++)
        {
            yield return padded.Substring(i, size);
        }
    }
}
