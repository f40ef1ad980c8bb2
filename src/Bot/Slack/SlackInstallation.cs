namespace CoSellBot.Bot.Slack;

/// <summary>The app as installed in a workspace, or in a whole organisation of Enterprise Grid.</summary>
public sealed class SlackInstallation
{
    /// <summary>The workspace (<c>T…</c>), or the organisation (<c>E…</c>) when the app was installed for all of it.</summary>
    public required string Id { get; init; }

    /// <summary>The organisation the workspace belongs to, or null.</summary>
    public string? EnterpriseId { get; set; }

    /// <summary>The bot's own user here; nothing is answered while it is unknown.</summary>
    public string? BotUserId { get; set; }

    /// <summary>The bot as the sender of messages, or null.</summary>
    public string? BotId { get; set; }

    /// <summary>The app.</summary>
    public string? AppId { get; set; }

    /// <summary>The bot's token, protected; null when it comes from the settings or was taken back.</summary>
    public string? ProtectedToken { get; set; }

    /// <summary>What the next token is asked with, protected; usable once. Null without rotation.</summary>
    public string? ProtectedRefreshToken { get; set; }

    /// <summary>When the token ends; null for one that does not.</summary>
    public DateTimeOffset? TokenExpiresAt { get; set; }

    /// <summary>Until when one process asks for the next token; the others wait.</summary>
    public DateTimeOffset? RefreshingUntil { get; set; }

    /// <summary>Why nothing can be said here any more, or null. Only a new installation clears it.</summary>
    public string? ClosedBecause { get; set; }

    /// <summary>When any of this last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; set; }
}
