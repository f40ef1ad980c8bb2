using System.Globalization;
using CoSellBot.Prm.Sla;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Registrations;

/// <summary>
/// The clocks that claims have running. They follow from where a claim stands: whoever moves one calls this in the same transaction, so that
/// no clock runs for what is decided and none is missing for what waits.
/// </summary>
internal static class ClaimClocks
{
    private const int Page = 500;
    private static readonly TimeSpan Sensible = TimeSpan.FromDays(3650);
    private static readonly ClockKind[] OfDisputes = [ClockKind.DisputeAnswer, ClockKind.DisputeRuling];

    /// <summary>A clock that a claim should have.</summary>
    private sealed record Wanted(ClockKind Kind, string? SubjectId, DateTimeOffset Since, bool StandsStill = false);

    /// <summary>Starts the clock of a claim that has just come in; it can have no other.</summary>
    public static async Task BeginAsync(PrmDbContext context, DealRegistration claim, RuleSet rules, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (claim.Status == RegistrationStatus.InReview)
        {
            var clock = await StartAsync(context, claim, new Wanted(ClockKind.Decision, null, now), 1, new ClockHours(context, now), rules, cancellationToken);
            claim.DecisionDue = clock.DueAt;
        }
    }

    /// <summary>Starts, stops and holds the clocks of claims as they stand now. What the claims were given before must have been saved.</summary>
    public static async Task FollowAsync(
        PrmDbContext context, IReadOnlyCollection<DealRegistration> claims, RuleSet rules, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ids = claims.Select(claim => claim.Id).ToList();
        var every = await context.Set<SlaClock>().Where(clock => ids.Contains(clock.RecordId)).ToListAsync(cancellationToken);
        var all = every.Where(clock => !OfDisputes.Contains(clock.Kind)).ToLookup(clock => clock.RecordId);
        var rulings = every.Where(clock => clock.Kind == ClockKind.DisputeRuling && clock.StoppedAt is null).ToLookup(clock => clock.RecordId);
        var wanted = await WantedAsync(context, claims, now, cancellationToken);
        var hours = new ClockHours(context, now);
        foreach (var claim in claims)
        {
            var kept = new Dictionary<ClockKind, SlaClock>();
            foreach (var clock in all[claim.Id].Where(clock => clock.StoppedAt is null && !wanted[claim.Id].Exists(one => one.Kind == clock.Kind && one.SubjectId == clock.SubjectId)))
            {
                clock.Stop(now);
            }

            foreach (var one in wanted[claim.Id])
            {
                var clock = all[claim.Id].FirstOrDefault(clock => clock.StoppedAt is null && clock.Kind == one.Kind && clock.SubjectId == one.SubjectId)
                    ?? await StartAsync(context, claim, one, all[claim.Id].Count(clock => clock.Kind == one.Kind && clock.SubjectId == one.SubjectId) + 1, hours, rules, cancellationToken);
                await HoldAsync(context, clock, one.StandsStill, hours, now, cancellationToken);
                kept[one.Kind] = clock;
            }

            // While its partner is asked nobody can rule either.
            foreach (var clock in rulings[claim.Id])
            {
                await HoldAsync(context, clock, claim.Status == RegistrationStatus.NeedsInfo, hours, now, cancellationToken);
            }

            claim.DecisionDue = (kept.GetValueOrDefault(ClockKind.RegionalStep) ?? kept.GetValueOrDefault(ClockKind.Decision))?.DueAt;
            claim.AnswerDue = kept.GetValueOrDefault(ClockKind.Answer)?.DueAt;
        }
    }

    /// <summary>Starts the clocks of a dispute: until somebody takes it in hand, and until it is ruled.</summary>
    public static async Task BeginDisputeAsync(
        PrmDbContext context, DealRegistration claim, string disputeId, DateTimeOffset since, bool isTaken, RuleSet rules, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var hours = new ClockHours(context, now);
        var before = await context.Set<SlaClock>().Where(clock => clock.RecordId == claim.Id && clock.SubjectId == disputeId).Select(clock => clock.Kind).ToListAsync(cancellationToken);
        foreach (var kind in OfDisputes.Where(kind => kind == ClockKind.DisputeRuling || !isTaken))
        {
            var clock = await StartAsync(context, claim, new Wanted(kind, disputeId, since), before.Count(one => one == kind) + 1, hours, rules, cancellationToken);
            // Of one that was opened elsewhere, what lies behind it is nobody's surprise.
            clock.Pass(now, await hours.OfAsync(clock, cancellationToken));
        }
    }

