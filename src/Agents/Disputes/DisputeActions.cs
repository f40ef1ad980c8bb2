using System.Text.Json;
using CoSellBot.Access;
using CoSellBot.Agents.Decisions;
using CoSellBot.Agents.Proposals;
using CoSellBot.Agents.Replies;
using CoSellBot.Prm;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Conflicts;

namespace CoSellBot.Agents.Disputes;

/// <summary>Carries out what was confirmed on a dispute. The ledger asks again whether it may be.</summary>
public sealed class DisputeActions(DisputeLedger ledger, DecisionDesk desk)
{
    /// <summary>Runs a confirmed proposal; null when it is of another kind.</summary>
    /// <exception cref="PrmException">As <see cref="DisputeLedger"/>.</exception>
    public async Task<ActionReceipt?> RunAsync(ActionProposal proposal, Principal presser, Actor actor, CancellationToken cancellationToken)
    {
        switch (proposal.Kind)
        {
            case ProposalKinds.RuleDispute:
                var rule = Read<RuleDispute>(proposal);
                await ledger.RuleAsync(rule.Case.Id, rule.Version, rule.Ruling, rule.Case.Incumbent.Status, actor, proposal.Id, cancellationToken);
                return await desk.MadeAsync(proposal, rule.RegistrationId, rule.Case.Contender.Name ?? "", rule.InQueue, cancellationToken);

            case ProposalKinds.TakeDispute:
                var take = Read<TakeDispute>(proposal);
                await ledger.TakeAsync(take.Case.Id, take.Version, actor, proposal.Id, cancellationToken);
                return await AgainAsync(proposal, presser, take.RegistrationId, "dispute.taken", cancellationToken);

            case ProposalKinds.WeighProof:
                var weigh = Read<WeighProof>(proposal);
                await ledger.WeighAsync(weigh.DisputeId, weigh.Version, weigh.ProofId, weigh.Kind, weigh.On, actor, proposal.Id, cancellationToken);
                return await AgainAsync(proposal, presser, weigh.RegistrationId, "dispute.weighed", cancellationToken);

            case ProposalKinds.ProposeRuling:
                var propose = Read<ProposeRuling>(proposal);
                await ledger.ProposeAsync(propose.Case.Id, propose.Version, propose.Ruling, actor, proposal.Id, cancellationToken);
                return await AgainAsync(proposal, presser, propose.RegistrationId, "dispute.proposal_sent", cancellationToken);

            case ProposalKinds.AnswerBlinded:
                var answer = Read<AnswerBlinded>(proposal);
                await ledger.AnswerAsync(answer.DisputeId, answer.Text, actor, proposal.Id, cancellationToken);
                return new ActionReceipt(AgentReply.Say(Phrase.Of("answer.saved")));

            default:
                return null;
        }
    }

    // The dispute as it stands now, so that the next step is at hand.
    private async Task<ActionReceipt> AgainAsync(ActionProposal proposal, Principal presser, string registrationId, string done, CancellationToken cancellationToken)
    {
        var readers = Readers.People(presser.PersonId!);
        if (await desk.Disputes.FindAsync(presser.PersonId!, registrationId, cancellationToken) is not { } found)
        {
            return new ActionReceipt(AgentReply.Say(Phrase.Of(done)), registrationId);
        }

        if (!found.MayRule)
        {
            return new ActionReceipt(DisputeCards.Open(found, readers) with { Note = Phrase.Of(done) }, registrationId);
        }

        var offer = desk.OfferRuling(found, null, presser.PersonId!, proposal.ConversationKey, inQueue: false);
        return new ActionReceipt(offer.Card with { Note = Phrase.Of(done) }, registrationId, Proposal: offer.Proposal);
    }

    private static T Read<T>(ActionProposal proposal) => JsonSerializer.Deserialize<T>(proposal.Arguments)!;
}
