using System.Data;
using System.Text.Json;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Registrations;

/// <summary>
/// The one place that writes registrations. Each command carries the key minted with its proposal: the same key gives the same
/// result, whatever crashed in between. A change, its audit row and its feed row share one transaction.
/// </summary>
public sealed class RegistrationLedger(
    IDbContextFactory<PrmDbContext> contexts, SingleWriter writes, IPrm prm, BusinessClock clock, Ids ids)
{
    /// <summary>Receives a confirmed registration, judges it and stores the verdict.</summary>
    /// <returns>The new registration, or the one that was there: for this key, or the partner's own open claim (R08).</returns>
    /// <exception cref="PrmException"><see cref="PrmFailure.Conflict"/> when the key was used for something else.</exception>
    public async Task<SubmissionResult> SubmitAsync(RegistrationRequest request, Actor actor, string key, CancellationToken cancellationToken)
    {
        var customer = await CustomerFacts.ReadAsync(prm, request.Customer, request.AccountId, cancellationToken);
        return await WriteAsync(async (context, token) =>
        {
            if (await LedgerRows.SeenAsync(context, key, LedgerRows.Hash(request), token) is { } seen)
            {
                return await AgainAsync(context, key, seen, token);
            }

            var now = clock.GetUtcNow();
            var rules = RuleSet.From(await context.Set<EngagementRule>().ToListAsync(token));
            var seq = await LedgerRows.NextAsync(context, "receipt", token);
            var snapshot = await SnapshotReader.ReadAsync(context, request, customer, rules, seq, now, token);
            var trace = RegistrationRules.Evaluate(snapshot, rules);
            if (trace.Findings.FirstOrDefault(finding => finding.RuleId == "R08") is { Reference: { } own })
            {
                LedgerRows.Remember(context, key, LedgerRows.Hash(request), own, now);
                return new SubmissionResult(await FindAsync(context, own, token), trace, WasThere: true);
            }

            var registration = await CreateAsync(context, request, customer.AccountId, snapshot, trace, rules, actor, token);
            await ReleaseLapsedAsync(context, ProtectionKey(request.Customer, customer.AccountId, snapshot.ProductFamily), now, token);
            context.Add(registration);
            AddKeys(context, registration);
            context.Add(new StoredTrace
            {
                RegistrationId = registration.Id,
                At = now,
                RuleSetVersion = rules.Version,
                Verdict = trace.Verdict,
                Snapshot = JsonSerializer.Serialize(snapshot),
                Findings = JsonSerializer.Serialize(trace.Findings),
            });
            LedgerRows.Record(context, actor, "registration.submitted", registration, key, now, null);
            if (registration.Status == RegistrationStatus.Approved)
            {
                LedgerRows.Record(context, actor with { PersonId = registration.ApprovedBy! }, "registration.approved", registration, key, now, null);
            }

            LedgerRows.Remember(context, key, LedgerRows.Hash(request), registration.Id, now);
            return new SubmissionResult(registration, trace, WasThere: false);
        },
        cancellationToken);
    }

    // What the first time gave: with the verdict when this key made the registration, without when it had been there before.
    private static async Task<SubmissionResult> AgainAsync(PrmDbContext context, string key, string id, CancellationToken cancellationToken)
    {
        var made = await context.Set<ChangeRow>().AnyAsync(row => row.EntityId == id && row.IdempotencyKey == key, cancellationToken);
        var stored = made
            ? await context.Set<StoredTrace>().AsNoTracking().Where(trace => trace.RegistrationId == id).OrderBy(trace => trace.At).FirstOrDefaultAsync(cancellationToken)
            : null;
        var trace = stored is null ? null : new RuleTrace(stored.RuleSetVersion, stored.Verdict, JsonSerializer.Deserialize<List<RuleFinding>>(stored.Findings)!);
        return new SubmissionResult(await FindAsync(context, id, cancellationToken), trace, WasThere: !made);
    }

    /// <summary>Takes a claim back for its partner. Withdrawing twice changes nothing.</summary>
    /// <exception cref="PrmException"><see cref="PrmFailure.NotFound"/>, <see cref="PrmFailure.Conflict"/> when the claim changed
    /// since <paramref name="version"/>, or <see cref="PrmFailure.Invalid"/> when it is closed already.</exception>
    public Task<DealRegistration> WithdrawAsync(string registrationId, int version, Actor actor, string key, CancellationToken cancellationToken) =>
        ChangeAsync(registrationId, version, $"withdraw {registrationId}", actor, key, "registration.withdrawn", (_, registration, now) =>
        {
            if (!registration.IsOpen)
            {
                throw new PrmException(PrmFailure.Invalid, "The registration is closed.");
            }

            MoveTo(registration, RegistrationStatus.Withdrawn, now);
            registration.DecisionDue = null;
        },
        cancellationToken);

    /// <summary>Adds a proof in the partner's words to an open claim.</summary>
    /// <exception cref="PrmException">As <see cref="WithdrawAsync"/>.</exception>
    public Task<DealRegistration> AddEvidenceAsync(
        string registrationId, int version, string text, Actor actor, string key, CancellationToken cancellationToken) =>
        ChangeAsync(registrationId, version, $"evidence {registrationId} {text}", actor, key, "registration.evidence_added", (context, registration, now) =>
        {
            if (!registration.IsOpen)
            {
                throw new PrmException(PrmFailure.Invalid, "The registration is closed.");
            }

            context.Add(new Evidence { Id = ids.Ulid(), RegistrationId = registration.Id, AddedBy = actor.PersonId, AddedAt = now, Text = text });
        },
        cancellationToken);

    /// <summary>Ends the protection of claims whose day has passed (T13).</summary>
    /// <returns>How many ended, at most <paramref name="limit"/>.</returns>
    public async Task<int> ExpireDueAsync(int limit, CancellationToken cancellationToken)
    {
        IQueryable<DealRegistration> Due(PrmDbContext context, DateTimeOffset now) => context.Set<DealRegistration>()
            .Where(r => r.Status == RegistrationStatus.Approved && r.ProtectedUntil != null && r.ProtectedUntil < now);
        await using (var look = await contexts.CreateDbContextAsync(cancellationToken))
        {
            if (!await Due(look, clock.GetUtcNow()).AnyAsync(cancellationToken))
            {
                return 0;
            }
        }

        return await WriteAsync(async (context, token) =>
        {
            var now = clock.GetUtcNow();
            var due = await Due(context, now).OrderBy(r => r.ProtectedUntil).Take(limit).ToListAsync(token);
            foreach (var registration in due)
            {
                Expire(context, registration, now);
            }

            return due.Count;
        },
        cancellationToken);
    }

    /// <summary>The identity a claim protects: the account when known, else the domain, else name and country.</summary>
    public static string IdentityKey(CompanyIdentity customer, string? accountId) => accountId is not null ? $"acc:{accountId}"
        : RegistrableDomain.TryParse(customer.Domain ?? "", out var domain) && !RegistrableDomain.IsFreeMail(domain) && !RegistrableDomain.IsSharedHost(domain) ? $"dom:{domain}"
        : $"name:{CompanyName.Key(customer.Name, customer.Country)}|{customer.Country}";

    /// <summary>What at most one protected claim may hold: the customer and the product family.</summary>
    internal static string ProtectionKey(CompanyIdentity customer, string? accountId, string family) => $"{IdentityKey(customer, accountId)}/{family}";

    /// <summary>Writes the look-up keys of a registration.</summary>
    internal static void AddKeys(PrmDbContext context, DealRegistration registration)
    {
        foreach (var key in AccountKeys.Of(registration.Identity))
        {
            context.Add(new RegistrationKey { RegistrationId = registration.Id, Kind = key.Kind, Key = key.Key });
        }
    }

    private async Task<DealRegistration> CreateAsync(
        PrmDbContext context, RegistrationRequest request, string? accountId, RegistrationSnapshot snapshot, RuleTrace trace, RuleSet rules,
        Actor actor, CancellationToken cancellationToken)
    {
        var approved = trace.Verdict == Verdict.Approve;
        var rejected = trace.Verdict == Verdict.Reject;
        var now = snapshot.Now;
        return new DealRegistration
        {
            Id = await NumberAsync(context, cancellationToken),
            PartnerOrgId = request.PartnerOrgId,
            SubmittedBy = actor.PersonId,
            OnBehalfBy = request.OnBehalf ? actor.PersonId : null,
            Kind = request.Kind,
            CustomerName = request.Customer.Name,
            CustomerDomain = request.Customer.Domain,
            CustomerCountry = request.Customer.Country!,
            CustomerPostalCode = request.Customer.PostalCode,
            AccountId = accountId,
            ProductId = request.ProductId,
            ProductFamily = snapshot.ProductFamily,
            AmountMinor = request.Amount.Minor,
            Currency = request.Amount.Currency,
            ExpectedClose = request.ExpectedClose,
            Status = approved ? RegistrationStatus.Approved : rejected ? RegistrationStatus.Rejected : RegistrationStatus.InReview,
            StatusSince = now,
            ReceiptSeq = snapshot.ReceiptSeq,
            SubmittedAt = now,
            DecisionDue = approved || rejected ? null : await DecisionClock.DueAsync(context, request.PartnerOrgId, rules, now, cancellationToken),
            ApprovedAt = approved ? now : null,
            ApprovedBy = approved ? $"rules@{rules.Version}" : null,
            ProtectedUntil = approved ? now.AddDays(rules.ProtectionDays) : null,
            ProtectionKey = approved ? ProtectionKey(request.Customer, accountId, snapshot.ProductFamily) : null,
            ConflictState = trace.Verdict == Verdict.Conflict ? ConflictState.Suspected : ConflictState.None,
            RejectReason = !rejected ? null : trace.Findings.Any(f => f.RuleId == "R14" && f.Verdict == Verdict.Reject) ? "BelowMinimum" : "NotEligible",
            RuleSetVersion = rules.Version,
        };
    }

    private async Task<string> NumberAsync(PrmDbContext context, CancellationToken cancellationToken)
    {
        // Four characters are easy to say; when they get crowded the number grows instead of failing.
        for (var length = 4; ; length++)
        {
            for (var attempt = 0; attempt < 8; attempt++)
            {
                var number = ids.Code("DR", length);
                if (!await context.Set<DealRegistration>().AnyAsync(r => r.Id == number, cancellationToken))
                {
                    return number;
                }
            }
        }
    }

    private Task<DealRegistration> ChangeAsync(
        string registrationId, int version, string request, Actor actor, string key, string action,
        Action<PrmDbContext, DealRegistration, DateTimeOffset> change, CancellationToken cancellationToken) => WriteAsync(async (context, token) =>
    {
        if (await LedgerRows.SeenAsync(context, key, LedgerRows.Hash(request), token) is { } seen)
        {
            return await FindAsync(context, seen, token);
        }

        var registration = await FindAsync(context, registrationId, token);
        if (registration.Version != version)
        {
            throw new PrmException(PrmFailure.Conflict, "The registration changed meanwhile.");
        }

        var now = clock.GetUtcNow();
        var before = registration.Status;
        change(context, registration, now);
        registration.Version++;
        LedgerRows.Record(context, actor, action, registration, key, now, before);
        LedgerRows.Remember(context, key, LedgerRows.Hash(request), registrationId, now);
        return registration;
    },
    cancellationToken);

    private Task<T> WriteAsync<T>(Func<PrmDbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken) => writes.RunAsync(
        async token =>
        {
            await using var context = await contexts.CreateDbContextAsync(token);
            await using var transaction = await context.Database.BeginTransactionAsync(IsolationLevel.Serializable, token);
            var result = await work(context, token);
            await context.SaveChangesAsync(token);
            await transaction.CommitAsync(token);
            return result;
        },
        cancellationToken);

    // A claim whose day has passed holds nothing any more, whether or not the sweep came by; a linked one is never swept at all.
    // Looked for in every submission, so that all cost the same (ruling 6).
    private static async Task ReleaseLapsedAsync(PrmDbContext context, string key, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var holder = await context.Set<DealRegistration>().SingleOrDefaultAsync(r => r.ProtectionKey == key && r.ProtectedUntil <= now, cancellationToken);
        if (holder is { Status: RegistrationStatus.Approved })
        {
            Expire(context, holder, now);
        }
        else if (holder is not null)
        {
            holder.ProtectionKey = null;
        }
    }

    private static void Expire(PrmDbContext context, DealRegistration registration, DateTimeOffset now)
    {
        MoveTo(registration, RegistrationStatus.Expired, now);
        registration.Version++;
        LedgerRows.Record(context, new Actor("clock", "Clock", registration.Id), "registration.expired", registration, null, now, RegistrationStatus.Approved);
    }

    private static void MoveTo(DealRegistration registration, RegistrationStatus status, DateTimeOffset now)
    {
        registration.Status = status;
        registration.StatusSince = now;
        registration.ProtectionKey = null;
    }

    private static async Task<DealRegistration> FindAsync(PrmDbContext context, string id, CancellationToken cancellationToken) =>
        await context.Set<DealRegistration>().SingleOrDefaultAsync(r => r.Id == id, cancellationToken)
        ?? throw new PrmException(PrmFailure.NotFound, "No such registration.");
}
