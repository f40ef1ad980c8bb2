using System.Text.Json.Nodes;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;
using CoSellBot.Bot.Users;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Teams;

/// <summary>Microsoft Teams as a channel: activities through the Bot Connector, cards with one look, text and card never in one activity.</summary>
internal sealed class TeamsChannel(
    TeamsConnector connector, TeamsRosters rosters, TeamsConversations conversations, TeamsOptions options, UserResolver users, BotStore store) : IChannel
{
    /// <summary>Its name.</summary>
    public const string ChannelName = "Teams";

    private const string Installation = "teams";
    private static readonly TimeSpan LongestSign = TimeSpan.FromSeconds(2);
    private const string CardType = "application/vnd.microsoft.card.adaptive";

    /// <inheritdoc/>
    public string Name => ChannelName;

    /// <inheritdoc/>
    public bool ShowsRepeatsOnce => false;

    /// <inheritdoc/>
    public Task<bool?> HasArrivedAsync(ConversationReference place, string messageId, DateTimeOffset since, CancellationToken cancellationToken) =>
        // The connector has no way to look for a message without the permission to read everybody's.
        Task.FromResult<bool?>(null);

    /// <summary>The conversation of a Teams id, thread included.</summary>
    public static ConversationReference Conversation(string conversationId) => new(ChannelName, Installation, conversationId);

    /// <summary>A card as an attachment.</summary>
    public static JsonObject Attachment(JsonObject card) => new() { ["contentType"] = CardType, ["content"] = card };

    /// <inheritdoc/>
    public async Task SendAsync(ConversationReference place, string messageId, VisibleReply reply, CancellationToken cancellationToken)
    {
        if (await FindSentAsync(messageId, cancellationToken) is not [])
        {
            return;
        }

        var conversation = await OpenAsync(place, cancellationToken);
        var message = TeamsCards.Render(reply, await ContextAsync(place, conversation, messageId, reply, cancellationToken));
        await PostAsync(place, conversation, messageId, message, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task UpdateAsync(ConversationReference place, string messageId, VisibleReply reply, CancellationToken cancellationToken)
    {
        var conversation = await OpenAsync(place, cancellationToken);
        var card = TeamsCards.RenderCard(reply, await ContextAsync(place, conversation, messageId, reply, cancellationToken));
        var message = new TeamsMessage(null, card, TeamsCards.Render(reply, new TeamsCardContext(messageId)).Summary);
        if (await FindSentAsync(messageId, cancellationToken) is [.., var sent])
        {
            try
            {
                await connector.UpdateAsync(conversation.ServiceUrl, place.PlaceId, sent.ChannelMessageId, Activity(message), cancellationToken);
                return;
            }
            catch (ChannelException gone) when (IsGone(gone))
            {
                // Somebody deleted the message. What it has to say is said again below it.
            }
        }

        // A message Teams gave no id for, or that is gone: a result must not be lost with it.
        await PostAsync(place, conversation, messageId, message, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(ConversationReference place, string messageId, CancellationToken cancellationToken)
    {
        var conversation = await OpenAsync(place, cancellationToken);
        var copies = await FindSentAsync(messageId, cancellationToken);
        if (copies.Count == 0)
        {
            throw new ChannelException(ChannelFailure.Refused, "Teams gave no id for the message");
        }

        foreach (var copy in copies)
        {
            try
            {
                await connector.DeleteAsync(conversation.ServiceUrl, place.PlaceId, copy.ChannelMessageId, cancellationToken);
            }
            catch (ChannelException gone) when (IsGone(gone))
            {
                // Somebody took it away before us, which is what was wanted.
            }
        }
    }

    /// <inheritdoc/>
    public Task<Roster> ReadMembersAsync(ConversationReference place, CancellationToken cancellationToken) => rosters.ReadAsync(place.PlaceId, cancellationToken);

    /// <inheritdoc/>
    public async Task ShowTypingAsync(ConversationReference place, bool typing, CancellationToken cancellationToken)
    {
        // Teams takes the sign away by itself when the answer comes, and shows none in channels.
        if (!typing)
        {
            return;
        }

        using var brief = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        brief.CancelAfter(LongestSign);
        try
        {
            if (await conversations.FindAsync(place.PlaceId, brief.Token) is { ClosedBecause: null, Kind: not TeamsConversationKind.Channel } conversation)
            {
                await connector.PostAsync(conversation.ServiceUrl, place.PlaceId, new JsonObject { ["type"] = "typing" }, brief.Token);
            }
        }
        catch (Exception failure) when (failure is ChannelException or OperationCanceledException)
        {
            // A sign nobody sees is no failure.
        }
    }

    /// <inheritdoc/>
    public async Task<ConversationReference?> PrivatePlaceOfAsync(string personId, CancellationToken cancellationToken)
    {
        foreach (var account in await users.AccountsOfAsync(ChannelName, personId, cancellationToken))
        {
            if (await PrivatePlaceOfAsync(account.AccountId, account.FirmId!, cancellationToken) is { } place)
            {
                return place;
            }
        }

        return null;
    }

    private async Task<ConversationReference?> PrivatePlaceOfAsync(string account, string tenant, CancellationToken cancellationToken)
    {
        if (await conversations.FindPersonalAsync(account, tenant, cancellationToken) is { } known)
        {
            return Conversation(known.Id);
        }

        // A bot may open a chat in a tenant where it is at home; in a shared channel's outside tenants the call would fail.
        if (await conversations.AnyOfTenantAsync(tenant, cancellationToken) is not { } like || await conversations.AddressOfAsync(account, cancellationToken) is not { } address)
        {
            return null;
        }

        try
        {
            if (await connector.OpenPersonalAsync(like.ServiceUrl, like.BotId ?? $"28:{options.AppId}", address, tenant, cancellationToken) is not { Length: > 0 } id)
            {
                return null;
            }

            await conversations.AddPersonalAsync(id, account, like, cancellationToken);
            return Conversation(id);
        }
        catch (ChannelException refused) when (refused.Reason is ChannelFailure.Closed or ChannelFailure.Refused)
        {
            // Not installed for this person, or blocked by them.
            return null;
        }
    }

    /// <summary>The activity of a message.</summary>
    internal static JsonObject Activity(TeamsMessage message) => message.Card is { } card
        ? new JsonObject { ["type"] = "message", ["summary"] = message.Summary, ["attachments"] = new JsonArray(Attachment(card)) }
        : new JsonObject { ["type"] = "message", ["text"] = message.Text, ["textFormat"] = "plain", ["summary"] = message.Summary };

    private async Task PostAsync(ConversationReference place, TeamsConversation conversation, string messageId, TeamsMessage message, CancellationToken cancellationToken)
    {
        string? id;
        try
        {
            id = await connector.PostAsync(conversation.ServiceUrl, place.PlaceId, Activity(message), cancellationToken);
        }
        catch (ChannelException failure) when (failure.Reason == ChannelFailure.Closed && !(IsGone(failure) && TeamsThread.PlaceOf(place.PlaceId) != place.PlaceId))
        {
            // A thread that is gone closes itself alone; anything else means the place.
            await conversations.CloseAsync(place.PlaceId, failure.Message, cancellationToken);
            throw;
        }

        if (id is not null)
        {
            await store.WriteAsync(
                context =>
                {
                    context.Add(new SentMessage { MessageId = messageId, Channel = ChannelName, PlaceId = place.PlaceId, ChannelMessageId = id });
                    return Task.CompletedTask;
                },
                cancellationToken);
        }
    }

    private static bool IsGone(ChannelException failure) => failure.Code == TeamsConnector.NotFound;

    private async Task<TeamsConversation> OpenAsync(ConversationReference place, CancellationToken cancellationToken) =>
        await conversations.FindAsync(place.PlaceId, cancellationToken) switch
        {
            null => throw new ChannelException(ChannelFailure.Closed, "nothing ever came from this place"),
            { ClosedBecause: { } because } => throw new ChannelException(ChannelFailure.Closed, because),
            var open => open,
        };

    // Only where several read and one may decide do the views differ.
    private async Task<TeamsCardContext> ContextAsync(
        ConversationReference place, TeamsConversation conversation, string messageId, VisibleReply reply, CancellationToken cancellationToken)
    {
        var context = new TeamsCardContext(messageId, OffersForm: reply.State == CardState.Proposal);
        return reply.State == CardState.Proposal && conversation.Kind != TeamsConversationKind.Personal
            ? context with { RefreshFor = [.. (await rosters.ReadAsync(place.PlaceId, cancellationToken)).Users.Select(user => user.Address).OfType<string>()] }
            : context;
    }

    private Task<List<SentMessage>> FindSentAsync(string messageId, CancellationToken cancellationToken) => store.ReadAsync(
        context => context.Set<SentMessage>().AsNoTracking().Where(m => m.MessageId == messageId && m.Channel == ChannelName).OrderBy(m => m.Seq).ToListAsync(cancellationToken), cancellationToken);
}
