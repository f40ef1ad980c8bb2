namespace CoSellBot.Prm.Partners;

/// <summary>A person's certificate for a product family.</summary>
public sealed class Certification
{
    /// <summary>Stable id.</summary>
    public required string Id { get; init; }

    /// <summary>Who holds it.</summary>
    public required string PersonId { get; set; }

    /// <summary>For which family.</summary>
    public required string ProductFamily { get; set; }

    /// <summary>Level, as the training system names it.</summary>
    public required string Level { get; set; }

    /// <summary>First valid day.</summary>
    public required DateOnly IssuedOn { get; set; }

    /// <summary>Last valid day, or null.</summary>
    public DateOnly? ExpiresOn { get; set; }
}

/// <summary>A legal or tax proof of a partner for a country.</summary>
public sealed class ComplianceItem
{
    /// <summary>Stable id.</summary>
    public required string Id { get; init; }

    /// <summary>The partner.</summary>
    public required string PartnerOrgId { get; set; }

    /// <summary>DPA, AntiBribery, TaxForm …</summary>
    public required string Kind { get; set; }

    /// <summary>ISO country it covers, or null for all.</summary>
    public string? Country { get; set; }

    /// <summary>First valid day.</summary>
    public required DateOnly ValidFrom { get; set; }

    /// <summary>Last valid day, or null.</summary>
    public DateOnly? ValidTo { get; set; }

    /// <summary>Who verified it, or null.</summary>
    public string? VerifiedBy { get; set; }
}

/// <summary>Which proofs a country asks for.</summary>
public sealed class ComplianceRule
{
    /// <summary>The kind of proof.</summary>
    public required string Kind { get; init; }

    /// <summary>ISO countries; <c>*</c> for all.</summary>
    public List<string> Countries { get; set; } = [];
}

/// <summary>A sales territory; territories form a tree and the most specific wins.</summary>
public sealed class Territory
{
    /// <summary>Stable id.</summary>
    public required string Id { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; set; }

    /// <summary>The wider territory, or null.</summary>
    public string? ParentId { get; set; }

    /// <summary>ISO countries.</summary>
    public List<string> Countries { get; set; } = [];

    /// <summary>Postal prefixes that narrow it; empty for all.</summary>
    public List<string> PostalPrefixes { get; set; } = [];

    /// <summary>True when a customer is in it. Where prefixes narrow it, a customer without a postal code is not known to be.</summary>
    public bool Covers(Accounts.CompanyIdentity customer) => customer.Country is { } country && Countries.Contains(country)
        && (PostalPrefixes.Count == 0 || (customer.PostalCode is { } code
            && PostalPrefixes.Exists(prefix => Compact(code).StartsWith(Compact(prefix), StringComparison.OrdinalIgnoreCase))));

    private static string Compact(string code) => string.Concat(code.Where(char.IsLetterOrDigit));
}

/// <summary>A partner's right to a territory.</summary>
public sealed class PartnerTerritory
{
    /// <summary>The partner.</summary>
    public required string PartnerOrgId { get; init; }

    /// <summary>The territory.</summary>
    public required string TerritoryId { get; init; }

    /// <summary>True when nobody else may register there.</summary>
    public bool Exclusive { get; set; }

    /// <summary>First day, or null.</summary>
    public DateOnly? ValidFrom { get; set; }

    /// <summary>Last day, or null.</summary>
    public DateOnly? ValidTo { get; set; }

    /// <summary>True on a day it is in force.</summary>
    public bool HoldsOn(DateOnly day) => (ValidFrom is null || ValidFrom <= day) && (ValidTo is null || ValidTo >= day);
}
