namespace CoSellBot.Prm.Accounts;

/// <summary>Where the sale stands.</summary>
public enum OpportunityStage
{
    /// <summary>First contact.</summary>
    Prospect,

    /// <summary>A need is confirmed.</summary>
    Qualified,

    /// <summary>Demo, proof of concept.</summary>
    TechnicalValidation,

    /// <summary>Quote issued.</summary>
    BusinessValidation,

    /// <summary>Contract requested.</summary>
    Committed,

    /// <summary>Won.</summary>
    ClosedWon,

    /// <summary>Lost.</summary>
    ClosedLost,
}

/// <summary>A sale the vendor works on or has closed.</summary>
public sealed class Opportunity
{
    /// <summary>Stable id, the customer's own where imported.</summary>
    public required string Id { get; init; }

    /// <summary>The account; null when the source named none.</summary>
    public string? AccountId { get; set; }

    /// <summary>The product.</summary>
    public required string ProductId { get; set; }

    /// <summary>Where the sale stands.</summary>
    public required OpportunityStage Stage { get; set; }

    /// <summary>Minor units of the amount, stored beside <see cref="Currency"/>; null when the source gave none.</summary>
    public long? AmountMinor { get; set; }

    /// <summary>ISO 4217 code, or null.</summary>
    public string? Currency { get; set; }

    /// <summary>The amount; null when the source gave none.</summary>
    public Money? Amount => AmountMinor is { } minor && Currency is { } currency ? new Money(minor, currency) : null;

    /// <summary>Expected or actual close; null when the source gave none.</summary>
    public DateOnly? CloseDate { get; set; }

    /// <summary>Direct, Partner, Alliance or Marketing.</summary>
    public required string Source { get; set; }

    /// <summary>The partner on it, or null.</summary>
    public string? PartnerOrgId { get; set; }

    /// <summary>The vendor person who owns it, or null.</summary>
    public string? OwnerPersonId { get; set; }

    /// <summary>When it was created; null when the source did not say.</summary>
    public DateTimeOffset? CreatedAt { get; set; }

    /// <summary>When anything last happened on it; null when the source did not say.</summary>
    public DateTimeOffset? LastActivityAt { get; set; }

    /// <summary>Won, lost, or null while open.</summary>
    public string? Outcome { get; set; }

    /// <summary>True until it is won or lost.</summary>
    public bool IsOpen => Stage is not (OpportunityStage.ClosedWon or OpportunityStage.ClosedLost);
}

/// <summary>A stage an opportunity went through.</summary>
public sealed class StageEntry
{
    /// <summary>The opportunity.</summary>
    public required string OpportunityId { get; init; }

    /// <summary>The stage.</summary>
    public required OpportunityStage Stage { get; init; }

    /// <summary>First day in it.</summary>
    public required DateOnly EnteredOn { get; init; }

    /// <summary>Last day in it; null while it lasts.</summary>
    public DateOnly? LeftOn { get; set; }
}

/// <summary>An opportunity with the stages it went through.</summary>
/// <param name="Opportunity">The opportunity.</param>
/// <param name="Stages">Its stages, oldest first; empty when none are recorded.</param>
public sealed record StageHistory(Opportunity Opportunity, IReadOnlyList<StageEntry> Stages);

/// <summary>Something the vendor sells.</summary>
public sealed class Product
{
    /// <summary>Stable id.</summary>
    public required string Id { get; init; }

    /// <summary>The family protection is given for.</summary>
    public required string Family { get; set; }

    /// <summary>The name people say.</summary>
    public required string Name { get; set; }
}
