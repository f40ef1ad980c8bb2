using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Sla;

/// <summary>The working days of the zones people live in.</summary>
public sealed class WorkCalendars(IDbContextFactory<PrmDbContext> contexts)
{
    /// <summary>The calendar of a zone; plain office hours where none is recorded.</summary>
    /// <param name="zone">IANA zone.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="ArgumentException">There is no such zone.</exception>
    public async Task<BusinessCalendar> OfZoneAsync(string zone, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return (await HoursAsync(context, zone, cancellationToken)).ToCalendar();
    }

    /// <summary>The working hours of a zone as they are now.</summary>
    internal static async Task<WorkingHours> HoursAsync(PrmDbContext context, string zone, CancellationToken cancellationToken)
    {
        if (await context.Set<CalendarRow>().AsNoTracking().OrderBy(calendar => calendar.Id).FirstOrDefaultAsync(calendar => calendar.TimeZone == zone, cancellationToken) is not { } row)
        {
            return WorkingHours.Plain(zone);
        }

        var off = await context.Set<Holiday>().AsNoTracking().Where(h => h.CalendarId == row.Id).OrderBy(h => h.Date).ToListAsync(cancellationToken);
        return new WorkingHours(
            row.Id, zone, row.Weekdays, row.Opens, row.Closes, [.. off.Where(day => day.Ends is null).Select(day => day.Date)],
            [.. off.Where(day => day.Ends is not null).Select(day => new HalfDay(day.Date, TimeOnly.ParseExact(day.Ends!, "HH:mm", System.Globalization.CultureInfo.InvariantCulture)))]);
    }
}
