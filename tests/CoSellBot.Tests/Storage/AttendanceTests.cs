using CoSellBot.Bot.Storage;
using CoSellBot.Tests.Infrastructure;
using Npgsql;
using Xunit;

namespace CoSellBot.Tests.Storage;

/// <summary>Who shares a PostgreSQL database is known to whoever starts, also after connections were lost.</summary>
public sealed class AttendanceTests
{
    [PostgresFact]
    public async Task Only_who_finds_nobody_is_alone()
    {
        var folder = await TestDatabase.CreateAsync();
        var first = Start(folder);
        Assert.True(await IsAloneAsync(first));
        var second = Start(folder);
        Assert.False(await IsAloneAsync(second));
        await first.DisposeAsync();
        // The first is gone, but the second still lives.
        var third = Start(folder);
        Assert.False(await IsAloneAsync(third));
        await second.DisposeAsync();
        await third.DisposeAsync();
        // The server notices a moment later that they have gone.
        while (await SharersAsync(folder) > 0)
        {
            await Task.Yield();
        }

        await using (var fourth = Start(folder))
        {
            Assert.True(await IsAloneAsync(fourth));
        }

        await TestDatabase.DropAsync(folder);
    }

    [PostgresFact]
    public async Task Who_lost_its_connection_is_counted_again()
    {
        var folder = await TestDatabase.CreateAsync();
        var clock = FakeClock.Morning();
        await using (var first = new Attendance(TestDatabase.ConnectionString(folder), clock))
        {
            Assert.True(await IsAloneAsync(first));
            await TestDatabase.CutAsync(folder);
            while (await SharersAsync(folder) == 0)
            {
                clock.Advance(TimeSpan.FromSeconds(5));
                await Task.Yield();
            }

            await using var second = Start(folder);
            Assert.False(await IsAloneAsync(second));
        }

        await TestDatabase.DropAsync(folder);
    }

    private static Attendance Start(string folder) => new(TestDatabase.ConnectionString(folder), FakeClock.Morning());

    private static async Task<bool> IsAloneAsync(Attendance attendance)
    {
        var alone = false;
        await attendance.BeginAsync(
            () =>
            {
                alone = true;
                return Task.CompletedTask;
            },
            CancellationToken.None);
        return alone;
    }

    private static async Task<long> SharersAsync(string folder)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(TestDatabase.ConnectionString(folder)) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
