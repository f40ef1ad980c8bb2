namespace CoSellBot.Prm.Accounts;

/// <summary>Jaro–Winkler similarity without allocation.</summary>
internal static class JaroWinkler
{
    private const int MaxLength = 128;
    private const int MaxPrefix = 4;
    private const double PrefixScale = 0.1;

    /// <summary>0 (nothing in common) to 1 (equal), the same in either order; two empty texts score 0. Only the first 128 characters count.</summary>
    public static double Similarity(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        a = a[..Math.Min(a.Length, MaxLength)];
        b = b[..Math.Min(b.Length, MaxLength)];
        if (a.IsEmpty || b.IsEmpty)
        {
            return 0;
        }

        // The greedy pairing below may depend on which text goes first; a fixed order keeps the score symmetric.
        if (a.Length > b.Length || (a.Length == b.Length && a.SequenceCompareTo(b) > 0))
        {
            var swap = a;
            a = b;
            b = swap;
        }

        var jaro = Jaro(a, b);
        var prefix = a[..Math.Min(a.Length, MaxPrefix)].CommonPrefixLength(b);
        return jaro + (prefix * PrefixScale * (1 - jaro));
    }

    private static double Jaro(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        Span<char> matched = stackalloc char[MaxLength];
        Span<bool> taken = stackalloc bool[MaxLength];
        taken.Clear();
        var reach = Math.Max(0, (b.Length / 2) - 1);
        var matches = 0;
        for (var i = 0; i < a.Length; i++)
        {
            for (var j = Math.Max(0, i - reach); j <= Math.Min(b.Length - 1, i + reach); j++)
            {
                if (!taken[j] && a[i] == b[j])
                {
                    taken[j] = true;
                    matched[matches++] = a[i];
                    break;
                }
            }
        }

        if (matches == 0)
        {
            return 0;
        }

        var outOfOrder = 0;
        for (int j = 0, k = 0; j < b.Length; j++)
        {
            if (taken[j] && b[j] != matched[k++])
            {
                outOfOrder++;
            }
        }

        double m = matches;
        return ((m / a.Length) + (m / b.Length) + ((m - (outOfOrder / 2)) / m)) / 3;
    }
}
