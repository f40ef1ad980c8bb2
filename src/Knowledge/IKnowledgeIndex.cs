namespace CoSellBot.Knowledge;

/// <summary>
/// Keeps the library's passages and finds them. Every implementation filters before it ranks: what the filter or the day does not admit is not
/// compared or returned. What is found is made into answers by <see cref="KnowledgeLibrary"/>, the same for all.
/// </summary>
public interface IKnowledgeIndex
{
    /// <summary>Takes documents in, each in the place of what its file had, and forgets files. All of it is found, or gone, when this returns.</summary>
    /// <exception cref="ArgumentException">A document belongs to another tenant or names no file.</exception>
    /// <exception cref="KnowledgeUnavailableException">The index cannot be reached; some of the change may have been made, and making it again is safe.</exception>
    Task ApplyAsync(string tenantId, KnowledgeChange change, CancellationToken cancellationToken);

    /// <summary>The documents the index has of a tenant, for its own keeping: whoever asks may not show them to anybody.</summary>
    /// <exception cref="KnowledgeUnavailableException">The index cannot be reached.</exception>
    Task<IReadOnlyList<DocumentHead>> ListAsync(string tenantId, CancellationToken cancellationToken);

    /// <summary>The passages nearest to the words, best first, each passage once.</summary>
    /// <exception cref="KnowledgeUnavailableException">The index cannot be reached.</exception>
    Task<IReadOnlyList<FoundPassage>> SearchAsync(IndexQuery query, AccessFilter filter, CancellationToken cancellationToken);

    /// <summary>All admitted passages of these documents valid in the scope, in every language and version, in order.</summary>
    /// <exception cref="KnowledgeUnavailableException">The index cannot be reached.</exception>
    Task<IReadOnlyList<KnowledgePassage>> ReadAsync(IReadOnlyCollection<string> documentIds, KnowledgeScope scope, AccessFilter filter, CancellationToken cancellationToken);

    /// <summary>The heads of all admitted versions and languages of these documents, valid or not.</summary>
    /// <exception cref="KnowledgeUnavailableException">The index cannot be reached.</exception>
    Task<IReadOnlyList<DocumentHead>> HeadsAsync(IReadOnlyCollection<string> documentIds, AccessFilter filter, CancellationToken cancellationToken);
}

/// <summary>A change of the library.</summary>
/// <param name="Put">Documents to take in.</param>
/// <param name="Remove">Files to forget.</param>
/// <param name="IsComplete">True when with this change the index has all there is: one that was filled anew takes the place of the old one.</param>
public sealed record KnowledgeChange(IReadOnlyList<KnowledgeDocument> Put, IReadOnlyList<string> Remove, bool IsComplete = false);

/// <summary>A search of passages.</summary>
/// <param name="Words">What to look for.</param>
/// <param name="Scope">Which documents count.</param>
/// <param name="Most">The most passages to return.</param>
public sealed record IndexQuery(string Words, KnowledgeScope Scope, int Most);

/// <summary>A passage that was found.</summary>
/// <param name="Passage">The passage.</param>
/// <param name="Score">Orders the passages of one search and compares with no other.</param>
public sealed record FoundPassage(KnowledgePassage Passage, double Score);

/// <summary>The library cannot be reached. Nobody may conclude from it that there are no documents.</summary>
public sealed class KnowledgeUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
