using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CoSellBot.Prm.Storage;

/// <summary>How every connection of the product opens PostgreSQL: one writer at a time, text by code point, no values in messages.</summary>
public static class Postgres
{
    // Locks of a database are told apart by two numbers; the first is ours, the second says what for.
    private const int Ours = 0x43_6F_53;

    /// <summary>Uses the server of a connection string with the settings above.</summary>
    public static DbContextOptionsBuilder UseCoSellBotPostgres(this DbContextOptionsBuilder options, string connectionString) =>
        options.UseNpgsql(Settings(connectionString)).AddInterceptors(OneWriter.Instance, ImplicitTransactions.Instance, StorableText.Instance);

    /// <summary>The connection string with what the product insists on and, where nothing else is said, what it prefers.</summary>
    /// <exception cref="InvalidOperationException">It cannot be read.</exception>
    public static string Settings(string connectionString)
    {
        try
        {
            var given = new NpgsqlConnectionStringBuilder(connectionString);
            // The details of an error are the values of a row.
            given.IncludeErrorDetail = false;
            given.LogParameters = false;
            given.Enlist = false;
            given.ApplicationName ??= "CoSellBot";
            // A server that went away without a word is noticed, and whoever waits on the wire is told in time.
            given.KeepAlive = given.KeepAlive == 0 ? 30 : given.KeepAlive;
            given.TcpKeepAlive = true;
            return given.ConnectionString;
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            throw new InvalidOperationException("ConnectionStrings:CoSellBot names a PostgreSQL server in a way that cannot be read. An example: Host=db.example;Database=cosellbot;Username=cosellbot;Password=…");
        }
    }

    /// <summary>The statement that takes a lock for the transaction at hand, and waits for it.</summary>
    internal static string Take(AdvisoryLock one) => FormattableString.Invariant($"SELECT pg_advisory_xact_lock({Ours}, {(int)one})");

    /// <summary>The arguments of a lock's functions.</summary>
    public static string Arguments(AdvisoryLock one) => FormattableString.Invariant($"{Ours}, {(int)one}");
}

/// <summary>What processes on one PostgreSQL database lock against each other.</summary>
public enum AdvisoryLock
{
    /// <summary>Writing the business record.</summary>
    Prm = 1,

    /// <summary>Writing the conversations.</summary>
    Bot = 2,

    /// <summary>Bringing the schema up to date.</summary>
    Schema = 3,

    /// <summary>Being there at all: a process that has it alone is alone.</summary>
    Process = 4,
}
