namespace CoSellBot.Bot.Users;

/// <summary>A proven tie between an account on a chat platform and a person of the programme.</summary>
public sealed class IdentityLink
{
    /// <summary>Teams or Slack.</summary>
    public required string Channel { get; init; }

    /// <summary>The account's tenant, workspace or organisation.</summary>
    public required string FirmId { get; init; }

    /// <summary>The account within it.</summary>
    public required string AccountId { get; init; }

    /// <summary>The person.</summary>
    public required string PersonId { get; set; }

    /// <summary>When it was proven, by the business clock.</summary>
    public required DateTimeOffset LinkedAt { get; set; }
}

/// <summary>A code that lets one account prove once who it belongs to. The code itself is not stored.</summary>
public sealed class LinkCode
{
    /// <summary>SHA-256 of the code, in hexadecimal.</summary>
    public required string Hash { get; init; }

    /// <summary>The person it was given to.</summary>
    public required string PersonId { get; init; }

    /// <summary>After this it is void, by the system clock.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was used, or null.</summary>
    public DateTimeOffset? UsedAt { get; set; }
}

/// <summary>Wrong codes an account has tried, so that nobody can try them all.</summary>
public sealed class LinkAttempt
{
    /// <summary>Channel, firm and account.</summary>
    public required string Account { get; init; }

    /// <summary>How many since <see cref="Since"/>.</summary>
    public int Count { get; set; }

    /// <summary>When the count began, by the system clock.</summary>
    public required DateTimeOffset Since { get; set; }
}
