namespace CoSellBot.Bot.Slack;

/// <summary>Whether a message arrived, as far as Slack could be asked.</summary>
/// <param name="IsKnown">False when it could not be found out.</param>
/// <param name="Ts">Slack's id of it; null when it is certain that it is not there, or when nothing is certain.</param>
internal sealed record SlackArrival(bool IsKnown, string? Ts)
{
    /// <summary>Nothing is certain.</summary>
    public static SlackArrival Unknown { get; } = new(false, null);
}
