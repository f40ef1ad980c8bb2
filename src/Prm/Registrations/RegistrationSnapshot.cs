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

    /// <summary>The claim itself when it is judged again, else null.</summary>
    public string? RegistrationId { get; init; }

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

    /// <summary>Proofs the customer's country asks for that the partner does not have.</summary>
    public IReadOnlyList<MissingProof> MissingProofs { get; init; } = [];

    /// <summary>The partner's people with a valid certificate for the family; null when nobody looked.</summary>
    public CertifiedPeople? Certified { get; init; }

    /// <summary>True when one of the partner's territories covers the customer; null when nobody looked.</summary>
    public bool? IsInTerritory { get; init; }

    /// <summary>True when another partner alone may register where the customer is.</summary>
    public bool IsExclusiveToAnother { get; init; }

    /// <summary>True when the partner's competence covers the family; null when nobody looked.</summary>
    public bool? IsCompetent { get; init; }

    /// <summary>The customer as given.</summary>
    public CompanyIdentity Customer { get; init; } = new("");

    /// <summary>The entry of the denied parties the customer's name meets, or null.</summary>
    public string? DeniedParty { get; init; }

    /// <summary>The family asked for.</summary>
    public required string ProductFamily { get; init; }

    /// <summary>How the partner takes part.</summary>
    public RegistrationKind Kind { get; init; }

    /// <summary>What the sale is to the customer, as the submitter said.</summary>
    public SalesMotion Motion { get; init; }

    /// <summary>The amount asked for.</summary>
    public required Money Amount { get; init; }

    /// <summary>The amount in the programme currency; null when it cannot be converted today.</summary>
    public FxConversion? InProgramme { get; init; }

    /// <summary>The expected close.</summary>
    public required DateOnly ExpectedClose { get; init; }

    /// <summary>How a contact at the customer came with it.</summary>
    public ContactGiven Contact { get; init; }

    /// <summary>The vendor's account the customer was matched to, or null.</summary>
    public string? AccountId { get; init; }

    /// <summary>Accounts that may be the customer and may not, best first.</summary>
    public IReadOnlyList<Candidate> Candidates { get; init; } = [];

    /// <summary>Other claims on the same family: on the customer, on one that may be it, or on its parent or subsidiary; also this partner's own.</summary>
    public IReadOnlyList<OtherClaim> Claims { get; init; } = [];

    /// <summary>The vendor's open direct deals for the family, on the customer and on its parent and subsidiaries.</summary>
    public IReadOnlyList<DirectDeal> DirectDeals { get; init; } = [];

    /// <summary>True when the customer has bought the family before.</summary>
    public bool HasBoughtFamily { get; init; }

    /// <summary>Exclusions in force for this partner on this customer.</summary>
    public IReadOnlyList<Verdict> Exclusions { get; init; } = [];

    /// <summary>True when the parent or a subsidiary is excluded.</summary>
    public bool IsRelativeExcluded { get; init; }

    /// <summary>How much the submitter and the firm have registered.</summary>
    public SubmitterActivity Activity { get; init; } = SubmitterActivity.None;

    /// <summary>True when the customer records could not be read; nothing is approved then.</summary>
    public bool CustomerRecordsUnavailable { get; init; }
}

/// <summary>How a contact at the customer came with a claim.</summary>
public enum ContactGiven
{
    /// <summary>None was given.</summary>
    None,

    /// <summary>One with a recorded basis to pass it on.</summary>
    WithBasis,

    /// <summary>One without such a basis; it is left out.</summary>
    WithoutBasis,
}

/// <summary>A proof the partner does not have today.</summary>
/// <param name="Kind">DPA, AntiBribery, TaxForm …</param>
/// <param name="EndedOn">The last day of the one it had, or null when there was none.</param>
public sealed record MissingProof(string Kind, DateOnly? EndedOn);

/// <summary>The partner's certified people for a family.</summary>
/// <param name="Count">With a certificate valid today.</param>
/// <param name="EndedOn">When the last of those that ended did; null when none has.</param>
public sealed record CertifiedPeople(int Count, DateOnly? EndedOn);

/// <summary>An account that may be the customer.</summary>
/// <param name="AccountId">Which.</param>
/// <param name="Score">How likely, from 0 to 1.</param>
public sealed record Candidate(string AccountId, double Score);

/// <summary>How a claim's or deal's customer and the one asked about belong together.</summary>
public enum Relation
{
    /// <summary>One company.</summary>
    Same,

    /// <summary>Perhaps one company.</summary>
    Alike,

    /// <summary>Parent and subsidiary, or subsidiaries of one parent.</summary>
    Family,
}

/// <summary>Another claim on the same family.</summary>
/// <param name="RegistrationId">Which.</param>
/// <param name="PartnerOrgId">Whose.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="ReceiptSeq">Its place in line.</param>
/// <param name="ProtectedUntil">End of its protection.</param>
/// <param name="Relation">How its customer belongs to the one asked about.</param>
/// <param name="IsHeld">True when it was approved or given longer, and nobody was told yet.</param>
/// <param name="IsWon">True when its sale was won.</param>
public sealed record OtherClaim(
    string RegistrationId, string PartnerOrgId, RegistrationStatus Status, long? ReceiptSeq, DateTimeOffset? ProtectedUntil, Relation Relation = Relation.Same,
    bool IsHeld = false, bool IsWon = false)
{
    /// <summary>True while it waits for somebody.</summary>
    public bool IsPending => Status.IsPending();

    /// <summary>True when it holds the customer at a moment.</summary>
    public bool IsProtected(DateTimeOffset now) => IsHeld || (Status.HasProtection() && ProtectedUntil > now);
}

/// <summary>A deal the vendor works on itself.</summary>
/// <param name="OpportunityId">Which.</param>
/// <param name="Stage">How far it is.</param>
/// <param name="LastActivityAt">Last activity, or null when none is recorded.</param>
/// <param name="Relation">How its customer belongs to the one asked about.</param>
public sealed record DirectDeal(string OpportunityId, OpportunityStage Stage, DateTimeOffset? LastActivityAt, Relation Relation = Relation.Same);

/// <summary>How much somebody has registered.</summary>
/// <param name="PersonProbes">Claims of the submitter in the last 24 hours that did not end in protection.</param>
/// <param name="FirmProbes">The same of the firm.</param>
/// <param name="OpenClaims">Open claims of the firm.</param>
/// <param name="ApprovedInYear">Claims of the firm approved in the last year.</param>
/// <param name="ConvertedInYear">Those of them that became a sale.</param>
public sealed record SubmitterActivity(int PersonProbes, int FirmProbes, int OpenClaims, int ApprovedInYear, int ConvertedInYear)
{
    /// <summary>Nothing registered yet.</summary>
    public static readonly SubmitterActivity None = new(0, 0, 0, 0, 0);
}
