using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Conflicts;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Registrations;

/// <summary>When a decision is told.</summary>
/// <param name="Hold">Time between the press and the telling, in which it can be undone (ruling 12).</param>
/// <param name="At">In strict mode the time of day, UTC, at which all decisions are told; null tells each after <paramref name="Hold"/>.</param>
public sealed record TellingOptions(TimeSpan Hold, TimeOnly? At = null)
{
    /// <summary>Sixty seconds.</summary>
    public static readonly TellingOptions Standard = new(TimeSpan.FromSeconds(60));

    /// <summary>When a decision of this moment is told.</summary>
    public DateTimeOffset TellAt(DateTimeOffset now)
    {
        var soonest = now + Hold;
        if (At is not { } time)
        {
            return soonest;
        }

        var today = new DateTimeOffset(DateOnly.FromDateTime(soonest.UtcDateTime), time, TimeSpan.Zero);
        return today >= soonest ? today : today.AddDays(1);
    }
}

/// <summary>
/// What people decide on claims (T6 to T11, T16). Whoever presses is checked again here: in scope, not the submitter, without an interest
/// (I3). A decision is held until it is told; until then whoever made it can take it back.
/// </summary>
public sealed class ReviewLedger(LedgerWriter writer, TellingOptions telling)
{
    /// <summary>Longest question, answer or remark, in characters.</summary>
    public const int LongestText = 2_000;

    /// <summary>Approves a claim: the first of two approvals where two people decide, else for good.</summary>
    /// <exception cref="PrmException">As <see cref="LedgerWriter.ChangeAsync"/>; <see cref="PrmFailure.Forbidden"/> for who may not decide,
    /// <see cref="PrmFailure.Invalid"/> when there is nothing to decide or another claim holds the customer.</exception>
    public Task<DealRegistration> ApproveAsync(string registrationId, int version, Actor actor, string key, CancellationToken cancellationToken) =>
        writer.ChangeAsync(registrationId, version, $"approve {registrationId}", actor, key, async command =>
        {
            var (claim, now) = (command.Claim, command.Now);
            var (reading, approver) = await MayDecideAsync(command, actor.PersonId);
            if (reading.NeedsTwo && reading.Steps.Count == 0)
            {
                command.Context.Add(new ApprovalStep
                {
                    RegistrationId = claim.Id,
                    Number = 1,
                    PersonId = actor.PersonId,
                    ForPerson = approver.ForPerson,
                    Role = approver.Role,
                    At = now,
                });
                claim.UnseenChanges++;
                return "registration.step_approved";
            }

            await HoldCustomerAsync(command);
            Hold(command, DecisionKind.Approve, key, actor.PersonId, approver.ForPerson);
            return "registration.decided";
        },
        cancellationToken);

    /// <summary>Refuses a claim for a reason of the closed list, with words where the reason is another one.</summary>
    /// <exception cref="PrmException">As <see cref="ApproveAsync"/>; also for an unknown reason, missing words and words that name another firm.</exception>
    public Task<DealRegistration> RejectAsync(string registrationId, int version, string reason, string? text, Actor actor, string key, CancellationToken cancellationToken) =>
        writer.ChangeAsync(registrationId, version, $"reject {registrationId} {reason} {text}", actor, key, async command =>
        {
            if (!RejectReasons.All.Contains(reason))
            {
                throw Refuse("reason.unknown", $"No reason '{reason}'.");
            }

            if (reason == "Other" && string.IsNullOrWhiteSpace(text))
            {
                throw Refuse("reason.words", "Another reason needs words.");
            }

            var (_, approver) = await MayDecideAsync(command, actor.PersonId);
            await CheckWordsAsync(command, text);
            Hold(command, DecisionKind.Reject, key, actor.PersonId, approver.ForPerson, reason, text);
            return "registration.decided";
        },
        cancellationToken);

