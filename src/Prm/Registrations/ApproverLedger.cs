using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Partners;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Registrations;

/// <summary>What those who decide say about themselves, and what was refused to be said: each once for its key, with its audit row.</summary>
public sealed class ApproverLedger(LedgerWriter writer)
{
    /// <summary>Notes days away. The delegate decides meanwhile; without one the others of the place do.</summary>
    /// <returns>The absence's id.</returns>
    /// <exception cref="PrmException"><see cref="PrmFailure.Invalid"/> when the days or the delegate make no sense.</exception>
    public Task<string> TakeLeaveAsync(DateOnly first, DateOnly last, string? delegateId, Actor actor, string key, CancellationToken cancellationToken) =>
        OnceAsync(key, $"leave {first:O} {last:O} {delegateId}", actor, "approver.away", async (command, now) =>
        {
            if (last < first || delegateId == actor.PersonId)
            {
                throw new PrmException(PrmFailure.Invalid, "The leave ends before it begins, or one covers oneself.", code: "leave.days");
            }

            if (delegateId is not null && !await command.Set<Person>().AnyAsync(person => person.Id == delegateId, cancellationToken))
            {
                throw new PrmException(PrmFailure.NotFound, "No such person.");
            }

            command.Add(new Absence { Id = key, PersonId = actor.PersonId, FirstDay = first, LastDay = last, DelegateId = delegateId });
            return key;
        },
        cancellationToken);

    /// <summary>Calls days away off again; a second time changes nothing.</summary>
    /// <exception cref="PrmException"><see cref="PrmFailure.NotFound"/> when they are not this person's.</exception>
    public Task<string> EndLeaveAsync(string absenceId, Actor actor, string key, CancellationToken cancellationToken) =>
        OnceAsync(key, $"back {absenceId}", actor, "approver.back", async (command, now) =>
        {
            var absence = await command.Set<Absence>().SingleOrDefaultAsync(a => a.Id == absenceId && a.PersonId == actor.PersonId, cancellationToken)
                ?? throw new PrmException(PrmFailure.NotFound, "No such absence.");
            absence.EndedAt ??= now;
            return absenceId;
        },
        cancellationToken);

    /// <summary>Names who decides when the time has passed and this person has not; null names nobody.</summary>
    /// <exception cref="PrmException"><see cref="PrmFailure.Invalid"/> for oneself, <see cref="PrmFailure.NotFound"/> for nobody known.</exception>
    public Task<string> DelegateAsync(string? delegateId, Actor actor, string key, CancellationToken cancellationToken) =>
        OnceAsync(key, $"delegate {delegateId}", actor, "approver.delegate", async (command, now) =>
        {
            if (delegateId == actor.PersonId)
            {
                throw new PrmException(PrmFailure.Invalid, "One covers oneself.", code: "leave.days");
            }

            if (delegateId is not null && !await command.Set<Person>().AnyAsync(person => person.Id == delegateId, cancellationToken))
            {
                throw new PrmException(PrmFailure.NotFound, "No such person.");
            }

            var row = await command.Set<Delegation>().SingleOrDefaultAsync(delegation => delegation.PersonId == actor.PersonId, cancellationToken);
            if (delegateId is null && row is not null)
            {
                command.Remove(row);
            }
            else if (delegateId is not null && row is null)
            {
                command.Add(new Delegation { PersonId = actor.PersonId, DelegateId = delegateId, Since = now });
            }
            else if (delegateId is not null && row is not null)
            {
                (row.DelegateId, row.Since) = (delegateId, now);
            }

            return delegateId ?? "nobody";
        },
        cancellationToken);

    /// <summary>Notes an interest: from now on the person decides nothing on this claim, partner or account.</summary>
    public Task<string> DeclareInterestAsync(string subject, Actor actor, string key, CancellationToken cancellationToken) =>
        OnceAsync(key, $"interest {subject}", actor, "approver.interest", async (command, now) =>
        {
            if (!await command.Set<DeclaredInterest>().AnyAsync(interest => interest.PersonId == actor.PersonId && interest.Subject == subject, cancellationToken))
            {
                command.Add(new DeclaredInterest { PersonId = actor.PersonId, Subject = subject, DeclaredAt = now });
            }

            return subject;
        },
        cancellationToken);

    /// <summary>Notes that somebody asked what nobody tells, so that asking again and again is seen.</summary>
    /// <param name="question">Which question, by the tool's name.</param>
    /// <param name="actor">Who asked.</param>
    /// <param name="key">The message.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<string> RecordRefusalAsync(string question, Actor actor, string key, CancellationToken cancellationToken) =>
        OnceAsync(key, $"refused {question}", actor, "question.refused", (_, _) => Task.FromResult(question), cancellationToken);

    private Task<string> OnceAsync(
        string key, string request, Actor actor, string action, Func<Storage.PrmDbContext, DateTimeOffset, Task<string>> change, CancellationToken cancellationToken) => writer.WriteAsync(
        async (context, token) =>
        {
            if (await LedgerRows.SeenAsync(context, key, LedgerRows.Hash(request), token) is { } seen)
            {
                return seen;
            }

            var now = writer.Clock.GetUtcNow();
            var subject = await change(context, now);
            context.Add(new AuditEntry
            {
                At = now,
                ActorPersonId = actor.PersonId,
                Channel = actor.Channel,
                MessageId = actor.MessageId,
                Action = action,
                EntityRef = $"{action.Split('.')[0]}/{subject}",
            });
            if (action != "question.refused")
            {
                context.Add(new ChangeRow { At = now, Kind = action, EntityId = actor.PersonId, IdempotencyKey = key });
            }

            LedgerRows.Remember(context, key, LedgerRows.Hash(request), subject, now);
            return subject;
        },
        cancellationToken, evenIfRestored: action == "question.refused");
}
