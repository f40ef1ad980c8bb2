using System.Globalization;
using CoSellBot.Access;
using CoSellBot.Agents.Decisions;
using CoSellBot.Agents.Proposals;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Conflicts;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Notices;

/// <summary>Follows the record's feed by cursor and notes who has to be told what, and when.</summary>
public sealed class RegistrationFeed(BotStore store, IDbContextFactory<PrmDbContext> records, Prm.Partners.Directory directory, ReviewBook reviews, DisputeBook disputes, ClockNotices clocks) : IWorker
{
    private const string Cursor = "feed.cursor";
    private const int PageSize = 100;
    private static readonly string[] Watched = ["R05", "R16"];

    /// <inheritdoc/>
    public bool CanWait => true;

    /// <inheritdoc/>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var cursor = await store.ReadAsync(context => CursorAsync(context, cancellationToken), cancellationToken);
        await using var record = await records.CreateDbContextAsync(cancellationToken);
        var changes = await record.Set<ChangeRow>().AsNoTracking().Where(row => row.Seq > cursor).OrderBy(row => row.Seq).Take(PageSize).ToListAsync(cancellationToken);
        if (changes.Count == 0)
        {
            return 0;
        }

        var ids = changes.Select(row => row.EntityId).Distinct().ToList();
        var deals = await record.Set<DealRegistration>().AsNoTracking().Where(r => ids.Contains(r.Id)).ToDictionaryAsync(r => r.Id, cancellationToken);
        var notices = new List<Notice>();
        if (changes.LastOrDefault(change => change.Kind == "import.file") is { } import)
        {
            // Imported deals are protected like any other, so their people are warned like any other.
            var imported = await record.Set<DealRegistration>().AsNoTracking()
                .Where(r => r.Status == RegistrationStatus.Approved && r.ProtectedUntil > import.At).ToListAsync(cancellationToken);
            notices.AddRange(imported.SelectMany(deal => Reminders(deal, [deal.SubmittedBy], import.At)));
        }

        foreach (var change in changes)
        {
            if (change is { Kind: "approver.away", IdempotencyKey: { } absence })
            {
                notices.AddRange(await HandoverAsync(absence, change.At, cancellationToken));
            }

            if (change is { Kind: "person.left", IdempotencyKey: { } handover } && change.EntityId.Split('/') is [var left, var to])
            {
                notices.Add(new Notice { Key = $"{NoticeRules.Left}/{handover}", Rule = NoticeRules.Left, PersonId = to, EntityId = left, Due = change.At });
            }

            if (ClockNotices.IsMark(change))
            {
                notices.AddRange(await clocks.OfAsync(change, async id => await PeopleAsync(await record.Set<DealRegistration>().AsNoTracking().SingleAsync(r => r.Id == id, cancellationToken), cancellationToken), cancellationToken));
            }

            if (deals.TryGetValue(change.EntityId, out var deal))
            {
                notices.AddRange(await NoticesAsync(change, deal, cancellationToken));
            }
        }

        var made = new Dictionary<string, MadeDecision?>();
        foreach (var id in deals.Keys)
        {
            made[id] = await reviews.LastDecisionAsync(id, cancellationToken);
        }

