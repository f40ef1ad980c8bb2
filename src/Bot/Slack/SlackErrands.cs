using System.Collections.Concurrent;
using CoSellBot.Bot.Turns;

namespace CoSellBot.Bot.Slack;

/// <summary>
/// Small things done for somebody who looks on: a dialog filled, a page turned, a home tab drawn. Nothing is lost with them when
/// the process ends; whoever misses one asks again.
/// </summary>
internal sealed partial class SlackErrands(WorkSignal signal, ILogger<SlackErrands> log) : IWorker
{
    private const int MostWaiting = 500;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);
    private readonly ConcurrentQueue<(string What, Func<CancellationToken, Task> Run)> _waiting = new();

    /// <inheritdoc/>
    public int Lanes => 3;

    /// <summary>Adds an errand; with too many waiting it is dropped.</summary>
    public void Add(string what, Func<CancellationToken, Task> run)
    {
        if (_waiting.Count < MostWaiting)
        {
            _waiting.Enqueue((what, run));
            signal.Set();
        }
    }

    /// <inheritdoc/>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (!_waiting.TryDequeue(out var errand))
        {
            return 0;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            await errand.Run(limit.Token);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(errand.What, failure is ChannelException told ? told.Message : failure.GetType().Name);
        }

        return 1;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "In Slack, {What} did not work out: {Reason}.")]
    private partial void LogFailed(string what, string reason);
}
