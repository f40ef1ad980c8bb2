using System.Text.Json.Serialization;
using CoSellBot.Access;

namespace CoSellBot.Agents.Replies;

/// <summary>
/// A sentence by resource key with its values. Values come in only as labelled facts, and the sentence carries the meet of
/// their labels, so nothing can be said without an answer to "who may read this".
/// </summary>
public sealed class Phrase
{
    private readonly Dictionary<string, Labelled<Term>> _terms;

    private Phrase(string key, Dictionary<string, Labelled<Term>> terms)
    {
        Key = key;
        _terms = terms;
        Readers = Readers.MeetAll(terms.Values.Select(term => term.Readers));
    }

    /// <summary>The key in the label files.</summary>
    public string Key { get; }

    /// <summary>Who may read the sentence.</summary>
    public Readers Readers { get; }

    /// <summary>A sentence with values.</summary>
    public static Phrase Of(string key, params IEnumerable<(string Name, Labelled<Term> Value)> terms) =>
        new(key, terms.ToDictionary(term => term.Name, term => term.Value, StringComparer.Ordinal));

    /// <summary>The values, when everyone under the ceiling may read all of them; else null.</summary>
    internal IReadOnlyDictionary<string, Term>? Reveal(Ceiling ceiling)
    {
        var open = new Dictionary<string, Term>(_terms.Count, StringComparer.Ordinal);
        foreach (var (name, labelled) in _terms)
        {
            if (!labelled.TryReveal(ceiling, out var term))
            {
                return null;
            }

            open[name] = term;
        }

        return open;
    }

    /// <summary>The stored form of a phrase: values beside their labels.</summary>
    internal sealed record Stored(string Key, Dictionary<string, StoredTerm> Terms);

    /// <summary>A stored value.</summary>
    internal sealed record StoredTerm(Term Term, string Readers);

    internal Stored ToStored() => new(Key, _terms.ToDictionary(
        pair => pair.Key, pair => pair.Value.Store((term, readers) => new StoredTerm(term, readers.ToString()))));

    internal static Phrase FromStored(Stored stored) => Of(stored.Key, stored.Terms.Select(pair =>
        (pair.Key, new Labelled<Term>(pair.Value.Term, Readers.Parse(pair.Value.Readers)))));
}

/// <summary>Writes phrases with their labels, so that a stored reply can be checked again when it is sent.</summary>
internal sealed class PhraseJson : JsonConverter<Phrase>
{
    public override Phrase Read(ref System.Text.Json.Utf8JsonReader reader, Type typeToConvert, System.Text.Json.JsonSerializerOptions options) =>
        Phrase.FromStored(System.Text.Json.JsonSerializer.Deserialize<Phrase.Stored>(ref reader, options)!);

    public override void Write(System.Text.Json.Utf8JsonWriter writer, Phrase value, System.Text.Json.JsonSerializerOptions options) =>
        System.Text.Json.JsonSerializer.Serialize(writer, value.ToStored(), options);
}
