namespace CoSellBot.Bot.Storage;

/// <summary>A message in the web chat, as shown.</summary>
public sealed class WebMessage
{
    /// <summary>Our id.</summary>
    public required string MessageId { get; init; }

    /// <summary>Order of writing; an update gets a new one.</summary>
    public required long Seq { get; set; }

    /// <summary>Order of the first writing; members who joined later do not see it.</summary>
    public required long FirstSeq { get; init; }

    /// <summary>The place.</summary>
    public required string PlaceId { get; init; }

    /// <summary>Who wrote it; null for the bot.</summary>
    public string? FromPersonId { get; init; }

    /// <summary>When, by the business clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The words as HTML, encoded.</summary>
    public required string Html { get; set; }

    /// <summary>The same as plain text, for terminals.</summary>
    public required string Text { get; set; }

    /// <summary>Values and labels of its buttons, as JSON.</summary>
    public required string Buttons { get; set; }
}

/// <summary>A channel of the web chat.</summary>
public sealed class WebPlace
{
    /// <summary>Stable id.</summary>
    public required string Id { get; init; }

    /// <summary>The name people read.</summary>
    public required string Name { get; set; }
}

/// <summary>A member of a web channel.</summary>
public sealed class WebMember
{
    /// <summary>The channel.</summary>
    public required string PlaceId { get; init; }

    /// <summary>The person.</summary>
    public required string PersonId { get; init; }

    /// <summary>Messages up to this were written before the person joined.</summary>
    public required long JoinedAfter { get; set; }
}

/// <summary>A setting the processes share.</summary>
public sealed class SettingRow
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its value.</summary>
    public required string Value { get; set; }
}

/// <summary>Something the bot will say on its own.</summary>
public sealed class Notice
{
    /// <summary>Same key, same notice: said once.</summary>
    public required string Key { get; init; }

    /// <summary>Which notice: <c>on_behalf</c>, <c>protection</c>.</summary>
    public required string Rule { get; init; }

    /// <summary>The person it is for.</summary>
    public required string PersonId { get; init; }

    /// <summary>The record it is about.</summary>
    public required string EntityId { get; init; }

    /// <summary>A number the rule needs: days before the end.</summary>
    public int Argument { get; init; }

    /// <summary>When it is due, by the business clock.</summary>
    public required DateTimeOffset Due { get; init; }

    /// <summary>Tries that failed.</summary>
    public int Attempts { get; set; }

    /// <summary>Not before, by the system clock; null for at once.</summary>
    public DateTimeOffset? NextAt { get; set; }

    /// <summary>When it was given to the outbox, or dropped because it no longer held.</summary>
    public DateTimeOffset? HandledAt { get; set; }
}

/// <summary>A way messages reach us, and the tenant it serves.</summary>
public sealed class Installation
{
    /// <summary>Stable id.</summary>
    public required string Id { get; init; }

    /// <summary>Teams, Slack or Web.</summary>
    public required string Channel { get; init; }
}
