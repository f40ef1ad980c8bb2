using System.Buffers;
using System.Text.RegularExpressions;

namespace CoSellBot.Agents.Understanding;

/// <summary>Tells a value that is meant from one that is put aside: "Atlas instead of Ledger", "statt September", "9月末じゃなくて10月末".</summary>
internal static partial class Negation
{
    private const int Reach = 3;
    private const int FewLetters = 8;

    /// <summary>Three words are hardly longer; beyond it nobody need count them.</summary>
    private const int Far = 80;
    private static readonly SearchValues<char> Borders = SearchValues.Create(",;:.!?");

    /// <summary>True when words before the value (in Japanese behind it) put it aside.</summary>
    public static bool IsPutAside(FoldedText words, int start, int length)
    {
        foreach (var aside in words.Finds("put_aside"))
        {
            var isJapanese = Scripts.Of(words.Text[aside.Start]) != Script.Spaced;
            if (isJapanese ? aside.Start == start + length : aside.End <= start && start - aside.End <= Far && words.Text.AsSpan(aside.End, start - aside.End).IndexOfAny(Borders) < 0 && words.Count(word => word.Start >= aside.End && word.End <= start) < Reach && !HasName(words, aside.End, start))
            {
                return true;
            }
        }

        return IsReplaced(words, start, start + length);
    }

    /// <summary>True for the firm one wants to be quicker than: "before Brightpath does", "bevor Orion kommt", Tidewaterより先に.</summary>
    public static bool IsRival(FoldedText words, int start, int length)
    {
        foreach (var before in words.Finds("rival"))
        {
            var isJapanese = Scripts.Of(words.Text[before.Start]) != Script.Spaced;
            if (isJapanese ? before.Start >= start + length && before.Start <= start + length + FewLetters && words.Text.AsSpan(start + length, before.Start - start - length).IndexOf('、') < 0
                : before.End <= start && start - before.End <= Far && words.Text.AsSpan(before.End, start - before.End).IndexOfAny(Borders) < 0 && words.Count(word => word.Start >= before.End && word.End <= start) < Reach)
            {
                return true;
            }
        }

        return false;
    }

    // "Swap euros for pounds", "remplace Nimbus par Orion", OrionをNimbusに: a verb of exchange before it and the word that leads to the other behind.
    private static bool IsReplaced(FoldedText words, int start, int end)
    {
        if (Becomes().IsMatch(words.Text, end))
        {
            return true;
        }

        var leads = words.Finds("becomes").Any(lead => words.Text.AsSpan(end, Math.Max(0, lead.Start - end)).IsWhiteSpace() && lead.Start >= end && lead.Start <= end + 1
            && words.Any(word => word.Start >= lead.End));
        return leads && words.Finds("swap").Any(verb => verb.End <= start && start - verb.End <= Far && words.Count(word => word.Start >= verb.End && word.End <= start) <= 1
            && words.Text.AsSpan(verb.End, start - verb.End).IndexOfAny(Borders) < 0);
    }

    /// <summary>True when a verb is denied: a "not" shortly before it, inside it ("zieh es nicht zurück") or, in Japanese, right behind it.</summary>
    public static bool Denies(FoldedText words, int start, int end)
    {
        foreach (var not in words.Finds("negation"))
        {
            var isJapanese = Scripts.Of(words.Text[not.Start]) != Script.Spaced;
            if (isJapanese ? not.Start >= start && not.Start <= end + 2
                : not.End <= end && end - not.End <= Far && words.Text.AsSpan(not.End, Math.Max(0, start - not.End)).IndexOfAny(Borders) < 0 && words.Count(word => word.Start >= not.End && word.End <= start) < Reach)
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(@"\G(?:を|から)[^、。\n]{1,30}?(?:に|へ)(?:変|替|差し替|切り替|修正|して)", RegexOptions.CultureInvariant)]
    private static partial Regex Becomes();

    // "Not Ledger, Atlas": the first name after the word is the one put aside, not all that follow.
    private static bool HasName(FoldedText words, int from, int to) =>
        words.Any(word => word.Start >= from && word.End <= to && !Wordbook.Shipped.Glue.Contains(word.Folded));
}
