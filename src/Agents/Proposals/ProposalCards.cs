using System.Collections.Immutable;
using System.Text.Json;
using CoSellBot.Access;
using CoSellBot.Agents.Claims;
using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Decisions;
using CoSellBot.Agents.Disputes;
using CoSellBot.Agents.Programme;
using CoSellBot.Agents.Replies;
using CoSellBot.Agents.Understanding;
using CoSellBot.Prm;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Agents.Proposals;

/// <summary>Builds confirmation cards from the stored arguments alone, so that what is shown is what will run.</summary>
public static class ProposalCards
{
    /// <summary>The card of an open proposal.</summary>
    public static AgentReply Card(ActionProposal proposal) => proposal.Kind switch
    {
        ProposalKinds.RegisterDeal => Register(proposal, JsonSerializer.Deserialize<RegisterDeal>(proposal.Arguments)!),
        ProposalKinds.WithdrawDeal => Withdraw(proposal, JsonSerializer.Deserialize<ChangeDeal>(proposal.Arguments)!),
        ProposalKinds.AddProof => Proof(proposal, JsonSerializer.Deserialize<ChangeDeal>(proposal.Arguments)!),
        ProposalKinds.AskContact => Question(proposal, JsonSerializer.Deserialize<AskPerson>(proposal.Arguments)!),
        ProposalKinds.RegisterDeals => DealList.Card(proposal),
        ProposalKinds.ImportRows => TableRows.Card(proposal),
        ProposalKinds.HandOver => HandoverTools.Card(proposal),
        ProposalKinds.PublishRules => ProgrammeTools.Card(proposal),
        _ => DecisionCards.Card(proposal) ?? DisputeCards.Card(proposal) ?? ClaimCards.Card(proposal) ?? throw new InvalidOperationException($"No card for '{proposal.Kind}'."),
    };

    /// <summary>The card once it can no longer be confirmed, without buttons.</summary>
    public static AgentReply Closed(ActionProposal proposal, ProposalState state)
    {
        if (DecisionCards.Closed(proposal) is { } receipt)
        {
            return receipt;
        }

        var card = Card(proposal);
        return card with { State = CardState.Void, Note = null, Title = Phrase.Of($"proposal.{state}"), Lines = [], Buttons = [] };
    }

    private static AgentReply Register(ActionProposal proposal, RegisterDeal deal)
    {
        Labelled<Term> Fact(Term term) => term.For(proposal.CardReaders);
        Phrase Text(Term term) => Phrase.Of("fact.text", ("text", Fact(term)));
        var amount = Term.Of(new Money(deal.AmountMinor, deal.Currency));
        var facts = new List<ReplyFact>();
        if (deal.AsWritten)
        {
            facts.Add(new(Phrase.Of(deal.OnBehalf ? "register.new_customer" : "register.as_written", ("name", Fact(Term.Of(deal.Customer)))), deal.IsPasted));
            facts.Add(new(Text(Countries.Name(deal.Country)), deal.IsPasted || deal.CountryFrom != "said"));
        }
        else
        {
            facts.Add(new(Phrase.Of("deal.customer", ("name", Fact(Term.Of(deal.Customer))), ("country", Fact(Countries.Name(deal.Country)))), deal.IsPasted || deal.CountryFrom != "said"));
        }

        if (deal.OnBehalf)
        {
            facts.Add(new(Phrase.Of("register.partner", ("name", Fact(Term.Of(deal.PartnerName))), ("tier", Fact(Term.Of(deal.Tier))))));
        }

        facts.Add(new(Text(Term.Of(deal.ProductName)), deal.IsPasted || deal.ProductDerived));
        facts.Add(new(deal.FirstAmountMinor is { } first
            ? Phrase.Of("register.amount_corrected", ("amount", Fact(amount)), ("first", Fact(Term.Of(new Money(first, deal.Currency).Major))))
            : Text(amount), (deal.IsPasted && deal.FirstAmountMinor is null) || deal.AmountWords is not null));
        facts.Add(new(Phrase.Of("deal.close", ("date", Fact(Term.Of(deal.Close)))), deal.IsPasted || deal.CloseWords is not null));
        facts.Add(new(Phrase.Of($"kind.{deal.Kind}"), deal.KindDerived));
        if (deal.Motion != SalesMotion.New)
        {
            facts.Add(new(Phrase.Of($"motion.{deal.Motion}")));
        }

        return new AgentReply
        {
            State = CardState.Proposal,
            Title = Phrase.Of("register.title"),
            Note = Phrase.Of("proposal.nothing_saved"),
            Facts = [.. facts],
            Lines = [.. Remarks(deal, Fact)],
            Buttons = Buttons(proposal, "button.register", canChange: true),
        };
    }

