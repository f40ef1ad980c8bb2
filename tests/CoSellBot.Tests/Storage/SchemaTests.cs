using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using CoSellBot.Bot.Storage;
using CoSellBot.Prm.Registrations;
using CoSellBot.Prm.Storage;
using CoSellBot.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace CoSellBot.Tests.Storage;

/// <summary>The database is made by numbered scripts; they make what the model says, once, and never over something newer.</summary>
public sealed class SchemaTests : IDisposable
{
    private readonly ConcurrentDictionary<string, string> _folders = [];

    public static TheoryData<string> Components => ["prm", "bot"];

    public void Dispose() => Task.WhenAll(_folders.Values.Select(TestDatabase.DropAsync)).GetAwaiter().GetResult();

    [Theory]
    [MemberData(nameof(Components))]
    public async Task The_scripts_make_the_schema_that_the_model_describes(string component)
    {
        await using var scripted = Open(component, "scripted");
        await UpgradeAsync(scripted, component);
        await using var described = Open(component, "described");
        await described.Database.EnsureCreatedAsync();

        Assert.Equal(await DescribeAsync(described), await DescribeAsync(scripted));
    }

    [PostgresTheory]
    [MemberData(nameof(Components))]
    public async Task All_text_compares_by_code_point(string component)
    {
        await using var context = Open(component, "collated");
        await UpgradeAsync(context, component);

        Assert.Empty(await RowsAsync(
            context,
            """
            SELECT table_name, column_name, collation_name FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name <> 'schema_versions' AND udt_name IN ('text', '_text', 'varchar', 'bpchar') AND collation_name IS DISTINCT FROM 'C'
            """));
    }

    [Theory]
    [MemberData(nameof(Components))]
    public void No_index_begins_with_what_every_row_has(string component)
    {
        using var context = Open(component, "model");
        var beginnings = context.Model.GetEntityTypes().SelectMany(type => type.GetIndexes()).Where(index => index.Properties.Count > 1).Select(index => index.Properties[0].Name).Distinct().ToList();

        Assert.NotEmpty(beginnings);
        Assert.DoesNotContain(TenantModel.TenantId, beginnings);
    }

    [Theory]
    [MemberData(nameof(Components))]
    public async Task Running_the_scripts_again_changes_nothing(string component)
    {
        await using var context = Open(component, "twice");
        await UpgradeAsync(context, component);
        var (once, versions) = (await DescribeAsync(context), await RowsAsync(context, "SELECT * FROM schema_versions ORDER BY version"));

        await UpgradeAsync(context, component);

        Assert.Equal(once, await DescribeAsync(context));
        Assert.Equal(versions, await RowsAsync(context, "SELECT * FROM schema_versions ORDER BY version"));
    }

