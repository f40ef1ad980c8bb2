namespace CoSellBot.Bot.Storage;

/// <summary>What language models were asked for one person on one day.</summary>
public sealed class ModelDay
{
    /// <summary>The person.</summary>
    public required string PersonId { get; init; }

    /// <summary>The day, where the person is.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>Requests.</summary>
    public int Calls { get; set; }

    /// <summary>Tokens read.</summary>
    public long InputTokens { get; set; }

    /// <summary>Tokens written.</summary>
    public long OutputTokens { get; set; }
}
