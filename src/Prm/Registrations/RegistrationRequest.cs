using CoSellBot.Prm.Accounts;

namespace CoSellBot.Prm.Registrations;

/// <summary>A complete, confirmed registration as it was shown.</summary>
/// <param name="PartnerOrgId">The partner firm.</param>
/// <param name="OnBehalf">True when a vendor person registers for the partner.</param>
/// <param name="Customer">The customer as shown.</param>
/// <param name="AccountId">The vendor's account a vendor person picked; null otherwise, then the customer is matched.</param>
/// <param name="ProductId">The product.</param>
/// <param name="Amount">The amount.</param>
/// <param name="ExpectedClose">The expected close.</param>
/// <param name="Kind">How the partner takes part.</param>
/// <param name="Motion">What the sale is to the customer.</param>
/// <param name="Contact">How a contact at the customer came with it.</param>
public sealed record RegistrationRequest(
    string PartnerOrgId, bool OnBehalf, CompanyIdentity Customer, string? AccountId, string ProductId, Money Amount,
    DateOnly ExpectedClose, RegistrationKind Kind, SalesMotion Motion = SalesMotion.New, ContactGiven Contact = ContactGiven.None);

/// <summary>What became of a submission.</summary>
/// <param name="Registration">The registration; the existing one when the partner had one.</param>
/// <param name="Trace">What the rules said; null when they are not known any more.</param>
/// <param name="WasThere">True when the registration had been there before this command, whose repetition says the same.</param>
public sealed record SubmissionResult(DealRegistration Registration, RuleTrace? Trace, bool WasThere);
