namespace CoSellBot.Bot.Storage;

/// <summary>Which worker takes a message.</summary>
public enum InboxLane
{
    /// <summary>Words, in the order of their conversation.</summary>
    Turn,

    /// <summary>A decision on a proposal; it does not wait behind words.</summary>
    Decision,
}

/// <summary>Where a message stands.</summary>
public enum InboxState
{
    /// <summary>To be done, now or after a crash.</summary>
    Pending,

    /// <summary>Answered.</summary>
    Done,

    /// <summary>Given up after several tries; its sender was told.</summary>
    Parked,
}

/// <summary>One message or press as received, stored before it is acknowledged. Unique by channel, installation, conversation and message id.</summary>
public sealed class InboxMessage
{
    /// <summary>Order of receipt.</summary>
    public long Seq { get; init; }

    /// <summary>Teams, Slack or Web.</summary>
    public required string Channel { get; init; }

    /// <summary>The installation it came through.</summary>
    public required string InstallationId { get; init; }

    /// <summary>The place.</summary>
    public required string PlaceId { get; init; }

    /// <summary>The conversation.</summary>
    public required string ConversationKey { get; init; }

    /// <summary>The channel's id of the message.</summary>
    public required string MessageId { get; init; }

    /// <summary>The channel's id of the sender.</summary>
    public required string UserId { get; init; }

    /// <summary>The words; empty for a press. A code that links an account is taken out once it was read.</summary>
    public required string Text { get; set; }

    /// <summary>The pressed button's value, or null.</summary>
    public string? PressValue { get; set; }

    /// <summary>The message whose button was pressed, or null.</summary>
    public string? PressedMessageId { get; init; }

    /// <summary>Which worker takes it.</summary>
    public required InboxLane Lane { get; init; }

    /// <summary>When it was received.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Where it stands.</summary>
    public required InboxState State { get; set; }

    /// <summary>Tries so far.</summary>
    public int Attempts { get; set; }

    /// <summary>Not before; null for at once.</summary>
    public DateTimeOffset? NextAt { get; set; }

    /// <summary>What the presser alone is told, by text key; null when the card says it all.</summary>
    public string? Outcome { get; set; }

    /// <summary>True while somebody waits for the outcome; otherwise a refusal needs a message of its own.</summary>
    public bool Awaited { get; set; }

    /// <summary>True when it was said among people and names the bot nowhere.</summary>
    public bool IsAside { get; init; }
}

/// <summary>Who works on a conversation. The fence counts claims: a worker whose claim was taken over can no longer write.</summary>
public sealed class ConversationClaim
{
    /// <summary>The conversation.</summary>
    public required string Key { get; init; }

    /// <summary>The worker, or null.</summary>
    public string? Owner { get; set; }

    /// <summary>When the claim lapses, by the system clock.</summary>
    public DateTimeOffset? ClaimedUntil { get; set; }

    /// <summary>Counts claims.</summary>
    public long Fence { get; set; }
}

/// <summary>What one person has in hand in one conversation.</summary>
public sealed class SessionRow
{
    /// <summary>The conversation.</summary>
    public required string ConversationKey { get; init; }

    /// <summary>The person.</summary>
    public required string PersonId { get; init; }

    /// <summary>The session as JSON.</summary>
    public required string Json { get; set; }
}
