namespace CoSellBot.Agents.Replies;

/// <summary>Which of two words goes with a number: the cardinal rules of the Unicode CLDR for the six languages.</summary>
internal static class PluralRule
{
    /// <summary>True for "1 deal"; in French and Brazilian Portuguese also for zero and for parts of one.</summary>
    public static bool IsOne(decimal number, string language) => language switch
    {
        "ja" => false,
        "fr" or "pt" => Math.Abs(number) < 2,
        _ => Math.Abs(number) == 1,
    };
}
