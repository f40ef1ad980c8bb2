namespace CoSellBot.Access;

/// <summary>One way to be allowed to read a fact: being a firm's member, holding a role there, or being a person.</summary>
/// <param name="OrganizationId">The firm the reader must belong to, or null.</param>
/// <param name="Role">The role the reader must hold in that firm, or null for any.</param>
/// <param name="PersonId">The person the reader must be, or null.</param>
public sealed record Grant(string? OrganizationId, Role? Role, string? PersonId)
{
    /// <summary>Every member of the firm.</summary>
    public static Grant ToOrganization(string organizationId) => new(organizationId, null, null);

    /// <summary>Those who hold the role in the firm.</summary>
    public static Grant ToRole(string organizationId, Role role) => new(organizationId, role, null);

    /// <summary>One person.</summary>
    public static Grant ToPerson(string personId) => new(null, null, personId);

    /// <summary>True when this grant lets the member read. A grant that names nothing admits nobody.</summary>
    public bool Admits(Member member) => PersonId is not null
        ? PersonId == member.PersonId
        : OrganizationId is not null && OrganizationId == member.OrganizationId && (Role is null || Role == member.Role);

    /// <inheritdoc/>
    public override string ToString() => PersonId is not null ? $"person:{PersonId}"
        : Role is null ? $"org:{OrganizationId}" : $"role:{OrganizationId}/{Role}";

    /// <summary>Reads the text form back.</summary>
    /// <exception cref="FormatException">The text is no grant.</exception>
    public static Grant Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (kind, rest) = colon < 0 ? ("", "") : (text[..colon], text[(colon + 1)..]);
        var slash = rest.LastIndexOf('/');
        return kind switch
        {
            "person" when rest.Length > 0 => ToPerson(rest),
            "org" when rest.Length > 0 => ToOrganization(rest),
            "role" when slash > 0 && Enum.TryParse<Role>(rest[(slash + 1)..], out var role) => ToRole(rest[..slash], role),
            _ => throw new FormatException("Not a reader grant."),
        };
    }
}
