using System.Collections.Frozen;
using System.Collections.Immutable;
using CoSellBot.Access;
using CoSellBot.Agents.Replies;
using CoSellBot.Knowledge;

namespace CoSellBot.Agents.Playbooks;

/// <summary>Writes passages down with their citations. Every word is the document's, as a fact with the document's readers, or a text of ours.</summary>
internal static class PlaybookCards
{
    private const string ClosingMarks = ".!?。！？";
    private static readonly FrozenSet<string> Named = FrozenSet.ToFrozenSet(["en", "de", "fr", "es", "pt", "ja"], StringComparer.Ordinal);

    /// <summary>The quoted sentences, each with its number, then a line for each number.</summary>
    public static IEnumerable<Phrase> Quotations(IReadOnlyList<KnowledgeHit> hits, string language)
    {
        var cited = hits.DistinctBy(Place).ToList();
        foreach (var hit in hits)
        {
            var number = Term.Of(cited.FindIndex(first => Place(first) == Place(hit)) + 1).For(hit.Readers);
            // The number stands before the closing mark, as in print.
            var closed = ClosingMarks.Contains(hit.Sentence[^1], StringComparison.Ordinal);
            var terms = new (string, Labelled<Term>)[]
            {
                ("text", Term.Of(closed ? hit.Sentence[..^1] : hit.Sentence).For(hit.Readers)), ("number", number),
                ("end", Term.Of(closed ? hit.Sentence[^1..] : "").For(hit.Readers)), ("language", LanguageName(hit).For(hit.Readers)),
            };
            yield return Phrase.Of(hit.Document.Language == language ? "playbook.quote" : "playbook.quote_other", terms);
        }

        foreach (var (hit, at) in cited.Select((hit, at) => (hit, at)))
        {
            yield return Citation(hit, at + 1);
        }
    }

    /// <summary>A whole section: where it stands, then its paragraphs.</summary>
    public static IEnumerable<Phrase> Section(KnowledgeHit hit, int number) => hit.Section.Paragraphs
        .Select(paragraph => Phrase.Of("fact.text", ("text", Term.Of(string.Join(hit.Document.Language == "ja" ? "" : " ", paragraph)).For(hit.Readers))))
        .Prepend(Citation(hit, number));

    /// <summary>For whom it is released, and when that was looked up.</summary>
    public static Phrase Source(ImmutableArray<string> firms, DateTimeOffset now)
    {
        var at = Term.Of(now, InstantStyle.Time).ForAll();
        return firms.IsEmpty
            ? Phrase.Of("playbook.source_public", ("at", at))
            : Phrase.Of("playbook.source", ("firms", Term.List(firms.Select(Term.Of)).ForAll()), ("at", at));
    }

    /// <summary>What is sent about passages that somebody finds wrong, in the sender's language.</summary>
    public static string NotRight(IReadOnlyList<KnowledgeHit> hits, ReadingContext reading)
    {
        var passages = hits.Select(hit => Term.Of(Texts.Shipped.Format(
            hit.Section.Page is null ? "playbook.passage" : "playbook.passage_page",
            new Dictionary<string, Term>(StringComparer.Ordinal)
            {
                ["title"] = Term.Of(hit.Document.Title),
                ["version"] = Term.Of(hit.Document.Version),
                ["place"] = Term.Of(Place(hit).Place),
                ["heading"] = Term.Of(hit.Section.Heading),
            }, reading)));
        return Texts.Shipped.Format("playbook.not_right", new Dictionary<string, Term>(StringComparer.Ordinal) { ["passages"] = Term.List(passages) }, reading);
    }

    private static Phrase Citation(KnowledgeHit hit, int number) => Phrase.Of(
        hit.Section.Page is null ? "playbook.cited" : "playbook.cited_page",
        ("number", Term.Of(number).For(hit.Readers)), ("title", Term.Of(hit.Document.Title).For(hit.Readers)), ("version", Term.Of(hit.Document.Version).For(hit.Readers)),
        ("place", Term.Of(Place(hit).Place).For(hit.Readers)), ("until", Term.Of(hit.Document.ValidUntil).For(hit.Readers)));

    private static (string Document, string Place) Place(KnowledgeHit hit) => (hit.Document.Id,
        hit.Section.Page?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? hit.Section.Number ?? hit.Section.Heading);

    private static Term LanguageName(KnowledgeHit hit) =>
        Named.Contains(hit.Document.Language) ? Term.Label($"playbook.language.{hit.Document.Language}") : Term.Of(hit.Document.Language);
}
