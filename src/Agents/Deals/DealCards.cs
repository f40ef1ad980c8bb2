using System.Collections.Immutable;
using CoSellBot.Access;
using CoSellBot.Agents.Replies;
using CoSellBot.Prm;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Agents.Deals;

/// <summary>Cards of claims. One shape per state: whatever the cause of a review, the card is the same (ruling 1).</summary>
internal static class DealCards
{
    private const int PageSize = 8;
    private const int AppealDays = 7;

    /// <summary>One claim.</summary>
    /// <param name="deal">The claim.</param>
    /// <param name="system">Where it was read.</param>
    /// <param name="now">When.</param>
    /// <param name="mayChange">True when the reader may change it; nobody is shown a button that will refuse.</param>
    public static AgentReply Status(Labelled<RegistrationView> deal, string system, DateTimeOffset now, bool mayChange = true)
    {
        var label = deal.Readers;
        var card = deal.Store((view, _) => Card(view, label, system, now));
        return mayChange ? card : card with { Buttons = [.. card.Buttons.Where(button => button.Label.Key is not ("button.withdraw" or "button.add_proof"))] };
    }

    /// <summary>What an approval by the rules adds: which rule, at what size, and when the first reminder comes.</summary>
    public static AgentReply WithApproval(AgentReply card, RegisterDeal deal, RegistrationView view, RuleSet rules, Readers label, DateTimeOffset now)
    {
        Labelled<Term> Fact(Term term) => term.For(label);
        var terms = new (string, Labelled<Term>)[]
        {
            ("tier", Fact(Term.Of(deal.Tier))),
            ("limit", Fact(Term.Of(Money.FromMajor(rules.AutoLimit(deal.Tier), rules.Currency)))),
            ("version", Fact(Term.Of(rules.Version))),
            ("size", Fact(deal.Converted is { } minor ? Term.Of(new Money(minor, rules.Currency)) : Term.Of(""))),
            ("rate", Fact(deal.Rate is { } rate ? Term.Rate(rate) : Term.Of(""))),
            ("day", Fact(deal.RateAsOf is { } day ? Term.Of(new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero), InstantStyle.ShortDay) : Term.Of(""))),
        };
        var lines = new List<Phrase> { Phrase.Of(deal.Rate is null ? "deal.by_rule" : "deal.by_rule_converted", terms) };
        var until = DateOnly.FromDateTime(view.ProtectedUntil!.Value.UtcDateTime);
        var gap = view.ExpectedClose.DayNumber - until.DayNumber;
        if (gap > 0)
        {
            lines.Add(Phrase.Of("deal.protection_ends_before", ("days", Fact(Term.Of(gap)))));
        }

        var first = view.ProtectedUntil.Value.AddDays(-ProtectionReminders.Days[0]);
        if (first > now)
        {
            lines.Add(Phrase.Of(deal.OnBehalf ? "deal.first_reminder_both" : "deal.first_reminder",
                ("date", Fact(Term.Of(first, InstantStyle.ShortDay))), ("partner", Fact(Term.Of(deal.PartnerName)))));
        }

