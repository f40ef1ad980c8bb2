using System.Collections.Immutable;
using System.Text.Json;
using CoSellBot.Access;
using CoSellBot.Agents.Proposals;
using CoSellBot.Agents.Replies;
using CoSellBot.Prm;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Agents.Decisions;

/// <summary>The cards of those who decide, drawn from the stored arguments alone.</summary>
public static class DecisionCards
{
    /// <summary>The card of an open decision, or null when the proposal is of another kind.</summary>
    public static AgentReply? Card(ActionProposal proposal) => proposal.Kind switch
    {
        ProposalKinds.ApproveDeal => Approve(proposal, Read<ApproveDeal>(proposal)),
        ProposalKinds.RejectDeal => Reject(proposal, Read<RejectDeal>(proposal)),
        ProposalKinds.RevokeDeal => Revoke(proposal, Read<RevokeDeal>(proposal)),
        ProposalKinds.AskPartner => Words(proposal, Read<ClaimWords>(proposal), "decide.ask"),
        ProposalKinds.AnswerQuestion => Words(proposal, Read<ClaimWords>(proposal), "answer"),
        ProposalKinds.UndoDecision => Made(proposal, Read<UndoDecision>(proposal), canUndo: true),
        _ => null,
    };

    /// <summary>The card once it can no longer be confirmed; a decision's receipt stays a receipt.</summary>
    public static AgentReply? Closed(ActionProposal proposal) =>
        proposal.Kind == ProposalKinds.UndoDecision ? Made(proposal, Read<UndoDecision>(proposal), canUndo: false) : null;

    /// <summary>The decision a receipt is about.</summary>
    public static string DecisionOf(ActionProposal proposal) => Read<UndoDecision>(proposal).DecisionId;

    /// <summary>What the others' cards say after a decision.</summary>
    public static AgentReply DecidedBy(MadeDecision made, string registrationId, Readers readers) => new()
    {
        State = CardState.Void,
        Title = Phrase.Of($"decided.by.{made.Decision.Kind}", ("id", Term.Of(registrationId).For(readers)), ("name", Term.Of(made.DecidedByName).For(readers)),
            ("at", Term.Of(made.Decision.DecidedAt, InstantStyle.Time).For(readers))),
        Lines = [Phrase.Of("decided.nothing_left")],
    };

    /// <summary>What a card says whose claim has changed since.</summary>
    public static AgentReply Overtaken(string registrationId, Readers readers) => new()
    {
        State = CardState.Void,
        Title = Phrase.Of("decided.changed", ("id", Term.Of(registrationId).For(readers))),
        Buttons = [new ReplyButton(Phrase.Of("button.open"), Press.Decide("open", registrationId))],
    };

    /// <summary>The reasons of the closed list, as buttons.</summary>
    public static AgentReply Reasons(string registrationId, Readers readers) => AgentReply.Ask(
        Phrase.Of("decide.which_reason", ("id", Term.Of(registrationId).For(readers))),
        [.. RejectReasons.All.Select(reason => new ReplyButton(Phrase.Of($"reason.{reason}"), Press.Decide("because", $"{registrationId}/{reason}")))]);

    /// <summary>Tells a delegate for whom they decide, until when, and what waits.</summary>
    public static AgentReply Handover(Absence absence, string name, int waiting, Readers readers) => new()
    {
        State = CardState.Info,
        Title = Phrase.Of("handover.title", ("name", Term.Of(name).For(readers)), ("last", Term.Of(absence.LastDay).For(readers))),
        Lines = [Phrase.Of(waiting == 0 ? "decide.none" : "decide.waiting", ("count", Term.Of(waiting).For(readers)))],
        Buttons = waiting == 0 ? [] : [Next()],
    };

    /// <summary>Tells somebody whose partners they look after from now on, and what waits.</summary>
    public static AgentReply Left(string name, int waiting, Readers readers) => new()
    {
        State = CardState.Info,
        Title = Phrase.Of("handover.left", ("name", Term.Of(name).For(readers))),
        Lines = [Phrase.Of(waiting == 0 ? "decide.none" : "decide.waiting", ("count", Term.Of(waiting).For(readers)))],
        Buttons = waiting == 0 ? [] : [Next()],
    };

