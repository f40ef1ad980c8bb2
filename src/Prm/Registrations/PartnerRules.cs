using CoSellBot.Prm.Partners;

namespace CoSellBot.Prm.Registrations;

/// <summary>The rules about who registers: R01 to R04 and R18.</summary>
public static class PartnerRules
{
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

    /// <summary>R02: every proof the customer's country asks for is valid today.</summary>
    public static RuleFinding? ProofsMustBeValid(RegistrationSnapshot snapshot, RuleSet rules) => snapshot.MissingProofs.Count == 0
        ? null
        : Reject("R02", $"Missing for {snapshot.Customer.Country}: {string.Join(", ", snapshot.MissingProofs.Select(proof => proof.Kind))}.");

    /// <summary>R03: somebody of the partner is certified for the product; refused or looked at, as the programme says.</summary>
    public static RuleFinding? SomebodyMustBeCertified(RegistrationSnapshot snapshot, RuleSet rules) =>
        snapshot.Certified is { Count: 0 } && rules.NeedsCertificate(snapshot.ProductFamily)
            ? new RuleFinding("R03", rules.CertificateMissing, $"Nobody of the partner is certified for {snapshot.ProductFamily}.")
            : null;

    /// <summary>R04: the customer is in one of the partner's territories, and in nobody else's own one. Ruling 1 leaves both to a person.</summary>
    public static RuleFinding? CustomerIsInTerritory(RegistrationSnapshot snapshot, RuleSet rules) =>
        snapshot.IsExclusiveToAnother ? new RuleFinding("R04", Verdict.Conflict, "Another partner alone may register there.")
        : snapshot.IsInTerritory == false ? new RuleFinding("R04", Verdict.Review, "The customer is outside the partner's territories.")
        : null;

    /// <summary>R18: the product belongs to what the partner sells.</summary>
    public static RuleFinding? ProductIsInCompetence(RegistrationSnapshot snapshot, RuleSet rules) => snapshot.IsCompetent == false
        ? new RuleFinding("R18", Verdict.Review, $"{snapshot.ProductFamily} is not among what the partner sells.")
        : null;

    private static RuleFinding Reject(string id, string reason) => new(id, Verdict.Reject, reason);
}
