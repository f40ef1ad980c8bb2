namespace CoSellBot.Knowledge;

/// <summary>
/// The library. Every implementation filters before it ranks: what the filter does not admit is not counted, compared or returned.
/// Documents are found by what is valid on the day of the query; one that is expired, withdrawn or not yet valid does not exist.
/// </summary>
public interface IKnowledgeIndex
{
    /// <summary>Puts these documents in the place of everything the tenant had.</summary>
    /// <exception cref="ArgumentException">A document belongs to another tenant.</exception>
    Task ReplaceAsync(string tenantId, IReadOnlyList<KnowledgeDocument> documents, CancellationToken cancellationToken);

    /// <summary>
    /// The sentences that answer a question, best first, at most <see cref="KnowledgeQuery.Most"/>. Empty when they would cover too
    /// little of it: no answer is better than a wrong quotation.
    /// </summary>
    Task<IReadOnlyList<KnowledgeHit>> SearchAsync(KnowledgeQuery query, AccessFilter filter, CancellationToken cancellationToken);

    /// <summary>A whole section, in the version and language a search on that day would quote; null when there is none for these readers.</summary>
    Task<KnowledgeHit?> FindSectionAsync(SectionKey section, KnowledgeScope scope, AccessFilter filter, CancellationToken cancellationToken);
}
