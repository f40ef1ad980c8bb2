using System.Globalization;
using System.Text;
using CoSellBot.Prm.Accounts;

namespace CoSellBot.Evals.Twins;

/// <summary>The ways people write one company.</summary>
internal static class Spelling
{
    private static readonly string[] Endings = ["- HQ", "(new)", "Group", "International"];

    /// <summary>The company in somebody's own words.</summary>
    public static CompanyIdentity Of(CompanyIdentity company, Random random)
    {
        var domain = RegistrableDomain.TryParse(company.Domain ?? "", out var parsed) && !RegistrableDomain.IsFreeMail(parsed) && !RegistrableDomain.IsSharedHost(parsed) ? parsed : null;
        var words = company.Name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var name = random.Next(10) switch
        {
            0 or 1 when domain is not null => domain,
            2 when words.Length > 1 => string.Join(' ', words[..^1]),
            3 => company.Name.ToUpperInvariant(),
            4 => WithoutMarks(company.Name),
            5 when domain is not null => Slip(company.Name, random),
            6 when domain is not null => $"{company.Name} {Endings[random.Next(Endings.Length)]}",
            7 => company.Name.Replace("&", "and", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal),
            _ => company.Name,
        };
        // Who slips on the name gives the domain too; what only a person could recognise is not what is measured here.
        var isPlain = CompanyName.Key(name, company.Country) == CompanyName.Key(company.Name, company.Country);
        return new CompanyIdentity(name.Trim(), domain is not null && (!isPlain || random.Next(10) < 6) ? domain : null, company.Country, random.Next(3) == 0 ? company.PostalCode : null);
    }

    // Two letters change places.
    private static string Slip(string name, Random random)
    {
        var at = random.Next(Math.Max(1, name.Length - 2));
        return name.Length < 4 || !char.IsLetter(name[at]) || !char.IsLetter(name[at + 1]) ? name : $"{name[..at]}{name[at + 1]}{name[at]}{name[(at + 2)..]}";
    }

    private static string WithoutMarks(string name) =>
        string.Concat(name.Normalize(NormalizationForm.FormD).Where(letter => CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark)).Normalize(NormalizationForm.FormC);
}
