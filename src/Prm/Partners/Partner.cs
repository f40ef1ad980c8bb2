namespace CoSellBot.Prm.Partners;

/// <summary>Where a partner firm stands in the programme.</summary>
public enum PartnerStatus
{
    /// <summary>Asked to join.</summary>
    Applicant,

    /// <summary>Takes part.</summary>
    Active,

    /// <summary>May not register for now.</summary>
    Suspended,

    /// <summary>Has left.</summary>
    Offboarded,
}

/// <summary>A partner firm's profile.</summary>
public sealed class Partner
{
    /// <summary>The firm.</summary>
    public required string OrganizationId { get; init; }

    /// <summary>The firm's name.</summary>
    public required string Name { get; set; }

    /// <summary>reseller, SI, ISV, referral, MSP, distributor: one or several.</summary>
    public List<string> Types { get; set; } = [];

    /// <summary>Programme level, data and never an enum.</summary>
    public required string Tier { get; set; }

    /// <summary>Where it stands.</summary>
    public required PartnerStatus Status { get; set; }

    /// <summary>The vendor person who looks after it, or null.</summary>
    public string? ManagerPersonId { get; set; }

    /// <summary>Home region, or null.</summary>
    public string? HomeRegion { get; set; }

    /// <summary>ISO country of the firm, or null.</summary>
    public string? Country { get; set; }

    /// <summary>Languages it works in.</summary>
    public List<string> Languages { get; set; } = [];

    /// <summary>Industries it knows.</summary>
    public List<string> Industries { get; set; } = [];

    /// <summary>Product families it sells.</summary>
    public List<string> ProductFamilies { get; set; } = [];

    /// <summary>First day of the agreement, or null.</summary>
    public DateOnly? AgreementFrom { get; set; }

    /// <summary>Last day of the agreement, or null.</summary>
    public DateOnly? AgreementTo { get; set; }
}
