using System.Text.Json.Nodes;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;
using CoSellBot.Bot.Users;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Slack;

/// <summary>Slack as a channel: messages of blocks, in the thread they belong to, each carrying our id where Slack shows it to us alone by asking.</summary>
internal sealed class SlackChannel(
    SlackApi api, SlackRosters rosters, SlackPlaces places, SlackTokens tokens, UserResolver users, BotStore store, TimeProvider clock) : IChannel
{
    /// <summary>Its name.</summary>
    public const string ChannelName = "Slack";

    // A result said again below a card that was gone is found again for as long as its row may be tried.
    private static readonly TimeSpan SaidAgain = TimeSpan.FromHours(1);

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

        if (await FindAsync(place, messageId, since, cancellationToken) is not { } ts)
        {
            return false;
        }

        await NoteSentAsync(place, messageId, ts, cancellationToken);
        return true;
    }

    private async Task<string?> FindAsync(ConversationReference place, string messageId, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var (channel, thread) = (SlackThread.ChannelOf(place.PlaceId), SlackThread.ThreadOf(place.PlaceId));
        var arrival = await api.FindMessageAsync(place.InstallationId, channel, thread, messageId, since, cancellationToken);
        return arrival.IsKnown ? arrival.Ts : throw new ChannelException(ChannelFailure.Busy, "the conversation cannot be looked through right now");
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
    public async Task UpdateAsync(ConversationReference place, string messageId, VisibleReply reply, CancellationToken cancellationToken)
    {
        var message = SlackBlocks.Render(reply, messageId, OffersForm(reply));
        var sent = (await FindSentAsync(messageId, cancellationToken)).LastOrDefault();
        if (sent is not null && await ReplaceAsync(place, sent, message, cancellationToken))
        {
            return;
        }

        // Slack gave no name for the message, or it is gone: a result must not be lost with it, nor be said below it twice.
        if (await FindAsync(place, messageId, clock.GetUtcNow() - SaidAgain, cancellationToken) is { } ts && ts != sent?.ChannelMessageId)
        {
            await NoteSentAsync(place, messageId, ts, cancellationToken);
            await api.UpdateMessageAsync(place.InstallationId, SlackThread.ChannelOf(place.PlaceId), ts, messageId, message.Text, message.Blocks, cancellationToken);
            return;
        }

        await PostAsync(place, messageId, reply, cancellationToken);
    }

    /// <summary>Shows a page of a message that stands there; one that is gone is not said again.</summary>
    /// <exception cref="ChannelException">As for <see cref="UpdateAsync"/>.</exception>
    public async Task TurnAsync(ConversationReference place, string messageId, VisibleReply reply, int page, CancellationToken cancellationToken)
    {
        if (await FindSentAsync(messageId, cancellationToken) is [.., var sent])
        {
            await ReplaceAsync(place, sent, SlackBlocks.Render(reply, messageId, OffersForm(reply), page), cancellationToken);
        }
    }

    // False when the message is gone, or can no longer be changed.
    private async Task<bool> ReplaceAsync(ConversationReference place, SentMessage sent, SlackMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await api.UpdateMessageAsync(
                place.InstallationId, SlackThread.ChannelOf(sent.PlaceId), sent.ChannelMessageId, sent.MessageId, message.Text, message.Blocks, cancellationToken);
            return true;
        }
        catch (ChannelException gone) when (gone.Code is SlackFailures.MessageNotFound or "cant_update_message" or "edit_window_closed")
        {
            return false;
        }
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
            catch (ChannelException gone) when (gone.Code == SlackFailures.MessageNotFound)
            {
                // Somebody took it away before us, which is what was wanted.
            }
            catch (ChannelException kept) when (kept.Reason == ChannelFailure.Refused)
            {
                // Where the workspace keeps every message, its words can still be replaced.
                var words = ShownText.Words("place.taken_away");
                await api.UpdateMessageAsync(
                    place.InstallationId, SlackThread.ChannelOf(copy.PlaceId), copy.ChannelMessageId, messageId, words,
                    [new JsonObject { ["type"] = "section", ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = words } }], cancellationToken);
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
        var open = (await tokens.AllAsync(cancellationToken)).Where(installation => installation.ClosedBecause is null).ToList();
        foreach (var account in await users.AccountsOfAsync(ChannelName, personId, cancellationToken))
        {
            // Where the person is at home; else from wherever a channel is shared with them.
            foreach (var installation in open.OrderByDescending(one => one.Id == account.FirmId || one.EnterpriseId == account.FirmId))
            {
                // The same id may be somebody else's in another workspace.
                if (installation.Id != account.FirmId && installation.EnterpriseId != account.FirmId
                    && await FirmOfAsync(installation.Id, account.AccountId, cancellationToken) != account.FirmId)
                {
                    continue;
                }

                if (await places.DirectOfAsync(installation.Id, account.AccountId, cancellationToken) is { } direct)
                {
                    return SlackThread.Conversation(installation.Id, direct, null);
                }
            }
        }

        return null;
    }

    private async Task<string?> FirmOfAsync(string installationId, string userId, CancellationToken cancellationToken)
    {
        try
        {
            return (await rosters.ReadUserAsync(installationId, userId, cancellationToken))?.FirmId;
        }
        catch (ChannelException unknown) when (unknown.Reason is ChannelFailure.Closed or ChannelFailure.Refused)
        {
            return null;
        }
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
