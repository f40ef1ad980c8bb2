using System.Collections.Immutable;
using System.Text.Json;
using CoSellBot.Access;
using CoSellBot.Agents.Proposals;
using CoSellBot.Agents.Replies;
using CoSellBot.Prm.Conflicts;

namespace CoSellBot.Agents.Disputes;

/// <summary>The cards of those who handle a dispute, drawn from the stored arguments alone. Each stands where only its reader reads: both sides are named on it.</summary>
public static class DisputeCards
{
    /// <summary>The card of an open proposal, or null when it is of another kind.</summary>
    public static AgentReply? Card(ActionProposal proposal) => proposal.Kind switch
    {
        ProposalKinds.RuleDispute => Rule(proposal, Read<RuleDispute>(proposal)),
        ProposalKinds.TakeDispute => Take(proposal, Read<TakeDispute>(proposal)),
        ProposalKinds.ProposeRuling => Propose(proposal, Read<ProposeRuling>(proposal)),
        ProposalKinds.WeighProof => Weigh(proposal, Read<WeighProof>(proposal)),
        ProposalKinds.AnswerBlinded => Answer(proposal, Read<AnswerBlinded>(proposal)),
        _ => null,
    };

    /// <summary>A dispute as it stands, with what can be done.</summary>
    public static AgentReply Open(DisputeCase found, Readers readers) => Frame(found, readers) with
    {
        State = CardState.Info,
        Buttons =
        [
            .. WeighButton(found),
            new ReplyButton(Phrase.Of("dispute.propose"), Press.Decide("proposals", found.RegistrationId)),
            Ask(found, readers),
        ],
    };

    /// <summary>The rulings there are, as buttons.</summary>
    public static AgentReply Rulings(DisputeCase found, string step, Readers readers) => AgentReply.Ask(
        Phrase.Of("dispute.which_ruling", ("id", Term.Of(found.Id).For(readers))),
        [.. found.Allowed.Select(ruling => new ReplyButton(Phrase.Of($"ruling.{ruling}"), Press.Decide(step, $"{found.RegistrationId}/{ruling}")))]);

    /// <summary>The proofs nobody has weighed.</summary>
    public static AgentReply Proofs(DisputeCase found, Readers readers) => new()
    {
        State = CardState.Info,
        Title = Phrase.Of("dispute.which_proof"),
        Items =
        [
            .. found.Unweighed.Select(proof => new ReplyItem(
                Phrase.Of("dispute.proof", ("side", Side(Of(found, proof)).For(readers)), ("text", Term.Of(proof.Text).For(readers))),
                [new ReplyButton(Phrase.Of("dispute.weigh_it"), Press.Decide("weighs", $"{found.RegistrationId}/{proof.Id}"))])),
        ],
    };

    /// <summary>What a proof may show, as buttons.</summary>
    public static AgentReply Kinds(DisputeCase found, UnweighedProof proof, Readers readers) => AgentReply.Ask(
        Phrase.Of("dispute.which_kind", ("text", Term.Of(proof.Text).For(readers))),
        [.. Enum.GetValues<ProofKind>().Select(kind => new ReplyButton(Phrase.Of($"proof.{kind}"), Press.Decide("weighas", $"{found.RegistrationId}/{proof.Id}/{kind}")))]);

    /// <summary>The question to a seller that does not say who asks.</summary>
    public static AgentReply Blinded(BlindedQuestion question, Readers readers) => new()
    {
        State = CardState.Info,
        Title = Phrase.Of("blinded.title", ("account", Term.Of(question.Account).For(readers))),
        Lines = [Phrase.Of("blinded.question", ("product", Term.Of(question.Product).For(readers)))],
        Buttons = [new ReplyButton(Phrase.Of("button.answer"), Press.Decide("blinded", question.DisputeId), ButtonStyle.Primary)],
    };

    /// <summary>Tells those who take disputes in hand that one was opened.</summary>
    public static AgentReply Opened(DisputeCase found, Readers readers) => Frame(found, readers) with
    {
        State = CardState.Info,
        Buttons = [new ReplyButton(Phrase.Of("button.open"), Press.Decide("dispute", found.RegistrationId))],
    };

    /// <summary>Whose proof it is, by name; null for the vendor's own sellers.</summary>
    public static string? Of(DisputeCase found, UnweighedProof proof) => proof.Side == found.Contender.Key ? found.Contender.Name : found.Incumbent.Name;

