using System.Globalization;
using CoSellBot.Access;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;
using CoSellBot.Prm;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Sla;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Notices;

/// <summary>Notes on every working day, at 09:00 where each rep is, that the rep's nudges are due. What is in them is looked up when they are said.</summary>
public sealed class NudgeSweep(BotStore store, Prm.Partners.Directory directory, WorkCalendars calendars, BusinessClock clock, NudgeOptions options) : IWorker
{
    // Morning comes on a quarter of an hour in every zone there is.
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15);

    // Advice that comes in the afternoon is no morning digest; tomorrow's will do.
    private static readonly TimeOnly Latest = new(12, 0);

    private static readonly Role[] Told = [.. Enum.GetValues<Role>().Where(role => role >= Roles.Lowest(OrganizationKind.Vendor))];
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <inheritdoc/>
    public bool CanWait => true;

    /// <summary>The notice of a person's day: same person and day, same notice.</summary>
    public static string KeyOf(string personId, DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{NoticeRules.Nudges}/{personId}/{day:yyyy-MM-dd}");

    /// <inheritdoc/>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (!options.Enabled || now < _next)
        {
            return 0;
        }

        var due = await DueAsync(now, cancellationToken);
        var added = due.Count == 0 ? 0 : await store.WriteAsync(
            async context =>
            {
                var keys = due.ConvertAll(notice => notice.Key);
                var known = await context.Set<Notice>().Where(notice => keys.Contains(notice.Key)).Select(notice => notice.Key).ToListAsync(cancellationToken);
                var missing = due.Where(notice => !known.Contains(notice.Key)).ToList();
                context.AddRange(missing);
                return missing.Count;
            },
            cancellationToken);
        _next = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % Step.Ticks) + Step.Ticks, TimeSpan.Zero);
        return added;
    }

    private async Task<List<Notice>> DueAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var due = new List<Notice>();
        if (await directory.FindVendorAsync(cancellationToken) is not { } vendor)
        {
            return due;
        }

        var people = await directory.PeopleOfAsync(vendor.Id, Told, cancellationToken);
        foreach (var zoned in people.GroupBy(card => card.Person.TimeZone))
        {
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(zoned.Key, out var zone))
            {
                zone = TimeZoneInfo.Utc;
            }

            var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
            var morning = Morning.Of(today, zone);
            if (now >= morning && now < morning + (Latest - Morning.Hour) && (await calendars.OfZoneAsync(zone.Id, cancellationToken)).IsWorkday(today))
            {
                due.AddRange(zoned.Select(card => New(card, today, morning)));
            }
        }

        return due;
    }

    private static Notice New(PersonCard card, DateOnly today, DateTimeOffset morning) => new()
    {
        Key = KeyOf(card.Person.Id, today),
        Rule = NoticeRules.Nudges,
        PersonId = card.Person.Id,
        EntityId = today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Due = morning,
    };
}
