using System.Collections.Immutable;

namespace CoSellBot.Access;

/// <summary>What every member of a place may see. Adding a member can only lower it.</summary>
public sealed class Ceiling
{
    private readonly ImmutableArray<Member> _members;
    private readonly bool _publicOnly;

    private Ceiling(ImmutableArray<Member> members, bool publicOnly)
    {
        _members = members;
        _publicOnly = publicOnly;
    }

    /// <summary>The readers it was made of; none when only public facts may be said.</summary>
    public ImmutableArray<Member> Members => _publicOnly ? [] : _members;

    /// <summary>Only public facts: for unreadable rosters and unknown readers.</summary>
    public static Ceiling PublicOnly { get; } = new([], publicOnly: true);

    /// <summary>The ceiling of an audience. An empty or incomplete one allows public facts only.</summary>
    public static Ceiling Of(Audience audience) =>
        audience.IsComplete && audience.Members.Length > 0 ? new(audience.Members, publicOnly: false) : PublicOnly;

    /// <summary>The ceiling of one reader alone.</summary>
    public static Ceiling Of(Member member) => new([member], publicOnly: false);

    /// <summary>The ceiling after one more member reads along.</summary>
    public Ceiling With(Member member) => _publicOnly ? this : new(_members.Add(member), publicOnly: false);

    /// <summary>True when every member may read a fact with this label.</summary>
    public bool Allows(Readers readers) => readers.IsPublic || (!_publicOnly && _members.All(readers.Admits));
}
