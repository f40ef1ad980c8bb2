namespace CoSellBot.Prm.Sharing;

/// <summary>How much of a list is shared.</summary>
public enum SharingLevel
{
    /// <summary>Nothing.</summary>
    Hidden,

    /// <summary>Numbers only.</summary>
    CountsOnly,

    /// <summary>Matches only.</summary>
    Overlaps,

    /// <summary>The whole list.</summary>
    All,
}

/// <summary>A row of a partner's own account list.</summary>
public sealed class PartnerAccount
{
    /// <summary>Stable id.</summary>
    public required string Id { get; init; }

    /// <summary>The partner.</summary>
    public required string PartnerOrgId { get; set; }

    /// <summary>customers, open_opps or prospects.</summary>
    public required string Population { get; set; }

    /// <summary>Company name.</summary>
    public required string Name { get; set; }

    /// <summary>Registrable domain, or null.</summary>
    public string? Domain { get; set; }

    /// <summary>ISO country, or null.</summary>
    public string? Country { get; set; }

    /// <summary>Postal code, or null.</summary>
    public string? PostalCode { get; set; }

    /// <summary>City, or null.</summary>
    public string? City { get; set; }

    /// <summary>Phone, or null.</summary>
    public string? Phone { get; set; }

    /// <summary>Industry, or null.</summary>
    public string? Industry { get; set; }
}

/// <summary>What one side shares of one list; without a rule nothing is shared.</summary>
public sealed class SharingRule
{
    /// <summary>Stable id.</summary>
    public required string Id { get; init; }

    /// <summary>The partner whose list it is; null when it is the vendor's list.</summary>
    public string? PartnerOrgId { get; set; }

    /// <summary>customers, open_opps or prospects.</summary>
    public required string Population { get; set; }

    /// <summary>How much.</summary>
    public required SharingLevel Level { get; set; }

    /// <summary>Fields that may be seen of a match.</summary>
    public List<string> Fields { get; set; } = [];

    /// <summary>Who granted it, or null.</summary>
    public string? GrantedBy { get; set; }

    /// <summary>First day, or null.</summary>
    public DateOnly? ValidFrom { get; set; }

    /// <summary>Last day, or null.</summary>
    public DateOnly? ValidTo { get; set; }
}
