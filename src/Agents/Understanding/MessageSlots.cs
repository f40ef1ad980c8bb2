using CoSellBot.Prm.Registrations;

namespace CoSellBot.Agents.Understanding;

/// <summary>What a message names, read without any list the speaker may not see.</summary>
internal sealed record MessageSlots
{
    public string? Company { get; init; }

    public string? Partner { get; init; }

    public string? Product { get; init; }

    public string? Deal { get; init; }

    public string? Country { get; init; }

    public RegistrationKind? Kind { get; init; }

    public decimal? Amount { get; init; }

    /// <summary>True when the amount is a plain number that could be something else.</summary>
    public bool AmountIsBare { get; init; }

    public string? Currency { get; init; }

    public IReadOnlyList<string> CurrencyChoices { get; init; } = [];

    public DateOnly? Date { get; init; }

    public string? DateWords { get; init; }

    public bool DateIsInvalid { get; init; }

    public int? Page { get; init; }

    public bool IsNewCustomer { get; init; }

    /// <summary>The message with names and values replaced by placeholders, for the classifier.</summary>
    public required string Delexicalised { get; init; }

    /// <summary>True when anything a registration can use was named.</summary>
    public bool HasDealSlot => Company is not null || Partner is not null || Product is not null || Country is not null || Kind is not null
        || Amount is not null || Currency is not null || CurrencyChoices.Count > 0 || Date is not null || DateIsInvalid || IsNewCustomer;
}
