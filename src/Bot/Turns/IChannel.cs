using CoSellBot.Agents.Replies;

namespace CoSellBot.Bot.Turns;

/// <summary>The members of a place as the channel tells them.</summary>
/// <param name="Users">Everyone who reads along, the bot left out.</param>
/// <param name="IsComplete">False when the channel could not tell all of them; then only public facts are said.</param>
/// <param name="IsPrivate">True when the place is one person's direct conversation with the bot.</param>
/// <param name="RetryAfter">When it could not be read: how long the platform asked to wait, or null.</param>
public sealed record Roster(IReadOnlyList<ChannelUser> Users, bool IsComplete, bool IsPrivate, TimeSpan? RetryAfter = null)
{
    /// <summary>Nobody is known to be here.</summary>
    public static readonly Roster Unreadable = new([], IsComplete: false, IsPrivate: false);
}

/// <summary>
/// A way to speak: Teams, Slack or the web chat. Called by the outbox, one message of a conversation at a time. Implementations
/// accept only revealed replies and are safe for concurrent use across conversations.
/// </summary>
public interface IChannel
{
    /// <summary>The channel's name, as in <see cref="ConversationReference.Channel"/>.</summary>
    string Name { get; }

    /// <summary>True when a message sent again under the same id shows once even if nobody knows whether the first try arrived.</summary>
    bool ShowsRepeatsOnce { get; }

    /// <summary>Whether a message stands in its place, asked when nobody knows whether it arrived.</summary>
    /// <param name="place">Where it was sent.</param>
    /// <param name="messageId">Our id of it.</param>
    /// <param name="since">When it was sent, or earlier.</param>
    /// <param name="cancellationToken">Stops the look-up.</param>
    /// <returns>True when it stands there; false when it does not, so far; null when this channel cannot tell.</returns>
    /// <exception cref="ChannelException">The channel cannot tell right now.</exception>
    Task<bool?> HasArrivedAsync(ConversationReference place, string messageId, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Sends a new message. An id that is known to have been sent is not sent again.</summary>
    /// <exception cref="ChannelException">The channel refused, is busy, or left unknown whether the message arrived.</exception>
    Task SendAsync(ConversationReference place, string messageId, VisibleReply reply, CancellationToken cancellationToken);

    /// <summary>Replaces a message in place for everyone.</summary>
    /// <exception cref="ChannelException">As for <see cref="SendAsync"/>; repeating an update does no harm.</exception>
    Task UpdateAsync(ConversationReference place, string messageId, VisibleReply reply, CancellationToken cancellationToken);

    /// <summary>Takes a message away for everyone, all copies of it; one that is gone already is no failure.</summary>
    /// <exception cref="ChannelException">As for <see cref="UpdateAsync"/>; also when the channel never said how it names the message.</exception>
    Task DeleteAsync(ConversationReference place, string messageId, CancellationToken cancellationToken);

    /// <summary>Reads who is in a place now. Anything unreadable comes back incomplete, never as an exception.</summary>
    Task<Roster> ReadMembersAsync(ConversationReference place, CancellationToken cancellationToken);

    /// <summary>Shows that an answer is on its way, where the channel can; failures are ignored.</summary>
    Task ShowTypingAsync(ConversationReference place, bool typing, CancellationToken cancellationToken);

    /// <summary>The person's direct conversation with the bot here, opened when the channel allows it; null when there is none.</summary>
    /// <exception cref="ChannelException">It may be there, but cannot be opened right now.</exception>
    Task<ConversationReference?> PrivatePlaceOfAsync(string personId, CancellationToken cancellationToken);
}
