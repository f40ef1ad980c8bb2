using System.Collections.Frozen;
using CoSellBot.Knowledge.Text;

namespace CoSellBot.Knowledge.Embedded;

/// <summary>A tenant's documents laid out for searching. Built once, then never changed, so many may search while another is built.</summary>
internal sealed class Shelf
{
    /// <summary>A word nobody admitted wrote is met by words like it, when there are few enough to look like it.</summary>
    private const int MostAlike = 12;

    private readonly FrozenDictionary<string, KnowledgeDocument> _documents;
    private readonly ILookup<string, KnowledgeDocument> _byId;
    private readonly IReadOnlyList<KnowledgePassage> _passages;
    private readonly KnowledgeDocument[] _documentOf;
    private readonly TermIndex _terms;
    private readonly LexicalSearch _search;
    private readonly WordBank _bank = new();
    private readonly List<int[]> _termsOfWord = [];
    private readonly string[] _languages;

    /// <param name="documents">The documents by their file.</param>
    /// <param name="settings">How words are weighed.</param>
    public Shelf(IEnumerable<KnowledgeDocument> documents, LexicalSettings settings)
    {
        _documents = documents.OrderBy(document => document.Source, StringComparer.Ordinal).ToFrozenDictionary(document => document.Source, StringComparer.Ordinal);
        var ordered = _documents.Values.OrderBy(document => document.Source, StringComparer.Ordinal).ToList();
        _byId = ordered.ToLookup(document => document.Id, StringComparer.Ordinal);
        _languages = [.. ordered.Select(document => document.Language).Distinct().Intersect(Stems.Languages)];
        var cut = ordered.SelectMany(document => KnowledgePassage.Of(document).Select(passage => (Passage: passage, Document: document))).ToList();
        _passages = [.. cut.Select(item => item.Passage)];
        _documentOf = [.. cut.Select(item => item.Document)];
        _terms = new TermIndex(_passages);
        // The same section in six languages is one section in how rare a word is.
        var groups = new Dictionary<SectionKey, int>();
        _search = new LexicalSearch(_terms, [.. _passages.Select(passage => groups.TryGetValue(passage.Key, out var known) ? known : groups[passage.Key] = groups.Count)], settings);
        LearnWords();
    }

    /// <summary>The documents, by file.</summary>
    public IReadOnlyDictionary<string, KnowledgeDocument> Documents => _documents;

    /// <summary>All versions and languages of a document.</summary>
    public IEnumerable<KnowledgeDocument> Of(string documentId) => _byId[documentId];

    /// <summary>The passages nearest to the words.</summary>
    public IReadOnlyList<FoundPassage> Search(IndexQuery query, AccessFilter filter)
    {
        var labels = new Dictionary<string, bool>(StringComparer.Ordinal);
        var documents = new HashSet<KnowledgeDocument>(ReferenceEqualityComparer.Instance);
        foreach (var document in _documents.Values)
        {
            if (document.IsValid(query.Scope.Day, query.Scope.Country) && document.Audience is { } audience)
            {
                // Thousands of documents share a few labels.
                if (!labels.TryGetValue(audience.Key, out var admits))
                {
                    labels[audience.Key] = admits = filter.Admit(document) is not null;
                }

                if (admits && document.TenantId == filter.TenantId)
                {
                    documents.Add(document);
                }
            }
        }

        var admitted = new bool[_passages.Count];
        for (var number = 0; number < admitted.Length; number++)
        {
            admitted[number] = documents.Contains(_documentOf[number]);
        }

        var found = _search.Search(Terms(query.Words, admitted), admitted, query.Most);
        return [.. found.Select(item => new FoundPassage(_passages[item.Passage], item.Score))];
    }

    private List<QueryTerm> Terms(string words, bool[] admitted)
    {
        var question = Words.Of(words).Where(word => !FrameWords.Contains(word)).GroupBy(word => word, StringComparer.Ordinal);
        return [.. question.Select(word => new QueryTerm(word.Count(), Forms(word.Key, admitted))).Where(term => term.Forms.Count > 0)];
    }

    private List<(int Term, double Alike)> Forms(string word, bool[] admitted)
    {
        var forms = Stems.OfQuestion(word, _languages).Select(_terms.Find).OfType<int>().Where(term => Occurs(term, admitted)).Select(term => (Term: term, Alike: 1.0)).ToList();
        if (forms.Count == 0)
        {
            forms.AddRange(_bank.Like(word).OrderByDescending(found => found.Alike).Take(MostAlike).SelectMany(found => _termsOfWord[found.Word].Select(term => (term, found.Alike)))
                .Where(form => Occurs(form.term, admitted)).GroupBy(form => form.term).Select(same => (same.Key, same.Max(form => form.Alike))));
        }

        return forms;
    }

    private bool Occurs(int term, bool[] admitted)
    {
        foreach (var (passage, _) in _terms.Postings(term))
        {
            if (admitted[passage])
            {
                return true;
            }
        }

        return false;
    }

    private void LearnWords()
    {
        foreach (var passage in _passages)
        {
            var texts = new[] { passage.Document.Title, passage.Section.Heading, string.Join(' ', passage.Section.AskedAs), passage.Text };
            foreach (var word in texts.SelectMany(Words.Of))
            {
                if (_bank.Add(word) == _termsOfWord.Count)
                {
                    _termsOfWord.Add([.. Stems.OfWord(word, passage.Document.Language).Select(_terms.Find).OfType<int>()]);
                }
            }
        }
    }
}
