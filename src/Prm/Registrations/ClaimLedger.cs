using System.Security.Cryptography;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Partners;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Registrations;

/// <summary>A file given as proof.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="Content">Its content.</param>
public sealed record ProofFile(string Name, string MediaType, byte[] Content);

/// <summary>What a claim would be after an amendment; what is null stays as it is.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Amount">The amount.</param>
/// <param name="ExpectedClose">The expected close.</param>
/// <param name="Kind">How the partner takes part.</param>
public sealed record ClaimChange(string? ProductId = null, Money? Amount = null, DateOnly? ExpectedClose = null, RegistrationKind? Kind = null);

/// <summary>What its partner, and whoever registered it for the partner, does with a claim: amend, prove, extend, renew, link, withdraw.</summary>
public sealed class ClaimLedger(LedgerWriter writer, IPrm prm, Ids ids)
{
    /// <summary>An amount that rises by more than this runs the rules again after approval (I6).</summary>
    public const decimal FreeRise = 0.25m;

    /// <summary>Largest file of a proof, in bytes.</summary>
    public const int LargestFile = 10 * 1024 * 1024;

    /// <summary>Takes a claim back for its partner (T15).</summary>
    /// <exception cref="PrmException">As <see cref="LedgerWriter.ChangeAsync"/>; <see cref="PrmFailure.Forbidden"/> for people of another firm,
    /// <see cref="PrmFailure.Invalid"/> when the claim is closed already.</exception>
    public Task<DealRegistration> WithdrawAsync(string registrationId, int version, Actor actor, string key, CancellationToken cancellationToken) =>
        writer.ChangeAsync(registrationId, version, $"withdraw {registrationId}", actor, key, async command =>
        {
            await MustBeOfPartnerAsync(command, actor.PersonId);
            MustBeOpen(command.Claim);
            command.Claim.Move(RegistrationStatus.Withdrawn, command.Now);
            return "registration.withdrawn";
        },
        cancellationToken, isOfPartner: true);

    /// <summary>Adds a proof in words, and a file if there is one, to an open claim.</summary>
    /// <exception cref="PrmException">As <see cref="WithdrawAsync"/>; also for a file that is empty or too large.</exception>
    public Task<DealRegistration> AddEvidenceAsync(
        string registrationId, int version, string text, ProofFile? file, Actor actor, string key, CancellationToken cancellationToken) =>
        writer.ChangeAsync(registrationId, version, $"evidence {registrationId} {text}{(file is null ? "" : $" {file.Name} {Hash(file.Content)}")}", actor, key, async command =>
        {
            await MustBeOfPartnerAsync(command, actor.PersonId);
            MustBeOpen(command.Claim);
            if (file is { Content.Length: 0 or > LargestFile })
            {
                throw Refuse("proof.size", "The file is empty or too large.");
            }

            var id = ids.Ulid();
            command.Context.Add(new Evidence { Id = id, RegistrationId = registrationId, AddedBy = actor.PersonId, AddedAt = command.Now, Text = text });
            if (file is not null)
            {
                command.Context.Add(new EvidenceFile
                {
                    EvidenceId = id,
                    Name = Path.GetFileName(file.Name),
                    MediaType = file.MediaType,
                    Sha256 = Hash(file.Content),
                    Content = file.Content,
                });
            }

            return "registration.evidence_added";
        },
        cancellationToken, isOfPartner: true);

