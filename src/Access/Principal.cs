namespace CoSellBot.Access;

/// <summary>Who speaks: a verified channel identity resolved to a person of the programme. Tools receive it at construction, never as an argument.</summary>
/// <param name="TenantId">The vendor deployment, from the installation the message came through.</param>
/// <param name="PersonId">The linked person; null when the identity is not linked.</param>
/// <param name="Name">The name people read; empty when not linked.</param>
/// <param name="Organization">The person's firm; null when unknown, which means public answers only.</param>
/// <param name="Role">The person's role; null when unknown.</param>
/// <param name="IsGuest">A guest account: never counted as a member of the inviting firm.</param>
public sealed record Principal(
    string TenantId, string? PersonId, string Name, Organization? Organization, Role? Role, bool IsGuest = false)
{
    /// <summary>True when the identity belongs to a known person of a known firm.</summary>
    public bool IsLinked => PersonId is not null && Organization is not null && Role is not null;

    /// <summary>True for people of the vendor.</summary>
    public bool IsVendor => Organization?.Kind == OrganizationKind.Vendor;

    /// <summary>True for people of a partner firm.</summary>
    public bool IsPartner => Organization?.Kind == OrganizationKind.Partner;

    /// <summary>The same person as a reader of facts.</summary>
    public Member AsMember() => IsGuest
        ? new Member(PersonId, null, null)
        : new Member(PersonId, Organization?.Id, Role ?? (Organization is null ? null : Roles.Lowest(Organization.Kind)));

    /// <summary>Someone we know nothing about.</summary>
    public static Principal Unknown(string tenantId) => new(tenantId, null, "", null, null);
}
