namespace CoSellBot.Bot.Storage;

/// <summary>Under which id a channel knows a message of ours.</summary>
public sealed class SentMessage
{
    /// <summary>Our id.</summary>
    public required string MessageId { get; init; }

    /// <summary>Teams or Slack.</summary>
    public required string Channel { get; init; }

    /// <summary>The place it stands in.</summary>
    public required string PlaceId { get; init; }

    /// <summary>The channel's id; that of the repetition when it was sent twice.</summary>
    public required string ChannelMessageId { get; set; }
}
