using System.Text.Json;
using CoSellBot.Access;
using CoSellBot.Agents.Proposals;
using CoSellBot.Agents.Replies;
using CoSellBot.Prm;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Agents.Decisions;

/// <summary>Carries out what those who decide have confirmed. The ledger asks again whether they may.</summary>
public sealed class DecisionActions(ReviewLedger ledger, DecisionDesk desk)
{
    /// <summary>Runs a confirmed decision; null when the proposal is of another kind.</summary>
    /// <exception cref="PrmException">As <see cref="ReviewLedger"/>.</exception>
    public async Task<ActionReceipt?> RunAsync(ActionProposal proposal, Principal presser, Actor actor, CancellationToken cancellationToken) => proposal.Kind switch
    {
        ProposalKinds.ApproveDeal => await ApproveAsync(proposal, Read<ApproveDeal>(proposal), actor, cancellationToken),
        ProposalKinds.RejectDeal => await RejectAsync(proposal, Read<RejectDeal>(proposal), actor, cancellationToken),
        ProposalKinds.RevokeDeal => await RevokeAsync(proposal, Read<RevokeDeal>(proposal), actor, cancellationToken),
        ProposalKinds.AskPartner => await AskAsync(proposal, Read<ClaimWords>(proposal), actor, cancellationToken),
        ProposalKinds.UndoDecision => await UndoAsync(proposal, Read<UndoDecision>(proposal), presser, actor, cancellationToken),
        _ => null,
    };

    private async Task<ActionReceipt> ApproveAsync(ActionProposal proposal, ApproveDeal deal, Actor actor, CancellationToken cancellationToken)
    {
        var (id, version) = (deal.RegistrationId, deal.Version);
        var claim = deal.Subject switch
        {
            DecisionSubject.Extension => await ledger.DecideExtensionAsync(id, version, deal.SubjectId!, grant: true, null, actor, proposal.Id, cancellationToken),
            DecisionSubject.Amendment => await ledger.DecideAmendmentAsync(id, version, deal.SubjectId!, grant: true, null, actor, proposal.Id, cancellationToken),
            _ => await ledger.ApproveAsync(id, version, actor, proposal.Id, cancellationToken),
        };
        return deal is { NeedsTwo: true, First: null }
            ? new ActionReceipt(DecisionCards.First(deal, desk.Clock.GetUtcNow(), claim.DecisionDue, proposal.CardReaders), id)
            : await desk.MadeAsync(proposal, id, deal.PartnerName, deal.InQueue, cancellationToken);
    }

    private async Task<ActionReceipt> RejectAsync(ActionProposal proposal, RejectDeal deal, Actor actor, CancellationToken cancellationToken)
    {
        var (id, version) = (deal.RegistrationId, deal.Version);
        _ = deal.Subject switch
        {
            DecisionSubject.Extension => await ledger.DecideExtensionAsync(id, version, deal.SubjectId!, grant: false, deal.Text, actor, proposal.Id, cancellationToken),
            DecisionSubject.Amendment => await ledger.DecideAmendmentAsync(id, version, deal.SubjectId!, grant: false, deal.Text, actor, proposal.Id, cancellationToken),
            _ => await ledger.RejectAsync(id, version, deal.Reason!, deal.Text, actor, proposal.Id, cancellationToken),
        };
        return await desk.MadeAsync(proposal, id, deal.PartnerName, inQueue: false, cancellationToken);
    }

    private async Task<ActionReceipt> RevokeAsync(ActionProposal proposal, RevokeDeal deal, Actor actor, CancellationToken cancellationToken)
    {
        await ledger.RevokeAsync(deal.RegistrationId, deal.Version, deal.Cause, deal.Text, actor, proposal.Id, cancellationToken);
        return await desk.MadeAsync(proposal, deal.RegistrationId, deal.PartnerName, inQueue: false, cancellationToken);
    }

    private async Task<ActionReceipt> AskAsync(ActionProposal proposal, ClaimWords words, Actor actor, CancellationToken cancellationToken)
    {
        var claim = await ledger.AskAsync(words.RegistrationId, words.Version, words.Text, actor, proposal.Id, cancellationToken);
        var readers = proposal.CardReaders;
        return new ActionReceipt(
            new AgentReply
            {
                State = CardState.Done,
                Title = Phrase.Of("decide.asked", ("id", Term.Of(words.RegistrationId).For(readers)), ("partner", Term.Of(words.To).For(readers))),
                Lines = [Phrase.Of("decide.asked_until", ("due", Term.Of(claim.AnswerDue ?? desk.Clock.GetUtcNow(), InstantStyle.DayAndTime).For(readers)))],
                Buttons = [new ReplyButton(Phrase.Of("button.next"), Press.Decide("next", ""))],
            },
            words.RegistrationId);
    }

    private async Task<ActionReceipt> UndoAsync(ActionProposal proposal, UndoDecision undo, Principal presser, Actor actor, CancellationToken cancellationToken)
    {
        await ledger.UndoAsync(undo.DecisionId, actor, proposal.Id, cancellationToken);
        var again = await desk.OfferAsync(presser.PersonId!, undo.RegistrationId, proposal.ConversationKey, undo.InQueue, cancellationToken);
        var line = Phrase.Of("decided.undone", ("id", Term.Of(undo.RegistrationId).For(proposal.CardReaders)));
        return again is null
            ? new ActionReceipt(AgentReply.Say(line), undo.RegistrationId)
            : new ActionReceipt(again.Card with { Note = line }, undo.RegistrationId, Proposal: again.Proposal);
    }

    private static T Read<T>(ActionProposal proposal) => JsonSerializer.Deserialize<T>(proposal.Arguments)!;
}
