using CoSellBot.Access;
using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Decisions;
using CoSellBot.Agents.Proposals;
using CoSellBot.Agents.Replies;
using CoSellBot.Agents.Understanding;
using CoSellBot.Prm;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Agents.Claims;

/// <summary>What a partner, or whoever registered for it, does with a claim in hand: answer, extend, renew, amend, ask why, link. Each ends in a card to confirm.</summary>
internal sealed class ClaimTools(DealDesk desk, DealTools deals, AgentTurn turn, TurnOutcome outcome)
{
    private const int MostSales = 5;
    private const int MostOpportunities = 50;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <summary>Takes a press that goes on with a claim.</summary>
    public Task<string> PressAsync(Press press, CancellationToken cancellationToken)
    {
        var (step, id) = press.Step;
        return step switch
        {
            "answer" => Answer(id, null, cancellationToken),
            "extend" => Extend(id, null, null, cancellationToken),
            "renew" => Renew(id, cancellationToken),
            "amend" => Amend(id, null, cancellationToken),
            "appeal" => Appeal(id, null, cancellationToken),
            "why" => Why(id, cancellationToken),
            "link" => Link(id, null, cancellationToken),
            "linkto" when id.Split('/') is [var deal, var sale] => Link(deal, sale, cancellationToken),
            _ => Task.FromResult(outcome.Answer(AgentReply.Say(Phrase.Of("say.nothing_open")))),
        };
    }

    /// <summary>Offers to answer the question on a claim.</summary>
    public Task<string> Answer(string? deal, string? text, CancellationToken cancellationToken) => deals.ChangeAsync(deal, null, (view, readers) =>
    {
        if (view is not PartnerRegistrationView { Question: not null })
        {
            return outcome.Answer(AgentReply.Say(Phrase.Of("answer.nothing_asked", Id(view, readers))));
        }

        if (Words(text) is not { } words)
        {
            outcome.Session = outcome.Session with { Awaiting = $"answer:{view.Id}" };
            return outcome.Answer(AgentReply.Ask(Phrase.Of("answer.what", Id(view, readers))));
        }

        return Offer(ProposalKinds.AnswerQuestion, new ClaimWords(view.Id, view.Version, view.ContactName ?? view.PartnerName, words), readers);
    },
    cancellationToken);

    /// <summary>Offers to ask for longer protection.</summary>
    public async Task<string> Extend(string? deal, int? days, string? reason, CancellationToken cancellationToken)
    {
        var (rules, _) = await desk.Directory.ProgrammeAsync(cancellationToken);
        return await deals.ChangeAsync(deal, null, (view, readers) => view.ProtectedUntil is { } until
            ? Offer(ProposalKinds.ExtendDeal, new ExtendDeal(view.Id, view.Version, view.Customer, days ?? rules.ExtensionDays, until, Words(reason)), readers)
            : outcome.Answer(AgentReply.Say(Phrase.Of("refused.extension.not_protected"))),
            cancellationToken, may: view => view.IsOpen || view.Status is RegistrationStatus.Expired or RegistrationStatus.Converted);
    }

    /// <summary>Offers to put an expired claim back into review.</summary>
    public Task<string> Renew(string? deal, CancellationToken cancellationToken) => deals.ChangeAsync(deal, null, (view, readers) => view.Status == RegistrationStatus.Expired
        ? Offer(ProposalKinds.RenewDeal, new ChangeDeal(view.Id, view.Version, view.Customer), readers)
        : outcome.Answer(AgentReply.Say(Phrase.Of("refused.renew.not_expired"))), cancellationToken, may: _ => true);

    /// <summary>True for a partner's people.</summary>
    public bool IsForPartner => turn.Asker.IsPartner;

    /// <summary>Offers to have a refusal looked at again, for a reason in the partner's words.</summary>
    public Task<string> Appeal(string? deal, string? text, CancellationToken cancellationToken) => deals.ChangeAsync(deal, null, (view, readers) =>
    {
        if (Words(text) is not { } words)
        {
            outcome.Session = outcome.Session with { Awaiting = $"appeal:{view.Id}" };
            return outcome.Answer(AgentReply.Ask(Phrase.Of("appeal.what", Id(view, readers))));
        }

        return Offer(ProposalKinds.AppealDeal, new AppealDeal(view.Id, view.Version, view.Customer, words), readers);
    },
    cancellationToken, may: view => view.Status is RegistrationStatus.Rejected or RegistrationStatus.Revoked);

