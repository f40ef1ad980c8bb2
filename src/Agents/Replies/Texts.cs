using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using CoSellBot.Prm;
using YamlDotNet.Serialization;

namespace CoSellBot.Agents.Replies;

/// <summary>How one reader reads: language, formats and zone.</summary>
/// <param name="Culture">Language and formats.</param>
/// <param name="Zone">Where clock times are shown.</param>
public sealed record ReadingContext(CultureInfo Culture, TimeZoneInfo Zone)
{
    /// <summary>ISO 639-1 code of the language.</summary>
    public string Language => Culture.TwoLetterISOLanguageName;

    /// <summary>From a person's locale and IANA zone; an unknown one falls back to British English and UTC.</summary>
    public static ReadingContext From(string locale, string zone)
    {
        CultureInfo culture;
        try
        {
            culture = CultureInfo.GetCultureInfo(locale);
        }
        catch (CultureNotFoundException)
        {
            culture = CultureInfo.GetCultureInfo("en-GB");
        }

        if (culture.TwoLetterISOLanguageName == "en")
        {
            // Newer locale data abbreviates September to four letters in British English; one spelling for all English readers.
            culture = (CultureInfo)culture.Clone();
            culture.DateTimeFormat.AbbreviatedMonthNames = CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedMonthNames;
            culture.DateTimeFormat.AbbreviatedMonthGenitiveNames = CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedMonthGenitiveNames;
        }

        return new ReadingContext(culture, TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found : TimeZoneInfo.Utc);
    }
}

/// <summary>The label files: every word the bot says that is not a fact. One file a language; English fills gaps.</summary>
public sealed class Texts
{
    private static readonly CultureInfo English = ReadingContext.From("en-GB", "Etc/UTC").Culture;
    private static readonly FrozenDictionary<string, Term> NoTerms = FrozenDictionary<string, Term>.Empty;
    private readonly FrozenDictionary<string, FrozenDictionary<string, string>> _byLanguage;

    private Texts(FrozenDictionary<string, FrozenDictionary<string, string>> byLanguage) => _byLanguage = byLanguage;

    /// <summary>The label files of this product.</summary>
    public static Texts Shipped { get; } = Load();

    /// <summary>Every key, for tests.</summary>
    public IEnumerable<string> Keys(string language) => _byLanguage[language].Keys;

    /// <summary>True when the key exists.</summary>
    public bool Has(string key) => _byLanguage["en"].ContainsKey(key);

    /// <summary>The languages there are files for, English among them.</summary>
    public IEnumerable<string> Languages => _byLanguage.Keys;

    /// <summary>The language a reader is answered in: their own when there is a file for it, else English.</summary>
    public string LanguageFor(ReadingContext context) => _byLanguage.ContainsKey(context.Language) ? context.Language : "en";

    /// <summary>
    /// Fills a text with values: <c>{name}</c> is a value, <c>{count|deal|deals}</c> the word that goes with a number by the
    /// plural rule of the language.
    /// </summary>
    /// <exception cref="KeyNotFoundException">No such key, or a placeholder without a value.</exception>
    public string Format(string key, IReadOnlyDictionary<string, Term> terms, ReadingContext context)
    {
        if (!TryFind(context, key, out var template))
        {
            template = _byLanguage["en"].TryGetValue(key, out var english) ? english : throw new KeyNotFoundException($"No text for '{key}'.");
            // An English sentence with German dates reads like a mistake, so formats follow the language of the words.
            context = context with { Culture = context.Language == "en" ? context.Culture : English };
        }

        var text = new StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            var close = template[i] == '{' ? template.IndexOf('}', i) : -1;
            if (close < 0)
            {
                text.Append(template[i]);
                continue;
            }

            var parts = template[(i + 1)..close].Split('|');
            var term = terms.TryGetValue(parts[0], out var value) ? value : throw new KeyNotFoundException($"'{key}' needs '{parts[0]}'.");
            text.Append(parts.Length == 1 ? Show(term, context) : term is NumberTerm number
                ? PluralRule.IsOne(number.Number, context.Language) ? parts[1] : parts[^1]
                : throw new KeyNotFoundException($"'{key}': '{parts[0]}' is no number to choose words by."));
            i = close;
        }

        return text.ToString();
    }

    private bool TryFind(ReadingContext context, string key, out string template)
    {
        template = "";
        return _byLanguage.TryGetValue(context.Language, out var map) && map.TryGetValue(key, out template!);
    }

    private string Show(Term term, ReadingContext context) => term switch
    {
        TextTerm text => text.Text,
        AmountTerm amount => Show(amount.Money, context),
        NumberTerm { IsRate: true } rate => rate.Number.ToString("0.0000##", context.Culture),
        NumberTerm number => number.Number.ToString(decimal.IsInteger(number.Number) ? "N0" : "0.00##", context.Culture),
        DayTerm day => day.Day.ToString(Pattern("format.day", context), context.Culture),
        InstantTerm instant => Show(instant, context),
        LabelTerm label => Format(label.Key, NoTerms, context),
        CountryTerm country => Countries.NameIn(country.Code, context.Language),
        ListTerm list => Join([.. list.Items.Select(item => Show(item, context))], context),
        _ => throw new InvalidOperationException($"No way to write {term.GetType().Name}."),
    };

    private string Join(IReadOnlyList<string> items, ReadingContext context) => items.Count switch
    {
        0 => "",
        1 => items[0],
        _ => $"{string.Join(Pattern("list.comma", context), items.Take(items.Count - 1))}{Pattern("list.and", context)}{items[^1]}",
    };

    private string Show(Money money, ReadingContext context)
    {
        var major = money.Major;
        var amount = major.ToString(decimal.IsInteger(major) ? "N0" : "N" + Currencies.Exponent(money.Currency), context.Culture);
        return Format("format.money", new Dictionary<string, Term> { ["currency"] = Term.Of(money.Currency), ["amount"] = Term.Of(amount) }, context);
    }

    private string Show(InstantTerm instant, ReadingContext context)
    {
        var local = TimeZoneInfo.ConvertTime(instant.At, context.Zone);
        string Written(string pattern) => local.ToString(Pattern(pattern, context), context.Culture);
        return instant.Style switch
        {
            InstantStyle.Time => $"{Written("format.time")} {ZoneNames.Abbreviation(context.Zone, local, context.Language)}",
            InstantStyle.DayAndTime => $"{Written("format.day_and_time")} {ZoneNames.Abbreviation(context.Zone, local, context.Language)}",
            InstantStyle.Receipt => Written("format.receipt"),
            InstantStyle.ShortDay => Written("format.short_day"),
            _ => Written("format.day"),
        };
    }

    // Patterns and joints are texts too: they change with the language, not with the country.
    private string Pattern(string key, ReadingContext context) => TryFind(context, key, out var pattern) ? pattern : _byLanguage["en"][key];

    private static Texts Load()
    {
        var assembly = typeof(Texts).Assembly;
        var yaml = new DeserializerBuilder().Build();
        return new Texts(assembly.GetManifestResourceNames()
            .Where(name => name.Contains(".Labels.", StringComparison.Ordinal) && name.EndsWith(".yaml", StringComparison.Ordinal))
            .ToFrozenDictionary(
                name => name.Split('.')[^2],
                name =>
                {
                    using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                    return yaml.Deserialize<Dictionary<string, string>>(reader).ToFrozenDictionary(StringComparer.Ordinal);
                }));
    }
}
