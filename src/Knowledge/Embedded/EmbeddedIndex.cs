namespace CoSellBot.Knowledge.Embedded;

/// <summary>
/// The library in this process, for one machine and to about a hundred thousand passages. With a file it survives a restart and takes in what another
/// process has written to that file. With an embedder a search goes by meaning too; while that does not answer, by words alone.
/// </summary>
public sealed class EmbeddedIndex : IKnowledgeIndex, IDisposable
{
    private const int MostTexts = 256;
    private readonly DocumentStore? _store;
    private readonly Embedder? _embedder;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Dictionary<string, Library> _libraries = new(StringComparer.Ordinal);
    private Dictionary<string, ReadOnlyMemory<float>> _vectors = new(StringComparer.Ordinal);
    private long _version;

    /// <param name="file">Where the library is kept; null keeps it in memory.</param>
    /// <param name="embedder">Gives meaning its vectors; null for words alone.</param>
    /// <exception cref="KnowledgeUnavailableException">The file cannot be opened.</exception>
    public EmbeddedIndex(string? file = null, Embedder? embedder = null)
    {
        _embedder = embedder;
        if (file is not null)
        {
            _store = new DocumentStore(file);
            Load();
        }
    }

    /// <summary>How words are weighed.</summary>
    internal LexicalSettings Settings { get; init; } = LexicalSettings.Default;