    /// <summary>Ends the clocks of a dispute, or the one of a kind.</summary>
    public static async Task StopAsync(PrmDbContext context, string disputeId, DateTimeOffset now, CancellationToken cancellationToken, ClockKind? kind = null)
    {
        foreach (var clock in await context.Set<SlaClock>().Where(clock => clock.SubjectId == disputeId && clock.StoppedAt == null).ToListAsync(cancellationToken))
        {
            if (kind is null || clock.Kind == kind)
            {
                clock.Stop(now);
            }
        }
    }

    /// <summary>Gives clocks to claims that came in by another way than a command: imported ones, and those of an earlier program. Marks that lie behind them stay silent.</summary>
    public static async Task AdoptAsync(PrmDbContext context, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rules = await RuleBook.CurrentAsync(context, cancellationToken);
        for (; ; )
        {
            var claims = await context.Set<DealRegistration>().Where(r =>
                    (r.Status == RegistrationStatus.Submitted || r.Status == RegistrationStatus.InReview || r.Status == RegistrationStatus.NeedsInfo)
                    && !context.Set<SlaClock>().Any(clock => clock.RecordId == r.Id && clock.StoppedAt == null))
                .OrderBy(r => r.Id).Take(Page).ToListAsync(cancellationToken);
            if (claims.Count == 0)
            {
                return;
            }

            var hours = new ClockHours(context, now);
            var ids = claims.Select(claim => claim.Id).ToList();
            var asked = await context.Set<RegistrationQuestion>().Where(question => ids.Contains(question.RegistrationId) && question.AnsweredAt == null)
                .Select(question => question.RegistrationId).Distinct().ToListAsync(cancellationToken);
            var before = (await context.Set<SlaClock>().Where(clock => ids.Contains(clock.RecordId)).Select(clock => clock.RecordId).ToListAsync(cancellationToken)).ToLookup(id => id);
            foreach (var claim in claims)
            {
                await AdoptAsync(context, claim, before[claim.Id].Count() + 1, asked.Contains(claim.Id), hours, rules, now, cancellationToken);
            }

            await context.SaveChangesAsync(cancellationToken);
            context.ChangeTracker.Clear();
        }
    }

