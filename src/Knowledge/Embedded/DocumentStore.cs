using System.Runtime.InteropServices;
using CoSellBot.Knowledge.Storage;
using Microsoft.Data.Sqlite;

namespace CoSellBot.Knowledge.Embedded;

/// <summary>The documents and vectors of an embedded library in a file, so that a start reads no document anew and no vector is paid for twice.</summary>
internal sealed class DocumentStore : IDisposable
{
    // Another layout is another file's: what is kept here can be read from the documents again.
    private const long Layout = 1;
    private readonly SqliteConnection _connection;
    private readonly Lock _lock = new();

    /// <summary>Opens the file; a new one, or one of another layout, is empty.</summary>
    /// <exception cref="KnowledgeUnavailableException">The file cannot be opened or written.</exception>
    public DocumentStore(string file)
    {
        SQLitePCL.Batteries_V2.Init();
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        Guard(() =>
        {
            _connection.Open();
            Execute("PRAGMA journal_mode = WAL");
            Execute("PRAGMA busy_timeout = 10000");
            Execute("PRAGMA secure_delete = ON");
            if (Scalar("PRAGMA user_version") is not Layout)
            {
                Execute($"""
                    BEGIN IMMEDIATE;
                    DROP TABLE IF EXISTS document;
                    DROP TABLE IF EXISTS vector;
                    CREATE TABLE document (tenant TEXT NOT NULL, source TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (tenant, source)) WITHOUT ROWID;
                    CREATE TABLE vector (model TEXT NOT NULL, text_hash TEXT NOT NULL, numbers BLOB NOT NULL, PRIMARY KEY (model, text_hash)) WITHOUT ROWID;
                    PRAGMA user_version = {Layout};
                    COMMIT;
                    """);
            }

            return true;
        });
    }

    /// <summary>Changes when another process has written.</summary>
    public long Version() => Guard(() => (long)Scalar("PRAGMA data_version")!);

    /// <summary>All documents of all tenants; one that cannot be read back is left out.</summary>
    public IReadOnlyList<KnowledgeDocument> Documents() => Guard(() =>
    {
        using var command = Command("SELECT tenant, body FROM document ORDER BY tenant, source");
        using var rows = command.ExecuteReader();
        var documents = new List<KnowledgeDocument>();
        while (rows.Read())
        {
            if (DocumentJson.Read<KnowledgeDocument>(rows.GetString(1)) is { } document && document.TenantId == rows.GetString(0))
            {
                documents.Add(document);
            }
        }

        return documents;
    });

    /// <summary>Makes a change of a tenant's documents, all of it or nothing.</summary>
    public void Apply(string tenantId, KnowledgeChange change) => Guard(() =>
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        foreach (var source in change.Remove.Concat(change.Put.Select(document => document.Source)))
        {
            using var delete = Command("DELETE FROM document WHERE tenant = $tenant AND source = $source", ("$tenant", tenantId), ("$source", source));
            delete.ExecuteNonQuery();
        }

        foreach (var document in change.Put)
        {
            using var insert = Command("INSERT OR REPLACE INTO document VALUES ($tenant, $source, $body)", ("$tenant", tenantId), ("$source", document.Source), ("$body", DocumentJson.Write(document)));
            insert.ExecuteNonQuery();
        }

        transaction.Commit();
        return true;
    });

    /// <summary>The vectors of a model, by the hash of their text.</summary>
    public Dictionary<string, ReadOnlyMemory<float>> Vectors(string model) => Guard(() =>
    {
        using var command = Command("SELECT text_hash, numbers FROM vector WHERE model = $model", ("$model", model));
        using var rows = command.ExecuteReader();
        var vectors = new Dictionary<string, ReadOnlyMemory<float>>(StringComparer.Ordinal);
        while (rows.Read())
        {
            vectors[rows.GetString(0)] = MemoryMarshal.Cast<byte, float>((byte[])rows[1]).ToArray();
        }

        return vectors;
    });

    /// <summary>Keeps vectors of a model, and of all models forgets those of texts that are gone.</summary>
    public void KeepVectors(string model, IReadOnlyDictionary<string, ReadOnlyMemory<float>> added, IReadOnlyCollection<string> gone) => Guard(() =>
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        foreach (var (hash, vector) in added)
        {
            using var insert = Command("INSERT OR REPLACE INTO vector VALUES ($model, $hash, $numbers)", ("$model", model), ("$hash", hash), ("$numbers", MemoryMarshal.AsBytes(vector.Span).ToArray()));
            insert.ExecuteNonQuery();
        }

        foreach (var hash in gone)
        {
            using var delete = Command("DELETE FROM vector WHERE text_hash = $hash", ("$hash", hash));
            delete.ExecuteNonQuery();
        }

        transaction.Commit();
        return true;
    });

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private void Execute(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

    private object? Scalar(string sql)
    {
        using var command = Command(sql);
        return command.ExecuteScalar();
    }

    private SqliteCommand Command(string sql, params (string Name, object Value)[] values)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Only constants of this class are given.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    private T Guard<T>(Func<T> work)
    {
        lock (_lock)
        {
            try
            {
                return work();
            }
            catch (SqliteException failure)
            {
                throw new KnowledgeUnavailableException("The library's file cannot be read or written.", failure);
            }
        }
    }
}
