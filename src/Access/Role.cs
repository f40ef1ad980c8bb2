namespace CoSellBot.Access;

/// <summary>What a person does in the programme (domain §1). The order within a side runs from the fewest rights to the most.</summary>
public enum Role
{
    /// <summary>Sells for a partner firm.</summary>
    PartnerSeller,

    /// <summary>Administers a partner firm's people and sharing.</summary>
    PartnerAdmin,

    /// <summary>Account executive of the vendor.</summary>
    Rep,

    /// <summary>Looks after assigned partners.</summary>
    PartnerManager,

    /// <summary>Looks after all partners of a programme or territory.</summary>
    ChannelManager,

    /// <summary>Decides for a region.</summary>
    RegionalManager,

    /// <summary>Configures the product.</summary>
    Admin,
}

/// <summary>The spelling of roles in files and in the wire format.</summary>
public static class Roles
{
    /// <summary>Reads <c>partner_seller</c> and its like; false for anything else.</summary>
    public static bool TryParse(string text, out Role role) =>
        // By name alone: what the enum reads besides, numbers and lists of names, would be another role than the one written.
        Enum.GetNames<Role>().FirstOrDefault(name => name.Equals(text.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)) is { } known
            ? Enum.TryParse(known, out role)
            : (role = default) != default;

    /// <summary>The least any member of such an organisation may do.</summary>
    public static Role Lowest(OrganizationKind kind) => kind == OrganizationKind.Vendor ? Role.Rep : Role.PartnerSeller;
}
