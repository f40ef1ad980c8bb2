using System.Collections.Frozen;
using CoSellBot.Prm;

namespace CoSellBot.Agents.Understanding;

/// <summary>What a currency sign or word may mean.</summary>
/// <param name="Default">The code it means unless the person's country says otherwise; null when it must be asked.</param>
/// <param name="Local">Country to the currency that the word means there.</param>
/// <param name="Choices">What to offer when neither country nor default decides.</param>
internal sealed record CurrencyTerm(string? Default, IReadOnlyDictionary<string, string> Local, IReadOnlyList<string> Choices)
{
    /// <summary>The code, or null with the choices to ask.</summary>
    public (string? Code, IReadOnlyList<string> Choices) For(string? country)
    {
        if (country is null || !Local.TryGetValue(country.ToUpperInvariant(), out var local))
            return (Default, Default is null ? Choices : []);
        return Default is null || Default == local ? (local, []) : (null, [local, Default]);
    }

    /// <summary>The term when the country is said with it: "Canadian dollars"; null when the country has no such currency.</summary>
    public CurrencyTerm? In(string country) =>
        Local.TryGetValue(country, out var code) ? new CurrencyTerm(code, FrozenDictionary<string, string>.Empty, [])
        : Default is not null && Default.StartsWith(country, StringComparison.Ordinal) ? new CurrencyTerm(Default, FrozenDictionary<string, string>.Empty, []) : null;
}

/// <summary>The signs, prefixes and words of currencies, as data: a language is added by adding words.</summary>
internal static class CurrencyTerms
{
    private const string Dollars = "AU:AUD CA:CAD NZ:NZD SG:SGD HK:HKD TW:TWD";
    private const string Pesos = "MX:MXN AR:ARS CL:CLP CO:COP UY:UYU PH:PHP";
    private const string Crowns = "SE:SEK NO:NOK DK:DKK IS:ISK CZ:CZK";

    private static readonly CurrencyTerm Dollar = Ask("USD", Dollars);
    private static readonly CurrencyTerm Peso = Ask(null, Pesos, "MXN ARS CLP COP");
    private static readonly CurrencyTerm Crown = Ask(null, Crowns, "SEK NOK DKK");
    private static readonly CurrencyTerm Rupee = Ask("INR", "");
    private static readonly CurrencyTerm Yen = Ask("JPY", "CN:CNY");

    /// <summary>Signs of one character; "$" is also the peso's.</summary>
    public static readonly FrozenDictionary<char, CurrencyTerm> Signs = new Dictionary<char, CurrencyTerm>
    {
        ['$'] = Ask("USD", $"{Dollars} MX:MXN AR:ARS CL:CLP CO:COP UY:UYU"),
        ['\uFF04'] = Dollar,
        ['¥'] = Yen,
        ['\uFFE5'] = Yen,
        ['€'] = Fixed("EUR"),
        ['£'] = Fixed("GBP"),
        ['\uFFE1'] = Fixed("GBP"),
        ['₹'] = Rupee,
        ['₩'] = Fixed("KRW"),
        ['₺'] = Fixed("TRY"),
        ['₪'] = Fixed("ILS"),
        ['₫'] = Fixed("VND"),
        ['₦'] = Fixed("NGN"),
        ['฿'] = Fixed("THB"),
        ['₱'] = Fixed("PHP"),
        ['₴'] = Fixed("UAH"),
    }.ToFrozenDictionary();

    /// <summary>Letters that make "$" one currency: US$, A$, R$.</summary>
    public static readonly FrozenDictionary<string, CurrencyTerm> DollarPrefixes =
        WordTable.Of(("us u usd", Fixed("USD")), ("a au aud", Fixed("AUD")), ("c ca can cad", Fixed("CAD")), ("nz nzd", Fixed("NZD")), ("s sg sgd", Fixed("SGD")), ("hk hkd", Fixed("HKD")), ("nt", Fixed("TWD")), ("r rs", Fixed("BRL")), ("mx", Fixed("MXN")));

