using CoSellBot.Bot.Audit;
using CoSellBot.Prm.Audit;
using CoSellBot.Tests.Prm.Audit;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CoSellBot.Tests.Bot.Audit;

/// <summary>What the host says of the sealing: the root once a day, what is wrong once, and readiness while it lasts.</summary>
public sealed class AuditWorkerTests
{
    [Fact]
    public async Task The_root_is_in_the_log_once_a_day_and_names_nobody()
    {
        using var world = await AuditWorld.OpenAsync();
        var log = new Said();
        var worker = Worker(world, log);
        for (var hour = 0; hour < 50; hour++)
        {
            await world.WriteAsync();
            Assert.Equal(1, await worker.RunOnceAsync(default));
            world.Clock.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal([("AuditRoot", LogLevel.Information), ("AuditRoot", LogLevel.Information), ("AuditRoot", LogLevel.Information)], log.Events.Select(one => (one.Event, one.Level)));
        var hash = (await world.RowsAsync<AuditSeal>()).Single(seal => seal.Number == 1).Hash;
        Assert.EndsWith($"is at number 1, hash {hash}.", log.Events[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("PER-", log.Events[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_is_said_once_and_when_it_is_over()
    {
        using var world = await AuditWorld.SealedAsync();
        var log = new Said();
        var worker = Worker(world, log);
        await world.WriteAsync();
        await world.TamperAsync("UPDATE audit_entry SET actor_person_id = 'PER-OTHER' WHERE seq = 20");
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(0, await worker.RunOnceAsync(default));
        }

        Assert.Equal(("AuditStopped", LogLevel.Error, "The audit trail is not sealed or anchored: LastSeal. Run verify-audit."), Assert.Single(log.Events));
        Assert.Equal("audit chain", worker.NotReady);

        await world.TamperAsync("UPDATE audit_entry SET actor_person_id = 'PER-20' WHERE seq = 20");
        Assert.Equal(1, await worker.RunOnceAsync(default));
        Assert.Null(worker.NotReady);
        Assert.Equal(["AuditStopped", "AuditGoesOn", "AuditRoot"], log.Events.Select(one => one.Event));
    }

    [Fact]
    public async Task An_older_copy_is_critical_and_ready_to_be_read()
    {
        using var world = await AuditWorld.SealedAsync();
        await world.TamperAsync("DELETE FROM audit_seal WHERE number > 10", "DELETE FROM audit_entry WHERE seq > 10");
        var log = new Said();
        // Another process, which does not know the anchor yet.
        world.Clock.Advance(TimeSpan.FromSeconds(11));
        var worker = new AuditWorker(world.NewSealer(), Options(world), world.Clock, log);

        await worker.RunOnceAsync(default);
        await worker.RunOnceAsync(default);

        Assert.Equal(("AuditRestored", LogLevel.Critical), (Assert.Single(log.Events).Event, log.Events[0].Level));
        Assert.Null(worker.NotReady);
    }

    private static AuditWorker Worker(AuditWorld world, Said log) => new(world.Sealer, Options(world), world.Clock, log);

    private static AuditOptions Options(AuditWorld world) => new(world.Anchor.Path, TimeSpan.FromDays(1));

    private sealed class Said : ILogger<AuditWorker>
    {
        public List<(string? Event, LogLevel Level, string Text)> Events { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Events.Add((eventId.Name, logLevel, formatter(state, exception)));
    }
}
