namespace CoSellBot.Bot.Storage;

/// <summary>A place where somebody new can read: what the bot said there has to be looked at again.</summary>
public sealed class PlaceChange
{
    /// <summary>Teams or Slack.</summary>
    public required string Channel { get; init; }

    /// <summary>The place, without a thread.</summary>
    public required string PlaceId { get; init; }

    /// <summary>The installation.</summary>
    public required string InstallationId { get; init; }

    /// <summary>Not before, by the system clock.</summary>
    public required DateTimeOffset Due { get; set; }
}