    /// <summary>Asks the partner; the time to decide stops (T7).</summary>
    /// <exception cref="PrmException">As <see cref="ApproveAsync"/>; also for an empty question and one that names another firm.</exception>
    public Task<DealRegistration> AskAsync(string registrationId, int version, string question, Actor actor, string key, CancellationToken cancellationToken) =>
        writer.ChangeAsync(registrationId, version, $"ask {registrationId} {question}", actor, key, async command =>
        {
            if (string.IsNullOrWhiteSpace(question) || question.Length > LongestText)
            {
                throw Refuse("question.length", "The question is empty or too long.");
            }

            var (claim, now) = (command.Claim, command.Now);
            await MayDecideAsync(command, actor.PersonId, isQuestion: true);
            await CheckWordsAsync(command, question);
            claim.Move(RegistrationStatus.NeedsInfo, now);
            command.Context.Add(new RegistrationQuestion { Id = key, RegistrationId = claim.Id, AskedBy = actor.PersonId, AskedAt = now, Text = question });
            return "registration.asked";
        },
        cancellationToken);

    /// <summary>Answers the open question; the time to decide runs on (T8).</summary>
    /// <exception cref="PrmException">As <see cref="LedgerWriter.ChangeAsync"/>; <see cref="PrmFailure.Forbidden"/> for people of another firm,
    /// <see cref="PrmFailure.Invalid"/> when nothing is asked.</exception>
    public Task<DealRegistration> AnswerAsync(string registrationId, int version, string answer, Actor actor, string key, CancellationToken cancellationToken) =>
        writer.ChangeAsync(registrationId, version, $"answer {registrationId} {answer}", actor, key, async command =>
        {
            var (claim, now) = (command.Claim, command.Now);
            if (string.IsNullOrWhiteSpace(answer) || answer.Length > LongestText)
            {
                throw Refuse("answer.length", "The answer is empty or too long.");
            }

            await ClaimLedger.MustBeOfPartnerAsync(command, actor.PersonId);
            var question = await command.Context.Set<RegistrationQuestion>().Where(q => q.RegistrationId == claim.Id && q.AnsweredAt == null)
                .OrderByDescending(q => q.AskedAt).FirstOrDefaultAsync(command.Cancellation);
            if (claim.Status != RegistrationStatus.NeedsInfo || question is null)
            {
                throw Refuse("answer.nothing_asked", "Nothing is asked.");
            }

            (question.AnsweredBy, question.AnsweredAt, question.Answer) = (actor.PersonId, now, answer);
            claim.Move(RegistrationStatus.InReview, now);
            return "registration.answered";
        },
        cancellationToken, isOfPartner: true);

    /// <summary>Takes protection away for a cause of the closed list (T16); a regional manager's decision.</summary>
    /// <exception cref="PrmException">As <see cref="ApproveAsync"/>.</exception>
    public Task<DealRegistration> RevokeAsync(string registrationId, int version, string cause, string text, Actor actor, string key, CancellationToken cancellationToken) =>
        writer.ChangeAsync(registrationId, version, $"revoke {registrationId} {cause} {text}", actor, key, async command =>
        {
            if (!RejectReasons.Revocations.Contains(cause) || string.IsNullOrWhiteSpace(text))
            {
                throw Refuse("reason.unknown", "A revocation has a cause of the list and words.");
            }

            if (!RegistrationStates.Allows(command.Claim.Status, RegistrationStatus.Revoked))
            {
                throw Refuse("decision.not_protected", "Nothing is protected.");
            }

            var (_, approver) = await MayDecideAsync(command, actor.PersonId, status: command.Claim.Status, isRegional: true);
            await CheckWordsAsync(command, text);
            Hold(command, DecisionKind.Revoke, key, actor.PersonId, approver.ForPerson, cause, text);
            return "registration.decided";
        },
        cancellationToken);

