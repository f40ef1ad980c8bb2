namespace CoSellBot.Prm.Registrations;

/// <summary>An account the vendor keeps for itself or for some partners.</summary>
public sealed class Exclusion
{
    /// <summary>Stable id.</summary>
    public required string Id { get; init; }

    /// <summary>The account.</summary>
    public required string AccountId { get; set; }

    /// <summary><c>all_partners</c> or <c>except_list</c>.</summary>
    public required string Scope { get; set; }

    /// <summary>Partners it does not hold for.</summary>
    public List<string> ExceptOrgIds { get; set; } = [];

    /// <summary>What follows: Review or Reject.</summary>
    public required Verdict Verdict { get; set; }

    /// <summary>First day, or null.</summary>
    public DateOnly? ValidFrom { get; set; }

    /// <summary>Last day, or null.</summary>
    public DateOnly? ValidTo { get; set; }

    /// <summary>True when it holds for a partner on a day.</summary>
    public bool AppliesTo(string partnerOrgId, DateOnly day) =>
        (ValidFrom is null || ValidFrom <= day) && (ValidTo is null || ValidTo >= day)
        && !(Scope == "except_list" && ExceptOrgIds.Contains(partnerOrgId));
}
