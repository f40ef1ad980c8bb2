using System.Text.RegularExpressions;
using CoSellBot.Agents.Deals;
using CoSellBot.Prm.Partners;

namespace CoSellBot.Agents.Understanding;

/// <summary>Reads the names and values of a message against what the speaker may know: partner firms, products, people, the programme's calendar.</summary>
internal sealed partial class TurnReader(DealDesk desk)
{
    /// <summary>What the text names.</summary>
    public async Task<MessageSlots> ReadAsync(string text, AgentTurn turn, CancellationToken cancellationToken)
    {
        var slots = (await ReaderAsync(turn, cancellationToken)).Read(text);
        // "Deals with Zeppelin": the answer must not tell which firms there are, so any name stands where a firm's could.
        return slots is { Partner: null, Company: not null } && DealsWithSomeone().IsMatch(slots.Delexicalised)
            ? slots with { Partner = slots.Company, Company = null, Delexicalised = slots.Delexicalised.Replace("<company>", "<partner>", StringComparison.Ordinal) }
            : slots;
    }

    /// <summary>A reader for the messages of one turn.</summary>
    public async Task<MessageReader> ReaderAsync(AgentTurn turn, CancellationToken cancellationToken)
    {
        var partners = await desk.Prm.ListPartnersAsync(cancellationToken);
        var products = await desk.Directory.ProductsAsync(cancellationToken);
        var (rules, _) = await desk.Directory.ProgrammeAsync(cancellationToken);
        // The public directory has the active firms; who applies or is suspended is the vendor's business.
        var known = partners.Items.Where(partner => turn.Asker.IsVendor || partner.Status == PartnerStatus.Active || partner.OrganizationId == turn.Asker.Organization?.Id);
        var names = desk.Names.Of(known.Select(partner => partner.Name), products.Select(product => product.Name), (await desk.Directory.FindVendorAsync(cancellationToken))?.Name);
        return new MessageReader(desk.Models.Tagger, new ReaderSetting(
            names, await PeopleAsync(turn, cancellationToken), desk.Clock.Today(turn.Reading.Zone), rules.FiscalYearStartMonth, turn.Reading.Culture.Name, turn.Country));
    }

    // Partner people know their own contact by name, the vendor's people their colleagues.
    private async Task<IReadOnlyList<string>> PeopleAsync(AgentTurn turn, CancellationToken cancellationToken)
    {
        if (turn.Asker.IsPartner)
        {
            return (await desk.Prm.GetPartnerAsync(turn.Asker.Organization!.Id, cancellationToken))?.ManagerPersonId is { } manager
                && await desk.Directory.FindPersonAsync(manager, cancellationToken) is { } contact ? [contact.Person.Name] : [];
        }

        return [];
    }

    [GeneratedRegex(@"^(?:(?:show|list|see|me|all|any|the|what|about|and)\s+)*(?:deals?|registrations?)\s+(?:with|of|from|by)\s+<company>\W*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DealsWithSomeone();
}