    /// <summary>
    /// Changes a claim. While it waits, the rules run again on what it would be. Once approved, a rise of more than a quarter, another
    /// currency or another product runs them again too (I6), and where they want a person the claim stands as it was until one has decided.
    /// </summary>
    /// <exception cref="PrmException">As <see cref="WithdrawAsync"/>; <see cref="PrmFailure.Invalid"/> when a rule refuses what the claim would be.</exception>
    public async Task<DealRegistration> AmendAsync(string registrationId, int version, ClaimChange change, Actor actor, string key, CancellationToken cancellationToken)
    {
        var (request, family, customer) = await AsItWouldBeAsync(registrationId, change, cancellationToken);
        return await writer.ChangeAsync(registrationId, version, $"amend {registrationId} {LedgerRows.Hash(change)}", actor, key, async command =>
        {
            await MustBeOfPartnerAsync(command, actor.PersonId);
            var claim = command.Claim;
            if ((!claim.Status.IsPending() && !claim.Status.HasProtection()) || claim.Outcome is not null)
            {
                throw Refuse("claim.closed", "The claim is closed.");
            }

            await DropAmendmentsAsync(command);
            await VoidHeldAsync(command);
            // Another product is another need: its place in line begins now (ruling 19).
            var another = family != claim.ProductFamily;
            var place = another ? await LedgerRows.NextAsync(command.Context, "receipt", command.Cancellation) : claim.ReceiptSeq;
            var snapshot = await SnapshotReader.ReadAsync(
                command.Context, request, customer, command.Rules, place ?? 0, claim.SubmittedBy, claim.Id, command.Now, command.Cancellation);
            var trace = RegistrationRules.Evaluate(snapshot, command.Rules);
            var amendment = ToAmendment(key, claim, request, family, actor, command.Now);
            if (claim.Status.HasProtection() && !MustBeJudged(claim, amendment))
            {
                // Also what the rules would look at is no reason to refuse a smaller or later deal, unless it makes no sense at all.
                RefuseBy(trace, "R06");
                await TakeOverAsync(command, amendment);
                return "registration.amended";
            }

            RefuseBy(trace);
            await LedgerRows.KeepTraceAsync(command.Context, claim.Id, snapshot, trace, command.Cancellation);
            if (claim.Status.HasProtection() && trace.Verdict != Verdict.Approve)
            {
                amendment.State = RequestState.Open;
                command.Context.Add(amendment);
                return "registration.amendment_asked";
            }

            await TakeOverAsync(command, amendment, snapshot);
            if (!claim.Status.IsPending())
            {
                return "registration.amended";
            }

            (claim.ReceiptSeq, claim.InLineSince) = (place, another ? command.Now : claim.InLineSince);
            await ForgetStepsAsync(command);
            if (trace.Verdict == Verdict.Approve && claim.Status == RegistrationStatus.InReview)
            {
                RegistrationLedger.Protect(claim, command.Rules, $"rules@{command.Rules.Version}", command.Now, command.Now, await DecisionEffects.FreeKeyAsync(command));
                claim.ConflictState = ConflictState.None;
                await DecisionEffects.WarnCompetitorsAsync(command);
                return "registration.approved";
            }

            claim.ConflictState = trace.Verdict == Verdict.Conflict ? ConflictState.Suspected : ConflictState.None;
            return "registration.amended";
        },
        cancellationToken, isOfPartner: true);
    }

    /// <summary>Asks for longer protection (T12): before the end or within the grace after it, with something that happened lately, and not too often.</summary>
    /// <exception cref="PrmException">As <see cref="WithdrawAsync"/>; <see cref="PrmFailure.Invalid"/> for each of these.</exception>
    public async Task<DealRegistration> RequestExtensionAsync(
        string registrationId, int version, int days, string? reason, Actor actor, string key, CancellationToken cancellationToken)
    {
        var activity = await LastSaleActivityAsync(registrationId, cancellationToken);
        return await writer.ChangeAsync(registrationId, version, $"extend {registrationId} {days} {reason}", actor, key, async command =>
        {
            await MustBeOfPartnerAsync(command, actor.PersonId);
            var (claim, now) = (command.Claim, command.Now);
            MustBeExtensible(claim, now);
            if (days < 1 || days > command.Rules.ProtectionDays)
            {
                throw Refuse("extension.days", "Not so many days.");
            }

            if (claim.ExtensionCount >= command.Rules.MaxExtensions)
            {
                throw Refuse("extension.count", "Extended as often as it may be.");
            }

            var since = now.AddDays(-command.Rules.ActivityDays);
            if (!(activity >= since) && !await command.Context.Set<Evidence>().AnyAsync(e => e.RegistrationId == claim.Id && e.AddedAt >= since, command.Cancellation))
            {
                throw Refuse("extension.no_activity", "Nothing happened lately.");
            }

            if (await command.Context.Set<ExtensionRequest>().AnyAsync(r => r.RegistrationId == claim.Id && r.State == RequestState.Open, command.Cancellation))
            {
                throw Refuse("extension.asked", "Asked already.");
            }

            command.Context.Add(new ExtensionRequest
            {
                Id = key,
                RegistrationId = claim.Id,
                RequestedBy = actor.PersonId,
                RequestedAt = now,
                Days = days,
                Reason = reason,
                State = RequestState.Open,
            });
            return "registration.extension_asked";
        },
        cancellationToken, isOfPartner: true);
    }

