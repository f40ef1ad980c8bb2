namespace CoSellBot.Bot.Storage;

/// <summary>What a person wants no nudges about.</summary>
public sealed class NudgeMute
{
    /// <summary>The person.</summary>
    public required string PersonId { get; init; }

    /// <summary>The account or the opportunity.</summary>
    public required string SubjectId { get; init; }

    /// <summary>When it ends, by the business clock; null when only the person ends it.</summary>
    public DateTimeOffset? Until { get; set; }
}

/// <summary>A nudge that was given to the outbox.</summary>
public sealed class NudgeSaid
{
    /// <summary>Who was told.</summary>
    public required string PersonId { get; init; }

    /// <summary>The opportunity.</summary>
    public required string OpportunityId { get; init; }

    /// <summary>The day, where the person is.</summary>
    public required DateOnly Day { get; init; }
}
