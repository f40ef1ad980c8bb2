namespace CoSellBot.Access;

/// <summary>Which side of the programme an organisation is on.</summary>
public enum OrganizationKind
{
    /// <summary>The vendor that runs the programme; one per deployment.</summary>
    Vendor,

    /// <summary>A partner firm.</summary>
    Partner,
}

/// <summary>A firm that takes part in the programme.</summary>
/// <param name="Id">Stable id, unique in the deployment.</param>
/// <param name="Kind">Vendor or partner.</param>
/// <param name="Name">The name people read.</param>
public sealed record Organization(string Id, OrganizationKind Kind, string Name);
