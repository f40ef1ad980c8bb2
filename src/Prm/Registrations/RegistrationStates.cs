namespace CoSellBot.Prm.Registrations;

/// <summary>
/// The states of a claim and the only ways between them (domain §3, T1 to T16). A status that is not listed as reachable is not
/// reached: closed claims stay as they are, and what would reopen one makes a new one.
/// </summary>
public static class RegistrationStates
{
    /// <summary>A way from one status to another.</summary>
    /// <param name="Id">The number in the specification.</param>
    /// <param name="From">Where it starts.</param>
    /// <param name="To">Where it ends.</param>
    public sealed record Transition(string Id, RegistrationStatus From, RegistrationStatus To);

    /// <summary>Days after the end of protection in which it may still be extended or renewed (ruling 18).</summary>
    public const int GraceDays = 14;

    /// <summary>All ways. The first one (T1) makes a draft out of nothing and is a stored proposal of its author, not a record.</summary>
    public static IReadOnlyList<Transition> All { get; } =
    [
        new("T2", RegistrationStatus.Draft, RegistrationStatus.Submitted),
        new("T3", RegistrationStatus.Submitted, RegistrationStatus.Approved),
        new("T4", RegistrationStatus.Submitted, RegistrationStatus.InReview),
        new("T5", RegistrationStatus.Submitted, RegistrationStatus.Rejected),
        new("T6", RegistrationStatus.InReview, RegistrationStatus.Approved),
        new("T7", RegistrationStatus.InReview, RegistrationStatus.NeedsInfo),
        new("T8", RegistrationStatus.NeedsInfo, RegistrationStatus.InReview),
        new("T9", RegistrationStatus.NeedsInfo, RegistrationStatus.Withdrawn),
        new("T10", RegistrationStatus.InReview, RegistrationStatus.Rejected),
        new("T12", RegistrationStatus.Approved, RegistrationStatus.Approved),
        new("T12", RegistrationStatus.Converted, RegistrationStatus.Converted),
        new("T12", RegistrationStatus.Expired, RegistrationStatus.Approved),
        new("T13", RegistrationStatus.Approved, RegistrationStatus.Expired),
        new("T13", RegistrationStatus.Expired, RegistrationStatus.InReview),
        new("T14", RegistrationStatus.Approved, RegistrationStatus.Converted),
        new("T14", RegistrationStatus.Expired, RegistrationStatus.Converted),
        new("T15", RegistrationStatus.Draft, RegistrationStatus.Withdrawn),
        new("T15", RegistrationStatus.Submitted, RegistrationStatus.Withdrawn),
        new("T15", RegistrationStatus.InReview, RegistrationStatus.Withdrawn),
        new("T15", RegistrationStatus.Approved, RegistrationStatus.Withdrawn),
        new("T16", RegistrationStatus.Approved, RegistrationStatus.Revoked),
        new("T16", RegistrationStatus.Converted, RegistrationStatus.Revoked),
    ];

    /// <summary>True while a claim is neither closed nor refused.</summary>
    public static bool IsOpen(this RegistrationStatus status) => status is RegistrationStatus.Submitted or RegistrationStatus.InReview
        or RegistrationStatus.NeedsInfo or RegistrationStatus.Approved;

    /// <summary>True while a claim waits for somebody.</summary>
    public static bool IsPending(this RegistrationStatus status) =>
        status is RegistrationStatus.Submitted or RegistrationStatus.InReview or RegistrationStatus.NeedsInfo;

    /// <summary>True when protection is on its clock: approved, or linked to its sale.</summary>
    public static bool HasProtection(this RegistrationStatus status) => status is RegistrationStatus.Approved or RegistrationStatus.Converted;

    /// <summary>True when protection can be made longer: while it is on its clock and, within the grace, after it.</summary>
    public static bool CanBeExtended(this RegistrationStatus status) => status.HasProtection() || status == RegistrationStatus.Expired;

    /// <summary>True when a claim can go from one status to another.</summary>
    public static bool Allows(RegistrationStatus from, RegistrationStatus to) => All.Any(way => way.From == from && way.To == to);

    /// <summary>Moves a claim. One that leaves protection gives back its hold on the customer.</summary>
    /// <exception cref="PrmException"><see cref="PrmFailure.Invalid"/> when there is no such way.</exception>
    internal static void Move(this DealRegistration registration, RegistrationStatus to, DateTimeOffset now)
    {
        if (!Allows(registration.Status, to))
        {
            throw new PrmException(PrmFailure.Invalid, $"A claim that is {registration.Status} cannot become {to}.");
        }

        (registration.Status, registration.StatusSince) = (to, now);
        if (!to.HasProtection())
        {
            registration.ProtectionKey = null;
        }

        if (to is not (RegistrationStatus.InReview or RegistrationStatus.Submitted))
        {
            registration.DecisionDue = null;
        }

        if (to != RegistrationStatus.NeedsInfo)
        {
            registration.AnswerDue = null;
        }
    }
}
