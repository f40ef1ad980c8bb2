namespace CoSellBot.Bot.Turns;

/// <summary>Where to speak.</summary>
/// <param name="Channel">Teams, Slack or Web.</param>
/// <param name="InstallationId">The installation that may speak there.</param>
/// <param name="PlaceId">The channel's id of the place, thread included.</param>
public sealed record ConversationReference(string Channel, string InstallationId, string PlaceId)
{
    /// <summary>Identifies the conversation.</summary>
    public string Key => $"{Channel}/{InstallationId}/{PlaceId}";

    /// <summary>The place without its thread; every channel writes a thread behind a semicolon.</summary>
    public string WholePlaceId => PlaceId.IndexOf(';', StringComparison.Ordinal) is var at and >= 0 ? PlaceId[..at] : PlaceId;
}

/// <summary>One message or press from a channel, proven to come from it.</summary>
/// <param name="Conversation">Where.</param>
/// <param name="MessageId">The channel's id; the same id is the same message.</param>
/// <param name="UserId">The channel's id of the sender.</param>
/// <param name="Text">The words, cleaned; empty for a press.</param>
/// <param name="PressValue">The pressed button's value, or null.</param>
/// <param name="PressedMessageId">The message whose button was pressed, or null.</param>
/// <param name="IsAwaited">True while the channel holds the press open for its outcome.</param>
/// <param name="IsAside">True for words said among people in a thread of ours that do not name the bot: answered only when plainly meant for it.</param>
public sealed record InboundMessage(
    ConversationReference Conversation, string MessageId, string UserId, string Text, string? PressValue = null, string? PressedMessageId = null,
    bool IsAwaited = false, bool IsAside = false);
