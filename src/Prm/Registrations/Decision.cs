using CoSellBot.Access;

namespace CoSellBot.Prm.Registrations;

/// <summary>What a person can decide on a claim.</summary>
public enum DecisionKind
{
    /// <summary>Protects the claim (T6).</summary>
    Approve,

    /// <summary>Refuses the claim (T10).</summary>
    Reject,

    /// <summary>Takes protection away for cause (T16).</summary>
    Revoke,

    /// <summary>Makes protection longer (T12).</summary>
    GrantExtension,

    /// <summary>Leaves protection as it is.</summary>
    RefuseExtension,

    /// <summary>Changes an approved claim as wished (I6).</summary>
    GrantAmendment,

    /// <summary>Leaves an approved claim as it is.</summary>
    RefuseAmendment,

    /// <summary>Rules on a dispute of the claim (T11); the reason is the ruling.</summary>
    Rule,
}

/// <summary>
/// A person's decision between the press and the telling. Until <see cref="TellAt"/> it can be undone and the partner knows nothing; an
/// approval holds the customer from the press on, so that nobody overtakes it meanwhile.
/// </summary>
public sealed class Decision
{
    /// <summary>Stable id: the key of the command that made it.</summary>
    public required string Id { get; init; }

    /// <summary>The claim.</summary>
    public required string RegistrationId { get; init; }

    /// <summary>What was decided.</summary>
    public required DecisionKind Kind { get; init; }

    /// <summary>The request it decides, for an extension or an amendment.</summary>
    public string? SubjectId { get; init; }

    /// <summary>Code of the closed list, for a refusal or a revocation.</summary>
    public string? Reason { get; init; }

    /// <summary>Words that go with it, or null.</summary>
    public string? Text { get; init; }

    /// <summary>Who decided: a person, or <c>rules@3</c>.</summary>
    public required string DecidedBy { get; init; }

    /// <summary>The absent person whose right was used, or null.</summary>
    public string? ForPerson { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset DecidedAt { get; init; }

    /// <summary>When the partner is told and the claim moves.</summary>
    public required DateTimeOffset TellAt { get; init; }

    /// <summary>When it was taken back, or null.</summary>
    public DateTimeOffset? UndoneAt { get; set; }

    /// <summary>When it took effect, or null.</summary>
    public DateTimeOffset? ToldAt { get; set; }

    /// <summary>True between the press and the telling.</summary>
    public bool IsHeld => UndoneAt is null && ToldAt is null;
}

/// <summary>The first of two approvals, where two people decide (ruling 18). The second is the <see cref="Decision"/>.</summary>
public sealed class ApprovalStep
{
    /// <summary>The claim.</summary>
    public required string RegistrationId { get; init; }

    /// <summary>Counts the steps of the claim, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Who approved.</summary>
    public required string PersonId { get; init; }

    /// <summary>The absent person whose right was used, or null.</summary>
    public string? ForPerson { get; init; }

