using System.Text.RegularExpressions;

namespace CoSellBot.Agents.Understanding;

/// <summary>
/// Words that must be there, or must not, whatever the classifier believes. A likely intent is enough to show something; it is not
/// enough to offer to end a deal, or to throw away what somebody has filled in.
/// </summary>
internal static partial class PlainWords
{
    /// <summary>Asks to end a deal, and is not negated.</summary>
    public static bool AsksToWithdraw(string text) => Withdraw().IsMatch(text) && !Negated().IsMatch(text) && !Everything().IsMatch(text);

    /// <summary>Asks to stop what is being filled in.</summary>
    public static bool AsksToStop(string text) => Stop().IsMatch(text) && !Negated().IsMatch(text);

    /// <summary>Asks who decides, which is a question about the rules.</summary>
    public static bool AsksWhoDecides(string text) => WhoDecides().IsMatch(text);

    /// <summary>Politeness, nothing else.</summary>
    public static bool IsSmallTalk(string text) => SmallTalk().IsMatch(text);

    /// <summary>Begins a registration without saying anything about it.</summary>
    public static bool IsBareRegister(string text) => BareRegister().IsMatch(text);

    /// <summary>"And Fabrikam?": the last question for another company.</summary>
    public static bool IsFollowUp(string text) => FollowUp().IsMatch(text);

    /// <summary>Says that a company follows, so that it may replace the one in hand.</summary>
    public static bool NamesACustomer(string text) => CustomerWord().IsMatch(text);

    /// <summary>A list of labelled values, one a line or parted by commas.</summary>
    public static bool IsForm(string text) => Label().Count(text) >= 2;

    /// <summary>The value after "customer:" in a form, or null.</summary>
    public static (int Start, int Length)? CustomerInForm(string text) =>
        IsForm(text) && CustomerLabel().Match(text) is { Success: true } match ? (match.Groups[1].Index, match.Groups[1].Length) : null;

    [GeneratedRegex(@"\b(?:withdraw\w*|retract\w*|rescind\w*|take\s+(?:\S+\s+){1,3}back|take\s+back|pull\s+(?:it|this|that|the|my|dr-)|(?:cancel|drop|delete|remove|kill)\s+(?:the\s+|my\s+|that\s+|this\s+|our\s+)?(?:\S+\s+)?(?:deal|registration|claim|reg)\b|(?:cancel|drop|delete|remove)\s+dr-)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Withdraw();

    [GeneratedRegex(@"\b(?:don'?t|do\s+not|never\s+(?!mind)|not)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Negated();

    [GeneratedRegex(@"\b(?:everything|all(?:\s+of)?\s+(?:my|our|them|deals)|all)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Everything();

    [GeneratedRegex(@"\b(?:cancel|stop|never\s*mind|forget|drop|abort|quit|scrap|leave\s+it|discard|undo|start\s+over|abbrechen|annuler|cancelar|cancela)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Stop();

    [GeneratedRegex(@"\bwho\s+(?:decides?|approves?|signs?|can\s+approve|has\s+the\s+(?:final|last)\s+(?:say|word))\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WhoDecides();

    [GeneratedRegex(@"^(?:(?:ok|okay|great|perfect|super|cool|nice|good|many)[\s,!.]*)?(?:thanks?(?:\s+(?:you|a\s+lot|so\s+much|again|both))*|thx|ty|cheers|great|perfect|nice|cool|well\s+done|good\s+job|danke(?:\s+\w+)?|merci(?:\s+\w+)?|gracias|obrigad[oa]|ありがとう\S*|\p{So}+|[\p{Cs}\p{So}\s]+)[\s!.,]*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SmallTalk();

    [GeneratedRegex(@"^(?:(?:please|pls|can you|could you|i want to|i'd like to|let me|let's)\s+)*(?:register|log|submit|start|open|create|new)?\s*(?:a|the|my|another|one)?\s*(?:new\s+)?(?:deal|registration|reg|register)?(?:\s+(?:please|pls))?\W*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BareRegister();

    [GeneratedRegex(@"^(?:and|and\s+for|what\s+about|how\s+about|same\s+for|also\s+for|same\s+with|and\s+what\s+about)\s", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex FollowUp();

    [GeneratedRegex(@"\b(?:customer|company|client|account)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex CustomerWord();

    [GeneratedRegex(@"\b(?:customer|company|client|account|partner|product|amount|value|close(?:\s+date)?|closing|country|currency)\s*[:=]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Label();

    [GeneratedRegex(@"\b(?:customer|company|client|account)\s*[:=]\s*(.{1,120}?)\s*(?=$|[,;\n]|\b(?:partner|product|amount|value|close|closing|country|currency)\b)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex CustomerLabel();
}
