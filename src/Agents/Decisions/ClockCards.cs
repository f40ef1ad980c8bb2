using CoSellBot.Access;
using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Replies;
using CoSellBot.Prm.Leads;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Sla;

namespace CoSellBot.Agents.Decisions;

/// <summary>What people read when somebody's time passes.</summary>
public static class ClockCards
{
    /// <summary>Tells one who decides how much time is left, or that none is.</summary>
    /// <param name="deal">The claim.</param>
    /// <param name="mark">How far the clock has come.</param>
    /// <param name="due">When the decision is or was due.</param>
    /// <param name="system">Where it was read.</param>
    /// <param name="now">When.</param>
    public static AgentReply Decision(Labelled<RegistrationView> deal, ClockMark mark, DateTimeOffset due, string system, DateTimeOffset now) => deal.Store((view, label) => new AgentReply
    {
        State = CardState.Info,
        Title = Title(view.Id, mark, due, label),
        Facts = Facts(view, label),
        Buttons = [new ReplyButton(Phrase.Of("button.decide"), Press.Decide("open", view.Id))],
        Source = DealCards.Source(system, now, isPrivate: true),
    });

    /// <summary>Tells those who take disputes in hand how much time is left for the first answer.</summary>
    public static AgentReply Dispute(Labelled<RegistrationView> deal, string disputeId, ClockMark mark, DateTimeOffset due, string system, DateTimeOffset now) => deal.Store((view, label) => new AgentReply
    {
        State = CardState.Info,
        Title = Phrase.Of(mark < ClockMark.Due ? "clock.dispute.open" : "clock.dispute.due", Terms(disputeId, due, label)),
        Facts = Facts(view, label),
        Buttons = [new ReplyButton(Phrase.Of("button.open"), Press.Decide("dispute", view.Id))],
        Source = DealCards.Source(system, now, isPrivate: true),
    });

    /// <summary>The card of a decision whose time has passed, for one who has not had it: it says so first.</summary>
    public static AgentReply Late(AgentReply card, string registrationId, ClockMark mark, DateTimeOffset due, Readers readers) =>
        card with { Lines = [Title(registrationId, mark, due, readers), .. card.Lines] };

    /// <summary>Tells a partner that an answer is wanted, and until when.</summary>
    public static AgentReply Answer(Labelled<RegistrationView> deal, ClockMark mark, DateTimeOffset due, string system, DateTimeOffset now) => deal.Store((view, label) => new AgentReply
    {
        State = CardState.Info,
        Title = Phrase.Of(mark == ClockMark.Half ? "clock.answer.half" : "clock.answer.most", Terms(view.Id, due, label)),
        Facts = Facts(view, label),
        Lines = [Phrase.Of("clock.answer.line")],
        Buttons = [new ReplyButton(Phrase.Of("button.open"), Press.Say($"status of {view.Id}"))],
        Source = DealCards.Source(system, now, isPrivate: true),
    });

    /// <summary>Tells those who hold a lead, or look after its partner, how much time is left for it.</summary>
    /// <param name="lead">The lead; never its contact.</param>
    /// <param name="partner">The partner that holds it.</param>
    /// <param name="isHolder">True for the partner's own people.</param>
    /// <param name="kind">First contact or work on it.</param>
    /// <param name="mark">How far the clock has come.</param>
    /// <param name="due">When it is or was due.</param>
    /// <param name="readers">Who reads it.</param>
    /// <param name="system">Where it was read.</param>
    /// <param name="now">When.</param>
    public static AgentReply Lead(
        Lead lead, string partner, bool isHolder, ClockKind kind, ClockMark mark, DateTimeOffset due, Readers readers, string system, DateTimeOffset now) => new()
        {
            State = CardState.Info,
            Title = Phrase.Of(
                $"clock.{(kind == ClockKind.LeadTouch ? "lead" : "lead_work")}.{(mark < ClockMark.Due ? "open" : "due")}",
                ("id", Term.Of(lead.Id).For(readers)), ("name", Term.Of(lead.AccountHint).For(readers)), ("due", Term.Of(due, InstantStyle.DayAndTime).For(readers))),
            Facts = isHolder ? [] : [new ReplyFact(Phrase.Of("fact.text", ("text", Term.Of(partner).For(readers))))],
            Source = DealCards.Source(system, now, isPrivate: true),
        };

    private static Phrase Title(string registrationId, ClockMark mark, DateTimeOffset due, Readers readers) => Phrase.Of(
        mark switch
        {
            ClockMark.Half => "clock.half",
            ClockMark.Most => "clock.most",
            ClockMark.Due => "clock.due",
            _ => "clock.overdue",
        },
        Terms(registrationId, due, readers));

    private static (string, Labelled<Term>)[] Terms(string registrationId, DateTimeOffset due, Readers readers) =>
        [("id", Term.Of(registrationId).For(readers)), ("due", Term.Of(due, InstantStyle.DayAndTime).For(readers))];

    private static System.Collections.Immutable.ImmutableArray<ReplyFact> Facts(RegistrationView view, Readers label) =>
    [
        new(Phrase.Of("fact.text", ("text", Term.Of(view.PartnerName).For(label)))),
        new(Phrase.Of("deal.customer", ("name", Term.Of(view.Customer).For(label)), ("country", Countries.Name(view.Country).For(label)))),
        new(Phrase.Of("fact.text", ("text", Term.Of(view.Amount).For(label)))),
    ];
}
