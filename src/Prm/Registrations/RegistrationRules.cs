namespace CoSellBot.Prm.Registrations;

/// <summary>What the rules say; a later member outweighs an earlier one.</summary>
public enum Verdict
{
    /// <summary>Nothing speaks against it.</summary>
    Approve,

    /// <summary>A person has to look.</summary>
    Review,

    /// <summary>Someone else has a claim; a person has to rule.</summary>
    Conflict,

    /// <summary>Cannot be accepted as it stands.</summary>
    Reject,
}

/// <summary>One rule that fired.</summary>
/// <param name="RuleId">R01 to R18.</param>
/// <param name="Verdict">What it asks for.</param>
/// <param name="Reason">Why, for the vendor's decision makers; never shown to a partner.</param>
/// <param name="Reference">The record it rests on, or null.</param>
public sealed record RuleFinding(string RuleId, Verdict Verdict, string Reason, string? Reference = null);

/// <summary>The outcome of all rules.</summary>
/// <param name="RuleSetVersion">Which numbers were used.</param>
/// <param name="Verdict">The weightiest of the findings; approve without any.</param>
/// <param name="Findings">Every rule that fired, in the order of the rules.</param>
public sealed record RuleTrace(int RuleSetVersion, Verdict Verdict, IReadOnlyList<RuleFinding> Findings)
{
    /// <summary>True when a rule fired.</summary>
    public bool Has(string ruleId) => Findings.Any(finding => finding.RuleId == ruleId);
}

/// <summary>Whose records a rule looks at, which decides when it may be asked and who may hear its answer (rulings 1 and 2).</summary>
public enum RuleSource
{
    /// <summary>The submitter's own words and records: told plainly, before the press where that is possible.</summary>
    Own,

    /// <summary>Records of others, or a judgement: asked after the press only, and all causes look alike to a partner.</summary>
    Others,
}

/// <summary>A published rule.</summary>
/// <param name="Id">R01 to R18.</param>
/// <param name="Source">Whose records it looks at.</param>
/// <param name="Check">Fires or gives null; pure.</param>
public sealed record RegistrationRule(string Id, RuleSource Source, Func<RegistrationSnapshot, RuleSet, RuleFinding?> Check);

/// <summary>
/// The registration rules of domain §4. All run, the worst verdict wins, and the same snapshot and numbers always give the same trace.
/// A further rule is one more line in <see cref="All"/>.
/// </summary>
public static class RegistrationRules
{
    /// <summary>The rules in their published order.</summary>
    public static IReadOnlyList<RegistrationRule> All { get; } =
    [
        new("R01", RuleSource.Own, PartnerRules.PartnerMustBeActive),
        new("R02", RuleSource.Own, PartnerRules.ProofsMustBeValid),
        new("R03", RuleSource.Own, PartnerRules.SomebodyMustBeCertified),
        new("R04", RuleSource.Others, PartnerRules.CustomerIsInTerritory),
        new("R05", RuleSource.Own, CustomerRules.CustomerMayBeSoldTo),
        new("R06", RuleSource.Own, SizeRules.FieldsMustBeValid),
        new("R07", RuleSource.Others, CustomerRules.CustomerMustBeClear),
        new("R08", RuleSource.Own, ClaimRules.OwnClaimComesFirst),
        new("R09", RuleSource.Others, ClaimRules.ProtectedForAnother),
        new("R10", RuleSource.Others, ClaimRules.AnotherIsEarlierInLine),
        new("R11", RuleSource.Others, ClaimRules.VendorIsEngaged),
        new("R12", RuleSource.Others, ClaimRules.AccountIsExcluded),
        new("R13", RuleSource.Own, CustomerRules.RenewalsStayOut),
        new("R14", RuleSource.Others, SizeRules.SizeDecidesWho),
        new("R15", RuleSource.Others, CustomerRules.IdentityMustBeSure),
        new("R16", RuleSource.Others, SizeRules.NobodyProbes),
        new("R17", RuleSource.Own, CustomerRules.ContactsNeedABasis),
        new("R18", RuleSource.Others, PartnerRules.ProductIsInCompetence),
        new("CRM_UNAVAILABLE", RuleSource.Others, CustomerRules.RecordsMustBeReadable),
    ];

    /// <summary>Runs every rule.</summary>
    public static RuleTrace Evaluate(RegistrationSnapshot snapshot, RuleSet rules) => Evaluate(snapshot, rules, All);

    /// <summary>Runs what a submitter may be told before the press: the rules on their own words and records, and the smallest size.</summary>
    /// <param name="snapshot">A snapshot of those records alone; what it leaves out counts as clear.</param>
    /// <param name="rules">The numbers in force.</param>
    public static RuleTrace EvaluateOwn(RegistrationSnapshot snapshot, RuleSet rules) =>
        Evaluate(snapshot, rules, All.Where(rule => IsToldPlainly(rule.Id)));

    /// <summary>True for a rule whose refusal its submitter hears of by name: those on their own records, and the smallest size.</summary>
    public static bool IsToldPlainly(string ruleId) => ruleId == "R14" || All.Any(rule => rule.Id == ruleId && rule.Source == RuleSource.Own);

    private static RuleTrace Evaluate(RegistrationSnapshot snapshot, RuleSet rules, IEnumerable<RegistrationRule> which)
    {
        var findings = which.Select(rule => rule.Check(snapshot, rules)).OfType<RuleFinding>().ToList();
        return new RuleTrace(rules.Version, findings.Select(finding => finding.Verdict).DefaultIfEmpty(Verdict.Approve).Max(), findings);
    }
}
