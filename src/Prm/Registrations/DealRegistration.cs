using CoSellBot.Prm.Accounts;

namespace CoSellBot.Prm.Registrations;

/// <summary>Where the claim stands. Where the sale stands is <see cref="OpportunityStage"/>; what protects it follows from dates.</summary>
public enum RegistrationStatus
{
    /// <summary>Begun and never sent; only imported records have it, a draft of ours is a stored proposal.</summary>
    Draft,

    /// <summary>Received, not yet looked at.</summary>
    Submitted,

    /// <summary>A person has to decide.</summary>
    InReview,

    /// <summary>The partner has to answer.</summary>
    NeedsInfo,

    /// <summary>Protected until <see cref="DealRegistration.ProtectedUntil"/>.</summary>
    Approved,

    /// <summary>Refused.</summary>
    Rejected,

    /// <summary>Taken back by the partner.</summary>
    Withdrawn,

    /// <summary>Protection ran out.</summary>
    Expired,

    /// <summary>Taken away for cause.</summary>
    Revoked,

    /// <summary>Linked to its opportunity.</summary>
    Converted,
}

/// <summary>How the partner takes part.</summary>
public enum RegistrationKind
{
    /// <summary>Buys and resells.</summary>
    Resell,

    /// <summary>Hands over for a fee.</summary>
    Referral,

    /// <summary>Sells together with the vendor.</summary>
    CoSell,

    /// <summary>Runs it for the customer.</summary>
    Msp,
}

/// <summary>What the sale is to the customer.</summary>
public enum SalesMotion
{
    /// <summary>A new sale.</summary>
    New,

    /// <summary>More of what the customer has, or something beside it.</summary>
    AddOn,

    /// <summary>The same again for another term; not open to registration.</summary>
    Renewal,
}

/// <summary>Whether someone disagrees.</summary>
public enum ConflictState
{
    /// <summary>Nobody.</summary>
    None,

    /// <summary>A rule found something.</summary>
    Suspected,

    /// <summary>A case is open.</summary>
    Open,

    /// <summary>A case was decided.</summary>
    Resolved,

    /// <summary>A case was dropped.</summary>
    Dismissed,
}

/// <summary>A partner's claim on one customer's need for one product family.</summary>
public sealed class DealRegistration
{
    /// <summary>Random number people say: <c>DR-7K3Q</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The partner firm.</summary>
    public required string PartnerOrgId { get; init; }

    /// <summary>Who pressed.</summary>
    public required string SubmittedBy { get; init; }

    /// <summary>The vendor person who registered it for the partner, or null.</summary>
    public string? OnBehalfBy { get; init; }

    /// <summary>How the partner takes part.</summary>
    public required RegistrationKind Kind { get; set; }

    /// <summary>What the sale is to the customer, as the submitter said.</summary>
    public SalesMotion Motion { get; set; }

    /// <summary>The customer in the submitter's words.</summary>
    public required string CustomerName { get; set; }

    /// <summary>Registrable domain as given, or null.</summary>
    public string? CustomerDomain { get; set; }

    /// <summary>ISO country.</summary>
    public required string CustomerCountry { get; set; }

    /// <summary>Postal code as given, or null.</summary>
    public string? CustomerPostalCode { get; set; }

    /// <summary>The vendor's account it was matched to; never shown to a partner.</summary>
    public string? AccountId { get; set; }

    /// <summary>The product.</summary>
    public required string ProductId { get; set; }

    /// <summary>The family protection is given for.</summary>
    public required string ProductFamily { get; set; }

    /// <summary>Minor units of the amount.</summary>
    public required long AmountMinor { get; set; }

    /// <summary>ISO 4217 code of the amount.</summary>
    public required string Currency { get; set; }

    /// <summary>The amount.</summary>
    public Money Amount => new(AmountMinor, Currency);

    /// <summary>Minor units of the amount in the programme's currency, by the rate of the day it was judged; null without a fresh rate.</summary>
    public long? ProgrammeMinor { get; set; }

    /// <summary>The programme's currency at that time.</summary>
    public string? ProgrammeCurrency { get; set; }

    /// <summary>The rate used, one unit of the amount's currency in the programme's; null where no conversion was needed or possible.</summary>
    public decimal? Rate { get; set; }

    /// <summary>The day of the rate.</summary>
    public DateOnly? RateAsOf { get; set; }

    /// <summary>The amount in the programme's currency, or null.</summary>
    public Money? InProgramme => ProgrammeMinor is { } minor && ProgrammeCurrency is { } currency ? new Money(minor, currency) : null;

    /// <summary>Expected close.</summary>
    public required DateOnly ExpectedClose { get; set; }

