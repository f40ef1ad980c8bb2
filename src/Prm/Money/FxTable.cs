using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace CoSellBot.Prm;

/// <summary>A published exchange rate: one unit of <paramref name="Base"/> is <paramref name="Rate"/> units of <paramref name="Quote"/>.</summary>
/// <param name="Base">ISO 4217 code in capitals.</param>
/// <param name="Quote">ISO 4217 code in capitals.</param>
/// <param name="Rate">Above zero.</param>
/// <param name="AsOf">The day the rate was published for.</param>
/// <param name="Source">Who published it: "ECB".</param>
public sealed record FxRate(string Base, string Quote, decimal Rate, DateOnly AsOf, string Source);

/// <summary>A converted amount with the rate that made it, to be kept with the amount.</summary>
/// <param name="Result">The amount in the currency asked for, rounded to its exponent.</param>
/// <param name="Rate">The rate used.</param>
/// <param name="Inverse">True when the rate is quoted the other way round and was divided by.</param>
public sealed record FxConversion(Money Result, FxRate Rate, bool Inverse);

/// <summary>The known exchange rates. Immutable. Converts by a direct or inverse rate, never over a third currency, never by an old rate.</summary>
public sealed class FxTable
{
    private const int FreshBusinessDays = 2;

    private readonly FrozenDictionary<(string Base, string Quote), FxRate[]> newestFirst;

    /// <summary>Takes any rates, several days and sources of one pair included; of equal days the later in the list counts.</summary>
    /// <exception cref="ArgumentException">A rate is not above zero or names an unknown currency.</exception>
    public FxTable(IEnumerable<FxRate> rates)
    {
        ArgumentNullException.ThrowIfNull(rates);
        var all = rates.ToList();
        if (all.Find(r => r.Rate <= 0 || !Currencies.IsKnown(r.Base) || !Currencies.IsKnown(r.Quote)) is { } bad)
        {
            throw new ArgumentException($"Not a usable rate: {bad}.", nameof(rates));
        }

        newestFirst = all.AsEnumerable().Reverse()
            .GroupBy(r => (r.Base, r.Quote))
            .ToFrozenDictionary(g => g.Key, g => g.OrderByDescending(r => r.AsOf).ToArray());
    }

    /// <summary>
    /// Converts by the newest rate of the pair known on <paramref name="today"/>, direct before inverse when both are of the same day.
    /// False if there is none, it is stale (<see cref="IsStale"/>: a manager is asked instead), or the result does not fit. The same currency always converts.
    /// </summary>
    public bool TryConvert(Money amount, string to, DateOnly today, [NotNullWhen(true)] out FxConversion? conversion)
    {
        conversion = null;
        if (amount.Currency == to)
        {
            conversion = new(amount, new(to, to, 1, today, "same currency"), Inverse: false);
            return true;
        }

        if (Newest(amount.Currency, to, today) is not { } rate || IsStale(rate, today))
        {
            return false;
        }

        try
        {
            var inverse = rate.Base == to;
            conversion = new(Money.FromMajor(inverse ? amount.Major / rate.Rate : amount.Major * rate.Rate, to), rate, inverse);
            return true;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    /// <summary>The newest rate between two currencies, in either direction, not dated after <paramref name="today"/>; stale or not; null if there is none.</summary>
    public FxRate? Newest(string from, string to, DateOnly today)
    {
        var direct = Find(from, to, today);
        var inverse = Find(to, from, today);
        return direct is null || inverse?.AsOf > direct.AsOf ? inverse : direct;
    }

    /// <summary>True when the rate is from before the second business day (Monday to Friday) before today: on a Monday, before Thursday.</summary>
    public static bool IsStale(FxRate rate, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(rate);
        var oldest = today;
        for (var days = 0; days < FreshBusinessDays;)
        {
            oldest = oldest.AddDays(-1);
            days += oldest.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0 : 1;
        }

        return rate.AsOf < oldest;
    }

    private FxRate? Find(string from, string to, DateOnly today) =>
        newestFirst.TryGetValue((from, to), out var rates) ? Array.Find(rates, r => r.AsOf <= today) : null;
}
