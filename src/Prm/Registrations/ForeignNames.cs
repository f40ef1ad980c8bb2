using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Registrations;

/// <summary>Finds names of other partners in words that are meant for one of them.</summary>
internal static class ForeignNames
{
    private const int FewestLetters = 3;

    /// <summary>The first other partner a text names, by its full name, its distinctive name or its domain; null when it names none.</summary>
    public static async Task<string?> FindAsync(PrmDbContext context, string text, string partnerOrgId, CancellationToken cancellationToken)
    {
        var firms = await context.Set<OrganizationRow>().AsNoTracking().Where(firm => firm.Kind == Access.OrganizationKind.Partner && firm.Id != partnerOrgId)
            .Select(firm => new { firm.Name, firm.Domain }).ToListAsync(cancellationToken);
        var own = await context.Set<OrganizationRow>().AsNoTracking().Where(firm => firm.Id == partnerOrgId).Select(firm => firm.Name).SingleOrDefaultAsync(cancellationToken);
        // Umlauts are written as such or spelled out, in the name as in the text.
        return firms.FirstOrDefault(firm => Names(text, own ?? "", firm.Name, firm.Domain, expandUmlauts: false) || Names(text, own ?? "", firm.Name, firm.Domain, expandUmlauts: true))?.Name;
    }

    private static bool Names(string text, string own, string name, string? domain, bool expandUmlauts)
    {
        var words = $" {Fold(text, expandUmlauts)} ";
        var mine = Fold(CompanyName.Key(own), expandUmlauts);
        return new[] { Fold(name, expandUmlauts), Fold(expandUmlauts ? CompanyName.LooseKey(name) : CompanyName.Key(name), expandUmlauts), Fold(domain ?? "", expandUmlauts) }
            // "Orion's" is as much Orion as "Orions Angebot".
            .Any(known => known.Length >= FewestLetters && known != mine
                && (words.Contains($" {known} ", StringComparison.Ordinal) || words.Contains($" {known}s ", StringComparison.Ordinal)));
    }

    // Letters and digits with single spaces between: whatever stands between the words of a name does not hide it.
    private static string Fold(string text, bool expandUmlauts) => string.Join(' ', NameFolding.Tokens(CompanyName.Normalize(text), expandUmlauts));
}
