using CoSellBot.Access;
using CoSellBot.Agents.Replies;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Agents.Deals;

/// <summary>Cards the bot sends on its own.</summary>
public static class NoticeCards
{
    /// <summary>Tells a partner that the vendor registered a deal for it.</summary>
    public static AgentReply OnBehalf(Labelled<RegistrationView> deal, string submitter, string firm, string system, DateTimeOffset now)
    {
        var card = DealCards.Status(deal, system, now);
        return card with
        {
            Title = Phrase.Of("notice.on_behalf", ("name", Term.Of(submitter).For(deal.Readers)), ("vendor", Term.Of(firm).For(deal.Readers))),
            Facts = [.. card.Title is { } title ? new[] { new ReplyFact(title) } : [], .. card.Facts],
            Lines = [Phrase.Of("notice.on_behalf_line")],
        };
    }

    /// <summary>Tells those who decide what waits for them and why.</summary>
    public static AgentReply Review(Labelled<RegistrationView> deal, Labelled<ReviewCauses> why, string system, DateTimeOffset now) => deal.Store((view, _) =>
    {
        var label = why.Readers;
        Labelled<Term> Fact(Term term) => term.For(label);
        return new AgentReply
        {
            State = CardState.Info,
            Title = Phrase.Of("notice.review", ("id", Fact(Term.Of(view.Id))), ("due", Fact(Term.Of(view.DecisionDue ?? now, InstantStyle.DayAndTime)))),
            Facts =
            [
                new(Phrase.Of("register.partner", ("name", Fact(Term.Of(view.PartnerName))), ("tier", why.Select(causes => Term.Of(causes.Tier))))),
                new(Phrase.Of("deal.customer", ("name", Fact(Term.Of(view.Customer))), ("country", Fact(Countries.Name(view.Country))))),
                new(Phrase.Of("fact.text", ("text", Fact(Term.Of(view.Product))))),
                new(Phrase.Of("fact.text", ("text", Fact(Term.Of(view.Amount))))),
                new(Phrase.Of("deal.close", ("date", Fact(Term.Of(view.ExpectedClose))))),
            ],
            Lines =
            [
                .. why.Store((causes, _) => causes.RuleIds.Where(id => Texts.Shipped.Has($"cause.{id}")).Select(id => Phrase.Of($"cause.{id}")).ToList()),
                Phrase.Of("notice.review_line"),
            ],
            Buttons = [new ReplyButton(Phrase.Of("button.decide"), Press.Decide("open", view.Id))],
            Source = DealCards.Source(system, now, isPrivate: true),
        };
    });

    /// <summary>Tells a partner what became of a claim or of a wish.</summary>
    /// <param name="deal">The claim.</param>
    /// <param name="what">What happened: <c>status</c>, <c>extended</c>, <c>extension_refused</c>, <c>amended</c>, <c>amendment_refused</c>, <c>lapsed</c>.</param>
    /// <param name="system">Where it was read.</param>
    /// <param name="now">When.</param>
    public static AgentReply Told(Labelled<RegistrationView> deal, string what, string system, DateTimeOffset now)
    {
        var card = DealCards.Status(deal, system, now);
        return what == "status" ? card : deal.Store((view, label) => card with
        {
            Title = Phrase.Of($"notice.{what}", ("id", Term.Of(view.Id).For(label)), ("until", (view.ProtectedUntil is { } until ? Term.Of(until, InstantStyle.Day) : Term.Of("")).For(label))),
        });
    }

    /// <summary>Warns those who look after a partner of what a rule saw.</summary>
    public static AgentReply Alert(Labelled<RegistrationView> deal, string rule, string system, DateTimeOffset now) => deal.Store((view, label) => new AgentReply
    {
        State = CardState.Info,
        Title = Phrase.Of($"alert.{rule}", ("partner", Term.Of(view.PartnerName).For(label))),
        Facts = [new(Phrase.Of("fact.text", ("text", Term.Of(view.Id).For(label)))), new(Phrase.Of("deal.customer", ("name", Term.Of(view.Customer).For(label)), ("country", Countries.Name(view.Country).For(label))))],
        Lines = [Phrase.Of($"alert.{rule}.line")],
        Buttons = [new ReplyButton(Phrase.Of("button.open"), Press.Say($"status of {view.Id}"))],
        Source = DealCards.Source(system, now, isPrivate: true),
    });

    /// <summary>Tells that protection is about to end.</summary>
    public static AgentReply Protection(Labelled<RegistrationView> deal, int days, string system, DateTimeOffset now) => deal.Store((view, label) => new AgentReply
    {
        State = CardState.Info,
        Title = Phrase.Of(days == 1 ? "notice.protection_one" : "notice.protection",
            ("id", Term.Of(view.Id).For(label)), ("days", Term.Of(days).For(label)), ("until", Term.Of(view.ProtectedUntil!.Value, InstantStyle.Day).For(label))),
        Lines = [Phrase.Of("notice.protection_line", ("customer", Term.Of(view.Customer).For(label)), ("product", Term.Of(view.Product).For(label)),
            ("amount", Term.Of(view.Amount).For(label)), ("close", Term.Of(view.ExpectedClose).For(label)))],
        Buttons = [new ReplyButton(Phrase.Of("button.open"), Press.Say($"status of {view.Id}"))],
        Source = DealCards.Source(system, now, isPrivate: true),
    });
}
