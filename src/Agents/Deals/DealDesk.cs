using System.Text.Json;
using CoSellBot.Access;
using CoSellBot.Agents.Proposals;
using CoSellBot.Agents.Understanding;
using CoSellBot.Prm;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Attribution;
using CoSellBot.Prm.Import;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Agents.Deals;

/// <summary>What the deal tools read from. Reads only: the ledger's commands are out of the tools' reach.</summary>
public sealed class DealDesk(IPrm prm, RegistrationBook book, Prm.Partners.Directory directory, BusinessClock clock, Ids ids, TrainedModels models, RegistrationLedger ledger, Decisions.DecisionDesk decisions, ProgrammeLedger programme, HandoverLedger handovers, TablePaste tables, CreditBook credit)
{
    private const int MostCandidates = 20;
    private const int MostNear = 3;

    /// <summary>Accounts, opportunities, partners.</summary>
    public IPrm Prm => prm;

    /// <summary>Claims, filtered for the asker.</summary>
    public RegistrationBook Book => book;

    /// <summary>People, firms, products, published numbers.</summary>
    public Prm.Partners.Directory Directory => directory;

    /// <summary>The programme's numbers, to be looked at before they are changed.</summary>
    internal ProgrammeLedger Programme => programme;

    /// <summary>Who looks after whom, to be looked at before it is handed over.</summary>
    internal HandoverLedger Handovers => handovers;

    /// <summary>The programme's tables, row by row.</summary>
    internal TablePaste Tables => tables;

    /// <summary>Who has the credit for what.</summary>
    internal CreditBook Credit => credit;

    /// <summary>What waits for a decision.</summary>
    internal Decisions.DecisionDesk Decisions => decisions;

    /// <summary>Runs the rules on a submitter's own words and records, as they may be told before the press; nothing is written.</summary>
    public Task<(RegistrationSnapshot Snapshot, RuleTrace Trace)> CheckOwnAsync(RegistrationRequest request, CancellationToken cancellationToken) =>
        ledger.CheckOwnAsync(request, cancellationToken);

    /// <summary>The business clock.</summary>
    public BusinessClock Clock => clock;

    /// <summary>What was learnt from the intent files.</summary>
    internal TrainedModels Models => models;

    /// <summary>The public names, ready to be found in text.</summary>
    internal NameBooks Names { get; } = new();

    /// <summary>Accounts the asker means and may see; empty for partner people, whatever the list holds (ruling 3).</summary>
    public async Task<IReadOnlyList<Account>> FindAccountsAsync(AgentTurn turn, string words, string? domain, CancellationToken cancellationToken)
    {
        if (!turn.Asker.IsVendor)
        {
            return [];
        }

        if (await prm.GetAccountAsync(words, cancellationToken) is { } byId)
        {
            return await MayReadAsync(turn.Asker, byId, cancellationToken) ? [byId] : [];
        }

        var wanted = new CompanyIdentity(words, domain, null, null);
        var page = await prm.FindAccountsAsync([.. AccountKeys.WithoutSlips(wanted)], MostCandidates, cancellationToken);
        var key = CompanyName.Key(words, null);
        var readable = new List<Account>();
        foreach (var account in page.Items)
        {
            if (await MayReadAsync(turn.Asker, account, cancellationToken))
            {
                readable.Add(account);
            }
        }

        var exact = readable.Where(account => string.Equals(account.Name, words, StringComparison.OrdinalIgnoreCase)
            || (domain is not null && account.Domain == domain)).ToList();
        return exact.Count > 0 ? exact : [.. readable.Where(account => CompanyName.Key(account.Name, account.Country) == key
            || AccountMatcher.Score(wanted, account.Identity) >= AccountMatcher.Low)];
    }

    /// <summary>Accounts the asker may have meant with a name that finds none, and may see; empty for partner people (ruling 3).</summary>
    public async Task<IReadOnlyList<Account>> NearAccountsAsync(AgentTurn turn, string name, CancellationToken cancellationToken)
    {
        var near = new List<Account>();
        if (turn.Asker.IsVendor && turn.Place.IsPrivate)
        {
            foreach (var account in (await prm.FindNearAccountsAsync(name, MostCandidates, cancellationToken)).Items)
            {
                if (near.Count < MostNear && await MayReadAsync(turn.Asker, account, cancellationToken))
                {
                    near.Add(account);
                }
            }
        }

        return near;
    }

    /// <summary>Who may hear about an account.</summary>
    public Task<Readers> ReadersOfAsync(Account account, CancellationToken cancellationToken) => book.ReadersOfAsync(account, cancellationToken);

    /// <summary>Makes a proposal that only the asker may confirm.</summary>
    internal ActionProposal Propose<T>(AgentTurn turn, string kind, T arguments, Readers cardReaders, TimeSpan lifetime)
    {
        var now = clock.GetUtcNow();
        return new ActionProposal(
            ids.Ulid(), kind, JsonSerializer.Serialize(arguments), turn.Asker.PersonId!, Readers.People(turn.Asker.PersonId!), cardReaders,
            turn.Place.ConversationKey, now, now + lifetime);
    }

    private async Task<bool> MayReadAsync(Principal asker, Account account, CancellationToken cancellationToken) =>
        (await ReadersOfAsync(account, cancellationToken)).Admits(asker.AsMember());
}
