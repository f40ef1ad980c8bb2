using System.Collections.Concurrent;

namespace CoSellBot.Knowledge.Embedded;

/// <summary>The library in this process, for one machine and to about a hundred thousand passages.</summary>
public sealed class EmbeddedIndex : IKnowledgeIndex
{
    private static readonly Shelf Empty = new([], LexicalSettings.Default);
    private readonly ConcurrentDictionary<string, Shelf> _shelves = new(StringComparer.Ordinal);
    private readonly Lock _one = new();

    /// <summary>How words are weighed.</summary>
    internal LexicalSettings Settings { get; init; } = LexicalSettings.Default;

    /// <inheritdoc/>
    public Task ApplyAsync(string tenantId, KnowledgeChange change, CancellationToken cancellationToken)
    {
        if (change.Put.Any(document => document.TenantId != tenantId || document.Source.Length == 0))
        {
            throw new ArgumentException("A document belongs to another tenant or names no file.", nameof(change));
        }

        cancellationToken.ThrowIfCancellationRequested();
        lock (_one)
        {
            var documents = Of(tenantId).Documents.Values.ToDictionary(document => document.Source, StringComparer.Ordinal);
            foreach (var source in change.Remove)
            {
                documents.Remove(source);
            }

            foreach (var document in change.Put)
            {
                documents[document.Source] = document;
            }

            _shelves[tenantId] = new Shelf(documents.Values, Settings);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, string>> ListAsync(string tenantId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(Of(tenantId).Documents.ToDictionary(pair => pair.Key, pair => pair.Value.Hash, StringComparer.Ordinal));

    /// <inheritdoc/>
    public Task<IReadOnlyList<FoundPassage>> SearchAsync(IndexQuery query, AccessFilter filter, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Of(filter.TenantId).Search(query, filter));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<KnowledgePassage>> ReadAsync(IReadOnlyCollection<string> documentIds, KnowledgeScope scope, AccessFilter filter, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var shelf = Of(filter.TenantId);
        return Task.FromResult<IReadOnlyList<KnowledgePassage>>([.. documentIds.Distinct().SelectMany(shelf.Of)
            .Where(document => document.IsValid(scope.Day, scope.Country) && filter.Admit(document) is not null).SelectMany(KnowledgePassage.Of)]);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<DocumentHead>> HeadsAsync(IReadOnlyCollection<string> documentIds, AccessFilter filter, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var shelf = Of(filter.TenantId);
        return Task.FromResult<IReadOnlyList<DocumentHead>>([.. documentIds.Distinct().SelectMany(shelf.Of).Where(document => filter.Admit(document) is not null)]);
    }

    private Shelf Of(string tenantId) => _shelves.GetValueOrDefault(tenantId, Empty);
}
