namespace CoSellBot.Prm.Conflicts;

/// <summary>Two claims on one need, put before a person.</summary>
public sealed class Dispute
{
    /// <summary>Stable id.</summary>
    public required string Id { get; init; }

    /// <summary>The later claim.</summary>
    public required string RegistrationId { get; set; }

    /// <summary>Its partner.</summary>
    public required string PartnerOrgId { get; set; }

    /// <summary>The earlier claim, or null when it is a direct deal.</summary>
    public string? OtherRegistrationId { get; set; }

    /// <summary>Its partner, or null.</summary>
    public string? OtherPartnerOrgId { get; set; }

    /// <summary>Opened, EvidenceOpen, Closed.</summary>
    public required string State { get; set; }

    /// <summary>When it was opened.</summary>
    public required DateTimeOffset OpenedAt { get; set; }

    /// <summary>How it was ruled, or null.</summary>
    public string? Ruling { get; set; }
}
