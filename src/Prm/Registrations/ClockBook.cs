using CoSellBot.Access;
using CoSellBot.Prm.Leads;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Sla;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Registrations;

/// <summary>Who hears of a clock's marks.</summary>
public sealed class ClockBook(IDbContextFactory<PrmDbContext> contexts, BusinessClock business)
{
    /// <summary>A clock by its id, or null.</summary>
    public async Task<SlaClock?> FindAsync(string clockId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Set<SlaClock>().AsNoTracking().SingleOrDefaultAsync(clock => clock.Id == clockId, cancellationToken);
    }

    /// <summary>A lead's clock with what its partner and the partner's manager may read of it; null for another clock.</summary>
    public async Task<(Lead Lead, string? PartnerName, string? ManagerId)?> LeadAsync(SlaClock clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(clock);
        if (clock.Kind is not (ClockKind.LeadTouch or ClockKind.LeadProgress))
        {
            return null;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var lead = await context.Set<Lead>().AsNoTracking().SingleOrDefaultAsync(one => one.Id == clock.RecordId, cancellationToken);
        var partner = lead is null ? null : await context.Set<Partner>().AsNoTracking().SingleOrDefaultAsync(one => one.OrganizationId == lead.PartnerOrgId, cancellationToken);
        return lead is null ? null : (lead, partner?.Name, partner?.ManagerPersonId);
    }

    /// <summary>
    /// Those who hear that a decision waits. Until it is due: whoever looks after the partner. When it is: also whom they named for that, or the
    /// regional managers where they named nobody. A business day later: the regional managers too.
    /// </summary>
    public async Task<IReadOnlyList<string>> DecidersAsync(SlaClock clock, ClockMark mark, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.Set<DealRegistration>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == clock.RecordId, cancellationToken) is not { } claim)
        {
            return [];
        }

        var rules = await RuleBook.CurrentAsync(context, cancellationToken);
        var reading = await ClaimReading.ReadAsync(context, claim, rules, business.GetUtcNow(), cancellationToken);
        if (reading.Held is not null)
        {
            return [];
        }

        var approvers = clock.Kind == ClockKind.DisputeAnswer
            ? [.. (await ClaimReading.ApproversAsync(context, claim, reading.Partner, needsRuling: false, business.GetUtcNow(), cancellationToken)).Where(one => one.Role is Role.ChannelManager or Role.RegionalManager)]
            : reading.Approvers;
        var here = approvers.Where(approver => !approver.IsAway).ToList();
        var told = here.Where(approver => approver.IsTold && approver.Role != Role.RegionalManager).ToList();
        var first = (told.Count > 0 ? told : here.Where(approver => approver.IsTold)).Select(approver => approver.PersonId).ToList();
        var regional = here.Where(approver => approver.Role == Role.RegionalManager).Select(approver => approver.PersonId).ToList();
        if (mark < ClockMark.Due)
        {
            return first;
        }

        var named = await context.Set<Delegation>().Where(delegation => first.Contains(delegation.PersonId)).Select(delegation => delegation.DelegateId).ToListAsync(cancellationToken);
        var covers = named.Where(person => here.Exists(approver => approver.PersonId == person)).ToList();
        return [.. (mark == ClockMark.Due && covers.Count > 0 ? first.Concat(covers) : first.Concat(covers).Concat(regional)).Distinct()];
    }
}
