using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Partners;

namespace CoSellBot.Prm;

/// <summary>What a plugin can serve; tools that need more are not offered.</summary>
[Flags]
public enum PrmCapabilities
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Accounts can be read.</summary>
    Accounts = 1,

    /// <summary>Opportunities can be read.</summary>
    Opportunities = 2,

    /// <summary>Partner profiles can be read.</summary>
    Partners = 4,

    /// <summary>The stages an opportunity went through can be read.</summary>
    StageHistory = 8,
}

/// <summary>Records as read at one moment.</summary>
/// <typeparam name="T">The record.</typeparam>
/// <param name="Items">The records, in a stable order.</param>
/// <param name="AsOf">When they were true; shown with every number made from them.</param>
/// <param name="Next">Cursor of the next page, or null when this was the last.</param>
public sealed record PrmPage<T>(IReadOnlyList<T> Items, DateTimeOffset AsOf, string? Next);

/// <summary>Which opportunities to read; all given conditions must hold.</summary>
/// <param name="AccountId">Only those of this account.</param>
/// <param name="OwnerPersonId">Only those of this owner.</param>
/// <param name="OpenOnly">Only those not yet won or lost.</param>
/// <param name="Stage">Only those that stand in this stage; a closed one needs <paramref name="OpenOnly"/> false.</param>
/// <param name="AccountIds">Only those of any of these accounts; some fifty at most.</param>
public sealed record OpportunityQuery(
    string? AccountId = null, string? OwnerPersonId = null, bool OpenOnly = true, OpportunityStage? Stage = null, IReadOnlyCollection<string>? AccountIds = null);

/// <summary>
/// The port to the customer's partner and customer records. It answers what is recorded and judges nobody's rights: the tools
/// label and filter before anything is shown. Every member may throw <see cref="PrmException"/> and nothing else.
/// Implementations are safe for concurrent use.
/// </summary>
public interface IPrm
{
    /// <summary>What people call this system: "Partner records", "Salesforce".</summary>
    string Name { get; }

    /// <summary>What this plugin serves.</summary>
    PrmCapabilities Capabilities { get; }

    /// <summary>Reads one account; null when there is none.</summary>
    Task<Account?> GetAccountAsync(string accountId, CancellationToken cancellationToken);

    /// <summary>Reads the accounts that carry any of these keys, at most <paramref name="limit"/>.</summary>
    Task<PrmPage<Account>> FindAccountsAsync(IReadOnlyCollection<AccountKey> keys, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Reads accounts whose name begins as a written one does and differs from it by a slip ("Contso"), likeliest first, at most
    /// <paramref name="limit"/>. For "did you mean" only: near is never the same.
    /// </summary>
    Task<PrmPage<Account>> FindNearAccountsAsync(string name, int limit, CancellationToken cancellationToken);

    /// <summary>Reads the parent and the subsidiaries of an account, by id, at most <paramref name="limit"/>; nothing for an unknown one.</summary>
    Task<PrmPage<Account>> ListRelativesAsync(string accountId, int limit, CancellationToken cancellationToken);

    /// <summary>Reads opportunities, oldest first, at most <paramref name="limit"/> a page.</summary>
    Task<PrmPage<Opportunity>> ListOpportunitiesAsync(OpportunityQuery query, int limit, string? cursor, CancellationToken cancellationToken);

    /// <summary>
    /// Reads the same opportunities in the same order, each with the stages it went through, oldest first. One without recorded
    /// stages comes with none. Served when <see cref="PrmCapabilities.StageHistory"/> is.
    /// </summary>
    Task<PrmPage<StageHistory>> ListStageHistoryAsync(OpportunityQuery query, int limit, string? cursor, CancellationToken cancellationToken);

    /// <summary>Reads one partner's profile; null when there is none.</summary>
    Task<Partner?> GetPartnerAsync(string organizationId, CancellationToken cancellationToken);

    /// <summary>Reads all partner profiles by name.</summary>
    Task<PrmPage<Partner>> ListPartnersAsync(CancellationToken cancellationToken);
}
