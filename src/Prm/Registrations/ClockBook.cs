using CoSellBot.Access;
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

    /// <summary>
    /// Those who hear that a decision waits. Until it is due: whoever looks after the partner. When it is: also whom they named for that, or the
    /// regional managers where they named nobody. A business day later: the regional managers too.
    /// </summary>
    public async Task<IReadOnlyList<string>> DecidersAsync(SlaClock clock, ClockMark mark, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.Set<DealRegistration>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == clock.RegistrationId, cancellationToken) is not { } claim)
        {
            return [];
        }

        var rules = await RuleBook.CurrentAsync(context, cancellationToken);
        var reading = await ClaimReading.ReadAsync(context, claim, rules, business.GetUtcNow(), cancellationToken);
        if (reading.Held is not null)
        {
            return [];
        }

        var here = reading.Approvers.Where(approver => !approver.IsAway).ToList();
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
