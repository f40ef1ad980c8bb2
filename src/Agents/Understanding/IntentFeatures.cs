using System.Runtime.CompilerServices;

namespace CoSellBot.Agents.Understanding;

internal enum FeatureKind
{
    Word,
    Pair,
    Letters,
}

/// <summary>One hashed feature of a text.</summary>
internal readonly record struct Feature(ulong Hash, FeatureKind Kind);

/// <summary>Turns a text into hashed features: words, pairs of words with at most one between them, and 2 to 5 letters in a row for typos and inflection.</summary>
internal static class IntentFeatures
{
    /// <summary>A pasted e-mail says in its first lines what is wanted; the rest only costs time.</summary>
    private const int LongestText = 600;

    /// <summary>Tells a pair with a word between from a pair of neighbours.</summary>
    private const ulong SkipFactor = 0xC2B2AE3D27D4EB4FUL;

    private const int FewestLetters = 2;
    private const int MostLetters = 5;

    /// <summary>The features of a text, repeated as they occur; placeholders count as one word and have no letters.</summary>
    public static Feature[] Of(string text)
    {
        var features = new List<Feature>(256);
        // Accents and umlauts do not count: half of all chat is typed without them.
        var clean = Scripts.Fold(ChatText.Clean(text.Length > LongestText ? text[..LongestText] : text));
        var beforePrevious = 0UL;
        var previous = Hash(FeatureKind.Word, "^");
        foreach (var token in ChatText.Tokens(clean))
        {
            var word = Hash(FeatureKind.Word, token.Text);
            features.Add(new Feature(word, FeatureKind.Word));
            features.Add(Pair(previous, word));
            if (beforePrevious != 0)
                features.Add(Pair(beforePrevious * SkipFactor, word));
            (beforePrevious, previous) = (previous, word);
            if (token.Text[0] != '<')
                CollectLetters($" {token.Text} ", features);
        }
        features.Add(Pair(previous, Hash(FeatureKind.Word, "$")));
        return [.. features];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call: a start waits for it
    private static void CollectLetters(string padded, List<Feature> features)
    {
        for (var size = FewestLetters; size <= MostLetters; size++)
        {
            for (var start = 0; start + size <= padded.Length; start++)
                features.Add(new Feature(Hash(FeatureKind.Letters, padded.AsSpan(start, size)), FeatureKind.Letters));
        }
    }

    private static Feature Pair(ulong left, ulong right) => new((left * 0x9E3779B97F4A7C15UL) ^ right, FeatureKind.Pair);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call: a start waits for it
    private static ulong Hash(FeatureKind kind, ReadOnlySpan<char> text)
    {
        // FNV-1a: string.GetHashCode differs from process to process.
        var hash = 14695981039346656037UL ^ (ulong)kind;
        foreach (var c in text)
            hash = (hash ^ (char.IsDigit(c) ? '0' : c)) * 1099511628211UL;
        return hash;
    }
}
