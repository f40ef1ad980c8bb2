using System.Collections.Immutable;
using CoSellBot.Access;
using CoSellBot.Agents.Replies;

namespace CoSellBot.Agents.Coaching;

/// <summary>Cards about stalled deals and about what is quiet.</summary>
public static class NudgeCards
{
    /// <summary>One nudge as its own card, several as a list.</summary>
    /// <param name="nudges">At least one.</param>
    /// <param name="all">How many there are in all, to say so when not all are shown; 0 to leave it unsaid.</param>
    /// <param name="personId">The only reader, with buttons for their own settings; null in a room, where there are none.</param>
    /// <param name="system">Where it was read.</param>
    /// <param name="asOf">When.</param>
    public static AgentReply Card(IReadOnlyList<Nudge> nudges, int all, string? personId, string system, DateTimeOffset asOf)
    {
        var label = nudges.Aggregate(personId is null ? Readers.Public : Readers.People(personId), (readers, nudge) => readers.Meet(nudge.Readers));
        var source = (("system", Term.Of(system).ForAll()), ("at", Term.Of(asOf, InstantStyle.Time).ForAll()));
        var card = new AgentReply
        {
            State = CardState.Info,
            Lines = all > nudges.Count ? [Phrase.Of("nudge.of_all", ("shown", Term.Of(nudges.Count).For(label)), ("all", Term.Of(all).For(label)))] : [],
            Source = Phrase.Of(personId is null ? "nudge.own_deals" : "nudge.only_you"),
        };
        return nudges is [var one]
            ? card with
            {
                Title = Phrase.Of("nudge.title", [.. Facts(one, label), source.Item1, source.Item2]),
                Lines = [Phrase.Of("nudge.usual", Facts(one, label)), .. card.Lines],
                Buttons = personId is null ? [] : [new ReplyButton(Phrase.Of("nudge.open"), Press.Say($"open opportunities at {one.Account.Id}")), .. Buttons(one)],
            }
            : card with
            {
                Title = Phrase.Of("nudge.title_many", ("count", Term.Of(nudges.Count).For(label)), source.Item1, source.Item2),
                Items = [.. nudges.Select(nudge => new ReplyItem(Phrase.Of("nudge.item", Facts(nudge, label)), personId is null ? [] : Buttons(nudge)))],
            };
    }

    /// <summary>What a person has made quiet.</summary>
    /// <param name="mutes">Those in force, each with the name of what it is about.</param>
    /// <param name="personId">The person.</param>
    public static AgentReply Mutes(IReadOnlyList<(Mute Mute, string Name)> mutes, string personId)
    {
        Labelled<Term> Own(Term term) => term.For(Readers.People(personId));
        return new AgentReply
        {
            State = CardState.Info,
            Title = Phrase.Of(mutes.Count == 0 ? "snooze.nothing_quiet" : "snooze.quiet"),
            Items = [.. mutes.Select(one => new ReplyItem(
                one.Mute.Until is { } until
                    ? Phrase.Of("snooze.quiet_until", ("name", Own(Term.Of(one.Name))), ("until", Own(Term.Of(until, InstantStyle.DayAndTime))))
                    : Phrase.Of("snooze.quiet_always", ("name", Own(Term.Of(one.Name)))),
                [new ReplyButton(Phrase.Of("snooze.lift"), Press.Unmute(one.Mute.SubjectId))]))],
            Lines = [Phrase.Of("snooze.when", ("most", Term.Of(DealCoach.MostShown).ForAll()))],
            Source = Phrase.Of("nudge.only_you"),
        };
    }

    private static ImmutableArray<ReplyButton> Buttons(Nudge nudge) =>
    [
        new(Phrase.Of("nudge.snooze"), Press.Snooze(nudge.Account.Id)),
        new(Phrase.Of("nudge.not_useful"), Press.NotUseful(nudge.Stall.Deal.Id)),
    ];

    private static IEnumerable<(string Name, Labelled<Term> Value)> Facts(Nudge nudge, Readers label)
    {
        var (stall, usual) = (nudge.Stall, nudge.Stall.Usual);
        return
        [
            ("customer", Term.Of(nudge.Account.Name).For(label)),
            ("product", Term.Of(nudge.Product).For(label)),
            ("days", Term.Of(stall.Days).For(label)),
            ("stage", Term.Label($"nudge.stage.{stall.Deal.Stage}").For(label)),
            ("usual", Term.Of(usual.Days).For(label)),
            ("count", Term.Of(usual.Deals).For(label)),
            ("date", Term.Of(usual.Last).For(label)),
        ];
    }
}