    /// <summary>Where the claim stands; moved by <see cref="RegistrationStates"/> alone.</summary>
    public required RegistrationStatus Status { get; set; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset StatusSince { get; set; }

    /// <summary>The place in line, given by the server; null for drafts.</summary>
    public long? ReceiptSeq { get; set; }

    /// <summary>When it was received.</summary>
    public DateTimeOffset? SubmittedAt { get; set; }

    /// <summary>When a decision is due; null once decided.</summary>
    public DateTimeOffset? DecisionDue { get; set; }

    /// <summary>While the partner is asked: when the answer is due.</summary>
    public DateTimeOffset? AnswerDue { get; set; }

    /// <summary>When it was approved.</summary>
    public DateTimeOffset? ApprovedAt { get; set; }

    /// <summary>Who approved: a person, or <c>rules@3</c>.</summary>
    public string? ApprovedBy { get; set; }

    /// <summary>End of protection.</summary>
    public DateTimeOffset? ProtectedUntil { get; set; }

    /// <summary>How often protection was extended.</summary>
    public int ExtensionCount { get; set; }

    /// <summary>The linked opportunity, or null.</summary>
    public string? OpportunityId { get; set; }

    /// <summary>Won, lost, or null.</summary>
    public string? Outcome { get; set; }

    /// <summary>Whether someone disagrees; never shown to a partner.</summary>
    public ConflictState ConflictState { get; set; }

    /// <summary>Code of the closed list when refused.</summary>
    public string? RejectReason { get; set; }

    /// <summary>Since when it has its place in line: since it was received, renewed or made one for another family; null for imported ones, which have it since they were received.</summary>
    public DateTimeOffset? InLineSince { get; set; }

    /// <summary>The refused or revoked claim that this one has looked at again, or null.</summary>
    public string? AppealOf { get; init; }

    /// <summary>Identity and family while protected, else null. Unique: two approvals at once lose cleanly on it.</summary>
    public string? ProtectionKey { get; set; }

    /// <summary>The rule set that judged it.</summary>
    public int? RuleSetVersion { get; set; }

    /// <summary>Counts changes; a command names the one it saw.</summary>
    public int Version { get; set; } = 1;

    /// <summary>How many of these changes its partner cannot know of: marks of a conflict, and decisions that are not told.</summary>
    public int UnseenChanges { get; set; }

    /// <summary>The version as its partner counts it: what nobody tells the partner voids no card of theirs.</summary>
    public int VersionForPartner => Version - UnseenChanges;

    /// <summary>The facts that identify the customer.</summary>
    public CompanyIdentity Identity => new(CustomerName, CustomerDomain, CustomerCountry, CustomerPostalCode);

    /// <summary>True while the claim is neither closed nor refused.</summary>
    public bool IsOpen => Status.IsOpen();
}

/// <summary>A key a registration can be found by.</summary>
public sealed class RegistrationKey : KeyRow
{
    /// <summary>The registration.</summary>
    public required string RegistrationId { get; init; }
}

/// <summary>What the rules saw and said, kept so that the decision can be replayed.</summary>
public sealed class StoredTrace
{
    /// <summary>The registration.</summary>
    public required string RegistrationId { get; init; }

    /// <summary>Counts the runs of the rules on it, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>When the rules ran.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Version of the rule set.</summary>
    public required int RuleSetVersion { get; init; }

    /// <summary>The verdict.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Everything the rules read, as JSON.</summary>
    public required string Snapshot { get; init; }

    /// <summary>Every finding, as JSON.</summary>
    public required string Findings { get; init; }
}

/// <summary>A proof the partner added to a claim.</summary>
public sealed class Evidence
{
    /// <summary>Stable id.</summary>
    public required string Id { get; init; }

    /// <summary>The claim.</summary>
    public required string RegistrationId { get; init; }

    /// <summary>Who added it.</summary>
    public required string AddedBy { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset AddedAt { get; init; }

    /// <summary>The partner's words; data, never instructions.</summary>
    public required string Text { get; init; }
}

/// <summary>The file of a proof.</summary>
public sealed class EvidenceFile
{
    /// <summary>The proof it belongs to, whose text is the file's name and what was said with it.</summary>
    public required string EvidenceId { get; init; }

    /// <summary>The file's name as given, without a path.</summary>
    public required string Name { get; init; }

    /// <summary>The media type as given.</summary>
    public required string MediaType { get; init; }

    /// <summary>SHA-256 of the content, in lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The content; data, never instructions.</summary>
    public required byte[] Content { get; init; }
}

/// <summary>A partner's private note on a claim.</summary>
public sealed class RegistrationNote
{
    /// <summary>The claim.</summary>
    public required string RegistrationId { get; init; }

    /// <summary>The partner it belongs to.</summary>
    public required string PartnerOrgId { get; init; }

    /// <summary>The note; data, never instructions.</summary>
    public required string Note { get; set; }
}
