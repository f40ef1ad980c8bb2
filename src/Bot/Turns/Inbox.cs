using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Turns;

/// <summary>Takes messages in: stored first, acknowledged after. The same message twice is one row.</summary>
public sealed class Inbox(SharedCommit store, TimeProvider clock, WorkSignal signal, KillPoints kill)
{
    /// <summary>Stores a message.</summary>
    /// <returns>False when it was there already.</returns>
    public Task<bool> ReceiveAsync(InboundMessage message, CancellationToken cancellationToken) =>
        ReceiveAsync(message, _ => Task.CompletedTask, cancellationToken);

    /// <summary>Stores a message and, when it is new, what belongs to it in the same transaction.</summary>
    /// <returns>False when it was there already.</returns>
    public async Task<bool> ReceiveAsync(InboundMessage message, Func<BotDbContext, Task> alongside, CancellationToken cancellationToken)
    {
        var isNew = await store.RunAsync(
            async context =>
            {
                var added = await AddAsync(context, message, clock.GetUtcNow(), cancellationToken);
                if (added)
                {
                    await alongside(context);
                }

                return added;
            },
            cancellationToken);
        kill.Reach("inbox.stored");
        signal.Set();
        return isNew;
    }

    /// <summary>Adds a message within a transaction.</summary>
    internal static async Task<bool> AddAsync(BotDbContext context, InboundMessage message, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (channel, installation, place) = message.Conversation;
        var key = message.Conversation.Key;
        // Also what was added in the same transaction and is not saved yet.
        if (context.Set<InboxMessage>().Local.Any(row => row.ConversationKey == key && row.MessageId == message.MessageId) || await context.Set<InboxMessage>().AnyAsync(
            row => row.Channel == channel && row.InstallationId == installation && row.ConversationKey == key && row.MessageId == message.MessageId, cancellationToken))
        {
            return false;
        }

        context.Add(new InboxMessage
        {
            Channel = channel,
            InstallationId = installation,
            PlaceId = place,
            ConversationKey = key,
            MessageId = message.MessageId,
            UserId = message.UserId,
            Text = message.Text,
            PressValue = message.PressValue,
            PressedMessageId = message.PressedMessageId,
            Lane = message.PressValue is { } value && Press.Parse(value) is { IsDecision: true } ? InboxLane.Decision : InboxLane.Turn,
            ReceivedAt = now,
            Awaited = message.IsAwaited,
            IsAside = message.IsAside,
            State = InboxState.Pending,
        });
        return true;
    }
}
