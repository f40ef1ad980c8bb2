using CoSellBot.Access;

namespace CoSellBot.Knowledge;

/// <summary>
/// Who a document is for, as its author wrote it: <c>public</c>, <c>vendor</c>, <c>partners</c>, or ids of firms, and what narrows that. The vendor's
/// own people are not narrowed by tier, type or region.
/// </summary>
public sealed class DocumentAudience
{
    private string? _key;

    private DocumentAudience(IReadOnlyList<string> words) => Words = words;

    /// <summary>The words.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Tiers a partner firm must be in one of; empty for any.</summary>
    public IReadOnlyList<string> Tiers { get; private init; } = [];

    /// <summary>Types a partner firm must have one of; empty for any.</summary>
    public IReadOnlyList<string> Types { get; private init; } = [];

    /// <summary>Regions a partner firm must be at home in one of; empty for any.</summary>
    public IReadOnlyList<string> Regions { get; private init; } = [];

    /// <summary>Roles; of each side that has one here, the least of them and those with more rights. A side without one is not narrowed.</summary>
    public IReadOnlyList<Role> Roles { get; private init; } = [];

    /// <summary>True when it is for one reader at a time, never for a room.</summary>
    public bool IsConfidential { get; private init; }

    /// <summary>True when everyone may read it.</summary>
    public bool IsPublic => Words is ["public"];

    /// <summary>The same for labels that say the same.</summary>
    internal string Key => _key ??= string.Join('\n', [IsConfidential ? "1" : "0", Line(Words), Line(Tiers), Line(Types), Line(Regions), Line(Roles.Select(role => role.ToString()))]);

    private bool IsNarrowed => Tiers.Count + Types.Count + Regions.Count + Roles.Count > 0 || IsConfidential;

    /// <summary>Reads the words; null when there are none or they contradict: such a document is for nobody.</summary>
    public static DocumentAudience? Parse(IReadOnlyList<string> words)
    {
        var clean = words.Select(word => word.Trim()).ToArray();
        // "public, vendor" can only be a slip, and nobody can tell which of the two was meant.
        return clean.Length == 0 || clean.Any(word => word.Length == 0) || (clean.Contains("public") && clean.Length > 1) ? null : new DocumentAudience(clean);
    }

    /// <summary>The same with conditions; null when they contradict it or cannot be read: such a document is for nobody.</summary>
    /// <param name="tiers">Null when not said; stated but empty is nobody.</param>
    /// <param name="types">As tiers.</param>
    /// <param name="regions">As tiers.</param>
    /// <param name="roles">As tiers, in the spelling of files: <c>partner_admin</c>.</param>
    /// <param name="isConfidential">For one reader at a time.</param>
    public DocumentAudience? Narrow(IReadOnlyList<string>? tiers, IReadOnlyList<string>? types, IReadOnlyList<string>? regions, IReadOnlyList<string>? roles, bool isConfidential)
    {
        var read = (roles ?? []).Select(word => Access.Roles.TryParse(word, out var role) ? role : (Role?)null).ToList();
        var lists = new[] { tiers, types, regions, roles }.OfType<IReadOnlyList<string>>().ToList();
        if (read.Contains(null) || lists.Any(list => list.Count == 0 || list.Any(string.IsNullOrWhiteSpace)))
        {
            return null;
        }

        var narrowed = new DocumentAudience(Words) { Tiers = tiers ?? [], Types = types ?? [], Regions = regions ?? [], Roles = [.. read.Select(role => role!.Value)], IsConfidential = isConfidential };
        return narrowed is { IsPublic: true, IsNarrowed: true } ? null : narrowed;
    }

    /// <summary>The label. The vendor's own people may read whatever their firm shares with others.</summary>
    public Readers ToReaders(ProgrammeFirms programme)
    {
        if (IsPublic)
        {
            return Readers.Public;
        }

        var known = programme.Partners.ToDictionary(partner => partner.Id, StringComparer.Ordinal);
        var firms = Words.SelectMany(word => word switch
        {
            "vendor" => [],
            "partners" => programme.Partners.Select(partner => partner.Id),
            var firm => [firm],
        }).Where(firm => firm != programme.VendorId && Admits(known.GetValueOrDefault(firm)));
        return Readers.AnyOf([.. firms.SelectMany(firm => Grants(firm, OrganizationKind.Partner)), .. Grants(programme.VendorId, OrganizationKind.Vendor)]);
    }

    /// <summary>The least role of a side that may read it; null when every role may.</summary>
    public Role? LeastRole(OrganizationKind side) => Roles.Where(role => SideOf(role) == side).Order().Select(role => (Role?)role).FirstOrDefault();

    /// <summary>The side of the programme a role is on.</summary>
    internal static OrganizationKind SideOf(Role role) => role is Role.PartnerSeller or Role.PartnerAdmin ? OrganizationKind.Partner : OrganizationKind.Vendor;

    private bool Admits(PartnerFirm? firm) =>
        (Tiers.Count == 0 || (firm?.Tier is { } tier && Tiers.Contains(tier, StringComparer.OrdinalIgnoreCase)))
        && (Types.Count == 0 || (firm is not null && firm.Types.Intersect(Types, StringComparer.OrdinalIgnoreCase).Any()))
        && (Regions.Count == 0 || (firm?.Region is { } region && Regions.Contains(region, StringComparer.OrdinalIgnoreCase)));

    private IEnumerable<Grant> Grants(string firm, OrganizationKind side) => LeastRole(side) is { } least
        ? Enum.GetValues<Role>().Where(role => SideOf(role) == side && role >= least).Select(role => Grant.ToRole(firm, role))
        : [Grant.ToOrganization(firm)];

    private static string Line(IEnumerable<string> words) => string.Join('\t', words.Select(Uri.EscapeDataString));
}
