using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CoSellBot.Prm.Storage;

/// <summary>The database that a connection string names: a SQLite file (<c>Data Source=…</c>) or one on a PostgreSQL server (<c>Host=…</c>).</summary>
public static class Database
{
    private static readonly string[] OfSqlite = ["Data Source", "DataSource", "Filename"];
    private static readonly string[] OfPostgres = ["Host", "Server"];

    /// <summary>True when the connection string names a PostgreSQL server.</summary>
    /// <exception cref="InvalidOperationException">It names neither kind of database.</exception>
    public static bool IsPostgres(string connectionString)
    {
        if (Names(connectionString, OfSqlite))
        {
            return false;
        }

        // Nothing of the text is repeated: it may hold a password.
        return Names(connectionString, OfPostgres)
            ? true
            : throw new InvalidOperationException(
                "ConnectionStrings:CoSellBot names no database. Use 'Data Source=<file>' for SQLite or 'Host=<server>;Database=<name>;Username=<user>;Password=<password>' for PostgreSQL.");
    }

    /// <summary>Uses the database of a connection string, the way the product opens each kind.</summary>
    public static DbContextOptionsBuilder UseCoSellBot(this DbContextOptionsBuilder options, string connectionString) =>
        IsPostgres(connectionString) ? options.UseCoSellBotPostgres(connectionString) : options.UseCoSellBotSqlite(connectionString);

    /// <summary>True when the failure is a broken unique index.</summary>
    public static bool IsUniqueViolation(this DbUpdateException failure) =>
        failure.InnerException is SqliteException { SqliteExtendedErrorCode: 2067 or 1555 } or PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    /// <summary>True when the database looked at the rows and refused them; false when it could not be asked.</summary>
    public static bool IsRefusal(this DbUpdateException failure) => failure.InnerException switch
    {
        // Class 22 is data, class 23 an integrity constraint.
        PostgresException refused => refused.SqlState.StartsWith("22", StringComparison.Ordinal) || refused.SqlState.StartsWith("23", StringComparison.Ordinal),
        NpgsqlException => false,
        _ => true,
    };

    /// <summary>What a server, or the way to it, said of a failure; null when the failure is of another kind.</summary>
    public static string? SaidByServer(Exception failure)
    {
        var at = failure;
        while (at is not null and not NpgsqlException)
        {
            at = at.InnerException;
        }

        return at?.Message;
    }

    private static bool Names(string connectionString, string[] keywords)
    {
        try
        {
            var parsed = new DbConnectionStringBuilder { ConnectionString = connectionString };
            return keywords.Any(keyword => parsed.TryGetValue(keyword, out var value) && value is string { Length: > 0 });
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
