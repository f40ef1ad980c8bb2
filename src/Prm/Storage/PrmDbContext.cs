using CoSellBot.Prm.Accounts;
using CoSellBot.Prm.Attribution;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Conflicts;
using CoSellBot.Prm.Leads;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Sharing;
using CoSellBot.Prm.Sla;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Storage;

/// <summary>The business record: what is claimed, decided and recorded, with its audit and its feed in one transaction.</summary>
public sealed class PrmDbContext(DbContextOptions<PrmDbContext> options, Tenant tenant) : DbContext(options)
{
    private string TenantId => tenant.Id;

    /// <inheritdoc/>
    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        this.StampTenant(TenantId);
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    /// <inheritdoc/>
    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        this.StampTenant(TenantId);
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => TenantModel.AddConventions(configurationBuilder);

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<OrganizationRow>();
        modelBuilder.Entity<Person>().HasIndex(person => person.OrganizationId);
        modelBuilder.Entity<Partner>().HasKey(partner => partner.OrganizationId);
        modelBuilder.Entity<Certification>().HasIndex(certificate => certificate.PersonId);
        modelBuilder.Entity<ComplianceItem>().HasIndex(item => item.PartnerOrgId);
        modelBuilder.Entity<ComplianceRule>().HasKey(rule => rule.Kind);
        modelBuilder.Entity<Territory>();
        modelBuilder.Entity<PartnerTerritory>().HasKey(right => new { right.PartnerOrgId, right.TerritoryId });
        modelBuilder.Entity<PartnerTerritory>().HasIndex(right => right.TerritoryId).HasFilter("\"exclusive\"");

        modelBuilder.Entity<Account>(account =>
        {
            account.Ignore(a => a.Identity);
            account.HasIndex(a => a.OwnerPersonId);
            account.HasIndex(a => a.ParentId);
        });
        modelBuilder.Entity<AccountKeyRow>(key =>
        {
            key.HasKey(k => new { k.Kind, k.Key, k.AccountId });
            key.HasIndex(k => k.AccountId);
        });
        modelBuilder.Entity<Product>();
        modelBuilder.Entity<Opportunity>(opportunity =>
        {
            opportunity.Ignore(o => o.Amount);
            opportunity.HasIndex(o => o.AccountId);
            opportunity.HasIndex(o => o.OwnerPersonId);
        });
        modelBuilder.Entity<StageEntry>().HasKey(entry => new { entry.OpportunityId, entry.Stage, entry.EnteredOn });

        modelBuilder.Entity<DealRegistration>(registration =>
        {
            registration.Ignore(r => r.Identity);
            registration.Ignore(r => r.Amount);
            registration.Ignore(r => r.InProgramme);
            registration.Property(r => r.Version).IsConcurrencyToken();
            registration.HasIndex(r => new { r.PartnerOrgId, r.Status });
            registration.HasIndex(r => r.AccountId);
            registration.HasIndex(r => new { r.Status, r.ProtectedUntil });
            registration.HasIndex(r => new { r.Status, r.DecisionDue });
            registration.HasIndex(r => new { r.SubmittedBy, r.SubmittedAt });
            registration.HasIndex(r => new { r.PartnerOrgId, r.SubmittedAt });
            registration.HasIndex(r => r.AppealOf);
            registration.HasIndex(r => new { r.Status, r.ConflictState });
            registration.Property(r => r.UnseenChanges).HasDefaultValue(0);
            registration.Property(r => r.Motion).HasDefaultValue(SalesMotion.New).HasSentinel(SalesMotion.New);
        });
        modelBuilder.Entity<Decision>(decision =>
        {
            decision.HasIndex(d => d.RegistrationId);
            decision.HasIndex(d => new { d.ToldAt, d.TellAt });
        });
        modelBuilder.Entity<ApprovalStep>().HasKey(step => new { step.RegistrationId, step.Number });
        modelBuilder.Entity<RegistrationQuestion>().HasIndex(question => question.RegistrationId);
        modelBuilder.Entity<ExtensionRequest>().HasIndex(request => request.RegistrationId);
        modelBuilder.Entity<Amendment>(amendment =>
        {
            amendment.Ignore(a => a.Amount);
            amendment.HasIndex(a => a.RegistrationId);
        });
        modelBuilder.Entity<EvidenceFile>().HasKey(file => file.EvidenceId);
        modelBuilder.Entity<Absence>().HasIndex(absence => absence.PersonId);
        modelBuilder.Entity<Delegation>().HasKey(delegation => delegation.PersonId);
        modelBuilder.Entity<DeclaredInterest>().HasKey(interest => new { interest.PersonId, interest.Subject });
        modelBuilder.Entity<DeniedParty>().HasIndex(party => party.NameKey);
        modelBuilder.Entity<PublishedRules>(rules =>
        {
            rules.HasKey(r => r.Version);
            rules.Property(r => r.Version).ValueGeneratedNever();
        });
        modelBuilder.Entity<RegistrationKey>(key =>
        {
            key.HasKey(k => new { k.Kind, k.Key, k.RegistrationId });
            key.HasIndex(k => k.RegistrationId);
        });
        modelBuilder.Entity<StoredTrace>().HasKey(trace => new { trace.RegistrationId, trace.Number });
        modelBuilder.Entity<Evidence>().HasIndex(evidence => evidence.RegistrationId);
        modelBuilder.Entity<RegistrationNote>().HasKey(note => note.RegistrationId);
        modelBuilder.Entity<Exclusion>().HasIndex(exclusion => exclusion.AccountId);
        modelBuilder.Entity<EngagementRule>().HasKey(rule => rule.Key);
        modelBuilder.Entity<Dispute>(dispute =>
        {
            dispute.Ignore(d => d.IsOpen);
            dispute.HasIndex(d => d.RegistrationId);
            dispute.HasIndex(d => d.OtherRegistrationId);
            dispute.HasIndex(d => d.State);
        });
        modelBuilder.Entity<DisputeProof>().HasIndex(proof => proof.SubjectId);
        modelBuilder.Entity<CreditShare>(credit =>
        {
            credit.HasKey(c => new { c.DisputeId, c.SubjectId });
            credit.HasIndex(c => c.SubjectId);
        });

