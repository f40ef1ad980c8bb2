using System.Buffers;

namespace CoSellBot.Agents.Understanding;

/// <summary>Tells a value that is meant from one that is put aside: "Atlas instead of Ledger", "statt September", "9月末じゃなくて10月末".</summary>
internal static class Negation
{
    private const int Reach = 3;
    private static readonly SearchValues<char> Borders = SearchValues.Create(",;:.!?");

    /// <summary>True when words before the value (in Japanese behind it) put it aside.</summary>
    public static bool IsPutAside(FoldedText words, int start, int length)
    {
        foreach (var aside in Wordbook.Shipped.List("put_aside").Find(words))
        {
            var isJapanese = Scripts.Of(words.Text[aside.Start]) != Script.Spaced;
            if (isJapanese ? aside.Start == start + length : aside.End <= start && words.Text.AsSpan(aside.End, start - aside.End).IndexOfAny(Borders) < 0 && words.Count(word => word.Start >= aside.End && word.End <= start) < Reach && !HasName(words, aside.End, start))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True when a verb is denied: a "not" shortly before it, inside it ("zieh es nicht zurück") or, in Japanese, right behind it.</summary>
    public static bool Denies(FoldedText words, int start, int end)
    {
        foreach (var not in Wordbook.Shipped.List("negation").Find(words))
        {
            var isJapanese = Scripts.Of(words.Text[not.Start]) != Script.Spaced;
            if (isJapanese ? not.Start >= start && not.Start <= end + 2
                : not.End <= end && words.Text.AsSpan(not.End, Math.Max(0, start - not.End)).IndexOfAny(Borders) < 0 && words.Count(word => word.Start >= not.End && word.End <= start) < Reach)
            {
                return true;
            }
        }

        return false;
    }

    // "Not Ledger, Atlas": the first name after the word is the one put aside, not all that follow.
    private static bool HasName(FoldedText words, int from, int to) =>
        words.Any(word => word.Start >= from && word.End <= to && !Wordbook.Shipped.Glue.Contains(word.Folded));
}