    /// <summary>Puts an expired claim back into review within the grace (ruling 18), at the end of the line.</summary>
    /// <exception cref="PrmException">As <see cref="WithdrawAsync"/>; <see cref="PrmFailure.Invalid"/> when it has not expired or did so too long ago.</exception>
    public async Task<DealRegistration> RenewAsync(string registrationId, int version, Actor actor, string key, CancellationToken cancellationToken)
    {
        var (request, _, customer) = await AsItWouldBeAsync(registrationId, new ClaimChange(), cancellationToken);
        return await writer.ChangeAsync(registrationId, version, $"renew {registrationId}", actor, key, async command =>
        {
            await MustBeOfPartnerAsync(command, actor.PersonId);
            var (claim, now) = (command.Claim, command.Now);
            if (claim.Status != RegistrationStatus.Expired)
            {
                throw Refuse("renew.not_expired", $"The claim is {claim.Status}.");
            }

            MustBeExtensible(claim, now);
            await VoidHeldAsync(command);
            await ForgetStepsAsync(command);
            await DropExtensionsAsync(command);
            (claim.ReceiptSeq, claim.InLineSince) = (await LedgerRows.NextAsync(command.Context, "receipt", command.Cancellation), now);
            var snapshot = await SnapshotReader.ReadAsync(
                command.Context, request, customer, command.Rules, claim.ReceiptSeq.Value, claim.SubmittedBy, claim.Id, now, command.Cancellation);
            var trace = RegistrationRules.Evaluate(snapshot, command.Rules);
            await LedgerRows.KeepTraceAsync(command.Context, claim.Id, snapshot, trace, command.Cancellation);
            claim.Move(RegistrationStatus.InReview, now);
            claim.ConflictState = trace.Verdict == Verdict.Conflict ? ConflictState.Suspected : ConflictState.None;
            (claim.ApprovedAt, claim.ApprovedBy, claim.ProtectedUntil) = (null, null, null);
            return "registration.renewed";
        },
        cancellationToken, isOfPartner: true);
    }

    /// <summary>
    /// Links an approved claim to its sale (T14), or to a new one made from it. Linking again to the same sale changes nothing. What the seller
    /// forecasts there stays the seller's: amount, close and stage are never touched (I10).
    /// </summary>
    /// <exception cref="PrmException">As <see cref="LedgerWriter.ChangeAsync"/>; <see cref="PrmFailure.Invalid"/> when the claim is not protected, is linked
    /// elsewhere, or the sale belongs to another claim, partner or customer.</exception>
    public Task<DealRegistration> LinkAsync(string registrationId, int version, string? opportunityId, Actor actor, string key, CancellationToken cancellationToken) =>
        writer.ChangeAsync(registrationId, version, $"link {registrationId} {opportunityId}", actor, key, async command =>
        {
            var (context, claim) = (command.Context, command.Claim);
            if (claim.OpportunityId is { } linked && claim.Status == RegistrationStatus.Converted)
            {
                return opportunityId is null || opportunityId == linked ? null : throw Refuse("link.elsewhere", "Linked to another sale.");
            }

            if (!await context.Set<Person>().AnyAsync(
                person => person.Id == actor.PersonId && context.Set<OrganizationRow>().Any(firm => firm.Id == person.OrganizationId && firm.Kind == Access.OrganizationKind.Vendor), command.Cancellation))
            {
                throw new PrmException(PrmFailure.Forbidden, "Sales are the vendor's to link.");
            }

            if (!RegistrationStates.Allows(claim.Status, RegistrationStatus.Converted))
            {
                throw Refuse("link.not_protected", $"The claim is {claim.Status}.");
            }

            var sale = opportunityId is null ? null : await context.Set<Opportunity>().SingleOrDefaultAsync(o => o.Id == opportunityId, command.Cancellation)
                ?? throw new PrmException(PrmFailure.NotFound, "No such opportunity.");
            if (sale is null)
            {
                sale = await NewSaleAsync(command);
                context.Add(sale);
            }
            else if ((sale.PartnerOrgId is { } partner && partner != claim.PartnerOrgId) || (claim.AccountId is { } account && sale.AccountId is { } other && other != account)
                || await context.Set<DealRegistration>().AnyAsync(r => r.OpportunityId == sale.Id && r.Id != claim.Id, command.Cancellation))
            {
                throw Refuse("link.taken", "The sale belongs to another claim, partner or customer.");
            }

            sale.PartnerOrgId ??= claim.PartnerOrgId;
            claim.OpportunityId = sale.Id;
            claim.Move(RegistrationStatus.Converted, command.Now);
            return "registration.linked";
        },
        cancellationToken, isOfPartner: true);

