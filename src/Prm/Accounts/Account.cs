namespace CoSellBot.Prm.Accounts;

/// <summary>A company the vendor knows.</summary>
public sealed class Account
{
    /// <summary>Stable id, the customer's own where imported.</summary>
    public required string Id { get; init; }

    /// <summary>The name as recorded.</summary>
    public required string Name { get; set; }

    /// <summary>Registrable domain, or null.</summary>
    public string? Domain { get; set; }

    /// <summary>ISO 3166-1 alpha-2, or null.</summary>
    public string? Country { get; set; }

    /// <summary>Postal code as written, or null.</summary>
    public string? PostalCode { get; set; }

    /// <summary>Industry, or null.</summary>
    public string? Industry { get; set; }

    /// <summary>Size segment, or null.</summary>
    public string? Segment { get; set; }

    /// <summary>The parent company's account, a relation and never an identity.</summary>
    public string? ParentId { get; set; }

    /// <summary>The vendor person who owns the account, or null when nobody does.</summary>
    public string? OwnerPersonId { get; set; }

    /// <summary>A named account of the vendor.</summary>
    public bool Named { get; set; }

    /// <summary>The facts that identify it.</summary>
    public CompanyIdentity Identity => new(Name, Domain, Country, PostalCode);
}

/// <summary>One key an account can be found by.</summary>
public sealed class AccountKeyRow : KeyRow
{
    /// <summary>The account.</summary>
    public required string AccountId { get; init; }
}
