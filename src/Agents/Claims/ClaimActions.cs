using System.Text.Json;
using CoSellBot.Access;
using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Decisions;
using CoSellBot.Agents.Proposals;
using CoSellBot.Agents.Replies;
using CoSellBot.Prm;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Agents.Claims;

/// <summary>Carries out what a partner has confirmed to do with a claim.</summary>
public sealed class ClaimActions(ClaimLedger claims, ReviewLedger reviews, AppealLedger appeals, DealDesk desk)
{
    /// <summary>Runs a confirmed change; null when the proposal is of another kind.</summary>
    /// <exception cref="PrmException">As <see cref="ClaimLedger"/>.</exception>
    public async Task<ActionReceipt?> RunAsync(ActionProposal proposal, Principal presser, Actor actor, CancellationToken cancellationToken)
    {
        switch (proposal.Kind)
        {
            case ProposalKinds.AnswerQuestion:
                var words = Read<ClaimWords>(proposal);
                await reviews.AnswerAsync(words.RegistrationId, words.Version, words.Text, actor, proposal.Id, cancellationToken);
                return await StatusAsync(words.RegistrationId, presser, "answer.saved", cancellationToken);

            case ProposalKinds.ExtendDeal:
                var extend = Read<ExtendDeal>(proposal);
                await claims.RequestExtensionAsync(extend.RegistrationId, extend.Version, extend.Days, extend.Reason, actor, proposal.Id, cancellationToken);
                return await StatusAsync(extend.RegistrationId, presser, "extend.asked", cancellationToken);

            case ProposalKinds.RenewDeal:
                var renew = Read<ChangeDeal>(proposal);
                await claims.RenewAsync(renew.RegistrationId, renew.Version, actor, proposal.Id, cancellationToken);
                return await StatusAsync(renew.RegistrationId, presser, null, cancellationToken);

            case ProposalKinds.AmendDeal:
                var amend = Read<AmendDeal>(proposal);
                var change = new ClaimChange(
                    amend.ProductId, amend is { AmountMinor: { } minor, Currency: { } currency } ? new Money(minor, currency) : null, amend.Close, amend.Kind);
                await claims.AmendAsync(amend.RegistrationId, amend.Version, change, actor, proposal.Id, cancellationToken);
                var isOpen = await desk.Book.HasOpenAmendmentAsync(amend.RegistrationId, cancellationToken);
                return await StatusAsync(amend.RegistrationId, presser, isOpen ? "amend.asked" : "amend.saved", cancellationToken);

            case ProposalKinds.LinkDeal:
                var link = Read<LinkDeal>(proposal);
                await claims.LinkAsync(link.RegistrationId, link.Version, link.OpportunityId, actor, proposal.Id, cancellationToken);
                return await StatusAsync(link.RegistrationId, presser, "sale.saved", cancellationToken);

            case ProposalKinds.AppealDeal:
                var appeal = Read<AppealDeal>(proposal);
                var again = await appeals.AppealAsync(appeal.RegistrationId, appeal.Text, actor, proposal.Id, cancellationToken);
                return await StatusAsync(again.Id, presser, null, cancellationToken);

            default:
                return null;
        }
    }

    private async Task<ActionReceipt> StatusAsync(string registrationId, Principal presser, string? line, CancellationToken cancellationToken)
    {
        var view = await desk.Book.FindAsync(presser, registrationId, cancellationToken)
            ?? throw new PrmException(PrmFailure.NotFound, "The presser cannot read the registration.");
        var card = DealCards.Status(view, desk.Prm.Name, desk.Clock.GetUtcNow());
        return new ActionReceipt(line is null ? card : card with { Lines = [Phrase.Of(line), .. card.Lines] }, registrationId);
    }

    private static T Read<T>(ActionProposal proposal) => JsonSerializer.Deserialize<T>(proposal.Arguments)!;
}
