using CoSellBot.Prm.Registrations;

namespace CoSellBot.Agents.Deals;

/// <summary>A registration being filled in: the person's words and what was derived from them. Nothing of it is saved in the record.</summary>
public sealed record DealDraft
{
    /// <summary>Slot names, in the order they are asked.</summary>
    public static IReadOnlyList<string> Slots { get; } = ["partner", "customer", "product", "amount", "currency", "close", "country", "kind"];

    /// <summary>The partner firm.</summary>
    public string? PartnerOrgId { get; init; }

    /// <summary>The customer as written.</summary>
    public string? Customer { get; init; }

    /// <summary>A name that was not found; "it is new" refers to it.</summary>
    public string? NotFound { get; init; }

    /// <summary>Registrable domain, when one was written or the account record has one.</summary>
    public string? Domain { get; init; }

    /// <summary>The vendor's account, when a vendor person named one of theirs.</summary>
    public string? AccountId { get; init; }

    /// <summary>True when the person said that the customer is new.</summary>
    public bool IsNewCustomer { get; init; }

    /// <summary>ISO country.</summary>
    public string? Country { get; init; }

    /// <summary>Where the country came from: said, account, domain, firm.</summary>
    public string? CountryFrom { get; init; }

    /// <summary>The product.</summary>
    public string? ProductId { get; init; }

    /// <summary>True when the product is the only one the partner sells and nobody named it.</summary>
    public bool ProductDerived { get; init; }

    /// <summary>Major units.</summary>
    public decimal? Amount { get; init; }

    /// <summary>The words the amount was worked out from: "2k a month" is a year's 24,000.</summary>
    public string? AmountWords { get; init; }

    /// <summary>The amount before a correction, to show that it was heard.</summary>
    public decimal? FirstAmount { get; init; }

    /// <summary>ISO 4217 code.</summary>
    public string? Currency { get; init; }

    /// <summary>Currencies to offer when none was said clearly.</summary>
    public IReadOnlyList<string> CurrencyChoices { get; init; } = [];

    /// <summary>Expected close.</summary>
    public DateOnly? Close { get; init; }

    /// <summary>The words the close date was read from, when it was derived.</summary>
    public string? CloseWords { get; init; }

    /// <summary>How the partner takes part.</summary>
    public RegistrationKind? Kind { get; init; }

    /// <summary>What the sale is to the customer.</summary>
    public SalesMotion Motion { get; init; }

    /// <summary>True when the kind follows from the agreement.</summary>
    public bool KindDerived { get; init; }

    /// <summary>True when it was read from a text that was pasted.</summary>
    public bool IsPasted { get; init; }

    /// <summary>The same deal for another customer or partner: what belongs to the one that is replaced is left out.</summary>
    public DealDraft ForAnother(DealWords words) => words.Customer is null
        ? this with { PartnerOrgId = null, Kind = KindDerived ? null : Kind, FirstAmount = null, IsPasted = false }
        : this with { Customer = null, NotFound = null, Domain = null, AccountId = null, IsNewCustomer = false, Country = null, CountryFrom = null, FirstAmount = null, IsPasted = false };
}

/// <summary>What a message said about a deal; null means it said nothing.</summary>
/// <param name="Customer">Company name, domain, or account id.</param>
/// <param name="Partner">Partner name or id.</param>
/// <param name="Product">Product name or id.</param>
/// <param name="Amount">Major units.</param>
/// <param name="Currency">ISO code.</param>
/// <param name="CurrencyChoices">Codes to choose from when it was not clear.</param>
/// <param name="Close">The date.</param>
/// <param name="CloseWords">Its words, when derived.</param>
/// <param name="Country">ISO code.</param>
/// <param name="Kind">The kind.</param>
/// <param name="IsNewCustomer">"It is a new customer".</param>
/// <param name="CloseIsInvalid">A date was said that does not exist.</param>
/// <param name="AmountChoices">All amounts, when several were said.</param>
/// <param name="IsPasted">Read from a text that was pasted, not written for the bot.</param>
/// <param name="AmountWords">The words of the amount, when a year's was worked out from a month's.</param>
public sealed record DealWords(
    string? Customer = null, string? Partner = null, string? Product = null, decimal? Amount = null, string? Currency = null,
    IReadOnlyList<string>? CurrencyChoices = null, DateOnly? Close = null, string? CloseWords = null, string? Country = null,
    RegistrationKind? Kind = null, bool IsNewCustomer = false,
    bool CloseIsInvalid = false, IReadOnlyList<decimal>? AmountChoices = null, bool IsPasted = false, string? AmountWords = null);

