namespace CoSellBot.Access;

/// <summary>One reader: a member of a place, or the person asking. A missing part grants nothing.</summary>
/// <param name="PersonId">The linked person, or null.</param>
/// <param name="OrganizationId">The firm the person reads for, or null when unknown or a guest.</param>
/// <param name="Role">The role in that firm, or null.</param>
public sealed record Member(string? PersonId, string? OrganizationId, Role? Role)
{
    /// <summary>A reader of whom nothing is known: public facts only.</summary>
    public static readonly Member Stranger = new(null, null, null);
}