    /// <summary>A partner's word against what stands: a proof while a claim waits, an appeal once it was refused. Whether there is a dispute is nobody's to know.</summary>
    public async Task<string> Dispute(string? deal, string? text, CancellationToken cancellationToken)
    {
        var id = (deal ?? outcome.Session.LastDeal)?.ToUpperInvariant();
        var found = id is null ? null : await desk.Book.FindAsync(turn.Asker, id, cancellationToken);
        return found is not null && found.Store((view, _) => view.IsOpen)
            ? await deals.AddProof(id, text, cancellationToken: cancellationToken)
            : await Appeal(deal, text, cancellationToken);
    }

    /// <summary>Offers to change a claim by what the words name: amount, product, close, kind.</summary>
    public async Task<string> Amend(string? deal, string? text, CancellationToken cancellationToken)
    {
        var products = await desk.Directory.ProductsAsync(cancellationToken);
        var slots = Words(text) is { } said ? (await new TurnReader(desk).ReaderAsync(turn, cancellationToken)).Read(said) : null;
        return await deals.ChangeAsync(deal, null, (view, readers) =>
        {
            if (slots is null)
            {
                outcome.Session = outcome.Session with { Awaiting = $"amend:{view.Id}" };
                return outcome.Answer(AgentReply.Ask(Phrase.Of("amend.what", Id(view, readers))));
            }

            var product = slots.Product is { } name ? products.FirstOrDefault(p => p.Id == name || string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase)) : null;
            Money? amount = slots.Amount is { } major ? Money.FromMajor(major, slots.Currency ?? view.Amount.Currency)
                : slots.Currency is { } currency && currency != view.Amount.Currency ? Money.FromMajor(view.Amount.Major, currency) : null;
            var change = new AmendDeal(
                view.Id, view.Version, view.Customer, product is null || product.Name == view.Product ? null : product.Id, product is null || product.Name == view.Product ? null : product.Name,
                amount == view.Amount ? null : amount?.Minor, amount == view.Amount ? null : amount?.Currency, slots.Date == view.ExpectedClose ? null : slots.Date,
                slots.Kind == view.Kind ? null : slots.Kind, view.Amount.Minor, view.Amount.Currency, view.Product, view.ExpectedClose, view.Status.HasProtection());
            return change is { ProductId: null, AmountMinor: null, Close: null, Kind: null }
                ? outcome.Answer(AgentReply.Ask(Phrase.Of("amend.what", Id(view, readers))))
                : Offer(ProposalKinds.AmendDeal, change, readers);
        },
        cancellationToken, may: view => view.IsOpen || view.Status == RegistrationStatus.Converted);
    }

    /// <summary>Says why a claim stands as it does: to those who decide by every rule that fired, to its partner by what is its own.</summary>
    public async Task<string> Why(string? deal, CancellationToken cancellationToken)
    {
        var id = (deal ?? outcome.Session.LastDeal)?.ToUpperInvariant();
        var found = id is null ? null : await desk.Book.FindAsync(turn.Asker, id, cancellationToken);
        if (found is null || !turn.Ceiling.Allows(found.Readers))
        {
            return await deals.DealStatus(id, cancellationToken: cancellationToken);
        }

        outcome.Session = outcome.Session with { LastDeal = id };
        var why = await desk.Book.WhyDecidedAsync(turn.Asker, id!, cancellationToken);
        return why is null || !turn.Place.IsPrivate
            ? await deals.DealStatus(id, cancellationToken: cancellationToken)
            : outcome.Answer(why.Store((decided, label) => WhyCard(decided, label)));
    }

    /// <summary>Says what protects a deal, until when, what would end it and what to do.</summary>
    /// <param name="deal">Its number, or null for the customer named or the deal in hand.</param>
    /// <param name="customer">The customer's name, or null.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<string> Protects(string? deal, string? customer, CancellationToken cancellationToken)
    {
        if (deal is null && Words(customer) is { } name)
        {
            if (!turn.Place.IsPrivate && turn.Place.HasExternals)
            {
                return outcome.MoveToPrivate(AgentReply.Say(Phrase.Of("place.moved")), turn.Text);
            }

            var named = (await desk.Book.OfCustomerAsync(turn.Asker, new Prm.Accounts.CompanyIdentity(name, null, null, null), null, MostOpportunities, cancellationToken))
                .Where(one => turn.Ceiling.Allows(one.Readers)).Select(one => one.Store((view, _) => view.Id)).ToList();
            if (named.Count != 1)
            {
                return await deals.DealStatus(customer: name, cancellationToken: cancellationToken);
            }

            deal = named[0];
        }

        var id = (deal ?? outcome.Session.LastDeal)?.ToUpperInvariant();
        if (id is null || await desk.Book.FindAsync(turn.Asker, id, cancellationToken) is not { } found || !turn.Ceiling.Allows(found.Readers))
        {
            return await deals.DealStatus(id, cancellationToken: cancellationToken);
        }

        outcome.Session = outcome.Session with { LastDeal = id };
        var (rules, _) = await desk.Directory.ProgrammeAsync(cancellationToken);
        return outcome.Answer(ProtectionCard.Of(found, rules, turn.Place.IsPrivate, desk.Prm.Name, desk.Clock.GetUtcNow()));
    }

    /// <summary>Offers to link a claim to its sale: the one named, one of those at the account, or a new one.</summary>
    public async Task<string> Link(string? deal, string? sale, CancellationToken cancellationToken)
    {
        var id = (deal ?? outcome.Session.LastDeal)?.ToUpperInvariant();
        var found = id is null || !turn.Asker.IsVendor ? null : await desk.Book.FindAsync(turn.Asker, id, cancellationToken);
        if (found is null || !turn.Place.IsPrivate || !found.TryReveal(Ceiling.Of(turn.Asker.AsMember()), out var view))
        {
            return await deals.DealStatus(id, cancellationToken: cancellationToken);
        }

        outcome.Session = outcome.Session with { LastDeal = view.Id };
        if (!RegistrationStates.Allows(view.Status, RegistrationStatus.Converted))
        {
            return await deals.DealStatus(view.Id, cancellationToken: cancellationToken);
        }

        if (sale is not null)
        {
            return Offer(ProposalKinds.LinkDeal, new LinkDeal(view.Id, view.Version, view.Customer, sale == "new" ? null : sale), Readers.People(turn.Asker.PersonId!));
        }

        var account = view switch { ManagerRegistrationView manager => manager.AccountId, AccountTeamRegistrationView team => team.AccountId, _ => null };
        var sales = account is null ? [] : (await desk.Prm.ListOpportunitiesAsync(new OpportunityQuery(account), MostOpportunities, null, cancellationToken)).Items;
        var own = Readers.People(turn.Asker.PersonId!);
        return outcome.Answer(AgentReply.Ask(Phrase.Of("sale.which", Id(view, own)),
        [
            .. sales.Take(MostSales).Select(one => new ReplyButton(Phrase.Of("button.term", ("term", Term.Of(one.Id).For(own))), Press.Claim("linkto", $"{view.Id}/{one.Id}"))),
            new ReplyButton(Phrase.Of("button.new_sale"), Press.Claim("linkto", $"{view.Id}/new")),
        ]));
    }

    private AgentReply WhyCard(DecidedWhy why, Readers label)
    {
        Labelled<Term> Fact(Term term) => term.For(label);
        var version = ("version", Fact(Term.Of(why.RulesVersion)));
        var causes = why.RuleIds.Where(rule => Texts.Shipped.Has($"cause.{rule}")).ToList();
        return new AgentReply
        {
            State = CardState.Info,
            Title = Phrase.Of("why.title", ("id", Fact(Term.Of(why.RegistrationId))), ("status", Fact(Term.Label($"status.{why.Status}")))),
            Lines =
            [
                .. why switch
                {
                    { ByRules: true } => [Phrase.Of("why.by_rules", version)],
                    { DecidedBy: { } name, DecidedAt: { } at } => [Phrase.Of("why.by_person", ("name", Fact(Term.Of(name))), ("at", Fact(Term.Of(at, InstantStyle.DayAndTime))))],
                    { DecidedAt: { } told } => [Phrase.Of("why.by_somebody", ("at", Fact(Term.Of(told, InstantStyle.DayAndTime))))],
                    { Status: RegistrationStatus.InReview or RegistrationStatus.Submitted } => [Phrase.Of("deal.review_line")],
                    _ => Array.Empty<Phrase>(),
                },
                .. why.Closing is { } closing ? new[] { Phrase.Of($"reject.{closing}") } : [],
                .. causes.Select(rule => Phrase.Of("why.rule", ("rule", Fact(Term.Label($"cause.{rule}"))), version)),
                .. why.Codes.Count > 0 ? new[] { Phrase.Of("why.codes", ("rules", Fact(Term.Of(string.Join(", ", why.Codes)))), version) } : [],
            ],
            Buttons = [new ReplyButton(Phrase.Of("button.open"), Press.Say($"status of {why.RegistrationId}"))],
            Source = DealCards.Source(desk.Prm.Name, desk.Clock.GetUtcNow(), isPrivate: true),
        };
    }

    private string Offer<T>(string kind, T arguments, Readers readers)
    {
        var proposal = desk.Propose(turn, kind, arguments, readers, Lifetime);
        return outcome.Propose(proposal, ProposalCards.Card(proposal));
    }

    private static (string, Labelled<Term>) Id(RegistrationView view, Readers readers) => ("id", Term.Of(view.Id).For(readers));

    private static string? Words(string? text) => string.IsNullOrWhiteSpace(text) ? null : DealTools.Shorten(text.Trim());
}
