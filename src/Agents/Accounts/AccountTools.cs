using System.Collections.Immutable;
using System.ComponentModel;
using CoSellBot.Access;
using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Replies;
using CoSellBot.Prm;
using CoSellBot.Prm.Accounts;

namespace CoSellBot.Agents.Accounts;

/// <summary>Questions about the vendor's customers, for vendor people; partner people get constant words.</summary>
public sealed class AccountTools(DealDesk desk, AgentTurn turn, TurnOutcome outcome)
{
    private const int Shown = 8;
    private const int PageSize = 500;
    private readonly Readers _asker = Readers.People(turn.Asker.PersonId ?? "");

    /// <summary>Lists an account's open opportunities.</summary>
    [Description("A customer's open opportunities.")]
    public async Task<string> OpenOpportunities(
        [Description("Company name or domain")] string? customer = null,
        [Description("Only one's own with this partner firm, when no customer is named")] string? partner = null,
        [Description("Prospect, Qualified, TechnicalValidation, BusinessValidation or Committed")] string? stage = null,
        CancellationToken cancellationToken = default)
    {
        if (!turn.Asker.IsVendor)
        {
            return outcome.Answer(AgentReply.Say(Phrase.Of(turn.Asker.IsLinked ? "others.constant" : turn.WhenUnknown)));
        }

        if (!turn.Place.IsPrivate && turn.Place.HasExternals)
        {
            return outcome.MoveToPrivate(AgentReply.Say(Phrase.Of("place.moved")), turn.Text);
        }

        if (string.IsNullOrWhiteSpace(customer) && !string.IsNullOrWhiteSpace(partner))
        {
            return await WithPartnerAsync(partner.Trim(), Stage(stage), cancellationToken);
        }

        if ((string.IsNullOrWhiteSpace(customer) ? outcome.Session.LastCustomer : customer.Trim()) is not { } name)
        {
            return outcome.Answer(AgentReply.Ask(Phrase.Of("account.which")));
        }

        var accounts = await desk.FindAccountsAsync(turn, name, RegistrableDomain.TryParse(name, out var domain) ? domain : null, cancellationToken);
        outcome.Session = outcome.Session with { LastCustomer = name };
        var near = accounts.Count == 0 ? await desk.NearAccountsAsync(turn, name, cancellationToken) : [];
        if (accounts.Count > 1 || near.Count > 0)
        {
            return outcome.Answer(AgentReply.Ask(Phrase.Of(near.Count > 0 ? "say.did_you_mean" : "register.which_customer", ("name", Term.Of(name).For(_asker))),
                [.. accounts.Concat(near).Take(5).Select(account => new ReplyButton(
                    Phrase.Of("button.account", ("name", Term.Of(account.Name).For(_asker)), ("country", Countries.Name(account.Country).For(_asker))),
                    Press.Say($"open opportunities at {account.Id}")))]));
        }

        if (accounts.Count == 0 || await desk.ReadersOfAsync(accounts[0], cancellationToken) is var readers && !turn.Ceiling.Allows(readers))
        {
            return outcome.Answer(turn.Place.IsPrivate
                ? AgentReply.Say(Phrase.Of("account.not_found", ("name", Term.Of(name).For(_asker))))
                : AgentReply.Say(Phrase.Of("place.only_for_all"), new ReplyButton(Phrase.Of("button.ask_privately"), Press.AskPrivately, ButtonStyle.Quiet)));
        }

        return outcome.Answer(await CardAsync(
            accounts[0], readers, Stage(stage), cancellationToken));
    }

    private static OpportunityStage? Stage(string? name) => Enum.TryParse<OpportunityStage>(name, ignoreCase: true, out var stage) && Enum.IsDefined(stage) ? stage : null;

    // One's own across customers: nobody else need be allowed to read them all, so only directly.
    private async Task<string> WithPartnerAsync(string name, OpportunityStage? only, CancellationToken cancellationToken)
    {
        if (!turn.Place.IsPrivate)
        {
            return outcome.MoveToPrivate(AgentReply.Say(Phrase.Of("place.moved")), turn.Text);
        }

        if ((await desk.Prm.ListPartnersAsync(cancellationToken)).Items.FirstOrDefault(partner => string.Equals(partner.Name, name, StringComparison.OrdinalIgnoreCase)) is not { } firm)
        {
            return outcome.Answer(AgentReply.Say(Phrase.Of("account.not_found", ("name", Term.Of(name).For(_asker)))));
        }

        var (all, asOf) = await ReadAsync(new OpportunityQuery(OwnerPersonId: turn.Asker.PersonId, Stage: only), cancellationToken);
        all.RemoveAll(opportunity => opportunity.PartnerOrgId != firm.OrganizationId);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var id in all.Select(opportunity => opportunity.AccountId).OfType<string>().Distinct())
        {
            names[id] = (await desk.Prm.GetAccountAsync(id, cancellationToken))?.Name ?? id;
        }

