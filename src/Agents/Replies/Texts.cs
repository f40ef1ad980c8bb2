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
    private readonly FrozenDictionary<string, FrozenDictionary<string, string>> _byLanguage;

    private Texts(FrozenDictionary<string, FrozenDictionary<string, string>> byLanguage) => _byLanguage = byLanguage;

    /// <summary>The label files of this product.</summary>
    public static Texts Shipped { get; } = Load();

    /// <summary>Every key, for tests.</summary>
    public IEnumerable<string> Keys(string language) => _byLanguage[language].Keys;

    /// <summary>True when the key exists.</summary>
    public bool Has(string key) => _byLanguage["en"].ContainsKey(key);

    /// <summary>Fills a text with values.</summary>
    /// <exception cref="KeyNotFoundException">No such key, or a placeholder without a value.</exception>
    public string Format(string key, IReadOnlyDictionary<string, Term> terms, ReadingContext context)
    {
        var language = context.Culture.TwoLetterISOLanguageName;
        if (!_byLanguage.TryGetValue(language, out var map) || !map.TryGetValue(key, out var template))
        {
            template = _byLanguage["en"].TryGetValue(key, out var english) ? english : throw new KeyNotFoundException($"No text for '{key}'.");
            // An English sentence with German dates reads like a mistake, so formats follow the language of the words.
            context = context with { Culture = language == "en" ? context.Culture : English };
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

            var name = template[(i + 1)..close];
            text.Append(Show(terms.TryGetValue(name, out var term) ? term : throw new KeyNotFoundException($"'{key}' needs '{name}'."), context));
            i = close;
        }

        return text.ToString();
    }

    private string Show(Term term, ReadingContext context) => term switch
    {
        TextTerm text => text.Text,
        AmountTerm amount => Show(amount.Money, context.Culture),
        NumberTerm { IsRate: true } rate => rate.Number.ToString("0.0000##", context.Culture),
        NumberTerm number => number.Number.ToString(decimal.IsInteger(number.Number) ? "N0" : "0.00##", context.Culture),
        DayTerm day => day.Day.ToString("d MMM yyyy", context.Culture),
        InstantTerm instant => Show(instant, context),
        LabelTerm label => Format(label.Key, FrozenDictionary<string, Term>.Empty, context),
        ListTerm list => Join([.. list.Items.Select(item => Show(item, context))], context),
        _ => throw new InvalidOperationException($"No way to write {term.GetType().Name}."),
    };

    private string Join(IReadOnlyList<string> items, ReadingContext context) => items.Count switch
    {
        0 => "",
        1 => items[0],
        _ => $"{string.Join(", ", items.Take(items.Count - 1))} {Format("list.and", FrozenDictionary<string, Term>.Empty, context)} {items[^1]}",
    };

    private static string Show(Money money, CultureInfo culture)
    {
        var major = money.Major;
        return $"{money.Currency} {major.ToString(decimal.IsInteger(major) ? "N0" : "N" + Currencies.Exponent(money.Currency), culture)}";
    }

    private static string Show(InstantTerm instant, ReadingContext context)
    {
        var local = TimeZoneInfo.ConvertTime(instant.At, context.Zone);
        var zone = ZoneNames.Abbreviation(context.Zone, local);
        return instant.Style switch
        {
            InstantStyle.Time => $"{local.ToString("HH:mm", context.Culture)} {zone}",
            InstantStyle.DayAndTime => $"{local.ToString("ddd d MMM, HH:mm", context.Culture)} {zone}",
            InstantStyle.Receipt => local.ToString("d MMM HH:mm:ss", context.Culture),
            InstantStyle.ShortDay => local.ToString("d MMM", context.Culture),
            _ => local.ToString("d MMM yyyy", context.Culture),
        };
    }

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