    /// <summary>Decides on a wish for longer protection (T12): up to one standard extension by any approver, longer ones by a regional manager.</summary>
    /// <exception cref="PrmException">As <see cref="ApproveAsync"/>.</exception>
    public Task<DealRegistration> DecideExtensionAsync(
        string registrationId, int version, string requestId, bool grant, string? text, Actor actor, string key, CancellationToken cancellationToken) =>
        writer.ChangeAsync(registrationId, version, $"extension {requestId} {grant} {text}", actor, key, async command =>
        {
            var request = await command.Context.Set<ExtensionRequest>().SingleOrDefaultAsync(
                r => r.Id == requestId && r.RegistrationId == registrationId && r.State == RequestState.Open, command.Cancellation)
                ?? throw Refuse("decision.nothing_open", "No such open request.");
            if (!command.Claim.Status.CanBeExtended())
            {
                throw Refuse("decision.not_protected", $"The claim is {command.Claim.Status}.");
            }

            var (_, approver) = await MayDecideAsync(
                command, actor.PersonId, status: command.Claim.Status, isRegional: grant && request.Days > command.Rules.ExtensionDays);
            await CheckWordsAsync(command, text);
            if (grant && command.Claim.ProtectionKey is null)
            {
                await HoldCustomerAsync(command);
            }

            Hold(command, grant ? DecisionKind.GrantExtension : DecisionKind.RefuseExtension, key, actor.PersonId, approver.ForPerson, null, text, request.Id);
            return "registration.decided";
        },
        cancellationToken);

    /// <summary>Decides on a change of an approved claim (I6); one that makes it as large as two people decide on is a regional manager's to grant.</summary>
    /// <exception cref="PrmException">As <see cref="ApproveAsync"/>.</exception>
    public Task<DealRegistration> DecideAmendmentAsync(
        string registrationId, int version, string amendmentId, bool grant, string? text, Actor actor, string key, CancellationToken cancellationToken) =>
        writer.ChangeAsync(registrationId, version, $"amendment {amendmentId} {grant} {text}", actor, key, async command =>
        {
            var amendment = await command.Context.Set<Amendment>().SingleOrDefaultAsync(
                a => a.Id == amendmentId && a.RegistrationId == registrationId && a.State == RequestState.Open, command.Cancellation)
                ?? throw Refuse("decision.nothing_open", "No such open amendment.");
            if (!command.Claim.Status.HasProtection())
            {
                throw Refuse("decision.not_protected", $"The claim is {command.Claim.Status}.");
            }

            // The claim was approved once; where two people decide at the size it would have, the second is a regional manager.
            var (_, approver) = await MayDecideAsync(
                command, actor.PersonId, status: command.Claim.Status, isRegional: grant && await NeedsTwoAsync(command, amendment.Amount));
            await CheckWordsAsync(command, text);
            if (grant && amendment.ProductFamily != command.Claim.ProductFamily)
            {
                await NobodyElseHoldsAsync(command, amendment.ProductFamily);
            }

            Hold(command, grant ? DecisionKind.GrantAmendment : DecisionKind.RefuseAmendment, key, actor.PersonId, approver.ForPerson, null, text, amendment.Id);
            return "registration.decided";
        },
        cancellationToken);

    /// <summary>Takes back a decision that nobody was told yet; whoever made it can.</summary>
    /// <exception cref="PrmException">As <see cref="LedgerWriter.ChangeAsync"/>; <see cref="PrmFailure.Invalid"/> once it was told.</exception>
    public async Task<DealRegistration> UndoAsync(string decisionId, Actor actor, string key, CancellationToken cancellationToken)
    {
        await using var look = await writer.LookAsync(cancellationToken);
        var registrationId = await look.Set<Decision>().Where(d => d.Id == decisionId).Select(d => d.RegistrationId).SingleOrDefaultAsync(cancellationToken)
            ?? throw new PrmException(PrmFailure.NotFound, "No such decision.");
        var version = await look.Set<DealRegistration>().Where(r => r.Id == registrationId).Select(r => r.Version).SingleAsync(cancellationToken);
        return await writer.ChangeAsync(registrationId, version, $"undo {decisionId}", actor, key, async command =>
        {
            var decision = await command.Context.Set<Decision>().SingleAsync(d => d.Id == decisionId, command.Cancellation);
            if (decision.DecidedBy != actor.PersonId)
            {
                throw new PrmException(PrmFailure.Forbidden, "Only whoever decided can undo it.");
            }

            if (!decision.IsHeld || decision.TellAt <= command.Now)
            {
                throw Refuse("undo.late", "It was told already.");
            }

            decision.UndoneAt = command.Now;
            command.Claim.UnseenChanges++;
            Release(command.Claim);
            return "registration.decision_undone";
        },
        cancellationToken);
    }

