using CoSellBot.Access;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Partners;

namespace CoSellBot.Prm.Registrations;

/// <summary>How somebody stands to a claim; each reads another view of it.</summary>
public enum ClaimSide
{
    /// <summary>Not at all: for them there is no such claim. Unlinked people and other partners are here.</summary>
    None,

    /// <summary>Of the partner's firm.</summary>
    Partner,

    /// <summary>The vendor person who registered it for the partner: what they submitted, always.</summary>
    Submitter,

    /// <summary>Sells at the account for the vendor.</summary>
    AccountTeam,

    /// <summary>Looks after the partner or the region.</summary>
    Manager,

    /// <summary>Configures the product; each read is audited.</summary>
    Admin,
}

/// <summary>How much of claims is shown to whom.</summary>
/// <param name="Firewall">True: the team of an account learns of a claim when it is approved. False: from its receipt. Partner prices are never theirs.</param>
/// <param name="ShowsCodes">True: whoever may read a claim also hears which rules asked for a person, by their codes. False: every cause reads the same.</param>
public sealed record AccessOptions(bool Firewall = true, bool ShowsCodes = false);

/// <summary>
/// Who may read what of registrations and customers (domain §9): one piece of code for every read.
/// Two questions are kept apart. <em>Side</em> is what the asker may look up. <em>Readers</em> is who may hear the answer:
/// a registration that was approved is a co-sell fact of both firms, anything before that belongs to the partner, the people
/// who decide, and whoever submitted it.
/// </summary>
internal sealed class RegistrationAccess(ManagerScope scope, AccessOptions options)
{
    /// <summary>The vendor's roles that may read what no region narrows.</summary>
    public static IReadOnlyList<Role> Deciders { get; } = [Role.ChannelManager, Role.RegionalManager];

    /// <summary>Who may hear of a claim.</summary>
    public Readers ReadersOf(DealRegistration claim, Partner? partner) => claim.ApprovedAt is not null
        ? Readers.Organizations(claim.PartnerOrgId, scope.VendorId)
        : Readers.AnyOf(
        [
            Grant.ToOrganization(claim.PartnerOrgId),
            .. new[] { claim.OnBehalfBy, claim.SubmittedBy }.OfType<string>().Concat(scope.ReadersOf(claim, partner)).Distinct().Select(Grant.ToPerson),
        ]);

    /// <summary>How the asker stands to a claim.</summary>
    /// <param name="asker">Who asks.</param>
    /// <param name="claim">The claim.</param>
    /// <param name="partner">The partner.</param>
    /// <param name="team">People who own the account or an opportunity on it.</param>
    public ClaimSide SideOf(Principal asker, DealRegistration claim, Partner? partner, IReadOnlySet<string> team) => asker switch
    {
        { IsLinked: false } => ClaimSide.None,
        { IsPartner: true } => asker.Organization!.Id == claim.PartnerOrgId ? ClaimSide.Partner : ClaimSide.None,
        _ when scope.Reads(asker.PersonId!, claim, partner) && asker.Role is Role.PartnerManager or Role.ChannelManager or Role.RegionalManager => ClaimSide.Manager,
        _ when asker.PersonId == claim.SubmittedBy || asker.PersonId == claim.OnBehalfBy => ClaimSide.Submitter,
        { Role: Role.Rep } when team.Contains(asker.PersonId!) && (claim.ApprovedAt is not null || !options.Firewall) => ClaimSide.AccountTeam,
        { Role: Role.Admin } => ClaimSide.Admin,
        _ => ClaimSide.None,
    };

    /// <summary>Who may hear that an account exists and what is sold there: its team and the managers. An account nobody owns is the whole vendor's.</summary>
    public Readers ReadersOf(Account account, IReadOnlySet<string> team) => account.OwnerPersonId is null
        ? Readers.Organizations(scope.VendorId)
        : Readers.AnyOf([.. team.Select(Grant.ToPerson), .. Deciders.Select(role => Grant.ToRole(scope.VendorId, role))]);
}
