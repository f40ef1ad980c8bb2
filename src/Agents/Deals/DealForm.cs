using System.Globalization;
using CoSellBot.Agents.Understanding;
using CoSellBot.Prm;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Agents.Deals;

/// <summary>A registration as a form that a person fills in at once. What comes back is checked like words.</summary>
/// <param name="Proposal">The proposal it changes; empty for a new registration.</param>
/// <param name="Customer">The customer, as shown.</param>
/// <param name="Partner">The partner's name; null for partner people, who register for their own firm.</param>
/// <param name="Product">The product's name.</param>
/// <param name="Amount">The amount as typed.</param>
/// <param name="Currency">ISO code.</param>
/// <param name="Close">yyyy-MM-dd.</param>
/// <param name="Kind">How the partner takes part.</param>
public sealed record DealForm(string Proposal, string? Customer, string? Partner, string? Product, string? Amount, string? Currency, string? Close, string? Kind)
{
    private const int LongestField = 200;

    /// <summary>The form of an open proposal, as it stands.</summary>
    public static DealForm Of(string proposalId, RegisterDeal deal) => new(
        proposalId, deal.Customer, deal.OnBehalf ? deal.PartnerName : null, deal.ProductName,
        new Money(deal.AmountMinor, deal.Currency).Major.ToString("0.##", CultureInfo.InvariantCulture), deal.Currency,
        deal.Close.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), deal.Kind.ToString());

    /// <summary>The form with its words cleaned; null when a field is longer than any answer.</summary>
    public DealForm? Cleaned() => Fields.All(field => field is null or { Length: <= LongestField })
        ? this with { Customer = Clean(Customer), Partner = Clean(Partner), Product = Clean(Product), Amount = Clean(Amount) }
        : null;

    /// <summary>The first field that cannot be, as a text key, or null. What else is wrong the dialogue says.</summary>
    public string? Problem(DateOnly today, string? country) => this switch
    {
        { Customer: null or "" } => "register.ask_customer",
        _ when ReadAmount(country) is not { } amount => "form.amount_unreadable",
        _ when ReadAmount(country) <= 0 => "form.amount_not_positive",
        _ when ReadClose() is not { } close => "register.close_invalid",
        _ when ReadClose() < today => "form.close_past",
        _ => null,
    };

    /// <summary>The amount in major units, as the person's country writes numbers; null when it is none.</summary>
    public decimal? ReadAmount(string? country) =>
        MoneyReader.Read($"{Amount} {Currency}", country) is [{ OutOfRange: false } only] ? only.Amount : null;

    /// <summary>What differs from the proposal as words said; the rest keeps its origin and its mark.</summary>
    public DealEdit Changes(RegisterDeal shown, string? country)
    {
        var before = Of(Proposal, shown);
        return new DealEdit(Proposal, new DealWords(
            Customer: Customer == before.Customer ? null : Customer,
            Partner: Partner is null || Partner == before.Partner ? null : Partner,
            Product: Product == before.Product ? null : Product,
            Amount: Amount == before.Amount ? null : ReadAmount(country),
            Currency: Currency == before.Currency ? null : Currency,
            Close: Close == before.Close ? null : ReadClose(),
            Kind: Kind != before.Kind && Enum.TryParse<RegistrationKind>(Kind, out var kind) && Enum.IsDefined(kind) ? kind : null));
    }

    /// <summary>All of it as words said, for a new registration.</summary>
    public DealWords ToWords(string? country) => new(
        Customer, Partner, Product, ReadAmount(country), Currency, Close: ReadClose(),
        Kind: Enum.TryParse<RegistrationKind>(Kind, out var kind) && Enum.IsDefined(kind) ? kind : null);

    private IEnumerable<string?> Fields => [Proposal, Customer, Partner, Product, Amount, Currency, Close, Kind];

    private DateOnly? ReadClose() => DateOnly.TryParseExact(Close, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static string? Clean(string? text) => text is null ? null : ChatText.Clean(text);
}

/// <summary>A form that was filled in: a change of an open proposal, or a new registration.</summary>
/// <param name="Proposal">The proposal; empty for a new registration.</param>
/// <param name="Words">What differs, or all of it.</param>
public sealed record DealEdit(string Proposal, DealWords Words)
{
    /// <summary>Reads the stored form; null when it is none.</summary>
    public static DealEdit? Parse(string json)
    {
        try
        {
            return System.Text.Json.JsonSerializer.Deserialize<DealEdit>(json) is { Proposal: not null, Words: not null } edit ? edit : null;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    /// <summary>The stored form.</summary>
    public string ToJson() => System.Text.Json.JsonSerializer.Serialize(this);
}