    /// <summary>Tells the decisions whose time has come: the claim moves and its partner may know.</summary>
    /// <returns>How many, at most <paramref name="limit"/>.</returns>
    public async Task<int> TellDueAsync(int limit, CancellationToken cancellationToken)
    {
        await using (var look = await writer.LookAsync(cancellationToken))
        {
            var soon = writer.Clock.GetUtcNow();
            if (!await look.Set<Decision>().AnyAsync(d => d.ToldAt == null && d.UndoneAt == null && d.TellAt <= soon, cancellationToken)
                || await Audit.RestoreGate.IsClosedAsync(look, cancellationToken))
            {
                return 0;
            }
        }

        List<string> due;
        await using (var look = await writer.LookAsync(cancellationToken))
        {
            var now = writer.Clock.GetUtcNow();
            due = await look.Set<Decision>().Where(d => d.ToldAt == null && d.UndoneAt == null && d.TellAt <= now).OrderBy(d => d.TellAt).ThenBy(d => d.Id).Take(limit)
                .Select(d => d.Id).ToListAsync(cancellationToken);
        }

        return await writer.EachAsync(due, TellAsync, cancellationToken);
    }

    private async Task TellAsync(PrmDbContext context, string decisionId, CancellationToken cancellationToken)
    {
        var now = writer.Clock.GetUtcNow();
        if (await context.Set<Decision>().SingleOrDefaultAsync(d => d.Id == decisionId && d.ToldAt == null && d.UndoneAt == null, cancellationToken) is not { } decision)
        {
            return;
        }

        var rules = await RuleBook.CurrentAsync(context, cancellationToken);
        var claim = await LedgerWriter.FindAsync(context, decision.RegistrationId, cancellationToken);
        var touched = await DecisionEffects.ApplyAsync(new ClaimCommand(context, claim, rules, now, cancellationToken), decision);
        await context.SaveChangesAsync(cancellationToken);
        await ClaimClocks.FollowAsync(context, touched, rules, now, cancellationToken);
    }

    /// <summary>Withdraws claims whose question was not answered in time (T9); their place in line is lost.</summary>
    /// <returns>How many, at most <paramref name="limit"/>.</returns>
    public Task<int> LapseDueAsync(int limit, CancellationToken cancellationToken) => writer.SweepAsync(
        (context, now) => context.Set<DealRegistration>().Where(r => r.Status == RegistrationStatus.NeedsInfo && r.AnswerDue != null && r.AnswerDue < now).OrderBy(r => r.AnswerDue),
        "registration.lapsed", (claim, now) => claim.Move(RegistrationStatus.Withdrawn, now), limit, cancellationToken);

