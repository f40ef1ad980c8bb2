namespace CoSellBot.Knowledge.Text;

/// <summary>Words that ask for a price, in six languages.</summary>
internal static class PriceWords
{
    private static readonly Lazy<HashSet<string>> All = new(() => Concepts.Of("price", "en").ToHashSet(StringComparer.Ordinal));

    /// <summary>True for a folded word that asks for a price.</summary>
    public static bool Contains(string word) => Stems.OfQuestion(word, Stems.Languages).Any(All.Value.Contains);
}
