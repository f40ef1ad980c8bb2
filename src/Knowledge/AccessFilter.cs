using CoSellBot.Access;

namespace CoSellBot.Knowledge;

/// <summary>What a search may return: the tenant's own documents, and of those only what everyone who will read the answer may see.</summary>
/// <param name="TenantId">The vendor deployment; another tenant's documents do not exist for the search.</param>
/// <param name="Ceiling">What all readers of the answer may see.</param>
/// <param name="Programme">The firms a label may speak of.</param>
public sealed record AccessFilter(string TenantId, Ceiling Ceiling, ProgrammeFirms Programme)
{
    /// <summary>The label of a document that may be used; null when it may not. One without a tenant or with an unreadable label never may.</summary>
    public Readers? Admit(DocumentHead document)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (string.IsNullOrEmpty(document.TenantId) || document.TenantId != TenantId || document.Audience is not { } audience || (audience.IsConfidential && Ceiling.Members.Length != 1))
        {
            return null;
        }

        var readers = audience.ToReaders(Programme);
        return Ceiling.Allows(readers) ? readers : null;
    }
}
