using System.Globalization;
using CoSellBot.Prm.Storage;
using Microsoft.Data.Sqlite;

namespace CoSellBot.Bot.Audit;

/// <summary>Where the audit trail is anchored outside the database.</summary>
/// <param name="Anchor">The setting <c>Audit:Anchor</c>: the file that says how far the chain has come.</param>
/// <param name="RootEvery">The setting <c>Audit:RootEvery</c>: how often the log says so too.</param>
public sealed record AuditOptions(string Anchor, TimeSpan RootEvery)
{
    private const string File = "audit-anchor.jsonl";

    /// <summary>Reads the settings: beside the database and once a day unless they say otherwise.</summary>
    /// <exception cref="InvalidOperationException">A value is none.</exception>
    public static AuditOptions From(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var file = configuration["Audit:Anchor"];
        var every = configuration["Audit:RootEvery"] switch
        {
            null or "" => TimeSpan.FromDays(1),
            var text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && time > TimeSpan.Zero => time,
            var text => throw new InvalidOperationException($"Audit:RootEvery '{text}' is not a time like 1.00:00:00 or 06:00:00."),
        };
        return new AuditOptions(string.IsNullOrWhiteSpace(file) ? Beside(Composition.ConnectionString(configuration)) : file, every);
    }

    // A server keeps its files elsewhere; there, and for one in memory, it lies where the product keeps its own.
    private static string Beside(string connection)
    {
        var database = Database.IsPostgres(connection) ? ":memory:" : new SqliteConnectionStringBuilder(connection).DataSource;
        return Path.Combine(Path.GetDirectoryName(database) is { Length: > 0 } folder ? folder : database == ":memory:" ? "data" : ".", File);
    }
}
