using CoSellBot.Agents.Deals;
using CoSellBot.Prm;
using CoSellBot.Prm.Accounts;

namespace CoSellBot.Agents.Coaching;

/// <summary>Reads what the stall rule needs: one person's own open deals, and the won ones they are compared with.</summary>
public sealed class DealCoach(DealDesk desk)
{
    private const int PageSize = 500;

    /// <summary>Most nudges in one message.</summary>
    public const int MostShown = 3;

    /// <summary>The records and the names that belong to them.</summary>
    public DealDesk Desk => desk;

    /// <summary>Finds a person's stalled deals.</summary>
    /// <param name="personId">Whose; nobody else's are looked at.</param>
    /// <param name="accountId">Only those of this account, or null for all.</param>
    /// <param name="partnerOrgId">Only those with this partner firm, or null for all.</param>
    /// <param name="zone">Where the person's day begins.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="PrmException">The records cannot be read.</exception>
    public async Task<Nudges> FindAsync(string personId, string? accountId, string? partnerOrgId, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var (open, asOf) = await ReadAsync(new OpportunityQuery(accountId, personId), cancellationToken);
        open.RemoveAll(history => partnerOrgId is not null && history.Opportunity.PartnerOrgId != partnerOrgId);
        if (open.Count == 0)
        {
            return new Nudges([], 0, 0, asOf);
        }

        var (won, _) = await ReadAsync(new OpportunityQuery(OpenOnly: false, Stage: OpportunityStage.ClosedWon), cancellationToken);
        var (rules, rates) = await desk.Directory.ProgrammeAsync(cancellationToken);
        var findings = new StallRule(won, rates, rules.Currency).Judge(open, desk.Clock.Today(zone));
        var products = (await desk.Directory.ProductsAsync(cancellationToken)).ToDictionary(product => product.Id, product => product.Name);
        var items = new List<Nudge>();
        foreach (var stall in findings.Stalled)
        {
            // Without a customer nobody would know which deal is meant, nor who may hear of it.
            if (stall.Deal.AccountId is { } id && await desk.Prm.GetAccountAsync(id, cancellationToken) is { } account)
            {
                items.Add(new Nudge(stall, account, products.GetValueOrDefault(stall.Deal.ProductId, stall.Deal.ProductId), await desk.ReadersOfAsync(account, cancellationToken)));
            }
        }

        return new Nudges(items, findings.Open, findings.Unjudged + findings.Stalled.Count - items.Count, asOf);
    }

    /// <summary>A person's own open deals.</summary>
    /// <exception cref="PrmException">The records cannot be read.</exception>
    public async Task<IReadOnlyList<Opportunity>> OpenOfAsync(string personId, string? accountId, CancellationToken cancellationToken) =>
        [.. (await ReadAsync(new OpportunityQuery(accountId, personId), cancellationToken)).Items.Select(history => history.Opportunity)];

    /// <summary>The accounts some nudges are about, each once.</summary>
    public static IReadOnlyList<string> AccountsOf(IEnumerable<Nudge> nudges) => [.. nudges.Select(nudge => nudge.Account.Id).Distinct(StringComparer.Ordinal)];

    private async Task<(List<StageHistory> Items, DateTimeOffset AsOf)> ReadAsync(OpportunityQuery query, CancellationToken cancellationToken)
    {
        var all = new List<StageHistory>();
        for (string? cursor = null; ;)
        {
            var page = await desk.Prm.ListStageHistoryAsync(query, PageSize, cursor, cancellationToken);
            all.AddRange(page.Items);
            if ((cursor = page.Next) is null)
            {
                return (all, page.AsOf);
            }
        }
    }
}
