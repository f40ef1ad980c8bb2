using CoSellBot.Access;
using CoSellBot.Agents.Replies;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Agents.Deals;

/// <summary>What one person has in hand, as cards for a page of their own: who they are here, their deals, and what waits for them.</summary>
public sealed class DealHome(DealDesk desk)
{
    private const int MostWaiting = 10;
    private const int MostDeals = 200;

    /// <summary>The cards, from the top.</summary>
    /// <param name="turn">The person, in a place where nobody else reads.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<IReadOnlyList<AgentReply>> ReadAsync(AgentTurn turn, CancellationToken cancellationToken)
    {
        if (!turn.Asker.IsLinked)
        {
            return
            [
                AgentReply.Say(
                    Phrase.Of(turn.WhenUnknown), new ReplyButton(Phrase.Of("home.code"), Press.EnterCode), new ReplyButton(Phrase.Of("home.help"), Press.Say("help"))),
            ];
        }

        var outcome = new TurnOutcome(turn);
        await new DealTools(desk, turn, outcome).MyDeals(cancellationToken: cancellationToken);
        return [Person(turn), .. await WaitingAsync(turn, cancellationToken), outcome.ToResult().Reply];
    }

    private static AgentReply Person(AgentTurn turn)
    {
        var asker = turn.Asker;
        Labelled<Term> Own(Term term) => term.For(Readers.People(asker.PersonId!));
        return new AgentReply
        {
            State = CardState.Info,
            Title = Phrase.Of("home.title", ("name", Own(Term.Of(asker.Name)))),
            Facts =
            [
                new(Phrase.Of("fact.text", ("text", Own(Term.Of(asker.Organization!.Name))))),
                new(Phrase.Of($"role.{asker.Role}")),
                new(Phrase.Of("home.language", ("language", Own(Term.Label($"language.{Texts.Shipped.LanguageFor(turn.Reading)}"))))),
                new(Phrase.Of("home.zone", ("zone", Own(Term.Of(turn.Reading.Zone.Id))))),
            ],
            Buttons =
            [
                new(Phrase.Of("home.register"), Press.New, ButtonStyle.Primary),
                new(Phrase.Of("home.help"), Press.Say("help")),
            ],
        };
    }

    private async Task<IReadOnlyList<AgentReply>> WaitingAsync(AgentTurn turn, CancellationToken cancellationToken)
    {
        var (own, now) = (Ceiling.Of(turn.Asker.AsMember()), desk.Clock.GetUtcNow());
        var waiting = new List<(DateTimeOffset? Due, AgentReply Card)>();
        foreach (var deal in await desk.Book.OfAskerAsync(turn.Asker, MostDeals, cancellationToken))
        {
            if (deal.TryReveal(own, out var view) && view.Status is RegistrationStatus.InReview or RegistrationStatus.Submitted
                && await desk.Book.WhyAsync(turn.Asker, view.Id, cancellationToken) is { } why)
            {
                waiting.Add((view.DecisionDue, NoticeCards.Review(deal, why, desk.Prm.Name, now)));
            }
        }

        return [.. waiting.OrderBy(one => one.Due ?? DateTimeOffset.MaxValue).Take(MostWaiting).Select(one => one.Card)];
    }
}