    /// <summary>A receipt for a first approval of two.</summary>
    public static AgentReply First(ApproveDeal deal, DateTimeOffset at, DateTimeOffset? due, Readers readers) => new()
    {
        State = CardState.Done,
        Title = Phrase.Of("decided.first", ("id", Term.Of(deal.RegistrationId).For(readers)), ("at", Term.Of(at, InstantStyle.Receipt).For(readers))),
        Lines = [due is { } until
            ? Phrase.Of("decided.second_due", ("due", Term.Of(until, InstantStyle.DayAndTime).For(readers)))
            : Phrase.Of("decided.second")],
        Buttons = deal.InQueue ? [Next()] : [],
    };

    private static AgentReply Approve(ActionProposal proposal, ApproveDeal deal)
    {
        Labelled<Term> Fact(Term term) => term.For(proposal.CardReaders);
        var id = ("id", Fact(Term.Of(deal.RegistrationId)));
        var due = ("due", Fact(Term.Of(deal.Due, InstantStyle.DayAndTime)));
        var ask = new ReplyButton(Phrase.Of("button.ask_person", ("name", Fact(Term.Of(deal.PartnerName)))), Press.Decide("ask", deal.RegistrationId));
        var reject = deal.Subject == DecisionSubject.Review
            ? new ReplyButton(Phrase.Of("button.reject"), Press.Decide("reject", deal.RegistrationId))
            : new ReplyButton(Phrase.Of("button.refuse"), Press.Decide("refuse", deal.RegistrationId));
        return new AgentReply
        {
            State = CardState.Proposal,
            Title = Phrase.Of($"decide.title.{deal.Subject}", id, due),
            Facts =
            [
                new(Phrase.Of("register.partner", ("name", Fact(Term.Of(deal.PartnerName))), ("tier", Fact(Term.Of(deal.Tier))))),
                new(Phrase.Of("deal.customer", ("name", Fact(Term.Of(deal.Customer))), ("country", Fact(Countries.Name(deal.Country))))),
                new(Phrase.Of("fact.text", ("text", Fact(Term.Of(deal.Product))))),
                new(Amount(deal, Fact)),
                new(Phrase.Of("deal.close", ("date", Fact(Term.Of(deal.Close))))),
            ],
            Lines = [.. Lines(deal, Fact)],
            Buttons =
            [
                new ReplyButton(Phrase.Of("button.approve"), Press.Confirm(proposal.Id, proposal.Hash), ButtonStyle.Primary),
                .. deal.Subject == DecisionSubject.Review ? ImmutableArray.Create(ask, reject) : [reject],
                .. deal.InQueue ? ImmutableArray.Create(Next(deal.RegistrationId)) : [],
            ],
        };
    }

