using CoSellBot.Prm.Registrations;

namespace CoSellBot.Agents.Claims;

/// <summary>A wish for longer protection, as shown.</summary>
/// <param name="RegistrationId">The claim.</param>
/// <param name="Version">The version that was seen.</param>
/// <param name="Customer">Its customer.</param>
/// <param name="Days">Days more.</param>
/// <param name="Until">When protection ends now.</param>
/// <param name="Reason">Why, in the partner's words, or null.</param>
public sealed record ExtendDeal(string RegistrationId, int Version, string Customer, int Days, DateTimeOffset Until, string? Reason);

/// <summary>A change of a claim, as shown; what is null stays as it is.</summary>
/// <param name="RegistrationId">The claim.</param>
/// <param name="Version">The version that was seen.</param>
/// <param name="Customer">Its customer.</param>
/// <param name="ProductId">Another product.</param>
/// <param name="ProductName">Its name.</param>
/// <param name="AmountMinor">Another amount, in minor units.</param>
/// <param name="Currency">Its ISO code.</param>
/// <param name="Close">Another close.</param>
/// <param name="Kind">Another kind.</param>
/// <param name="OldAmountMinor">The amount now.</param>
/// <param name="OldCurrency">Its ISO code.</param>
/// <param name="OldProduct">The product now.</param>
/// <param name="OldClose">The close now.</param>
/// <param name="IsProtected">True when protection stands while somebody decides.</param>
public sealed record AmendDeal(
    string RegistrationId, int Version, string Customer, string? ProductId, string? ProductName, long? AmountMinor, string? Currency, DateOnly? Close, RegistrationKind? Kind,
    long OldAmountMinor, string OldCurrency, string OldProduct, DateOnly OldClose, bool IsProtected);

/// <summary>A link of a claim to its sale, as shown.</summary>
/// <param name="RegistrationId">The claim.</param>
/// <param name="Version">The version that was seen.</param>
/// <param name="Customer">Its customer.</param>
/// <param name="OpportunityId">The sale; null makes a new one from the claim.</param>
public sealed record LinkDeal(string RegistrationId, int Version, string Customer, string? OpportunityId);

/// <summary>An appeal against a refusal, as shown.</summary>
/// <param name="RegistrationId">The refused claim.</param>
/// <param name="Version">The version that was seen.</param>
/// <param name="Customer">Its customer.</param>
/// <param name="Text">Why it should be looked at again.</param>
public sealed record AppealDeal(string RegistrationId, int Version, string Customer, string Text);
