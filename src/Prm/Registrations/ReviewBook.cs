using System.Text.Json;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Conflicts;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Sla;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Registrations;

/// <summary>What there is to decide.</summary>
public enum DecisionSubject
{
    /// <summary>The claim itself.</summary>
    Review,

    /// <summary>A wish for longer protection.</summary>
    Extension,

    /// <summary>A change of an approved claim.</summary>
    Amendment,

    /// <summary>A dispute of the claim, to be ruled.</summary>
    Dispute,
}

/// <summary>A decision that waits for somebody.</summary>
/// <param name="RegistrationId">The claim.</param>
/// <param name="Version">The claim's version.</param>
/// <param name="Subject">What there is to decide.</param>
/// <param name="SubjectId">The request or dispute, or null for the claim itself.</param>
/// <param name="Due">When it is due.</param>
public sealed record WaitingDecision(string RegistrationId, int Version, DecisionSubject Subject, string? SubjectId, DateTimeOffset Due);

/// <summary>A decision with everything it rests on, for one who may make it.</summary>
/// <param name="Waiting">What waits.</param>
/// <param name="View">The claim.</param>
/// <param name="Rules">The numbers in force.</param>
/// <param name="Causes">The rules that want a person, in their order.</param>
/// <param name="JudgedAt">When the rules last ran, which is when the customer records were read.</param>
/// <param name="NeedsTwo">True when two people decide.</param>
/// <param name="First">Who has approved as the first of two, or null.</param>
/// <param name="Proofs">What the partner gave as proof, newest first.</param>
/// <param name="Answer">The partner's last answer, or null.</param>
/// <param name="Request">The wish for longer protection, or null.</param>
/// <param name="Change">The change wished for, or null.</param>
/// <param name="ChangedProduct">The name of the product it would have, or null.</param>
/// <param name="CrossesByRate">True when today's rate alone puts the size on the other side of the limit; a warning, nothing more.</param>
public sealed record DecisionCase(
    WaitingDecision Waiting, ManagerRegistrationView View, RuleSet Rules, IReadOnlyList<string> Causes, DateTimeOffset JudgedAt, bool NeedsTwo, string? First,
    IReadOnlyList<string> Proofs, string? Answer, ExtensionRequest? Request, Amendment? Change, string? ChangedProduct, bool CrossesByRate);

/// <summary>A decision that was made.</summary>
/// <param name="Decision">The decision.</param>
/// <param name="DecidedByName">Who made it.</param>
public sealed record MadeDecision(Decision Decision, string DecidedByName);

/// <summary>What waits for a decision, for whom, and what it rests on.</summary>
public sealed class ReviewBook(IDbContextFactory<PrmDbContext> contexts, AccessOptions options, BusinessClock clock)
{
    private const int Page = 500;
    private const int MostProofs = 3;

    /// <summary>What waits for a person, the earliest due first.</summary>
    public async Task<IReadOnlyList<WaitingDecision>> WaitingForAsync(string personId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var rules = await RuleBook.CurrentAsync(context, cancellationToken);
        var all = await context.Set<DealRegistration>().AsNoTracking().Where(r => r.Status == RegistrationStatus.InReview
                || context.Set<ExtensionRequest>().Any(e => e.RegistrationId == r.Id && e.State == RequestState.Open)
                || context.Set<Amendment>().Any(a => a.RegistrationId == r.Id && a.State == RequestState.Open))
            .ToListAsync(cancellationToken);
        var waiting = new List<WaitingDecision>();
        var disputes = await DisputesAsync(context, null, cancellationToken);
        // All of them are looked at, however many: whose they are is no question to the database.
        foreach (var claims in all.Chunk(Page))
        {
            var readings = await ClaimReading.ReadAsync(context, claims, rules, now, cancellationToken);
            foreach (var claim in claims.Where(claim => readings[claim.Id] is { Held: null } reading && reading.Approvers.Any(approver => approver.PersonId == personId && approver.IsTold)))
            {
                waiting.AddRange(await OpenAsync(context, claim, disputes[claim.Id], cancellationToken));
            }
        }

        return [.. waiting.OrderBy(one => one.Due).ThenBy(one => one.RegistrationId, StringComparer.Ordinal)];
    }

    /// <summary>What a decision on a claim rests on, for one who may make it now; null for everybody else and where nothing waits.</summary>
    public async Task<DecisionCase?> FindAsync(string personId, string registrationId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        if (await context.Set<DealRegistration>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == registrationId, cancellationToken) is not { } claim)
        {
            return null;
        }

