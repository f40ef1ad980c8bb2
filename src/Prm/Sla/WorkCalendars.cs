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
        return await OfZoneAsync(context, zone, cancellationToken);
    }

    internal static async Task<BusinessCalendar> OfZoneAsync(PrmDbContext context, string zone, CancellationToken cancellationToken)
    {
        var row = await context.Set<CalendarRow>().FirstOrDefaultAsync(calendar => calendar.TimeZone == zone, cancellationToken);
        var holidays = row is null ? [] : await context.Set<Holiday>().Where(h => h.CalendarId == row.Id).Select(h => h.Date).ToListAsync(cancellationToken);
        return BusinessCalendar.Parse(
            row?.Id ?? "default", zone, row?.Weekdays ?? "Mon-Fri", row?.Opens ?? "09:00", row?.Closes ?? "18:00", holidays);
    }
}
