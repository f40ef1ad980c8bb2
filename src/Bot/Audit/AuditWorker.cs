using CoSellBot.Bot.Turns;
using CoSellBot.Prm.Audit;

namespace CoSellBot.Bot.Audit;

/// <summary>Seals the audit trail about once a second, and says when it cannot: in the log once, and in readiness while it lasts.</summary>
public sealed partial class AuditWorker(AuditSealer sealer, AuditOptions options, TimeProvider clock, ILogger<AuditWorker> log) : IWorker, IHostedService
{
    private readonly Lock _lock = new();
    private AuditProblem _problem;
    private DateTimeOffset _rootAt = DateTimeOffset.MinValue;

    /// <inheritdoc/>
    public bool CanWait => true;

    /// <inheritdoc/>
    public TimeSpan Pause => TimeSpan.FromSeconds(1);

    /// <summary>A word for <c>/health/ready</c>, or null while the chain goes on. A restore that waits for an operator is none: reading works.</summary>
    internal string? NotReady
    {
        get
        {
            lock (_lock)
            {
                return _problem switch
                {
                    AuditProblem.None or AuditProblem.Restored => null,
                    AuditProblem.Anchor => "audit anchor",
                    _ => "audit chain",
                };
            }
        }
    }

    /// <inheritdoc/>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var outcome = await sealer.RunOnceAsync(cancellationToken);
        lock (_lock)
        {
            Tell(outcome);
        }

        return outcome.Sealed;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Seals what was written last, so that a bot that is stopped leaves nothing unsealed.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await RunOnceAsync(cancellationToken) > 0)
            {
            }
        }
        catch (Exception failure)
        {
            // The next start seals it.
            LogLeft(failure);
        }
    }

    private void Tell(SealOutcome outcome)
    {
        if (outcome.Problem != _problem)
        {
            _problem = outcome.Problem;
            if (_problem == AuditProblem.None)
            {
                LogGoesOn();
            }
            else if (_problem == AuditProblem.Restored)
            {
                LogRestored();
            }
            else
            {
                LogStopped(_problem);
            }
        }

        // In the log as well, which lies elsewhere: who changes database and anchor would have to change that too.
        var now = clock.GetUtcNow();
        if (outcome is { Sealed: > 0, Root: { } root } && now - _rootAt >= options.RootEvery)
        {
            _rootAt = now;
            LogRoot(root.Chain, root.Number, root.Hash);
        }
    }

    [LoggerMessage(EventName = "AuditRoot", Level = LogLevel.Information, Message = "Audit chain {Chain} is at number {Number}, hash {Hash}.")]
    private partial void LogRoot(string chain, long number, string hash);

    [LoggerMessage(EventName = "AuditStopped", Level = LogLevel.Error, Message = "The audit trail is not sealed or anchored: {Problem}. Run verify-audit.")]
    private partial void LogStopped(AuditProblem problem);

    [LoggerMessage(EventName = "AuditRestored", Level = LogLevel.Critical, Message = "The records are older than the audit anchor: restored from an older copy. Nothing is written until an operator runs accept-restore.")]
    private partial void LogRestored();

    [LoggerMessage(EventName = "AuditLeft", Level = LogLevel.Warning, Message = "The last entries of the audit trail are not sealed yet.")]
    private partial void LogLeft(Exception failure);

    [LoggerMessage(EventName = "AuditGoesOn", Level = LogLevel.Information, Message = "The audit trail is sealed and anchored again.")]
    private partial void LogGoesOn();
}
