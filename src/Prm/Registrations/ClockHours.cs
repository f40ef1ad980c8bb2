using CoSellBot.Access;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Sla;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Registrations;

/// <summary>
/// Whose working hours the clocks of claims are measured in: those of the person who must act. Reads each person, zone and calendar once,
/// so it is made anew for every piece of work.
/// </summary>
internal sealed class ClockHours(PrmDbContext context, DateTimeOffset now)
{
    private const string Nowhere = "Etc/UTC";
    private readonly Dictionary<string, string> _deciders = [];
    private readonly Dictionary<string, string> _people = [];
    private readonly Dictionary<string, (CalendarVersion Version, BusinessCalendar Calendar)> _zones = [];

    /// <summary>The hours for a kind of clock on a claim.</summary>
    public async Task<(CalendarVersion Version, BusinessCalendar Calendar)> OfAsync(DealRegistration claim, ClockKind kind, CancellationToken cancellationToken)
    {
        return await OfZoneAsync(kind switch
        {
            ClockKind.Answer => await OfPersonAsync(claim.SubmittedBy, cancellationToken),
            ClockKind.RegionalStep or ClockKind.DisputeRuling => await OfRegionalAsync(claim, cancellationToken),
            _ => await OfDeciderAsync(claim.PartnerOrgId, cancellationToken),
        },
        cancellationToken);
    }

    /// <summary>The hours of a partner's people, those of its first seller: where a lead is followed up.</summary>
    public async Task<(CalendarVersion Version, BusinessCalendar Calendar)> OfPartnerAsync(string partnerOrgId, CancellationToken cancellationToken) => await OfZoneAsync(
        await context.Set<Person>().Where(person => person.OrganizationId == partnerOrgId).OrderByDescending(person => person.Role == Role.PartnerSeller).ThenBy(person => person.Id)
            .Select(person => person.TimeZone).FirstOrDefaultAsync(cancellationToken) ?? Nowhere, cancellationToken);

    private async Task<(CalendarVersion Version, BusinessCalendar Calendar)> OfZoneAsync(string zone, CancellationToken cancellationToken)
    {
        if (!_zones.TryGetValue(zone, out var hours))
        {
            hours = _zones[zone] = await ReadAsync(zone, cancellationToken);
        }

        return hours;
    }

    /// <summary>The hours a clock was started in.</summary>
    public async Task<BusinessCalendar> OfAsync(SlaClock clock, CancellationToken cancellationToken) =>
        (await context.Set<CalendarVersion>().FindAsync([clock.CalendarVersionId], cancellationToken))!.ToCalendar();

    private async Task<(CalendarVersion Version, BusinessCalendar Calendar)> ReadAsync(string zone, CancellationToken cancellationToken)
    {
        var hours = await WorkCalendars.HoursAsync(context, zone, cancellationToken);
        var version = hours.ToVersion();
        if (await context.Set<CalendarVersion>().FindAsync([version.Id], cancellationToken) is null)
        {
            context.Add(version);
        }

        return (version, hours.ToCalendar());
    }

    // The partner's manager, or who covers for the manager today; plain hours where it has none.
    private async Task<string> OfDeciderAsync(string partnerOrgId, CancellationToken cancellationToken)
    {
        if (_deciders.TryGetValue(partnerOrgId, out var known))
        {
            return known;
        }

        var manager = await (from partner in context.Set<Partner>()
                             join person in context.Set<Person>() on partner.ManagerPersonId equals person.Id
                             where partner.OrganizationId == partnerOrgId
                             select new { person.Id, person.TimeZone }).FirstOrDefaultAsync(cancellationToken);
        var absences = manager is null ? []
            : await context.Set<Absence>().AsNoTracking().Where(absence => absence.PersonId == manager.Id && absence.EndedAt == null).ToListAsync(cancellationToken);
        return _deciders[partnerOrgId] = absences.DelegateOn(manager?.TimeZone ?? Nowhere, now) is { } covers
            ? await OfPersonAsync(covers, cancellationToken)
            : manager?.TimeZone ?? Nowhere;
    }

    // By the partner's place alone: the time a partner reads depends on nobody else's records.
    private async Task<string> OfRegionalAsync(DealRegistration claim, CancellationToken cancellationToken)
    {
        var partner = await context.Set<Partner>().AsNoTracking().SingleOrDefaultAsync(p => p.OrganizationId == claim.PartnerOrgId, cancellationToken);
        var scope = await ManagerScope.ReadAsync(context, cancellationToken);
        return scope.Managers.FirstOrDefault(manager => manager.Role == Role.RegionalManager && scope.Decides(manager, partner)) is { TimeZone: var zone }
            ? zone
            : await OfDeciderAsync(claim.PartnerOrgId, cancellationToken);
    }

    private async Task<string> OfPersonAsync(string personId, CancellationToken cancellationToken)
    {
        if (!_people.TryGetValue(personId, out var zone))
        {
            zone = _people[personId] = await context.Set<Person>().Where(person => person.Id == personId).Select(person => person.TimeZone).FirstOrDefaultAsync(cancellationToken) ?? Nowhere;
        }

        return zone;
    }
}
