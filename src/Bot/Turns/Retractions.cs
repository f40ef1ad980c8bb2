using CoSellBot.Agents.Proposals;
using CoSellBot.Bot.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Turns;

/// <summary>What becomes of an open proposal when the words it was made from are edited or deleted.</summary>
internal static class Retractions
{
    /// <summary>Voids the open proposals that answered a message, within a transaction.</summary>
    /// <returns>True when there was one.</returns>
    public static async Task<bool> VoidAsync(BotDbContext context, ConversationReference conversation, string messageId, string userId, CancellationToken cancellationToken)
    {
        var key = conversation.Key;
        var open = await (from asked in context.Set<InboxMessage>()
                          join card in context.Set<OutboxMessage>() on asked.Seq equals card.InReplyTo
                          join proposal in context.Set<ProposalRow>() on card.MessageId equals proposal.MessageId
                          where asked.ConversationKey == key && asked.MessageId == messageId && asked.UserId == userId && proposal.State == ProposalState.Open
                          select proposal.Id).Distinct().ToListAsync(cancellationToken);
        foreach (var id in open)
        {
            await TurnRunner.CloseAsync(context, id, ProposalState.Voided, null, cancellationToken);
        }

        return open.Count > 0;
    }

    /// <summary>Ends everything open in a place the bot was taken out of; nothing is said there any more.</summary>
    public static async Task EndAsync(BotDbContext context, string channel, string placePrefix, CancellationToken cancellationToken)
    {
        await context.Set<ProposalRow>()
            .Where(p => p.Channel == channel && p.State == ProposalState.Open && (p.PlaceId == placePrefix || p.PlaceId.StartsWith(placePrefix + ";")))
            .ExecuteUpdateAsync(set => set.SetProperty(p => p.State, ProposalState.Voided), cancellationToken);
        await context.Set<OutboxMessage>()
            .Where(m => m.Channel == channel && m.State == OutboxState.Pending && (m.PlaceId == placePrefix || m.PlaceId.StartsWith(placePrefix + ";")))
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.State, OutboxState.Failed).SetProperty(m => m.FailedBecause, "the bot was taken out of the place"), cancellationToken);
        var (first, threads) = ($"{channel}/%/{placePrefix}", $"{channel}/%/{placePrefix};%");
        await context.Set<SessionRow>()
            .Where(s => EF.Functions.Like(s.ConversationKey, first) || EF.Functions.Like(s.ConversationKey, threads)).ExecuteDeleteAsync(cancellationToken);
    }
}
