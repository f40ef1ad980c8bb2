namespace CoSellBot.Prm.Audit;

/// <summary>Who did something, where they said so, and for whom.</summary>
/// <param name="PersonId">The person, or <c>rules@3</c> for the rules.</param>
/// <param name="Channel">Teams, Slack, Web, or Import.</param>
/// <param name="MessageId">The message or press it came from.</param>
public sealed record Actor(string PersonId, string Channel, string MessageId);

/// <summary>One change of the record, written in the transaction of the change and never altered.</summary>
public sealed class AuditEntry
{
    /// <summary>Order of writing.</summary>
    public long Seq { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who.</summary>
    public required string ActorPersonId { get; init; }

    /// <summary>For whom, or null.</summary>
    public string? OnBehalfOf { get; init; }

    /// <summary>Where they said so.</summary>
    public required string Channel { get; init; }

    /// <summary>The message or press.</summary>
    public required string MessageId { get; init; }

    /// <summary>What was done: <c>registration.submitted</c>.</summary>
    public required string Action { get; init; }

    /// <summary>To what: <c>registration/DR-7K3Q</c>.</summary>
    public required string EntityRef { get; init; }

    /// <summary>The changed fields before, as JSON, or null.</summary>
    public string? Before { get; init; }

    /// <summary>The changed fields after, as JSON, or null.</summary>
    public string? After { get; init; }
}

/// <summary>One line of the feed others follow by cursor.</summary>
public sealed class ChangeRow
{
    /// <summary>Order of writing; the cursor.</summary>
    public long Seq { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What happened: <c>registration.submitted</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>To which record.</summary>
    public required string EntityId { get; init; }

    /// <summary>The key of the command that caused it, minted with its proposal; null for timers and imports.</summary>
    public string? IdempotencyKey { get; init; }
}

/// <summary>A command that was carried out, so that the same key gives the same result for ever.</summary>
public sealed class CommandKey
{
    /// <summary>The key minted with the proposal.</summary>
    public required string Key { get; init; }

    /// <summary>Hash of what was asked; the same key with another hash is refused.</summary>
    public required string RequestHash { get; init; }

    /// <summary>The record it made or changed.</summary>
    public required string EntityId { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A running number.</summary>
public sealed class Counter
{
    /// <summary>What it counts.</summary>
    public required string Name { get; init; }

    /// <summary>The last number given.</summary>
    public long Value { get; set; }
}
