using System.Collections.Frozen;
using System.Globalization;
using CoSellBot.Agents.Replies;

namespace CoSellBot.Agents;

/// <summary>Countries by code, name and currency, from the platform's own tables.</summary>
internal static class Countries
{
    private static readonly FrozenDictionary<string, RegionInfo> ByCode = CultureInfo.GetCultures(CultureTypes.SpecificCultures)
        .Select(culture => new RegionInfo(culture.Name))
        .Where(region => region.TwoLetterISORegionName.Length == 2 && region.TwoLetterISORegionName.All(char.IsAsciiLetter))
        .DistinctBy(region => region.TwoLetterISORegionName)
        .ToFrozenDictionary(region => region.TwoLetterISORegionName, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string> ByName = ByCode.Values
        .SelectMany(region => new[] { (region.EnglishName, region.TwoLetterISORegionName), (region.NativeName, region.TwoLetterISORegionName) })
        .Concat([("UK", "GB"), ("Great Britain", "GB"), ("England", "GB"), ("Britain", "GB"), ("USA", "US"), ("United States of America", "US"),
            ("America", "US"), ("Holland", "NL"), ("Czech Republic", "CZ"), ("Emirates", "AE"), ("UAE", "AE")])
        .DistinctBy(pair => pair.Item1, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.OrdinalIgnoreCase);

    /// <summary>Names with their codes, for finding them in text.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Names => ByName;

    /// <summary>ISO code of a code or a name, or null.</summary>
    public static string? Code(string words) => words.Length == 2 && ByCode.TryGetValue(words, out var region)
        ? region.TwoLetterISORegionName
        : ByName.GetValueOrDefault(words.Trim());

    /// <summary>The name people read.</summary>
    public static Term Name(string? code) => code is null ? Term.Label("country.unknown") : Term.Of(EnglishName(code));

    /// <summary>The English name, or the code when unknown.</summary>
    public static string EnglishName(string code) => ByCode.TryGetValue(code, out var region) ? region.EnglishName : code;

    /// <summary>ISO 4217 code of the country's currency, or null.</summary>
    public static string? Currency(string? code) => code is not null && ByCode.TryGetValue(code, out var region) ? region.ISOCurrencySymbol : null;
}
