using System.Text.Json.Serialization;
using CoSellBot.Access;
using CoSellBot.Prm;

namespace CoSellBot.Agents.Replies;

/// <summary>A value inside a sentence. It stays a value until it is shown, then it takes the reader's language and zone.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(TextTerm), "text")]
[JsonDerivedType(typeof(AmountTerm), "amount")]
[JsonDerivedType(typeof(NumberTerm), "number")]
[JsonDerivedType(typeof(DayTerm), "day")]
[JsonDerivedType(typeof(InstantTerm), "instant")]
[JsonDerivedType(typeof(LabelTerm), "label")]
[JsonDerivedType(typeof(CountryTerm), "country")]
[JsonDerivedType(typeof(ListTerm), "list")]
public abstract record Term
{
    /// <summary>A name or somebody's words, shown as they are.</summary>
    public static Term Of(string text) => new TextTerm(text);

    /// <summary>An amount with its currency code.</summary>
    public static Term Of(Money money) => new AmountTerm(money);

    /// <summary>A plain number.</summary>
    public static Term Of(decimal number) => new NumberTerm(number);

    /// <summary>An exchange rate, to four places at least.</summary>
    public static Term Rate(decimal rate) => new NumberTerm(rate, IsRate: true);

    /// <summary>A day: 30 Sep 2026.</summary>
    public static Term Of(DateOnly day) => new DayTerm(day);

    /// <summary>A moment in the reader's zone.</summary>
    public static Term Of(DateTimeOffset at, InstantStyle style) => new InstantTerm(at, style);

    /// <summary>Another text of ours: a status, a country.</summary>
    public static Term Label(string key) => new LabelTerm(key);

    /// <summary>Several values joined as the language joins them.</summary>
    public static Term List(IEnumerable<Term> items) => new ListTerm([.. items]);

    /// <summary>This value as a fact that some may read.</summary>
    public Labelled<Term> For(Readers readers) => new(this, readers);

    /// <summary>This value as a fact everyone may read.</summary>
    public Labelled<Term> ForAll() => new(this, Readers.Public);
}

/// <summary>How a moment is written.</summary>
public enum InstantStyle
{
    /// <summary>10:13 CEST.</summary>
    Time,

    /// <summary>Thu 11 Jun, 09:41 BST.</summary>
    DayAndTime,

    /// <summary>9 Jun 09:41:03.</summary>
    Receipt,

    /// <summary>7 Sep 2026.</summary>
    Day,

    /// <summary>8 Aug.</summary>
    ShortDay,
}

/// <summary>Words.</summary>
public sealed record TextTerm(string Text) : Term;

/// <summary>Money.</summary>
public sealed record AmountTerm(Money Money) : Term;

/// <summary>A number.</summary>
public sealed record NumberTerm(decimal Number, bool IsRate = false) : Term;

/// <summary>A day.</summary>
public sealed record DayTerm(DateOnly Day) : Term;

/// <summary>A moment.</summary>
public sealed record InstantTerm(DateTimeOffset At, InstantStyle Style) : Term;

/// <summary>A text of ours.</summary>
public sealed record LabelTerm(string Key) : Term;

/// <summary>A country by its ISO 3166 code.</summary>
public sealed record CountryTerm(string Code) : Term;

/// <summary>A list.</summary>
public sealed record ListTerm(IReadOnlyList<Term> Items) : Term;
