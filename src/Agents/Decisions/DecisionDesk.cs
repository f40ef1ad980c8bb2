using System.Text.Json;
using CoSellBot.Access;
using CoSellBot.Agents.Disputes;
using CoSellBot.Agents.Proposals;
using CoSellBot.Agents.Replies;
using CoSellBot.Prm;
using CoSellBot.Prm.Conflicts;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Agents.Decisions;

/// <summary>A proposal with its card.</summary>
/// <param name="Proposal">The write that awaits a yes.</param>
/// <param name="Card">What is shown of it.</param>
public sealed record Offer(ActionProposal Proposal, AgentReply Card);

/// <summary>Draws the decisions that wait for one person, each with a yes of its own.</summary>
public sealed class DecisionDesk(ReviewBook book, DisputeBook disputes, TellingOptions telling, BusinessClock clock, Ids ids)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>What waits, for whom, and what it rests on.</summary>
    public ReviewBook Book => book;

    /// <summary>The disputes, for those who handle them.</summary>
    public DisputeBook Disputes => disputes;

    /// <summary>The business clock.</summary>
    public BusinessClock Clock => clock;

    /// <summary>The next decision that waits for a person, the earliest due first; null when none does.</summary>
    /// <param name="personId">Who decides.</param>
    /// <param name="after">The claim to go on after, or null for the first.</param>
    /// <param name="conversationKey">Where the card will stand.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<(Offer? Offer, int Count)> NextAsync(string personId, string? after, string conversationKey, CancellationToken cancellationToken)
    {
        var waiting = await book.WaitingForAsync(personId, cancellationToken);
        var at = after is null ? -1 : waiting.ToList().FindIndex(one => one.RegistrationId == after);
        // Behind the last one comes the first again.
        var next = waiting.Count == 0 ? null : waiting[(at + 1) % waiting.Count];
        return (next is null ? null : await OfferAsync(personId, next.RegistrationId, conversationKey, waiting.Count > 1, cancellationToken), waiting.Count);
    }

    /// <summary>The decision on one claim, for one who may make it; null for others and where nothing waits.</summary>
    public async Task<Offer?> OfferAsync(string personId, string registrationId, string conversationKey, bool inQueue, CancellationToken cancellationToken) =>
        await book.FindAsync(personId, registrationId, cancellationToken) switch
        {
            null => null,
            { Waiting.Subject: DecisionSubject.Dispute, Waiting.SubjectId: { } dispute } => await disputes.FindAsync(personId, dispute, cancellationToken) is { MayRule: true } ruling
                ? OfferRuling(ruling, null, personId, conversationKey, inQueue)
                : null,
            { } found => Make(ProposalKinds.ApproveDeal, ToArguments(found, inQueue), personId, conversationKey, Lifetime),
        };

    /// <summary>A ruling to confirm: the one that is asked for, else the one a manager proposes, else the one of the published rules.</summary>
    internal Offer OfferRuling(DisputeCase found, Ruling? ruling, string personId, string conversationKey, bool inQueue) => Make(
        ProposalKinds.RuleDispute,
        new RuleDispute(
            found.RegistrationId, found.Version, ruling ?? found.ProposedRuling ?? found.ByRules, found, (int)telling.Hold.TotalSeconds,
            telling.At is null ? null : telling.TellAt(clock.GetUtcNow()), inQueue),
        personId, conversationKey, Lifetime);

    /// <summary>The receipt of a decision that was made: the card of its own undoing, until the partner is told.</summary>
    internal async Task<ActionReceipt> MadeAsync(ActionProposal proposal, string registrationId, string partner, bool inQueue, CancellationToken cancellationToken)
    {
        var made = await book.LastDecisionAsync(registrationId, cancellationToken) ?? throw new PrmException(PrmFailure.NotFound, "The decision is not there.");
        var decision = made.Decision;
        var undo = new UndoDecision(decision.Id, registrationId, decision.Kind, partner, decision.DecidedAt, decision.TellAt, inQueue);
        var offer = Make(ProposalKinds.UndoDecision, undo, proposal.ProposedBy, proposal.ConversationKey, decision.TellAt - clock.GetUtcNow());
        return new ActionReceipt(offer.Card, registrationId, Proposal: offer.Proposal);
    }

    /// <summary>A proposal of one person for themselves, with its card.</summary>
    internal Offer Make<T>(string kind, T arguments, string personId, string conversationKey, TimeSpan lifetime)
    {
        var (now, own) = (clock.GetUtcNow(), Readers.People(personId));
        var proposal = new ActionProposal(ids.Ulid(), kind, JsonSerializer.Serialize(arguments), personId, own, own, conversationKey, now, now + lifetime);
        return new Offer(proposal, ProposalCards.Card(proposal));
    }

    private ApproveDeal ToArguments(DecisionCase found, bool inQueue)
    {
        var (view, rules, now) = (found.View, found.Rules, clock.GetUtcNow());
        var ends = found.Request is { } request ? view.ProtectedUntil?.AddDays(request.Days) : now.AddDays(rules.ProtectionDays);
        return new ApproveDeal(
            view.Id, found.Waiting.Version, found.Waiting.Subject, found.Waiting.SubjectId, view.PartnerName, view.Tier, view.Customer, view.Country, view.Product,
            view.Amount.Minor, view.Amount.Currency, view.InProgramme?.Minor, rules.Currency, view.Rate, view.RateAsOf, view.ExpectedClose, found.Waiting.Due,
            found.Causes, RegistrationRules.All.Count - 1, rules.Version, rules.AutoLimit(view.Tier), found.JudgedAt, found.NeedsTwo, found.First, found.CrossesByRate,
            ends, telling.At is null ? null : telling.TellAt(now), (int)telling.Hold.TotalSeconds, found.Proofs, found.Answer, found.Request?.Days, found.Request?.Reason,
            found.ChangedProduct, found.Change?.AmountMinor, found.Change?.Currency, found.Change?.ExpectedClose, inQueue);
    }
}
