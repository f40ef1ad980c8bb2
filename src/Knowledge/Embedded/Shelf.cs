using CoSellBot.Knowledge.Text;

namespace CoSellBot.Knowledge.Embedded;

/// <summary>A tenant's documents laid out for searching. Built once, then never changed, so many may search while another is built.</summary>
internal sealed class Shelf
{
    // How much further down a place counts, when the words' order and the meaning's are made one.
    private const int Fade = 20;

    // How much another word for the same thing counts.
    private const double OfConcept = 0.2;

    private readonly IReadOnlyList<AnalysedDocument> _documents;
    private readonly ILookup<string, AnalysedDocument> _byId;
    private readonly Vocabulary _vocabulary;
    private readonly IReadOnlyList<AnalysedPassage> _passages;
    private readonly TermIndex _terms;
    private readonly LexicalSearch _search;
    private readonly VectorShelf? _vectors;

    /// <param name="documents">The documents.</param>
    /// <param name="vocabulary">The vocabulary they were analysed with.</param>
    /// <param name="vector">The vector of a passage, when there is one.</param>
    /// <param name="settings">How words are weighed.</param>
    public Shelf(IEnumerable<AnalysedDocument> documents, Vocabulary vocabulary, Func<KnowledgePassage, ReadOnlyMemory<float>?>? vector, LexicalSettings settings)
    {
        _vocabulary = vocabulary;
        _documents = [.. documents.OrderBy(item => item.Document.Source, StringComparer.Ordinal)];
        _byId = _documents.ToLookup(item => item.Document.Id, StringComparer.Ordinal);
        _passages = [.. _documents.SelectMany(item => item.Passages)];
        _terms = new TermIndex(_passages, vocabulary);
        var groups = new Dictionary<SectionKey, int>();
        _search = new LexicalSearch(_terms, [.. _passages.Select(item => groups.TryGetValue(item.Passage.Key, out var known) ? known : groups[item.Passage.Key] = groups.Count)], settings);
        var vectors = vector is null ? [] : _passages.Select(item => vector(item.Passage)).ToList();
        _vectors = vectors.Find(item => item is not null) is { } first ? new VectorShelf(vectors, first.Length) : null;
    }

    /// <summary>All versions and languages of a document.</summary>
    public IEnumerable<AnalysedDocument> Of(string documentId) => _byId[documentId];

    /// <summary>The passages nearest to the words, and to their meaning when there is a vector of it.</summary>
    public IReadOnlyList<FoundPassage> Search(IndexQuery query, AccessFilter filter, ReadOnlyMemory<float>? meaning)
    {
        var admitted = Admitted(query.Scope, filter);
        var found = _search.Search(Terms(query.Words, query.Scope.Language, admitted), admitted, query.Most);
        if (meaning is { } vector && _vectors is not null)
        {
            found = Fuse(found, _vectors.Search(vector.Span, admitted, query.Most), query.Most);
        }

        return [.. found.Select(item => new FoundPassage(_passages[item.Passage].Passage, item.Score))];
    }

    private bool[] Admitted(KnowledgeScope scope, AccessFilter filter)
    {
        var admitted = new bool[_passages.Count];
        var labels = new Dictionary<string, bool>(StringComparer.Ordinal);
        var first = 0;
        foreach (var (document, count) in _documents.Select(item => (item.Document, item.Passages.Count)))
        {
            if (document.Audience is { } audience && document.TenantId == filter.TenantId && document.IsValid(scope.Day, scope.Country))
            {
                // Thousands of documents share a few labels.
                if (!labels.TryGetValue(audience.Key, out var admits))
                {
                    labels[audience.Key] = admits = filter.Admit(document) is not null;
                }

                admitted.AsSpan(first, count).Fill(admits);
            }

            first += count;
        }

        return admitted;
    }

    private List<QueryTerm> Terms(string words, string language, bool[] admitted)
    {
        var question = Words.Of(words).Where(word => !FrameWords.Contains(word)).GroupBy(word => word, StringComparer.Ordinal);
        return [.. question.Select(word => new QueryTerm(word.Count(), Forms(word.Key, language, admitted))).Where(term => term.Forms.Count > 0)];
    }

    // A word that nobody admitted wrote is met by those written almost like it.
    private List<(int Term, double Alike)> Forms(string word, string language, bool[] admitted)
    {
        var forms = Stems.OfQuestion(word, Stems.Languages).Select(_vocabulary.Find).OfType<int>().Where(term => Occurs(term, admitted)).Select(term => (term, 1.0)).ToList();
        if (forms.Count == 0)
        {
            forms.AddRange(_vocabulary.Like(word, term => Occurs(term, admitted)));
        }

        var own = forms.Select(form => form.Item1).ToHashSet();
        forms.AddRange(Concepts.Of(word, language).Select(_vocabulary.Find).OfType<int>()
            .Where(term => !own.Contains(term) && Occurs(term, admitted)).Select(term => (term, OfConcept)));
        return forms;
    }

    private bool Occurs(int term, bool[] admitted)
    {
        foreach (var passage in _terms.Postings(term).Passages.Span)
        {
            if (admitted[passage])
            {
                return true;
            }
        }

        return false;
    }

    private static List<(int Passage, double Score)> Fuse(List<(int Passage, double Score)> words, List<(int Passage, double Score)> meaning, int most)
    {
        var scores = new Dictionary<int, double>();
        foreach (var list in new[] { words, meaning })
        {
            for (var at = 0; at < list.Count; at++)
            {
                scores[list[at].Passage] = scores.GetValueOrDefault(list[at].Passage) + (1.0 / (Fade + at + 1));
            }
        }

        return [.. scores.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take(most).Select(pair => (pair.Key, pair.Value))];
    }
}
