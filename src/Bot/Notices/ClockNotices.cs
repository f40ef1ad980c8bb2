using CoSellBot.Access;
using CoSellBot.Agents.Decisions;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Storage;
using CoSellBot.Prm;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Leads;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Sla;

namespace CoSellBot.Bot.Notices;

/// <summary>Who is told that a clock came to a mark, and in which words.</summary>
public sealed class ClockNotices(ClockBook clocks, RegistrationBook book, Prm.Partners.Directory directory, IPrm prm, BusinessClock business)
{
    private const string Prefix = "clock.";

    /// <summary>True for the feed's lines of clocks.</summary>
    public static bool IsMark(ChangeRow change) => change.Kind.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>True for their notices.</summary>
    public static bool IsMark(Notice notice) => notice.Rule.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The notices of one mark.</summary>
    /// <param name="change">The feed's line.</param>
    /// <param name="partnerPeople">Whom of the partner a claim concerns.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<IEnumerable<Notice>> OfAsync(ChangeRow change, Func<string, Task<IReadOnlySet<string>>> partnerPeople, CancellationToken cancellationToken)
    {
        if (await clocks.FindAsync(change.EntityId, cancellationToken) is not { } clock || Stale(clock, MarkOf(change.Kind)))
        {
            return [];
        }

        IEnumerable<string> people = await clocks.LeadAsync(clock, cancellationToken) is { } lead ? await LeadPeopleAsync(lead.Lead, lead.ManagerId, MarkOf(change.Kind), cancellationToken)
            : clock.Kind != ClockKind.Answer ? await clocks.DecidersAsync(clock, MarkOf(change.Kind), cancellationToken)
            // An answer that did not come ends the claim, which is told in other words.
            : MarkOf(change.Kind) < ClockMark.Due ? await partnerPeople(clock.RecordId) : [];
        return people.Select(person => new Notice
        {
            Key = $"{change.Kind}/{clock.Id}/{person}",
            Rule = change.Kind,
            PersonId = person,
            EntityId = clock.Id,
            Due = change.At,
        });
    }

    /// <summary>The words for one person; null when they have been overtaken or are no longer theirs.</summary>
    /// <param name="notice">The notice.</param>
    /// <param name="person">Who.</param>
    /// <param name="offerAsync">Draws the decision on a claim for the person, unless its card is in hand already.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<(AgentReply? Reply, Offer? Offer)> SayAsync(Notice notice, Principal person, Func<string, Task<Offer?>> offerAsync, CancellationToken cancellationToken)
    {
        var mark = MarkOf(notice.Rule);
        if (await clocks.FindAsync(notice.EntityId, cancellationToken) is not { DueAt: { } due } clock || Stale(clock, mark))
        {
            return (null, null);
        }

        if (await clocks.LeadAsync(clock, cancellationToken) is { } lead)
        {
            return ((await LeadPeopleAsync(lead.Lead, lead.ManagerId, mark, cancellationToken)).Contains(notice.PersonId)
                ? ClockCards.Lead(lead.Lead, lead.PartnerName ?? "", person.IsPartner, clock.Kind, mark, due, Readers.People(notice.PersonId), prm.Name, business.GetUtcNow())
                : null, null);
        }

        if (await book.FindAsync(person, clock.RecordId, cancellationToken) is not { } deal || !deal.TryReveal(Ceiling.Of(person.AsMember()), out _))
        {
            return (null, null);
        }

        if (clock.Kind == ClockKind.Answer)
        {
            return (ClockCards.Answer(deal, mark, due, prm.Name, business.GetUtcNow()), null);
        }

        if (!(await clocks.DecidersAsync(clock, mark, cancellationToken)).Contains(notice.PersonId))
        {
            return (null, null);
        }

        if (clock.Kind == ClockKind.DisputeAnswer)
        {
            return (ClockCards.Dispute(deal, clock.SubjectId!, mark, due, prm.Name, business.GetUtcNow()), null);
        }

        var offer = mark < ClockMark.Due ? null : await offerAsync(clock.RecordId);
        return offer is null
            ? (ClockCards.Decision(deal, mark, due, prm.Name, business.GetUtcNow()), null)
            : (ClockCards.Late(offer.Card, clock.RecordId, mark, due, offer.Proposal.CardReaders), offer);
    }

    // A lead is its partner's; when the time has passed, whoever looks after the partner hears of it too.
    private async Task<IReadOnlyList<string>> LeadPeopleAsync(Lead lead, string? managerId, ClockMark mark, CancellationToken cancellationToken)
    {
        var people = lead.PartnerOrgId is null ? [] : await directory.PeopleOfAsync(lead.PartnerOrgId, [Role.PartnerAdmin, Role.PartnerSeller], cancellationToken);
        return [.. people.Select(card => card.Person.Id), .. mark >= ClockMark.Due && managerId is not null ? new[] { managerId } : []];
    }

    // Only the nearest mark still helps; where time stands still or has ended none does.
    private static bool Stale(SlaClock clock, ClockMark mark) => clock.StoppedAt is not null || clock.DueAt is null || clock.Passed != mark;

    private static ClockMark MarkOf(string kind) => Enum.Parse<ClockMark>(kind[Prefix.Length..], ignoreCase: true);
}
