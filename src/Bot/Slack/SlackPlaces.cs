using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Slack;

/// <summary>The conversations of Slack the bot knows: which are closed to it, and which is whose direct chat.</summary>
internal sealed class SlackPlaces(BotStore store, SlackApi api, TimeProvider clock)
{
    /// <summary>A channel's row, or null when nothing ever came from it.</summary>
    public Task<SlackPlace?> FindAsync(string installationId, string channelId, CancellationToken cancellationToken) => store.ReadAsync(
        context => context.Set<SlackPlace>().AsNoTracking().SingleOrDefaultAsync(place => place.InstallationId == installationId && place.ChannelId == channelId, cancellationToken),
        cancellationToken);

    /// <summary>Notes within a transaction that somebody spoke in a channel or let the bot in; that opens it again.</summary>
    /// <param name="context">The transaction.</param>
    /// <param name="installationId">The installation.</param>
    /// <param name="channelId">The channel.</param>
    /// <param name="userId">The person of a direct chat, or null.</param>
    /// <param name="cancellationToken">Stops the note.</param>
    public async Task SeenAsync(BotDbContext context, string installationId, string channelId, string? userId, CancellationToken cancellationToken)
    {
        var row = await context.Set<SlackPlace>().FindAsync([installationId, channelId], cancellationToken);
        if (row is null)
        {
            context.Add(new SlackPlace { InstallationId = installationId, ChannelId = channelId, UserId = userId, UpdatedAt = clock.GetUtcNow() });
        }
        else if (row.ClosedBecause is not null || (userId is not null && row.UserId != userId))
        {
            (row.ClosedBecause, row.UserId, row.UpdatedAt) = (null, userId ?? row.UserId, clock.GetUtcNow());
        }
    }

    /// <summary>Closes a channel: nothing is sent there until somebody speaks to the bot or lets it in again.</summary>
    public Task CloseAsync(string installationId, string channelId, string because, CancellationToken cancellationToken) => store.WriteAsync(
        context => CloseAsync(context, installationId, channelId, because, cancellationToken), cancellationToken);

    /// <summary>The same within a transaction.</summary>
    public async Task CloseAsync(BotDbContext context, string installationId, string channelId, string because, CancellationToken cancellationToken)
    {
        await SeenAsync(context, installationId, channelId, null, cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
        var now = clock.GetUtcNow();
        await context.Set<SlackPlace>().Where(place => place.InstallationId == installationId && place.ChannelId == channelId)
            .ExecuteUpdateAsync(set => set.SetProperty(place => place.ClosedBecause, because).SetProperty(place => place.UpdatedAt, now), cancellationToken);
    }

    /// <summary>A person's direct chat, opened when there is none.</summary>
    /// <returns>The channel's id; null when it is closed or the person cannot be written to.</returns>
    /// <exception cref="ChannelException">It cannot be opened right now.</exception>
    public async Task<string?> DirectOfAsync(string installationId, string userId, CancellationToken cancellationToken)
    {
        var known = await store.ReadAsync(
            context => context.Set<SlackPlace>().AsNoTracking().FirstOrDefaultAsync(place => place.InstallationId == installationId && place.UserId == userId, cancellationToken),
            cancellationToken);
        if (known is not null)
        {
            return known.ClosedBecause is null ? known.ChannelId : null;
        }

        string opened;
        try
        {
            opened = await api.OpenDirectAsync(installationId, userId, cancellationToken);
        }
        catch (ChannelException refused) when (refused.Reason is ChannelFailure.Closed or ChannelFailure.Refused)
        {
            return null;
        }

        await store.WriteAsync(context => SeenAsync(context, installationId, opened, userId, cancellationToken), cancellationToken);
        return opened;
    }

#pragma warning disable CA1845 // Runs in the database.
    /// <summary>A channel that got another id keeps its conversations: what waits, what was said and what is open.</summary>
    public static async Task RenameAsync(BotDbContext context, string installationId, string from, string to, CancellationToken cancellationToken)
    {
        var (old, threads, length) = (SlackThread.Conversation(installationId, from, null).Key, SlackThread.Conversation(installationId, from, null).Key + ";", from.Length);
        var (renamed, keyLength) = (SlackThread.Conversation(installationId, to, null).Key, old.Length);
        await context.Set<OutboxMessage>().Where(m => m.ConversationKey == old || m.ConversationKey.StartsWith(threads)).ExecuteUpdateAsync(
            set => set.SetProperty(m => m.PlaceId, m => to + m.PlaceId.Substring(length)).SetProperty(m => m.ConversationKey, m => renamed + m.ConversationKey.Substring(keyLength)), cancellationToken);
        // What was said under the new id before this was known stands; the same under the old one goes.
        await context.Set<SessionRow>().Where(s => (s.ConversationKey == old || s.ConversationKey.StartsWith(threads))
            && context.Set<SessionRow>().Any(newer => newer.PersonId == s.PersonId && newer.ConversationKey == renamed + s.ConversationKey.Substring(keyLength))).ExecuteDeleteAsync(cancellationToken);
        await context.Set<InboxMessage>().Where(m => (m.ConversationKey == old || m.ConversationKey.StartsWith(threads))
            && !context.Set<InboxMessage>().Any(newer => newer.Channel == m.Channel && newer.MessageId == m.MessageId && newer.ConversationKey == renamed + m.ConversationKey.Substring(keyLength))).ExecuteUpdateAsync(
            set => set.SetProperty(m => m.PlaceId, m => to + m.PlaceId.Substring(length)).SetProperty(m => m.ConversationKey, m => renamed + m.ConversationKey.Substring(keyLength)), cancellationToken);
        await context.Set<ProposalRow>().Where(p => p.ConversationKey == old || p.ConversationKey.StartsWith(threads)).ExecuteUpdateAsync(
            set => set.SetProperty(p => p.PlaceId, p => to + p.PlaceId.Substring(length)).SetProperty(p => p.ConversationKey, p => renamed + p.ConversationKey.Substring(keyLength)), cancellationToken);
        await context.Set<SessionRow>().Where(s => s.ConversationKey == old || s.ConversationKey.StartsWith(threads)).ExecuteUpdateAsync(
            set => set.SetProperty(s => s.ConversationKey, s => renamed + s.ConversationKey.Substring(keyLength)), cancellationToken);
        await context.Set<SentMessage>().Where(m => m.Channel == SlackChannel.ChannelName && (m.PlaceId == from || m.PlaceId.StartsWith(from + ";"))).ExecuteUpdateAsync(
            set => set.SetProperty(m => m.PlaceId, m => to + m.PlaceId.Substring(length)), cancellationToken);
        await context.Set<SlackPlace>().Where(place => place.InstallationId == installationId && place.ChannelId == from).ExecuteDeleteAsync(cancellationToken);
    }
#pragma warning restore CA1845
}