    private static AgentReply Rule(ActionProposal proposal, RuleDispute rule)
    {
        var (found, readers) = (rule.Case, proposal.CardReaders);
        return Frame(found, readers) with
        {
            State = CardState.Proposal,
            Title = Phrase.Of("dispute.title_rule", ("id", Term.Of(found.Id).For(readers)), ("due", Term.Of(found.RulingDue, InstantStyle.DayAndTime).For(readers))),
            Lines =
            [
                .. Lines(found, readers),
                Effect(found, rule.Ruling, readers),
                rule.ToldAt is { } at
                    ? Phrase.Of("dispute.told_at", ("at", Term.Of(at, InstantStyle.DayAndTime).For(readers)))
                    : Phrase.Of("dispute.told", ("seconds", Term.Of(rule.ToldAfterSeconds).For(readers))),
            ],
            Buttons =
            [
                new ReplyButton(Phrase.Of($"ruling.do.{rule.Ruling}"), Press.Confirm(proposal.Id, proposal.Hash), ButtonStyle.Primary),
                new ReplyButton(Phrase.Of("dispute.other_ruling"), Press.Decide("rulings", found.RegistrationId)),
                .. WeighButton(found),
                Ask(found, readers),
                .. rule.InQueue ? ImmutableArray.Create(new ReplyButton(Phrase.Of("button.next"), Press.Decide("next", found.RegistrationId))) : [],
            ],
        };
    }

    private static AgentReply Take(ActionProposal proposal, TakeDispute take) => Frame(take.Case, proposal.CardReaders) with
    {
        State = CardState.Proposal,
        Buttons =
        [
            new ReplyButton(Phrase.Of("dispute.take"), Press.Confirm(proposal.Id, proposal.Hash), ButtonStyle.Primary),
            .. WeighButton(take.Case),
            new ReplyButton(Phrase.Of("dispute.propose"), Press.Decide("proposals", take.RegistrationId)),
            Ask(take.Case, proposal.CardReaders),
        ],
    };

    private static AgentReply Propose(ActionProposal proposal, ProposeRuling propose) => Frame(propose.Case, proposal.CardReaders) with
    {
        State = CardState.Proposal,
        Title = Phrase.Of("dispute.title_propose", ("id", Term.Of(propose.Case.Id).For(proposal.CardReaders)), ("ruling", Term.Label($"ruling.{propose.Ruling}").For(proposal.CardReaders))),
        Note = Phrase.Of("proposal.nothing_saved"),
        Lines = [.. Lines(propose.Case, proposal.CardReaders), Phrase.Of("dispute.proposes_only")],
        Buttons = Buttons(proposal, "dispute.propose_it"),
    };

    private static AgentReply Weigh(ActionProposal proposal, WeighProof weigh)
    {
        Labelled<Term> Fact(Term term) => term.For(proposal.CardReaders);
        return new AgentReply
        {
            State = CardState.Proposal,
            Title = Phrase.Of("dispute.title_weigh", ("kind", Fact(Term.Label($"proof.{weigh.Kind}")))),
            Note = Phrase.Of("proposal.nothing_saved"),
            Facts =
            [
                new(Phrase.Of("fact.text", ("text", Fact(Side(weigh.Side))))),
                new(Phrase.Of("fact.text", ("text", Fact(Term.Of(weigh.On))))),
            ],
            Lines =
            [
                Phrase.Of("decide.proof", ("text", Fact(Term.Of(weigh.Text)))),
                weigh.Kind == ProofKind.CustomerChoice ? Phrase.Of("dispute.choice_counts")
                    : weigh.On >= weigh.CutOff ? Phrase.Of("dispute.too_late", ("day", Fact(Term.Of(weigh.CutOff))))
                    : Phrase.Of("dispute.counts", ("points", Fact(Term.Of(weigh.Points)))),
            ],
            Buttons = Buttons(proposal, "button.save"),
        };
    }

    private static AgentReply Answer(ActionProposal proposal, AnswerBlinded answer)
    {
        Labelled<Term> Fact(Term term) => term.For(proposal.CardReaders);
        return new AgentReply
        {
            State = CardState.Proposal,
            Title = Phrase.Of("blinded.confirm", ("account", Fact(Term.Of(answer.Account)))),
            Note = Phrase.Of("proposal.nothing_saved"),
            Facts = [new(Phrase.Of("fact.text", ("text", Fact(Term.Of(answer.Product)))))],
            Lines = [Phrase.Of("fact.text", ("text", Fact(Term.Of(answer.Text)))), Phrase.Of("blinded.consequence")],
            Buttons = Buttons(proposal, "button.send"),
        };
    }

    private static AgentReply Frame(DisputeCase found, Readers readers)
    {
        Labelled<Term> Fact(Term term) => term.For(readers);
        return new AgentReply
        {
            Title = found.AnswerDue is { } due
                ? Phrase.Of("dispute.title_answer", ("id", Fact(Term.Of(found.Id))), ("due", Fact(Term.Of(due, InstantStyle.DayAndTime))))
                : Phrase.Of("dispute.title", ("id", Fact(Term.Of(found.Id))), ("due", Fact(Term.Of(found.RulingDue, InstantStyle.DayAndTime)))),
            Facts =
            [
                new(Phrase.Of("deal.customer", ("name", Fact(Term.Of(found.Customer))), ("country", Fact(Countries.Name(found.Country))))),
                new(Phrase.Of("fact.text", ("text", Fact(Term.Of(found.Product))))),
            ],
            Lines = [.. Lines(found, readers)],
            Source = Phrase.Of("dispute.source", ("at", Fact(Term.Of(found.ReadAt, InstantStyle.Time)))),
        };
    }

