using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CoSellBot.Prm.Storage;

/// <summary>How every connection of the product opens SQLite: write-ahead log, full synchronisation, foreign keys on.</summary>
public static class Sqlite
{
    /// <summary>Uses the file of a connection string with the settings above. A list in a search is one parameter, so that its statement is made once for all lengths.</summary>
    public static DbContextOptionsBuilder UseCoSellBotSqlite(this DbContextOptionsBuilder options, string connectionString) =>
        options.UseSqlite(connectionString, sqlite => sqlite.UseParameterizedCollectionMode(ParameterTranslationMode.Parameter)).AddInterceptors(Pragmas.Instance);

    private sealed class Pragmas : DbConnectionInterceptor
    {
        public static readonly Pragmas Instance = new();

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Apply(connection);

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Apply(connection);
            return Task.CompletedTask;
        }

        // A connection from the pool is the one it was before, settings and all; asking again would cost as much as a small query.
        private readonly ConditionalWeakTable<object, object> _known = [];

        private void Apply(DbConnection connection)
        {
            var handle = (connection as SqliteConnection)?.Handle;
            if (handle is not null && _known.TryGetValue(handle, out _))
            {
                return;
            }

            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=10000; PRAGMA synchronous;";
            using var reader = command.ExecuteReader();
            var mode = reader.Read() ? reader.GetString(0) : "";
            long synchronous = -1;
            do
            {
                while (reader.Read())
                {
                    synchronous = reader.GetInt64(0);
                }
            }
            while (reader.NextResult());

            // An in-memory database cannot have a log; everything else must, or an acknowledged message could be lost.
            if (mode is not ("wal" or "memory") || synchronous != 2)
            {
                throw new InvalidOperationException($"SQLite refused journal_mode=WAL or synchronous=FULL (it says {mode}, {synchronous}).");
            }

            if (handle is not null)
            {
                _known.TryAdd(handle, handle);
            }
        }
    }
}