    private static IEnumerable<Phrase> Remarks(RegisterDeal deal, Func<Term, Labelled<Term>> fact)
    {
        var sources = new List<Term>();
        if (deal.CountryFrom == "account")
        {
            sources.Add(Term.Label("derived.country_account"));
        }

        if (deal.CountryFrom == "domain")
        {
            sources.Add(Term.Of($"\".{deal.Domain![(deal.Domain!.LastIndexOf('.') + 1)..]}\""));
        }

        if (deal.CountryFrom == "firm")
        {
            sources.Add(Term.Label("derived.country_firm"));
        }

        if (deal.ProductDerived)
        {
            sources.Add(Term.Label("derived.product"));
        }

        if (deal.AmountWords is not null)
        {
            sources.Add(Term.Of($"12 × \"{deal.AmountWords}\""));
        }

        if (deal.CloseWords is not null)
        {
            sources.Add(Term.Of($"\"{deal.CloseWords}\""));
        }

        if (deal.KindDerived && !deal.OnBehalf)
        {
            sources.Add(Term.Label("derived.kind_own"));
        }

        if (sources.Count > 0 || deal is { KindDerived: true, OnBehalf: true })
        {
            yield return (deal.OnBehalf, deal.KindDerived, sources.Count) switch
            {
                (true, true, 0) => Phrase.Of("derived.kind_partner", ("kind", fact(Term.Label($"kind.{deal.Kind}"))), ("partner", fact(Term.Of(deal.PartnerName)))),
                (true, true, _) => Phrase.Of("derived.vendor_and_kind", ("sources", fact(Term.List(sources))),
                    ("kind", fact(Term.Label($"kind.{deal.Kind}"))), ("partner", fact(Term.Of(deal.PartnerName)))),
                (true, false, _) => Phrase.Of("derived.vendor", ("sources", fact(Term.List(sources)))),
                _ => Phrase.Of("derived.partner", ("sources", fact(Term.List(sources)))),
            };
        }

        if (Scripts.MixesAlphabets($"{deal.Customer} {deal.Domain}"))
        {
            yield return Phrase.Of("say.lookalike");
        }

        if (deal.IsPasted)
        {
            yield return Phrase.Of("say.pasted");
        }

        if (deal.OnBehalf)
        {
            yield return Phrase.Of("register.partner_told", ("partner", fact(Term.Of(deal.PartnerName))));
        }

        if (deal.Limit is { } limit)
        {
            var terms = new (string, Labelled<Term>)[]
            {
                ("limit", fact(Term.Of(Money.FromMajor(limit, deal.ProgrammeCurrency)))),
                ("size", fact(deal.Converted is { } minor ? Term.Of(new Money(minor, deal.ProgrammeCurrency)) : Term.Of(""))),
                ("rate", fact(deal.Rate is { } rate ? Term.Rate(rate) : Term.Of(""))),
                ("day", fact(deal.RateAsOf is { } day ? Term.Of(new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero), InstantStyle.ShortDay) : Term.Of(""))),
                ("days", fact(Term.Of(deal.DecisionDays))),
                ("partner", fact(Term.Of(deal.PartnerName))),
            };
            yield return Phrase.Of((deal.Converted, deal.Rate, deal.OnBehalf) switch
            {
                (null, _, _) => "register.no_rate",
                (_, null, false) => "register.above_limit",
                (_, null, true) => "register.above_limit_partner",
                (_, _, false) => "register.above_limit_converted",
                _ => "register.above_limit_converted_partner",
            }, terms);
        }

        if (deal.IsUncertified)
        {
            yield return Phrase.Of("register.uncertified", ("partner", fact(Term.Of(deal.PartnerName))), ("product", fact(Term.Of(deal.ProductName))));
        }

        if (deal.NeedsTwo)
        {
            yield return Phrase.Of("register.two_people");
        }
    }

    private static AgentReply Withdraw(ActionProposal proposal, ChangeDeal change) => Simple(proposal, "withdraw", "button.withdraw_it", change.Customer, change.RegistrationId, null);

    private static AgentReply Proof(ActionProposal proposal, ChangeDeal change) => Simple(proposal, "proof", "button.save", change.Customer, change.RegistrationId, change.Text);

    private static AgentReply Question(ActionProposal proposal, AskPerson ask) => Simple(proposal, "ask", "button.send", ask.ToName, ask.ToName, ask.Text);

    private static AgentReply Simple(ActionProposal proposal, string key, string button, string name, string id, string? text) => new()
    {
        State = CardState.Proposal,
        Title = Phrase.Of($"{key}.title", ("id", Term.Of(id).For(proposal.CardReaders))),
        Note = Phrase.Of("proposal.nothing_saved"),
        Facts = [new ReplyFact(Phrase.Of("fact.text", ("text", Term.Of(text ?? name).For(proposal.CardReaders))))],
        Lines = [Phrase.Of($"{key}.consequence")],
        Buttons = Buttons(proposal, button, canChange: false),
    };

    private static ImmutableArray<ReplyButton> Buttons(ActionProposal proposal, string confirm, bool canChange)
    {
        var buttons = new List<ReplyButton> { new(Phrase.Of(confirm), Press.Confirm(proposal.Id, proposal.Hash), ButtonStyle.Primary) };
        if (canChange)
        {
            buttons.Add(new ReplyButton(Phrase.Of("button.change"), Press.Change(proposal.Id)));
        }

        buttons.Add(new ReplyButton(Phrase.Of("button.cancel"), Press.Cancel(proposal.Id, proposal.Hash)));
        return [.. buttons];
    }
}
