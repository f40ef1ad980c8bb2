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
        Words(["us:USD", "usd:USD", "a:AUD", "au:AUD", "aud:AUD", "c:CAD", "ca:CAD", "cad:CAD", "nz:NZD", "nzd:NZD", "s:SGD", "sg:SGD", "sgd:SGD", "hk:HKD", "hkd:HKD", "nt:TWD", "r:BRL", "mx:MXN"]);

    /// <summary>Words that name a currency wherever they stand.</summary>
    public static readonly FrozenDictionary<string, CurrencyTerm> Anywhere = Words(
        [
            .. Currencies.All.Select(code => $"{code.ToLowerInvariant()}:{code}"),
            "euro:EUR", "euros:EUR", "teuro:EUR", "ユーロ:EUR", "欧元:EUR",
            "pound:GBP", "pounds:GBP", "sterling:GBP", "quid:GBP", "pfund:GBP", "livres:GBP", "libras:GBP", "ポンド:GBP",
            "yen:JPY", "ienes:JPY", "yenes:JPY", "円:JPY", "yuan:CNY", "rmb:CNY", "renminbi:CNY", "元:CNY", "人民元:CNY",
            "zloty:PLN", "złoty:PLN", "zlotys:PLN", "forint:HUF", "reais:BRL", "shekel:ILS", "shekels:ILS", "baht:THB", "lira:TRY", "ringgit:MYR", "naira:NGN",
        ],
        ("dollar dollars bucks dólar dólares dolares ドル", Dollar), ("peso pesos", Peso),
        ("rupee rupees rupien roupies rupias", Rupee), ("franc francs franken francos フラン", Fixed("CHF")),
        ("kronor kroner krona krone kronen couronnes coronas", Crown),
        ("dirham dirhams", Ask(null, "AE:AED MA:MAD", "AED MAD")), ("dinar dinars", Ask(null, "KW:KWD BH:BHD JO:JOD TN:TND RS:RSD", "KWD BHD JOD TND")));

    /// <summary>Words too ordinary to name a currency unless they touch an amount: "we won", "real", "kr".</summary>
    public static readonly FrozenDictionary<string, CurrencyTerm> NextToNumber = Words(
        ["won:KRW", "rand:ZAR", "rands:ZAR", "real:BRL", "ft:HUF", "zł:PLN", "zl:PLN", "kč:CZK", "rs:INR", "sfr:CHF", "fr:CHF", "tl:TRY"],
        ("kr", Crown));

    /// <summary>Codes that are words in small letters: "try 45k", "pen", "mad".</summary>
    public static readonly FrozenSet<string> CapitalsOnly = new[] { "try", "pen", "mad", "cop", "php", "ron", "top", "all" }.ToFrozenSet(StringComparer.Ordinal);

    private static CurrencyTerm Fixed(string code) => Ask(code, "");

    private static CurrencyTerm Ask(string? usual, string local, string choices = "") => new(
        usual,
        local.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenDictionary(pair => pair[..2], pair => pair[3..], StringComparer.Ordinal),
        choices.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static FrozenDictionary<string, CurrencyTerm> Words(IEnumerable<string> fixedWords, params (string Words, CurrencyTerm Term)[] others)
    {
        var terms = new Dictionary<string, CurrencyTerm>(StringComparer.Ordinal);
        foreach (var pair in fixedWords)
            terms[pair[..pair.IndexOf(':', StringComparison.Ordinal)]] = Fixed(pair[^3..]);
        foreach (var (words, term) in others)
        {
            foreach (var word in words.Split(' '))
                terms[word] = term;
        }
        return terms.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
