using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Registrations;

/// <summary>
/// Receives claims and judges them. Each command carries the key minted with its proposal: the same key gives the same result,
/// whatever crashed in between. What people do with a claim afterwards is in <see cref="ReviewLedger"/> and <see cref="ClaimLedger"/>.
/// </summary>
public sealed class RegistrationLedger(LedgerWriter writer, IPrm prm, Ids ids)
{
    /// <summary>Receives a confirmed registration, judges it and stores the verdict.</summary>
    /// <returns>The new registration, or the one that was there: for this key, or the partner's own open claim (R08).</returns>
    /// <exception cref="PrmException"><see cref="PrmFailure.Conflict"/> when the key was used for something else.</exception>
    public async Task<SubmissionResult> SubmitAsync(RegistrationRequest request, Actor actor, string key, CancellationToken cancellationToken)
    {
        var rules = await CurrentAsync(cancellationToken);
        var customer = await CustomerFacts.ReadAsync(prm, request.Customer, request.AccountId, rules, cancellationToken);
        return await writer.WriteAsync(
            async (context, token) =>
            {
                if (await LedgerRows.SeenAsync(context, key, LedgerRows.Hash(request), token) is { } seen)
                {
                    return await AgainAsync(context, key, seen, token);
                }

                var now = writer.Clock.GetUtcNow();
                var inForce = await RuleBook.CurrentAsync(context, token);
                var seq = await LedgerRows.NextAsync(context, "receipt", token);
                var snapshot = await SnapshotReader.ReadAsync(context, request, customer, inForce, seq, actor.PersonId, null, now, token);
                var trace = RegistrationRules.Evaluate(snapshot, inForce);
                if (trace.Findings.FirstOrDefault(finding => finding.RuleId == "R08") is { Reference: { } own })
                {
                    LedgerRows.Remember(context, key, LedgerRows.Hash(request), own, now);
                    return new SubmissionResult(await LedgerWriter.FindAsync(context, own, token), trace, WasThere: true);
                }

                var claim = await CreateAsync(context, request, customer.AccountId, snapshot, actor, token);
                await ReleaseLapsedAsync(context, ProtectionKey(request.Customer, customer.AccountId, snapshot.ProductFamily), now, token);
                context.Add(claim);
                AddKeys(context, claim);
                await LedgerRows.KeepTraceAsync(context, claim.Id, snapshot, trace, token);
                Judge(claim, snapshot, trace, inForce);
                await ClaimClocks.BeginAsync(context, claim, inForce, now, token);
                LedgerRows.Record(context, actor, "registration.submitted", claim, key, now, null);
                if (claim.Status == RegistrationStatus.Approved)
                {
                    LedgerRows.Record(context, actor with { PersonId = claim.ApprovedBy! }, "registration.approved", claim, key, now, null);
                }

                LedgerRows.Remember(context, key, LedgerRows.Hash(request), claim.Id, now);
                return new SubmissionResult(claim, trace, WasThere: false);
            },
            cancellationToken);
    }

    /// <summary>Runs the rules on the submitter's own words and records alone, as they may be told before the press (ruling 2).</summary>
    public async Task<(RegistrationSnapshot Snapshot, RuleTrace Trace)> CheckOwnAsync(RegistrationRequest request, CancellationToken cancellationToken)
    {
        await using var context = await writer.LookAsync(cancellationToken);
        var rules = await RuleBook.CurrentAsync(context, cancellationToken);
        var snapshot = await SnapshotReader.ReadOwnAsync(context, request, rules, writer.Clock.GetUtcNow(), cancellationToken);
        return (snapshot, RegistrationRules.EvaluateOwn(snapshot, rules));
    }

    /// <summary>Ends the protection of claims whose day has passed (T13).</summary>
    /// <returns>How many ended, at most <paramref name="limit"/>.</returns>
    public Task<int> ExpireDueAsync(int limit, CancellationToken cancellationToken) => writer.SweepAsync(
        (context, now) => context.Set<DealRegistration>()
            .Where(r => r.Status == RegistrationStatus.Approved && r.ProtectedUntil != null && r.ProtectedUntil < now).OrderBy(r => r.ProtectedUntil),
        "registration.expired", (claim, now) => claim.Move(RegistrationStatus.Expired, now), limit, cancellationToken);

    /// <summary>The identity a claim protects: the account when known, else the domain, else name and country.</summary>
    public static string IdentityKey(CompanyIdentity customer, string? accountId) => accountId is not null ? $"acc:{accountId}"
        : RegistrableDomain.TryParse(customer.Domain ?? "", out var domain) && !RegistrableDomain.IsFreeMail(domain) && !RegistrableDomain.IsSharedHost(domain) ? $"dom:{domain}"
        : $"name:{CompanyName.Key(customer.Name, customer.Country)}|{customer.Country}";

    /// <summary>What at most one protected claim may hold: the customer and the product family.</summary>
    internal static string ProtectionKey(CompanyIdentity customer, string? accountId, string family) => $"{IdentityKey(customer, accountId)}/{family}";

