using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Partners;

namespace CoSellBot.Prm.Registrations;

/// <summary>Everything the rules may look at, read beforehand. Stored with the verdict, so that it can be replayed.</summary>
public sealed record RegistrationSnapshot
{
    /// <summary>The moment of receipt.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The claim's place in line.</summary>
    public required long ReceiptSeq { get; init; }

    /// <summary>The partner firm.</summary>
    public required string PartnerOrgId { get; init; }

    /// <summary>Where the partner stands; null when the records do not know it.</summary>
    public PartnerStatus? PartnerStatus { get; init; }

    /// <summary>The partner's tier.</summary>
    public string Tier { get; init; } = "";

    /// <summary>First day of the agreement.</summary>
    public DateOnly? AgreementFrom { get; init; }

    /// <summary>Last day of the agreement.</summary>
    public DateOnly? AgreementTo { get; init; }

    /// <summary>The family asked for.</summary>
    public required string ProductFamily { get; init; }

    /// <summary>The amount asked for.</summary>
    public required Money Amount { get; init; }

    /// <summary>The amount in the programme currency; null when it cannot be converted today.</summary>
    public FxConversion? InProgramme { get; init; }

    /// <summary>The expected close.</summary>
    public required DateOnly ExpectedClose { get; init; }

    /// <summary>The vendor's account the customer was matched to, or null.</summary>
    public string? AccountId { get; init; }

    /// <summary>Other claims on the same customer and family, also this partner's own.</summary>
    public IReadOnlyList<OtherClaim> Claims { get; init; } = [];

    /// <summary>The vendor's open direct deals on the same customer and family.</summary>
    public IReadOnlyList<DirectDeal> DirectDeals { get; init; } = [];

    /// <summary>Exclusions in force for this partner on this customer.</summary>
    public IReadOnlyList<Verdict> Exclusions { get; init; } = [];

    /// <summary>True when the customer records could not be read; nothing is approved then.</summary>
    public bool CustomerRecordsUnavailable { get; init; }
}

/// <summary>Another claim on the same customer and family.</summary>
/// <param name="RegistrationId">Which.</param>
/// <param name="PartnerOrgId">Whose.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="ReceiptSeq">Its place in line.</param>
/// <param name="ProtectedUntil">End of its protection.</param>
public sealed record OtherClaim(
    string RegistrationId, string PartnerOrgId, RegistrationStatus Status, long? ReceiptSeq, DateTimeOffset? ProtectedUntil);

/// <summary>A deal the vendor works on itself.</summary>
/// <param name="OpportunityId">Which.</param>
/// <param name="Stage">How far it is.</param>
/// <param name="LastActivityAt">Last activity, or null when none is recorded.</param>
public sealed record DirectDeal(string OpportunityId, OpportunityStage Stage, DateTimeOffset? LastActivityAt);