        await store.WriteAsync(
            async context =>
            {
                await CloseStaleAsync(context, deals, made, cancellationToken);
                var keys = notices.Select(notice => notice.Key).ToList();
                var known = await context.Set<Notice>().Where(notice => keys.Contains(notice.Key)).Select(notice => notice.Key).ToListAsync(cancellationToken);
                context.AddRange(notices.DistinctBy(notice => notice.Key).Where(notice => !known.Contains(notice.Key)));
                var row = await context.Set<SettingRow>().SingleOrDefaultAsync(s => s.Name == Cursor, cancellationToken);
                var value = changes[^1].Seq.ToString(CultureInfo.InvariantCulture);
                if (row is null)
                {
                    context.Add(new SettingRow { Name = Cursor, Value = value });
                }
                else
                {
                    row.Value = value;
                }
            },
            cancellationToken);
        return changes.Count;
    }

    private async Task<IEnumerable<Notice>> NoticesAsync(ChangeRow change, DealRegistration deal, CancellationToken cancellationToken)
    {
        switch (change.Kind)
        {
            case "registration.submitted":
                var told = new List<Notice>();
                if (deal.OnBehalfBy is not null)
                {
                    var partner = await directory.PeopleOfAsync(deal.PartnerOrgId, [Role.PartnerAdmin, Role.PartnerSeller], cancellationToken);
                    told.AddRange(partner.Select(person => New(NoticeRules.OnBehalf, deal.Id, person.Person.Id, change.At)));
                }

                return told.Concat(await AlertsAsync(change, deal, cancellationToken)).Concat(await ReviewsAsync(change, deal, cancellationToken));

            case "registration.answered" or "registration.renewed" or "registration.conflict" or "registration.step_approved" or "registration.decision_undone"
                or "registration.evidence_added" or "registration.extension_asked" or "registration.amendment_asked" or "registration.appealed" or "registration.ruled"
                or "dispute.dropped" or "dispute.proposed" or "dispute.answered" or "dispute.taken" or "dispute.weighed":
                return await ReviewsAsync(change, deal, cancellationToken);

            case "dispute.opened":
                return (await ReviewsAsync(change, deal, cancellationToken)).Concat(await DisputesAsync(change, deal, cancellationToken));

            case "registration.amended":
                return (await ReviewsAsync(change, deal, cancellationToken)).Concat(await ToldAsync(change, deal, "amended", cancellationToken));

            case "registration.rejected" or "registration.revoked" or "registration.asked":
                return await ToldAsync(change, deal, "status", cancellationToken);

            case "registration.shared":
                return await ToldAsync(change, deal, "shared", cancellationToken);

            case "registration.extended":
                return Reminders(deal, await PeopleAsync(deal, cancellationToken), change.At).Concat(await ToldAsync(change, deal, "extended", cancellationToken));

            case "registration.extension_refused" or "registration.amendment_refused" or "registration.lapsed":
                return await ToldAsync(change, deal, change.Kind["registration.".Length..], cancellationToken);

            case "registration.approved" when deal.ProtectedUntil is not null:
                return Reminders(deal, await PeopleAsync(deal, cancellationToken), change.At).Concat(await ToldAsync(change, deal, "status", cancellationToken));

            default:
                return [];
        }
    }

    // Whoever may decide gets a card of their own; who is away has a delegate.
    private async Task<IEnumerable<Notice>> ReviewsAsync(ChangeRow change, DealRegistration deal, CancellationToken cancellationToken) =>
        // What somebody else stands against is told with its dispute, in a moment.
        deal is { Status: RegistrationStatus.InReview, ConflictState: ConflictState.Suspected } ? []
        : (await reviews.ApproversOfAsync(deal.Id, cancellationToken)).Where(approver => approver is { IsAway: false, IsTold: true }).Select(approver => new Notice
        {
            Key = string.Create(CultureInfo.InvariantCulture, $"{NoticeRules.Review}/{deal.Id}/{deal.Version}/{approver.PersonId}"),
            Rule = NoticeRules.Review,
            PersonId = approver.PersonId,
            EntityId = deal.Id,
            Argument = deal.Version,
            Due = change.At,
        });

    // Those who take it in hand, and the seller of a direct deal where no firewall stands; whoever rules has the card of the claim.
    private async Task<IEnumerable<Notice>> DisputesAsync(ChangeRow change, DealRegistration deal, CancellationToken cancellationToken)
    {
        var rulers = (await reviews.ApproversOfAsync(deal.Id, cancellationToken)).Select(approver => approver.PersonId).ToHashSet();
        // Once for each dispute, however often the rules run on its claim.
        Notice Of(string rule, string subject, string person) => new() { Key = $"{rule}/{subject}/{person}", Rule = rule, PersonId = person, EntityId = subject, Due = change.At };
        return
        [
            .. (await disputes.HandlersOfAsync(deal.Id, cancellationToken)).Where(one => !rulers.Contains(one.PersonId)).Select(one => Of(NoticeRules.Dispute, one.DisputeId, one.PersonId)),
            .. (await disputes.SellersOfAsync(deal.Id, cancellationToken)).Select(seller => Of(NoticeRules.Blinded, seller.DisputeId, seller.PersonId)),
        ];
    }

    // Whoever covers hears of it on the first morning, or now when that has come.
    private async Task<IEnumerable<Notice>> HandoverAsync(string absenceId, DateTimeOffset since, CancellationToken cancellationToken) =>
        await reviews.AbsenceAsync(absenceId, cancellationToken) is { Absence.DelegateId: { } covers } away
            ? [new Notice
            {
                Key = $"{NoticeRules.Handover}/{absenceId}",
                Rule = NoticeRules.Handover,
                PersonId = covers,
                EntityId = absenceId,
                Due = StartOf(away.Absence.FirstDay, away.Person.TimeZone) is var start && start > since ? start : since,
            }]
            : [];

    private static DateTimeOffset StartOf(DateOnly day, string zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? new DateTimeOffset(midnight, found.GetUtcOffset(midnight)) : new DateTimeOffset(midnight, TimeSpan.Zero);
    }

    // Once a day for a partner, however often the rule sees it.
    private async Task<IEnumerable<Notice>> AlertsAsync(ChangeRow change, DealRegistration deal, CancellationToken cancellationToken)
    {
        var (people, rules) = await reviews.WarnedAsync(deal.Id, Watched, cancellationToken);
        return rules.SelectMany(rule => people.Select(person => new Notice
        {
            Key = string.Create(CultureInfo.InvariantCulture, $"{NoticeRules.Alert}{rule}/{deal.PartnerOrgId}/{change.At.UtcDateTime:yyyyMMdd}/{person}"),
            Rule = NoticeRules.Alert + rule,
            PersonId = person,
            EntityId = deal.Id,
            Due = change.At,
        }));
    }

    // A person's decision or question is told; what somebody did themselves was answered already.
    private async Task<IEnumerable<Notice>> ToldAsync(ChangeRow change, DealRegistration deal, string what, CancellationToken cancellationToken) =>
        what is "lapsed" or "shared" || change.Kind == "registration.asked" || (change.IdempotencyKey is { } key && await reviews.IsDecisionAsync(key, cancellationToken))
            ? (await PeopleAsync(deal, cancellationToken)).Select(person => new Notice
            {
                Key = string.Create(CultureInfo.InvariantCulture, $"{NoticeRules.Told}{what}/{deal.Id}/{change.Seq}/{person}"),
                Rule = NoticeRules.Told + what,
                PersonId = person,
                EntityId = deal.Id,
                Due = change.At,
            })
            : [];

    // Whoever registered it; for a deal registered by the vendor also the partner's people.
    private async Task<IReadOnlySet<string>> PeopleAsync(DealRegistration deal, CancellationToken cancellationToken)
    {
        var people = new HashSet<string> { deal.SubmittedBy };
        if (deal.OnBehalfBy is not null)
        {
            people.UnionWith((await directory.PeopleOfAsync(deal.PartnerOrgId, [Role.PartnerAdmin, Role.PartnerSeller], cancellationToken)).Select(card => card.Person.Id));
        }

        return people;
    }

    // A receipt whose decision fell with a change of the claim must not say that anybody is told.
    private static async Task CloseFallenAsync(
        BotDbContext context, IReadOnlyCollection<string> ids, Dictionary<string, MadeDecision?> made, CancellationToken cancellationToken)
    {
        foreach (var row in await context.Set<ProposalRow>().Where(p => p.State == ProposalState.Open && p.Kind == ProposalKinds.UndoDecision && ids.Contains(p.Subject!)).ToListAsync(cancellationToken))
        {
            if (made[row.Subject!]?.Decision.Id != DecisionCards.DecisionOf(TurnRunner.ToProposal(row)))
            {
                row.State = ProposalState.Voided;
                await Outbox.AddAsync(context, $"proposal/{row.Id}/{ProposalState.Voided}", new ConversationReference(row.Channel, row.InstallationId, row.PlaceId),
                    OutboxKind.Update, row.MessageId, DecisionCards.Overtaken(row.Subject!, Readers.Parse(row.CardReaders)), new ReaderSettings(row.Locale, row.TimeZone), null, cancellationToken);
            }
        }
    }

    // A card drawn from another version of the claim decides nothing any more, and says so.
    private static async Task CloseStaleAsync(
        BotDbContext context, Dictionary<string, DealRegistration> deals, Dictionary<string, MadeDecision?> made, CancellationToken cancellationToken)
    {
        var ids = deals.Keys.ToList();
        await CloseFallenAsync(context, ids, made, cancellationToken);
        string[] kinds = [ProposalKinds.ApproveDeal, ProposalKinds.RejectDeal, ProposalKinds.RevokeDeal, ProposalKinds.AskPartner, ProposalKinds.RuleDispute, ProposalKinds.TakeDispute,
            ProposalKinds.ProposeRuling, ProposalKinds.WeighProof];
        foreach (var row in await context.Set<ProposalRow>().Where(p => p.State == ProposalState.Open && kinds.Contains(p.Kind) && ids.Contains(p.Subject!)).ToListAsync(cancellationToken))
        {
            var deal = deals[row.Subject!];
            if (TurnRunner.ToProposal(row).Subject.Version != deal.Version)
            {
                row.State = ProposalState.Voided;
                var readers = Readers.Parse(row.CardReaders);
                // Of the decision that closed it, not of one long ago.
                var card = made[deal.Id] is { } decision && decision.Decision.DecidedAt >= row.CreatedAt
                    ? DecisionCards.DecidedBy(decision, deal.Id, readers)
                    : DecisionCards.Overtaken(deal.Id, readers);
                await Outbox.AddAsync(context, $"proposal/{row.Id}/{ProposalState.Voided}", new ConversationReference(row.Channel, row.InstallationId, row.PlaceId),
                    OutboxKind.Update, row.MessageId, card, new ReaderSettings(row.Locale, row.TimeZone), null, cancellationToken);
            }
        }
    }

    private static Notice New(string rule, string dealId, string personId, DateTimeOffset due) =>
        new() { Key = $"{rule}/{dealId}/{personId}", Rule = rule, PersonId = personId, EntityId = dealId, Due = due };

    private static IEnumerable<Notice> Reminders(DealRegistration deal, IEnumerable<string> people, DateTimeOffset since) =>
        people.SelectMany(person => ProtectionReminders.Days.Select(days => new Notice
        {
            Key = $"protection/{deal.Id}/{deal.ProtectedUntil!.Value.UtcDateTime:yyyyMMddHHmm}/{days}/{person}",
            Rule = NoticeRules.Protection,
            PersonId = person,
            EntityId = deal.Id,
            Argument = days,
            Due = deal.ProtectedUntil.Value.AddDays(-days),
        })).Where(notice => notice.Due > since);

    private static async Task<long> CursorAsync(BotDbContext context, CancellationToken cancellationToken) =>
        long.TryParse(await context.Set<SettingRow>().Where(s => s.Name == Cursor).Select(s => s.Value).SingleOrDefaultAsync(cancellationToken), CultureInfo.InvariantCulture, out var at) ? at : 0;
}
