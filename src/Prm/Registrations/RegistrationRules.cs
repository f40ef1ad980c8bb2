using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Partners;

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
public sealed record RuleTrace(int RuleSetVersion, Verdict Verdict, IReadOnlyList<RuleFinding> Findings);

/// <summary>
/// The registration rules of domain §4. All run, the worst verdict wins, and the same snapshot always gives the same trace.
/// A further rule is one more line in <see cref="All"/>.
/// </summary>
public static class RegistrationRules
{
    /// <summary>A rule: its id and a pure function that fires or gives null.</summary>
    public sealed record Rule(string Id, Func<RegistrationSnapshot, RuleSet, RuleFinding?> Check);

    /// <summary>The rules in their published order.</summary>
    public static IReadOnlyList<Rule> All { get; } =
    [
        new("R01", PartnerMustBeActive),
        new("R06", FieldsMustBeValid),
        new("R08", OwnClaimComesFirst),
        new("R09", ProtectedForAnother),
        new("R10", AnotherIsEarlierInLine),
        new("R11", VendorIsEngaged),
        new("R12", AccountIsExcluded),
        new("R14", SizeDecidesWho),
        new("CRM_UNAVAILABLE", RecordsMustBeReadable),
    ];

    /// <summary>Runs every rule.</summary>
    public static RuleTrace Evaluate(RegistrationSnapshot snapshot, RuleSet rules)
    {
        var findings = All.Select(rule => rule.Check(snapshot, rules)).OfType<RuleFinding>().ToList();
        return new RuleTrace(rules.Version, findings.Select(finding => finding.Verdict).DefaultIfEmpty(Verdict.Approve).Max(), findings);
    }

    /// <summary>R01: the partner takes part and its agreement holds today.</summary>
    public static RuleFinding? PartnerMustBeActive(RegistrationSnapshot snapshot, RuleSet rules)
    {
        var today = DateOnly.FromDateTime(snapshot.Now.UtcDateTime);
        return snapshot switch
        {
            { PartnerStatus: not PartnerStatus.Active } => Reject("R01", "The partner is not active."),
            { AgreementFrom: null } or { AgreementTo: null } => Reject("R01", "No agreement is recorded."),
            _ when snapshot.AgreementFrom > today || snapshot.AgreementTo < today => Reject("R01", "The agreement is not in force."),
            _ => null,
        };
    }

    /// <summary>R06: a positive amount in a known currency, a close date ahead and not too far.</summary>
    public static RuleFinding? FieldsMustBeValid(RegistrationSnapshot snapshot, RuleSet rules)
    {
        var today = DateOnly.FromDateTime(snapshot.Now.UtcDateTime);
        return snapshot switch
        {
            { Amount.Minor: <= 0 } => Reject("R06", "The amount is not positive."),
            _ when !Currencies.IsKnown(snapshot.Amount.Currency) => Reject("R06", "The currency is not known."),
            // One day of grace: the day has already changed for someone east of Greenwich.
            _ when snapshot.ExpectedClose < today.AddDays(-1) => Reject("R06", "The close date is past."),
            _ when snapshot.ExpectedClose > today.AddMonths(rules.MaxMonthsAhead) => Reject("R06", "The close date is too far ahead."),
            _ => null,
        };
    }

    /// <summary>R08: the partner already has an open claim on this customer and family.</summary>
    public static RuleFinding? OwnClaimComesFirst(RegistrationSnapshot snapshot, RuleSet rules) =>
        snapshot.Claims.FirstOrDefault(claim => claim.PartnerOrgId == snapshot.PartnerOrgId && IsOpen(claim, snapshot.Now)) is { } own
            ? Reject("R08", "The partner has an open claim already.", own.RegistrationId)
            : null;

    /// <summary>R09: another partner holds protection.</summary>
    public static RuleFinding? ProtectedForAnother(RegistrationSnapshot snapshot, RuleSet rules) =>
        Others(snapshot).FirstOrDefault(claim => IsProtected(claim, snapshot.Now)) is { } other
            ? new RuleFinding("R09", Verdict.Conflict, "Another partner holds protection.", other.RegistrationId)
            : null;

