namespace CoSellBot.Bot.Slack;

/// <summary>Keeps one socket open to Slack: one attempt at a time, with growing waits between them, until it is stopped.</summary>
internal sealed partial class SlackSocketSlot(int index, Func<CancellationToken, Task<SlackSocket>> open, TimeProvider clock, ILogger log)
{
    /// <summary>How long a socket lives before its end counts as the first.</summary>
    public static readonly TimeSpan Healthy = TimeSpan.FromMinutes(1);

    /// <summary>The wait where only a person can help.</summary>
    public static readonly TimeSpan Rare = TimeSpan.FromMinutes(5);

    private const int LongestSeconds = 60;
    private readonly List<Task> _finishing = [];
    private SlackSocket? _current;
    private SlackSocket? _ageing;
    private int _failures;

    /// <summary>The wait before the next attempt: 1, 2, 4 … 60 seconds, each up to a fifth shorter so that the slots do not ask together.</summary>
    public static TimeSpan Wait(int index, int failures)
    {
        var seconds = Math.Min(LongestSeconds, 1 << Math.Clamp(failures, 0, 6));
        var spread = unchecked(((uint)((index * 31) + failures + 1) * 2654435761u) >> 22) / 1024.0;
        return TimeSpan.FromSeconds(seconds * (1 - (spread / 5)));
    }

    /// <summary>Runs until it is stopped; sockets are closed when it returns. Never fails.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            TimeSpan wait;
            try
            {
                wait = await LiveAsync(stopping);
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (SlackSocketRefusedException refused)
            {
                wait = Refused(refused);
            }
            catch (Exception failure)
            {
                LogFailed(index, failure);
                wait = Next();
            }

            try
            {
                await Task.Delay(wait, clock, stopping);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        Finish(ref _current, isStopping: true);
        Finish(ref _ageing, isStopping: true);
        await Task.WhenAll(_finishing);
    }

    /// <returns>How long to wait before the next socket.</returns>
    private async Task<TimeSpan> LiveAsync(CancellationToken stopping)
    {
        // After a failure in the middle the last one may still be here.
        Finish(ref _current);
        var socket = _current = await open(stopping);
        socket.Start();
        var greeted = await socket.GreetedAsync(stopping);
        if (greeted is not null)
        {
            LogOpened(index);
            Finish(ref _ageing);
        }

        var end = await socket.End.WaitAsync(stopping);
        var wasHealthy = greeted is { } since && clock.GetElapsedTime(since) >= Healthy;
        _failures = wasHealthy ? 0 : _failures;
        if (end == SlackSocketEnd.Ageing && greeted is not null)
        {
            // It goes on reading and acknowledging until its successor has said hello.
            (_ageing, _current) = (socket, null);
            return wasHealthy ? TimeSpan.Zero : Next();
        }

        Finish(ref _current);
        if (end == SlackSocketEnd.Disabled)
        {
            LogDisabled(index, Rare.TotalSeconds);
            return Rare;
        }

        var wait = Next();
        LogLost(index, wait.TotalSeconds);
        return wait;
    }

    private TimeSpan Refused(SlackSocketRefusedException refused)
    {
        if (refused.NeedsPerson)
        {
            LogRefused(index, refused.Message, Rare.TotalSeconds);
            return Rare;
        }

        var wait = Next();
        wait = refused.After is { } after && after > wait ? after : wait;
        LogNotNow(index, refused.Message, wait.TotalSeconds);
        return wait;
    }

    private TimeSpan Next() => Wait(index, _failures++);

    private void Finish(ref SlackSocket? socket, bool isStopping = false)
    {
        _finishing.RemoveAll(task => task.IsCompleted);
        if (socket is { } done)
        {
            socket = null;
            _finishing.Add(done.FinishAsync(isStopping));
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Socket {Index} to Slack is open.")]
    private partial void LogOpened(int index);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Socket {Index} to Slack has ended; the next one follows in {Seconds} s.")]
    private partial void LogLost(int index, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Slack gives no socket {Index} now ({Reason}); asking again in {Seconds} s.")]
    private partial void LogNotNow(int index, string reason, double seconds);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Slack refuses Slack:AppToken ({Reason}), so socket {Index} stays closed. Asking again every {Seconds} s.")]
    private partial void LogRefused(int index, string reason, double seconds);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Socket Mode is switched off for the app in Slack, so socket {Index} stays closed. Asking again every {Seconds} s.")]
    private partial void LogDisabled(int index, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "Socket {Index} to Slack could not be opened; trying again.")]
    private partial void LogFailed(int index, Exception failure);
}
