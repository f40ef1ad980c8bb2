namespace CoSellBot.Agents.Understanding;

/// <summary>
/// One amount found in a text, in major units, negative as written. Currency is null when none was said (no choices) or when
/// the sign is ambiguous (choices to ask between).
/// </summary>
internal sealed record MoneyReading(int Start, int Length, decimal Amount, string? Currency, IReadOnlyList<string> CurrencyChoices, string AsWritten)
{
    /// <summary>A number with neither suffix nor currency: money only where money was asked for.</summary>
    public bool Bare { get; init; }

    /// <summary>Above 10^15: never an amount to act on.</summary>
    public bool OutOfRange { get; init; }
}

/// <summary>Reads amounts of money as people type them in chat. Never guesses a currency.</summary>
internal static class MoneyReader
{
    private const decimal Largest = 1_000_000_000_000_000m;
    private static readonly DateOnly AnyDay = new(2026, 1, 1);

    /// <summary>The amounts in order of appearance; dates, durations, percentages, deal numbers and domains are not among them.</summary>
    /// <remarks>The country (ISO 3166 alpha-2) of the person decides signs that several countries share.</remarks>
    public static IReadOnlyList<MoneyReading> Read(string text, string? personCountry)
    {
        var pieces = new Pieces(text);
        List<DateReading>? dates = null; // looked for only when there is a number
        var date = 0;
        var found = new List<MoneyReading>();
        MoneyCandidate? rangeStart = null;
        var free = 0; // first piece no earlier amount has taken
        for (var i = 0; i < pieces.Count;)
        {
            var isNumber = pieces.IsDigits(i) || (i >= free && NumberWords.Begins(pieces.Word(i)));
            if (!isNumber)
            {
                i++;
                continue;
            }
            dates ??= DateReader.Read(pieces, AnyDay, fiscalYearStartMonth: 1, locale: "en");
            while (date < dates.Count && dates[date].Start + dates[date].Length <= pieces[i].Start)
                date++;
            if (date < dates.Count && dates[date].Start <= pieces[i].Start)
            {
                i++;
                continue;
            }
            var candidate = MoneyCandidate.Read(pieces, i, free);
            i = Math.Max(i + 1, candidate.Next);
            if (!candidate.IsMoney)
                continue;
            free = i;
            if (rangeStart is { } low && candidate.IsRangeAfter(pieces, low))
                AddRange(found, pieces, low, candidate, personCountry);
            else if (candidate.IsEnough)
                found.Add(Reading(pieces.Text, candidate, personCountry));
            rangeStart = candidate.Multiplier == 1 || candidate.Currency is null ? candidate : null;
        }
        return found;
    }

    // "50-80k EUR" is two amounts: the caller sees two and asks.
    private static void AddRange(List<MoneyReading> found, Pieces pieces, MoneyCandidate low, MoneyCandidate high, string? country)
    {
        if (low.IsEnough)
            found.RemoveAt(found.Count - 1);
        var currency = high.Currency ?? low.Currency;
        var isShort = low is { Multiplier: 1, Number: { Value: < 1000, IsScaled: false } };
        found.Add(Reading(pieces.Text, low with { Multiplier = isShort ? high.Multiplier : low.Multiplier, Currency = low.Currency ?? currency }, country));
        found.Add(Reading(pieces.Text, high with { Currency = currency }, country));
    }

    private static MoneyReading Reading(string text, MoneyCandidate candidate, string? country)
    {
        var (code, choices) = candidate.Currency?.For(country) ?? (null, []);
        var tooLarge = candidate.Number.Value > Largest / candidate.Multiplier;
        var amount = tooLarge ? Largest : candidate.Number.Value * candidate.Multiplier;
        return new MoneyReading(
            candidate.Start, candidate.End - candidate.Start, candidate.Negative ? -amount : amount, code, choices, text[candidate.Start..candidate.End])
        {
            Bare = candidate.IsBare,
            OutOfRange = tooLarge,
        };
    }
}
