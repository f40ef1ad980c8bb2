using CoSellBot.Agents.Deals;
using CoSellBot.Prm.Partners;

namespace CoSellBot.Agents.Understanding;

/// <summary>Reads the names and values of a message against what the speaker may know: partner firms, products, people, the programme's calendar.</summary>
internal sealed class TurnReader(DealDesk desk)
{
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
}
