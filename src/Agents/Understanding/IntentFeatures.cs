namespace CoSellBot.Agents.Understanding;

/// <summary>Turns a text into hashed features: words, pairs of words, and 2 to 4 letters in a row for typos and inflection.</summary>
internal static class IntentFeatures
{
    /// <summary>A pasted e-mail says in its first lines what is wanted; the rest only costs time.</summary>
    private const int LongestText = 600;
    private const ulong WordKind = 1, PairKind = 2, LettersKind = 3;

    /// <summary>Appends the features of a text; placeholders count as one word and have no letters.</summary>
    public static void Collect(string text, List<ulong> features)
    {
        var clean = ChatText.Clean(text.Length > LongestText ? text[..LongestText] : text).ToLowerInvariant().Replace('\u2019', '\'');
        var previous = Hash(WordKind, "^");
        foreach (var token in ChatText.Tokens(clean))
        {
            var word = Hash(WordKind, token.Text);
            features.Add(word);
            features.Add(Combine(previous, word));
            previous = word;
            if (token.Text[0] != '<')
                CollectLetters(token.Text, features);
        }
        features.Add(Combine(previous, Hash(WordKind, "$")));
    }

    private static void CollectLetters(string word, List<ulong> features)
    {
        var padded = $" {word} ";
        for (var size = 2; size <= 4; size++)
        {
            for (var start = 0; start + size <= padded.Length; start++)
                features.Add(Hash(LettersKind, padded.AsSpan(start, size)));
        }
    }

    private static ulong Combine(ulong left, ulong right) => ((left ^ PairKind) * 0x9E3779B97F4A7C15UL) ^ right;

    private static ulong Hash(ulong kind, ReadOnlySpan<char> text)
    {
        // FNV-1a: string.GetHashCode differs from process to process.
        var hash = 14695981039346656037UL ^ kind;
        foreach (var c in text)
            hash = (hash ^ (char.IsDigit(c) ? '0' : c)) * 1099511628211UL;
        return hash;
    }
}
