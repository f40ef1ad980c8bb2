namespace CoSellBot.Bot.Teams;

/// <summary>What kind of place a conversation is.</summary>
public enum TeamsConversationKind
{
    /// <summary>One person and the bot.</summary>
    Personal,

    /// <summary>A group chat or a meeting's chat.</summary>
    GroupChat,

    /// <summary>A channel of a team, with all its threads.</summary>
    Channel,
}

/// <summary>A place of Teams the bot is or was in: where to send, and what is needed to read who is there. Threads share their channel's row.</summary>
public sealed class TeamsConversation
{
    /// <summary>Teams' id, without a thread.</summary>
    public required string Id { get; init; }

    /// <summary>Personal, group chat or channel.</summary>
    public required TeamsConversationKind Kind { get; set; }

    /// <summary>The newest service address that came with a verified call.</summary>
    public required string ServiceUrl { get; set; }

    /// <summary>The tenant the place belongs to.</summary>
    public string? HostTenant { get; set; }

    /// <summary>The bot's id here.</summary>
    public string? BotId { get; set; }

    /// <summary>The team's thread id, for channels.</summary>
    public string? TeamId { get; set; }

    /// <summary>The team's Microsoft Entra group, for channels; learned when Teams or the connector tells it.</summary>
    public string? TeamGroupId { get; set; }

    /// <summary><c>standard</c>, <c>private</c> or <c>shared</c> as Teams last said; null when it never did.</summary>
    public string? ChannelType { get; set; }

    /// <summary>The person of a personal chat, by Microsoft Entra object id.</summary>
    public string? AccountId { get; set; }

    /// <summary>Why nothing can be sent here, or null while it can. Cleared when somebody installs the bot or speaks to it again.</summary>
    public string? ClosedBecause { get; set; }

    /// <summary>When any of this last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>How Teams addresses somebody who spoke to the bot.</summary>
public sealed class TeamsUser
{
    /// <summary>Microsoft Entra object id, in lower case.</summary>
    public required string AccountId { get; init; }

    /// <summary>Teams' id of the person for this bot: <c>29:…</c>.</summary>
    public required string Address { get; set; }
}