    /// <inheritdoc/>
    public async Task ApplyAsync(string tenantId, KnowledgeChange change, CancellationToken cancellationToken)
    {
        if (change.Put.Any(document => document.TenantId != tenantId || document.Source.Length == 0))
        {
            throw new ArgumentException("A document belongs to another tenant or names no file.", nameof(change));
        }

        await _writing.WaitAsync(cancellationToken);
        try
        {
            Refresh();
            // Analysed before it is kept: what cannot be analysed must not be there at the next start.
            Library library;
            lock (_lock)
            {
                library = Of(tenantId);
            }

            var analysed = library.Analyse(change.Put);
            _store?.Apply(tenantId, change);
            lock (_lock)
            {
                library.Apply(analysed, change.Remove);
            }

            // What was taken away is gone whether or not meaning can be had; what has none yet is tried again with the next change.
            await EmbedAsync(cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<DocumentHead>> ListAsync(string tenantId, CancellationToken cancellationToken)
    {
        Refresh();
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<DocumentHead>>([.. Of(tenantId).Documents.Select(item => item.Document)]);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<FoundPassage>> SearchAsync(IndexQuery query, AccessFilter filter, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var shelf = ShelfOf(filter.TenantId);
        return shelf.Search(query, filter, await MeaningAsync(query.Words, cancellationToken));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<KnowledgePassage>> ReadAsync(IReadOnlyCollection<string> documentIds, KnowledgeScope scope, AccessFilter filter, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var shelf = ShelfOf(filter.TenantId);
        return Task.FromResult<IReadOnlyList<KnowledgePassage>>([.. documentIds.Distinct().SelectMany(shelf.Of)
            .Where(item => item.Document.IsValid(scope.Day, scope.Country) && filter.Admit(item.Document) is not null).SelectMany(item => item.Passages).Select(item => item.Passage)]);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<DocumentHead>> HeadsAsync(IReadOnlyCollection<string> documentIds, AccessFilter filter, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var shelf = ShelfOf(filter.TenantId);
        return Task.FromResult<IReadOnlyList<DocumentHead>>([.. documentIds.Distinct().SelectMany(shelf.Of).Select(item => item.Document).Where(document => filter.Admit(document) is not null)]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _store?.Dispose();
        _writing.Dispose();
    }

    // What another process wrote since the last look is read whole: that is a moment's work, and half of it would be none.
    private void Refresh()
    {
        lock (_lock)
        {
            if (_store is not null && _store.Version() != _version)
            {
                Load();
            }
        }
    }

    private void Load()
    {
        var version = _store!.Version();
        _vectors = _embedder is null ? [] : _store.Vectors(_embedder.Model);
        var documents = _store.Documents().ToLookup(document => document.TenantId, StringComparer.Ordinal);
        foreach (var tenant in _libraries.Keys.Union(documents.Select(group => group.Key)).ToList())
        {
            var known = Of(tenant).Documents.ToDictionary(item => item.Document.Source, item => item.Document.Hash, StringComparer.Ordinal);
            var now = documents[tenant].ToList();
            var changed = Of(tenant).Analyse([.. now.Where(document => document.Hash.Length == 0 || known.GetValueOrDefault(document.Source) != document.Hash)]);
            Of(tenant).Apply(changed, [.. known.Keys.Except(now.Select(document => document.Source))]);
        }

        // Last: a reading that failed half-way is done again.
        _version = version;
    }

    private Shelf ShelfOf(string tenantId)
    {
        Refresh();
        Lazy<Shelf> shelf;
        lock (_lock)
        {
            shelf = Of(tenantId).Shelf;
        }

        return shelf.Value;
    }

    private Library Of(string tenantId) => _libraries.TryGetValue(tenantId, out var known) ? known : _libraries[tenantId] = new Library(Settings, _embedder is null ? null : VectorOf);

    private ReadOnlyMemory<float>? VectorOf(KnowledgePassage passage)
    {
        lock (_lock)
        {
            return _vectors.TryGetValue(passage.MeaningHash, out var vector) ? vector : null;
        }
    }

    private async Task EmbedAsync(CancellationToken cancellationToken)
    {
        if (_embedder is null)
        {
            return;
        }

        Dictionary<string, string> missing;
        List<string> gone;
        lock (_lock)
        {
            var used = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var passage in _libraries.Values.SelectMany(library => library.Documents).SelectMany(item => item.Passages).Select(item => item.Passage))
            {
                used.TryAdd(passage.MeaningHash, passage.Meaning);
            }

            missing = used.Where(pair => !_vectors.ContainsKey(pair.Key)).ToDictionary(StringComparer.Ordinal);
            gone = [.. _vectors.Keys.Where(hash => !used.ContainsKey(hash))];
            gone.ForEach(hash => _vectors.Remove(hash));
        }

        _store?.KeepVectors(_embedder.Model, new Dictionary<string, ReadOnlyMemory<float>>(), gone);
        foreach (var batch in missing.Chunk(MostTexts))
        {
            IReadOnlyList<ReadOnlyMemory<float>> vectors;
            try
            {
                vectors = await _embedder.EmbedAsync([.. batch.Select(pair => pair.Value)], cancellationToken);
            }
            catch (KnowledgeUnavailableException)
            {
                return;
            }

            var added = batch.Zip(vectors).ToDictionary(pair => pair.First.Key, pair => pair.Second, StringComparer.Ordinal);
            _store?.KeepVectors(_embedder.Model, added, []);
            lock (_lock)
            {
                foreach (var (hash, vector) in added)
                {
                    _vectors[hash] = vector;
                }

                foreach (var library in _libraries.Values)
                {
                    library.Renew();
                }
            }
        }
    }

    private async Task<ReadOnlyMemory<float>?> MeaningAsync(string words, CancellationToken cancellationToken)
    {
        if (_embedder is null || string.IsNullOrWhiteSpace(words))
        {
            return null;
        }

        try
        {
            return (await _embedder.EmbedAsync([words], cancellationToken))[0];
        }
        catch (KnowledgeUnavailableException)
        {
            // Words find what they name without it, among the same documents.
            return null;
        }
    }

    /// <summary>A tenant's documents as they are now, and the shelf of them, laid out when it is first asked for after a change.</summary>
    private sealed class Library(LexicalSettings settings, Func<KnowledgePassage, ReadOnlyMemory<float>?>? vector)
    {
        private readonly Vocabulary _vocabulary = new();
        private readonly Dictionary<string, AnalysedDocument> _documents = new(StringComparer.Ordinal);

        public IReadOnlyCollection<AnalysedDocument> Documents => _documents.Values;

        public Lazy<Shelf> Shelf { get; private set; } = new(() => new Shelf([], new Vocabulary(), null, settings));

        public IReadOnlyList<AnalysedDocument> Analyse(IReadOnlyList<KnowledgeDocument> put) => [.. put.Select(document => AnalysedDocument.Of(document, _vocabulary))];

        public void Apply(IReadOnlyList<AnalysedDocument> put, IReadOnlyList<string> remove)
        {
            foreach (var source in remove)
            {
                _documents.Remove(source);
            }

            foreach (var analysed in put)
            {
                _documents[analysed.Document.Source] = analysed;
            }

            if (put.Count + remove.Count > 0)
            {
                Renew();
            }
        }

        public void Renew()
        {
            var now = _documents.Values.ToList();
            Shelf = new Lazy<Shelf>(() => new Shelf(now, _vocabulary, vector, settings), LazyThreadSafetyMode.ExecutionAndPublication);
        }
    }
}