    private static async Task<(ClaimReading Reading, Approver Approver)> MayDecideAsync(
        ClaimCommand command, string personId, bool isQuestion = false, RegistrationStatus status = RegistrationStatus.InReview, bool isRegional = false)
    {
        var claim = command.Claim;
        if (claim.Status != status)
        {
            throw Refuse("decision.nothing_open", $"The claim is {claim.Status}.");
        }

        var reading = await ClaimReading.ReadAsync(command.Context, claim, command.Rules, command.Now, command.Cancellation);
        if (reading.Held is not null)
        {
            throw Refuse("decision.made", "A decision was made and is not told yet.");
        }

        // Two sides are ruled on together; a question to one of them is still free.
        if (!isQuestion && status == RegistrationStatus.InReview && (await Disputes.OpenOf(command.Context, claim.Id).AnyAsync(command.Cancellation)
            || await Disputes.Unsettled(command.Context).AnyAsync(dispute => dispute.OtherRegistrationId == claim.Id, command.Cancellation)))
        {
            throw Refuse("decision.dispute_open", "A dispute on the claim is open.");
        }

        // Where a regional manager rules, the others may still ask and propose (ruling 21); and whoever rules may ask.
        IReadOnlyList<Approver> may = isRegional ? await ApproversAsync(command, reading, needsRuling: true)
            : isQuestion && claim.ConflictState != ConflictState.None ? [.. reading.Approvers, .. await ApproversAsync(command, reading, needsRuling: false)]
            : reading.Approvers;
        var approver = may.FirstOrDefault(one => one.PersonId == personId)
            ?? throw new PrmException(PrmFailure.Forbidden, "Not among those who may decide on this claim.", code: "decision.not_yours");
        return (reading, approver);
    }

    private static async Task<bool> NeedsTwoAsync(ClaimCommand command, Money amount)
    {
        var today = DateOnly.FromDateTime(command.Now.UtcDateTime);
        var rates = await SnapshotReader.RatesAsync(command.Context, amount.Currency, command.Rules.Currency, today, command.Cancellation);
        return !rates.TryConvert(amount, command.Rules.Currency, today, out var size) || SizeRules.NeedsTwo(size.Result.Major, command.Rules);
    }

    private static Task<IReadOnlyList<Approver>> ApproversAsync(ClaimCommand command, ClaimReading reading, bool needsRuling) =>
        ClaimReading.ApproversAsync(command.Context, command.Claim, reading.Partner, needsRuling, command.Now, command.Cancellation);

    // The customer is held from the press on; the unique index says no to a second one.
    private static async Task HoldCustomerAsync(ClaimCommand command)
    {
        await NobodyElseHoldsAsync(command, command.Claim.ProductFamily);
        command.Claim.ProtectionKey = await DecisionEffects.FreeKeyAsync(command);
    }

    private static async Task NobodyElseHoldsAsync(ClaimCommand command, string family)
    {
        if (await DecisionEffects.IsHeldByAnotherAsync(command, family))
        {
            throw Refuse("decision.customer_held", "Another claim holds the customer.");
        }
    }

    private void Hold(
        ClaimCommand command, DecisionKind kind, string key, string by, string? forPerson, string? reason = null, string? text = null, string? subject = null) =>
        Hold(command, telling, kind, key, by, forPerson, reason, text, subject);

    /// <summary>Holds a decision until it is told.</summary>
    internal static void Hold(
        ClaimCommand command, TellingOptions telling, DecisionKind kind, string key, string by, string? forPerson, string? reason = null, string? text = null, string? subject = null)
    {
        command.Claim.UnseenChanges++;
        command.Context.Add(new Decision
        {
            Id = key,
            RegistrationId = command.Claim.Id,
            Kind = kind,
            SubjectId = subject,
            Reason = reason,
            Text = text,
            DecidedBy = by,
            ForPerson = forPerson,
            DecidedAt = command.Now,
            TellAt = telling.TellAt(command.Now),
        });
    }

    private static void Release(DealRegistration claim)
    {
        if (!claim.Status.HasProtection())
        {
            claim.ProtectionKey = null;
        }
    }

    // Words that go to a partner name no other firm (ruling 7), whoever writes them.
    private static async Task CheckWordsAsync(ClaimCommand command, string? text)
    {
        if (text is { Length: > LongestText })
        {
            throw Refuse("question.length", "Too long.");
        }

        if (!string.IsNullOrWhiteSpace(text) && await ForeignNames.FindAsync(command.Context, text, command.Claim.PartnerOrgId, command.Cancellation) is not null)
        {
            throw Refuse("words.foreign_name", "The words name another firm.");
        }
    }

    private static PrmException Refuse(string code, string message) => new(PrmFailure.Invalid, message, code: code);
}
