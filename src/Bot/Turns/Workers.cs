namespace CoSellBot.Bot.Turns;

/// <summary>All workers of this process: run in the background, and by hand when someone has to wait until everything due is done.</summary>
public sealed partial class Workers(IEnumerable<IWorker> workers, Storage.SharedCommit commits, WorkSignal signal, TimeProvider clock, ILogger<Workers> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    // Every message that comes in wakes all; hundreds a second must not be as many looks of each.
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan GiveWay = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);
    private int _busy;
    private long _runs;

    /// <summary>Runs everything that is ready until nothing is, also what other loops have in hand.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        for (; ; )
        {
            // A loop that finishes meanwhile may leave work for a worker that was looked at before; then everything is looked at again.
            var runs = Interlocked.Read(ref _runs);
            var isQuiet = Volatile.Read(ref _busy) == 0;
            var done = 0;
            foreach (var worker in workers)
            {
                done += await worker.RunOnceAsync(cancellationToken);
            }

            if (done == 0 && isQuiet && Volatile.Read(ref _busy) == 0 && Interlocked.Read(ref _runs) == runs)
            {
                return;
            }

            if (done == 0)
            {
                await Task.Yield();
            }
        }
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(workers.SelectMany(
        worker => Enumerable.Range(0, worker.Lanes).Select(lane => LoopAsync(worker, lane, stoppingToken))));

    private async Task LoopAsync(IWorker worker, int lane, CancellationToken cancellationToken)
    {
        await Task.Yield();
        while (!cancellationToken.IsCancellationRequested)
        {
            var wake = signal.Next;
            var wait = Look;
            try
            {
                if (commits.IsPressed)
                {
                    // What somebody on the wire waits for comes first; one lane goes on with the rest, and takes a breath between.
                    await Task.Delay(GiveWay, clock, cancellationToken);
                    if (lane > 0)
                    {
                        continue;
                    }
                }

                if (await RunAsync(worker, cancellationToken) > 0 && worker.Pause == TimeSpan.Zero)
                {
                    continue;
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (ClaimLostException)
            {
                continue;
            }
            catch (Exception failure)
            {
                // The store may be away for a moment; the rows are still there when it comes back.
                LogWorkerFailed(worker.GetType().Name, failure);
                wait = AfterFailure;
            }

            if (worker.Pause > TimeSpan.Zero)
            {
                await Task.Delay(wait == AfterFailure ? wait : worker.Pause, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }

            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(wake, Task.Delay(wait, clock, either.Token));
            await either.CancelAsync();
            if (worker.CanWait)
            {
                // The machine's time, not the business's.
                await Task.Delay(Moment, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<int> RunAsync(IWorker worker, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _busy);
        Interlocked.Increment(ref _runs);
        try
        {
            return await worker.RunOnceAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _busy);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Worker} failed; trying again.")]
    private partial void LogWorkerFailed(string worker, Exception failure);
}