    [Fact]
    public async Task Both_components_live_in_one_database_and_may_be_upgraded_at_the_same_moment()
    {
        await using var shared = Open("prm", "shared");
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
        {
            await using var context = Open(i % 2 == 0 ? "prm" : "bot", "shared");
            await UpgradeAsync(context, i % 2 == 0 ? "prm" : "bot");
        }));

        Assert.Equal(
            Versions("bot").Select(version => $"bot | {version}").Concat(Versions("prm").Select(version => $"prm | {version}")),
            await RowsAsync(shared, "SELECT component, version FROM schema_versions ORDER BY component, version"));
    }

    [Theory]
    [MemberData(nameof(Components))]
    public async Task A_newer_database_is_refused_in_words_and_left_alone(string component)
    {
        await using var context = Open(component, "newer");
        await UpgradeAsync(context, component);
        await RowsAsync(context, $"INSERT INTO schema_versions (component, version) VALUES ('{component}', 99)");

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => UpgradeAsync(context, component));

        Assert.Equal($"The database has {component} schema 99, this program knows {Versions(component)[^1]}: use the newer program.", refused.Message);
        Assert.Equal([.. Versions(component).Select(version => $"{version}"), "99"], await RowsAsync(context, "SELECT version FROM schema_versions ORDER BY version"));
    }

    [SqliteFact]
    public async Task A_database_of_the_first_schema_keeps_its_claims_traces_and_rules()
    {
        await using var context = (PrmDbContext)Open("prm", "first");
        using var script = new StreamReader(typeof(PrmDbContext).Assembly.GetManifestResourceStream(
            typeof(PrmDbContext).Assembly.GetManifestResourceNames().Single(name => name.EndsWith("sqlite-001.sql", StringComparison.Ordinal)))!);
        await RowsAsync(
            context, await script.ReadToEndAsync(),
            "CREATE TABLE schema_versions (component TEXT NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (component, version)); INSERT INTO schema_versions VALUES ('prm', 1)",
            """
            INSERT INTO deal_registration (id, partner_org_id, submitted_by, kind, customer_name, customer_country, product_id, product_family, amount_minor, currency, expected_close, status,
                status_since, receipt_seq, extension_count, conflict_state, version, tenant_id)
            VALUES ('DR-OLD', 'ORG-A', 'PER-A', 'Resell', 'Quellwind GmbH', 'DE', 'PRD-LEDGER', 'LEDGER', 1000000, 'EUR', '2026-09-30', 'InReview', '2026-06-01T08:00:00.0000000Z', 7, 0, 'None', 2, 'main')
            """,
            """
            INSERT INTO stored_trace (registration_id, at, rule_set_version, verdict, snapshot, findings, tenant_id)
            VALUES ('DR-OLD', '2026-06-02T08:00:00.0000000Z', 3, 'Review', '{"later":1}', '[]', 'main'), ('DR-OLD', '2026-06-01T08:00:00.0000000Z', 2, 'Approve', '{"first":1}', '[]', 'main'),
                ('DR-OTHER', '2026-06-03T08:00:00.0000000Z', 3, 'Reject', '{}', '[{"RuleId":"R01","Verdict":3,"Reason":"x","Reference":null}]', 'main')
            """,
            "INSERT INTO engagement_rule (key, value, tenant_id) VALUES ('rule_set_version', '3', 'main'), ('floor_usd', '2500', 'main')");

        await UpgradeAsync(context, "prm");

        var claim = await context.Set<DealRegistration>().SingleAsync();
        Assert.Equal(("DR-OLD", RegistrationStatus.InReview, 7, 2, SalesMotion.New, null), (claim.Id, claim.Status, claim.ReceiptSeq, claim.Version, claim.Motion, claim.InProgramme));
        var traces = await context.Set<StoredTrace>().OrderBy(trace => trace.RegistrationId).ThenBy(trace => trace.Number).ToListAsync();
        Assert.Equal(
            [("DR-OLD", 1, Verdict.Approve, "{\"first\":1}", 2), ("DR-OLD", 2, Verdict.Review, "{\"later\":1}", 3), ("DR-OTHER", 1, Verdict.Reject, "{}", 3)],
            traces.Select(trace => (trace.RegistrationId, trace.Number, trace.Verdict, trace.Snapshot, trace.RuleSetVersion)));
        Assert.Equal("R01", Assert.Single((await LedgerRows.FirstTraceAsync(context, "DR-OTHER", CancellationToken.None))!.Findings).RuleId);
        var rules = await RuleBook.CurrentAsync(context, CancellationToken.None);
        Assert.Equal((3, 2_500m), (rules.Version, rules.Floor));
        Assert.Equal("import", (await context.Set<PublishedRules>().SingleAsync()).PublishedBy);
    }

    [Theory]
    [MemberData(nameof(Components))]
    public async Task A_script_that_fails_leaves_nothing_behind(string component)
    {
        await using var context = Open(component, "broken");
        // A table of the last script's is in the way: everything before it must go again.
        var last = (await TablesAsync(component)).Max(StringComparer.Ordinal)!;
        await RowsAsync(context, $"CREATE TABLE \"{last}\" (other TEXT)");

        await Assert.ThrowsAnyAsync<DbException>(() => UpgradeAsync(context, component));

        Assert.All(await DescribeAsync(context), line => Assert.StartsWith($"{last}: ", line, StringComparison.Ordinal));
        await Assert.ThrowsAnyAsync<DbException>(() => RowsAsync(context, "SELECT version FROM schema_versions"));
    }

    [SqliteFact]
    public async Task Every_connection_writes_ahead_and_waits_for_the_disk()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async i =>
        {
            await using DbContext context = i % 2 == 0 ? await bot.Prm() : await bot.Bot();
            if (i % 4 < 2)
            {
                await context.Database.OpenConnectionAsync();
            }
            else
            {
                context.Database.OpenConnection();
            }

            Assert.Equal(["wal", "2", "1"], await RowsAsync(context, "PRAGMA journal_mode", "PRAGMA synchronous", "PRAGMA foreign_keys"));
        }));
    }

    private DbContext Open(string component, string database)
    {
        var connection = TestDatabase.ConnectionString(_folders.GetOrAdd(database, _ => TestDatabase.CreateAsync().GetAwaiter().GetResult()));
        var tenant = new Tenant("main");
        return component == "prm"
            ? new PrmDbContext(With<PrmDbContext>(connection), tenant)
            : new BotDbContext(With<BotDbContext>(connection), tenant);
    }

    private static DbContextOptions<T> With<T>(string connection)
        where T : DbContext
    {
        var options = new DbContextOptionsBuilder<T>();
        options.UseCoSellBot(connection);
        return options.Options;
    }

    private static Task UpgradeAsync(DbContext context, string component) =>
        SchemaUpgrade.ApplyAsync(context, component, context.GetType().Assembly, CancellationToken.None);

    // What the scripts of this kind of database are numbered; SQLite has all that ever were.
    private static List<int> Versions(string component) =>
    [
        .. (component == "prm" ? typeof(PrmDbContext) : typeof(BotDbContext)).Assembly.GetManifestResourceNames()
            .Select(name => name.Split('.')[^2].Split('-')).Where(name => name[0] == (TestDatabase.IsPostgres ? "postgres" : "sqlite"))
            .Select(name => int.Parse(name[1], CultureInfo.InvariantCulture)).Order(),
    ];

    private async Task<List<string>> TablesAsync(string component)
    {
        await using var context = Open(component, "tables");
        return [.. context.Model.GetEntityTypes().Select(type => type.GetTableName()!)];
    }

    // Tables with their columns, keys and indexes; how the text of a statement is laid out does not matter.
    private static async Task<List<string>> DescribeAsync(DbContext context)
    {
        var lines = context.Database.IsNpgsql() ? await DescribePostgresAsync(context) : await DescribeSqliteAsync(context);
        Assert.NotEmpty(lines);
        return lines;
    }

    private static async Task<List<string>> DescribePostgresAsync(DbContext context) => [.. (await RowsAsync(
        context,
        """
        SELECT table_name, column_name, udt_name, character_maximum_length, collation_name, is_nullable, column_default, identity_generation FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name <> 'schema_versions' ORDER BY table_name, column_name
        """,
        "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'schema_versions' ORDER BY tablename, indexdef",
        """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'schema_versions' ORDER BY 1, 2
        """)).Select(row => row.Replace(" | ", ": ", StringComparison.Ordinal))];

    private static async Task<List<string>> DescribeSqliteAsync(DbContext context)
    {
        var lines = new List<string>();
        foreach (var table in await RowsAsync(context, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'schema_versions' ORDER BY name"))
        {
            lines.AddRange((await RowsAsync(context, $"SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_info('{table}') ORDER BY name")).Select(column => $"{table}: {column}"));
            foreach (var index in await RowsAsync(context, $"SELECT name, \"unique\", origin, partial FROM pragma_index_list('{table}') ORDER BY name"))
            {
                var columns = await RowsAsync(context, $"SELECT name FROM pragma_index_info('{index.Split(" | ")[0]}') ORDER BY seqno");
                lines.Add($"{table}: index {index} ({string.Join(", ", columns)})");
            }
        }

        return lines;
    }

    private static async Task<List<string>> RowsAsync(DbContext context, params string[] statements)
    {
        await context.Database.OpenConnectionAsync();
        var rows = new List<string>();
        foreach (var statement in statements)
        {
            await using var command = context.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // Written in these tests.
            command.CommandText = statement;
#pragma warning restore CA2100
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                rows.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : reader.GetValue(i).ToString())));
            }
        }

        return rows;
    }
}