    /// <summary>Ends the clocks of claims that were changed by another way than a command; what still waits is adopted anew.</summary>
    public static async Task ForgetAsync(PrmDbContext context, IReadOnlyCollection<string> claims, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var clock in await context.Set<SlaClock>().Where(clock => claims.Contains(clock.RecordId) && clock.StoppedAt == null).ToListAsync(cancellationToken))
        {
            clock.Stop(now);
        }
    }

    // Where the clocks would stand if they had run from the beginning; a date that makes no sense counts from now.
    private static async Task AdoptAsync(
        PrmDbContext context, DealRegistration claim, int number, bool isAsked, ClockHours hours, RuleSet rules, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var since = (now - claim.StatusSince).Duration() < Sensible ? claim.StatusSince : now;
        var standsStill = claim.Status == RegistrationStatus.NeedsInfo;
        var began = standsStill && claim.SubmittedAt is { } submitted && submitted < since && since - submitted < Sensible ? submitted : since;
        var decision = await StartAsync(context, claim, new Wanted(ClockKind.Decision, null, began), number, hours, rules, cancellationToken);
        // What lies behind it is nobody's surprise any more.
        decision.Pass(standsStill ? since : now, await hours.OfAsync(decision, cancellationToken));
        if (standsStill)
        {
            await HoldAsync(context, decision, standsStill: true, hours, since, cancellationToken);
        }

        // What another system asked, nobody can answer here, so it does not lapse here either.
        if (standsStill && isAsked)
        {
            var answer = await StartAsync(context, claim, new Wanted(ClockKind.Answer, null, since), number, hours, rules, cancellationToken);
            if (answer.DueAt <= now)
            {
                // Nobody was told of a time to answer, so nobody has let it pass.
                answer.Resume(now, await hours.OfAsync(answer, cancellationToken));
            }

            answer.Pass(now, await hours.OfAsync(answer, cancellationToken));
            claim.AnswerDue = answer.DueAt;
        }

        claim.DecisionDue = decision.DueAt;
    }

    private static async Task<Dictionary<string, List<Wanted>>> WantedAsync(
        PrmDbContext context, IReadOnlyCollection<DealRegistration> claims, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var wanted = claims.ToDictionary(claim => claim.Id, _ => new List<Wanted>());
        var waiting = claims.Where(claim => claim.Status.IsPending()).Select(claim => claim.Id).ToList();
        var stepped = waiting.Count == 0 ? []
            : await context.Set<ApprovalStep>().Where(step => waiting.Contains(step.RegistrationId)).Select(step => step.RegistrationId).Distinct().ToListAsync(cancellationToken);
        var asked = waiting.Count == 0 ? []
            : await context.Set<RegistrationQuestion>().Where(question => waiting.Contains(question.RegistrationId) && question.AnsweredAt == null)
                .Select(question => question.RegistrationId).Distinct().ToListAsync(cancellationToken);
        foreach (var claim in claims.Where(claim => claim.Status.IsPending()))
        {
            var isAsked = claim.Status == RegistrationStatus.NeedsInfo;
            // A second approval waits since the first, whenever the claim came into review.
            wanted[claim.Id].Add(stepped.Contains(claim.Id)
                ? new Wanted(ClockKind.RegionalStep, null, now, isAsked)
                : new Wanted(ClockKind.Decision, null, claim.StatusSince, isAsked));
            if (isAsked && asked.Contains(claim.Id))
            {
                wanted[claim.Id].Add(new Wanted(ClockKind.Answer, null, claim.StatusSince));
            }
        }

        var standing = claims.Where(claim => claim.Status.CanBeExtended()).Select(claim => claim.Id).ToList();
        if (standing.Count > 0)
        {
            var wishes = (await context.Set<ExtensionRequest>().Where(r => standing.Contains(r.RegistrationId) && r.State == RequestState.Open)
                .Select(r => new { r.RegistrationId, r.Id, r.RequestedAt }).ToListAsync(cancellationToken))
                .Concat(await context.Set<Amendment>().Where(a => standing.Contains(a.RegistrationId) && a.State == RequestState.Open)
                    .Select(a => new { a.RegistrationId, a.Id, a.RequestedAt }).ToListAsync(cancellationToken));
            foreach (var wish in wishes)
            {
                wanted[wish.RegistrationId].Add(new Wanted(ClockKind.Request, wish.Id, wish.RequestedAt));
            }
        }

        return wanted;
    }

    private static async Task<SlaClock> StartAsync(
        PrmDbContext context, DealRegistration claim, Wanted wanted, int number, ClockHours hours, RuleSet rules, CancellationToken cancellationToken)
    {
        var (version, calendar) = await hours.OfAsync(claim, wanted.Kind, cancellationToken);
        var id = string.Create(CultureInfo.InvariantCulture, $"{wanted.Kind}/{wanted.SubjectId ?? claim.Id}/{number}");
        var clock = SlaClock.Start(id, wanted.Kind, claim.Id, wanted.SubjectId, version, calendar, rules.TimeFor(wanted.Kind, calendar), wanted.Since);
        context.Add(clock);
        return clock;
    }

    private static async Task HoldAsync(PrmDbContext context, SlaClock clock, bool standsStill, ClockHours hours, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (standsStill == clock.RunsFrom is null)
        {
            return;
        }

        var calendar = await hours.OfAsync(clock, cancellationToken);
        if (standsStill)
        {
            clock.Pause(now, calendar);
            context.Add(new ClockPause { ClockId = clock.Id, From = now });
            return;
        }

        clock.Resume(now, calendar);
        var pause = await context.Set<ClockPause>().Where(pause => pause.ClockId == clock.Id && pause.Until == null).SingleOrDefaultAsync(cancellationToken);
        pause?.Until = now;
    }
}
