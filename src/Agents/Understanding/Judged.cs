using System.Collections.Frozen;

namespace CoSellBot.Agents.Understanding;

/// <summary>What a message seems to want.</summary>
/// <param name="Intent">The intent to act on; out of scope when it is too unsure.</param>
/// <param name="Best">The likeliest intent, sure or not.</param>
/// <param name="Confidence">How likely that one is, 0 to 1.</param>
/// <param name="Lists">How likely a list of deals is wanted, 0 to 1.</param>
/// <param name="Registers">How likely the message states or corrects a registration, 0 to 1.</param>
/// <param name="Language">How likely another language is wished for, 0 to 1.</param>
internal readonly record struct Judged(string Intent, string Best, double Confidence, double Lists, double Registers, double Language)
{
    /// <summary>From here on a registration is likely enough to show its card, on which nothing is saved yet.</summary>
    public const double Likely = 0.35;

    /// <summary>
    /// A reading answer to an unsure question shows what was understood, which beats "I can't"; below this, or when out of scope
    /// is nearly as likely, it does not.
    /// </summary>
    private const double LeastForReading = 0.3;

    /// <summary>From here on an intent is worth a thought beside the likeliest.</summary>
    public const double Perhaps = 0.2;

    /// <summary>From here on there is hardly a doubt.</summary>
    public const double Clear = 0.8;

    private const double LeastForCards = 0.5;

    private static readonly FrozenSet<string> Reads = FrozenSet.ToFrozenSet(
        ["deal_status", "my_deals", "who_else", "open_opportunities", "explain_rules", "ask_playbook", "coach", "who_can_read", "set_language"], StringComparer.Ordinal);

    /// <summary>True for an intent that only reads.</summary>
    public static bool IsReading(string intent) => Reads.Contains(intent);

    /// <summary>Judges a prediction.</summary>
    public static Judged Of(IntentPrediction prediction)
    {
        double Of(string intent) => prediction.Ranked.FirstOrDefault(score => score.Intent == intent).Confidence;
        var top = prediction.Top;
        var isOutside = prediction.OutOfScope
            && ((!Reads.Contains(top.Intent) && top.Confidence < LeastForCards) || top.Intent == IntentClassifier.OutOfScope || top.Confidence < LeastForReading || Of(IntentClassifier.OutOfScope) > top.Confidence / 2);
        return new Judged(isOutside ? IntentClassifier.OutOfScope : top.Intent, top.Intent, top.Confidence, Of("my_deals"), Of("register_deal") + Of("correct"), Of("set_language"));
    }
}