    /// <summary>Protects a claim from now on (T3, T6, T11): the one place that does.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="rules">The numbers in force.</param>
    /// <param name="by">Who approved.</param>
    /// <param name="approvedAt">When.</param>
    /// <param name="now">The moment.</param>
    /// <param name="key">What it holds the customer by; null for one that shares the customer with the claim that does.</param>
    internal static void Protect(DealRegistration claim, RuleSet rules, string by, DateTimeOffset approvedAt, DateTimeOffset now, string? key)
    {
        claim.ProtectionKey = key;
        claim.Move(RegistrationStatus.Approved, now);
        (claim.ApprovedAt, claim.ApprovedBy, claim.ProtectedUntil) = (approvedAt, by, approvedAt.AddDays(rules.ProtectionDays));
    }

    /// <summary>Writes the look-up keys of a registration.</summary>
    internal static void AddKeys(PrmDbContext context, DealRegistration registration)
    {
        foreach (var key in AccountKeys.Of(registration.Identity))
        {
            context.Add(new RegistrationKey { RegistrationId = registration.Id, Kind = key.Kind, Key = key.Key });
        }
    }

    /// <summary>The amount in the programme's currency at the snapshot, kept with the claim.</summary>
    internal static void KeepSize(DealRegistration claim, RegistrationSnapshot snapshot, RuleSet rules)
    {
        claim.RuleSetVersion = rules.Version;
        KeepSize(claim, snapshot.InProgramme, rules);
    }

    /// <summary>The same from a conversion, null when there was none.</summary>
    internal static void KeepSize(DealRegistration claim, FxConversion? size, RuleSet rules)
    {
        var rate = claim.Currency == rules.Currency ? null : size?.Rate;
        (claim.ProgrammeMinor, claim.ProgrammeCurrency) = (size?.Result.Minor, size is null ? null : rules.Currency);
        (claim.Rate, claim.RateAsOf) = (rate?.Rate, rate?.AsOf);
    }

    // What the first time gave: with the verdict when this key made the registration, without when it had been there before.
    private static async Task<SubmissionResult> AgainAsync(PrmDbContext context, string key, string id, CancellationToken cancellationToken)
    {
        var made = await context.Set<ChangeRow>().AnyAsync(row => row.EntityId == id && row.IdempotencyKey == key, cancellationToken);
        var trace = made ? await LedgerRows.FirstTraceAsync(context, id, cancellationToken) : null;
        return new SubmissionResult(await LedgerWriter.FindAsync(context, id, cancellationToken), trace, WasThere: !made);
    }

    // A claim is received first and judged then (T2, then T3, T4 or T5), in one transaction.
    private static void Judge(DealRegistration claim, RegistrationSnapshot snapshot, RuleTrace trace, RuleSet rules)
    {
        var now = snapshot.Now;
        switch (trace.Verdict)
        {
            case Verdict.Approve:
                Protect(claim, rules, $"rules@{rules.Version}", now, now, ProtectionKey(claim.Identity, claim.AccountId, claim.ProductFamily));
                break;

            case Verdict.Reject:
                claim.Move(RegistrationStatus.Rejected, now);
                claim.RejectReason = RejectReasons.Of(trace);
                break;

            default:
                claim.Move(RegistrationStatus.InReview, now);
                claim.ConflictState = trace.Verdict == Verdict.Conflict ? ConflictState.Suspected : ConflictState.None;
                break;
        }
    }

    private async Task<DealRegistration> CreateAsync(
        PrmDbContext context, RegistrationRequest request, string? accountId, RegistrationSnapshot snapshot, Actor actor, CancellationToken cancellationToken)
    {
        var claim = new DealRegistration
        {
            Id = await LedgerRows.NumberAsync(context, ids, cancellationToken),
            PartnerOrgId = request.PartnerOrgId,
            SubmittedBy = actor.PersonId,
            OnBehalfBy = request.OnBehalf ? actor.PersonId : null,
            Kind = request.Kind,
            Motion = request.Motion,
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
            Status = RegistrationStatus.Submitted,
            StatusSince = snapshot.Now,
            ReceiptSeq = snapshot.ReceiptSeq,
            SubmittedAt = snapshot.Now,
            InLineSince = snapshot.Now,
        };
        KeepSize(claim, snapshot, await RuleBook.CurrentAsync(context, cancellationToken));
        return claim;
    }

    private async Task<RuleSet> CurrentAsync(CancellationToken cancellationToken)
    {
        await using var context = await writer.LookAsync(cancellationToken);
        return await RuleBook.CurrentAsync(context, cancellationToken);
    }

    // A claim whose day has passed holds nothing any more, whether or not the sweep came by; a linked one is never swept at all. One that
    // was given longer and not told yet still holds.
    // Looked for in every submission, so that all cost the same (ruling 6).
    internal static async Task ReleaseLapsedAsync(PrmDbContext context, string key, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var holder = await context.Set<DealRegistration>().SingleOrDefaultAsync(
            r => r.ProtectionKey == key && r.ProtectedUntil <= now
                && !context.Set<Decision>().Any(d => d.RegistrationId == r.Id && d.Kind == DecisionKind.GrantExtension && d.UndoneAt == null && d.ToldAt == null),
            cancellationToken);
        if (holder is { Status: RegistrationStatus.Approved })
        {
            LedgerWriter.ByClock(context, holder, "registration.expired", now, (claim, at) => claim.Move(RegistrationStatus.Expired, at));
        }
        else if (holder is not null)
        {
            holder.ProtectionKey = null;
        }
    }
}
