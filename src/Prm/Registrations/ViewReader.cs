using CoSellBot.Access;
using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Attribution;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Registrations;

/// <summary>Makes of stored claims what one asker may read of them.</summary>
internal sealed class ViewReader(PrmDbContext context, RegistrationAccess access)
{
    /// <summary>The claims in the asker's scope, each in the view of the asker's side, with its readers.</summary>
    public Task<IReadOnlyList<Labelled<RegistrationView>>> ReadAsync(Principal asker, IReadOnlyList<DealRegistration> rows, CancellationToken cancellationToken) =>
        ReadAsync(claim => access.SideOf(asker, claim.Row, claim.Partner, claim.Team), rows, cancellationToken);

    private async Task<IReadOnlyList<Labelled<RegistrationView>>> ReadAsync(
        Func<(DealRegistration Row, Partner? Partner, IReadOnlySet<string> Team), ClaimSide> sideOf, IReadOnlyList<DealRegistration> rows, CancellationToken cancellationToken)
    {
        var firms = rows.Select(r => r.PartnerOrgId).Distinct().ToList();
        var ids = rows.Select(r => r.Id).ToList();
        var partners = await context.Set<Partner>().AsNoTracking().Where(partner => firms.Contains(partner.OrganizationId)).ToDictionaryAsync(p => p.OrganizationId, cancellationToken);
        var products = await context.Set<Product>().AsNoTracking().ToDictionaryAsync(product => product.Id, product => product.Name, cancellationToken);
        var teams = await ClaimReading.TeamsAsync(context, [.. rows.Select(r => r.AccountId).OfType<string>()], cancellationToken);
        var questions = (await context.Set<RegistrationQuestion>().AsNoTracking().Where(q => ids.Contains(q.RegistrationId) && q.AnsweredAt == null).ToListAsync(cancellationToken))
            .ToLookup(question => question.RegistrationId);
        var closings = (await context.Set<Decision>().AsNoTracking().Where(d => ids.Contains(d.RegistrationId) && d.ToldAt != null && d.Text != null).ToListAsync(cancellationToken))
            .ToLookup(decision => decision.RegistrationId);
        var shares = (await context.Set<CreditShare>().AsNoTracking().Where(credit => ids.Contains(credit.SubjectId)).ToListAsync(cancellationToken)).ToLookup(credit => credit.SubjectId);
        var contacts = partners.Values.Select(partner => partner.ManagerPersonId).OfType<string>().ToList();
        var names = await context.Set<Person>().AsNoTracking().Where(person => contacts.Contains(person.Id)).ToDictionaryAsync(person => person.Id, person => person.Name, cancellationToken);
        var found = new List<Labelled<RegistrationView>>();
        foreach (var row in rows)
        {
            var partner = partners.GetValueOrDefault(row.PartnerOrgId);
            var side = sideOf((row, partner, row.AccountId is null ? new HashSet<string>() : teams.GetValueOrDefault(row.AccountId, [])));
            if (side != ClaimSide.None)
            {
                var shared = Shared(row, partner, products, partner?.ManagerPersonId is { } manager ? names.GetValueOrDefault(manager) : null);
                var view = ViewOf(side, shared, row, partner, questions[row.Id].MaxBy(q => q.AskedAt)?.Text, closings[row.Id].MaxBy(d => d.ToldAt), row.ApprovedAt is null ? null : shares[row.Id].MaxBy(credit => credit.At)?.Share);
                found.Add(new Labelled<RegistrationView>(view, access.ReadersOf(row, partner)));
            }
        }

        return found;
    }

    /// <summary>One claim as those read it who look after it; whoever asks was found to be one of them.</summary>
    public async Task<ManagerRegistrationView> ReadForManagerAsync(DealRegistration claim, CancellationToken cancellationToken) =>
        (ManagerRegistrationView)(await ReadAsync(_ => ClaimSide.Manager, [claim], cancellationToken))[0].Store((view, _) => view);

    private static RegistrationView Shared(DealRegistration row, Partner? partner, Dictionary<string, string> products, string? contact) => new(
        row.Id, row.Version, row.PartnerOrgId, partner?.Name ?? row.PartnerOrgId, row.CustomerName, row.CustomerCountry,
        products.GetValueOrDefault(row.ProductId, row.ProductId), row.Amount, row.ExpectedClose, row.Kind, row.Status, row.StatusSince,
        row.SubmittedAt, row.DecisionDue, row.ProtectedUntil, row.ExtensionCount, row.Outcome, row.RejectReason is { } reason ? RejectReasons.Shown(reason) : null, contact);

    private static RegistrationView ViewOf(ClaimSide side, RegistrationView shared, DealRegistration row, Partner? partner, string? question, Decision? closing, int? share)
    {
        // Words of a decision go out with the refusal or revocation they belong to.
        var words = closing is { Kind: DecisionKind.Reject or DecisionKind.Revoke } ? closing.Text : null;
        return side switch
        {
            ClaimSide.Partner or ClaimSide.Submitter => new PartnerRegistrationView(shared with { Version = row.VersionForPartner })
            {
                Question = question,
                AnswerDue = row.AnswerDue,
                OpportunityId = row.OpportunityId,
                ClosingWords = words,
                AppealOf = row.AppealOf,
                Share = share,
            },
            ClaimSide.AccountTeam => new AccountTeamRegistrationView(shared) { AccountId = row.AccountId, OpportunityId = row.OpportunityId },
            _ => new ManagerRegistrationView(shared)
            {
                Question = question,
                AnswerDue = row.AnswerDue,
                OpportunityId = row.OpportunityId,
                ClosingWords = words,
                AppealOf = row.AppealOf,
                Share = share,
                AccountId = row.AccountId,
                Tier = partner?.Tier ?? "",
                ConflictState = row.ConflictState,
                RejectReason = row.RejectReason,
                ApprovedBy = row.ApprovedBy,
                InProgramme = row.InProgramme,
                Rate = row.Rate,
                RateAsOf = row.RateAsOf,
                RuleSetVersion = row.RuleSetVersion,
                Motion = row.Motion,
            },
        };
    }
}
