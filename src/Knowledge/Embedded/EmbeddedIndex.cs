using System.Collections.Concurrent;
using CoSellBot.Access;

namespace CoSellBot.Knowledge.Embedded;

/// <summary>
/// The library in memory. A question is compared with what may be read only; the words of all translations of a section lead to it,
/// and it is quoted in the reader's language where it exists in that language.
/// </summary>
public sealed class EmbeddedIndex : IKnowledgeIndex
{
    private const string Fallback = "en";

    // A record compares by value; two files may be alike.
    private static readonly IEqualityComparer<KnowledgeDocument> Same = ReferenceEqualityComparer.Instance;
    private readonly ConcurrentDictionary<string, Shelf> _shelves = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task ReplaceAsync(string tenantId, IReadOnlyList<KnowledgeDocument> documents, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (documents.Any(document => document.TenantId != tenantId))
        {
            throw new ArgumentException("A document belongs to another tenant.", nameof(documents));
        }

        _shelves[tenantId] = new Shelf(documents);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<KnowledgeHit>> SearchAsync(KnowledgeQuery query, AccessFilter filter, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var question = Words.Of(query.Question).Where(word => !FrameWords.Contains(word)).Distinct().ToList();
        if (question.Count == 0 || !_shelves.TryGetValue(filter.TenantId, out var shelf))
        {
            return Task.FromResult<IReadOnlyList<KnowledgeHit>>([]);
        }

        var readable = Readable(shelf, query.Scope, filter);
        var admitted = shelf.Entries.Where(entry => readable.ContainsKey(entry.Document)).Select(entry => entry.Order).ToHashSet();
        var hits = Ranking.Choose(shelf, question, Names(query, question), admitted, query.Most)
            .Select(candidate => Quote(candidate.Key, [.. admitted.Select(number => shelf.Entries[number]).Where(entry => entry.Key == candidate.Key)], query.Scope, readable, question));
        // The reader's own language first; the order within a language is the order of relevance.
        return Task.FromResult<IReadOnlyList<KnowledgeHit>>([.. hits.OrderBy(hit => hit.Document.Language == query.Scope.Language ? 0 : 1)]);
    }

    /// <inheritdoc/>
    public Task<KnowledgeHit?> FindSectionAsync(SectionKey section, KnowledgeScope scope, AccessFilter filter, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_shelves.TryGetValue(filter.TenantId, out var shelf))
        {
            return Task.FromResult<KnowledgeHit?>(null);
        }

        var readable = Readable(shelf, scope, filter);
        var entries = shelf.Entries.Where(entry => entry.Key == section && readable.ContainsKey(entry.Document)).ToList();
        return Task.FromResult(entries.Count == 0 ? null : Quote(section, entries, scope, readable, []));
    }

    // Who names nothing but a name may have been misread, so then it is looked for.
    private static HashSet<string> Names(KnowledgeQuery query, List<string> question)
    {
        var names = (query.Names ?? []).SelectMany(Words.Of).ToHashSet(StringComparer.Ordinal);
        return question.TrueForAll(names.Contains) ? [] : names;
    }

    // Of each document the newest version that is valid and readable; a translation that was left behind no longer holds.
    private static Dictionary<KnowledgeDocument, Readers> Readable(Shelf shelf, KnowledgeScope scope, AccessFilter filter)
    {
        var readable = new Dictionary<KnowledgeDocument, Readers>(Same);
        foreach (var document in shelf.Documents.Where(document => document.IsValid(scope.Day, scope.Country)))
        {
            var readers = document.Audience?.ToReaders(scope.Programme);
            if (filter.Admits(document.TenantId, readers))
            {
                readable[document] = readers!;
            }
        }

        var newest = readable.Keys.GroupBy(document => document.Id).ToDictionary(versions => versions.Key, versions => versions.Max(document => document.Version));
        return readable.Where(pair => pair.Key.Version == newest[pair.Key.Id]).ToDictionary(pair => pair.Key, pair => pair.Value, Same);
    }

    private static KnowledgeHit Quote(
        SectionKey key, List<Entry> languages, KnowledgeScope scope, Dictionary<KnowledgeDocument, Readers> readable, List<string> question)
    {
        var entry = languages.FirstOrDefault(language => language.Document.Language == scope.Language)
            ?? languages.FirstOrDefault(language => language.Document.Language == Fallback) ?? languages[0];
        // A translation may have been the one that was found; its sentence stands at the same place in this language.
        var lengths = entry.Section.Sentences.Count();
        var same = languages.Where(language => language.Section.Sentences.Count() == lengths).ToList();
        var best = Enumerable.Range(0, lengths).MaxBy(at => same.Max(language => Overlap(language.Section.Sentences.ElementAt(at), question)));
        return new KnowledgeHit(key, entry.Section.Sentences.ElementAt(best), entry.Document, entry.Section, readable[entry.Document]);
    }

    private static double Overlap(string sentence, List<string> question)
    {
        var words = Words.Of(sentence).ToList();
        // A plural is as good as the word itself: of two sentences that meet the question the earlier one is quoted.
        return question.Sum(term => words.Count == 0 ? 0 : words.Max(word => WordBank.Alike(term, word)) is var alike && alike >= 0.9 ? 1 : alike);
    }
}
