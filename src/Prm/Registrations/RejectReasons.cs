namespace CoSellBot.Prm.Registrations;

/// <summary>The closed list of reasons a claim is refused for (ruling 22), and which of them a partner may hear (ruling 1).</summary>
public static class RejectReasons
{
    /// <summary>What a partner hears of every cause that lies in others' records or in a judgement.</summary>
    public const string AlreadyWorked = "AlreadyWorked";

    /// <summary>A ruling on a dispute took the protection away; no cause that anybody chooses.</summary>
    public const string Ruled = "Ruled";

    /// <summary>Reasons that lie in the partner's own records or words; they are told plainly.</summary>
    public static IReadOnlyList<string> Own { get; } = ["NotEligible", "EvidenceIncomplete", "BelowMinimum", "RenewalNotEligible", "OwnDuplicate"];

    /// <summary>All of them, in the order they are offered.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        AlreadyWorked, "NotEligible", "EvidenceIncomplete", "CustomerUnclear", "OutsideTerritory", "BelowMinimum", "RenewalNotEligible", "CompetenceMissing",
        "OwnDuplicate", "Other",
    ];

    /// <summary>Causes for which protection may be taken away (T16).</summary>
    public static IReadOnlyList<string> Revocations { get; } = ["Fraud", "AgreementEnded", "CustomerChoice"];

    /// <summary>What a partner is told: the reason itself when it is its own, else the one common closing text.</summary>
    public static string Shown(string reason) => Own.Contains(reason) || Revocations.Contains(reason) || reason is "Other" or Ruled ? reason : AlreadyWorked;

    /// <summary>The reason of a refusal by the rules.</summary>
    public static string Of(RuleTrace trace)
    {
        bool Refused(string id) => trace.Findings.Any(finding => finding.RuleId == id && finding.Verdict == Verdict.Reject);
        return Refused("R13") ? "RenewalNotEligible" : Refused("R14") ? "BelowMinimum" : "NotEligible";
    }
}
