namespace CoSellBot.Bot.Storage;

/// <summary>Under which id a channel knows a message of ours. A message that was sent twice has two rows; the later one is updated, both are taken away.</summary>
public sealed class SentMessage
{
    /// <summary>Order of sending.</summary>
    public long Seq { get; init; }

    /// <summary>Our id.</summary>
    public required string MessageId { get; init; }

    /// <summary>Teams or Slack.</summary>
    public required string Channel { get; init; }

    /// <summary>The place it stands in.</summary>
    public required string PlaceId { get; init; }

    /// <summary>The channel's id.</summary>
    public required string ChannelMessageId { get; init; }
}
