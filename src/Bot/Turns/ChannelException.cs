namespace CoSellBot.Bot.Turns;

/// <summary>How a channel failed, as far as the outbox has to know.</summary>
public enum ChannelFailure
{
    /// <summary>Not taken, may be tried again after a while.</summary>
    Busy,

    /// <summary>The place is closed to the bot until somebody there lets it in or speaks to it again.</summary>
    Closed,

    /// <summary>This message will never be taken.</summary>
    Refused,

    /// <summary>It may or may not have arrived.</summary>
    Unknown,
}

/// <summary>A message was not, or not surely, delivered. The text names no content and no secret.</summary>
public sealed class ChannelException(ChannelFailure reason, string message, TimeSpan? retryAfter = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What the outbox does next depends on it.</summary>
    public ChannelFailure Reason { get; } = reason;

    /// <summary>How long the channel asked to be left alone, or null.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>The platform's own code for it, or null: what a caller asks that has to tell one failure from another.</summary>
    public string? Code { get; init; }
}
