namespace CoSellBot.Agents.Models;

/// <summary>Which language model there is and how far it may go. Without an endpoint there is none: the offline engine does it all.</summary>
public sealed record ModelSettings
{
    /// <summary>True when a model is asked before the offline engine.</summary>
    public bool IsOn { get; init; }

    /// <summary>True to read answers as they are written, which shows a silent model sooner.</summary>
    public bool Streams { get; init; } = true;

    /// <summary>Model calls in one turn at most.</summary>
    public int MostSteps { get; init; } = ToolCallingChatClient.MostSteps;

    /// <summary>Tool calls in one turn at most.</summary>
    public int MostCalls { get; init; } = ToolCallingChatClient.MostCalls;

    /// <summary>What all of a turn's model calls may take together; then the offline engine answers.</summary>
    public TimeSpan TurnTime { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>Longest silence of a model before it counts as gone.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>Tokens one answer may have; a thinking model's thoughts count.</summary>
    public int MostOutputTokens { get; init; } = 2_000;

    /// <summary>Tokens all calls of a turn may take together, read and written.</summary>
    public long TokensPerTurn { get; init; } = 40_000;

    /// <summary>Tokens one person's turns may take on a day, read and written.</summary>
    public long TokensPerPersonAndDay { get; init; } = 400_000;

    /// <summary>Price of a million tokens read, in the currency of <see cref="CostPerPersonAndDay"/>; 0 where it is not given.</summary>
    public decimal InputPrice { get; init; }

    /// <summary>Price of a million tokens written.</summary>
    public decimal OutputPrice { get; init; }

    /// <summary>What one person's turns may cost on a day; null for no limit beside the tokens.</summary>
    public decimal? CostPerPersonAndDay { get; init; }

    /// <summary>Characters of earlier talk a turn carries at most.</summary>
    public int HistoryLength { get; init; } = 2_000;

    /// <summary>What so many tokens cost.</summary>
    public decimal Cost(ModelUse use) => ((use.InputTokens * InputPrice) + (use.OutputTokens * OutputPrice)) / 1_000_000m;

    /// <summary>True when a person's share of the day is used up.</summary>
    public bool IsSpent(ModelUse today) => today.Tokens >= TokensPerPersonAndDay || (CostPerPersonAndDay is { } most && Cost(today) >= most);
}
