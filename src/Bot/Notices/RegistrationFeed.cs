using System.Globalization;
using CoSellBot.Access;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;
using CoSellBot.Prm;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Notices;

/// <summary>Follows the record's feed by cursor and notes who has to be told what, and when.</summary>
public sealed class RegistrationFeed(BotStore store, IDbContextFactory<PrmDbContext> records, Prm.Partners.Directory directory, IPrm prm) : IWorker
{
    private const string Cursor = "feed.cursor";
    private const int PageSize = 100;

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
            if (deals.TryGetValue(change.EntityId, out var deal))
            {
                notices.AddRange(await NoticesAsync(change, deal, cancellationToken));
            }
        }

        await store.WriteAsync(
            async context =>
            {
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

                // Whoever a card names as contact learns that something waits for them.
                if (deal.Status is RegistrationStatus.InReview && (await prm.GetPartnerAsync(deal.PartnerOrgId, cancellationToken))?.ManagerPersonId is { } contact)
                {
                    told.Add(New(NoticeRules.Review, deal.Id, contact, change.At));
                }

                return told;

            case "registration.approved" when deal.ProtectedUntil is not null:
                // Told to whoever registered it; for a deal registered by the vendor also to the partner's people.
                var people = new HashSet<string> { deal.SubmittedBy };
                if (deal.OnBehalfBy is not null)
                {
                    people.UnionWith((await directory.PeopleOfAsync(deal.PartnerOrgId, [Role.PartnerAdmin, Role.PartnerSeller], cancellationToken)).Select(card => card.Person.Id));
                }

                return Reminders(deal, people, change.At);

            default:
                return [];
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
