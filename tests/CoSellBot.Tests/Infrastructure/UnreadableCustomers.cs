using CoSellBot.Prm;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Embedded;
using CoSellBot.Prm.Partners;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CoSellBot.Tests.Infrastructure;

/// <summary>A CRM that does not answer about customers.</summary>
internal sealed class UnreadableCustomers(IPrm inner) : IPrm
{
    /// <summary>Puts it before the records.</summary>
    public static void Replace(IServiceCollection services)
    {
        services.AddSingleton<EmbeddedPrm>();
        services.Replace(ServiceDescriptor.Singleton<IPrm>(provider => new UnreadableCustomers(provider.GetRequiredService<EmbeddedPrm>())));
    }

    public string Name => inner.Name;

    public PrmCapabilities Capabilities => inner.Capabilities;

    public Task<Account?> GetAccountAsync(string accountId, CancellationToken cancellationToken) => throw new PrmException(PrmFailure.Unavailable, "down");

    public Task<PrmPage<Account>> FindAccountsAsync(IReadOnlyCollection<AccountKey> keys, int limit, CancellationToken cancellationToken) => throw new PrmException(PrmFailure.Unavailable, "down");

    public Task<PrmPage<Account>> FindNearAccountsAsync(string name, int limit, CancellationToken cancellationToken) => throw new PrmException(PrmFailure.Unavailable, "down");

    public Task<PrmPage<Account>> ListRelativesAsync(string accountId, int limit, CancellationToken cancellationToken) => throw new PrmException(PrmFailure.Unavailable, "down");

    public Task<PrmPage<Opportunity>> ListOpportunitiesAsync(OpportunityQuery query, int limit, string? cursor, CancellationToken cancellationToken) => throw new PrmException(PrmFailure.Unavailable, "down");

    public Task<PrmPage<StageHistory>> ListStageHistoryAsync(OpportunityQuery query, int limit, string? cursor, CancellationToken cancellationToken) => throw new PrmException(PrmFailure.Unavailable, "down");

    public Task<Partner?> GetPartnerAsync(string organizationId, CancellationToken cancellationToken) => inner.GetPartnerAsync(organizationId, cancellationToken);

    public Task<PrmPage<Partner>> ListPartnersAsync(CancellationToken cancellationToken) => inner.ListPartnersAsync(cancellationToken);
}
