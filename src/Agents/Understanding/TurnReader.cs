using System.Text.RegularExpressions;
using CoSellBot.Agents.Deals;

namespace CoSellBot.Agents.Understanding;

/// <summary>Reads the names and values of a message against what is public: partner firms, products, the programme's calendar.</summary>
internal sealed partial class TurnReader(DealDesk desk)
{
    /// <summary>What the text names.</summary>
    public async Task<MessageSlots> ReadAsync(string text, AgentTurn turn, CancellationToken cancellationToken)
    {
        var partners = await desk.Prm.ListPartnersAsync(cancellationToken);
        var products = await desk.Directory.ProductsAsync(cancellationToken);
        var (rules, _) = await desk.Directory.ProgrammeAsync(cancellationToken);
        var reader = new MessageReader(
            [.. partners.Items.Select(partner => partner.Name)], [.. products.Select(product => product.Name)],
            desk.Clock.Today(turn.Reading.Zone), rules.FiscalYearStartMonth, turn.Reading.Culture.Name, turn.Country);
        var slots = reader.Read(text);
        // "Deals with Zeppelin": the answer must not tell which firms there are, so any name stands where a firm's could.
        return slots is { Partner: null, Company: not null } && DealsWithSomeone().IsMatch(slots.Delexicalised)
            ? slots with { Partner = slots.Company, Company = null, Delexicalised = slots.Delexicalised.Replace("<company>", "<partner>", StringComparison.Ordinal) }
            : slots;
    }

    [GeneratedRegex(@"^(?:(?:show|list|see|me|all|any|the|what|about|and)\s+)*(?:deals?|registrations?)\s+(?:with|of|from|by)\s+<company>\W*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DealsWithSomeone();
}
