namespace CoSellBot.Prm;

/// <summary>An amount in minor units of one ISO 4217 currency: EUR 80,000 is <c>new Money(8_000_000, "EUR")</c>.</summary>
/// <param name="Minor">Minor units; the exponent of the currency says how many make one (<see cref="Currencies.Exponent"/>).</param>
/// <param name="Currency">ISO 4217 code in capitals.</param>
public readonly record struct Money(long Minor, string Currency)
{
    /// <summary>The amount in major units, exact.</summary>
    public decimal Major => Minor / (decimal)Currencies.MinorPerMajor(Currency);

    /// <summary>Builds from major units, rounding half away from zero to the currency's exponent.</summary>
    /// <exception cref="OverflowException">The amount does not fit 64 bits of minor units.</exception>
    public static Money FromMajor(decimal major, string currency) =>
        new((long)decimal.Round(major * Currencies.MinorPerMajor(currency), 0, MidpointRounding.AwayFromZero), currency);

    /// <summary>Currency code and digits, culture-invariant; for logs and canonical texts, not for people.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Currency} {Major}");
}