/// <summary>A complete registration, exactly as shown on its card and exactly as written after the press.</summary>
/// <param name="PartnerOrgId">The firm.</param>
/// <param name="PartnerName">Its name.</param>
/// <param name="Tier">Its tier.</param>
/// <param name="OnBehalf">True when a vendor person registers for it.</param>
/// <param name="Customer">The customer's name as shown.</param>
/// <param name="Domain">Its domain, or null.</param>
/// <param name="PostalCode">Its postal code, or null.</param>
/// <param name="AccountId">The account a vendor person named, or null.</param>
/// <param name="AsWritten">True when the customer is in the submitter's words only.</param>
/// <param name="Country">ISO country.</param>
/// <param name="CountryFrom">said, account, domain, firm.</param>
/// <param name="ProductId">The product.</param>
/// <param name="ProductName">Its name.</param>
/// <param name="AmountMinor">Minor units.</param>
/// <param name="Currency">ISO code.</param>
/// <param name="FirstAmountMinor">The amount before a correction, or null.</param>
/// <param name="Close">Expected close.</param>
/// <param name="CloseWords">Its words, when derived.</param>
/// <param name="Kind">How the partner takes part.</param>
/// <param name="KindDerived">True when it follows from the agreement.</param>
/// <param name="Limit">Set when the size needs a person: the tier's limit in major units of the programme currency.</param>
/// <param name="Converted">The amount in minor units of the programme currency, or null without a fresh rate.</param>
/// <param name="ProgrammeCurrency">ISO code.</param>
/// <param name="Rate">The rate used, or null when none was needed.</param>
/// <param name="RateAsOf">Its day.</param>
/// <param name="DecisionDays">Business days a person has.</param>
/// <param name="IsPasted">True when it was read from a text that was pasted.</param>
/// <param name="AmountWords">The words of the amount, when a year's was worked out from a month's.</param>
/// <param name="ProductDerived">True when the product is the only one the partner sells and nobody named it.</param>
/// <param name="Motion">What the sale is to the customer.</param>
/// <param name="IsUncertified">True when nobody of the partner is certified for the product, so that a person looks at it.</param>
/// <param name="NeedsTwo">True when two people decide at its size.</param>
public sealed record RegisterDeal(
    string PartnerOrgId, string PartnerName, string Tier, bool OnBehalf, string Customer, string? Domain, string? PostalCode, string? AccountId,
    bool AsWritten, string Country, string CountryFrom, string ProductId, string ProductName, long AmountMinor, string Currency, long? FirstAmountMinor,
    DateOnly Close, string? CloseWords, RegistrationKind Kind, bool KindDerived, decimal? Limit, long? Converted, string ProgrammeCurrency, decimal? Rate,
    DateOnly? RateAsOf, int DecisionDays, bool IsPasted = false, string? AmountWords = null, bool ProductDerived = false,
    SalesMotion Motion = SalesMotion.New, bool IsUncertified = false, bool NeedsTwo = false);

/// <summary>A change of one registration, as shown and as written.</summary>
/// <param name="RegistrationId">Which.</param>
/// <param name="Version">The version that was shown.</param>
/// <param name="Customer">Its customer, for the card.</param>
/// <param name="Text">The proof, for <see cref="Proposals.ProposalKinds.AddProof"/>.</param>
public sealed record ChangeDeal(string RegistrationId, int Version, string Customer, string? Text = null);

/// <summary>A question to a person, as shown and as sent.</summary>
/// <param name="ToPersonId">The recipient: always the partner's own contact.</param>
/// <param name="ToName">The name shown.</param>
/// <param name="Text">The words.</param>
public sealed record AskPerson(string ToPersonId, string ToName, string Text);