    /// <summary>Words that name a currency wherever they stand.</summary>
    public static readonly FrozenDictionary<string, CurrencyTerm> Anywhere = WordTable.Of(
        [
            .. Currencies.All.Select(code => (code.ToLowerInvariant(), Fixed(code))),
            ("euro euros eurillos euritos ユーロ 欧元", Fixed("EUR")), ("pound pounds sterling quid pfund livres libras libra ポンド", Fixed("GBP")),
            ("yen yens ienes yenes 円 日本円 円建て 円建", Fixed("JPY")), ("yuan yuans yuanes rmb renminbi 元 人民元", Fixed("CNY")),
            ("dollar dollars bucks dólar dólares ドル", Dollar), ("米ドル", Fixed("USD")), ("カナダドル", Fixed("CAD")), ("豪ドル", Fixed("AUD")), ("香港ドル", Fixed("HKD")), ("シンガポールドル", Fixed("SGD")),
            ("peso pesos ペソ", Peso), ("rupee rupees rupien roupies rupias ルピー", Rupee), ("franc francs franken schweizerfranken francos フラン スイスフラン", Fixed("CHF")),
            ("kronor kroner krona krone kronen couronnes coronas coroas", Crown),
            ("zloty złoty zlotys", Fixed("PLN")), ("forint", Fixed("HUF")), ("reais reales レアル", Fixed("BRL")), ("shekel shekels", Fixed("ILS")), ("baht", Fixed("THB")), ("lira", Fixed("TRY")),
            ("ringgit", Fixed("MYR")), ("naira", Fixed("NGN")), ("ウォン", Fixed("KRW")),
            ("dirham dirhams", Ask(null, "AE:AED MA:MAD", "AED MAD")), ("dinar dinars", Ask(null, "KW:KWD BH:BHD JO:JOD TN:TND RS:RSD", "KWD BHD JOD TND")),
        ]);

    /// <summary>Words too ordinary to name a currency unless they touch an amount: "we won", "real", "kr".</summary>
    public static readonly FrozenDictionary<string, CurrencyTerm> NextToNumber = WordTable.Of(
        ("won wons", Fixed("KRW")), ("rand rands", Fixed("ZAR")), ("real", Fixed("BRL")), ("ft", Fixed("HUF")), ("zł zl", Fixed("PLN")), ("kč", Fixed("CZK")), ("rs", Rupee), ("sfr fr", Fixed("CHF")),
        ("tl", Fixed("TRY")), ("kr", Crown));

    /// <summary>Words beside a currency that say whose it is.</summary>
    public static readonly FrozenDictionary<string, string> Countries = WordTable.Of(
        ("us american amerikanische amerikanischen américains américain americanos americano estadounidenses estadunidenses", "US"), ("canadian kanadische canadiens canadien canadienses canadenses", "CA"),
        ("australian australische australiens australien australianos australiano", "AU"), ("singapore", "SG"), ("mexican mexikanische mexicains mexicanos", "MX"), ("argentine argentinische argentinos", "AR"),
        ("chilean chilenische chilenos", "CL"), ("colombian kolumbianische colombianos", "CO"), ("swiss schweizer suisses suisse suizos suiço suíços", "CH"), ("british britische sterling esterlinas", "GB"),
        ("swedish schwedische suédoises suecas", "SE"), ("norwegian norwegische norvégiennes noruegas", "NO"), ("danish dänische danoises danesas", "DK"), ("indian indische indiennes", "IN"),
        ("brazilian brasilianische brésiliens brasileños brasileiros", "BR"));

    /// <summary>Codes that are words in small letters: "try 45k", "pen", "mad".</summary>
    public static readonly FrozenSet<string> CapitalsOnly = new[] { "try", "pen", "mad", "cop", "php", "ron", "top", "all", "sar", "ils" }.ToFrozenSet(StringComparer.Ordinal);

    private static CurrencyTerm Fixed(string code) => Ask(code, "");

    private static CurrencyTerm Ask(string? usual, string local, string choices = "") => new(
        usual,
        local.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenDictionary(pair => pair[..2], pair => pair[3..], StringComparer.Ordinal),
        choices.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
