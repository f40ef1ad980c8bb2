using System.Collections.Immutable;

namespace CoSellBot.Access;

/// <summary>
/// Who may read a fact. A label is a conjunction of clauses; a clause lists grants, any of which is enough.
/// No clause means everyone; an empty clause means no one. Two facts joined in one sentence carry the <see cref="Meet"/>
/// of their labels, so a sentence is never wider than its narrowest fact.
/// </summary>
public sealed class Readers : IEquatable<Readers>
{
    private readonly ImmutableArray<ImmutableArray<Grant>> _clauses;

    private Readers(IEnumerable<ImmutableArray<Grant>> clauses) => _clauses = Canonical(clauses);

    /// <summary>Everyone, known or not.</summary>
    public static Readers Public { get; } = new([]);

    /// <summary>No one.</summary>
    public static Readers Nobody { get; } = new([[]]);

    /// <summary>Anyone whom at least one of the grants admits; without grants, no one.</summary>
    public static Readers AnyOf(params IEnumerable<Grant> grants) => new([Clause(grants)]);

    /// <summary>Every member of any of these firms.</summary>
    public static Readers Organizations(params IEnumerable<string> ids) => AnyOf(ids.Select(Grant.ToOrganization));

    /// <summary>Any of these people.</summary>
    public static Readers People(params IEnumerable<string> ids) => AnyOf(ids.Select(Grant.ToPerson));

    /// <summary>Those who may read both.</summary>
    public Readers Meet(Readers other) => new(_clauses.Concat(other._clauses));

    /// <summary>The readers of all of these at once; of nothing, everyone.</summary>
    public static Readers MeetAll(IEnumerable<Readers> labels) => new(labels.SelectMany(label => label._clauses));

    /// <summary>True when the member may read.</summary>
    public bool Admits(Member member) => _clauses.All(clause => clause.Any(grant => grant.Admits(member)));

    /// <summary>True when anyone at all may read.</summary>
    public bool IsPublic => _clauses.IsEmpty;

    /// <inheritdoc/>
    public bool Equals(Readers? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Readers);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The stored form: clauses parted by <c>&amp;</c>, grants by <c>|</c>, <c>*</c> for everyone.</summary>
    public override string ToString() => IsPublic ? "*" : string.Join('&', _clauses.Select(Text));

    /// <summary>Reads the stored form back.</summary>
    /// <exception cref="FormatException">The text is no label; nothing may then be shown.</exception>
    public static Readers Parse(string text) => text == "*" ? Public : new(text.Split('&').Select(ParseClause));

    private static ImmutableArray<Grant> ParseClause(string clause) =>
        clause == "-" ? [] : Clause(clause.Split('|').Select(part => Grant.Parse(Uri.UnescapeDataString(part))));

    private static ImmutableArray<Grant> Clause(IEnumerable<Grant> grants) =>
        [.. grants.Distinct().OrderBy(grant => grant.ToString(), StringComparer.Ordinal)];

    // Ids come from customers' files and may hold any character, so each grant is escaped.
    private static string Text(ImmutableArray<Grant> clause) =>
        clause.IsEmpty ? "-" : string.Join('|', clause.Select(grant => Uri.EscapeDataString(grant.ToString())));

    // A clause that contains another is implied by it; dropping it keeps labels short and equal labels equal.
    private static ImmutableArray<ImmutableArray<Grant>> Canonical(IEnumerable<ImmutableArray<Grant>> clauses)
    {
        var all = clauses.OrderBy(clause => clause.Length).ThenBy(Text, StringComparer.Ordinal).ToList();
        var kept = new List<ImmutableArray<Grant>>(all.Count);
        foreach (var clause in all)
        {
            if (!kept.Any(smaller => smaller.All(grant => clause.Contains(grant))))
            {
                kept.Add(clause);
            }
        }

        return [.. kept];
    }
}
