using CoSellBot.Access;
using CoSellBot.Agents.Replies;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Agents.Deals;

/// <summary>
/// Finds deals whose cards somebody wants to put into a conversation. What is inserted everyone there reads, so a deal is found
/// only when all of them may read it.
/// </summary>
public sealed class DealSearch(DealDesk desk)
{
    private const int MostDeals = 200;

    /// <summary>Status cards without buttons: where a card travels, nobody may answer a press.</summary>
    /// <param name="asker">Who searches; only their own deals are looked at.</param>
    /// <param name="ceiling">What everyone in the conversation may see.</param>
    /// <param name="words">All of them have to occur in number, customer, partner, product or status; none means everything.</param>
    /// <param name="skip">How many finds to leave out.</param>
    /// <param name="take">How many to return at most.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public async Task<IReadOnlyList<AgentReply>> FindAsync(
        Principal asker, Ceiling ceiling, string words, int skip, int take, CancellationToken cancellationToken)
    {
        if (!asker.IsLinked)
        {
            return [];
        }

        var own = Ceiling.Of(asker.AsMember());
        var now = desk.Clock.GetUtcNow();
        var deals = await desk.Book.OfAskerAsync(asker, MostDeals, cancellationToken);
        return [.. deals.Where(deal => ceiling.Allows(deal.Readers) && deal.TryReveal(own, out var view) && Matches(view, words)).Skip(skip).Take(take)
            .Select(deal => DealCards.Status(deal, desk.Prm.Name, now, mayChange: false) with { Buttons = [] })];
    }

    private static bool Matches(RegistrationView view, string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word =>
        view.Id.Contains(word, StringComparison.OrdinalIgnoreCase) || view.Customer.Contains(word, StringComparison.OrdinalIgnoreCase)
        || view.PartnerName.Contains(word, StringComparison.OrdinalIgnoreCase) || view.Product.Contains(word, StringComparison.OrdinalIgnoreCase)
        || view.Status.ToString().Contains(word, StringComparison.OrdinalIgnoreCase));
}
