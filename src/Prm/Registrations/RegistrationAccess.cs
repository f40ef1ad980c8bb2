using CoSellBot.Access;
using CoSellBot.Prm.Accounts;

namespace CoSellBot.Prm.Registrations;

/// <summary>
/// Who may read what of registrations and customers (domain §9): one piece of code for every read.
/// Two questions are kept apart. <em>Scope</em> is what the asker may look up. <em>Readers</em> is who may hear the answer:
/// a registration that was approved is a co-sell fact of both firms, anything before that belongs to the partner, the people
/// who decide, and whoever submitted it.
/// </summary>
public sealed class RegistrationAccess(string vendorOrgId)
{
    /// <summary>The vendor's roles that may read every claim.</summary>
    public static IReadOnlyList<Role> Deciders { get; } = [Role.ChannelManager, Role.RegionalManager];

    /// <summary>Who may hear of a claim.</summary>
    /// <param name="registration">The claim.</param>
    /// <param name="partnerManagerId">The vendor person who looks after the partner, or null.</param>
    public Readers ReadersOf(DealRegistration registration, string? partnerManagerId) => registration.ApprovedAt is not null
        ? Readers.Organizations(registration.PartnerOrgId, vendorOrgId)
        : Readers.AnyOf(Unapproved(registration, partnerManagerId));

    /// <summary>True when the asker may look the claim up at all.</summary>
    /// <param name="asker">Who asks.</param>
    /// <param name="registration">The claim.</param>
    /// <param name="partnerManagerId">The vendor person who looks after the partner, or null.</param>
    /// <param name="accountTeam">People who own the account or an opportunity on it.</param>
    public static bool InScope(Principal asker, DealRegistration registration, string? partnerManagerId, IReadOnlySet<string> accountTeam) => asker switch
    {
        { IsLinked: false } => false,
        { IsPartner: true } => asker.Organization!.Id == registration.PartnerOrgId,
        _ when asker.PersonId == registration.SubmittedBy || asker.PersonId == registration.OnBehalfBy => true,
        { Role: Role.ChannelManager or Role.RegionalManager } => true,
        { Role: Role.PartnerManager } => asker.PersonId == partnerManagerId,
        { Role: Role.Rep } => registration.ApprovedAt is not null && accountTeam.Contains(asker.PersonId!),
        _ => false,
    };

    /// <summary>Who may hear that an account exists and what is sold there: its team and the managers. An account nobody owns is the whole vendor's.</summary>
    public Readers ReadersOf(Account account, IReadOnlySet<string> team) => account.OwnerPersonId is null
        ? Readers.Organizations(vendorOrgId)
        : Readers.AnyOf([.. team.Select(Grant.ToPerson), .. Deciders.Select(role => Grant.ToRole(vendorOrgId, role))]);

    private IEnumerable<Grant> Unapproved(DealRegistration registration, string? partnerManagerId) =>
    [
        Grant.ToOrganization(registration.PartnerOrgId),
        .. Deciders.Select(role => Grant.ToRole(vendorOrgId, role)),
        .. new[] { partnerManagerId, registration.OnBehalfBy, registration.SubmittedBy }.OfType<string>().Select(Grant.ToPerson),
    ];
}
