using System.Collections.Frozen;

namespace CoSellBot.Prm.Registrations;

/// <summary>A claim as everybody in scope reads it; a field not listed here or in a view below is visible to nobody.</summary>
/// <param name="Id">The number.</param>
/// <param name="Version">For commands on it.</param>
/// <param name="PartnerOrgId">The firm.</param>
/// <param name="PartnerName">The firm's name.</param>
/// <param name="Customer">The customer in the submitter's words.</param>
/// <param name="Country">ISO country.</param>
/// <param name="Product">Product name.</param>
/// <param name="Amount">The amount.</param>
/// <param name="ExpectedClose">Expected close.</param>
/// <param name="Kind">How the partner takes part.</param>
/// <param name="Status">Where the claim stands.</param>
/// <param name="StatusSince">Since when.</param>
/// <param name="ReceivedAt">The place in line, as the time it was received.</param>
/// <param name="DecisionDue">When a decision is due.</param>
/// <param name="ProtectedUntil">End of protection.</param>
/// <param name="ExtensionCount">How often protection was extended.</param>
/// <param name="Outcome">Won, lost or null.</param>
/// <param name="Closing">Why it was refused, as it may be told to anybody in scope.</param>
/// <param name="ContactName">The vendor person to talk to.</param>
public record RegistrationView(
    string Id, int Version, string PartnerOrgId, string PartnerName, string Customer, string Country, string Product, Money Amount,
    DateOnly ExpectedClose, RegistrationKind Kind, RegistrationStatus Status, DateTimeOffset StatusSince, DateTimeOffset? ReceivedAt,
    DateTimeOffset? DecisionDue, DateTimeOffset? ProtectedUntil, int ExtensionCount, string? Outcome, string? Closing, string? ContactName)
{
    /// <summary>True while it can be withdrawn.</summary>
    public bool IsOpen => Status.IsOpen();
}

/// <summary>A claim as the partner reads it, and whoever registered it for the partner.</summary>
public record PartnerRegistrationView : RegistrationView
{
    /// <summary>Makes it from what everybody reads.</summary>
    public PartnerRegistrationView(RegistrationView view)
        : base(view)
    {
    }

    /// <summary>The open question, or null.</summary>
    public string? Question { get; init; }

    /// <summary>When its answer is due.</summary>
    public DateTimeOffset? AnswerDue { get; init; }

    /// <summary>The linked opportunity, or null.</summary>
    public string? OpportunityId { get; init; }

    /// <summary>Words of the refusal that were read for other firms' names, or null.</summary>
    public string? ClosingWords { get; init; }

    /// <summary>The claim it has looked at again, or null.</summary>
    public string? AppealOf { get; init; }

    /// <summary>The partner's part of the credit by a ruling, in thousandths; null where nobody ruled.</summary>
    public int? Share { get; init; }
}

/// <summary>A claim as the sellers of the account read it: never the partner's notes, price or what others claim.</summary>
public sealed record AccountTeamRegistrationView : RegistrationView
{
    /// <summary>Makes it from what everybody reads.</summary>
    public AccountTeamRegistrationView(RegistrationView view)
        : base(view)
    {
    }

    /// <summary>The vendor's account.</summary>
    public string? AccountId { get; init; }

    /// <summary>The linked opportunity, or null.</summary>
    public string? OpportunityId { get; init; }
}

/// <summary>A claim as those read it who look after the partner or the region.</summary>
public sealed record ManagerRegistrationView : PartnerRegistrationView
{
    /// <summary>Makes it from what everybody reads.</summary>
    public ManagerRegistrationView(RegistrationView view)
        : base(view)
    {
    }

    /// <summary>The vendor's account.</summary>
    public string? AccountId { get; init; }

    /// <summary>The partner's tier.</summary>
    public required string Tier { get; init; }

    /// <summary>Whether somebody else has a claim.</summary>
    public ConflictState ConflictState { get; init; }

    /// <summary>Code of the closed list.</summary>
    public string? RejectReason { get; init; }

    /// <summary>Who approved.</summary>
    public string? ApprovedBy { get; init; }

    /// <summary>The amount in the programme's currency at the snapshot.</summary>
    public Money? InProgramme { get; init; }

    /// <summary>The rate used.</summary>
    public decimal? Rate { get; init; }

    /// <summary>The day of the rate.</summary>
    public DateOnly? RateAsOf { get; init; }

    /// <summary>The rule set that judged it.</summary>
    public int? RuleSetVersion { get; init; }

