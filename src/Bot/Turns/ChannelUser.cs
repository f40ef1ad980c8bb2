namespace CoSellBot.Bot.Turns;

/// <summary>Someone in a place, as the platform knows them. What the person typed or claims never gets in here.</summary>
/// <param name="UserId">The sender id that messages from this person carry.</param>
/// <param name="AccountId">The account within its firm: a Microsoft Entra object id, a Slack user id, or the person in the web chat.</param>
/// <param name="FirmId">Where the account belongs: a Microsoft 365 tenant or a Slack workspace; null when the platform does not say.</param>
/// <param name="IsGuest">A guest account of the inviting firm.</param>
/// <param name="Address">What the platform wants to be called with when the bot writes to this person; null when it is the user id.</param>
/// <param name="OtherNames">Further sender ids that mean this person; null for none.</param>
public sealed record ChannelUser(
    string UserId, string AccountId, string? FirmId, bool IsGuest = false, string? Address = null, IReadOnlyList<string>? OtherNames = null)
{
    /// <summary>Nobody in particular: those of a firm who can read a place without being listed there.</summary>
    public static ChannelUser AnyoneOf(string firmId) => new($"anyone:{firmId}", $"anyone:{firmId}", firmId);

    /// <summary>True when a message from this sender is from this person.</summary>
    public bool IsCalled(string userId) => UserId == userId || Address == userId || OtherNames?.Contains(userId) == true;
}
