using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Sla;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Registrations;

/// <summary>When a decision on a claim is due.</summary>
internal static class DecisionClock
{
    /// <summary>The published number of business days after <paramref name="since"/>, in the deciding person's working hours.</summary>
    public static async Task<DateTimeOffset> DueAsync(
        PrmDbContext context, string partnerOrgId, RuleSet rules, DateTimeOffset since, CancellationToken cancellationToken) =>
        Due(await CalendarAsync(context, partnerOrgId, cancellationToken), rules, since);

    /// <summary>The same with a calendar that was read before.</summary>
    public static DateTimeOffset Due(BusinessCalendar calendar, RuleSet rules, DateTimeOffset since) =>
        calendar.Due(since, calendar.StandardDay * rules.DecisionBusinessDays);

    /// <summary>The second of two approvals: one business day more.</summary>
    public static async Task<DateTimeOffset> StepDueAsync(PrmDbContext context, string partnerOrgId, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var calendar = await CalendarAsync(context, partnerOrgId, cancellationToken);
        return calendar.Due(since, calendar.StandardDay);
    }

    /// <summary>When a partner's answer is due: business days where whoever submitted the claim works.</summary>
    public static async Task<DateTimeOffset> AnswerDueAsync(
        PrmDbContext context, DealRegistration claim, RuleSet rules, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var zone = await context.Set<Person>().Where(person => person.Id == claim.SubmittedBy).Select(person => person.TimeZone).FirstOrDefaultAsync(cancellationToken);
        var calendar = await WorkCalendars.OfZoneAsync(context, zone ?? "Etc/UTC", cancellationToken);
        return calendar.Due(since, calendar.StandardDay * rules.AnswerBusinessDays);
    }

    /// <summary>The calendar of the person who must act: the partner's manager, else plain office hours in UTC.</summary>
    public static async Task<BusinessCalendar> CalendarAsync(PrmDbContext context, string partnerOrgId, CancellationToken cancellationToken)
    {
        var zone = await (from partner in context.Set<Partner>()
                          join manager in context.Set<Person>() on partner.ManagerPersonId equals manager.Id
                          where partner.OrganizationId == partnerOrgId
                          select manager.TimeZone).FirstOrDefaultAsync(cancellationToken) ?? "Etc/UTC";
        return await WorkCalendars.OfZoneAsync(context, zone, cancellationToken);
    }
}