        return outcome.Answer(await CardAsync("account.of_yours", firm.Name, all, asOf, only, _asker, opportunity => opportunity.AccountId is { } id ? names[id] : null, cancellationToken));
    }

    private Term ByStage(IGrouping<OpportunityStage, Opportunity> stage) =>
        Term.Of($"{stage.Count()} {Texts.Shipped.Format($"stage.{stage.Key}", ImmutableDictionary<string, Term>.Empty, turn.Reading)}");

    private async Task<(List<Opportunity> Items, DateTimeOffset AsOf)> ReadAsync(OpportunityQuery query, CancellationToken cancellationToken)
    {
        var all = new List<Opportunity>();
        for (string? cursor = null; ;)
        {
            var page = await desk.Prm.ListOpportunitiesAsync(query, PageSize, cursor, cancellationToken);
            all.AddRange(page.Items);
            if ((cursor = page.Next) is null)
            {
                return (all, page.AsOf);
            }
        }
    }

    private async Task<AgentReply> CardAsync(Account account, Readers readers, OpportunityStage? only, CancellationToken cancellationToken)
    {
        var (all, asOf) = await ReadAsync(new OpportunityQuery(AccountId: account.Id, Stage: only), cancellationToken);
        return await CardAsync("account", account.Name, all, asOf, only, readers, _ => null, cancellationToken);
    }

    private async Task<AgentReply> CardAsync(
        string labels, string name, List<Opportunity> all, DateTimeOffset asOf, OpportunityStage? only, Readers readers, Func<Opportunity, string?> customerOf, CancellationToken cancellationToken)
    {
        var products = (await desk.Directory.ProductsAsync(cancellationToken)).ToDictionary(product => product.Id, product => product.Name);
        Labelled<Term> Fact(Term term) => term.For(readers);
        var ordered = all.OrderByDescending(opportunity => opportunity.Stage).ThenBy(opportunity => opportunity.CloseDate ?? DateOnly.MaxValue).ToList();
        // Never one sum over several currencies: a total each, and how many have no amount.
        var totals = all.Select(opportunity => opportunity.Amount).OfType<Money>().GroupBy(money => money.Currency)
            .Select(group => Term.Of(new Money(group.Sum(money => money.Minor), group.Key))).ToList();
        var without = all.Count(opportunity => opportunity.Amount is null);
        var lines = new List<Phrase>();
        if (all.Count > 0)
        {
            lines.Add(Phrase.Of("account.stages", ("stages", Fact(Term.List(ordered.GroupBy(o => o.Stage).Select(ByStage))))));
        }

        if (totals.Count > 0)
        {
            lines.Add(Phrase.Of("account.totals", ("totals", Fact(Term.List(totals)))));
        }

        if (without > 0)
        {
            lines.Add(Phrase.Of("account.without_amount", ("count", Fact(Term.Of(without)))));
        }

        if (all.Count > Shown)
        {
            lines.Add(Phrase.Of("account.first", ("shown", Fact(Term.Of(Shown))), ("all", Fact(Term.Of(all.Count)))));
        }

        return new AgentReply
        {
            State = CardState.Info,
            Title = Phrase.Of((all.Count == 0 ? $"{labels}.none_open" : $"{labels}.open") + (only is null ? "" : "_in_stage"),
                ("name", Fact(Term.Of(name))), ("count", Fact(Term.Of(all.Count))), ("stage", Fact(Term.Label($"stage.{only}")))),
            Lines = [.. lines],
            Items = [.. ordered.Take(Shown).Select(o => new ReplyItem(Phrase.Of(customerOf(o) is null ? "account.item" : "account.item_of", ("customer", Fact(Term.Of(customerOf(o) ?? ""))),
                ("product", Fact(Term.Of(products.GetValueOrDefault(o.ProductId, o.ProductId)))),
                ("stage", Fact(Term.Label($"stage.{o.Stage}"))),
                ("amount", Fact(o.Amount is { } money ? Term.Of(money) : Term.Label("account.no_amount"))),
                ("close", Fact(o.CloseDate is { } day ? Term.Of(day) : Term.Label("account.no_close")))), []))],
            Source = DealCards.Source(desk.Prm.Name, asOf, turn.Place.IsPrivate),
        };
    }
}
