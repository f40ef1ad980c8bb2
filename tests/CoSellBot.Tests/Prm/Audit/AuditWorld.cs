using CoSellBot.Prm;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Storage;
using CoSellBot.Tests.Infrastructure;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Xunit;

namespace CoSellBot.Tests.Prm.Audit;

/// <summary>A ledger of nothing but its audit trail, in a real file, with an anchor beside it and somebody who may do anything to both.</summary>
internal sealed class AuditWorld : IDbContextFactory<PrmDbContext>, IDisposable
{
    private static readonly string[] Guarded = ["entry", "seal", "chain"];
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("cosellbot-audit-").FullName;
    private readonly IInterceptor[] _interceptors;
    private readonly List<AuditSealer> _sealers = [];
    private int _written;

    private AuditWorld(IInterceptor[] interceptors)
    {
        _interceptors = interceptors;
        Business = new BusinessClock(Clock);
        Writer = new LedgerWriter(this, new SingleWriter(), Business);
        Anchor = new AuditAnchor(File("audit-anchor.jsonl"));
        Sealer = NewSealer();
    }

    public FakeClock Clock { get; } = FakeClock.Morning();

    public BusinessClock Business { get; }

    public Tenant Tenant { get; } = new("main");

    public LedgerWriter Writer { get; }

    public AuditAnchor Anchor { get; }

    public AuditSealer Sealer { get; }

    public static async Task<AuditWorld> OpenAsync(params IInterceptor[] interceptors)
    {
        var world = new AuditWorld(interceptors);
        await using var context = world.CreateDbContext();
        await SchemaUpgrade.ApplyAsync(context, "prm", typeof(PrmDbContext).Assembly, CancellationToken.None);
        return world;
    }

    /// <summary>Entries 1 to 20, sealed in two runs, so anchored at 10 and 20.</summary>
    public static async Task<AuditWorld> SealedAsync()
    {
        var world = await OpenAsync();
        await world.WriteAsync(10);
        await world.SealAsync();
        await world.WriteAsync(10);
        await world.SealAsync();
        return world;
    }

    public string File(string name) => Path.Combine(_folder, name);

    public PrmDbContext CreateDbContext() => new(
        (DbContextOptions<PrmDbContext>)new DbContextOptionsBuilder<PrmDbContext>().UseCoSellBotSqlite($"Data Source={File("prm.db")};Pooling=False").AddInterceptors(_interceptors).Options, Tenant);

    /// <summary>A sealer of another process.</summary>
    public AuditSealer NewSealer(AuditAnchor? anchor = null)
    {
        var sealer = new AuditSealer(new LedgerWriter(this, new SingleWriter(), Business), anchor ?? Anchor, Tenant, Clock, new Ids(Clock));
        _sealers.Add(sealer);
        return sealer;
    }

    public AuditRestore NewRestore() => new(Writer, Anchor, Tenant, Clock, new Ids(Clock));

    /// <summary>Changes nobody, each with its entry.</summary>
    public async Task WriteAsync(int count = 1)
    {
        for (var i = 0; i < count; i++)
        {
            Clock.Advance(TimeSpan.FromMilliseconds(37));
            await Writer.WriteAsync(
                (context, _) =>
                {
                    var n = ++_written;
                    context.Add(new AuditEntry
                    {
                        At = Business.GetUtcNow(), ActorPersonId = $"PER-{n}", OnBehalfOf = n % 2 == 0 ? "ORG-A" : null, Channel = "Web", MessageId = $"m{n}", Action = "registration.submitted",
                        EntityRef = $"registration/DR-{n}", Before = n % 3 == 0 ? "{\"status\":\"Draft\"}" : null, After = $"{{\"amount\":\"{n} €\"}}",
                    });
                    return Task.FromResult(n);
                },
                CancellationToken.None);
        }
    }

    /// <summary>Seals everything there is; another sealer when the lease has lapsed.</summary>
    public async Task<SealOutcome> SealAsync(AuditSealer? sealer = null)
    {
        Clock.Advance(sealer is null ? TimeSpan.Zero : TimeSpan.FromSeconds(11));
        for (; ; )
        {
            if (await (sealer ?? Sealer).RunOnceAsync(CancellationToken.None) is { Sealed: 0 } done)
            {
                return done;
            }
        }
    }

    public Task<AuditReport> VerifyAsync(AuditAnchor? anchor = null) => new AuditVerifier(this, Tenant, Business).VerifyAsync(anchor ?? Anchor, CancellationToken.None);

    /// <summary>Somebody with all rights to the database.</summary>
    public async Task TamperAsync(params string[] statements)
    {
        await using var connection = new SqliteConnection($"Data Source={File("prm.db")};Pooling=False");
        await connection.OpenAsync();
        foreach (var statement in Guarded.SelectMany(table => new[] { $"DROP TRIGGER IF EXISTS audit_{table}_no_update", $"DROP TRIGGER IF EXISTS audit_{table}_no_delete" }).Concat(statements))
        {
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Written in these tests.
            command.CommandText = statement;
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync();
        }
    }

    public async Task<List<T>> RowsAsync<T>()
        where T : class
    {
        await using var context = CreateDbContext();
        return await context.Set<T>().AsNoTracking().ToListAsync();
    }

    /// <summary>Puts the database aside as a backup does; <see cref="Restore"/> brings it back.</summary>
    public async Task BackUpAsync(string name = "backup")
    {
        await TamperlessAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        System.IO.File.Copy(File("prm.db"), File($"{name}.db"), overwrite: true);
    }

    public void Restore(string name = "backup")
    {
        foreach (var file in new[] { "prm.db-wal", "prm.db-shm" })
        {
            System.IO.File.Delete(File(file));
        }

        System.IO.File.Copy(File($"{name}.db"), File("prm.db"), overwrite: true);
    }

    /// <summary>Expects that one thing is found first.</summary>
    public async Task<AuditFlaw> FoundAsync(AuditFlawKind kind, long? number = null)
    {
        var report = await VerifyAsync();
        Assert.NotEmpty(report.Flaws);
        var flaw = report.Flaws[0];
        Assert.True(flaw.Kind == kind && (number is null || flaw.Number == number), $"{flaw.Kind} at {flaw.Number}: {flaw.Text}");
        return flaw;
    }

    public void Dispose()
    {
        _sealers.ForEach(sealer => sealer.Dispose());
        SqliteConnection.ClearAllPools();
        System.IO.Directory.Delete(_folder, recursive: true);
    }

    private async Task TamperlessAsync(string statement)
    {
        await using var context = CreateDbContext();
        await context.Database.ExecuteSqlRawAsync(statement);
    }
}
