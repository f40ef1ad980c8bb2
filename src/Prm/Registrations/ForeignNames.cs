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
        var words = $" {Fold(text)} ";
        var mine = Fold(CompanyName.Key(own ?? "", null));
        return firms.FirstOrDefault(firm => new[] { Fold(firm.Name), Fold(CompanyName.Key(firm.Name, null)), Fold(firm.Domain ?? "") }
            .Any(name => name.Length >= FewestLetters && name != mine && words.Contains($" {name} ", StringComparison.Ordinal)))?.Name;
    }

    // Letters and digits with single spaces between: whatever stands between the words of a name does not hide it.
    private static string Fold(string text) => string.Join(' ', NameFolding.Tokens(CompanyName.Normalize(text), expandUmlauts: false));
}
