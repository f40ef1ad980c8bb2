using CoSellBot.Access;

namespace CoSellBot.Prm.Partners;

/// <summary>A firm of the programme as stored.</summary>
public sealed class OrganizationRow
{
    /// <summary>Stable id.</summary>
    public required string Id { get; init; }

    /// <summary>Vendor or partner.</summary>
    public required OrganizationKind Kind { get; set; }

    /// <summary>The name people read.</summary>
    public required string Name { get; set; }

    /// <summary>Registrable domain, or null.</summary>
    public string? Domain { get; set; }

    /// <summary>ISO country, or null.</summary>
    public string? Country { get; set; }

    /// <summary>Microsoft 365 tenant, or null.</summary>
    public string? TeamsTenantId { get; set; }

    /// <summary>Slack workspace, or null.</summary>
    public string? SlackTeamId { get; set; }

    /// <summary>The firm as the access rules see it.</summary>
    public Organization ToOrganization() => new(Id, Kind, Name);
}

/// <summary>A person of the vendor or a partner.</summary>
public sealed class Person
{
    /// <summary>Stable id.</summary>
    public required string Id { get; init; }

    /// <summary>The name people read.</summary>
    public required string Name { get; set; }

    /// <summary>Work e-mail; never proof of identity.</summary>
    public string? Email { get; set; }

    /// <summary>The firm.</summary>
    public required string OrganizationId { get; set; }

    /// <summary>The role.</summary>
    public required Role Role { get; set; }

    /// <summary>Sales region, or null.</summary>
    public string? Region { get; set; }

    /// <summary>IANA zone.</summary>
    public required string TimeZone { get; set; }

    /// <summary>BCP 47 tag: <c>en-GB</c>.</summary>
    public required string Locale { get; set; }

    /// <summary>Object id in the firm's Microsoft 365 tenant, or null.</summary>
    public string? TeamsObjectId { get; set; }

    /// <summary>User id in the firm's Slack workspace, or null.</summary>
    public string? SlackUserId { get; set; }

    /// <summary>The day the person left the firm, or null; from then on nobody speaks with their voice.</summary>
    public DateOnly? LeftOn { get; set; }
}