    /// <summary>What the sale is to the customer.</summary>
    public SalesMotion Motion { get; init; }
}

/// <summary>
/// Where each stored field of a claim is shown (the matrix of domain §9). A field that is not placed here is shown nowhere, and a test
/// fails until somebody has decided.
/// </summary>
public static class RegistrationFields
{
    /// <summary>For each field the views that show it; none for what stays in the record.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<Type>> Placed { get; } = new Dictionary<string, IReadOnlyList<Type>>
    {
        [nameof(DealRegistration.Id)] = [typeof(RegistrationView)],
        [nameof(DealRegistration.Version)] = [typeof(RegistrationView)],
        // A partner reads the version as it counts it under the same name.
        [nameof(DealRegistration.VersionForPartner)] = [],
        [nameof(DealRegistration.UnseenChanges)] = [],
        [nameof(DealRegistration.PartnerOrgId)] = [typeof(RegistrationView)],
        [nameof(DealRegistration.CustomerName)] = [typeof(RegistrationView)],
        [nameof(DealRegistration.CustomerCountry)] = [typeof(RegistrationView)],
        [nameof(DealRegistration.ProductId)] = [typeof(RegistrationView)],
        [nameof(DealRegistration.Amount)] = [typeof(RegistrationView)],
        [nameof(DealRegistration.ExpectedClose)] = [typeof(RegistrationView)],
        [nameof(DealRegistration.Kind)] = [typeof(RegistrationView)],
        [nameof(DealRegistration.Status)] = [typeof(RegistrationView)],
        [nameof(DealRegistration.IsOpen)] = [typeof(RegistrationView)],
        [nameof(DealRegistration.StatusSince)] = [typeof(RegistrationView)],
        [nameof(DealRegistration.SubmittedAt)] = [typeof(RegistrationView)],
        [nameof(DealRegistration.DecisionDue)] = [typeof(RegistrationView)],
        [nameof(DealRegistration.ProtectedUntil)] = [typeof(RegistrationView)],
        [nameof(DealRegistration.ExtensionCount)] = [typeof(RegistrationView)],
        [nameof(DealRegistration.Outcome)] = [typeof(RegistrationView)],
        [nameof(DealRegistration.AnswerDue)] = [typeof(PartnerRegistrationView)],
        [nameof(DealRegistration.OpportunityId)] = [typeof(PartnerRegistrationView), typeof(AccountTeamRegistrationView)],
        [nameof(DealRegistration.AccountId)] = [typeof(AccountTeamRegistrationView), typeof(ManagerRegistrationView)],
        [nameof(DealRegistration.ConflictState)] = [typeof(ManagerRegistrationView)],
        [nameof(DealRegistration.RejectReason)] = [typeof(ManagerRegistrationView)],
        [nameof(DealRegistration.ApprovedBy)] = [typeof(ManagerRegistrationView)],
        [nameof(DealRegistration.InProgramme)] = [typeof(ManagerRegistrationView)],
        [nameof(DealRegistration.Rate)] = [typeof(ManagerRegistrationView)],
        [nameof(DealRegistration.RateAsOf)] = [typeof(ManagerRegistrationView)],
        [nameof(DealRegistration.RuleSetVersion)] = [typeof(ManagerRegistrationView)],
        [nameof(DealRegistration.Motion)] = [typeof(ManagerRegistrationView)],
        [nameof(DealRegistration.AppealOf)] = [typeof(PartnerRegistrationView)],
        // Read by the rules and the ledger only. A place in line is told as the time of receipt, so that nobody counts others by it.
        [nameof(DealRegistration.ReceiptSeq)] = [],
        [nameof(DealRegistration.InLineSince)] = [],
        [nameof(DealRegistration.SubmittedBy)] = [],
        [nameof(DealRegistration.OnBehalfBy)] = [],
        [nameof(DealRegistration.CustomerDomain)] = [],
        [nameof(DealRegistration.CustomerPostalCode)] = [],
        [nameof(DealRegistration.Identity)] = [],
        [nameof(DealRegistration.ProductFamily)] = [],
        [nameof(DealRegistration.AmountMinor)] = [],
        [nameof(DealRegistration.Currency)] = [],
        [nameof(DealRegistration.ProgrammeMinor)] = [],
        [nameof(DealRegistration.ProgrammeCurrency)] = [],
        [nameof(DealRegistration.ApprovedAt)] = [],
        [nameof(DealRegistration.ProtectionKey)] = [],
    }.ToFrozenDictionary();
}
