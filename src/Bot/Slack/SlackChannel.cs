using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Slack;

/// <summary>Slack as a channel: messages of blocks, in the thread they belong to, each carrying our id where Slack shows it to us alone by asking.</summary>
internal sealed class SlackChannel(
    SlackApi api, SlackRosters rosters, SlackPlaces places, SlackTokens tokens, Prm.Partners.Directory directory, BotStore store) : IChannel
{
    /// <summary>Its name.</summary>
    public const string ChannelName = "Slack";

    /// <inheritdoc/>
    public string Name => ChannelName;

    /// <inheritdoc/>
    public bool ShowsRepeatsOnce => false;

    /// <inheritdoc/>
    public async Task<bool?> HasArrivedAsync(ConversationReference place, string messageId, DateTimeOffset since, CancellationToken cancellationToken)
    {
        if (await FindSentAsync(messageId, cancellationToken) is not [])
        {
            return true;
        }

        var (channel, thread) = (SlackThread.ChannelOf(place.PlaceId), SlackThread.ThreadOf(place.PlaceId));
        var arrival = await api.FindMessageAsync(place.InstallationId, channel, thread, messageId, since, cancellationToken);
        if (!arrival.IsKnown)
        {
            throw new ChannelException(ChannelFailure.Busy, "the conversation cannot be looked through right now");
        }

        if (arrival.Ts is { } ts)
        {
            await NoteSentAsync(place, messageId, ts, cancellationToken);
        }

        return arrival.Ts is not null;
    }

    /// <inheritdoc/>
    public async Task SendAsync(ConversationReference place, string messageId, VisibleReply reply, CancellationToken cancellationToken)
    {
        if (await FindSentAsync(messageId, cancellationToken) is [])
        {
            await PostAsync(place, messageId, reply, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task UpdateAsync(ConversationReference place, string messageId, VisibleReply reply, CancellationToken cancellationToken) =>
        ShowAsync(place, messageId, reply, 1, cancellationToken);

    /// <summary>Replaces a message in place, at one of its pages.</summary>
    /// <exception cref="ChannelException">As for <see cref="UpdateAsync"/>.</exception>
    public async Task ShowAsync(ConversationReference place, string messageId, VisibleReply reply, int page, CancellationToken cancellationToken)
    {
        if (await FindSentAsync(messageId, cancellationToken) is [.., var sent])
        {
            var message = SlackBlocks.Render(reply, messageId, OffersForm(reply), page);
            try
            {
                await api.UpdateMessageAsync(
                    place.InstallationId, SlackThread.ChannelOf(sent.PlaceId), sent.ChannelMessageId, messageId, message.Text, message.Blocks, cancellationToken);
                return;
            }
            catch (ChannelException gone) when (gone.Code is "message_not_found" or "cant_update_message" or "edit_window_closed")
            {
                // Somebody deleted the message, or it can no longer be changed. What it has to say is said again below it.
            }
        }

        // A message Slack gave no name for, or that is gone: a result must not be lost with it.
        await PostAsync(place, messageId, reply, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(ConversationReference place, string messageId, CancellationToken cancellationToken)
    {
        var copies = await FindSentAsync(messageId, cancellationToken);
        if (copies.Count == 0)
        {
            throw new ChannelException(ChannelFailure.Refused, "Slack gave no name for the message");
        }

        foreach (var copy in copies)
        {
            try
            {
                await api.DeleteMessageAsync(place.InstallationId, SlackThread.ChannelOf(copy.PlaceId), copy.ChannelMessageId, cancellationToken);
            }
            catch (ChannelException gone) when (gone.Code == "message_not_found")
            {
                // Somebody took it away before us, which is what was wanted.
            }
        }
    }

    /// <inheritdoc/>
    public Task<Roster> ReadMembersAsync(ConversationReference place, CancellationToken cancellationToken) =>
        rosters.ReadAsync(place.InstallationId, SlackThread.ChannelOf(place.PlaceId), cancellationToken);

    /// <inheritdoc/>
    // Slack shows no sign for bots outside its assistant's own threads.
    public Task ShowTypingAsync(ConversationReference place, bool typing, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<ConversationReference?> PrivatePlaceOfAsync(string personId, CancellationToken cancellationToken)
    {
        if (await directory.AccountOfAsync(ChannelName, personId, cancellationToken) is not { FirmId: { } firm, AccountId: { } account })
        {
            return null;
        }

        // Where the person is at home; else from wherever a channel is shared with them.
        var open = (await tokens.AllAsync(cancellationToken)).Where(installation => installation.ClosedBecause is null)
            .OrderByDescending(installation => installation.Id == firm || installation.EnterpriseId == firm);
        foreach (var installation in open)
        {
            if (await places.DirectOfAsync(installation.Id, account, cancellationToken) is { } direct)
            {
                return SlackThread.Conversation(installation.Id, direct, null);
            }
        }

        return null;
    }

    /// <summary>True for a proposal: the renderer offers the form where it can be changed.</summary>
    private static bool OffersForm(VisibleReply reply) => reply.State == CardState.Proposal;

    private async Task PostAsync(ConversationReference place, string messageId, VisibleReply reply, CancellationToken cancellationToken)
    {
        var channel = SlackThread.ChannelOf(place.PlaceId);
        if (await places.FindAsync(place.InstallationId, channel, cancellationToken) is { ClosedBecause: { } because })
        {
            throw new ChannelException(ChannelFailure.Closed, because);
        }

        var message = SlackBlocks.Render(reply, messageId, OffersForm(reply));
        try
        {
            var ts = await api.PostMessageAsync(place.InstallationId, channel, SlackThread.ThreadOf(place.PlaceId), messageId, message.Text, message.Blocks, cancellationToken);
            await NoteSentAsync(place, messageId, ts, cancellationToken);
        }
        catch (ChannelException failure) when (failure.Reason == ChannelFailure.Closed)
        {
            await places.CloseAsync(place.InstallationId, channel, failure.Message, cancellationToken);
            throw;
        }
    }

    private Task NoteSentAsync(ConversationReference place, string messageId, string ts, CancellationToken cancellationToken) => store.WriteAsync(
        context =>
        {
            context.Add(new SentMessage { MessageId = messageId, Channel = ChannelName, PlaceId = place.PlaceId, ChannelMessageId = ts });
            return Task.CompletedTask;
        },
        cancellationToken);

    private Task<List<SentMessage>> FindSentAsync(string messageId, CancellationToken cancellationToken) => store.ReadAsync(
        context => context.Set<SentMessage>().AsNoTracking().Where(m => m.MessageId == messageId && m.Channel == ChannelName).OrderBy(m => m.Seq).ToListAsync(cancellationToken), cancellationToken);
}
