using CoSellBot.Agents.Claims;
using CoSellBot.Agents.Deals;
using CoSellBot.Agents.Decisions;
using CoSellBot.Agents.Disputes;
using CoSellBot.Agents.Proposals;
using CoSellBot.Agents.Understanding;
using CoSellBot.Prm;
using CoSellBot.Prm.Attribution;
using CoSellBot.Prm.Conflicts;
using CoSellBot.Prm.Embedded;
using CoSellBot.Prm.Import;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoSellBot.Evals.Twins;

/// <summary>One world to act in: the product's own ledgers, book and cards over a SQLite database that is set back for every pair.</summary>
internal sealed class TwinSide : IDbContextFactory<PrmDbContext>, IAsyncDisposable
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");
    private readonly DbContextOptions<PrmDbContext> _options;
    private readonly StandingClock _clock = new();
    private readonly SeededRandom _random = new();
    private readonly ServiceProvider _services;

    /// <summary>An empty world.</summary>
    /// <param name="models">What was learnt from the intent files; the tools ask for it, nothing is read with it here.</param>
    public TwinSide(TrainedModels models)
    {
        _connection.Open();
        _options = new DbContextOptionsBuilder<PrmDbContext>().UseSqlite(_connection).Options;
        var services = new ServiceCollection();
        services.AddSingleton<IDbContextFactory<PrmDbContext>>(this);
        services.AddSingleton(new BusinessClock(_clock));
        services.AddSingleton(new Ids(_clock, _random));
        services.AddSingleton(models);
        services.AddSingleton(TellingOptions.Standard);
        services.AddSingleton(new AccessOptions());
        services.AddSingleton<IPrm, EmbeddedPrm>();
        foreach (var type in new[]
        {
            typeof(SingleWriter), typeof(LedgerWriter), typeof(RegistrationLedger), typeof(ReviewLedger), typeof(ClaimLedger), typeof(ApproverLedger), typeof(ProgrammeLedger), typeof(HandoverLedger), typeof(AppealLedger),
            typeof(DisputeLedger), typeof(DisputeWatch), typeof(DisputeBook), typeof(CreditBook), typeof(WorldImport), typeof(TablePaste), typeof(RegistrationBook),
            typeof(ReviewBook), typeof(Prm.Partners.Directory), typeof(WorldImport), typeof(DecisionDesk), typeof(DecisionActions), typeof(DisputeActions), typeof(DealDesk), typeof(ClaimActions), typeof(ProposalActions),
        })
        {
            services.AddSingleton(type);
        }

        _services = services.BuildServiceProvider();
    }

    /// <summary>The time there.</summary>
    public DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>One of the product's own parts.</summary>
    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <inheritdoc/>
    public PrmDbContext CreateDbContext() => new(_options, new Tenant("main"));

    /// <summary>Becomes a copy of another world: the same rows, the same time, and the same ids to come.</summary>
    public void CopyFrom(TwinSide other, int seed)
    {
        other._connection.BackupDatabase(_connection);
        _clock.Now = other.Now;
        _random.Reseed(seed);
    }

    /// <summary>Sets the clock.</summary>
    public void SetTime(DateTimeOffset now) => _clock.Now = now;

    /// <summary>Lets time pass.</summary>
    public void Pass(TimeSpan time) => _clock.Now += time;

    /// <summary>Adds rows as they would have come to be.</summary>
    public async Task AddAsync(IEnumerable<object> rows)
    {
        await using var context = CreateDbContext();
        context.AddRange(rows);
        await context.SaveChangesAsync();
    }

    /// <summary>Takes away every row a partner owns; its name, people and terms stay, they are public or the vendor's.</summary>
    public async Task RemoveRecordsOfAsync(string partnerOrgId)
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = """
            DELETE FROM registration_key WHERE registration_id IN (SELECT id FROM deal_registration WHERE partner_org_id = $p);
            DELETE FROM decision WHERE registration_id IN (SELECT id FROM deal_registration WHERE partner_org_id = $p);
            DELETE FROM registration_question WHERE registration_id IN (SELECT id FROM deal_registration WHERE partner_org_id = $p);
            DELETE FROM registration_note WHERE partner_org_id = $p;
            DELETE FROM deal_registration WHERE partner_org_id = $p;
            DELETE FROM opportunity WHERE partner_org_id = $p;
            DELETE FROM lead WHERE partner_org_id = $p;
            DELETE FROM partner_account WHERE partner_org_id = $p;
            DELETE FROM sharing_rule WHERE partner_org_id = $p;
            DELETE FROM compliance_item WHERE partner_org_id = $p;
            """;
        command.Parameters.AddWithValue("$p", partnerOrgId);
        await command.ExecuteNonQueryAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private sealed class StandingClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }

    /// <summary>Chance that begins again for every pair, so that both worlds draw the same numbers.</summary>
    private sealed class SeededRandom : Random
    {
        private Random _inner = new(0);

        public void Reseed(int seed) => _inner = new Random(seed);

        public override void NextBytes(Span<byte> buffer) => _inner.NextBytes(buffer);

        public override void NextBytes(byte[] buffer) => _inner.NextBytes(buffer);
    }
}
