using System.Text.Json;
using CoSellBot.Access;
using CoSellBot.Agents.Claims;
using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Decisions;
using CoSellBot.Agents.Disputes;
using CoSellBot.Agents.Programme;
using CoSellBot.Agents.Replies;
using CoSellBot.Prm;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Agents.Proposals;

/// <summary>What a confirmed write left behind.</summary>
/// <param name="Reply">The card in place of the proposal.</param>
/// <param name="Deal">The deal it concerned, or null.</param>
/// <param name="Message">A message to another person, or null.</param>
/// <param name="Proposal">What can be confirmed next on the same card, or null.</param>
public sealed record ActionReceipt(AgentReply Reply, string? Deal = null, DirectMessage? Message = null, ActionProposal? Proposal = null);

/// <summary>Words for one person's private place.</summary>
/// <param name="PersonId">The recipient.</param>
/// <param name="Reply">The words.</param>
public sealed record DirectMessage(string PersonId, AgentReply Reply);

/// <summary>Carries out confirmed proposals from their stored arguments, under the proposal's own key: running one twice writes once.</summary>
public sealed class ProposalActions(RegistrationLedger ledger, ClaimLedger claims, DealDesk desk, DecisionActions decisions, DisputeActions disputes, ClaimActions claimActions)
{
    /// <summary>Runs a confirmed proposal.</summary>
    /// <exception cref="PrmException">The outcome is unknown or the system is away: the proposal stays confirmed and is tried again by the same key.</exception>
    public async Task<ActionReceipt> RunAsync(ActionProposal proposal, Principal presser, Actor actor, CancellationToken cancellationToken)
    {
        try
        {
            return proposal.Kind switch
            {
                ProposalKinds.RegisterDeal => await RegisterAsync(proposal, presser, actor, cancellationToken),
                ProposalKinds.WithdrawDeal => await WithdrawAsync(proposal, presser, actor, cancellationToken),
                ProposalKinds.AddProof => await AddProofAsync(proposal, presser, actor, cancellationToken),
                ProposalKinds.AskContact => Ask(proposal, presser),
                ProposalKinds.RegisterDeals => await DealList.RunAsync(ledger, proposal, actor, cancellationToken),
                ProposalKinds.ImportRows => await TableRows.RunAsync(desk.Tables, proposal, actor, cancellationToken),
                ProposalKinds.HandOver => await HandoverTools.RunAsync(desk.Handovers, proposal, actor, cancellationToken),
                ProposalKinds.PublishRules => await ProgrammeTools.RunAsync(desk.Programme, proposal, actor, cancellationToken),
                _ => await decisions.RunAsync(proposal, presser, actor, cancellationToken) ?? await disputes.RunAsync(proposal, presser, actor, cancellationToken)
                    ?? await claimActions.RunAsync(proposal, presser, actor, cancellationToken)
                    ?? throw new InvalidOperationException($"No action for '{proposal.Kind}'."),
            };
        }
        catch (PrmException failure) when (failure.Reason is PrmFailure.Conflict or PrmFailure.Invalid or PrmFailure.NotFound or PrmFailure.Forbidden)
        {
            return new ActionReceipt(AgentReply.Say(Refusal(failure)));
        }
    }

    /// <summary>What people are told of a refusal: the sentence of its code, or the general one of its kind.</summary>
    public static Phrase Refusal(PrmException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return Phrase.Of(failure.Code is { } code && Texts.Shipped.Has($"refused.{code}") ? $"refused.{code}" : $"action.{failure.Reason}");
    }

    private async Task<ActionReceipt> RegisterAsync(ActionProposal proposal, Principal presser, Actor actor, CancellationToken cancellationToken)
    {
        var deal = JsonSerializer.Deserialize<RegisterDeal>(proposal.Arguments)!;
        var request = new RegistrationRequest(
            deal.PartnerOrgId, deal.OnBehalf, new CompanyIdentity(deal.Customer, deal.Domain, deal.Country, deal.PostalCode), deal.AccountId, deal.ProductId,
            new Money(deal.AmountMinor, deal.Currency), deal.Close, deal.Kind, deal.Motion);
        var result = await ledger.SubmitAsync(request, actor, proposal.Id, cancellationToken);
        var view = await desk.Book.FindAsync(presser, result.Registration.Id, cancellationToken)
            ?? throw new PrmException(PrmFailure.NotFound, "The submitter cannot read the registration.");
        var now = desk.Clock.GetUtcNow();
        var card = DealCards.Status(view, desk.Prm.Name, now);
        if (result.Registration.Status == RegistrationStatus.Approved && result.Trace is not null && !result.WasThere)
        {
            var (rules, _) = await desk.Directory.ProgrammeAsync(cancellationToken);
            card = view.Store((shown, label) => DealCards.WithApproval(card, deal, shown, rules, label, now));
        }

        // That the records were not to be read says nothing about anybody's, and is said (ruling 23).
        return new ActionReceipt(result.Trace?.Has("CRM_UNAVAILABLE") == true && result.Registration.Status == RegistrationStatus.InReview
            ? card with { Lines = [Phrase.Of("register.records_unread"), .. card.Lines] }
            : card, result.Registration.Id);
    }

    private async Task<ActionReceipt> WithdrawAsync(ActionProposal proposal, Principal presser, Actor actor, CancellationToken cancellationToken)
    {
        var change = JsonSerializer.Deserialize<ChangeDeal>(proposal.Arguments)!;
        await claims.WithdrawAsync(change.RegistrationId, change.Version, actor, proposal.Id, cancellationToken);
        return await StatusAsync(change.RegistrationId, presser, null, cancellationToken);
    }

    private async Task<ActionReceipt> AddProofAsync(ActionProposal proposal, Principal presser, Actor actor, CancellationToken cancellationToken)
    {
        var change = JsonSerializer.Deserialize<ChangeDeal>(proposal.Arguments)!;
        await claims.AddEvidenceAsync(change.RegistrationId, change.Version, change.Text ?? "", null, actor, proposal.Id, cancellationToken);
        return await StatusAsync(change.RegistrationId, presser, "proof.saved", cancellationToken);
    }

    private async Task<ActionReceipt> StatusAsync(string registrationId, Principal presser, string? line, CancellationToken cancellationToken)
    {
        var view = await desk.Book.FindAsync(presser, registrationId, cancellationToken)
            ?? throw new PrmException(PrmFailure.NotFound, "The presser cannot read the registration.");
        var card = DealCards.Status(view, desk.Prm.Name, desk.Clock.GetUtcNow());
        return new ActionReceipt(line is null ? card : card with { Lines = [Phrase.Of(line), .. card.Lines] }, registrationId);
    }

    private static ActionReceipt Ask(ActionProposal proposal, Principal presser)
    {
        var ask = JsonSerializer.Deserialize<AskPerson>(proposal.Arguments)!;
        var readers = Readers.People(ask.ToPersonId);
        var message = new AgentReply
        {
            State = CardState.Info,
            Title = Phrase.Of("ask.received", ("name", Term.Of(presser.Name).For(readers)), ("firm", Term.Of(presser.Organization?.Name ?? "").For(readers))),
            Lines = [Phrase.Of("fact.text", ("text", Term.Of(ask.Text).For(readers)))],
        };
        return new ActionReceipt(
            AgentReply.Say(Phrase.Of("ask.sent", ("name", Term.Of(ask.ToName).For(proposal.CardReaders)))), null, new DirectMessage(ask.ToPersonId, message));
    }
}
