using System.Text.RegularExpressions;

namespace CoSellBot.Agents.Understanding;

/// <summary>
/// Words that must be there, or must not, whatever the classifier believes. A likely intent is enough to show something; it is not
/// enough to offer to end a deal, or to throw away what somebody has filled in.
/// </summary>
internal static partial class PlainWords
{
    private const int FewestOfQuestion = 2;
    private const int FewestWithQuestion = 8;
    private static readonly Wordbook Words = Wordbook.Shipped;

    /// <summary>Asks to end a deal, and is not negated.</summary>
    public static bool AsksToWithdraw(string text, FoldedText words) =>
        Spot(Withdraw(), "withdraw", text, words) is { } verb && !Negation.Denies(words, verb.Start, verb.End) && !Everything().IsMatch(text) && !Words.Says("everything", words);

    /// <summary>Says "not" or "all" anywhere, so that nothing may be ended on the strength of a guess.</summary>
    public static bool IsDeniedOrForAll(string text, FoldedText words) =>
        Words.Says("negation", words) || Everything().IsMatch(text) || Words.Says("everything", words);

    /// <summary>Asks to stop what is being filled in.</summary>
    public static bool AsksToStop(string text, FoldedText words) => Spot(Stop(), "stop", text, words) is { } verb && !Negation.Denies(words, verb.Start, verb.End);

    /// <summary>Asks who decides, which is a question about the rules.</summary>
    public static bool AsksWhoDecides(string text, FoldedText words) => WhoDecides().IsMatch(text) || Words.Says("who_decides", words);

    /// <summary>Politeness, nothing else.</summary>
    public static bool IsSmallTalk(string text, FoldedText words) => SmallTalk().IsMatch(text) || Words.IsOnly(words, "small_talk", "please");

    /// <summary>Says why beside what: "snooze, they are on holiday".</summary>
    public static bool GivesAReason(string text) => Reason().IsMatch(text);

    /// <summary>The question in a wish to have one passed on: what follows a colon, or the whole message when it is long enough to hold one; else null.</summary>
    public static string? QuestionIn(string text, FoldedText words)
    {
        var after = text.AsSpan(text.IndexOfAny([':', '：']) + 1).Trim();
        return after.Length < text.Length && FoldedText.Of(after.ToString()).Count >= FewestOfQuestion ? after.ToString() : words.Count >= FewestWithQuestion ? text : null;
    }

    /// <summary>Begins a registration without saying anything about it.</summary>
    public static bool IsBareRegister(string text) => BareRegister().IsMatch(text);

    /// <summary>"And Fabrikam?": the last question for another company.</summary>
    public static bool IsFollowUp(string text, FoldedText words) => FollowUp().IsMatch(text) || Words.Begins("follow_up", words);

    /// <summary>"Same for Fabrikam": what was just done, once more with another name.</summary>
    public static bool AsksForTheSame(FoldedText words) => Words.Begins("same", words);

    /// <summary>Says that a company follows, so that it may replace the one in hand.</summary>
    public static bool NamesACustomer(string text, FoldedText words) => CustomerWord().IsMatch(text) || Words.Says("customer", words);

    private static (int Start, int End)? Spot(Regex english, string list, string text, FoldedText words) => english.Match(text) is { Success: true } match
        ? (match.Index, match.Index + match.Length)
        : Words.FindStem(list, words) is { } found ? (found.Start, found.End) : null;

    [GeneratedRegex(@"\b(?:withdraw\w*|retract\w*|rescind\w*|take\s+(?:\S+\s+){1,3}back|take\s+back|pull\s+(?:it|this|that|the|my|dr-)|(?:cancel|drop|delete|remove|kill)\s+(?:the\s+|my\s+|that\s+|this\s+|our\s+)?(?:\S+\s+)?(?:deal|registration|claim|reg)\b|(?:cancel|drop|delete|remove)\s+dr-)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Withdraw();

    [GeneratedRegex(@"\b(?:everything|all(?:\s+of)?\s+(?:my|our|them|deals)|all)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Everything();

    [GeneratedRegex(@"\b(?:cancel|stop|never\s*mind|forget|drop|abort|quit|scrap|leave\s+it|discard|undo|start\s+over|abbrechen|annuler|cancelar|cancela)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Stop();

    [GeneratedRegex(@"\bwho\s+(?:decides?|approves?|signs?|can\s+approve|has\s+the\s+(?:final|last)\s+(?:say|word))\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WhoDecides();

    [GeneratedRegex(@"^(?:(?:ok|okay|great|perfect|super|cool|nice|good|many)[\s,!.]*)?(?:thanks?(?:\s+(?:you|a\s+lot|so\s+much|again|both))*|thx|ty|cheers|great|perfect|nice|cool|well\s+done|good\s+job|danke(?:\s+\w+)?|merci(?:\s+\w+)?|gracias|obrigad[oa]|ありがとう\S*|\p{So}+|[\p{Cs}\p{So}\s]+)[\s!.,]*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SmallTalk();

    [GeneratedRegex(@"[,;:(、，–—]|\s-\s|\b(?:because|cause|cuz|since|weil|denn|da|car|parce|puisque|porque|ya\s+que|pois|já\s+que)\b|ので|から|ため", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Reason();

    [GeneratedRegex(@"^(?:(?:please|pls|can you|could you|i want to|i'd like to|let me|let's)\s+)*(?:register|log|submit|start|open|create|new)?\s*(?:a|the|my|another|one)?\s*(?:new\s+)?(?:deal|registration|reg|register)?(?:\s+(?:please|pls))?\W*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BareRegister();

    [GeneratedRegex(@"^(?:and|and\s+for|what\s+about|how\s+about|same\s+for|also\s+for|same\s+with|and\s+what\s+about)\s", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex FollowUp();

    [GeneratedRegex(@"\b(?:customer|company|client|account)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex CustomerWord();
}
