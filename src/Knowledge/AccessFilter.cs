using CoSellBot.Access;

namespace CoSellBot.Knowledge;

/// <summary>What a search may return: the tenant's own documents, and of those only what everyone who will read the answer may see.</summary>
/// <param name="TenantId">The vendor deployment; another tenant's documents do not exist for the search.</param>
/// <param name="Ceiling">What all readers of the answer may see.</param>
public sealed record AccessFilter(string TenantId, Ceiling Ceiling)
{
    /// <summary>True when a document may be used. One without a tenant or with an unreadable label never may.</summary>
    public bool Admits(string? tenantId, Readers? readers) =>
        !string.IsNullOrEmpty(tenantId) && tenantId == TenantId && readers is not null && Ceiling.Allows(readers);
}
