using System.Text;
using CoSellBot.Prm.Accounts;

namespace CoSellBot.Prm.Registrations;

/// <summary>The rules about the customer: R05, R07, R13, R15, R17, and what holds while the records cannot be read.</summary>
public static class CustomerRules
{
    /// <summary>R05: neither the country nor the party is one the vendor must not sell to.</summary>
    public static RuleFinding? CustomerMayBeSoldTo(RegistrationSnapshot snapshot, RuleSet rules) =>
        snapshot.DeniedParty is { } party ? new RuleFinding("R05", Verdict.Reject, "The customer's name is on the list of denied parties.", party)
        : snapshot.Customer.Country is { } country && rules.EmbargoedCountries.Contains(country, StringComparer.OrdinalIgnoreCase)
            ? new RuleFinding("R05", Verdict.Reject, $"Nothing is sold to {country}.")
        : null;

    /// <summary>R07: what was given says which company it is. Letters of several alphabets, everybody's mail and a domain of another name do not.</summary>
    public static RuleFinding? CustomerMustBeClear(RegistrationSnapshot snapshot, RuleSet rules)
    {
        var customer = snapshot.Customer;
        RuleFinding Unclear(string reason) => new("R07", Verdict.Review, reason);
        if (Alphabets(customer.Name) > 1 || Alphabets(customer.Domain) > 1)
        {
            return Unclear("Letters of several alphabets stand in one name.");
        }

        if (string.IsNullOrWhiteSpace(customer.Domain))
        {
            return CompanyName.Key(customer.Name, customer.Country).Length > 0 ? null : Unclear("The name says nothing about a company.");
        }

        return !RegistrableDomain.TryParse(customer.Domain, out var domain) ? Unclear("The domain cannot be read.")
            : RegistrableDomain.IsFreeMail(domain) || RegistrableDomain.IsSharedHost(domain) ? Unclear("The domain is shared by many.")
            : !IsWrittenAsDomain(customer.Name) && AccountMatcher.NamesAreStrangers(customer.Name, domain, customer.Country) ? Unclear("Name and domain do not belong together.")
            : null;
    }

    /// <summary>
    /// R13: the same again for another term is not open to registration. The submitter's own word and own won claim say so plainly; that
    /// the customer has bought the family from somebody else is the vendor's to know and goes to a person.
    /// </summary>
    public static RuleFinding? RenewalsStayOut(RegistrationSnapshot snapshot, RuleSet rules) => snapshot.Motion switch
    {
        SalesMotion.Renewal => new RuleFinding("R13", Verdict.Reject, "A renewal is not open to registration."),
        SalesMotion.AddOn => null,
        _ when snapshot.Claims.FirstOrDefault(claim => claim.PartnerOrgId == snapshot.PartnerOrgId && claim is { IsWon: true, Relation: Relation.Same }) is { } won =>
            new RuleFinding("R13", Verdict.Reject, "The partner has sold the family to this customer already.", won.RegistrationId),
        _ when snapshot.HasBoughtFamily => new RuleFinding("R13", Verdict.Review, "The customer has bought the family already."),
        _ => null,
    };

    /// <summary>R15: nothing in the records is perhaps the customer, and nothing is claimed at its parent or its subsidiaries. Those are relations, never the same company.</summary>
    public static RuleFinding? IdentityMustBeSure(RegistrationSnapshot snapshot, RuleSet rules)
    {
        RuleFinding Unsure(string reason, string? reference) => new("R15", Verdict.Review, reason, reference);
        if (snapshot.AccountId is null && snapshot.Candidates.FirstOrDefault(candidate => candidate.Score >= rules.MatchLow && candidate.Score < rules.MatchHigh) is { } candidate)
        {
            return Unsure("The customer may be an account the vendor knows.", candidate.AccountId);
        }

        if (snapshot.Claims.FirstOrDefault(claim => claim.PartnerOrgId != snapshot.PartnerOrgId && claim.Relation != Relation.Same
            && (claim.IsPending || claim.IsProtected(snapshot.Now))) is { } other)
        {
            return Unsure(other.Relation == Relation.Alike ? "Another claim may be on the same customer." : "Another claim is on a relative of the customer.", other.RegistrationId);
        }

        return snapshot.DirectDeals.FirstOrDefault(deal => deal.Relation == Relation.Family) is { } direct ? Unsure("The vendor has a direct deal with a relative of the customer.", direct.OpportunityId)
            : snapshot.IsRelativeExcluded ? Unsure("A relative of the customer is excluded.", null)
            : null;
    }

    /// <summary>R17: a contact without a recorded basis is left out; the claim goes on without it.</summary>
    public static RuleFinding? ContactsNeedABasis(RegistrationSnapshot snapshot, RuleSet rules) => snapshot.Contact == ContactGiven.WithoutBasis
        ? new RuleFinding("R17", Verdict.Approve, "The contact was left out: nothing says that it may be passed on.")
        : null;

    /// <summary>Ruling 23: when the customer records cannot be read, nothing is approved.</summary>
    public static RuleFinding? RecordsMustBeReadable(RegistrationSnapshot snapshot, RuleSet rules) => snapshot.CustomerRecordsUnavailable
        ? new RuleFinding("CRM_UNAVAILABLE", Verdict.Review, "The customer records could not be read.")
        : null;

    private static bool IsWrittenAsDomain(string name) => RegistrableDomain.TryParse(name, out _);

    // Latin, Greek and Cyrillic have letters that look the same; one word in two of them is no honest spelling.
    private static int Alphabets(string? text) => (text ?? "").EnumerateRunes().Where(Rune.IsLetter)
        .Select(rune => rune.Value switch
        {
            < 0x250 or (>= 0x1E00 and < 0x1F00) => 1,
            (>= 0x370 and < 0x400) or (>= 0x1F00 and < 0x2000) => 2,
            >= 0x400 and < 0x530 => 3,
            _ => 0,
        })
        .Where(alphabet => alphabet > 0).Distinct().Count();
}
