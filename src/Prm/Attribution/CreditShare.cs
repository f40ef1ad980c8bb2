namespace CoSellBot.Prm.Attribution;

/// <summary>What somebody has on a sale that several made.</summary>
public enum CreditRole
{
    /// <summary>Brought it.</summary>
    Source,

    /// <summary>Helped to win it.</summary>
    Influence,
}

/// <summary>A part of the credit on one need, given by a ruling. The parts of a ruling sum to a thousand.</summary>
public sealed class CreditShare
{
    /// <summary>The dispute it was ruled in.</summary>
    public required string DisputeId { get; init; }

    /// <summary>Whose: a claim or the vendor's own deal, by id.</summary>
    public required string SubjectId { get; init; }

    /// <summary>The partner, or null for the vendor's own sellers.</summary>
    public string? PartnerOrgId { get; init; }

    /// <summary>In which role.</summary>
    public required CreditRole Role { get; init; }

    /// <summary>How much, in thousandths.</summary>
    public required int Share { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset At { get; init; }
}
