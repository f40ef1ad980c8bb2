namespace CoSellBot.Agents.Understanding;

internal enum FeatureKind
{
    Word,
    Pair,
    Letters,
}

/// <summary>One hashed feature of a text.</summary>
internal readonly record struct Feature(ulong Hash, FeatureKind Kind);

/// <summary>Turns a text into hashed features: words, pairs of words, and 2 to 4 letters in a row for typos and inflection.</summary>
internal static class IntentFeatures
{
    /// <summary>A pasted e-mail says in its first lines what is wanted; the rest only costs time.</summary>
    private const int LongestText = 600;

    /// <summary>Appends the features of a text; placeholders count as one word and have no letters.</summary>
    public static void Collect(string text, List<Feature> features)
    {
        var clean = ChatText.Clean(text.Length > LongestText ? text[..LongestText] : text).ToLowerInvariant().Replace('\u2019', '\'');
        var previous = Hash(FeatureKind.Word, "^");
        foreach (var token in ChatText.Tokens(clean))
        {
            var word = Hash(FeatureKind.Word, token.Text);
            features.Add(new Feature(word, FeatureKind.Word));
            features.Add(Pair(previous, word));
            previous = word;
            if (token.Text[0] != '<')
                CollectLetters($" {token.Text} ", features);
        }
        features.Add(Pair(previous, Hash(FeatureKind.Word, "$")));
    }

    private static void CollectLetters(string padded, List<Feature> features)
    {
        for (var size = 2; size <= 4; size++)
        {
            for (var start = 0; start + size <= padded.Length; start++)
                features.Add(new Feature(Hash(FeatureKind.Letters, padded.AsSpan(start, size)), FeatureKind.Letters));
        }
    }

    private static Feature Pair(ulong left, ulong right) => new((left * 0x9E3779B97F4A7C15UL) ^ right, FeatureKind.Pair);

    private static ulong Hash(FeatureKind kind, ReadOnlySpan<char> text)
    {
        // FNV-1a: string.GetHashCode differs from process to process.
        var hash = 14695981039346656037UL ^ (ulong)kind;
        foreach (var c in text)
            hash = (hash ^ (char.IsDigit(c) ? '0' : c)) * 1099511628211UL;
        return hash;
    }
}
