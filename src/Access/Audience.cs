using System.Collections.Immutable;

namespace CoSellBot.Access;

/// <summary>Everyone who can read a place now, the bot left out.</summary>
/// <param name="Members">The readers; someone unknown is <see cref="Member.Stranger"/>, never left out.</param>
/// <param name="IsComplete">False when the roster could not be read whole or is stale: then only public facts may be said.</param>
public sealed record Audience(ImmutableArray<Member> Members, bool IsComplete)
{
    /// <summary>A place whose members are not known.</summary>
    public static readonly Audience Unreadable = new([], IsComplete: false);

    /// <summary>The firms present, without repeats; members of no known firm count as none.</summary>
    public IEnumerable<string> Organizations =>
        Members.Select(member => member.OrganizationId).OfType<string>().Distinct(StringComparer.Ordinal);

    /// <summary>True when people of more than one firm, or of no known firm, read along.</summary>
    public bool IsCrossOrganization =>
        !IsComplete || Members.Select(member => member.OrganizationId).Distinct(StringComparer.Ordinal).Take(2).Count() > 1
        || Members.Any(member => member.OrganizationId is null);

    /// <summary>What all of them may see.</summary>
    public Ceiling Ceiling => Ceiling.Of(this);
}
