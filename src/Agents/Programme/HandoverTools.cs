using System.Text.Json;
using System.Text.RegularExpressions;
using CoSellBot.Access;
using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Proposals;
using CoSellBot.Agents.Replies;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Agents.Programme;

/// <summary>A hand-over as shown.</summary>
/// <param name="FromId">Who leaves.</param>
/// <param name="FromName">The name.</param>
/// <param name="ToId">Who takes over.</param>
/// <param name="ToName">The name.</param>
/// <param name="Partners">The partners that get another manager, by name.</param>
/// <param name="Covers">How many people trusted the one who leaves to cover for them.</param>
public sealed record HandOver(string FromId, string FromName, string ToId, string ToName, IReadOnlyList<string> Partners, int Covers);

/// <summary>Hands over what somebody looked after who leaves, from words like "hand over Anja to Harriet".</summary>
internal sealed class HandoverTools(DealDesk desk, AgentTurn turn, TurnOutcome outcome)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);
    private static readonly Role[] Managers = [Role.PartnerManager, Role.ChannelManager, Role.RegionalManager];

    /// <summary>True for somebody who may hand over.</summary>
    public static bool IsFor(Principal asker) => asker is { IsVendor: true, Role: Role.Admin or Role.RegionalManager };

    /// <summary>Offers it: the first name leaves, the second takes over.</summary>
    public async Task<string> Offer(string words, CancellationToken cancellationToken)
    {
        if (!turn.Place.IsPrivate)
        {
            return outcome.MoveToPrivate(AgentReply.Say(Phrase.Of("place.moved")), turn.Text);
        }

        var people = (await desk.Directory.PeopleOfAsync(turn.Asker.Organization!.Id, Managers, cancellationToken)).Select(card => card.Person)
            .Select(person => (Person: person, At: Find(words, person))).Where(found => found.At >= 0).OrderBy(found => found.At).Select(found => found.Person).ToList();
        var handover = people.Count == 2 ? await desk.Handovers.PreviewAsync(people[0].Id, people[1].Id, cancellationToken) : null;
        if (handover is null)
        {
            return outcome.Answer(AgentReply.Ask(Phrase.Of("handover.who")));
        }

        var proposal = desk.Propose(
            turn, ProposalKinds.HandOver, new HandOver(handover.From.Id, handover.From.Name, handover.To.Id, handover.To.Name, handover.Partners, handover.Covers),
            Readers.People(turn.Asker.PersonId!), Lifetime);
        return outcome.Propose(proposal, ProposalCards.Card(proposal));
    }

    /// <summary>The card of a hand-over.</summary>
    public static AgentReply Card(ActionProposal proposal)
    {
        var handover = JsonSerializer.Deserialize<HandOver>(proposal.Arguments)!;
        Labelled<Term> Fact(Term term) => term.For(proposal.CardReaders);
        return new AgentReply
        {
            State = CardState.Proposal,
            Title = Phrase.Of("handover.offer", ("from", Fact(Term.Of(handover.FromName))), ("to", Fact(Term.Of(handover.ToName)))),
            Note = Phrase.Of("proposal.nothing_saved"),
            Facts = [.. handover.Partners.Select(partner => new ReplyFact(Phrase.Of("fact.text", ("text", Fact(Term.Of(partner))))))],
            Lines =
            [
                Phrase.Of("handover.consequence", ("from", Fact(Term.Of(handover.FromName))), ("to", Fact(Term.Of(handover.ToName)))),
                .. handover.Covers > 0 ? new[] { Phrase.Of("handover.covers", ("to", Fact(Term.Of(handover.ToName))), ("count", Fact(Term.Of(handover.Covers)))) } : [],
            ],
            Buttons =
            [
                new(Phrase.Of("button.hand_over"), Press.Confirm(proposal.Id, proposal.Hash), ButtonStyle.Primary),
                new(Phrase.Of("button.cancel"), Press.Cancel(proposal.Id, proposal.Hash)),
            ],
        };
    }

    /// <summary>Hands over what was confirmed.</summary>
    public static async Task<ActionReceipt> RunAsync(HandoverLedger ledger, ActionProposal proposal, Actor actor, CancellationToken cancellationToken)
    {
        var handover = JsonSerializer.Deserialize<HandOver>(proposal.Arguments)!;
        await ledger.HandOverAsync(handover.FromId, handover.ToId, handover.Partners.Count, actor, proposal.Id, cancellationToken);
        return new ActionReceipt(AgentReply.Say(Phrase.Of(
            "handover.done", ("from", Term.Of(handover.FromName).For(proposal.CardReaders)), ("to", Term.Of(handover.ToName).For(proposal.CardReaders)),
            ("count", Term.Of(handover.Partners.Count).For(proposal.CardReaders)))));
    }

    private static int Find(string words, Person person)
    {
        var whole = words.IndexOf(person.Name, StringComparison.OrdinalIgnoreCase);
        return whole >= 0 ? whole
            : Regex.Match(words, $@"(?<![\p{{L}}]){Regex.Escape(person.Name.Split(' ')[0])}(?![\p{{L}}])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant) is { Success: true } match
                ? match.Index : -1;
    }
}