    /// <summary>R10: another partner's claim waits and was received earlier.</summary>
    public static RuleFinding? AnotherIsEarlierInLine(RegistrationSnapshot snapshot, RuleSet rules) =>
        Others(snapshot).FirstOrDefault(claim => claim.ReceiptSeq < snapshot.ReceiptSeq && IsPending(claim)) is { } other
            ? new RuleFinding("R10", Verdict.Conflict, "Another partner's claim was received earlier.", other.RegistrationId)
            : null;

    /// <summary>R11: the vendor sells there itself. Early is a review, engaged is a conflict, idle does not count (ruling 20).</summary>
    public static RuleFinding? VendorIsEngaged(RegistrationSnapshot snapshot, RuleSet rules)
    {
        var idleSince = snapshot.Now.AddDays(-rules.IdleDays);
        return snapshot.DirectDeals
            .Select(deal => deal switch
            {
                { Stage: OpportunityStage.Prospect or OpportunityStage.Qualified } =>
                    new RuleFinding("R11", Verdict.Review, "The vendor has an early direct deal.", deal.OpportunityId),
                { Stage: OpportunityStage.ClosedWon or OpportunityStage.ClosedLost } => null,
                // Without a recorded activity nothing shows that the deal is idle, so a person has to look.
                { LastActivityAt: null } => new RuleFinding("R11", Verdict.Review, "The vendor has a direct deal without dated activity.", deal.OpportunityId),
                _ when deal.LastActivityAt >= idleSince =>
                    new RuleFinding("R11", Verdict.Conflict, "The vendor works on a direct deal.", deal.OpportunityId),
                _ => null,
            })
            .OfType<RuleFinding>()
            .MaxBy(finding => finding.Verdict);
    }

    /// <summary>R12: the vendor keeps the account.</summary>
    public static RuleFinding? AccountIsExcluded(RegistrationSnapshot snapshot, RuleSet rules) => snapshot.Exclusions.Count == 0
        ? null
        // Ruling 1 releases one bit only, so an exclusion that says reject still goes to a person, who closes it in the common words.
        : new RuleFinding("R12", snapshot.Exclusions.Max() == Verdict.Reject ? Verdict.Conflict : Verdict.Review, $"The account is excluded: {snapshot.Exclusions.Max()}.", snapshot.AccountId);

    /// <summary>R14: too small is refused, above the tier's limit a person decides, and without a fresh rate too.</summary>
    public static RuleFinding? SizeDecidesWho(RegistrationSnapshot snapshot, RuleSet rules)
    {
        if (snapshot.InProgramme is not { } converted)
        {
            return new RuleFinding("R14", Verdict.Review, "No fresh exchange rate, so the size cannot be judged.");
        }

        var size = converted.Result.Major;
        return size < rules.Floor ? Reject("R14", $"Below the minimum of {rules.Currency} {rules.Floor}.")
            : size > rules.AutoLimit(snapshot.Tier) ? new RuleFinding("R14", Verdict.Review, size >= rules.RegionalThreshold
                ? "Two people decide at this size."
                : "Above the tier's limit.")
            : null;
    }

    /// <summary>Ruling 23: when the customer records cannot be read, nothing is approved.</summary>
    public static RuleFinding? RecordsMustBeReadable(RegistrationSnapshot snapshot, RuleSet rules) => snapshot.CustomerRecordsUnavailable
        ? new RuleFinding("CRM_UNAVAILABLE", Verdict.Review, "The customer records could not be read.")
        : null;

    private static IEnumerable<OtherClaim> Others(RegistrationSnapshot snapshot) =>
        snapshot.Claims.Where(claim => claim.PartnerOrgId != snapshot.PartnerOrgId);

    private static bool IsPending(OtherClaim claim) =>
        claim.Status is RegistrationStatus.Submitted or RegistrationStatus.InReview or RegistrationStatus.NeedsInfo;

    private static bool IsProtected(OtherClaim claim, DateTimeOffset now) =>
        claim.Status is RegistrationStatus.Approved or RegistrationStatus.Converted && claim.ProtectedUntil > now;

    private static bool IsOpen(OtherClaim claim, DateTimeOffset now) => IsPending(claim) || IsProtected(claim, now);

    private static RuleFinding Reject(string id, string reason, string? reference = null) => new(id, Verdict.Reject, reason, reference);
}