        return card with { Facts = [], Lines = [.. lines] };
    }

    /// <summary>A list of claims that everyone here may see; the empty list reads the same whatever lies behind it.</summary>
    public static AgentReply List(IReadOnlyList<Labelled<RegistrationView>> deals, Phrase title, string again, int page, bool isPrivate, string system, DateTimeOffset now)
    {
        page = Math.Clamp(page, 1, Math.Max(1, (deals.Count + PageSize - 1) / PageSize));
        var shown = deals.Skip((page - 1) * PageSize).Take(PageSize).ToList();
        var readers = Readers.MeetAll(shown.Select(deal => deal.Readers));
        var buttons = deals.Count > page * PageSize
            ? ImmutableArray.Create(new ReplyButton(Phrase.Of("button.more"), Press.Say($"{again} page {page + 1}")))
            : [];
        var lines = deals.Count > PageSize
            ? ImmutableArray.Create(Phrase.Of("deal.list_page",
                ("from", Term.Of(((page - 1) * PageSize) + 1).For(readers)), ("to", Term.Of(((page - 1) * PageSize) + shown.Count).For(readers)),
                ("all", Term.Of(deals.Count).For(readers))))
            : [];
        return new AgentReply
        {
            State = CardState.Info,
            Title = title,
            Items = [.. shown.Select(deal => Item(deal, now))],
            Lines = lines,
            Buttons = buttons,
            Source = Source(system, now, isPrivate),
        };
    }

    /// <summary>Where the facts come from; where several firms read, also that it is meant for all of them.</summary>
    public static Phrase Source(string system, DateTimeOffset now, bool isPrivate) => Phrase.Of(
        isPrivate ? "source.records" : "source.records_room", ("system", Term.Of(system).ForAll()), ("at", Term.Of(now, InstantStyle.Time).ForAll()));

    private static ReplyItem Item(Labelled<RegistrationView> deal, DateTimeOffset now) => deal.Store((view, label) => new ReplyItem(
        Phrase.Of(ItemKey(view, now),
            ("id", Term.Of(view.Id).For(label)),
            ("customer", Term.Of(view.Customer).For(label)),
            ("partner", Term.Of(view.PartnerName).For(label)),
            ("product", Term.Of(view.Product).For(label)),
            ("amount", Term.Of(view.Amount).For(label)),
            ("status", Term.Label($"status.{view.Status}").For(label)),
            ("until", (view.ProtectedUntil is { } until ? Term.Of(until, InstantStyle.Day) : Term.Of("")).For(label)),
            ("due", (view.DecisionDue is { } due ? Term.Of(due, InstantStyle.DayAndTime) : Term.Of("")).For(label))),
        [new ReplyButton(Phrase.Of("button.open"), Press.Say($"status of {view.Id}"))]));

    private static string ItemKey(RegistrationView view, DateTimeOffset now) => view switch
    {
        { Status: RegistrationStatus.Approved } => "deal.item_protected",
        { Status: RegistrationStatus.InReview, DecisionDue: { } due } => due < now ? "deal.item_review_late" : "deal.item_review",
        _ => "deal.item",
    };

    // The same right to have it looked at again for every refusal (ruling 1).
    private static IEnumerable<Phrase> Closing(RegistrationView view, Func<Term, Labelled<Term>> fact)
    {
        if (view is PartnerRegistrationView { ClosingWords: { } words })
        {
            yield return Phrase.Of("fact.text", ("text", fact(Term.Of(words))));
        }

        if (view is not PartnerRegistrationView { AppealOf: not null } && view.ContactName is { } contact)
        {
            yield return Phrase.Of("deal.appeal", ("name", fact(Term.Of(contact))));
        }
    }

    // Offered while it surely can be; whoever asks for it a little later is told by the ledger, which counts working days.
    private static bool CanAppeal(RegistrationView view, DateTimeOffset now) => view is PartnerRegistrationView { AppealOf: null } and not ManagerRegistrationView
        && view.Status is RegistrationStatus.Rejected or RegistrationStatus.Revoked && view.StatusSince > now.AddDays(-AppealDays);

    // What a ruling or an appeal makes of it; nothing for any other.
    private static IEnumerable<Phrase> Ruled(RegistrationView view, Func<Term, Labelled<Term>> fact)
    {
        if (view is PartnerRegistrationView { AppealOf: { } first })
        {
            yield return Phrase.Of("deal.appeal_of", ("id", fact(Term.Of(first))));
        }

        if (view is PartnerRegistrationView { Share: { } share })
        {
            yield return Phrase.Of("deal.shared", ("share", fact(Term.Of(share / 10m))));
        }
    }

    private static AgentReply Card(RegistrationView view, Readers label, string system, DateTimeOffset now)
    {
        Labelled<Term> Fact(Term term) => term.For(label);
        var id = ("id", Fact(Term.Of(view.Id)));
        var withdraw = new ReplyButton(Phrase.Of("button.withdraw"), Press.Say($"withdraw {view.Id}"));
        var deal = new List<ReplyFact>
        {
            new(Phrase.Of("deal.customer", ("name", Fact(Term.Of(view.Customer))), ("country", Fact(Countries.Name(view.Country))))),
            new(Phrase.Of("fact.text", ("text", Fact(Term.Of(view.PartnerName))))),
            new(Phrase.Of("fact.text", ("text", Fact(Term.Of(view.Product))))),
            new(Phrase.Of("fact.text", ("text", Fact(Term.Of(view.Amount))))),
            new(Phrase.Of("deal.close", ("date", Fact(Term.Of(view.ExpectedClose))))),
        };
        var source = Source(system, now, isPrivate: true);
        switch (view.Status)
        {
            case RegistrationStatus.Submitted or RegistrationStatus.InReview:
                var facts = new List<ReplyFact>();
                if (view.DecisionDue is { } due)
                {
                    facts.Add(new(Phrase.Of(due < now ? "deal.decision_late" : "deal.decision_by", ("due", Fact(Term.Of(due, InstantStyle.DayAndTime))))));
                }

                if (view.ContactName is { } contact)
                {
                    facts.Add(new(Phrase.Of("deal.contact", ("name", Fact(Term.Of(contact))))));
                }

                facts.Add(new(Phrase.Of("deal.not_protected")));
                if (view.ReceivedAt is { } received)
                {
                    facts.Add(new(Phrase.Of("deal.place_in_line", ("at", Fact(Term.Of(received, InstantStyle.Receipt))))));
                }

                return new AgentReply
                {
                    State = CardState.Done,
                    Title = Phrase.Of("deal.title_review", id),
                    Facts = [.. facts],
                    Lines = [.. Ruled(view, Fact), Phrase.Of("deal.review_line")],
                    Buttons = [new ReplyButton(Phrase.Of("button.add_proof"), Press.Say($"add proof to {view.Id}")), withdraw],
                    Source = source,
                };

            case RegistrationStatus.Approved:
                return new AgentReply
                {
                    State = CardState.Done,
                    Title = Phrase.Of("deal.title_approved", id, ("until", Fact(Term.Of(view.ProtectedUntil!.Value, InstantStyle.Day)))),
                    Facts = [.. deal],
                    Lines = [.. Ruled(view, Fact)],
                    Buttons =
                    [
                        new ReplyButton(Phrase.Of("button.open"), Press.Say($"status of {view.Id}")), withdraw,
                        .. view.ProtectedUntil <= now.AddDays(ProtectionReminders.Days[0]) ? new[] { new ReplyButton(Phrase.Of("button.extend"), Press.Claim("extend", view.Id)) } : [],
                    ],
                    Source = source,
                };

            case RegistrationStatus.NeedsInfo when view is PartnerRegistrationView { Question: { } question } asked:
                return new AgentReply
                {
                    State = CardState.Info,
                    Title = Phrase.Of("deal.title_asked", id),
                    Facts = [.. deal, .. asked.AnswerDue is { } answer ? new[] { new ReplyFact(Phrase.Of("deal.answer_by", ("due", Fact(Term.Of(answer, InstantStyle.DayAndTime))))) } : []],
                    Lines = [Phrase.Of("deal.question", ("text", Fact(Term.Of(question))))],
                    Buttons = [new ReplyButton(Phrase.Of("button.answer"), Press.Claim("answer", view.Id), ButtonStyle.Primary), withdraw],
                    Source = source,
                };

            default:
                return new AgentReply
                {
                    State = view.IsOpen ? CardState.Info : CardState.Void,
                    Title = Phrase.Of("deal.title_other", id, ("status", Fact(Term.Label($"status.{view.Status}"))),
                        ("since", Fact(Term.Of(view.StatusSince, InstantStyle.Day)))),
                    Facts = [.. deal],
                    Lines = view.Closing is { } reason && Texts.Shipped.Has($"reject.{reason}")
                        ? [Phrase.Of($"reject.{reason}"), .. Closing(view, Fact), .. Ruled(view, Fact)]
                        : [],
                    Buttons = view.IsOpen ? [withdraw]
                        : view.Status == RegistrationStatus.Expired ? [new ReplyButton(Phrase.Of("button.renew"), Press.Claim("renew", view.Id))]
                        : CanAppeal(view, now) ? [new ReplyButton(Phrase.Of("button.appeal"), Press.Claim("appeal", view.Id))]
                        : [],
                    Source = source,
                };
        }
    }
}
