using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Evals.Twins;

/// <summary>What the records of the others hold in one of the two worlds, and not in its twin.</summary>
internal enum OthersRecord
{
    /// <summary>Protected for another partner, same customer and family.</summary>
    Protected,

    /// <summary>Another partner's claim waits, same customer and family.</summary>
    Pending,

    /// <summary>The same, and it is approved while this partner's waits.</summary>
    PendingThenApproved,

    /// <summary>Another partner comes later and is approved while this partner's claim waits.</summary>
    LaterThenApproved,

    /// <summary>Another partner's claim was approved and nobody was told yet.</summary>
    Held,

    /// <summary>Another partner is asked about its claim.</summary>
    NeedsInfo,

    /// <summary>Another partner's claim is linked to its sale and protected.</summary>
    Converted,

    /// <summary>Another partner has sold the family there.</summary>
    Sold,

    /// <summary>Another partner is on the customer with another family.</summary>
    OtherFamily,

    /// <summary>Another partner is on another customer.</summary>
    OtherCustomer,

    /// <summary>Another partner's customer has a name like this one.</summary>
    LikeName,

    /// <summary>Another partner is on the parent or a subsidiary.</summary>
    Relative,

    /// <summary>The vendor sells there itself.</summary>
    DirectDeal,

    /// <summary>The vendor keeps the account.</summary>
    Exclusion,
}

/// <summary>What a person decides on a claim in review.</summary>
internal enum Fate
{
    /// <summary>Nobody decides.</summary>
    None,

    /// <summary>It is approved, where that is possible; else refused.</summary>
    Approve,

    /// <summary>It is refused, for another reason in each world.</summary>
    Refuse,

    /// <summary>The partner is asked and answers.</summary>
    Ask,
}

/// <summary>One submission and two worlds to make it in.</summary>
/// <param name="Number">Counts the pairs of a programme.</param>
/// <param name="Seed">Everything by chance in it follows from this.</param>
/// <param name="Record">What differs.</param>
/// <param name="Seller">Who submits.</param>
/// <param name="Other">The partner whose records one of the worlds lacks.</param>
/// <param name="Request">What is submitted.</param>
/// <param name="Product">Its product.</param>
/// <param name="Customer">The customer as its records spell it.</param>
/// <param name="Fate">What a person decides.</param>
/// <param name="AddsProof">True when the seller adds a proof by a card that was drawn before anything happened to the others.</param>
/// <param name="GoesOn">True when it is followed to its end: decided, told, warned, ended.</param>
internal sealed record TwinPair(
    int Number, int Seed, OthersRecord Record, Seller Seller, Seller Other, RegistrationRequest Request, Product Product, CompanyIdentity Customer, Fate Fate, bool AddsProof, bool GoesOn)
{
    /// <summary>The account in the vendor's records, or null for a customer they do not know.</summary>
    public Account? Account { get; init; }

    /// <summary>The rows of the others, made anew for every world.</summary>
    public required Func<IReadOnlyList<object>> Rows { get; init; }

    /// <summary>Rows that come after the submission.</summary>
    public required Func<IReadOnlyList<object>> LaterRows { get; init; }

    /// <summary>Rows that lead to the same bit by another way, to compare with where the twin shows the other bit.</summary>
    public required Func<bool, IReadOnlyList<object>> RowsForBit { get; init; }

    /// <summary>The other's claim, by its number.</summary>
    public const string OtherClaim = "DR-TW1N";

    /// <summary>True when the other partner is on the same customer with the same family.</summary>
    public bool IsSame => Record <= OthersRecord.Sold;
}