        modelBuilder.Entity<PartnerAccount>().HasIndex(account => account.PartnerOrgId);
        modelBuilder.Entity<SharingRule>();
        modelBuilder.Entity<Lead>();
        modelBuilder.Entity<CalendarRow>();
        modelBuilder.Entity<Holiday>().HasKey(holiday => new { holiday.CalendarId, holiday.Date });
        modelBuilder.Entity<CalendarVersion>();
        modelBuilder.Entity<SlaClock>(clock =>
        {
            clock.HasIndex(c => c.RecordId);
            clock.HasIndex(c => c.NextAt);
        });
        modelBuilder.Entity<ClockPause>().HasKey(pause => new { pause.ClockId, pause.From });
        modelBuilder.Entity<FxRate>().HasKey(rate => new { rate.Base, rate.Quote, rate.AsOf });

        modelBuilder.Entity<AuditEntry>().HasKey(entry => entry.Seq);
        modelBuilder.Entity<AuditEntry>().HasIndex(entry => entry.EntityRef);
        modelBuilder.Entity<AuditSeal>(seal =>
        {
            seal.HasKey(s => s.Number);
            seal.Property(s => s.Number).ValueGeneratedNever();
            seal.HasIndex(s => s.Seq).IsUnique();
        });
        modelBuilder.Entity<AuditChain>(chain =>
        {
            chain.HasKey(c => c.Epoch);
            chain.Property(c => c.Epoch).ValueGeneratedNever();
            chain.HasIndex(c => c.ChainId).IsUnique();
        });
        modelBuilder.Entity<AuditState>().HasKey(state => state.Name);
        modelBuilder.Entity<ChangeRow>().HasKey(row => row.Seq);
        modelBuilder.Entity<CommandKey>().HasKey(key => key.Key);
        modelBuilder.Entity<Counter>().HasKey(counter => counter.Name);
        modelBuilder.AddTenant(() => TenantId);

        // One protected claim per customer and family, one place in line per receipt: the database refuses a second. The tenant stands last:
        // in front, it makes a planner without statistics take the index for any search at all.
        modelBuilder.Entity<DealRegistration>().HasIndex(nameof(DealRegistration.ProtectionKey), TenantModel.TenantId).IsUnique();
        modelBuilder.Entity<DealRegistration>().HasIndex(nameof(DealRegistration.ReceiptSeq), TenantModel.TenantId).IsUnique();
        if (Database.IsNpgsql())
        {
            modelBuilder.CompareByCodePoint();
        }
    }
}

/// <summary>The vendor this deployment serves.</summary>
/// <param name="Id">Written to and filtered on in every row.</param>
public sealed record Tenant(string Id);
