using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using CoSellBot.Agents.Replies;
using CoSellBot.Agents.Understanding;

namespace CoSellBot.Agents;

/// <summary>Countries by code, name and currency, from the platform's own tables.</summary>
internal static class Countries
{
    private static readonly FrozenDictionary<string, RegionInfo> ByCode = CultureInfo.GetCultures(CultureTypes.SpecificCultures)
        .Select(culture => new RegionInfo(culture.Name))
        .Where(region => region.TwoLetterISORegionName.Length == 2 && region.TwoLetterISORegionName.All(char.IsAsciiLetter))
        .DistinctBy(region => region.TwoLetterISORegionName)
        .ToFrozenDictionary(region => region.TwoLetterISORegionName, StringComparer.OrdinalIgnoreCase);

    private static readonly ConcurrentDictionary<(string Code, string Language), string> Localised = new();

    private static readonly (string, string)[] Others =
    [
        ("UK", "GB"), ("Great Britain", "GB"), ("England", "GB"), ("Britain", "GB"), ("Großbritannien", "GB"), ("Grossbritannien", "GB"), ("Grande-Bretagne", "GB"), ("Angleterre", "GB"),
        ("Inglaterra", "GB"), ("Gran Bretaña", "GB"), ("Grã-Bretanha", "GB"), ("英国", "GB"), ("USA", "US"), ("United States of America", "US"), ("America", "US"), ("Amerika", "US"),
        ("EE. UU.", "US"), ("EEUU", "US"), ("EUA", "US"), ("アメリカ", "US"), ("米国", "US"), ("Holland", "NL"), ("Holanda", "NL"), ("Hollande", "NL"), ("Czech Republic", "CZ"), ("Tschechische Republik", "CZ"),
        ("Emirates", "AE"), ("UAE", "AE"), ("Emirate", "AE"), ("Émirats", "AE"), ("Emiratos", "AE"), ("Emirados", "AE"), ("Brasil", "BR"),
    ];

    /// <summary>The names in the six languages and in each country's own, for finding them in text.</summary>
    public static Gazetteer<string> Names { get; } = new(Others
        .Concat(ByCode.Values.SelectMany(region => new[] { (region.EnglishName, region.TwoLetterISORegionName), (region.NativeName, region.TwoLetterISORegionName) }))
        .Concat(ByCode.Keys.SelectMany(code => Wordbook.Languages, (code, language) => (NameIn(code, language), code))));

    /// <summary>ISO code of a code or a name, or null.</summary>
    public static string? Code(string words) => words.Length == 2 && ByCode.TryGetValue(words, out var region)
        ? region.TwoLetterISORegionName
        : Names.TryGet(words, out var code) ? code : null;

    /// <summary>The name people read, in their language.</summary>
    public static Term Name(string? code) => code is null ? Term.Label("country.unknown") : new CountryTerm(code);

    /// <summary>The name in a language, or the code when unknown.</summary>
    /// <param name="code">ISO 3166 code.</param>
    /// <param name="language">ISO 639-1 code.</param>
    public static string NameIn(string code, string language) => !ByCode.ContainsKey(code) ? code
        // The platform names a country in its own languages only: asked for the French spoken there, it answers in French.
        : Localised.GetOrAdd((code.ToUpperInvariant(), language), static key => new RegionInfo($"{key.Language}-{key.Code}").NativeName);

    /// <summary>The text without names of countries.</summary>
    public static string Without(string text) => Names.Find(FoldedText.Of(text)).Reverse()
        .Aggregate(text, (rest, name) => rest.Remove(name.Start, name.Length).Insert(name.Start, " "));

    /// <summary>The English name, or the code when unknown.</summary>
    public static string EnglishName(string code) => ByCode.TryGetValue(code, out var region) ? region.EnglishName : code;

    /// <summary>ISO 4217 code of the country's currency, or null.</summary>
    public static string? Currency(string? code) => code is not null && ByCode.TryGetValue(code, out var region) ? region.ISOCurrencySymbol : null;
}
