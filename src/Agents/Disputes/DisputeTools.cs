using System.Text.RegularExpressions;
using CoSellBot.Access;
using CoSellBot.Agents.Decisions;
using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Proposals;
using CoSellBot.Agents.Replies;
using CoSellBot.Agents.Understanding;
using CoSellBot.Prm.Conflicts;

namespace CoSellBot.Agents.Disputes;

/// <summary>The steps of those who handle a dispute: open it, take it in hand, weigh a proof, propose, rule. Whoever may not reads the same words for every claim.</summary>
internal sealed partial class DisputeTools(DealDesk deals, AgentTurn turn, TurnOutcome outcome)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);
    private readonly DecisionDesk _desk = deals.Decisions;
    private readonly Readers _own = Readers.People(turn.Asker.PersonId ?? "");

    /// <summary>True for the presses this class takes.</summary>
    public static bool Takes(string step) => step is "dispute" or "rulings" or "rule" or "proposals" or "propose" or "weigh" or "weighs" or "weighas" or "blinded";

    /// <summary>Takes a press that goes on with a dispute.</summary>
    public async Task<string> PressAsync(Press press, CancellationToken cancellationToken)
    {
        var (step, subject) = press.Step;
        return (step, subject.Split('/')) switch
        {
            ("dispute", [var id]) => await Open(id, cancellationToken),
            ("rulings" or "proposals", [var id]) => await FindAsync(id, cancellationToken) is { } found
                ? outcome.Answer(DisputeCards.Rulings(found, step == "rulings" ? "rule" : "propose", _own)) : Nothing(),
            ("rule", [var id, var ruling]) when Enum.TryParse<Ruling>(ruling, out var chosen) => await Rule(id, chosen, cancellationToken),
            ("propose", [var id, var ruling]) when Enum.TryParse<Ruling>(ruling, out var chosen) => await Propose(id, chosen, cancellationToken),
            ("weigh", [var id]) => await Weigh(id, null, null, null, cancellationToken),
            ("weighs", [var id, var proof]) => await Weigh(id, proof, null, null, cancellationToken),
            ("weighas", [var id, var proof, var kind]) when Enum.TryParse<ProofKind>(kind, out var shown) => await Weigh(id, proof, shown, null, cancellationToken),
            ("blinded", [var id]) => await Answer(id, null, cancellationToken),
            _ => outcome.Answer(AgentReply.Say(Phrase.Of("say.nothing_open"))),
        };
    }

    /// <summary>Opens a dispute: for one who rules with the ruling to confirm, for the others with what they can do.</summary>
    /// <param name="id">The dispute or the later claim.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<string> Open(string? id, CancellationToken cancellationToken)
    {
        if (Elsewhere() is { } moved)
        {
            return moved;
        }

        if (await FindAsync(id, cancellationToken) is not { } found)
        {
            return Nothing();
        }

        outcome.Session = outcome.Session with { LastDeal = found.RegistrationId };
        return found switch
        {
            { MayRule: true } => Show(_desk.OfferRuling(found, null, turn.Asker.PersonId!, turn.Place.ConversationKey, inQueue: false)),
            { TakenBy: null } => Show(_desk.Make(
                ProposalKinds.TakeDispute, new TakeDispute(found.RegistrationId, found.Version, found), turn.Asker.PersonId!, turn.Place.ConversationKey, Lifetime)),
            _ => outcome.Answer(DisputeCards.Open(found, _own)),
        };
    }

    /// <summary>Goes on with the weighing of a proof, by the words that were asked for.</summary>
    /// <param name="subject">The claim, the proof and what it shows.</param>
    /// <param name="day">The day, in words.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public Task<string> WeighOn(string? subject, string? day, CancellationToken cancellationToken) => subject?.Split('/') is [var id, var proof, var kind] && Enum.TryParse<ProofKind>(kind, out var shown)
        ? Weigh(id, proof, shown, day, cancellationToken)
        : Task.FromResult(Nothing());

    /// <summary>Offers to answer the blinded question.</summary>
    public async Task<string> Answer(string? disputeId, string? text, CancellationToken cancellationToken)
    {
        if (Elsewhere() is { } moved)
        {
            return moved;
        }

        if (disputeId is null || await _desk.Disputes.QuestionAsync(turn.Asker.PersonId!, disputeId, cancellationToken) is not { } question)
        {
            return Nothing();
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            outcome.Session = outcome.Session with { Awaiting = $"blinded:{question.DisputeId}" };
            return outcome.Answer(AgentReply.Ask(Phrase.Of("blinded.question", ("product", Term.Of(question.Product).For(_own)))));
        }

        return Show(_desk.Make(
            ProposalKinds.AnswerBlinded, new AnswerBlinded(question.DisputeId, question.Account, question.Product, DealTools.Shorten(text)), turn.Asker.PersonId!,
            turn.Place.ConversationKey, Lifetime));
    }

    private async Task<string> Rule(string id, Ruling ruling, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) is { MayRule: true } found && found.Allowed.Contains(ruling)
            ? Show(_desk.OfferRuling(found, ruling, turn.Asker.PersonId!, turn.Place.ConversationKey, inQueue: false))
            : Nothing();

    private async Task<string> Propose(string id, Ruling ruling, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) is { } found && found.Allowed.Contains(ruling)
            ? Show(_desk.Make(
                ProposalKinds.ProposeRuling, new ProposeRuling(found.RegistrationId, found.Version, ruling, found), turn.Asker.PersonId!, turn.Place.ConversationKey, Lifetime))
            : Nothing();

    private async Task<string> Weigh(string id, string? proofId, ProofKind? kind, string? day, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } found)
        {
            return Nothing();
        }

        var proof = proofId is null && found.Unweighed is [var only] ? only : found.Unweighed.FirstOrDefault(one => one.Id == proofId);
        if (proof is null)
        {
            return found.Unweighed.Count == 0 ? Nothing() : outcome.Answer(DisputeCards.Proofs(found, _own));
        }

        if (kind is not { } shown)
        {
            return outcome.Answer(DisputeCards.Kinds(found, proof, _own));
        }

        // When the customer chose makes no difference.
        DateOnly? chosen = shown == ProofKind.CustomerChoice ? DateOnly.FromDateTime(proof.GivenAt.UtcDateTime) : null;
        if ((DayIn(day) ?? DayIn(proof.Text) ?? chosen) is not { } on)
        {
            outcome.Session = outcome.Session with { Awaiting = $"weigh:{found.RegistrationId}/{proof.Id}/{shown}", LastDeal = found.RegistrationId };
            return outcome.Answer(AgentReply.Ask(Phrase.Of("dispute.which_day", ("kind", Term.Label($"proof.{shown}").For(_own)))));
        }

        var (rules, _) = await deals.Directory.ProgrammeAsync(cancellationToken);
        var later = found.Contender.At > found.Incumbent.At ? found.Contender.At : found.Incumbent.At;
        return Show(_desk.Make(
            ProposalKinds.WeighProof,
            new WeighProof(
                found.RegistrationId, found.Version, found.Id, proof.Id, DisputeCards.Of(found, proof), proof.Text, shown, on, rules.PointsFor(shown), DateOnly.FromDateTime(later.UtcDateTime)),
            turn.Asker.PersonId!, turn.Place.ConversationKey, Lifetime));
    }

    // What is shown lies behind: a day without a year is the last one of that name.
    private DateOnly? DayIn(string? text)
    {
        var today = _desk.Clock.Today(turn.Reading.Zone);
        var days = string.IsNullOrWhiteSpace(text) ? [] : DateReader.Read(text, today, 1, turn.Reading.Culture.Name).Where(date => !date.Invalid).ToList();
        return days.Count == 0 ? null : days[0].Date > today && !Year().IsMatch(text!) ? days[0].Date.AddYears(-1) : days[0].Date;
    }

    private async Task<DisputeCase?> FindAsync(string? id, CancellationToken cancellationToken)
    {
        var which = (string.IsNullOrWhiteSpace(id) ? outcome.Session.LastDeal : id)?.ToUpperInvariant();
        return which is null || !turn.Place.IsPrivate || turn.Asker.PersonId is not { } person ? null : await _desk.Disputes.FindAsync(person, which, cancellationToken);
    }

    // Both sides are named here, so it stands where only the one who decides reads.
    private string? Elsewhere() =>
        !turn.Asker.IsLinked ? outcome.Answer(AgentReply.Say(Phrase.Of(turn.WhenUnknown)))
        : !turn.Place.IsPrivate ? outcome.MoveToPrivate(AgentReply.Say(Phrase.Of("place.moved")), turn.Text)
        : null;

    private string Nothing() => outcome.Answer(AgentReply.Say(Phrase.Of("decide.nothing")));

    private string Show(Offer offer) => outcome.Propose(offer.Proposal, offer.Card);

    [GeneratedRegex(@"\b(?:19|20)\d\d\b")]
    private static partial Regex Year();
}
