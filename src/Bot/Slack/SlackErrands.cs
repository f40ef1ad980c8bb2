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
    private const int MostPatient = 2;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);
    private readonly ConcurrentQueue<(string What, Func<CancellationToken, Task> Run)> _pressing = new();
    private readonly ConcurrentQueue<(string What, Func<CancellationToken, Task> Run)> _patient = new();
    private int _inHand;

    /// <inheritdoc/>
    public int Lanes => 4;

    /// <summary>Adds an errand; with too many waiting it is dropped.</summary>
    /// <param name="what">What it is, for the log.</param>
    /// <param name="run">What is to be done.</param>
    /// <param name="isPressing">True when it is worth nothing in a few seconds: it passes the others, which never take all lanes.</param>
    public void Add(string what, Func<CancellationToken, Task> run, bool isPressing = false)
    {
        var queue = isPressing ? _pressing : _patient;
        if (queue.Count >= MostWaiting)
        {
            LogFailed(what, "too much is waiting");
            return;
        }

        queue.Enqueue((what, run));
        signal.Set();
    }

    /// <inheritdoc/>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (_pressing.TryDequeue(out var pressing))
        {
            await RunAsync(pressing, cancellationToken);
            return 1;
        }

        if (_patient.IsEmpty)
        {
            return 0;
        }

        try
        {
            if (Interlocked.Increment(ref _inHand) > MostPatient || !_patient.TryDequeue(out var patient))
            {
                return 0;
            }

            await RunAsync(patient, cancellationToken);
            return 1;
        }
        finally
        {
            Interlocked.Decrement(ref _inHand);
        }
    }

    private async Task RunAsync((string What, Func<CancellationToken, Task> Run) errand, CancellationToken cancellationToken)
    {

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
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "In Slack, {What} did not work out: {Reason}.")]
    private partial void LogFailed(string what, string reason);
}
