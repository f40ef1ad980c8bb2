namespace CoSellBot.Agents.Coaching;

/// <summary>Something a person wants no nudges about: a customer for a while, or a deal whose nudge was not useful.</summary>
/// <param name="SubjectId">The account or the opportunity.</param>
/// <param name="Until">When it ends; null when only the person ends it.</param>
public sealed record Mute(string SubjectId, DateTimeOffset? Until);

/// <summary>A change of a person's mutes, stored with the turn that made it.</summary>
/// <param name="SubjectId">The account or the opportunity.</param>
/// <param name="IsMuted">False to lift it.</param>
/// <param name="Until">When it ends; null when only the person ends it.</param>
public sealed record MuteChange(string SubjectId, bool IsMuted, DateTimeOffset? Until = null);
