using System.Collections.Immutable;
using System.Text.Json;
using CoSellBot.Access;
using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Proposals;
using CoSellBot.Agents.Replies;
using CoSellBot.Prm;

namespace CoSellBot.Agents.Claims;

/// <summary>Confirmation cards for what a partner does with a claim, drawn from the stored arguments alone.</summary>
public static class ClaimCards
{
    /// <summary>The card of an open proposal, or null when it is of another kind.</summary>
    public static AgentReply? Card(ActionProposal proposal) => proposal.Kind switch
    {
        ProposalKinds.ExtendDeal => Extend(proposal, Read<ExtendDeal>(proposal)),
        ProposalKinds.RenewDeal => Renew(proposal, Read<ChangeDeal>(proposal)),
        ProposalKinds.AmendDeal => Amend(proposal, Read<AmendDeal>(proposal)),
        ProposalKinds.LinkDeal => Link(proposal, Read<LinkDeal>(proposal)),
        ProposalKinds.AppealDeal => Appeal(proposal, Read<AppealDeal>(proposal)),
        _ => null,
    };

    private static AgentReply Extend(ActionProposal proposal, ExtendDeal deal)
    {
        Labelled<Term> Fact(Term term) => term.For(proposal.CardReaders);
        return Card(proposal, "extend", "button.ask_for_it", deal.RegistrationId, deal.Customer,
        [
            new(Phrase.Of("extend.until", ("days", Fact(Term.Of(deal.Days))), ("until", Fact(Term.Of(deal.Until.AddDays(deal.Days), InstantStyle.Day))))),
            .. deal.Reason is { } reason ? ImmutableArray.Create(new ReplyFact(Phrase.Of("fact.text", ("text", Fact(Term.Of(reason)))))) : [],
        ]);
    }

    private static AgentReply Renew(ActionProposal proposal, ChangeDeal deal) => Card(proposal, "renew", "button.ask_for_it", deal.RegistrationId, deal.Customer, []);

    private static AgentReply Amend(ActionProposal proposal, AmendDeal deal)
    {
        Labelled<Term> Fact(Term term) => term.For(proposal.CardReaders);
        Phrase Changed(Term now, Term first) => Phrase.Of("amend.changed", ("now", Fact(now)), ("first", Fact(first)));
        var facts = new List<ReplyFact>();
        if (deal is { AmountMinor: { } minor, Currency: { } currency })
        {
            facts.Add(new(Changed(Term.Of(new Money(minor, currency)), Term.Of(new Money(deal.OldAmountMinor, deal.OldCurrency)))));
        }

        if (deal.ProductName is { } product)
        {
            facts.Add(new(Changed(Term.Of(product), Term.Of(deal.OldProduct))));
        }

        if (deal.Close is { } close)
        {
            facts.Add(new(Changed(Term.Of(close), Term.Of(deal.OldClose))));
        }

        if (deal.Kind is { } kind)
        {
            facts.Add(new(Phrase.Of($"kind.{kind}")));
        }

        return Card(proposal, deal.IsProtected ? "amend_protected" : "amend", "button.save", deal.RegistrationId, deal.Customer, [.. facts]);
    }

    private static AgentReply Appeal(ActionProposal proposal, AppealDeal deal) => Card(proposal, "appeal", "button.ask_for_it", deal.RegistrationId, deal.Customer,
        [new(Phrase.Of("fact.text", ("text", Term.Of(deal.Text).For(proposal.CardReaders))))]);

    private static AgentReply Link(ActionProposal proposal, LinkDeal deal) => Card(proposal, deal.OpportunityId is null ? "sale_new" : "sale_link", "button.link", deal.RegistrationId, deal.Customer,
        deal.OpportunityId is { } sale ? [new(Phrase.Of("fact.text", ("text", Term.Of(sale).For(proposal.CardReaders))))] : []);

    private static AgentReply Card(ActionProposal proposal, string key, string button, string id, string customer, ImmutableArray<ReplyFact> facts) => new()
    {
        State = CardState.Proposal,
        Title = Phrase.Of($"{key}.title", ("id", Term.Of(id).For(proposal.CardReaders))),
        Note = Phrase.Of("proposal.nothing_saved"),
        Facts = [new(Phrase.Of("fact.text", ("text", Term.Of(customer).For(proposal.CardReaders)))), .. facts],
        Lines = [Phrase.Of($"{key}.consequence")],
        Buttons =
        [
            new(Phrase.Of(button), Press.Confirm(proposal.Id, proposal.Hash), ButtonStyle.Primary),
            new(Phrase.Of("button.cancel"), Press.Cancel(proposal.Id, proposal.Hash)),
        ],
    };

    private static T Read<T>(ActionProposal proposal) => JsonSerializer.Deserialize<T>(proposal.Arguments)!;
}
