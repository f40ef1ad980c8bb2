using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CoSellBot.Benchmarks.Registrations;

/// <summary>Writes many rows into tables as fast as a kind of database takes them: prepared inserts in one transaction, or COPY.</summary>
internal sealed class BulkTables : IDisposable
{
    private readonly DbConnection _connection;
    private readonly List<IDisposable> _open = [];
    private readonly List<Action> _ends = [];

    /// <summary>Opens the database.</summary>
    public BulkTables(string connectionString, bool isPostgres)
    {
        _connection = isPostgres ? new NpgsqlConnection(connectionString) : new SqliteConnection(connectionString);
        _connection.Open();
    }

    /// <summary>What rows of a table are given to, one value for each column.</summary>
    public Action<object?[]> Into(string table, params string[] columns) =>
        _connection is SqliteConnection sqlite ? Insert(sqlite, table, columns) : Copy(table, columns);

    /// <summary>Ends all that was begun with <see cref="Into"/>.</summary>
    public void End()
    {
        _ends.ForEach(end => end());
        _open.ForEach(one => one.Dispose());
        _ends.Clear();
        _open.Clear();
    }

    /// <summary>Runs a statement.</summary>
    public void Run(string text)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = text;
        command.CommandTimeout = 0;
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        End();
        _connection.Dispose();
    }

    private Action<object?[]> Insert(SqliteConnection sqlite, string table, string[] columns)
    {
        var command = sqlite.CreateCommand();
        command.CommandText = string.Create(
            CultureInfo.InvariantCulture, $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select((_, i) => $"${i}"))})");
        var parameters = columns.Select((_, i) => command.Parameters.AddWithValue($"${i}", DBNull.Value)).ToArray();
        command.Prepare();
        _open.Add(command);
        return values =>
        {
            for (var i = 0; i < values.Length; i++)
            {
                parameters[i].Value = values[i] ?? DBNull.Value;
            }

            command.ExecuteNonQuery();
        };
    }

    // A COPY has its connection for itself, and several go on at once.
    private Action<object?[]> Copy(string table, string[] columns)
    {
        var connection = new NpgsqlConnection(_connection.ConnectionString);
        connection.Open();
        var copy = connection.BeginBinaryImport($"COPY {table} ({string.Join(", ", columns)}) FROM STDIN (FORMAT BINARY)");
        _open.AddRange([copy, connection]);
        _ends.Add(() => copy.Complete());
        return values => copy.WriteRow(values);
    }
}
