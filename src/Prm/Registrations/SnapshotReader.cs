using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Registrations;

/// <summary>What the customer records say about a company, read before the transaction because they may be remote.</summary>
/// <param name="AccountId">The matching account, or null.</param>
/// <param name="DirectDeals">Open deals of the vendor there, any product.</param>
/// <param name="Unavailable">True when the records could not be read.</param>
public sealed record CustomerFacts(string? AccountId, IReadOnlyList<Opportunity> DirectDeals, bool Unavailable)
{
    private const int MostCandidates = 50;
    private const int MostDeals = 200;

    /// <summary>Reads them. An unreadable system gives <see cref="Unavailable"/>, never an empty answer.</summary>
    public static async Task<CustomerFacts> ReadAsync(
        IPrm prm, CompanyIdentity customer, string? accountId, CancellationToken cancellationToken)
    {
        try
        {
            if (accountId is null)
            {
                var candidates = await prm.FindAccountsAsync([.. AccountKeys.Of(customer)], MostCandidates, cancellationToken);
                accountId = AccountMatcher.Match(customer, candidates.Items.Select(account => (account, account.Identity)))
                    .Where(match => match.Score >= AccountMatcher.High)
                    .Select(match => match.Item.Id)
                    .FirstOrDefault();
            }

            // The same number of reads whether or not there is an account (ruling 6).
            var deals = await prm.ListOpportunitiesAsync(new OpportunityQuery(AccountId: accountId ?? "-"), MostDeals, null, cancellationToken);
            return new CustomerFacts(accountId, deals.Items, Unavailable: false);
        }
        catch (PrmException)
        {
            return new CustomerFacts(accountId, [], Unavailable: true);
        }
    }
}

/// <summary>Reads what the rules may look at, inside the transaction that will store the verdict.</summary>
internal static class SnapshotReader
{
    public static async Task<RegistrationSnapshot> ReadAsync(
        PrmDbContext context, RegistrationRequest request, CustomerFacts customer, RuleSet rules, long receiptSeq, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var partner = await context.Set<Partner>().SingleOrDefaultAsync(p => p.OrganizationId == request.PartnerOrgId, cancellationToken);
        var product = await context.Set<Product>().SingleAsync(p => p.Id == request.ProductId, cancellationToken);
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var exclusions = await context.Set<Exclusion>().Where(e => e.AccountId == customer.AccountId).ToListAsync(cancellationToken);
        var rates = new FxTable(await context.Set<FxRate>().ToListAsync(cancellationToken));
        var families = await context.Set<Product>().Where(p => p.Family == product.Family).Select(p => p.Id).ToListAsync(cancellationToken);
        return new RegistrationSnapshot
        {
            Now = now,
            ReceiptSeq = receiptSeq,
            PartnerOrgId = request.PartnerOrgId,
            PartnerStatus = partner?.Status,
            Tier = partner?.Tier ?? "",
            AgreementFrom = partner?.AgreementFrom,
            AgreementTo = partner?.AgreementTo,
            ProductFamily = product.Family,
            Amount = request.Amount,
            InProgramme = rates.TryConvert(request.Amount, rules.Currency, today, out var conversion) ? conversion : null,
            ExpectedClose = request.ExpectedClose,
            AccountId = customer.AccountId,
            Claims = await ClaimsAsync(context, request.Customer, customer.AccountId, product.Family, cancellationToken),
            DirectDeals = [.. customer.DirectDeals
                .Where(deal => deal.PartnerOrgId is null && families.Contains(deal.ProductId))
                .Select(deal => new DirectDeal(deal.Id, deal.Stage, deal.LastActivityAt))],
            Exclusions = [.. exclusions.Where(e => e.AppliesTo(request.PartnerOrgId, today)).Select(e => e.Verdict)],
            CustomerRecordsUnavailable = customer.Unavailable,
        };
    }

    /// <summary>Claims on the same customer and family: the same account, or names and domains that surely match.</summary>
    public static async Task<IReadOnlyList<OtherClaim>> ClaimsAsync(
        PrmDbContext context, CompanyIdentity customer, string? accountId, string family, CancellationToken cancellationToken)
    {
        var ids = new HashSet<string>();
        foreach (var group in AccountKeys.Of(customer).GroupBy(key => key.Kind))
        {
            var kind = group.Key;
            var wanted = group.Select(key => key.Key).ToList();
            ids.UnionWith(await context.Set<RegistrationKey>()
                .Where(row => row.Kind == kind && wanted.Contains(row.Key)).Select(row => row.RegistrationId).ToListAsync(cancellationToken));
        }

        var protection = RegistrationLedger.ProtectionKey(customer, accountId, family);
        var rows = await context.Set<DealRegistration>()
            .Where(r => r.ProductFamily == family && (ids.Contains(r.Id) || (accountId != null && r.AccountId == accountId) || r.ProtectionKey == protection))
            .OrderBy(r => r.ReceiptSeq).ToListAsync(cancellationToken);
        return [.. rows
            .Where(r => (accountId is not null && r.AccountId == accountId) || r.ProtectionKey == protection || AccountMatcher.Score(customer, r.Identity) >= AccountMatcher.High)
            .Select(r => new OtherClaim(r.Id, r.PartnerOrgId, r.Status, r.ReceiptSeq, r.ProtectedUntil))];
    }
}
