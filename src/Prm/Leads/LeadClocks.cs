using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Sla;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Leads;

/// <summary>The clocks of leads: first contact after the offer, work after the acceptance. They follow from where a lead stands.</summary>
internal static class LeadClocks
{
    private const int Page = 500;
    private static readonly TimeSpan Sensible = TimeSpan.FromDays(3650);

    /// <summary>Starts the clocks that are missing and stops those whose lead has moved on. Marks that lie behind stay silent.</summary>
    public static async Task FollowAsync(PrmDbContext context, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rules = await RuleBook.CurrentAsync(context, cancellationToken);
        var running = (await context.Set<SlaClock>().Where(clock => (clock.Kind == ClockKind.LeadTouch || clock.Kind == ClockKind.LeadProgress) && clock.StoppedAt == null)
            .ToListAsync(cancellationToken)).ToLookup(clock => clock.RecordId);
        foreach (var clock in running.SelectMany(group => group))
        {
            var lead = await context.Set<Lead>().AsNoTracking().SingleOrDefaultAsync(one => one.Id == clock.RecordId, cancellationToken);
            if (lead is null || Wanted(lead) is not { } wanted || wanted.Kind != clock.Kind || wanted.Since != clock.StartedAt)
            {
                clock.Stop(now);
            }
        }

        await context.SaveChangesAsync(cancellationToken);
        var hours = new ClockHours(context, now);
        foreach (var lead in await MissingAsync(context, cancellationToken))
        {
            var (kind, since) = Wanted(lead)!.Value;
            var (version, calendar) = await hours.OfPartnerAsync(lead.PartnerOrgId!, cancellationToken);
            var number = 1 + await context.Set<SlaClock>().CountAsync(clock => clock.RecordId == lead.Id && clock.Kind == kind, cancellationToken);
            var began = (now - since).Duration() < Sensible ? since : now;
            var clock = SlaClock.Start($"{kind}/{lead.Id}/{number}", kind, lead.Id, null, version, calendar, rules.TimeFor(kind, calendar), began);
            clock.Pass(now, calendar);
            context.Add(clock);
        }

        await context.SaveChangesAsync(cancellationToken);
    }

    // First contact counts from the offer, also when the lead is taken meanwhile.
    private static (ClockKind Kind, DateTimeOffset Since)? Wanted(Lead lead) => lead switch
    {
        { PartnerOrgId: null } => null,
        { State: LeadState.Offered or LeadState.Accepted, FirstTouchAt: null, OfferedAt: { } offered } => (ClockKind.LeadTouch, offered),
        { State: LeadState.Accepted, AcceptedAt: { } accepted } => (ClockKind.LeadProgress, accepted),
        _ => null,
    };

    private static async Task<List<Lead>> MissingAsync(PrmDbContext context, CancellationToken cancellationToken)
    {
        var missing = new List<Lead>();
        for (var from = 0; ; from += Page)
        {
            var page = await context.Set<Lead>().AsNoTracking().Where(lead => (lead.State == LeadState.Offered || lead.State == LeadState.Accepted)
                && !context.Set<SlaClock>().Any(clock => clock.RecordId == lead.Id && clock.StoppedAt == null)).OrderBy(lead => lead.Id).Skip(from).Take(Page).ToListAsync(cancellationToken);
            missing.AddRange(page.Where(lead => Wanted(lead) is not null));
            if (page.Count < Page)
            {
                return missing;
            }
        }
    }
}