    /// <summary>Notes how the linked sales ended (T14); the customer is free again.</summary>
    /// <returns>How many, at most <paramref name="limit"/>.</returns>
    public async Task<int> CloseDueAsync(int limit, CancellationToken cancellationToken)
    {
        var closed = await writer.SweepAsync(
            (context, _) => context.Set<DealRegistration>().Where(r => r.Status == RegistrationStatus.Converted && r.Outcome == null
                && context.Set<Opportunity>().Any(o => o.Id == r.OpportunityId && o.Stage == OpportunityStage.ClosedWon)).OrderBy(r => r.Id),
            "registration.won", (claim, _) => (claim.Outcome, claim.ProtectionKey) = ("won", null), limit, cancellationToken);
        return closed + await writer.SweepAsync(
            (context, _) => context.Set<DealRegistration>().Where(r => r.Status == RegistrationStatus.Converted && r.Outcome == null
                && context.Set<Opportunity>().Any(o => o.Id == r.OpportunityId && o.Stage == OpportunityStage.ClosedLost)).OrderBy(r => r.Id),
            "registration.lost", (claim, _) => (claim.Outcome, claim.ProtectionKey) = ("lost", null), limit - closed, cancellationToken);
    }

    /// <summary>Makes an amendment part of the claim; one of another product takes its hold on the customer along.</summary>
    internal static async Task TakeOverAsync(ClaimCommand command, Amendment amendment, RegistrationSnapshot? judged = null)
    {
        var claim = command.Claim;
        var another = claim.ProductFamily != amendment.ProductFamily;
        (claim.ProductId, claim.ProductFamily, claim.Kind) = (amendment.ProductId, amendment.ProductFamily, amendment.Kind);
        (claim.AmountMinor, claim.Currency, claim.ExpectedClose) = (amendment.AmountMinor, amendment.Currency, amendment.ExpectedClose);
        if (judged is not null)
        {
            RegistrationLedger.KeepSize(claim, judged, command.Rules);
        }
        else
        {
            var today = DateOnly.FromDateTime(command.Now.UtcDateTime);
            var rates = await SnapshotReader.RatesAsync(command.Context, claim.Currency, command.Rules.Currency, today, command.Cancellation);
            RegistrationLedger.KeepSize(claim, rates.TryConvert(claim.Amount, command.Rules.Currency, today, out var size) ? size : null, command.Rules);
        }

        if (another && (claim.ProtectionKey is not null || claim.Status.HasProtection()))
        {
            // The old hold ends before the new one begins, also where a sharer has it.
            claim.ProtectionKey = null;
            claim.ProtectionKey = await DecisionEffects.FreeKeyAsync(command);
            await DecisionEffects.WarnCompetitorsAsync(command);
        }
    }

    /// <summary>Refuses people of other firms: a claim is its partner's, and whoever's registered it for the partner.</summary>
    internal static async Task MustBeOfPartnerAsync(ClaimCommand command, string personId)
    {
        var claim = command.Claim;
        if (personId != claim.SubmittedBy && personId != claim.OnBehalfBy
            && !await command.Context.Set<Person>().AnyAsync(person => person.Id == personId && person.OrganizationId == claim.PartnerOrgId, command.Cancellation))
        {
            throw new PrmException(PrmFailure.Forbidden, "Not of the partner.", code: "claim.not_yours");
        }
    }

    private async Task<(RegistrationRequest Request, string Family, CustomerFacts Customer)> AsItWouldBeAsync(string registrationId, ClaimChange change, CancellationToken cancellationToken)
    {
        await using var look = await writer.LookAsync(cancellationToken);
        var claim = await LedgerWriter.FindAsync(look, registrationId, cancellationToken);
        var product = change.ProductId ?? claim.ProductId;
        var family = await look.Set<Product>().Where(p => p.Id == product).Select(p => p.Family).SingleOrDefaultAsync(cancellationToken)
            ?? throw Refuse("claim.product", "No such product.");
        var request = new RegistrationRequest(
            claim.PartnerOrgId, claim.OnBehalfBy is not null, claim.Identity, claim.AccountId, product, change.Amount ?? claim.Amount,
            change.ExpectedClose ?? claim.ExpectedClose, change.Kind ?? claim.Kind, claim.Motion);
        var rules = await RuleBook.CurrentAsync(look, cancellationToken);
        return (request, family, await CustomerFacts.ReadAsync(prm, request.Customer, claim.AccountId, rules, cancellationToken));
    }

    private async Task<DateTimeOffset?> LastSaleActivityAsync(string registrationId, CancellationToken cancellationToken)
    {
        await using var look = await writer.LookAsync(cancellationToken);
        return await look.Set<DealRegistration>().Where(r => r.Id == registrationId)
            .Join(look.Set<Opportunity>(), r => r.OpportunityId, o => o.Id, (_, o) => o.LastActivityAt).FirstOrDefaultAsync(cancellationToken);
    }

