namespace CoSellBot.Agents.Models;

/// <summary>What models were asked and what it took.</summary>
/// <param name="Calls">Requests, repeated ones included.</param>
/// <param name="InputTokens">Tokens read.</param>
/// <param name="OutputTokens">Tokens written.</param>
public sealed record ModelUse(int Calls, long InputTokens, long OutputTokens)
{
    /// <summary>Nothing.</summary>
    public static readonly ModelUse None = new(0, 0, 0);

    /// <summary>All tokens.</summary>
    public long Tokens => InputTokens + OutputTokens;

    /// <summary>Both together.</summary>
    public ModelUse Plus(ModelUse other) => new(Calls + other.Calls, InputTokens + other.InputTokens, OutputTokens + other.OutputTokens);
}
