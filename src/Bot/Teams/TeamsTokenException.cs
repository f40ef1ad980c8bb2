namespace CoSellBot.Bot.Teams;

/// <summary>
/// No token could be had: the token endpoint said no, failed, answered with something else or did not answer. The text holds a
/// status and well-known error codes only, and the inner exception is left out, because both may quote what was sent.
/// </summary>
internal sealed class TeamsTokenException(string message, int? status) : Exception(message)
{
    /// <summary>What the token endpoint answered with; null when there was no answer.</summary>
    public int? Status { get; } = status;
}
