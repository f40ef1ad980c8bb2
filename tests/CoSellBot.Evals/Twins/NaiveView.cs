namespace CoSellBot.Evals.Twins;

/// <summary>
/// What a product without the filter would say: the rules that fired, in their own words, and who is in the way. Made for this measurement
/// alone, to show that the pairs could tell the two worlds apart.
/// </summary>
internal static class NaiveView
{
    /// <summary>The receipt with the causes under it.</summary>
    public static string Of(SellerReading reading, TwinPair pair) => string.Join('\n', (reading.Trace?.Findings ?? []).Select(finding =>
        $"{finding.RuleId}: {finding.Reason} {(finding.Reference == TwinPair.OtherClaim ? pair.Other.Partner.Name : finding.Reference)}").Prepend(reading.Steps[0].Text));
}
