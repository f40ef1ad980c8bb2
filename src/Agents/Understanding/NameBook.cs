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
    private const int MostOfChoice = 8;

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
    /// "Atlas, but the edge version" and a bare "the Edge" mean Atlas Edge, プラスの方 Signal Plus: in a few words, and where an article or
    /// "version" says that the last word of a product's name is meant. "80k plus VAT" is no Signal Plus.
    /// </summary>
    public string? Longer(string? product, FoldedText words) => words.Count > MostOfChoice ? product : _products.FirstOrDefault(name => name.Split(' ') is [var first, var last]
            && (product is null || string.Equals(first, product, StringComparison.OrdinalIgnoreCase))
            && words.Any(word => (word.Folded == Scripts.Fold(last) || (Scripts.Of(word.Text[0]) == Script.Katakana && Sounds.Of(word.Text) == Sounds.Of(last)))
                && IsPointedAt(words, word) && !Negation.IsPutAside(words, word.Start, word.Length)))
        ?? product;

    private static bool IsPointedAt(FoldedText words, FoldedWord word)
    {
        var at = words.IndexAt(word.Start);
        return (at > 0 && words[at - 1].Folded is "the" or "die" or "der" or "das" or "den" or "el" or "la" or "le" or "l" or "o" or "a" && (at + 1 == words.Count || IsVersion(words[at + 1].Folded)))
            || (at + 1 < words.Count && IsVersion(words[at + 1].Folded)) || words.Text.AsSpan(word.End).StartsWith("の方");
    }

    private static bool IsVersion(string folded) => folded is "version" or "one" or "edition" or "variante" or "ausgabe" or "versao" or "edicion" or "edicao";

    /// <summary>The names in a text.</summary>
    public IEnumerable<Mention<PublicName>> Find(FoldedText words) => _names.Find(words);

    /// <summary>The one name a word that nobody knows is nearly spelt like, or sounds like; null when there is none or more than one.</summary>
    public PublicName? Near(FoldedWord word)
    {
        if (Scripts.Of(word.Text[0]) == Script.Katakana)
        {
            // Two consonants alone are in too many words: ラジオ is no Ledger, ルノー no Orion.
            return word.Length >= 3 && _sounds.TryGetValue(Sounds.Of(word.Text), out var name) && (Sounds.Of(word.Text).Length > 2 || Sounds.FirstVowel(word.Text) == Sounds.FirstVowel(name.Name)) ? name : null;
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
