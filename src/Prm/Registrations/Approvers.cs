using CoSellBot.Access;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Registrations;

/// <summary>Somebody who may decide.</summary>
/// <param name="PersonId">Who.</param>
/// <param name="Name">The name.</param>
/// <param name="Role">In which role.</param>
/// <param name="ForPerson">The absent person whose right it is, or null.</param>
/// <param name="IsAway">True while the person is away; the card goes to the delegate.</param>
/// <param name="IsTold">True for those who get the card: who looks after the partner and the managers of that place. Others of the region may decide when they come by.</param>
public sealed record Approver(string PersonId, string Name, Role Role, string? ForPerson = null, bool IsAway = false, bool IsTold = true);

/// <summary>What bars people from deciding on a claim, beside the claim itself.</summary>
/// <param name="People">Those who submitted what it stands against, and who refused what it has looked at again.</param>
/// <param name="Subjects">The other claims and their partners: an interest in one of them is an interest here.</param>
internal sealed record Bars(IReadOnlySet<string> People, IReadOnlySet<string> Subjects)
{
    /// <summary>Nothing.</summary>
    public static readonly Bars None = new(new HashSet<string>(), new HashSet<string>());
}

/// <summary>
/// Who decides on a claim: the partner's manager, the channel managers and the regional managers of the place, never the one who
/// submitted it nor one with an interest in it. From the threshold on two people decide, one of them a regional manager; where somebody
/// else has a claim, a regional manager rules (ruling 21).
/// </summary>
internal sealed class Approvers
{
    private readonly ManagerScope _scope;
    private readonly HashSet<(string PersonId, string Subject)> _interests;
    private readonly Dictionary<string, string?> _away;
    private readonly Dictionary<string, string> _delegations;
    private readonly DateTimeOffset _now;

    private Approvers(
        ManagerScope scope, HashSet<(string, string)> interests, Dictionary<string, string?> away, Dictionary<string, string> delegations, DateTimeOffset now) =>
        (_scope, _interests, _away, _delegations, _now) = (scope, interests, away, delegations, now);

    /// <summary>Reads the vendor's managers with their regions, interests and absences.</summary>
    public static async Task<Approvers> ReadAsync(PrmDbContext context, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var scope = await ManagerScope.ReadAsync(context, cancellationToken);
        var interests = await context.Set<DeclaredInterest>().AsNoTracking().ToListAsync(cancellationToken);
        var absences = await context.Set<Absence>().AsNoTracking().Where(absence => absence.EndedAt == null).ToListAsync(cancellationToken);
        var zones = scope.Managers.ToDictionary(person => person.Id, person => person.TimeZone);
        var away = absences.Where(absence => zones.TryGetValue(absence.PersonId, out var zone) && absence.IsOn(zone, now)).GroupBy(absence => absence.PersonId)
            .ToDictionary(group => group.Key, group => group.DelegateOn(zones[group.Key], now));
        var delegations = await context.Set<Delegation>().AsNoTracking().ToDictionaryAsync(delegation => delegation.PersonId, delegation => delegation.DelegateId, cancellationToken);
        return new Approvers(scope, [.. interests.Select(interest => (interest.PersonId, interest.Subject))], away, delegations, now);
    }

    /// <summary>Who may decide on a claim now.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="partner">The partner.</param>
    /// <param name="team">People who own the customer's account or a deal there: theirs is an interest.</param>
    /// <param name="steps">The approvals it has so far.</param>
    /// <param name="needsTwo">True when two people decide.</param>
    /// <param name="needsRuling">True when a regional manager has to rule.</param>
    /// <param name="bars">What bars people beside the claim itself.</param>
    public IReadOnlyList<Approver> Of(
        DealRegistration claim, Partner? partner, IReadOnlySet<string> team, IReadOnlyList<ApprovalStep> steps, bool needsTwo, bool needsRuling, Bars bars)
    {
        var onlyRegional = needsRuling || (needsTwo && steps.Count > 0 && steps.All(step => step.Role != Role.RegionalManager));
        bool MayAs(Person manager) => !onlyRegional || manager.Role == Role.RegionalManager;
        bool IsBarred(string person) => person == claim.SubmittedBy || person == claim.OnBehalfBy || team.Contains(person) || steps.Any(step => step.PersonId == person)
            || _interests.Contains((person, claim.Id)) || _interests.Contains((person, claim.PartnerOrgId))
            || bars.People.Contains(person) || bars.Subjects.Any(subject => _interests.Contains((person, subject)))
            || (claim.AccountId is { } account && _interests.Contains((person, account)));
        var entitled = _scope.Managers.Where(manager => MayAs(manager) && _scope.Reads(manager.Id, claim, partner)).ToList();
        if (entitled.TrueForAll(manager => IsBarred(manager.Id)))
        {
            // Nobody of the place is free to decide: then those of the other places are, so that no claim waits for nobody.
            entitled = [.. _scope.Managers.Where(manager => MayAs(manager) && manager.Role != Role.PartnerManager)];
        }

        if (onlyRegional && entitled.TrueForAll(manager => IsBarred(manager.Id)))
        {
            // And where no regional manager at all is, the channel managers.
            entitled = [.. _scope.Managers.Where(manager => manager.Role != Role.PartnerManager)];
        }

        var free = entitled.Where(manager => !IsBarred(manager.Id)).ToList();
        // Once the time has passed, whoever is named for it decides in place of one who let it pass.
        // A dispute has more time than the partner was told.
        var isLate = claim.DecisionDue <= _now && claim.ConflictState != ConflictState.Open;
        // A delegate has the right of the absent one, not more: where the absent one is barred there is none, and an interest of their own bars them all the same.
        var delegates = entitled.Where(manager => !IsBarred(manager.Id))
            .Select(manager => (For: manager, Id: _away.TryGetValue(manager.Id, out var covers) ? covers : isLate ? _delegations.GetValueOrDefault(manager.Id) : null))
            .Where(pair => pair.Id is not null)
            .Select(pair => (pair.For, To: _scope.Managers.FirstOrDefault(person => person.Id == pair.Id)))
            .Where(pair => pair.To is not null && (!needsRuling || pair.To.Role != Role.PartnerManager) && !IsBarred(pair.To.Id) && free.TrueForAll(manager => manager.Id != pair.To.Id))
            .Select(pair => new Approver(pair.To!.Id, pair.To.Name, pair.For.Role, pair.For.Id)).DistinctBy(approver => approver.PersonId);
        // Where nobody who would be told is free, everybody else who may decide is told.
        var isAnyTold = free.Exists(manager => _scope.Decides(manager, partner));
        return
        [
            .. free.Select(manager => new Approver(manager.Id, manager.Name, manager.Role, IsAway: _away.ContainsKey(manager.Id), IsTold: !isAnyTold || _scope.Decides(manager, partner))),
            .. delegates,
        ];
    }
}
