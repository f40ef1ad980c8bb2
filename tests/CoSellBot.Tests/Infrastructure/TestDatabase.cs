using System.Collections.Concurrent;
using System.Data.Common;
using CoSellBot.Prm.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CoSellBot.Tests.Infrastructure;

/// <summary>
/// The database of a test, which its folder names: a SQLite file in it, or one with its name on the PostgreSQL server of
/// <c>COSELLBOT_TEST_POSTGRES</c>, whose user may create databases.
/// </summary>
internal static class TestDatabase
{
    /// <summary>The file within a folder.</summary>
    public const string File = "cosellbot.db";

    // Tests run a few at a time; what they leave in a pool is closed with their database.
    private const int MostConnections = 16;

    // Worlds that others are copied from, and what a process started that was killed.
    private static readonly ConcurrentDictionary<string, bool> Left = [];

    static TestDatabase() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Task.WhenAll(Left.Keys.Select(DropOnServerAsync)).GetAwaiter().GetResult();

    /// <summary>The server tests run on, or null for SQLite.</summary>
    public static string? Server { get; } = Environment.GetEnvironmentVariable("COSELLBOT_TEST_POSTGRES") is { Length: > 0 } server ? server : null;

    /// <summary>True when tests run on PostgreSQL.</summary>
    public static bool IsPostgres => Server is not null;

    public static string ConnectionString(string folder) => Server is null
        ? $"Data Source={Path.Combine(folder, File)}"
        : Postgres.Settings(new NpgsqlConnectionStringBuilder(Server) { Database = NameOf(folder), MaxPoolSize = MostConnections, ConnectionIdleLifetime = 30 }.ConnectionString);

    /// <summary>A new folder with an empty database.</summary>
    public static async Task<string> CreateAsync()
    {
        var folder = NewFolder();
        await CreateInAsync(folder);
        return folder;
    }

    /// <summary>A new folder with the database of another one, which nobody has open.</summary>
    public static async Task<string> CopyAsync(string from)
    {
        var folder = NewFolder();
        if (IsPostgres)
        {
            await CreateInAsync(folder, from);
        }
        else
        {
            System.IO.File.Copy(Path.Combine(from, File), Path.Combine(folder, File));
        }

        return folder;
    }

    /// <summary>Makes the database that a folder names on the server, empty or as another folder's; a file needs no making.</summary>
    public static async Task CreateInAsync(string folder, string? from = null)
    {
        if (IsPostgres)
        {
            // Copying files is three times as quick as writing them through the log, the default.
            await AdministerAsync($"CREATE DATABASE \"{NameOf(folder)}\" TEMPLATE \"{(from is null ? "template1" : NameOf(from))}\" STRATEGY FILE_COPY");
            Left.TryAdd(folder, true);
        }
    }

    /// <summary>Makes the database that a folder names unless it is there.</summary>
    public static Task EnsureAsync(string folder) => IsPostgres && !Left.ContainsKey(folder) ? CreateInAsync(folder) : Task.CompletedTask;

    /// <summary>Closes what the pool holds open.</summary>
    public static void Release(string folder)
    {
        if (IsPostgres)
        {
            using var connection = new NpgsqlConnection(ConnectionString(folder));
            NpgsqlConnection.ClearPool(connection);
        }
        else
        {
            using var connection = new SqliteConnection(ConnectionString(folder));
            SqliteConnection.ClearPool(connection);
        }
    }

    /// <summary>Removes a database and its folder.</summary>
    public static async Task DropAsync(string folder)
    {
        Release(folder);
        await (IsPostgres ? DropOnServerAsync(folder) : Task.CompletedTask);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The statement that makes a table refuse what is done to it, like <c>INSERT</c> or <c>UPDATE OF a_column</c>.</summary>
    public static string Refusing(string what, string table) => IsPostgres
        ? $"""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'full'; END $$;
            CREATE TRIGGER is_full BEFORE {what} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse()
            """
        : $"CREATE TRIGGER is_full BEFORE {what} ON {table} BEGIN SELECT RAISE(ABORT, 'full'); END";

    /// <summary>The statement that ends <see cref="Refusing"/>.</summary>
    public static string Taking(string table) => IsPostgres ? $"DROP TRIGGER is_full ON {table}" : "DROP TRIGGER is_full";

    /// <summary>The statement that lets rows of an append-only table be changed.</summary>
    public static string Alterable(string table) => IsPostgres ? $"DROP TRIGGER {table}_append_only ON {table}" : $"DROP TRIGGER {table}_no_update";

    /// <summary>The server lets nobody into the database any more, and ends whoever is there.</summary>
    public static async Task CloseAsync(string folder)
    {
        await AdministerAsync($"ALTER DATABASE \"{NameOf(folder)}\" WITH ALLOW_CONNECTIONS false");
        await CutAsync(folder);
    }

    /// <summary>Takes back <see cref="CloseAsync"/>.</summary>
    public static Task OpenAsync(string folder) => AdministerAsync($"ALTER DATABASE \"{NameOf(folder)}\" WITH ALLOW_CONNECTIONS true");

    /// <summary>Ends all connections to the database.</summary>
    public static Task CutAsync(string folder) => AdministerAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{NameOf(folder)}'");

    /// <summary>Runs a statement on a test's database, behind everybody's back.</summary>
    public static async Task ExecuteAsync(string folder, string statement)
    {
        await using DbConnection connection = IsPostgres ? new NpgsqlConnection(ConnectionString(folder)) : new SqliteConnection(ConnectionString(folder));
        await ExecuteAsync(connection, statement);
    }

    /// <summary>Runs a statement beside the tests' databases.</summary>
    public static async Task AdministerAsync(string statement)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Server) { Database = "postgres", MaxPoolSize = 8 }.ConnectionString);
        await ExecuteAsync(connection, statement);
    }

    private static async Task ExecuteAsync(DbConnection connection, string statement)
    {
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Written in these tests.
        command.CommandText = statement;
#pragma warning restore CA2100
        command.CommandTimeout = 120;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task DropOnServerAsync(string folder)
    {
        await AdministerAsync($"DROP DATABASE IF EXISTS \"{NameOf(folder)}\" WITH (FORCE)");
        Left.TryRemove(folder, out _);
    }

    private static string NewFolder() => Directory.CreateTempSubdirectory("cosellbot-test-").FullName;

    private static string NameOf(string folder) => Path.GetFileName(folder);
}
