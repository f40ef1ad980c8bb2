using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Conflicts;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Registrations;

/// <summary>
/// A refusal or revocation is looked at again once, by a regional manager who has not decided it (domain §5). What is closed stays closed: the
/// appeal is a claim of its own, linked to the first, with the first one's place in time.
/// </summary>
public sealed class AppealLedger(LedgerWriter writer, IPrm prm, Ids ids)
{
    /// <summary>Asks to have a refused or revoked claim looked at again, for a reason in the partner's words.</summary>
    /// <returns>The new claim, in review.</returns>
    /// <exception cref="PrmException"><see cref="PrmFailure.NotFound"/>, <see cref="PrmFailure.Forbidden"/> for people of another firm,
    /// <see cref="PrmFailure.Invalid"/> for a claim that was not refused, too late, or looked at again already.</exception>
    public async Task<DealRegistration> AppealAsync(string registrationId, string reason, Actor actor, string key, CancellationToken cancellationToken)
    {
        var (refused, customer) = await AsItWasAsync(registrationId, cancellationToken);
        return await writer.WriteAsync(
            async (context, token) =>
            {
                var request = $"appeal {registrationId} {reason}";
                if (await LedgerRows.SeenAsync(context, key, LedgerRows.Hash(request), token) is { } seen)
                {
                    return await LedgerWriter.FindAsync(context, seen, token);
                }

                var (first, now) = (await LedgerWriter.FindAsync(context, registrationId, token), writer.Clock.GetUtcNow());
                var rules = await RuleBook.CurrentAsync(context, token);
                await ClaimLedger.MustBeOfPartnerAsync(new ClaimCommand(context, first, rules, now, token), actor.PersonId);
                if (string.IsNullOrWhiteSpace(reason) || reason.Length > ReviewLedger.LongestText)
                {
                    throw Refuse("answer.length", "The reason is empty or too long.");
                }

                if (first.Status is not (RegistrationStatus.Rejected or RegistrationStatus.Revoked))
                {
                    throw Refuse("appeal.not_refused", $"The claim is {first.Status}.");
                }

                if (first.AppealOf is not null || await context.Set<DealRegistration>().AnyAsync(r => r.AppealOf == first.Id, token))
                {
                    throw Refuse("appeal.once", "It was looked at again already.");
                }

                var (_, calendar) = await new ClockHours(context, now).OfAsync(first, Sla.ClockKind.Answer, token);
                if (calendar.Due(first.StatusSince, calendar.StandardDay * rules.AppealBusinessDays) < now)
                {
                    throw Refuse("appeal.late", "Too long ago.");
                }

                var claim = Again(first, await LedgerRows.NumberAsync(context, ids, token), now);
                claim.ReceiptSeq = await LedgerRows.NextAsync(context, "receipt", token);
                var snapshot = await SnapshotReader.ReadAsync(context, refused, customer, rules, claim.ReceiptSeq.Value, first.SubmittedBy, first.Id, now, token);
                var trace = RegistrationRules.Evaluate(snapshot, rules);
                RegistrationLedger.KeepSize(claim, snapshot, rules);
                context.Add(claim);
                RegistrationLedger.AddKeys(context, claim);
                await LedgerRows.KeepTraceAsync(context, claim.Id, snapshot, trace, token);
                claim.Move(RegistrationStatus.InReview, now);
                // Also where the rules refuse it for something else: whoever stands against it is a side.
                claim.ConflictState = trace.Findings.Any(finding => finding.Verdict == Verdict.Conflict) ? ConflictState.Suspected : ConflictState.None;
                context.Add(new Evidence { Id = ids.Ulid(), RegistrationId = claim.Id, AddedBy = actor.PersonId, AddedAt = now, Text = reason });
                await CopyProofsAsync(context, first.Id, claim.Id, token);
                await ClaimClocks.BeginAsync(context, claim, rules, now, token);
                LedgerRows.Record(context, actor, "registration.appealed", claim, key, now, null);
                LedgerRows.Remember(context, key, LedgerRows.Hash(request), claim.Id, now);
                return claim;
            },
            cancellationToken);
    }

    // What was shown for the first claim speaks for this one too.
    private async Task CopyProofsAsync(Storage.PrmDbContext context, string from, string to, CancellationToken cancellationToken)
    {
        foreach (var proof in await context.Set<Evidence>().AsNoTracking().Where(e => e.RegistrationId == from).OrderBy(e => e.Id).ToListAsync(cancellationToken))
        {
            var copy = new Evidence { Id = ids.Ulid(), RegistrationId = to, AddedBy = proof.AddedBy, AddedAt = proof.AddedAt, Text = proof.Text };
            context.Add(copy);
            if (await context.Set<EvidenceFile>().AsNoTracking().SingleOrDefaultAsync(file => file.EvidenceId == proof.Id, cancellationToken) is { } file)
            {
                context.Add(new EvidenceFile { EvidenceId = copy.Id, Name = file.Name, MediaType = file.MediaType, Sha256 = file.Sha256, Content = file.Content });
            }

            if (await context.Set<DisputeProof>().AsNoTracking().SingleOrDefaultAsync(weighed => weighed.Id == proof.Id, cancellationToken) is { } weight)
            {
                context.Add(new DisputeProof { Id = copy.Id, SubjectId = to, Kind = weight.Kind, HappenedOn = weight.HappenedOn, WeighedBy = weight.WeighedBy, WeighedAt = weight.WeighedAt });
            }
        }
    }

    private static DealRegistration Again(DealRegistration first, string number, DateTimeOffset now) => new()
    {
        Id = number,
        AppealOf = first.Id,
        PartnerOrgId = first.PartnerOrgId,
        SubmittedBy = first.SubmittedBy,
        OnBehalfBy = first.OnBehalfBy,
        Kind = first.Kind,
        Motion = first.Motion,
        CustomerName = first.CustomerName,
        CustomerDomain = first.CustomerDomain,
        CustomerCountry = first.CustomerCountry,
        CustomerPostalCode = first.CustomerPostalCode,
        AccountId = first.AccountId,
        ProductId = first.ProductId,
        ProductFamily = first.ProductFamily,
        AmountMinor = first.AmountMinor,
        Currency = first.Currency,
        ExpectedClose = first.ExpectedClose,
        Status = RegistrationStatus.Submitted,
        StatusSince = now,
        // Its place in time is the first one's: an appeal is no later claim.
        SubmittedAt = first.SubmittedAt,
        InLineSince = first.InLineSince ?? first.SubmittedAt,
    };

    private async Task<(RegistrationRequest Request, CustomerFacts Customer)> AsItWasAsync(string registrationId, CancellationToken cancellationToken)
    {
        await using var look = await writer.LookAsync(cancellationToken);
        var claim = await LedgerWriter.FindAsync(look, registrationId, cancellationToken);
        var request = new RegistrationRequest(
            claim.PartnerOrgId, claim.OnBehalfBy is not null, claim.Identity, claim.AccountId, claim.ProductId, claim.Amount, claim.ExpectedClose, claim.Kind, claim.Motion);
        return (request, await CustomerFacts.ReadAsync(prm, request.Customer, claim.AccountId, await RuleBook.CurrentAsync(look, cancellationToken), cancellationToken));
    }

    private static PrmException Refuse(string code, string message) => new(PrmFailure.Invalid, message, code: code);
}
