using System.Data.Common;
using System.Globalization;
using CoSellBot.Tests.Infrastructure;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CoSellBot.EndToEnd;

/// <summary>The database of a bot, read from outside while it runs and touched only while it is dead.</summary>
/// <param name="folder">The folder it was started in.</param>
/// <param name="file">The database in it; where a bot puts it by itself unless told.</param>
internal sealed class StoredBot(string folder, string file = "data/cosellbot.db")
{
    private static readonly Lazy<Task<string>> Seeded = new(SeedAsync);

    /// <summary>A fresh folder with the demo world already in it; seeding takes a while and is not what is tested.</summary>
    public static async Task<string> NewFolderAsync()
    {
        var folder = BotProcess.NewFolder();
        if (TestDatabase.IsPostgres)
        {
            await TestDatabase.CreateInAsync(folder, await Seeded.Value);
        }
        else
        {
            Directory.CreateDirectory(Path.Combine(folder, "data"));
            File.Copy(new StoredBot(await Seeded.Value).Database, new StoredBot(folder).Database);
        }

        return folder;
    }

    /// <summary>Rows of a query, their columns joined by a bar.</summary>
    public async Task<List<string>> RowsAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Written in these tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(i => Text(reader.GetValue(i)))));
        }

        return rows;
    }

    public async Task<long> CountAsync(string sql) => long.Parse((await RowsAsync(sql))[0], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Passes at once the time until the claims of a dead process lapse.</summary>
    public Task LapseClaimsAsync() => RowsAsync(
        """
        UPDATE conversation_claim SET claimed_until = '2000-01-01T00:00:00.0000000Z';
        UPDATE inbox_message SET next_at = NULL WHERE state = 'Pending';
        UPDATE outbox_message SET next_at = NULL WHERE state = 'Pending';
        """);

    private string Database => Path.Combine(folder, file);

    private static async Task<string> SeedAsync()
    {
        var bot = await BotProcess.StartAsync();
        var stored = new StoredBot(bot.Folder);
        await stored.IdleAsync(TimeSpan.FromMinutes(1));
        await bot.KillAsync();
        await bot.DisposeAsync();
        // What the demo world has running comes to its marks by the machine's clock, in one run and not in the next.
        await stored.RowsAsync("UPDATE sla_clock SET next_at = NULL; UPDATE dispute SET state = 'Dropped' WHERE state <> 'Closed';");
        await (TestDatabase.IsPostgres ? Task.CompletedTask : stored.RowsAsync("PRAGMA wal_checkpoint(TRUNCATE)"));
        return bot.Folder;
    }

    /// <summary>Waits until nothing is pending or in a worker's hands any more.</summary>
    public async Task IdleAsync(TimeSpan within)
    {
        using var deadline = new CancellationTokenSource(within);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await CountAsync(
            $"""
            SELECT (SELECT COUNT(*) FROM inbox_message WHERE state = 'Pending') + (SELECT COUNT(*) FROM outbox_message WHERE state IN ('Pending', 'Sending'))
                 + (SELECT COUNT(*) FROM notice WHERE handled_at IS NULL
                       AND (due <= '{TimeProvider.System.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fff}Z' OR due <= (SELECT MAX(at) FROM change_row)))
                 + (SELECT COALESCE(MAX(seq), 0) FROM change_row) - COALESCE((SELECT CAST(value AS INTEGER) FROM setting_row WHERE name = 'feed.cursor'), 0)
            """) > 0)
        {
            await look.WaitForNextTickAsync(deadline.Token);
        }
    }

    /// <summary>A field of a column that holds JSON, in the words of the database.</summary>
    public static string Json(string column, string field) => TestDatabase.IsPostgres ? $"(\"{column}\"::json ->> '{field}')" : $"json_extract(\"{column}\", '$.{field}')";

    private static string? Text(object value) => value is DateTime day ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : Convert.ToString(value, CultureInfo.InvariantCulture);

    private async Task<DbConnection> OpenAsync()
    {
        DbConnection connection = TestDatabase.IsPostgres
            ? new NpgsqlConnection(new NpgsqlConnectionStringBuilder(TestDatabase.ConnectionString(folder)) { Pooling = false }.ConnectionString)
            : new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Database, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        await connection.OpenAsync();
        return connection;
    }
}
