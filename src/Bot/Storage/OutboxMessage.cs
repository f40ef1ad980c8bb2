using CoSellBot.Agents.Proposals;

namespace CoSellBot.Bot.Storage;

/// <summary>Whether a message is new or replaces one.</summary>
public enum OutboxKind
{
    /// <summary>A new message.</summary>
    Send,

    /// <summary>Replaces the message of the same id.</summary>
    Update,

    /// <summary>Takes the message of the same id away.</summary>
    Delete,
}

/// <summary>Where an outgoing message stands.</summary>
public enum OutboxState
{
    /// <summary>To be sent.</summary>
    Pending,

    /// <summary>In a worker's hands; found here after its claim has lapsed, nobody knows whether it arrived.</summary>
    Sending,

    /// <summary>Given to the channel.</summary>
    Sent,

    /// <summary>Given up.</summary>
    Failed,

    /// <summary>It may have arrived. With a time it is looked for then; without one it stays so and is not sent again.</summary>
    Unconfirmed,
}

/// <summary>A reply with its labels, to be checked against the place's members when it is sent.</summary>
public sealed class OutboxMessage
{
    /// <summary>Order of sending within a conversation.</summary>
    public long Seq { get; init; }

    /// <summary>Same key, same message: written once.</summary>
    public required string Key { get; init; }

    /// <summary>Teams, Slack or Web.</summary>
    public required string Channel { get; init; }

    /// <summary>The installation.</summary>
    public required string InstallationId { get; init; }

    /// <summary>The place.</summary>
    public required string PlaceId { get; init; }

    /// <summary>The conversation.</summary>
    public required string ConversationKey { get; init; }

    /// <summary>New or update.</summary>
    public required OutboxKind Kind { get; init; }

    /// <summary>Our id of the message.</summary>
    public required string MessageId { get; init; }

    /// <summary>The reply as JSON, labels included; once sent, what was said.</summary>
    public required string Reply { get; set; }

    /// <summary>The reader's locale.</summary>
    public required string Locale { get; init; }

    /// <summary>The reader's IANA zone.</summary>
    public required string TimeZone { get; init; }

    /// <summary>The inbox row it answers, or null.</summary>
    public long? InReplyTo { get; init; }

    /// <summary>The one person it is meant for, told by another way when this one is closed; null for an answer.</summary>
    public string? PersonId { get; init; }

    /// <summary>Where it stands.</summary>
    public required OutboxState State { get; set; }

    /// <summary>Tries so far.</summary>
    public int Attempts { get; set; }

    /// <summary>Not before; also the lapse of a claim.</summary>
    public DateTimeOffset? NextAt { get; set; }

    /// <summary>When a worker last took it in hand; whatever arrived, arrived after that.</summary>
    public DateTimeOffset? TriedAt { get; set; }

    /// <summary>Since when it is not known whether a try arrived; one sent in that state is marked as a repetition. Null while nothing is in doubt.</summary>
    public DateTimeOffset? UnsureAt { get; set; }

    /// <summary>Why it was given up, or null.</summary>
    public string? FailedBecause { get; set; }
}

/// <summary>A proposal as stored.</summary>
public sealed class ProposalRow
{
    /// <summary>Stable id and idempotency key.</summary>
    public required string Id { get; init; }

    /// <summary>Which write.</summary>
    public required string Kind { get; init; }

    /// <summary>Canonical arguments.</summary>
    public required string Arguments { get; init; }

    /// <summary>Hash of what was shown.</summary>
    public required string Hash { get; init; }

    /// <summary>The claim it is about, or null.</summary>
    public string? Subject { get; init; }

    /// <summary>The person it was made for.</summary>
    public required string ProposedBy { get; init; }

    /// <summary>Who may confirm, as a reader label.</summary>
    public required string Confirmers { get; init; }

    /// <summary>Who may read its card, as a reader label.</summary>
    public required string CardReaders { get; init; }

    /// <summary>Teams, Slack or Web.</summary>
    public required string Channel { get; init; }

    /// <summary>The installation.</summary>
    public required string InstallationId { get; init; }

    /// <summary>The place of its card.</summary>
    public required string PlaceId { get; init; }

    /// <summary>The conversation of its card.</summary>
    public required string ConversationKey { get; init; }

    /// <summary>Its card.</summary>
    public required string MessageId { get; init; }

    /// <summary>The reader's locale.</summary>
    public required string Locale { get; init; }

    /// <summary>The reader's IANA zone.</summary>
    public required string TimeZone { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>After this a press changes nothing.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Where it stands.</summary>
    public required ProposalState State { get; set; }

    /// <summary>Who decided.</summary>
    public string? DecidedBy { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>The press that decided, so that it can be finished after a crash.</summary>
    public string? DecidedWith { get; set; }
}
