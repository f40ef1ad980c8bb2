using CoSellBot.Bot.Slack;
using CoSellBot.Bot.Teams;
using CoSellBot.Bot.Users;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Storage;

/// <summary>What the conversation needs to survive a crash: inbox, sessions, proposals, outbox, notices, places.</summary>
public sealed class BotDbContext(DbContextOptions<BotDbContext> options, Tenant tenant) : DbContext(options)
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
        modelBuilder.Entity<InboxMessage>(inbox =>
        {
            inbox.HasKey(m => m.Seq);
            inbox.HasIndex(m => new { m.Channel, m.InstallationId, m.ConversationKey, m.MessageId }).IsUnique();
            inbox.HasIndex(m => new { m.State, m.Lane, m.Seq });
            inbox.HasIndex(m => m.MessageId);
            inbox.Property(m => m.Awaited).HasDefaultValue(false);
            inbox.Property(m => m.IsAside).HasDefaultValue(false);
        });
        modelBuilder.Entity<ConversationClaim>().HasKey(claim => claim.Key);
        modelBuilder.Entity<SessionRow>().HasKey(session => new { session.ConversationKey, session.PersonId });
        modelBuilder.Entity<ProposalRow>(proposal =>
        {
            proposal.HasIndex(p => new { p.State, p.ExpiresAt });
            proposal.HasIndex(p => new { p.Subject, p.State });
        });
        modelBuilder.Entity<OutboxMessage>(outbox =>
        {
            outbox.HasKey(m => m.Seq);
            outbox.HasIndex(m => m.Key).IsUnique();
            outbox.HasIndex(m => new { m.State, m.Seq });
            outbox.HasIndex(m => m.MessageId);
            outbox.HasIndex(m => m.InReplyTo);
        });
        modelBuilder.Entity<WebMessage>(message =>
        {
            message.HasKey(m => m.MessageId);
            message.HasIndex(m => m.Seq).IsUnique();
            message.HasIndex(m => new { m.PlaceId, m.Seq });
        });
        modelBuilder.Entity<WebPlace>();
        modelBuilder.Entity<WebMember>(member =>
        {
            member.HasKey(m => new { m.PlaceId, m.PersonId });
            member.HasIndex(m => m.PersonId);
        });
        modelBuilder.Entity<Notice>(notice =>
        {
            notice.HasKey(n => n.Key);
            notice.HasIndex(n => new { n.HandledAt, n.Due });
        });
        modelBuilder.Entity<SettingRow>().HasKey(setting => setting.Name);
        modelBuilder.Entity<Installation>();
        modelBuilder.Entity<SentMessage>(sent =>
        {
            sent.HasKey(m => m.Seq);
            sent.HasIndex(m => m.MessageId);
            sent.HasIndex(m => new { m.Channel, m.PlaceId, m.ChannelMessageId });
        });
        modelBuilder.Entity<TeamsUser>().HasKey(user => user.AccountId);
        modelBuilder.Entity<PlaceChange>().HasKey(change => new { change.Channel, change.InstallationId, change.PlaceId });
        modelBuilder.Entity<TeamsConversation>().HasIndex(place => place.AccountId);
        modelBuilder.Entity<SlackInstallation>();
        modelBuilder.Entity<SlackPlace>(place =>
        {
            place.HasKey(p => new { p.InstallationId, p.ChannelId });
            place.HasIndex(p => p.UserId);
        });
        modelBuilder.Entity<DataProtectionKey>().HasKey(key => key.Name);
        modelBuilder.Entity<IdentityLink>(link =>
        {
            link.HasKey(l => new { l.Channel, l.FirmId, l.AccountId });
            link.HasIndex(l => l.PersonId);
        });
        modelBuilder.Entity<LinkCode>().HasKey(code => code.Hash);
        modelBuilder.Entity<LinkAttempt>().HasKey(attempt => attempt.Account);
        modelBuilder.Entity<NudgeMute>().HasKey(mute => new { mute.PersonId, mute.SubjectId });
        modelBuilder.Entity<NudgeSaid>().HasKey(said => new { said.PersonId, said.OpportunityId, said.Day });
        modelBuilder.Entity<ModelDay>().HasKey(day => new { day.PersonId, day.Day });
        modelBuilder.AddTenant(() => TenantId);
        if (Database.IsNpgsql())
        {
            modelBuilder.CompareByCodePoint();
        }
    }
}
