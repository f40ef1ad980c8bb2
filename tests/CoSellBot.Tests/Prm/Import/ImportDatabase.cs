using CoSellBot.Prm;
using CoSellBot.Prm.Audit;
using CoSellBot.Prm.Import;
using CoSellBot.Prm.Storage;
using CoSellBot.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Tests.Prm.Import;

/// <summary>A real database with the product's schema, and folders to import, gone with the test.</summary>
internal sealed class ImportDatabase : IDbContextFactory<PrmDbContext>, IDisposable
{
    private readonly string root = TestDatabase.CreateAsync().GetAwaiter().GetResult();
    private readonly SingleWriter writer = new();

    public ImportDatabase(DateTimeOffset? now = null)
    {
        Clock = new BusinessClock(new FixedClock(now ?? new DateTimeOffset(2026, 6, 9, 10, 0, 0, TimeSpan.Zero)));
        using var context = CreateDbContext();
        SchemaUpgrade.ApplyAsync(context, "prm", typeof(PrmDbContext).Assembly, CancellationToken.None).GetAwaiter().GetResult();
        Import = new WorldImport(this, writer, Clock, new Ids(Clock, new Random(1)));
        Seed = new WorldSeed(Import, this, writer, Clock);
    }

    public static string Repository { get; } = FindRepository();

    public static string SampleWorld => Path.Combine(Repository, "samples", "world");

    public BusinessClock Clock { get; }

    public WorldImport Import { get; }

    public WorldSeed Seed { get; }

    public PrmDbContext CreateDbContext() => new(
        (DbContextOptions<PrmDbContext>)new DbContextOptionsBuilder<PrmDbContext>()
            .UseCoSellBot(TestDatabase.ConnectionString(root)).Options,
        new Tenant("t1"));

    public Task<ImportReport> RunAsync(string folder, ImportOptions? options = null, IProgress<ImportProgress>? progress = null, CancellationToken stop = default) =>
        Import.RunAsync(folder, options ?? new ImportOptions(), progress, stop);

    public async Task<int> CountAsync<T>()
        where T : class
    {
        await using var context = CreateDbContext();
        return await context.Set<T>().CountAsync();
    }

    public async Task<T> OneAsync<T>(string id)
        where T : class
    {
        await using var context = CreateDbContext();
        return await context.Set<T>().SingleAsync(row => EF.Property<string>(row, "Id") == id);
    }

    /// <summary>A folder with a small sound programme and these files, which may replace some of it.</summary>
    public string Folder(params (string Name, string Text)[] files) => FolderOf(
        [
            ("organizations.csv", "org_id,kind,name\nV,vendor,Vendor\nP,partner,Partner\nQ,partner,Other\n"),
            ("people.csv", "person_id,name,org_id,role,time_zone,locale\nREP,Rep,V,rep,Europe/Berlin,en-GB\nMAN,Man,V,partner_manager,Europe/Berlin,en-GB\nSELL,Sell,P,partner_seller,Europe/Berlin,en-GB\n"),
            ("products.csv", "product_id,family,name\nPRD-1,FAM,Ledger Pro\n"),
            ("accounts.csv", "account_id,name,domain,country\nA,Contoso GmbH,contoso.com,DE\n"),
            .. files,
        ]);

    public string FolderOf(params (string Name, string Text)[] files)
    {
        var folder = System.IO.Directory.CreateDirectory(Path.Combine(root, Path.GetRandomFileName())).FullName;
        foreach (var (name, text) in files)
        {
            File.WriteAllText(Path.Combine(folder, name), text);
        }

        return folder;
    }

    /// <summary>Everything stored but the audit and the feed, in an order of its own: two equal states give equal texts.</summary>
    public async Task<string> DumpAsync()
    {
        await using var context = CreateDbContext();
        var connection = context.Database.GetDbConnection();
        await connection.OpenAsync();
        var lines = new List<string>();
        foreach (var table in context.Model.GetEntityTypes()
                     .Where(type => type.ClrType != typeof(AuditEntry) && type.ClrType != typeof(ChangeRow)).Select(type => type.GetTableName()!))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"SELECT * FROM \"{table}\"";
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                lines.Add(table + "|" + string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i))));
            }
        }

        lines.Sort(StringComparer.Ordinal);
        return string.Join('\n', lines);
    }

    public void Dispose() => TestDatabase.DropAsync(root).GetAwaiter().GetResult();

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CoSellBot.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("Not inside the repository.");
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
