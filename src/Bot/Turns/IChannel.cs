using CoSellBot.Agents.Replies;

namespace CoSellBot.Bot.Turns;

/// <summary>The members of a place as the channel tells them.</summary>
/// <param name="UserIds">The channel's ids of everyone who reads along, the bot left out.</param>
/// <param name="IsComplete">False when the channel could not tell all of them; then only public facts are said.</param>
/// <param name="IsPrivate">True when the place is one person's direct conversation with the bot.</param>
public sealed record Roster(IReadOnlyList<string> UserIds, bool IsComplete, bool IsPrivate);

/// <summary>
/// A way to speak: Teams, Slack or the web chat. Called by the outbox, one message of a conversation at a time. Implementations
/// accept only revealed replies and are safe for concurrent use across conversations.
/// </summary>
public interface IChannel
{
    /// <summary>The channel's name, as in <see cref="ConversationReference.Channel"/>.</summary>
    string Name { get; }

    /// <summary>Sends a new message. Called again with the same id after a crash, it must not show twice what it can tell apart.</summary>
    Task SendAsync(ConversationReference place, string messageId, VisibleReply reply, CancellationToken cancellationToken);

    /// <summary>Replaces a message in place for everyone.</summary>
    Task UpdateAsync(ConversationReference place, string messageId, VisibleReply reply, CancellationToken cancellationToken);

    /// <summary>Reads who is in a place now. Anything unreadable comes back incomplete, never as an exception.</summary>
    Task<Roster> ReadMembersAsync(ConversationReference place, CancellationToken cancellationToken);

    /// <summary>Shows that an answer is on its way, where the channel can; failures are ignored.</summary>
    Task ShowTypingAsync(ConversationReference place, bool typing, CancellationToken cancellationToken);

    /// <summary>The person's direct conversation with the bot here, or null when there is none.</summary>
    ConversationReference? PrivatePlaceOf(string personId);
}
