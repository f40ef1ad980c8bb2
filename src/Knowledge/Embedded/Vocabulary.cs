using System.Collections.Concurrent;
using CoSellBot.Knowledge.Text;

namespace CoSellBot.Knowledge.Embedded;

/// <summary>The stems of a tenant's documents by number, and the words they come from by their letters. It only grows, so numbers stay what they are.</summary>
internal sealed class Vocabulary
{
    /// <summary>Words taken for one that nobody wrote.</summary>
    private const int MostAlike = 12;

    private readonly ConcurrentDictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly List<string> _stems = [];
    private readonly WordBank _bank = new();
    private readonly List<HashSet<int>> _termsOfWord = [];
    private readonly HashSet<(string Word, string Language)> _words = [];

    /// <summary>How many stems there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _stems.Count;
            }
        }
    }

    /// <summary>The number of a stem, or null.</summary>
    public int? Find(string stem) => _ids.TryGetValue(stem, out var id) ? id : null;

    /// <summary>The number of a stem; a new one gets the next.</summary>
    public int Add(string stem)
    {
        if (_ids.TryGetValue(stem, out var known))
        {
            return known;
        }

        lock (_lock)
        {
            return _ids.GetOrAdd(stem, static (added, stems) =>
            {
                stems.Add(added);
                return stems.Count - 1;
            }, _stems);
        }
    }

    /// <summary>A stem by its number.</summary>
    public string Stem(int term)
    {
        lock (_lock)
        {
            return _stems[term];
        }
    }

    /// <summary>Learns a word as it is written, so that one written almost like it is met.</summary>
    public void Learn(string word, string language)
    {
        lock (_lock)
        {
            if (!_words.Add((word, language)))
            {
                return;
            }

            var number = _bank.Add(word);
            if (number == _termsOfWord.Count)
            {
                _termsOfWord.Add([]);
            }

            _termsOfWord[number].UnionWith(Stems.OfWord(word, language).Select(Find).OfType<int>());
        }
    }

    /// <summary>The terms of the words most like one, each with how alike it is, to 1.</summary>
    /// <param name="word">The folded word.</param>
    /// <param name="occurs">Whether a term may be looked at; the others do not crowd out any.</param>
    public IReadOnlyList<(int Term, double Alike)> Like(string word, Func<int, bool> occurs)
    {
        lock (_lock)
        {
            return [.. _bank.Like(word).SelectMany(found => _termsOfWord[found.Word].Where(occurs).Select(term => (Term: term, found.Alike)))
                .GroupBy(form => form.Term).Select(same => (Term: same.Key, Alike: same.Max(form => form.Alike)))
                .OrderByDescending(form => form.Alike).ThenBy(form => _stems[form.Term], StringComparer.Ordinal).Take(MostAlike)];
        }
    }
}