    // Who came first stands first; what each shows stands with it.
    private static IEnumerable<Phrase> Lines(DisputeCase found, Readers readers)
    {
        Labelled<Term> Fact(Term term) => term.For(readers);
        Labelled<Term> Causes(IReadOnlyList<string> rules) => Fact(Term.List([.. rules.Where(rule => Texts.Shipped.Has($"cause.{rule}")).Select(rule => Term.Label($"cause.{rule}"))]));
        if (found.Causes.Count > 0)
        {
            yield return Phrase.Of("dispute.why", ("causes", Causes(found.Causes)));
        }

        foreach (var side in new[] { found.Incumbent, found.Contender }.OrderBy(side => side.At))
        {
            var terms = new (string, Labelled<Term>)[]
            {
                ("side", Fact(Side(side.Name))),
                ("key", Fact(Term.Of(side.Key))),
                ("at", Fact(Term.Of(side.At, InstantStyle.Receipt))),
                ("state", Fact(side.Status is { } status ? Term.Label($"status.{status}") : Term.Label($"stage.{side.Stage}"))),
                ("until", Fact(side.ProtectedUntil is { } until ? Term.Of(until, InstantStyle.Day) : Term.Of(""))),
                ("points", Fact(Term.Of(side.Points))),
                ("shown", Fact(Term.List([.. side.Counted.Select(kind => Term.Label($"proof.{kind}"))]))),
            };
            yield return Phrase.Of(side.Name is null ? "dispute.side_direct" : side.ProtectedUntil is null ? "dispute.side" : "dispute.side_protected", terms);
            yield return Phrase.Of(side.Counted.Count == 0 ? "dispute.shows_nothing" : "dispute.shows", terms);
        }

        foreach (var proof in found.Unweighed)
        {
            yield return Phrase.Of("dispute.unweighed", ("side", Fact(Side(Of(found, proof)))), ("text", Fact(Term.Of(proof.Text))));
        }

        yield return Phrase.Of($"dispute.rule.{found.Rule}", ("version", Fact(Term.Of(found.RulesVersion))), ("ruling", Fact(Term.Label($"ruling.{found.ByRules}"))),
            ("one", Fact(Side(found.Incumbent.Name))), ("first", Fact(Term.Of(found.Incumbent.Share / 10m))), ("other", Fact(Side(found.Contender.Name))), ("second", Fact(Term.Of(found.Contender.Share / 10m))));
        if (found is { ProposedRuling: { } ruling, ProposedBy: { } name })
        {
            yield return Phrase.Of("dispute.proposed", ("name", Fact(Term.Of(name))), ("ruling", Fact(Term.Label($"ruling.{ruling}"))));
        }

        if (found.TakenBy is { } taken)
        {
            yield return Phrase.Of("dispute.taken_by", ("name", Fact(Term.Of(taken))));
        }

        if (found.StillToDecide.Count > 0)
        {
            yield return Phrase.Of("dispute.still", ("side", Fact(Side(found.Contender.Name))), ("causes", Causes(found.StillToDecide)));
        }

        if (found.Others > 0)
        {
            yield return Phrase.Of("dispute.others", ("count", Fact(Term.Of(found.Others))));
        }
    }

    private static Phrase Effect(DisputeCase found, Ruling ruling, Readers readers)
    {
        var isShared = found.Rule == LookRule.TooClose;
        return Phrase.Of(
            ruling == Ruling.Transfer && found.Incumbent.ProtectedUntil is not null ? "dispute.effect.Transfer_protected"
            : ruling == Ruling.Transfer && found.Incumbent.Name is null ? "dispute.effect.Transfer_direct"
            : ruling == Ruling.VoidBoth && found.Incumbent.Name is null ? "dispute.effect.Uphold"
            : $"dispute.effect.{ruling}",
            ("contender", Side(found.Contender.Name).For(readers)), ("incumbent", Side(found.Incumbent.Name).For(readers)),
            ("first", Term.Of(isShared ? found.Incumbent.Share / 10m : 50m).For(readers)), ("second", Term.Of(isShared ? found.Contender.Share / 10m : 50m).For(readers)));
    }

    private static Term Side(string? name) => name is null ? Term.Label("dispute.direct") : Term.Of(name);

    private static ImmutableArray<ReplyButton> WeighButton(DisputeCase found) =>
        found.Unweighed.Count == 0 ? [] : [new ReplyButton(Phrase.Of("dispute.weigh"), Press.Decide("weigh", found.RegistrationId))];

    private static ReplyButton Ask(DisputeCase found, Readers readers) =>
        new(Phrase.Of("button.ask_person", ("name", Term.Of(found.Contender.Name ?? "").For(readers))), Press.Decide("ask", found.RegistrationId));

    private static ImmutableArray<ReplyButton> Buttons(ActionProposal proposal, string confirm) =>
    [
        new(Phrase.Of(confirm), Press.Confirm(proposal.Id, proposal.Hash), ButtonStyle.Primary),
        new(Phrase.Of("button.cancel"), Press.Cancel(proposal.Id, proposal.Hash)),
    ];

    private static T Read<T>(ActionProposal proposal) => JsonSerializer.Deserialize<T>(proposal.Arguments)!;
}
