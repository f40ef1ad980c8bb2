using FuzzySharp;

namespace CoSellBot.Agents.Understanding;

/// <summary>A name everyone in the programme may know.</summary>
/// <param name="Name">The official spelling.</param>
/// <param name="IsProduct">A product; otherwise a firm.</param>
internal readonly record struct PublicName(string Name, bool IsProduct);

/// <summary>The firms of the programme, the vendor among them, and the products, found as they are, by a firm's first word, with a slip, or by their sound in Katakana.</summary>
internal sealed class NameBook
{
    private const int FewestLetters = 5;
    private const int LeastAlike = 84;
    private const int FewWords = 4;

    private readonly string? _vendor;
    private readonly IReadOnlyList<string> _products;
    private readonly Gazetteer<PublicName> _names;
    private readonly List<(string Folded, PublicName Name)> _spellings;
    private readonly Dictionary<string, PublicName> _sounds = new(StringComparer.Ordinal);

    public NameBook(IReadOnlyList<string> partners, IReadOnlyList<string> products, string? vendor = null)
    {
        (_vendor, _products) = (vendor, products);
        var all = products.Select(name => (Spelling: name, Name: new PublicName(name, IsProduct: true)))
            .Concat(partners.Append(vendor).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).Select(name => (Spelling: name, Name: new PublicName(name, IsProduct: false))))
            .Concat(ShortNames(partners)).Concat(Clipped(products)).ToList();
        _names = new Gazetteer<PublicName>(all);
        _spellings = [.. all.Select(pair => (Scripts.Fold(pair.Spelling), pair.Name))];
        foreach (var group in all.SelectMany(pair => new[] { (Sound: Sounds.Of(pair.Spelling), pair.Name), (Sound: Sounds.Of(pair.Spelling, isRolled: true), pair.Name) }).Distinct().Where(pair => pair.Sound.Length >= 2).GroupBy(pair => pair.Sound))
        {
            // Two names of one sound cannot be told apart by it.
            if (group.Select(pair => pair.Name).Distinct().Count() == 1)
            {
                _sounds[group.Key] = group.First().Name;
            }
        }
    }

    /// <summary>Every name and short name.</summary>
    public IEnumerable<string> All => _spellings.Select(spelling => spelling.Folded);

    /// <summary>True for the official name of a firm or a product.</summary>
    public bool Has(string name) => _names.TryGet(name, out _);

    /// <summary>True for the vendor's own name.</summary>
    public bool IsVendor(string name) => string.Equals(name, _vendor, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// "Atlas, but the edge version" and a bare "the Edge" mean Atlas Edge: the product whose last word stands elsewhere in the message,
    /// or alone in a message of a few words.
    /// </summary>
    public string? Longer(string? product, FoldedText words) => _products.FirstOrDefault(name => name.Split(' ') is [var first, var last]
            && (string.Equals(first, product, StringComparison.OrdinalIgnoreCase) || (product is null && words.Count <= FewWords && !Wordbook.Shipped.OwnWords.Contains(Scripts.Fold(last))))
            && words.Any(word => (word.Folded == Scripts.Fold(last) || (Scripts.Of(word.Text[0]) == Script.Katakana && Sounds.Of(word.Text) == Sounds.Of(last))) && !Negation.IsPutAside(words, word.Start, word.Length)))
        ?? product;

    /// <summary>The names in a text.</summary>
    public IEnumerable<Mention<PublicName>> Find(FoldedText words) => _names.Find(words);

    /// <summary>The one name a word that nobody knows is nearly spelt like, or sounds like; null when there is none or more than one.</summary>
    public PublicName? Near(FoldedWord word)
    {
        if (Scripts.Of(word.Text[0]) == Script.Katakana)
        {
            return word.Length >= 3 && _sounds.TryGetValue(Sounds.Of(word.Text), out var name) ? name : null;
        }

        if (word.Folded.Length < FewestLetters)
        {
            return null;
        }

        var near = _spellings.Where(spelling => (Fuzz.Ratio(word.Folded, spelling.Folded) >= LeastAlike || IsTransposed(word.Folded, spelling.Folded)) && spelling.Folded[0] == word.Folded[0]).Select(spelling => spelling.Name).Distinct().ToList();
        return near.Count == 1 ? near[0] : null;
    }

    // "Ledegr": two letters beside each other changed places.
    private static bool IsTransposed(string said, string name)
    {
        var at = said.AsSpan().CommonPrefixLength(name);
        return said.Length == name.Length && at + 1 < said.Length && said[at] == name[at + 1] && said[at + 1] == name[at] && said.AsSpan(at + 2).SequenceEqual(name.AsSpan(at + 2));
    }

    // "sig plus" for "Signal Plus".
    private static IEnumerable<(string Spelling, PublicName Name)> Clipped(IReadOnlyList<string> products) =>
        from name in products
        let parts = name.Split(' ')
        where parts.Length == 2 && parts[0].Length > 4
        from length in Enumerable.Range(3, parts[0].Length - 3)
        select ($"{parts[0][..length]} {parts[1]}", new PublicName(name, IsProduct: true));

    // "Lakefront" for "Lakefront Systems": the first word stands for a firm when no other firm begins with it.
    private static IEnumerable<(string Spelling, PublicName Name)> ShortNames(IReadOnlyList<string> names) => names
        .GroupBy(name => name.Split(' ')[0], StringComparer.OrdinalIgnoreCase)
        .Where(group => group.Key.Length >= 4 && group.Distinct().Count() == 1 && group.First().Contains(' ', StringComparison.Ordinal)
            && !Wordbook.Shipped.Glue.Contains(Scripts.Fold(group.Key)))
        .Select(group => (group.Key, new PublicName(group.First(), IsProduct: false)));
}

/// <summary>Keeps the book of the names last asked for; it is made again when they change.</summary>
internal sealed class NameBooks
{
    private volatile Tuple<string[], NameBook>? _last;

    public NameBook Of(IEnumerable<string> partners, IEnumerable<string> products, string? vendor)
    {
        string[] of = [.. partners, "|", .. products, vendor ?? ""];
        if (_last is not { } last || !last.Item1.SequenceEqual(of))
        {
            // Two turns at once make it twice, which harms nobody.
            var at = Array.IndexOf(of, "|");
            _last = last = Tuple.Create(of, new NameBook(of[..at], of[(at + 1)..^1], vendor));
        }

        return last.Item2;
    }
}
