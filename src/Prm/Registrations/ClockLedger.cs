using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Leads;
using CoSellBot.Prm.Sla;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Registrations;

/// <summary>Notes which clocks have come to a mark. A mark is passed in one transaction with its line in the feed, so it is told once, whatever crashes.</summary>
public sealed class ClockLedger(LedgerWriter writer)
{
    /// <summary>What the feed calls a mark: <c>clock.half</c>, <c>clock.most</c>, <c>clock.due</c>, <c>clock.overdue</c>.</summary>
    public static string KindOf(ClockMark mark) => $"clock.{mark.ToString().ToLowerInvariant()}";

    /// <summary>Gives clocks to the claims and leads of a database that an earlier program wrote; marks that lie behind them stay silent.</summary>
    public static async Task AdoptAsync(PrmDbContext context, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await ClaimClocks.AdoptAsync(context, now, cancellationToken);
        await LeadClocks.FollowAsync(context, now, cancellationToken);
    }

    /// <summary>Passes what is due.</summary>
    /// <returns>How many clocks, at most <paramref name="limit"/>.</returns>
    public async Task<int> PassDueAsync(int limit, CancellationToken cancellationToken)
    {
        await using (var look = await writer.LookAsync(cancellationToken))
        {
            var soon = writer.Clock.GetUtcNow();
            if (!await Due(look, soon).AnyAsync(cancellationToken))
            {
                return 0;
            }
        }

        return await writer.WriteAsync(
            async (context, token) =>
            {
                var now = writer.Clock.GetUtcNow();
                var due = await Due(context, now).OrderBy(clock => clock.NextAt).ThenBy(clock => clock.Id).Take(limit).ToListAsync(token);
                var versions = due.Select(clock => clock.CalendarVersionId).Distinct().ToList();
                var calendars = (await context.Set<CalendarVersion>().AsNoTracking().Where(version => versions.Contains(version.Id)).ToListAsync(token))
                    .ToDictionary(version => version.Id, version => version.ToCalendar());
                foreach (var clock in due)
                {
                    foreach (var mark in clock.Pass(now, calendars[clock.CalendarVersionId]))
                    {
                        context.Add(new ChangeRow { At = now, Kind = KindOf(mark), EntityId = clock.Id });
                        if (mark >= ClockMark.Due)
                        {
                            context.Add(Breach(clock, mark, now));
                        }
                    }
                }

                return due.Count;
            },
            cancellationToken);
    }

    // Who has decided in time has let nothing pass, however long the telling waits; undone, the clock goes on where it would be.
    private static IQueryable<SlaClock> Due(PrmDbContext context, DateTimeOffset now) => context.Set<SlaClock>().Where(clock => clock.NextAt <= now
        && !context.Set<Decision>().Any(decision => decision.RegistrationId == clock.RecordId && decision.UndoneAt == null && decision.ToldAt == null));

    // That somebody's time ran out belongs to what was done and left undone.
    private static AuditEntry Breach(SlaClock clock, ClockMark mark, DateTimeOffset now) => new()
    {
        At = now,
        ActorPersonId = "clock",
        Channel = "Clock",
        MessageId = clock.Id,
        Action = KindOf(mark),
        EntityRef = $"clock/{clock.Id}",
    };
}
