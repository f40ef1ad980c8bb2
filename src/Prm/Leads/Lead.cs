namespace CoSellBot.Prm.Leads;

/// <summary>Where a lead stands.</summary>
public enum LeadState
{
    /// <summary>Received.</summary>
    New,

    /// <summary>Offered to a partner.</summary>
    Offered,

    /// <summary>Taken.</summary>
    Accepted,

    /// <summary>Being worked on.</summary>
    Working,

    /// <summary>Became a deal.</summary>
    Converted,

    /// <summary>Given back.</summary>
    Returned,

    /// <summary>Taken from an idle holder.</summary>
    Reassigned,

    /// <summary>Closed out.</summary>
    Archived,
}

/// <summary>Someone's interest that a partner may follow up.</summary>
public sealed class Lead
{
    /// <summary>Stable id.</summary>
    public required string Id { get; init; }

    /// <summary>What is known of the company.</summary>
    public required string AccountHint { get; set; }

    /// <summary>ISO country, or null.</summary>
    public string? Country { get; set; }

    /// <summary>The product asked about, or null.</summary>
    public string? ProductId { get; set; }

    /// <summary>web, event, inbound …</summary>
    public required string Source { get; set; }

    /// <summary>0 to 100, or null.</summary>
    public int? Score { get; set; }

    /// <summary>When it came in.</summary>
    public required DateTimeOffset ReceivedAt { get; set; }

    /// <summary>Where it stands.</summary>
    public required LeadState State { get; set; }

    /// <summary>The partner that holds it, or null.</summary>
    public string? PartnerOrgId { get; set; }

    /// <summary>When it was offered, or null.</summary>
    public DateTimeOffset? OfferedAt { get; set; }

    /// <summary>When it was accepted, or null.</summary>
    public DateTimeOffset? AcceptedAt { get; set; }

    /// <summary>When the partner first acted, or null.</summary>
    public DateTimeOffset? FirstTouchAt { get; set; }
}
