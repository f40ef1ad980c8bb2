using System.Collections.Frozen;
using System.Globalization;

namespace CoSellBot.Prm.Import;

/// <summary>ISO country codes from what people write in a country column.</summary>
internal static class CountryWords
{
    private static readonly FrozenDictionary<string, string> ByName = CultureInfo.GetCultures(CultureTypes.SpecificCultures)
        .Select(culture => new RegionInfo(culture.Name))
        .Where(region => region.TwoLetterISORegionName.Length == 2 && region.TwoLetterISORegionName.All(char.IsAsciiLetter))
        .DistinctBy(region => region.TwoLetterISORegionName)
        .ToFrozenDictionary(region => region.EnglishName, region => region.TwoLetterISORegionName, StringComparer.OrdinalIgnoreCase);

    // Codes without a culture of their own.
    private static readonly FrozenSet<string> Codes = ByName.Values
        .Concat("AQ AX BV EH GS HM TF UM XK".Split(' '))
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // Plain other names; a name that leaves a doubt (Korea) stands here too and is reported like all of them.
    private static readonly FrozenDictionary<string, string> Aliases = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["USA"] = "US", ["United States of America"] = "US", ["America"] = "US", ["EL"] = "GR", ["Great Britain"] = "GB", ["England"] = "GB",
        ["Scotland"] = "GB", ["Wales"] = "GB", ["Northern Ireland"] = "GB", ["Korea"] = "KR", ["Republic of Korea"] = "KR",
        ["Korea, Republic of"] = "KR", ["Holland"] = "NL", ["The Netherlands"] = "NL", ["Czech Republic"] = "CZ", ["Turkey"] = "TR",
        ["Russian Federation"] = "RU", ["Viet Nam"] = "VN", ["Hong Kong"] = "HK", ["Macau"] = "MO", ["UAE"] = "AE", ["Macedonia"] = "MK",
        ["Ivory Coast"] = "CI", ["Burma"] = "MM", ["Cape Verde"] = "CV", ["Swaziland"] = "SZ", ["Bosnia and Herzegovina"] = "BA",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The code of a code ("de", "UK") or an English name; null for anything else.</summary>
    public static string? Plain(string text) => text.Length != 2 ? ByName.GetValueOrDefault(text)
        : text.Equals("UK", StringComparison.OrdinalIgnoreCase) ? "GB"
        : Codes.Contains(text) || (ByName.Count < 2 && text.All(char.IsAsciiLetter)) ? text.ToUpperInvariant()
        : null;

    /// <summary>The code of another or misspelt name, a reading that must be reported; null for none.</summary>
    public static string? Guess(string text) => Aliases.TryGetValue(text, out var code) ? code
        : CloseWords.Find(text, ByName.Keys) is { } name ? ByName[name]
        : null;
}
