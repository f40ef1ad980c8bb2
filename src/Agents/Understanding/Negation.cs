namespace CoSellBot.Agents.Understanding;

/// <summary>Tells a value that is meant from one that is put aside: "Atlas instead of Ledger", "statt September", "9月末じゃなくて10月末".</summary>
internal static class Negation
{
    private const int Reach = 3;

    /// <summary>True when words before the value (in Japanese behind it) put it aside.</summary>
    public static bool IsPutAside(IReadOnlyList<FoldedWord> words, int start, int length)
    {
        foreach (var aside in Wordbook.Shipped.List("put_aside").Find(words))
        {
            var isJapanese = Scripts.Of(words.First(word => word.Start == aside.Start).Text[0]) != Script.Spaced;
            if (isJapanese ? aside.Start == start + length : aside.End <= start && words.Count(word => word.Start >= aside.End && word.End <= start) < Reach && !HasName(words, aside.End, start))
            {
                return true;
            }
        }

        return false;
    }

    // "Not Ledger, Atlas": the first name after the word is the one put aside, not all that follow.
    private static bool HasName(IReadOnlyList<FoldedWord> words, int from, int to) =>
        words.Any(word => word.Start >= from && word.End <= to && !Wordbook.Shipped.Glue.Contains(word.Folded));
}
