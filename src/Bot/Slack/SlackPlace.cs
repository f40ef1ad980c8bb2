namespace CoSellBot.Bot.Slack;

/// <summary>A conversation of Slack the bot is or was in. Threads share their channel's row.</summary>
public sealed class SlackPlace
{
    /// <summary>The installation that speaks there.</summary>
    public required string InstallationId { get; init; }

    /// <summary>Slack's id of the channel, group or direct chat.</summary>
    public required string ChannelId { get; init; }

    /// <summary>The person of a direct chat, or null.</summary>
    public string? UserId { get; set; }

    /// <summary>Why nothing can be sent here, or null while it can. Cleared when the bot is let in or spoken to again.</summary>
    public string? ClosedBecause { get; set; }

    /// <summary>When any of this last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; set; }
}
