using CoSellBot.Agents;
using CoSellBot.Agents.Proposals;
using CoSellBot.Bot.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Turns;

/// <summary>What becomes of an open proposal when the words it was made from are edited or deleted.</summary>
internal static class Retractions
{
    /// <summary>
    /// Takes back a message within a transaction: what it led to and nobody confirmed is void, wherever the card stands, and what
    /// still waits for an answer is not answered any more.
    /// </summary>
    /// <param name="context">The transaction.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="messageId">The channel's id of the message.</param>
    /// <param name="userId">The sender.</param>
    /// <param name="keepsDraft">True when other words take the place of these: they go on with what was in hand.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>True when there was something to take back.</returns>
    public static async Task<bool> VoidAsync(
        BotDbContext context, string channel, string messageId, string userId, bool keepsDraft, CancellationToken cancellationToken)
    {
        // Its later versions and what was moved to the private place carry its id as a stem.
        var stem = messageId + "/";
        // Some platforms write the sender's firm before the account.
        var account = "/" + userId;
        var said = context.Set<InboxMessage>().Where(m => m.Channel == channel && (m.UserId == userId || m.UserId.EndsWith(account)) && (m.MessageId == messageId || m.MessageId.StartsWith(stem)));
        var waiting = await said.Where(m => m.State == InboxState.Pending && m.Lane == InboxLane.Turn).ToListAsync(cancellationToken);
        foreach (var message in waiting)
        {
            message.State = InboxState.Done;
        }

        var open = await (from asked in said
                          join card in context.Set<OutboxMessage>() on asked.Seq equals card.InReplyTo
                          join proposal in context.Set<ProposalRow>() on card.MessageId equals proposal.MessageId
                          where proposal.State == ProposalState.Open
                          select proposal).Distinct().ToListAsync(cancellationToken);
        foreach (var proposal in open)
        {
            await TurnRunner.CloseAsync(context, proposal.Id, ProposalState.Voided, null, cancellationToken);
            if (keepsDraft && await context.Set<SessionRow>().SingleOrDefaultAsync(
                    s => s.ConversationKey == proposal.ConversationKey && s.PersonId == proposal.ProposedBy, cancellationToken) is { } row
                && AgentSession.FromJson(row.Json) is { OpenProposal: { } current } session && current == proposal.Id)
            {
                row.Json = (session with { OpenProposal = null, CardIsLast = false }).ToJson();
            }
        }

        // What was taken back is told to no model either.
        foreach (var message in await said.Where(m => m.Text != "").ToListAsync(cancellationToken))
        {
            message.Text = "";
        }

        return open.Count > 0 || waiting.Count > 0;
    }

    /// <summary>Ends everything open in a place the bot was taken out of; nothing is said there any more.</summary>
    public static async Task EndAsync(BotDbContext context, ConversationReference place, CancellationToken cancellationToken)
    {
        // The place and its threads, by their keys.
        var (key, threads) = (place.Key, place.Key + ";");
        await context.Set<ProposalRow>()
            .Where(p => p.State == ProposalState.Open && (p.ConversationKey == key || p.ConversationKey.StartsWith(threads)))
            .ExecuteUpdateAsync(set => set.SetProperty(p => p.State, ProposalState.Voided), cancellationToken);
        await context.Set<OutboxMessage>()
            .Where(m => m.State == OutboxState.Pending && (m.ConversationKey == key || m.ConversationKey.StartsWith(threads)))
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.State, OutboxState.Failed).SetProperty(m => m.FailedBecause, "the bot was taken out of the place"), cancellationToken);
        await context.Set<SessionRow>().Where(s => s.ConversationKey == key || s.ConversationKey.StartsWith(threads)).ExecuteDeleteAsync(cancellationToken);
        await context.Set<PlaceChange>().Where(c => c.Channel == place.Channel && c.InstallationId == place.InstallationId && c.PlaceId == place.WholePlaceId).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Ends everything open in an installation that is no more; a new one starts clean.</summary>
    public static async Task EndInstallationAsync(BotDbContext context, string channel, string installationId, CancellationToken cancellationToken)
    {
        await context.Set<ProposalRow>().Where(p => p.State == ProposalState.Open && p.Channel == channel && p.InstallationId == installationId)
            .ExecuteUpdateAsync(set => set.SetProperty(p => p.State, ProposalState.Voided), cancellationToken);
        await context.Set<OutboxMessage>().Where(m => m.State == OutboxState.Pending && m.Channel == channel && m.InstallationId == installationId)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.State, OutboxState.Failed).SetProperty(m => m.FailedBecause, "the app was removed"), cancellationToken);
        await context.Set<InboxMessage>().Where(m => m.State == InboxState.Pending && m.Channel == channel && m.InstallationId == installationId && m.Lane == InboxLane.Turn)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.State, InboxState.Done), cancellationToken);
        await context.Set<PlaceChange>().Where(c => c.Channel == channel && c.InstallationId == installationId).ExecuteDeleteAsync(cancellationToken);
        var prefix = new ConversationReference(channel, installationId, "").Key;
        await context.Set<SessionRow>().Where(s => s.ConversationKey.StartsWith(prefix)).ExecuteDeleteAsync(cancellationToken);
    }
}
