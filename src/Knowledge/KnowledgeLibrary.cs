using CoSellBot.Knowledge.Quoting;
using CoSellBot.Knowledge.Text;

namespace CoSellBot.Knowledge;

/// <summary>
/// Answers from the library. What an index finds is quoted sentence by sentence: the words of all translations of a section lead to it, and it is
/// quoted in the reader's language where it exists in that language, in the newest version that is valid.
/// </summary>
/// <param name="index">Where the passages are.</param>
public sealed class KnowledgeLibrary(IKnowledgeIndex index)
{
    private const string Fallback = "en";
    private const int MostPassages = 60;
    private const int MostDocuments = 16;

    /// <summary>
    /// The sentences that answer a question, best first, at most <see cref="KnowledgeQuery.Most"/>. Empty when they would cover too
    /// little of it: no answer is better than a wrong quotation.
    /// </summary>
    /// <exception cref="KnowledgeUnavailableException">The index cannot be reached.</exception>
    public async Task<IReadOnlyList<KnowledgeHit>> SearchAsync(KnowledgeQuery query, AccessFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        var question = Words.Of(query.Question).Where(word => !FrameWords.Contains(word)).Distinct().ToList();
        if (question.Count == 0)
        {
            return [];
        }

        var found = await index.SearchAsync(new IndexQuery(query.Question, query.Scope, MostPassages), filter, cancellationToken);
        var documents = found.Select(item => item.Passage.Document.Id).Distinct().Take(MostDocuments).ToList();
        var sections = await SectionsAsync(documents, query.Scope, filter, cancellationToken);
        var shelf = new QuoteShelf(sections);
        var hits = Ranking.Choose(shelf, question, Names(query, question), Near(found), query.Most)
            .Select(candidate => Quote([.. shelf.Entries.Where(entry => entry.Key == candidate.Key)], query.Scope, filter, question)).OfType<KnowledgeHit>();
        // The reader's own language first; the order within a language is the order of relevance.
        return [.. hits.OrderBy(hit => hit.Document.Language == query.Scope.Language ? 0 : 1)];
    }

    /// <summary>A whole section, in the version and language a search on that day would quote; null when there is none for these readers.</summary>
    /// <exception cref="KnowledgeUnavailableException">The index cannot be reached.</exception>
    public async Task<KnowledgeHit?> FindSectionAsync(SectionKey section, KnowledgeScope scope, AccessFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(section);
        var sections = await SectionsAsync([section.Document], scope, filter, cancellationToken);
        var entries = new QuoteShelf(sections).Entries.Where(entry => entry.Key == section).ToList();
        return entries.Count == 0 ? null : Quote(entries, scope, filter, []);
    }

    // Of each document the newest version that is valid and readable; a translation that was left behind no longer holds.
    private async Task<IReadOnlyList<(DocumentHead Document, KnowledgeSection Section)>> SectionsAsync(
        List<string> documents, KnowledgeScope scope, AccessFilter filter, CancellationToken cancellationToken)
    {
        var passages = documents.Count == 0 ? [] : await index.ReadAsync(documents, scope, filter, cancellationToken);
        var newest = passages.GroupBy(passage => passage.Document.Id).ToDictionary(versions => versions.Key, versions => versions.Max(passage => passage.Document.Version));
        return [.. passages.Where(passage => passage.Document.Version == newest[passage.Document.Id])
            .DistinctBy(passage => (passage.Document.Source, passage.Section.Id)).Select(passage => (passage.Document, passage.Section))];
    }

    // How near each section is, the nearest being 1.
    private static Dictionary<SectionKey, double> Near(IReadOnlyList<FoundPassage> found) =>
        found.GroupBy(item => item.Passage.Key).ToDictionary(same => same.Key, same => same.Max(item => item.Score) / found[0].Score);

    // Who names nothing but a name may have been misread, so then it is looked for.
    private static HashSet<string> Names(KnowledgeQuery query, List<string> question)
    {
        var names = (query.Names ?? []).SelectMany(Words.Of).ToHashSet(StringComparer.Ordinal);
        return question.TrueForAll(names.Contains) ? [] : names;
    }

    // What an index returns was admitted there; what is quoted is admitted here once more, by the document itself.
    private static KnowledgeHit? Quote(List<Entry> languages, KnowledgeScope scope, AccessFilter filter, List<string> question)
    {
        var entry = languages.FirstOrDefault(language => language.Document.Language == scope.Language)
            ?? languages.FirstOrDefault(language => language.Document.Language == Fallback) ?? languages[0];
        if (!entry.Document.IsValid(scope.Day, scope.Country) || filter.Admit(entry.Document) is not { } readers)
        {
            return null;
        }

        // A translation may have been the one that was found; its sentence stands at the same place in this language.
        var own = entry.Section.Sentences.ToList();
        var same = languages.Select(language => language.Section.Sentences.ToList()).Where(sentences => sentences.Count == own.Count).ToList();
        var best = Enumerable.Range(0, own.Count).MaxBy(at => same.Max(sentences => Overlap(sentences[at], question)));
        return new KnowledgeHit(entry.Key, own[best], entry.Document, entry.Section, readers);
    }

    private static double Overlap(string sentence, List<string> question)
    {
        var words = Words.Of(sentence).ToList();
        // A plural is as good as the word itself: of two sentences that meet the question the earlier one is quoted.
        return question.Sum(term => words.Count == 0 ? 0 : words.Max(word => WordBank.Alike(term, word)) is var alike && alike >= 0.9 ? 1 : alike);
    }
}
