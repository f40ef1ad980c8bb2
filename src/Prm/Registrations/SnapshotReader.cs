using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Registrations;

/// <summary>
/// Reads what the rules may look at, inside the transaction that will store the verdict. The number of statements depends on the
/// submitter's own words alone, never on what other records hold (ruling 6).
/// </summary>
internal static class SnapshotReader
{
    private const int MostMet = 500;
    private const int MostRates = 4;

    private static readonly RegistrationStatus[] Open =
        [RegistrationStatus.Submitted, RegistrationStatus.InReview, RegistrationStatus.NeedsInfo, RegistrationStatus.Approved];

    /// <summary>Everything, for a verdict.</summary>
    /// <param name="context">The transaction.</param>
    /// <param name="request">The claim as confirmed or as it would be.</param>
    /// <param name="customer">What the customer records say.</param>
    /// <param name="rules">The numbers in force.</param>
    /// <param name="receiptSeq">The claim's place in line.</param>
    /// <param name="submitter">Who pressed.</param>
    /// <param name="judged">The claim itself when it is judged again, else null.</param>
    /// <param name="now">The moment.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<RegistrationSnapshot> ReadAsync(
        PrmDbContext context, RegistrationRequest request, CustomerFacts customer, RuleSet rules, long receiptSeq, string submitter, string? judged, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var products = await FamilyAsync(context, request.ProductId, cancellationToken);
        var own = await ReadOwnAsync(context, request, products[0].Family, rules, now, cancellationToken);
        var families = products.Select(product => product.Id).ToHashSet();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var around = customer.Relatives.Append(customer.AccountId ?? "").ToList();
        var exclusions = await context.Set<Exclusion>().AsNoTracking().Where(e => around.Contains(e.AccountId)).ToListAsync(cancellationToken);
        var inForce = exclusions.Where(e => e.AppliesTo(request.PartnerOrgId, today)).ToList();
        var claims = await ClaimsAsync(context, request.Customer, customer.AccountId, customer.Relatives, own.ProductFamily, rules, cancellationToken);
        return own with
        {
            ReceiptSeq = receiptSeq,
            RegistrationId = judged,
            AccountId = customer.AccountId,
            Candidates = customer.Candidates,
            IsExclusiveToAnother = await IsExclusiveToAnotherAsync(context, request, today, cancellationToken),
            DeniedParty = await DeniedPartyAsync(context, request.Customer, cancellationToken),
            Claims = [.. claims.Where(claim => claim.RegistrationId != judged)],
            DirectDeals = [.. customer.DirectDeals
                .Where(deal => deal.PartnerOrgId is null && families.Contains(deal.ProductId))
                .Select(deal => new DirectDeal(deal.Id, deal.Stage, deal.LastActivityAt, deal.AccountId == customer.AccountId ? Relation.Same : Relation.Family))],
            HasBoughtFamily = customer.Won.Any(deal => families.Contains(deal.ProductId)),
            Exclusions = [.. inForce.Where(e => e.AccountId == customer.AccountId).Select(e => e.Verdict)],
            IsRelativeExcluded = inForce.Any(e => e.AccountId != customer.AccountId),
            Activity = await ActivityAsync(context, request.PartnerOrgId, submitter, judged, now, cancellationToken),
            CustomerRecordsUnavailable = customer.Unavailable,
        };
    }

    /// <summary>The submitter's own records alone, as they may be told before the press (ruling 2).</summary>
    public static async Task<RegistrationSnapshot> ReadOwnAsync(
        PrmDbContext context, RegistrationRequest request, RuleSet rules, DateTimeOffset now, CancellationToken cancellationToken) =>
        await ReadOwnAsync(context, request, (await FamilyAsync(context, request.ProductId, cancellationToken))[0].Family, rules, now, cancellationToken);

    private static async Task<RegistrationSnapshot> ReadOwnAsync(
        PrmDbContext context, RegistrationRequest request, string family, RuleSet rules, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var partner = await context.Set<Partner>().AsNoTracking().SingleOrDefaultAsync(p => p.OrganizationId == request.PartnerOrgId, cancellationToken);
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        return new RegistrationSnapshot
        {
            Now = now,
            ReceiptSeq = 0,
            PartnerOrgId = request.PartnerOrgId,
            PartnerStatus = partner?.Status,
            Tier = partner?.Tier ?? "",
            AgreementFrom = partner?.AgreementFrom,
            AgreementTo = partner?.AgreementTo,
            MissingProofs = await MissingProofsAsync(context, request, today, cancellationToken),
            Certified = await CertifiedAsync(context, request.PartnerOrgId, family, today, cancellationToken),
            IsInTerritory = await IsInTerritoryAsync(context, request, today, cancellationToken),
            IsCompetent = partner?.ProductFamilies.Contains(family),
            Customer = request.Customer,
            ProductFamily = family,
            Kind = request.Kind,
            Motion = request.Motion,
            Contact = request.Contact,
            Amount = request.Amount,
            InProgramme = (await RatesAsync(context, request.Amount.Currency, rules.Currency, today, cancellationToken)).TryConvert(request.Amount, rules.Currency, today, out var conversion) ? conversion : null,
            ExpectedClose = request.ExpectedClose,
        };
    }

    /// <summary>Claims on the same family: on the customer, on one that may be it, and on its parent or subsidiaries.</summary>
    public static async Task<IReadOnlyList<OtherClaim>> ClaimsAsync(
        PrmDbContext context, CompanyIdentity customer, string? accountId, IReadOnlyList<string> relatives, string family, RuleSet rules, CancellationToken cancellationToken)
    {
        var ids = await context.Set<RegistrationKey>().Where(key => context.Set<DealRegistration>().Any(r => r.Id == key.RegistrationId && r.ProductFamily == family)).MeetingAsync(AccountKeys.Of(customer), row => row.RegistrationId, MostMet, cancellationToken);
        var protection = RegistrationLedger.ProtectionKey(customer, accountId, family);
        var accounts = relatives.Append(accountId ?? "").ToList();
        // One part for each way to find a claim: joined by "or" they would read every claim there is.
        var ofFamily = context.Set<DealRegistration>().Where(r => r.ProductFamily == family);
        var met = ofFamily.Where(r => ids.Contains(r.Id)).Select(r => r.Id).Union(ofFamily.Where(r => accounts.Contains(r.AccountId!)).Select(r => r.Id))
            .Union(ofFamily.Where(r => r.ProtectionKey == protection).Select(r => r.Id));
        var rows = await context.Set<DealRegistration>().Where(r => met.Contains(r.Id)).OrderBy(r => r.ReceiptSeq != null).ThenBy(r => r.ReceiptSeq)
            .Select(r => new
            {
                r.Id,
                r.PartnerOrgId,
                r.Status,
                r.ReceiptSeq,
                r.ProtectedUntil,
                r.Outcome,
                r.AccountId,
                r.ProtectionKey,
                Identity = new CompanyIdentity(r.CustomerName, r.CustomerDomain, r.CustomerCountry, r.CustomerPostalCode),
                IsDecided = context.Set<Decision>().Any(d => d.RegistrationId == r.Id && d.UndoneAt == null && d.ToldAt == null
                    && (d.Kind == DecisionKind.Approve || d.Kind == DecisionKind.GrantExtension)),
            })
            .ToListAsync(cancellationToken);
        return [.. from claim in rows
                   let relation = (accountId is not null && claim.AccountId == accountId) || claim.ProtectionKey == protection ? Relation.Same
                       : claim.AccountId is { } other && relatives.Contains(other) ? Relation.Family
                       : AccountMatcher.Score(customer, claim.Identity) switch
                       {
                           var score when score >= rules.MatchHigh => Relation.Same,
                           // Two accounts of the records are two companies, however alike their names are.
                           var score when score >= rules.MatchLow && (accountId is null || claim.AccountId is null) => Relation.Alike,
                           _ => (Relation?)null,
                       }
                   where relation is not null
                   select new OtherClaim(
                       claim.Id, claim.PartnerOrgId, claim.Status, claim.ReceiptSeq,
                       // Protection ends when the sale does (ruling 18).
                       claim.Outcome is null ? claim.ProtectedUntil : null, relation.Value,
                       IsHeld: claim.IsDecided && (claim.Status is RegistrationStatus.InReview or RegistrationStatus.Expired || claim.Status.HasProtection()),
                       IsWon: claim.Outcome == "won")];
    }

    /// <summary>The newest usable rates of a pair of currencies.</summary>
    public static async Task<FxTable> RatesAsync(PrmDbContext context, string from, string to, DateOnly today, CancellationToken cancellationToken) => new(
        from == to ? [] :
        await context.Set<FxRate>().AsNoTracking()
            .Where(rate => rate.AsOf <= today && ((rate.Base == from && rate.Quote == to) || (rate.Base == to && rate.Quote == from)))
            .OrderByDescending(rate => rate.AsOf).Take(MostRates).ToListAsync(cancellationToken));

    // The products of one family: the one asked for is among them.
    private static async Task<IReadOnlyList<Product>> FamilyAsync(PrmDbContext context, string productId, CancellationToken cancellationToken)
    {
        var products = context.Set<Product>().AsNoTracking();
        var found = await products.Where(product => product.Family == products.Where(one => one.Id == productId).Select(one => one.Family).Single()).ToListAsync(cancellationToken);
        return found.Count > 0 ? found : throw new InvalidOperationException("No such product.");
    }

    private static async Task<IReadOnlyList<MissingProof>> MissingProofsAsync(
        PrmDbContext context, RegistrationRequest request, DateOnly today, CancellationToken cancellationToken)
    {
        var country = request.Customer.Country ?? "";
        var asked = await context.Set<ComplianceRule>().AsNoTracking().ToListAsync(cancellationToken);
        var held = await context.Set<ComplianceItem>().AsNoTracking().Where(item => item.PartnerOrgId == request.PartnerOrgId).ToListAsync(cancellationToken);
        return [.. asked.Where(rule => rule.Countries.Contains("*") || rule.Countries.Contains(country)).Select(rule => rule.Kind).Order(StringComparer.Ordinal)
            .Select(kind => (Kind: kind, Items: held.Where(item => item.Kind == kind && (item.Country is null || item.Country == country)).ToList()))
            .Where(proof => !proof.Items.Exists(item => item.ValidFrom <= today && (item.ValidTo is null || item.ValidTo >= today)))
            .Select(proof => new MissingProof(proof.Kind, proof.Items.Where(item => item.ValidTo < today).Max(item => item.ValidTo)))];
    }

    private static async Task<CertifiedPeople> CertifiedAsync(PrmDbContext context, string partnerOrgId, string family, DateOnly today, CancellationToken cancellationToken)
    {
        var certificates = await (from person in context.Set<Person>()
                                  join certificate in context.Set<Certification>() on person.Id equals certificate.PersonId
                                  where person.OrganizationId == partnerOrgId && certificate.ProductFamily == family
                                  select new { certificate.PersonId, certificate.IssuedOn, certificate.ExpiresOn }).ToListAsync(cancellationToken);
        return new CertifiedPeople(
            certificates.Where(c => c.IssuedOn <= today && (c.ExpiresOn is null || c.ExpiresOn >= today)).Select(c => c.PersonId).Distinct().Count(),
            certificates.Where(c => c.ExpiresOn < today).Max(c => c.ExpiresOn));
    }

    private static async Task<bool> IsInTerritoryAsync(PrmDbContext context, RegistrationRequest request, DateOnly today, CancellationToken cancellationToken)
    {
        var own = await (from right in context.Set<PartnerTerritory>().AsNoTracking()
                         join territory in context.Set<Territory>().AsNoTracking() on right.TerritoryId equals territory.Id
                         where right.PartnerOrgId == request.PartnerOrgId
                         select new { right, territory }).ToListAsync(cancellationToken);
        return own.Exists(pair => pair.right.HoldsOn(today) && pair.territory.Covers(request.Customer));
    }

    private static async Task<bool> IsExclusiveToAnotherAsync(PrmDbContext context, RegistrationRequest request, DateOnly today, CancellationToken cancellationToken)
    {
        var others = await (from right in context.Set<PartnerTerritory>().AsNoTracking()
                            join territory in context.Set<Territory>().AsNoTracking() on right.TerritoryId equals territory.Id
                            where right.Exclusive && right.PartnerOrgId != request.PartnerOrgId
                            select new { right, territory }).ToListAsync(cancellationToken);
        return others.Exists(pair => pair.right.HoldsOn(today) && pair.territory.Covers(request.Customer));
    }

    private static async Task<string?> DeniedPartyAsync(PrmDbContext context, CompanyIdentity customer, CancellationToken cancellationToken)
    {
        var key = CompanyName.Key(customer.Name, null);
        var met = await context.Set<DeniedParty>().AsNoTracking().Where(party => party.NameKey == key).ToListAsync(cancellationToken);
        return key.Length == 0 ? null : met.Find(party => party.Country is null || customer.Country is null || party.Country == customer.Country)?.Id;
    }

    private static async Task<SubmitterActivity> ActivityAsync(
        PrmDbContext context, string partnerOrgId, string submitter, string? judged, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (day, year) = (now.AddHours(-24), now.AddDays(-365));
        var claims = context.Set<DealRegistration>().Where(r => r.Id != judged);
        var probes = claims.Where(r => r.SubmittedAt > day && r.ApprovedAt == null);
        var own = claims.Where(r => r.PartnerOrgId == partnerOrgId);
        return await context.Set<OrganizationRow>().Where(firm => firm.Id == partnerOrgId)
            .Select(_ => new SubmitterActivity(
                probes.Count(r => r.SubmittedBy == submitter),
                probes.Count(r => r.PartnerOrgId == partnerOrgId),
                own.Count(r => Open.Contains(r.Status)),
                own.Count(r => r.ApprovedAt > year),
                own.Count(r => r.ApprovedAt > year && r.OpportunityId != null)))
            .SingleOrDefaultAsync(cancellationToken) ?? new SubmitterActivity(0, 0, 0, 0, 0);
    }
}
