namespace CoSellBot.Prm.Accounts;

/// <summary>How alike two names are, strongest first.</summary>
internal enum NameLevel
{
    /// <summary>The same letters, spaces aside.</summary>
    Same,

    /// <summary>The same words in another order, or a slip of the pen.</summary>
    Near,

    /// <summary>The same but for words such as "group" or "Deutschland".</summary>
    Family,

    /// <summary>The name of one is the domain of the other, which has no rival domain.</summary>
    DomainOfOther,

    /// <summary>All words of one are in the other.</summary>
    Contained,

    /// <summary>Similar letters.</summary>
    Alike,

    /// <summary>One is the initials of the other.</summary>
    Initials,

    /// <summary>At least one side has no name that says anything.</summary>
    Unknown,

    /// <summary>None of these.</summary>
    Different,
}

/// <summary>Finds the <see cref="NameLevel"/> of two names; the order of the two does not matter.</summary>
internal static class NameComparison
{
    private const int MinFuzzyLength = 5;
    private const double NearSimilarity = 0.95;
    private const double NearWordSimilarity = 0.90;
    private const double AlikeSimilarity = 0.88;

    /// <summary>The best level over all spellings of both names.</summary>
    public static NameLevel Compare(AccountProfile a, AccountProfile b)
    {
        var sameCountry = a.Country is not null && a.Country == b.Country;
        var (left, right) = sameCountry ? (a.AtHome, b.AtHome) : (a.Anywhere, b.Anywhere);
        var best = left.Length == 0 || right.Length == 0 ? NameLevel.Unknown : NameLevel.Different;
        foreach (var x in left)
        {
            foreach (var y in right)
            {
                var level = Compare(x, y);
                best = level < best ? level : best;
            }
        }

        return best > NameLevel.DomainOfOther && (IsDomainOf(left, a, b) || IsDomainOf(right, b, a)) ? NameLevel.DomainOfOther : best;
    }

    private static NameLevel Compare(NameForm x, NameForm y)
    {
        if (x.Core.Length == 0 || y.Core.Length == 0)
        {
            return x.Key == y.Key ? NameLevel.Alike : NameLevel.Unknown;
        }

        if (x.Joined == y.Joined)
        {
            return NameLevel.Same;
        }

        if (x.Numbers != y.Numbers)
        {
            var oneHasNone = x.Numbers.Length == 0 || y.Numbers.Length == 0;
            return oneHasNone && IsContained(x, y) ? NameLevel.Contained : NameLevel.Different;
        }

        var similarity = Math.Min(x.Joined.Length, y.Joined.Length) < MinFuzzyLength ? 0 : JaroWinkler.Similarity(x.Key, y.Key);
        return x.Sorted == y.Sorted || (similarity >= NearSimilarity && WeakestWord(x, y) >= NearWordSimilarity) ? NameLevel.Near
            : x.Core.AsSpan().SequenceEqual(y.Core) && (x.Places == y.Places || x.Places.Length == 0 || y.Places.Length == 0) ? NameLevel.Family
            : IsContained(x, y) ? NameLevel.Contained
            : similarity >= AlikeSimilarity ? NameLevel.Alike
            : IsInitialsOf(x, y) || IsInitialsOf(y, x) ? NameLevel.Initials
            : NameLevel.Different;
    }

    private static bool IsContained(NameForm x, NameForm y)
    {
        var (few, many) = x.Core.Length <= y.Core.Length ? (x, y) : (y, x);
        return Array.Exists(few.Core, t => t.Length >= 3 || t[0] > 0x7F) && Array.TrueForAll(few.Core, t => many.Core.Contains(t, StringComparer.Ordinal));
    }

    private static bool IsInitialsOf(NameForm shortName, NameForm longName) => shortName.MayBeInitials && shortName.Joined == longName.Initials;

    /// <summary>"Deutsche Bank" and "Deutsche Bahn" are alike as a whole; the word that differs most decides.</summary>
    private static double WeakestWord(NameForm x, NameForm y) =>
        x.Tokens.Length != y.Tokens.Length ? 0 : Math.Min(WeakestOf(x, y), WeakestOf(y, x));

    private static double WeakestOf(NameForm x, NameForm y) => x.Tokens.Min(t => y.Tokens.Max(u => t == u ? 1 : JaroWinkler.Similarity(t, u)));

    private static bool IsDomainOf(NameForm[] names, AccountProfile named, AccountProfile other) =>
        named.Domain is null && other.Stem.Length >= 3 &&
        Array.Exists(names, n => n.Core.Length > 0 && (n.Joined == other.Stem || string.Concat(n.Tokens.Where(n.Core.Contains)) == other.Stem));
}
