using CoSellBot.Prm.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CoSellBot.Benchmarks.Registrations;

/// <summary>The database a run measures on: a file of its own, or one on a server, each a copy of what is kept for the next run.</summary>
internal sealed class MeasuredDatabase : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cosellbot-registrations-").FullName;
    private readonly string? _kept;

    /// <summary>Takes a file, a connection string of PostgreSQL, or nothing.</summary>
    public MeasuredDatabase(string? kept)
    {
        _kept = kept;
        IsPostgres = kept?.Contains('=', StringComparison.Ordinal) == true && Database.IsPostgres(kept);
        ConnectionString = IsPostgres ? Postgres.Settings(new NpgsqlConnectionStringBuilder(kept) { Database = Run }.ConnectionString) : $"Data Source={File}";
    }

    /// <summary>True on a server.</summary>
    public bool IsPostgres { get; }

    /// <summary>Where to measure.</summary>
    public string ConnectionString { get; }

    private string File => Path.Combine(_folder, "registrations.db");

    private string Kept => new NpgsqlConnectionStringBuilder(_kept).Database ?? "cosellbot_registrations";

    private string Run => $"{Kept}_run";

    /// <summary>Opens a copy of what is kept, or lets it be written.</summary>
    public async Task OpenAsync(Func<string, Task> write)
    {
        if (IsPostgres)
        {
            if (Ask($"SELECT 1 FROM pg_database WHERE datname = '{Kept}'") is null)
            {
                Ask($"CREATE DATABASE \"{Kept}\"");
                await write(Postgres.Settings(new NpgsqlConnectionStringBuilder(_kept) { Database = Kept }.ConnectionString));
                NpgsqlConnection.ClearAllPools();
            }

            Ask($"DROP DATABASE IF EXISTS \"{Run}\" WITH (FORCE)");
            Ask($"CREATE DATABASE \"{Run}\" TEMPLATE \"{Kept}\" STRATEGY FILE_COPY");
        }
        else if (System.IO.File.Exists(_kept))
        {
            System.IO.File.Copy(_kept, File);
        }
        else
        {
            await write(ConnectionString);
            SqliteConnection.ClearAllPools();
            if (_kept is not null)
            {
                System.IO.File.Copy(File, _kept);
            }
        }
    }

    /// <summary>How large it is.</summary>
    public long Megabytes() => (IsPostgres ? (long)Ask($"SELECT pg_database_size('{Run}')")! : new FileInfo(File).Length) >> 20;

    public void Dispose()
    {
        if (IsPostgres)
        {
            NpgsqlConnection.ClearAllPools();
            Ask($"DROP DATABASE IF EXISTS \"{Run}\" WITH (FORCE)");
        }

        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private object? Ask(string statement)
    {
        using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_kept) { Database = "postgres", Pooling = false }.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        command.CommandTimeout = 0;
        return command.ExecuteScalar();
    }
}
