using CoSellBot.Access;
using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Proposals;
using CoSellBot.Agents.Replies;
using CoSellBot.Prm.Conflicts;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Agents.Decisions;

/// <summary>The queue of one who decides, and the steps to a refusal or a question. Whoever may not decide reads the same words for every claim.</summary>
internal sealed class DecisionTools(DecisionDesk desk, AgentTurn turn, TurnOutcome outcome)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);
    private readonly Readers _own = Readers.People(turn.Asker.PersonId ?? "");

    /// <summary>Takes a press that goes on with a decision.</summary>
    public async Task<string> PressAsync(Press press, CancellationToken cancellationToken)
    {
        var (step, subject) = press.Step;
        return step switch
        {
            "next" => await Next(subject.Length == 0 ? null : subject, cancellationToken),
            "open" => await Open(subject, cancellationToken),
            "ask" => await Ask(subject, null, cancellationToken),
            "reject" => await Reject(subject, null, null, cancellationToken),
            "because" when subject.Split('/') is [var deal, var reason] => await Reject(deal, reason, null, cancellationToken),
            "revoke" when subject.Split('/') is [var deal, var cause] => await Revoke(deal, cause, null, cancellationToken),
            "refuse" => await Reject(subject, null, null, cancellationToken),
            _ => outcome.Answer(AgentReply.Say(Phrase.Of("say.nothing_open"))),
        };
    }

    /// <summary>The decision that is due next.</summary>
    public async Task<string> Next(string? after, CancellationToken cancellationToken)
    {
        if (Elsewhere() is { } moved)
        {
            return moved;
        }

        var (offer, count) = await desk.NextAsync(turn.Asker.PersonId!, after, turn.Place.ConversationKey, cancellationToken);
        if (offer is null)
        {
            return outcome.Answer(AgentReply.Say(Phrase.Of("decide.none")));
        }

        return Show(count > 1 ? offer with { Card = offer.Card with { Note = Phrase.Of("decide.waiting", ("count", Term.Of(count).For(_own))) } } : offer);
    }

    /// <summary>The decision on one claim.</summary>
    public async Task<string> Open(string? deal, CancellationToken cancellationToken) =>
        Elsewhere() ?? (await OfferAsync(deal, cancellationToken) is { } offer ? Show(offer) : outcome.Answer(Nothing()));

    /// <summary>Offers to ask the partner.</summary>
    public async Task<string> Ask(string? deal, string? text, CancellationToken cancellationToken)
    {
        if (Elsewhere() is { } moved)
        {
            return moved;
        }

        if (await AskableAsync(deal, cancellationToken) is not var (id, version, partner))
        {
            return outcome.Answer(Nothing());
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            outcome.Session = outcome.Session with { Awaiting = $"ask:{id}", LastDeal = id };
            return outcome.Answer(AgentReply.Ask(Phrase.Of("decide.ask.what", ("partner", Term.Of(partner).For(_own)), ("id", Term.Of(id).For(_own)))));
        }

        return Show(desk.Make(
            ProposalKinds.AskPartner, new ClaimWords(id, version, partner, DealTools.Shorten(text)), turn.Asker.PersonId!, turn.Place.ConversationKey, Lifetime));
    }

    /// <summary>Offers to refuse, for a reason of the list.</summary>
    public async Task<string> Reject(string? deal, string? reason, string? text, CancellationToken cancellationToken)
    {
        if (Elsewhere() is { } moved)
        {
            return moved;
        }

        if (await FindAsync(deal, cancellationToken) is not { } found)
        {
            return outcome.Answer(Nothing());
        }

        // Where two sides stand against each other a refusal is a ruling, and its card says what it does to both.
        if (found.Waiting.Subject == DecisionSubject.Dispute)
        {
            return await desk.Disputes.FindAsync(turn.Asker.PersonId!, found.View.Id, cancellationToken) is { MayRule: true } dispute
                ? Show(desk.OfferRuling(dispute, Ruling.Uphold, turn.Asker.PersonId!, turn.Place.ConversationKey, inQueue: false))
                : outcome.Answer(Nothing());
        }

        var isReview = found.Waiting.Subject == DecisionSubject.Review;
        if (isReview && (reason is null || !RejectReasons.All.Contains(reason)))
        {
            outcome.Session = outcome.Session with { LastDeal = found.View.Id };
            return outcome.Answer(DecisionCards.Reasons(found.View.Id, _own));
        }

        if (isReview && reason == "Other" && string.IsNullOrWhiteSpace(text))
        {
            outcome.Session = outcome.Session with { Awaiting = $"because:{found.View.Id}", LastDeal = found.View.Id };
            return outcome.Answer(AgentReply.Ask(Phrase.Of("decide.other_words", ("partner", Term.Of(found.View.PartnerName).For(_own)))));
        }

        return Show(desk.Make(
            ProposalKinds.RejectDeal,
            new RejectDeal(
                found.View.Id, found.Waiting.Version, found.Waiting.Subject, found.Waiting.SubjectId, found.View.PartnerName, found.View.Customer, isReview ? reason : null,
                string.IsNullOrWhiteSpace(text) ? null : DealTools.Shorten(text)),
            turn.Asker.PersonId!, turn.Place.ConversationKey, Lifetime));
    }

    /// <summary>Offers to take protection away, for a cause of the list and with words.</summary>
    public async Task<string> Revoke(string? deal, string? cause, string? text, CancellationToken cancellationToken)
    {
        if (Elsewhere() is { } moved)
        {
            return moved;
        }

        // The words that were asked for come with the cause that was chosen before.
        if (deal?.Split('/') is [var number, var chosen])
        {
            (deal, cause) = (number, chosen);
        }

        if (Number(deal) is not { } id || await desk.Book.FindRevocableAsync(turn.Asker.PersonId!, id, cancellationToken) is not { } view)
        {
            return outcome.Answer(Nothing());
        }

        outcome.Session = outcome.Session with { LastDeal = view.Id };
        if (cause is null || !RejectReasons.Revocations.Contains(cause))
        {
            return outcome.Answer(AgentReply.Ask(
                Phrase.Of("revoke.which_cause", ("id", Term.Of(view.Id).For(_own))),
                [.. RejectReasons.Revocations.Select(one => new ReplyButton(Phrase.Of($"reason.{one}"), Press.Decide("revoke", $"{view.Id}/{one}")))]));
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            outcome.Session = outcome.Session with { Awaiting = $"revoke:{view.Id}/{cause}" };
            return outcome.Answer(AgentReply.Ask(Phrase.Of("decide.other_words", ("partner", Term.Of(view.PartnerName).For(_own)))));
        }

        return Show(desk.Make(
            ProposalKinds.RevokeDeal, new RevokeDeal(view.Id, view.Version, view.PartnerName, view.Customer, view.ProtectedUntil, cause, DealTools.Shorten(text)),
            turn.Asker.PersonId!, turn.Place.ConversationKey, Lifetime));
    }

    private async Task<Offer?> OfferAsync(string? deal, CancellationToken cancellationToken) => Number(deal) is { } id
        ? await desk.OfferAsync(turn.Asker.PersonId!, id, turn.Place.ConversationKey, inQueue: false, cancellationToken)
        : null;

    private async Task<DecisionCase?> FindAsync(string? deal, CancellationToken cancellationToken) =>
        Number(deal) is { } id ? await desk.Book.FindAsync(turn.Asker.PersonId!, id, cancellationToken) : null;

    // Who decides on a claim may ask its partner, and who handles a dispute of it (ruling 21).
    private async Task<(string Id, int Version, string Partner)?> AskableAsync(string? deal, CancellationToken cancellationToken) => Number(deal) is not { } id ? null
        : await desk.Book.FindAsync(turn.Asker.PersonId!, id, cancellationToken) is { Waiting.Subject: DecisionSubject.Review or DecisionSubject.Dispute } found
            ? (found.View.Id, found.Waiting.Version, found.View.PartnerName)
        : await desk.Disputes.FindAsync(turn.Asker.PersonId!, id, cancellationToken) is { } dispute ? (dispute.RegistrationId, dispute.Version, dispute.Contender.Name ?? "")
        : null;

    private string? Number(string? deal) => (string.IsNullOrWhiteSpace(deal) ? outcome.Session.LastDeal : deal)?.ToUpperInvariant();

    // Decisions stand where only the one who makes them reads.
    private string? Elsewhere() =>
        !turn.Asker.IsLinked ? outcome.Answer(AgentReply.Say(Phrase.Of(turn.WhenUnknown)))
        : !turn.Place.IsPrivate ? outcome.MoveToPrivate(AgentReply.Say(Phrase.Of("place.moved")), turn.Text)
        : null;

    private static AgentReply Nothing() => AgentReply.Say(Phrase.Of("decide.nothing"));

    private string Show(Offer offer) => outcome.Propose(offer.Proposal, offer.Card);
}
