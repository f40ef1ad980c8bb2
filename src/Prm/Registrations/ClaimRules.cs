using CoSellBot.Prm.Accounts;

namespace CoSellBot.Prm.Registrations;

/// <summary>The rules about who else is on the customer: R08 to R12.</summary>
public static class ClaimRules
{
    /// <summary>R08: the partner already has an open claim on this customer and family.</summary>
    public static RuleFinding? OwnClaimComesFirst(RegistrationSnapshot snapshot, RuleSet rules) =>
        snapshot.Claims.FirstOrDefault(claim => claim.Relation == Relation.Same && claim.PartnerOrgId == snapshot.PartnerOrgId
            && (claim.IsPending || claim.IsProtected(snapshot.Now))) is { } own
            ? new RuleFinding("R08", Verdict.Reject, "The partner has an open claim already.", own.RegistrationId)
            : null;

    /// <summary>R09: another partner holds protection.</summary>
    public static RuleFinding? ProtectedForAnother(RegistrationSnapshot snapshot, RuleSet rules) =>
        Others(snapshot).FirstOrDefault(claim => claim.IsProtected(snapshot.Now)) is { } other
            ? new RuleFinding("R09", Verdict.Conflict, "Another partner holds protection.", other.RegistrationId)
            : null;

    /// <summary>R10: another partner's claim waits and was received earlier.</summary>
    public static RuleFinding? AnotherIsEarlierInLine(RegistrationSnapshot snapshot, RuleSet rules) =>
        Others(snapshot).FirstOrDefault(claim => claim.ReceiptSeq < snapshot.ReceiptSeq && claim.IsPending) is { } other
            ? new RuleFinding("R10", Verdict.Conflict, "Another partner's claim was received earlier.", other.RegistrationId)
            : null;

    /// <summary>R11: the vendor sells there itself. Early is a review, engaged is a conflict, idle does not count (ruling 20).</summary>
    public static RuleFinding? VendorIsEngaged(RegistrationSnapshot snapshot, RuleSet rules)
    {
        var idleSince = snapshot.Now.AddDays(-rules.IdleDays);
        return snapshot.DirectDeals.Where(deal => deal.Relation == Relation.Same)
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

    private static IEnumerable<OtherClaim> Others(RegistrationSnapshot snapshot) =>
        snapshot.Claims.Where(claim => claim.Relation == Relation.Same && claim.PartnerOrgId != snapshot.PartnerOrgId);
}