        var rules = await RuleBook.CurrentAsync(context, cancellationToken);
        var reading = await ClaimReading.ReadAsync(context, claim, rules, now, cancellationToken);
        var open = await OpenAsync(context, claim, (await DisputesAsync(context, claim.Id, cancellationToken))[claim.Id], cancellationToken);
        return reading.Held is not null || open.Count == 0 || !reading.Approvers.Any(approver => approver.PersonId == personId)
            ? null
            : await CaseAsync(context, claim, reading, open[0], rules, cancellationToken);
    }

    /// <summary>A claim whose protection a person may take away now (T16), with its version; null for everybody else and where nothing is protected.</summary>
    public async Task<ManagerRegistrationView?> FindRevocableAsync(string personId, string registrationId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.Set<DealRegistration>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == registrationId, cancellationToken) is not { } claim
            || !RegistrationStates.Allows(claim.Status, RegistrationStatus.Revoked))
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var reading = await ClaimReading.ReadAsync(context, claim, await RuleBook.CurrentAsync(context, cancellationToken), now, cancellationToken);
        var regional = await ClaimReading.RulersAsync(context, claim, reading.Partner, now, cancellationToken);
        return reading.Held is not null || !regional.Any(approver => approver.PersonId == personId) ? null
            : await new ViewReader(context, new RegistrationAccess(await ManagerScope.ReadAsync(context, cancellationToken), options)).ReadForManagerAsync(claim, cancellationToken);
    }

    /// <summary>Who may decide on a claim now; nobody where nothing waits.</summary>
    public async Task<IReadOnlyList<Approver>> ApproversOfAsync(string registrationId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var claim = await context.Set<DealRegistration>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == registrationId, cancellationToken);
        var rules = await RuleBook.CurrentAsync(context, cancellationToken);
        return claim is null || (await OpenAsync(context, claim, [], cancellationToken)).Count == 0
            ? []
            : await ClaimReading.ReadAsync(context, claim, rules, clock.GetUtcNow(), cancellationToken) is { Held: null } reading ? reading.Approvers : [];
    }

    /// <summary>The last decision on a claim that stands, told or not; null when there is none.</summary>
    public async Task<MadeDecision?> LastDecisionAsync(string registrationId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var decision = await context.Set<Decision>().AsNoTracking().Where(d => d.RegistrationId == registrationId && d.UndoneAt == null)
            .OrderByDescending(d => d.DecidedAt).FirstOrDefaultAsync(cancellationToken);
        return decision is null ? null : new MadeDecision(
            decision, await context.Set<Person>().Where(person => person.Id == decision.DecidedBy).Select(person => person.Name).SingleOrDefaultAsync(cancellationToken) ?? decision.DecidedBy);
    }

    /// <summary>Days away, while they are not called off; null otherwise.</summary>
    public async Task<(Absence Absence, Person Person)?> AbsenceAsync(string absenceId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await (from absence in context.Set<Absence>().AsNoTracking()
                           join person in context.Set<Person>().AsNoTracking() on absence.PersonId equals person.Id
                           where absence.Id == absenceId && absence.EndedAt == null
                           select new { absence, person }).SingleOrDefaultAsync(cancellationToken);
        return found is null ? null : (found.absence, found.person);
    }

    /// <summary>Whom a person named to decide when the time has passed, or null.</summary>
    public async Task<string?> DelegateOfAsync(string personId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Set<Delegation>().Where(delegation => delegation.PersonId == personId).Select(delegation => delegation.DelegateId).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>A person's name, also of one who has left, or null.</summary>
    public async Task<string?> NameOfAsync(string personId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Set<Person>().Where(person => person.Id == personId).Select(person => person.Name).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Who is warned about a claim: those who look after its partner. With the rules among these that fired when it came in.</summary>
    public async Task<(IReadOnlyList<string> People, IReadOnlyList<string> Rules)> WarnedAsync(string registrationId, IReadOnlyCollection<string> ruleIds, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var claim = await context.Set<DealRegistration>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == registrationId, cancellationToken);
        var trace = claim is null ? null : await LedgerRows.FirstTraceAsync(context, registrationId, cancellationToken);
        var fired = ruleIds.Where(rule => trace?.Has(rule) == true).ToList();
        if (fired.Count == 0)
        {
            return ([], []);
        }

        var partner = await context.Set<Partner>().AsNoTracking().SingleOrDefaultAsync(p => p.OrganizationId == claim!.PartnerOrgId, cancellationToken);
        var scope = await ManagerScope.ReadAsync(context, cancellationToken);
        return ([.. scope.Managers.Where(manager => scope.Decides(manager, partner) && manager.Id != claim!.SubmittedBy).Select(manager => manager.Id)], fired);
    }

    /// <summary>True when a change of the feed is the telling of a decision.</summary>
    public async Task<bool> IsDecisionAsync(string key, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Set<Decision>().AnyAsync(decision => decision.Id == key, cancellationToken);
    }

    // The open disputes by the later claim, each with the time it is due.
    private static async Task<ILookup<string, (string Id, DateTimeOffset Due)>> DisputesAsync(PrmDbContext context, string? registrationId, CancellationToken cancellationToken) =>
        (await Disputes.Open(context).Where(dispute => registrationId == null || dispute.RegistrationId == registrationId).OrderBy(dispute => dispute.OpenedAt).ThenBy(dispute => dispute.Id)
            .Select(dispute => new
            {
                dispute.RegistrationId,
                dispute.Id,
                Due = context.Set<SlaClock>().Where(clock => clock.RecordId == dispute.RegistrationId && clock.SubjectId == dispute.Id && clock.Kind == ClockKind.DisputeRuling && clock.StoppedAt == null).Select(clock => clock.DueAt).FirstOrDefault(),
                dispute.OpenedAt,
            }).ToListAsync(cancellationToken)).ToLookup(dispute => dispute.RegistrationId, dispute => (dispute.Id, dispute.Due ?? dispute.OpenedAt));

    private static async Task<List<WaitingDecision>> OpenAsync(
        PrmDbContext context, DealRegistration claim, IEnumerable<(string Id, DateTimeOffset Due)> disputes, CancellationToken cancellationToken)
    {
        if (claim.Status == RegistrationStatus.InReview)
        {
            // The two sides of a dispute are ruled on together, one dispute after the other.
            if (disputes.Take(1).ToList() is [var dispute])
            {
                return [new WaitingDecision(claim.Id, claim.Version, DecisionSubject.Dispute, dispute.Id, dispute.Due)];
            }

            return [new WaitingDecision(claim.Id, claim.Version, DecisionSubject.Review, null, claim.DecisionDue ?? claim.StatusSince)];
        }

        var clocks = await context.Set<SlaClock>().AsNoTracking().Where(clock => clock.RecordId == claim.Id && clock.Kind == ClockKind.Request && clock.StoppedAt == null)
            .ToDictionaryAsync(clock => clock.SubjectId!, clock => clock.DueAt, cancellationToken);
        var requests = await context.Set<ExtensionRequest>().AsNoTracking().Where(e => e.RegistrationId == claim.Id && e.State == RequestState.Open).ToListAsync(cancellationToken);
        var changes = await context.Set<Amendment>().AsNoTracking().Where(a => a.RegistrationId == claim.Id && a.State == RequestState.Open).ToListAsync(cancellationToken);
        return
        [
            .. requests.Select(e => new WaitingDecision(claim.Id, claim.Version, DecisionSubject.Extension, e.Id, clocks.GetValueOrDefault(e.Id) ?? e.RequestedAt)),
            .. changes.Select(a => new WaitingDecision(claim.Id, claim.Version, DecisionSubject.Amendment, a.Id, clocks.GetValueOrDefault(a.Id) ?? a.RequestedAt)),
        ];
    }

    private async Task<DecisionCase> CaseAsync(
        PrmDbContext context, DealRegistration claim, ClaimReading reading, WaitingDecision waiting, RuleSet rules, CancellationToken cancellationToken)
    {
        var scope = await ManagerScope.ReadAsync(context, cancellationToken);
        var reader = new ViewReader(context, new RegistrationAccess(scope, options));
        var view = await reader.ReadForManagerAsync(claim, cancellationToken);
        var trace = await context.Set<StoredTrace>().AsNoTracking().Where(t => t.RegistrationId == claim.Id).OrderByDescending(t => t.Number).FirstOrDefaultAsync(cancellationToken);
        var causes = trace is null ? [] : JsonSerializer.Deserialize<List<RuleFinding>>(trace.Findings)!.Where(finding => finding.Verdict != Verdict.Approve).Select(finding => finding.RuleId).ToList();
        var first = reading.Steps.Count > 0 ? reading.Steps[0].PersonId : null;
        var change = waiting.Subject == DecisionSubject.Amendment ? await context.Set<Amendment>().AsNoTracking().SingleAsync(a => a.Id == waiting.SubjectId, cancellationToken) : null;
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var rates = await SnapshotReader.RatesAsync(context, claim.Currency, rules.Currency, today, cancellationToken);
        var limit = rules.AutoLimit(reading.Partner?.Tier ?? "");
        var isAbove = claim.InProgramme is { } then && then.Major > limit;
        return new DecisionCase(
            waiting, view, rules, causes, trace?.At ?? claim.StatusSince, reading.NeedsTwo,
            first is null ? null : await context.Set<Person>().Where(person => person.Id == first).Select(person => person.Name).SingleOrDefaultAsync(cancellationToken),
            await context.Set<Evidence>().Where(e => e.RegistrationId == claim.Id).OrderByDescending(e => e.AddedAt).Take(MostProofs).Select(e => e.Text).ToListAsync(cancellationToken),
            await context.Set<RegistrationQuestion>().Where(q => q.RegistrationId == claim.Id && q.AnsweredAt != null).OrderByDescending(q => q.AnsweredAt).Select(q => q.Answer).FirstOrDefaultAsync(cancellationToken),
            waiting.Subject == DecisionSubject.Extension ? await context.Set<ExtensionRequest>().AsNoTracking().SingleAsync(e => e.Id == waiting.SubjectId, cancellationToken) : null,
            change,
            change is null ? null : await context.Set<Product>().Where(p => p.Id == change.ProductId).Select(p => p.Name).SingleOrDefaultAsync(cancellationToken),
            claim.InProgramme is not null && rates.TryConvert(claim.Amount, rules.Currency, today, out var size) && (size.Result.Major > limit) != isAbove);
    }
}
