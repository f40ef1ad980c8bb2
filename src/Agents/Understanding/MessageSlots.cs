using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Agents.Understanding;

/// <summary>What a message names, read without any list the speaker may not see.</summary>
internal sealed record MessageSlots
{
    public string? Company { get; init; }

    public string? Partner { get; init; }

    /// <summary>True when the partner is a firm of the programme; otherwise it is a name in a partner's place.</summary>
    public bool PartnerIsKnown { get; init; }

    /// <summary>True when the name in a partner's place is the vendor's own.</summary>
    public bool PartnerIsVendor { get; init; }

    public string? Product { get; init; }

    public string? Deal { get; init; }

    public string? Country { get; init; }

    public RegistrationKind? Kind { get; init; }

    public decimal? Amount { get; init; }

    /// <summary>The words of the amount when it was said by the month and is given by the year.</summary>
    public string? AmountWords { get; init; }

    /// <summary>True when the amount is a plain number that could be something else.</summary>
    public bool AmountIsBare { get; init; }

    /// <summary>All amounts when several different ones are named; else empty.</summary>
    public IReadOnlyList<decimal> AmountChoices { get; init; } = [];

    public string? Currency { get; init; }

    public IReadOnlyList<string> CurrencyChoices { get; init; } = [];

    public DateOnly? Date { get; init; }

    public string? DateWords { get; init; }

    public bool DateIsInvalid { get; init; }

    public int? Page { get; init; }

    public bool IsNewCustomer { get; init; }

    /// <summary>A stage of an opportunity.</summary>
    public OpportunityStage? Stage { get; init; }

    /// <summary>A state of a registration.</summary>
    public RegistrationStatus? Status { get; init; }

    public string? Industry { get; init; }

    /// <summary>ISO 639-1 code of a language that is named.</summary>
    public string? Language { get; init; }

    public decimal? Percent { get; init; }

    /// <summary>A person the speaker may know, by full name.</summary>
    public string? Person { get; init; }

    /// <summary>Words nobody knows, which are a company's name if the message is about one; null when a company was found.</summary>
    public Leftover? Leftover => LeftoverOf.Value;

    /// <summary>Looked for only when somebody asks.</summary>
    internal Lazy<Leftover?> LeftoverOf { get; init; } = new((Leftover?)null);

    /// <summary>The words of the message.</summary>
    public FoldedText Words { get; init; } = FoldedText.Empty;

    /// <summary>The message with names and values replaced by placeholders, for the classifier.</summary>
    public required string Delexicalised { get; init; }

    /// <summary>True when anything a registration can use was named.</summary>
    public bool HasDealSlot => Company is not null || Partner is not null || Product is not null || Country is not null || Kind is not null
        || Amount is not null || Currency is not null || CurrencyChoices.Count > 0 || Date is not null || DateIsInvalid || IsNewCustomer;
}

/// <summary>Words nobody knows.</summary>
/// <param name="Name">The words.</param>
/// <param name="Delexicalised">The message with a company in their place.</param>
internal sealed record Leftover(string Name, string Delexicalised);