    /// <summary>In which role.</summary>
    public required Role Role { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A question to the partner while a claim is in review (T7, T8).</summary>
public sealed class RegistrationQuestion
{
    /// <summary>Stable id: the key of the command that asked.</summary>
    public required string Id { get; init; }

    /// <summary>The claim.</summary>
    public required string RegistrationId { get; init; }

    /// <summary>Who asked.</summary>
    public required string AskedBy { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>The question, read for names of other firms before it was taken.</summary>
    public required string Text { get; init; }

    /// <summary>Who answered, or null.</summary>
    public string? AnsweredBy { get; set; }

    /// <summary>When, or null.</summary>
    public DateTimeOffset? AnsweredAt { get; set; }

    /// <summary>The answer; data, never instructions.</summary>
    public string? Answer { get; set; }
}

/// <summary>Where a request of a partner stands.</summary>
public enum RequestState
{
    /// <summary>A person has to decide.</summary>
    Open,

    /// <summary>Granted, by the rules or a person.</summary>
    Granted,

    /// <summary>Refused.</summary>
    Refused,

    /// <summary>No longer wanted, or overtaken.</summary>
    Dropped,
}

/// <summary>A wish for longer protection (T12), with a decision of its own.</summary>
public sealed class ExtensionRequest
{
    /// <summary>Stable id: the key of the command that asked.</summary>
    public required string Id { get; init; }

    /// <summary>The claim.</summary>
    public required string RegistrationId { get; init; }

    /// <summary>Who asked.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>Days wanted.</summary>
    public required int Days { get; init; }

    /// <summary>Why, in the partner's words, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>Where it stands.</summary>
    public required RequestState State { get; set; }

    /// <summary>Who decided, or null.</summary>
    public string? DecidedBy { get; set; }

    /// <summary>When, or null.</summary>
    public DateTimeOffset? DecidedAt { get; set; }
}

/// <summary>A change of an approved claim that a person has to decide; protection stands as it was meanwhile (I6).</summary>
public sealed class Amendment
{
    /// <summary>Stable id: the key of the command that asked.</summary>
    public required string Id { get; init; }

    /// <summary>The claim.</summary>
    public required string RegistrationId { get; init; }

    /// <summary>Who asked.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>The product it would have.</summary>
    public required string ProductId { get; init; }

    /// <summary>That product's family.</summary>
    public required string ProductFamily { get; init; }

    /// <summary>How the partner would take part.</summary>
    public required RegistrationKind Kind { get; init; }

    /// <summary>Minor units of the amount it would have.</summary>
    public required long AmountMinor { get; init; }

    /// <summary>ISO 4217 code of that amount.</summary>
    public required string Currency { get; init; }

    /// <summary>The close it would have.</summary>
    public required DateOnly ExpectedClose { get; init; }

    /// <summary>Where it stands.</summary>
    public required RequestState State { get; set; }

    /// <summary>Who decided, or null.</summary>
    public string? DecidedBy { get; set; }

    /// <summary>When, or null.</summary>
    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>The amount it would have.</summary>
    public Money Amount => new(AmountMinor, Currency);
}

/// <summary>Days a person is away, with the one who decides meanwhile.</summary>
public sealed class Absence
{
    /// <summary>Stable id.</summary>
    public required string Id { get; init; }

    /// <summary>Who is away.</summary>
    public required string PersonId { get; init; }

    /// <summary>First day away, in the person's zone.</summary>
    public required DateOnly FirstDay { get; init; }

    /// <summary>Last day away, in the person's zone.</summary>
    public required DateOnly LastDay { get; init; }

    /// <summary>Who decides meanwhile, or null.</summary>
    public string? DelegateId { get; init; }

    /// <summary>When it was called off, or null.</summary>
    public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>Reads absences.</summary>
internal static class Absences
{
    /// <summary>True on the days of an absence, by the calendar of the one who is away.</summary>
    public static bool IsOn(this Absence absence, string timeZone, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone) ? TimeZoneInfo.ConvertTime(now, zone).DateTime : now.UtcDateTime);
        return absence.FirstDay <= today && absence.LastDay >= today;
    }

    /// <summary>Who covers for one person now, by the word given last; null when nobody does.</summary>
    public static string? DelegateOn(this IEnumerable<Absence> ofOnePerson, string timeZone, DateTimeOffset now) =>
        ofOnePerson.Where(absence => absence.IsOn(timeZone, now)).OrderBy(absence => absence.Id, StringComparer.Ordinal).LastOrDefault()?.DelegateId;
}

/// <summary>Who decides for somebody who has let the time pass: named by that person, for all days.</summary>
public sealed class Delegation
{
    /// <summary>Whose decisions.</summary>
    public required string PersonId { get; init; }

    /// <summary>Who decides them then.</summary>
    public required string DelegateId { get; set; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset Since { get; set; }
}

/// <summary>A person's own word that a claim, a partner or an account touches their interest: they decide nothing there.</summary>
public sealed class DeclaredInterest
{
    /// <summary>Who.</summary>
    public required string PersonId { get; init; }

    /// <summary>In what: a registration, a partner firm or an account, by id.</summary>
    public required string Subject { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset DeclaredAt { get; init; }
}