    private async Task<Opportunity> NewSaleAsync(ClaimCommand command)
    {
        var claim = command.Claim;
        return new Opportunity
        {
            Id = ids.Code("OP", 8),
            AccountId = claim.AccountId,
            ProductId = claim.ProductId,
            Stage = OpportunityStage.Prospect,
            AmountMinor = claim.AmountMinor,
            Currency = claim.Currency,
            CloseDate = claim.ExpectedClose,
            Source = "Partner",
            PartnerOrgId = claim.PartnerOrgId,
            OwnerPersonId = await command.Context.Set<Account>().Where(account => account.Id == claim.AccountId).Select(account => account.OwnerPersonId).SingleOrDefaultAsync(command.Cancellation),
            CreatedAt = command.Now,
            LastActivityAt = command.Now,
        };
    }

    private static Amendment ToAmendment(string key, DealRegistration claim, RegistrationRequest request, string family, Actor actor, DateTimeOffset now) => new()
    {
        Id = key,
        RegistrationId = claim.Id,
        RequestedBy = actor.PersonId,
        RequestedAt = now,
        ProductId = request.ProductId,
        ProductFamily = family,
        Kind = request.Kind,
        AmountMinor = request.Amount.Minor,
        Currency = request.Amount.Currency,
        ExpectedClose = request.ExpectedClose,
        State = RequestState.Granted,
    };

    private static bool MustBeJudged(DealRegistration claim, Amendment amendment) => amendment.ProductId != claim.ProductId || amendment.Currency != claim.Currency
        || amendment.AmountMinor > claim.AmountMinor * (1 + FreeRise);

    // What a rule refuses is refused whole: nothing of it is written.
    private static void RefuseBy(RuleTrace trace, string? only = null)
    {
        if (trace.Findings.FirstOrDefault(finding => finding.Verdict == Verdict.Reject && (only is null || finding.RuleId == only)) is { } refused)
        {
            throw Refuse($"amend.{refused.RuleId}", refused.Reason);
        }
    }

    private static async Task DropAmendmentsAsync(ClaimCommand command)
    {
        foreach (var open in await command.Context.Set<Amendment>().Where(a => a.RegistrationId == command.Claim.Id && a.State == RequestState.Open).ToListAsync(command.Cancellation))
        {
            open.State = RequestState.Dropped;
        }
    }

    private static async Task DropExtensionsAsync(ClaimCommand command)
    {
        foreach (var open in await command.Context.Set<ExtensionRequest>().Where(r => r.RegistrationId == command.Claim.Id && r.State == RequestState.Open).ToListAsync(command.Cancellation))
        {
            open.State = RequestState.Dropped;
        }
    }

    // The first of two approvals was of the claim as it was then.
    private static async Task ForgetStepsAsync(ClaimCommand command) =>
        command.Context.RemoveRange(await command.Context.Set<ApprovalStep>().Where(step => step.RegistrationId == command.Claim.Id).ToListAsync(command.Cancellation));

    // What was decided was decided on another claim than this one is now: nobody was told, so it is looked at again. A revocation has its
    // cause in the partner, who does not escape it by a smaller amount.
    private static async Task VoidHeldAsync(ClaimCommand command)
    {
        foreach (var held in await command.Context.Set<Decision>()
            .Where(d => d.RegistrationId == command.Claim.Id && d.UndoneAt == null && d.ToldAt == null && d.Kind != DecisionKind.Revoke).ToListAsync(command.Cancellation))
        {
            held.UndoneAt = command.Now;
        }

        if (!command.Claim.Status.HasProtection())
        {
            command.Claim.ProtectionKey = null;
        }
    }

    private static void MustBeOpen(DealRegistration claim)
    {
        if (!claim.IsOpen)
        {
            throw Refuse("claim.closed", "The registration is closed.");
        }
    }

    private static void MustBeExtensible(DealRegistration claim, DateTimeOffset now)
    {
        if (!claim.Status.CanBeExtended())
        {
            throw Refuse("extension.not_protected", $"The claim is {claim.Status}.");
        }

        if (claim.ProtectedUntil is not { } until || until.AddDays(RegistrationStates.GraceDays) < now || claim.Outcome is not null)
        {
            throw Refuse("extension.late", "Too long ago.");
        }
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static PrmException Refuse(string code, string message) => new(PrmFailure.Invalid, message, code: code);
}
