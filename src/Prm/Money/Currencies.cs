using System.Collections.Frozen;

namespace CoSellBot.Prm;

/// <summary>The ISO 4217 currencies a deal may be written in, with the exponents that are not two.</summary>
public static class Currencies
{
    private static readonly FrozenDictionary<string, int> Exponents = Build();

    /// <summary>Every known code, in capitals.</summary>
    public static IEnumerable<string> All => Exponents.Keys;

    /// <summary>True when the code is a currency we can hold amounts in.</summary>
    public static bool IsKnown(string code) => Exponents.ContainsKey(code);

    /// <summary>Decimal places of the currency: JPY 0, KWD 3, most 2; 2 for an unknown code.</summary>
    public static int Exponent(string code) => Exponents.GetValueOrDefault(code, 2);

    /// <summary>Minor units in one major unit.</summary>
    public static long MinorPerMajor(string code) => Exponent(code) switch { 0 => 1, 3 => 1_000, _ => 100 };

    private static FrozenDictionary<string, int> Build()
    {
        const string two = "AED AUD BGN BRL CAD CHF CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR KES MAD MXN MYR NGN NOK NZD PEN PHP PKR PLN QAR RON RSD SAR SEK SGD THB TRY TWD UAH USD UYU ZAR ARS";
        const string none = "JPY KRW VND CLP ISK XOF XAF";
        const string three = "KWD BHD OMR JOD TND";
        return two.Split(' ').Select(c => (c, 2))
            .Concat(none.Split(' ').Select(c => (c, 0)))
            .Concat(three.Split(' ').Select(c => (c, 3)))
            .ToFrozenDictionary(x => x.c, x => x.Item2, StringComparer.Ordinal);
    }
}
