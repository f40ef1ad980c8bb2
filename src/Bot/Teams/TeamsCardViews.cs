using System.Text.Json.Nodes;
using CoSellBot.Agents.Proposals;
using CoSellBot.Bot.Places;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Teams;

/// <summary>A card, or the key of what to say instead of it.</summary>
/// <param name="Card">The card.</param>
/// <param name="Problem">A text key.</param>
internal sealed record TeamsCardView(JsonObject? Card, string? Problem);

/// <summary>A message of ours as one viewer sees it now: the answer to a press, to a refresh, and to turning a page.</summary>
internal sealed class TeamsCardViews(BotStore store, PlaceReader places)
{
    /// <summary>The message's newest state, checked against who reads the place now.</summary>
    public async Task<TeamsCardView> ReadAsync(ConversationReference at, string userId, string messageId, int page, CancellationToken cancellationToken)
    {
        var (message, proposal) = await store.ReadAsync(
            async context => (
                await context.Set<OutboxMessage>().AsNoTracking().Where(m => m.MessageId == messageId && m.Channel == at.Channel)
                    .OrderByDescending(m => m.Seq).FirstOrDefaultAsync(cancellationToken),
                await context.Set<ProposalRow>().AsNoTracking().FirstOrDefaultAsync(p => p.MessageId == messageId, cancellationToken)),
            cancellationToken);
        if (message is null || message.Kind == OutboxKind.Delete || TeamsThread.PlaceOf(message.PlaceId) != TeamsThread.PlaceOf(at.PlaceId))
        {
            return new TeamsCardView(null, "press.gone");
        }

        var read = await places.ReadAsync(new ConversationReference(message.Channel, message.InstallationId, message.PlaceId), cancellationToken);
        if (!read.Place.Audience.IsComplete && !message.IsPublic())
        {
            return new TeamsCardView(null, "place.unreadable");
        }

        var mayDecide = proposal is null || DealForms.MayDecide(proposal, read.Who(userId));
        // Everyone's client that asked keeps asking, so that the view follows the message.
        return new TeamsCardView(TeamsCards.RenderCard(message.ToVisible(read.Place), new TeamsCardContext(
            messageId, page, proposal is { State: ProposalState.Open } && !read.Place.IsPrivate ? [.. read.Members.Select(member => member.Account.Address).OfType<string>()] : null,
            mayDecide, OffersForm: proposal is { State: ProposalState.Open })), null);
    }
}