    private static Phrase Amount(ApproveDeal deal, Func<Term, Labelled<Term>> fact)
    {
        var amount = fact(Term.Of(new Money(deal.AmountMinor, deal.Currency)));
        return deal is { ProgrammeMinor: { } minor, Rate: { } rate, RateAsOf: { } day }
            ? Phrase.Of("decide.amount_converted", ("amount", amount), ("size", fact(Term.Of(new Money(minor, deal.ProgrammeCurrency)))), ("rate", fact(Term.Rate(rate))),
                ("day", fact(Term.Of(new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero), InstantStyle.ShortDay))))
            : Phrase.Of("fact.text", ("text", amount));
    }

    private static IEnumerable<Phrase> Lines(ApproveDeal deal, Func<Term, Labelled<Term>> fact)
    {
        if (deal.Subject == DecisionSubject.Extension)
        {
            yield return Phrase.Of("decide.extension", ("days", fact(Term.Of(deal.Days ?? 0))), ("until", fact(Term.Of(deal.Until ?? deal.Due, InstantStyle.Day))));
            if (deal.Reason is { Length: > 0 } reason)
            {
                yield return Phrase.Of("decide.partner_says", ("text", fact(Term.Of(reason))));
            }
        }
        else if (deal.Subject == DecisionSubject.Amendment)
        {
            yield return Phrase.Of("decide.amendment", ("product", fact(Term.Of(deal.NewProduct ?? deal.Product))),
                ("amount", fact(Term.Of(new Money(deal.NewAmountMinor ?? deal.AmountMinor, deal.NewCurrency ?? deal.Currency)))), ("date", fact(Term.Of(deal.NewClose ?? deal.Close))));
        }

        if (deal.Subject != DecisionSubject.Extension)
        {
            var causes = deal.Causes.Where(cause => Texts.Shipped.Has($"cause.{cause}")).Select(cause => Term.Label($"cause.{cause}")).ToList();
            yield return Phrase.Of(causes.Count > 0 ? "decide.why" : "decide.why_renewed", ("causes", fact(Term.List(causes))), ("version", fact(Term.Of(deal.RulesVersion))),
                ("clear", fact(Term.Of(deal.RuleCount - deal.Causes.Count))), ("at", fact(Term.Of(deal.JudgedAt, InstantStyle.Time))));
            if (deal.Causes.Contains("R14") && deal is { ProgrammeMinor: not null, NeedsTwo: false })
            {
                yield return Phrase.Of(deal.Limit > 0 ? "decide.limit" : "decide.no_limit", ("tier", fact(Term.Of(deal.Tier))),
                    ("limit", fact(Term.Of(Money.FromMajor(deal.Limit, deal.ProgrammeCurrency)))));
            }

            if (deal.CrossesByRate)
            {
                yield return Phrase.Of("decide.crosses_by_rate");
            }
        }

        if (deal.Answer is { Length: > 0 } answer)
        {
            yield return Phrase.Of("decide.partner_says", ("text", fact(Term.Of(answer))));
        }

        foreach (var proof in deal.Proofs)
        {
            yield return Phrase.Of("decide.proof", ("text", fact(Term.Of(proof))));
        }

        if (deal is { NeedsTwo: true, First: null })
        {
            yield return Phrase.Of("decide.first_of_two");
            yield break;
        }

        if (deal is { NeedsTwo: true, First: { } first })
        {
            yield return Phrase.Of("decide.second_of_two", ("name", fact(Term.Of(first))));
        }

        var partner = ("partner", fact(Term.Of(deal.PartnerName)));
        var until = ("until", fact(Term.Of(deal.Until ?? deal.Due, InstantStyle.Day)));
        yield return deal switch
        {
            { Subject: DecisionSubject.Amendment } => Phrase.Of("decide.if_amended", partner, ("seconds", fact(Term.Of(deal.ToldAfterSeconds)))),
            { ToldAt: { } at } => Phrase.Of("decide.if_approved_at", until, partner, ("at", fact(Term.Of(at, InstantStyle.DayAndTime)))),
            _ => Phrase.Of("decide.if_approved", until, partner, ("seconds", fact(Term.Of(deal.ToldAfterSeconds)))),
        };
    }

    private static AgentReply Reject(ActionProposal proposal, RejectDeal deal)
    {
        Labelled<Term> Fact(Term term) => term.For(proposal.CardReaders);
        // What the partner will read, word for word.
        var told = deal.Reason is null ? "reject.request" : $"reject.{RejectReasons.Shown(deal.Reason)}";
        return new AgentReply
        {
            State = CardState.Proposal,
            Title = Phrase.Of($"decide.reject_title.{deal.Subject}", ("id", Fact(Term.Of(deal.RegistrationId)))),
            Note = Phrase.Of("proposal.nothing_saved"),
            Facts =
            [
                new(Phrase.Of("fact.text", ("text", Fact(Term.Of(deal.PartnerName))))),
                new(Phrase.Of("fact.text", ("text", Fact(Term.Of(deal.Customer))))),
                .. deal.Reason is null ? ImmutableArray<ReplyFact>.Empty : [new(Phrase.Of($"reason.{deal.Reason}"))],
            ],
            Lines =
            [
                Phrase.Of("decide.partner_reads", ("partner", Fact(Term.Of(deal.PartnerName))), ("words", Fact(Term.Label(told)))),
                .. deal.Text is null ? ImmutableArray<Phrase>.Empty : [Phrase.Of("fact.text", ("text", Fact(Term.Of(deal.Text))))],
            ],
            Buttons = Buttons(proposal, deal.Reason is null ? "button.refuse" : "button.reject_it"),
        };
    }

    private static AgentReply Revoke(ActionProposal proposal, RevokeDeal deal)
    {
        Labelled<Term> Fact(Term term) => term.For(proposal.CardReaders);
        return new AgentReply
        {
            State = CardState.Proposal,
            Title = Phrase.Of("revoke.title", ("id", Fact(Term.Of(deal.RegistrationId)))),
            Note = Phrase.Of("proposal.nothing_saved"),
            Facts =
            [
                new(Phrase.Of("fact.text", ("text", Fact(Term.Of(deal.PartnerName))))),
                new(Phrase.Of("fact.text", ("text", Fact(Term.Of(deal.Customer))))),
                new(Phrase.Of($"reason.{deal.Cause}")),
            ],
            Lines =
            [
                Phrase.Of("decide.partner_reads", ("partner", Fact(Term.Of(deal.PartnerName))), ("words", Fact(Term.Label($"reject.{deal.Cause}")))),
                Phrase.Of("fact.text", ("text", Fact(Term.Of(deal.Text)))),
                deal.Until is { } until ? Phrase.Of("revoke.consequence_until", ("until", Fact(Term.Of(until, InstantStyle.Day)))) : Phrase.Of("revoke.consequence"),
            ],
            Buttons = Buttons(proposal, "button.revoke"),
        };
    }

    private static AgentReply Words(ActionProposal proposal, ClaimWords words, string key)
    {
        Labelled<Term> Fact(Term term) => term.For(proposal.CardReaders);
        return new AgentReply
        {
            State = CardState.Proposal,
            Title = Phrase.Of($"{key}.title", ("id", Fact(Term.Of(words.RegistrationId))), ("name", Fact(Term.Of(words.To)))),
            Note = Phrase.Of("proposal.nothing_saved"),
            Facts = [new ReplyFact(Phrase.Of("fact.text", ("text", Fact(Term.Of(words.Text)))))],
            Lines = [Phrase.Of($"{key}.consequence", ("name", Fact(Term.Of(words.To))))],
            Buttons = Buttons(proposal, "button.send"),
        };
    }

    private static AgentReply Made(ActionProposal proposal, UndoDecision made, bool canUndo)
    {
        Labelled<Term> Fact(Term term) => term.For(proposal.CardReaders);
        var terms = new (string, Labelled<Term>)[]
        {
            ("id", Fact(Term.Of(made.RegistrationId))),
            ("at", Fact(Term.Of(made.DecidedAt, InstantStyle.Receipt))),
        };
        return new AgentReply
        {
            State = CardState.Done,
            Title = Phrase.Of($"decided.you.{made.Kind}", terms),
            Lines = [Phrase.Of(canUndo ? "decided.told_at" : "decided.was_told_at", ("partner", Fact(Term.Of(made.PartnerName))), ("at", Fact(Term.Of(made.TellAt, InstantStyle.Receipt))))],
            Buttons =
            [
                .. canUndo ? ImmutableArray.Create(new ReplyButton(Phrase.Of("button.undo"), Press.Confirm(proposal.Id, proposal.Hash))) : [],
                .. made.InQueue ? ImmutableArray.Create(Next()) : [],
            ],
        };
    }

    private static ReplyButton Next(string? after = null) => new(Phrase.Of("button.next"), Press.Decide("next", after ?? ""));

    private static ImmutableArray<ReplyButton> Buttons(ActionProposal proposal, string confirm) =>
    [
        new(Phrase.Of(confirm), Press.Confirm(proposal.Id, proposal.Hash), ButtonStyle.Primary),
        new(Phrase.Of("button.cancel"), Press.Cancel(proposal.Id, proposal.Hash)),
    ];

    private static T Read<T>(ActionProposal proposal) => JsonSerializer.Deserialize<T>(proposal.Arguments)!;
}
