using System.Globalization;
using System.Text;
using CoSellBot.Prm.Accounts;

namespace CoSellBot.Prm.Import;

/// <summary>
/// One row as its table reads it. A value that cannot be read rejects the row with its column and reason and reads as a harmless
/// stand-in, so that one pass finds all that is wrong with a row.
/// </summary>
internal sealed class Row(Layout layout, CsvRecord record, FileTally tally, ImportRun run)
{
    private const int MaxKey = 200;
    private const string DayFormat = "yyyy-MM-dd";

    public int Line => record.Line;

    public bool Rejected { get; private set; }

    public ImportRun Run => run;

    public Known Known => run.Known;

    public void Reject(string column, string reason)
    {
        Rejected = true;
        Report(column, reason, ImportSeverity.Rejected);
    }

    /// <summary>Rejects a record that is not even CSV.</summary>
    public void RejectWhole(CsvRecord faulty)
    {
        Rejected = true;
        run.Log.Add(tally, new ImportProblem(tally.File, Line, layout.NameAt(faulty.FaultField), faulty.Fault!, ImportSeverity.Rejected));
    }

    public void Warn(string column, string reason) => Report(column, reason, ImportSeverity.Warning);

    public void Correct(string column, string reason) => Report(column, reason, ImportSeverity.Corrected);

    /// <summary>The text in composed form, or null when there is none.</summary>
    public string? Text(string column)
    {
        var text = layout.Text(record, column, out var reading);
        if (reading is not null)
        {
            Correct(column, reading);
        }

        return text.Length == 0 ? null : text.Normalize(NormalizationForm.FormC);
    }

    public string Need(string column) => Needed(column, Text(column)) ?? "";

    /// <summary>A text that is an id.</summary>
    public string Key(string column)
    {
        var key = Need(column);
        if (key.Length > MaxKey || key.Any(char.IsControl))
        {
            Reject(column, $"An id has at most {MaxKey} characters and no line break.");
        }

        return key;
    }

    /// <summary>A reference to a row that must be there; null when empty.</summary>
    public string? Reference(string column, Func<string, bool> isKnown, string what)
    {
        var key = Text(column);
        if (key is not null && !isKnown(key))
        {
            Reject(column, $"There is no {what} \"{Short(key)}\".");
        }

        return key;
    }

    public string NeedReference(string column, Func<string, bool> isKnown, string what) => Needed(column, Reference(column, isKnown, what)) ?? "";

    /// <summary>A day, moved by the seeding's shift.</summary>
    public DateOnly? Day(string column) => FixedDay(column) is { } day
        ? DateOnly.FromDayNumber(Math.Clamp(day == DateOnly.MaxValue ? day.DayNumber : day.DayNumber + run.Options.ShiftDays, 0, DateOnly.MaxValue.DayNumber))
        : null;

    public DateOnly NeedDay(string column) => Needed(column, Day(column)) ?? default;

    public DateOnly NeedFixedDay(string column) => Needed(column, FixedDay(column)) ?? default;

    /// <summary>A day that no shift moves.</summary>
    public DateOnly? FixedDay(string column) => Parsed(
        column, text => DateOnly.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : (DateOnly?)null,
        "a date such as 2026-06-09");

