using CoSellBot.Prm.Accounts;

namespace CoSellBot.Prm.Registrations;

/// <summary>What the customer records say about a company, read before the transaction because they may be remote.</summary>
/// <param name="AccountId">The matching account, or null.</param>
/// <param name="Candidates">Accounts that may be the customer, best first, with the matching one.</param>
/// <param name="Relatives">The account's parent and subsidiaries, by id.</param>
/// <param name="DirectDeals">Open deals of the vendor there and with its relatives, any product.</param>
/// <param name="Won">Deals won there, any product and partner.</param>
/// <param name="Unavailable">True when the records could not be read.</param>
public sealed record CustomerFacts(
    string? AccountId, IReadOnlyList<Candidate> Candidates, IReadOnlyList<string> Relatives, IReadOnlyList<Opportunity> DirectDeals, IReadOnlyList<Opportunity> Won,
    bool Unavailable)
{
    private const int MostCandidates = 50;
    private const int MostRelatives = 50;
    private const int MostDeals = 200;
    private const string NoAccount = "-";

    /// <summary>Reads them, by the same number of reads whatever is there (ruling 6). An unreadable system gives <see cref="Unavailable"/>, never an empty answer.</summary>
    /// <param name="prm">The customer records.</param>
    /// <param name="customer">The customer as given.</param>
    /// <param name="accountId">The account a vendor person picked, or null.</param>
    /// <param name="rules">The thresholds of identity.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<CustomerFacts> ReadAsync(
        IPrm prm, CompanyIdentity customer, string? accountId, RuleSet rules, CancellationToken cancellationToken)
    {
        try
        {
            var found = await prm.FindAccountsAsync([.. AccountKeys.Of(customer)], MostCandidates, cancellationToken);
            var candidates = AccountMatcher.Match(customer, found.Items.Select(account => (account, account.Identity)))
                .Where(match => match.Score >= rules.MatchLow).Select(match => new Candidate(match.Item.Id, match.Score)).ToList();
            accountId ??= candidates.FirstOrDefault(candidate => candidate.Score >= rules.MatchHigh)?.AccountId;
            var relatives = (await prm.ListRelativesAsync(accountId ?? NoAccount, MostRelatives, cancellationToken)).Items.Select(account => account.Id).ToList();
            var deals = await prm.ListOpportunitiesAsync(new OpportunityQuery(AccountIds: [accountId ?? NoAccount, .. relatives]), MostDeals, null, cancellationToken);
            var won = await prm.ListOpportunitiesAsync(
                new OpportunityQuery(AccountId: accountId ?? NoAccount, OpenOnly: false, Stage: OpportunityStage.ClosedWon), MostDeals, null, cancellationToken);
            return new CustomerFacts(accountId, candidates, relatives, deals.Items, won.Items, Unavailable: false);
        }
        catch (PrmException)
        {
            return new CustomerFacts(accountId, [], [], [], [], Unavailable: true);
        }
    }
}
