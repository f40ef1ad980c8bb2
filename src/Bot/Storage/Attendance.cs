using CoSellBot.Prm.Storage;
using Npgsql;

namespace CoSellBot.Bot.Storage;

/// <summary>
/// Shows the other processes on a PostgreSQL database that this one lives: a lock that all share, on a connection of its own. The server gives
/// it up with the connection, so it is taken again on a new one when that was lost.
/// </summary>
internal sealed class Attendance(string connectionString, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);
    private readonly string _connectionString = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;
    private readonly CancellationTokenSource _stopped = new();
    private NpgsqlConnection? _connection;
    private Task _watch = Task.CompletedTask;

    /// <summary>Takes the lock; when nobody shares it, first does what only one who is alone may do.</summary>
    /// <returns>True when nobody did.</returns>
    public async Task<bool> BeginAsync(Func<Task> alone, CancellationToken cancellationToken)
    {
        _connection = await OpenAsync(cancellationToken);
        var isAlone = await AskAsync(_connection, $"SELECT pg_try_advisory_lock({Lock})", cancellationToken) is true;
        if (isAlone)
        {
            await alone();
        }

        // Whoever starts meanwhile waits here until those who are alone are done.
        await AskAsync(_connection, Share, cancellationToken);
        if (isAlone)
        {
            await AskAsync(_connection, $"SELECT pg_advisory_unlock({Lock})", cancellationToken);
        }

        _watch = WatchAsync(_stopped.Token);
        return isAlone;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await (_connection?.DisposeAsync() ?? ValueTask.CompletedTask);
        _stopped.Dispose();
    }

    private static string Lock { get; } = Postgres.Arguments(AdvisoryLock.Process);

    private static string Share { get; } = $"SELECT pg_advisory_lock_shared({Lock})";

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (_connection is null)
                {
                    _connection = await OpenAsync(cancellationToken);
                    await AskAsync(_connection, Share, cancellationToken);
                }

                // Nobody ever says anything here: it ends with the connection.
                await _connection.WaitAsync(cancellationToken);
            }
            catch (Exception lost) when (lost is NpgsqlException or IOException or TimeoutException or InvalidOperationException)
            {
                await (_connection?.DisposeAsync() ?? ValueTask.CompletedTask);
                _connection = null;
                await Task.Delay(Again, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static async Task<object?> AskAsync(NpgsqlConnection connection, string statement, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Numbers of our own.
        command.CommandText = statement;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
