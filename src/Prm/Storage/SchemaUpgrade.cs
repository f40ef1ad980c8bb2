using System.Globalization;
using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Storage;

/// <summary>Brings a database to the newest schema by running the numbered scripts of its kind that it has not seen, all in one transaction.</summary>
public static class SchemaUpgrade
{
    /// <summary>Runs the missing scripts of a component; safe to repeat and safe beside another process doing the same.</summary>
    /// <exception cref="InvalidOperationException">The database is newer than this program.</exception>
    public static async Task ApplyAsync(DbContext context, string component, Assembly scripts, CancellationToken cancellationToken)
    {
        var database = context.Database;
        var kind = database.IsNpgsql() ? "postgres-" : "sqlite-";
        var ordered = scripts.GetManifestResourceNames()
            .Select(name => (Name: name, Version: VersionOf(name, kind)))
            .Where(script => script.Version > 0)
            .OrderBy(script => script.Version)
            .ToList();
        await using var transaction = await database.BeginTransactionAsync(cancellationToken);
        if (database.IsNpgsql())
        {
            // All components share the table of versions, and two that make it at the same moment would fail.
            await database.ExecuteSqlRawAsync(Postgres.Take(AdvisoryLock.Schema), cancellationToken);
        }

        await database.ExecuteSqlRawAsync(
            "CREATE TABLE IF NOT EXISTS schema_versions (component TEXT NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (component, version))", cancellationToken);
        var seen = await database
            .SqlQuery<int>($"SELECT version AS \"Value\" FROM schema_versions WHERE component = {component}")
            .ToListAsync(cancellationToken);
        if (seen.Count > 0 && seen.Max() > ordered[^1].Version)
        {
            throw new InvalidOperationException($"The database has {component} schema {seen.Max()}, this program knows {ordered[^1].Version}: use the newer program.");
        }

        foreach (var (name, version) in ordered.Where(script => !seen.Contains(script.Version)))
        {
            using var reader = new StreamReader(scripts.GetManifestResourceStream(name)!);
            // Braces would be taken for parameters, so the script goes in as it stands through the connection.
            await using var command = database.GetDbConnection().CreateCommand();
            command.Transaction = Microsoft.EntityFrameworkCore.Storage.DbContextTransactionExtensions.GetDbTransaction(transaction);
            command.CommandText = await reader.ReadToEndAsync(cancellationToken);
            await command.ExecuteNonQueryAsync(cancellationToken);
            await database.ExecuteSqlAsync($"INSERT INTO schema_versions (component, version) VALUES ({component}, {version})", cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    // …Schema.sqlite-001.sql
    private static int VersionOf(string resource, string kind)
    {
        var dash = resource.LastIndexOf(kind, StringComparison.Ordinal);
        return dash >= 0 && int.TryParse(resource.AsSpan(dash + kind.Length, 3), CultureInfo.InvariantCulture, out var version) ? version : 0;
    }
}