    /// <summary>An instant, moved by whole days; without a zone it is UTC, without a time the day's beginning.</summary>
    public DateTimeOffset? Instant(string column)
    {
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        var instant = Parsed(
            column,
            text => text.StartsWith("0001", StringComparison.Ordinal) || text.Length < DayFormat.Length || text[4] != '-' || text[7] != '-' ? null
                : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, utc, out var at) ? at
                : (DateTimeOffset?)null,
            "an instant such as 2026-06-09T08:30:00Z");
        var days = Math.Min(run.Options.ShiftDays, instant is { } i ? (DateTimeOffset.MaxValue - i).Days : 0);
        return instant?.AddDays(days);
    }

    public DateTimeOffset NeedInstant(string column) => Needed(column, Instant(column)) ?? default;

    public long? Whole(string column, long least, long most) => Parsed(
        column,
        text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : (long?)null,
        $"a whole number from {least}{(most < long.MaxValue ? $" to {most}" : " up")}");

    public decimal? Number(string column) => Parsed(
        column,
        text => decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) ? number : (decimal?)null,
        "a number such as 1250.50, not below zero");

    public bool Flag(string column) => Parsed(
        column,
        text => text.ToUpperInvariant() switch
        {
            "TRUE" or "YES" or "1" => true,
            "FALSE" or "NO" or "0" => (bool?)false,
            _ => null,
        },
        "true or false") ?? false;

    /// <summary>The parts of a list cell.</summary>
    public List<string> Words(string column) => [.. (Text(column) ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>One of a closed list of words, in whatever case, spaces and underscores.</summary>
    public string? Word(string column, params ReadOnlySpan<string> words)
    {
        if (Text(column) is not { } text)
        {
            return null;
        }

        foreach (var word in words)
        {
            if (text.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return word;
            }
        }

        foreach (var word in words)
        {
            if (CloseWords.Squash(text) == CloseWords.Squash(word))
            {
                Correct(column, $"\"{text}\" was read as \"{word}\".");
                return word;
            }
        }

        Reject(column, $"\"{Short(text)}\" is none of {string.Join(", ", words)}.");
        return null;
    }

    public T? Choice<T>(string column)
        where T : struct, Enum => Word(column, Enum.GetNames<T>()) is { } name ? Enum.Parse<T>(name) : null;

    public T NeedChoice<T>(string column)
        where T : struct, Enum => Needed(column, Choice<T>(column)) ?? default;

    public string NeedWord(string column, params ReadOnlySpan<string> words) => Needed(column, Word(column, words)) ?? "";

    public string? NeedCountry(string column) => Needed(column, Country(column));

    /// <summary>An ISO country code, read from a code or a name.</summary>
    public string? Country(string column)
    {
        if (Text(column) is not { } text)
        {
            return null;
        }

        if (CountryWords.Plain(text) is { } code)
        {
            return code;
        }

        if (CountryWords.Guess(text) is { } guess)
        {
            Correct(column, $"\"{text}\" was read as {guess}.");
            return guess;
        }

        Reject(column, $"\"{Short(text)}\" is no country; write an ISO code such as DE.");
        return null;
    }

    /// <summary>A list of ISO country codes, with <c>*</c> for all where that is allowed.</summary>
    public List<string> Countries(string column, bool star)
    {
        var words = Words(column);
        for (var i = 0; i < words.Count; i++)
        {
            if (star && words[i] == "*")
            {
                continue;
            }

            if (CountryWords.Plain(words[i]) is { } code)
            {
                words[i] = code;
            }
            else
            {
                Reject(column, $"\"{Short(words[i])}\" is no country; write an ISO code such as DE.");
            }
        }

        return words;
    }

    /// <summary>The registrable domain of an address; one that cannot be read is left out with a warning, a row is worth more than its web page.</summary>
    public string? Domain(string column)
    {
        if (Text(column) is not { } text)
        {
            return null;
        }

        if (!RegistrableDomain.TryParse(text, out var domain))
        {
            Warn(column, $"\"{Short(text)}\" is no domain; left empty.");
            return null;
        }

        if (!domain.Equals(text, StringComparison.OrdinalIgnoreCase))
        {
            Correct(column, "Reduced to the registrable domain.");
        }

        return domain;
    }

    /// <summary>A product by id, else by a close spelling of its id or name.</summary>
    public string? Product(string column, bool needed)
    {
        var text = needed ? Need(column) : Text(column) ?? "";
        var id = text.Length == 0 ? null : Known.Product(text);
        if (text.Length > 0 && id is null)
        {
            Reject(column, $"There is no product \"{Short(text)}\".");
        }
        else if (id is not null && id != text)
        {
            Correct(column, $"\"{Short(text)}\" was read as product \"{Known.Products[id].Name}\".");
        }

        return id;
    }

    /// <summary>A reference to a row of the same table, here or further down.</summary>
    public string? Parent(string column, string self, HashSet<string> stored, string what)
    {
        var parent = Reference(column, id => stored.Contains(id) || Known.Coming.Contains(id), what);
        if (parent is not null && parent == self)
        {
            Reject(column, "Is its own parent.");
        }

        return parent;
    }

    /// <summary>An amount in minor units of its currency; both null when there is no amount.</summary>
    public (long? Minor, string? Currency) Money(string amountColumn, string currencyColumn)
    {
        var currency = Currency(currencyColumn);
        if (Number(amountColumn) is not { } major)
        {
            return (null, currency);
        }

        if (currency is null)
        {
            Reject(currencyColumn, "An amount needs a currency.");
            return (null, null);
        }

        if (major > long.MaxValue / 10_000)
        {
            Reject(amountColumn, "Is too large.");
            return (null, currency);
        }

        var money = Prm.Money.FromMajor(major, currency);
        if (money.Major != major)
        {
            Correct(amountColumn, $"Rounded to the smallest unit of {currency}.");
        }

        return (money.Minor, currency);
    }

    public string? Currency(string column)
    {
        var code = Text(column)?.ToUpperInvariant();
        if (code is not null && !Currencies.IsKnown(code))
        {
            Reject(column, $"\"{Short(code)}\" is no known currency.");
            return null;
        }

        return code;
    }

    public static string Short(string text) => text.Length <= 60 ? text : $"{text[..60]}…";

    private T? Parsed<T>(string column, Func<string, T?> parse, string wanted)
        where T : struct
    {
        if (Text(column) is not { } text)
        {
            return null;
        }

        var value = parse(text);
        if (value is null)
        {
            Reject(column, $"\"{Short(text)}\" is not {wanted}.");
        }

        return value;
    }

    // An unreadable value was reported when it was read; what is left to report is that there is none.
    private T? Needed<T>(string column, T? value)
    {
        if (value is null && layout.Text(record, column, out _).Length == 0)
        {
            Reject(column, "Is empty.");
        }

        return value;
    }

    private void Report(string column, string reason, ImportSeverity severity) =>
        run.Log.Add(tally, new ImportProblem(tally.File, Line, column.Length == 0 ? "" : layout.NameOf(column), reason, severity));
}
