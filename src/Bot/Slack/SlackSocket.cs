using System.Net.WebSockets;

namespace CoSellBot.Bot.Slack;

/// <summary>One socket to Slack: reads envelopes, has them stored, and acknowledges each on this socket or not at all.</summary>
internal sealed partial class SlackSocket(
    WebSocket socket, SlackReceive receive, SlackSocketHealth health, SlackSocketSettings settings, TimeProvider clock, ILogger log) : IDisposable
{
    // Slack answers a close and may then leave the connection open (https://github.com/slackapi/node-slack-sdk/issues/2752).
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(10);
    private readonly TaskCompletionSource<long?> _greeted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<SlackSocketEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _cut = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly SlackSocketHands _hands = new(settings.InHand);
    private readonly Lock _lock = new();
    private Task _reading = Task.CompletedTask;
    private volatile bool _isDeaf;
    private bool _isCounted;

    /// <summary>Completes when another socket is wanted in place of this one; it may still be open then. Never fails.</summary>
    public Task<SlackSocketEnd> End => _end.Task;

    /// <summary>Starts to read.</summary>
    public void Start() => _reading = ReadAsync();

    /// <summary>Waits for Slack's hello.</summary>
    /// <returns>The clock's timestamp when it was said; null when it does not come.</returns>
    public async Task<long?> GreetedAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _greeted.Task.WaitAsync(settings.HelloTimeout, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            _end.TrySetResult(SlackSocketEnd.Lost);
            return null;
        }
    }

    /// <summary>Lets what is in hand be stored and acknowledged, then closes. Never fails, and always comes to an end.</summary>
    /// <param name="isStopping">True when the process ends: nothing new is taken.</param>
    public async Task FinishAsync(bool isStopping)
    {
        _isDeaf |= isStopping;
        await QuietlyAsync(_hands.EmptyAsync().WaitAsync(settings.Goodbye, clock));
        await QuietlyAsync(SendAsync(token => socket.State is WebSocketState.Open or WebSocketState.CloseReceived
            ? socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, token) : Task.CompletedTask, CloseTimeout));
        await QuietlyAsync(_reading.WaitAsync(CloseTimeout, clock));
        await _cut.CancelAsync();
        socket.Abort();
        await QuietlyAsync(_reading);
        Dispose();
    }

    /// <summary>Ends the connection at once. What is in hand may go on, unacknowledged.</summary>
    public void Dispose()
    {
        Count(isOpen: false);
        socket.Dispose();
        // The lock and the token stay: an envelope in hand may still look at them, and neither holds anything of the system.
    }

    private async Task ReadAsync()
    {
        try
        {
            var messages = new SlackSocketMessages(socket, settings.LargestMessage);
            while (await messages.NextAsync(_cut.Token) is { } message)
            {
                await TakeAsync(message);
            }
        }
        catch (Exception lost)
        {
            LogLost(lost);
        }
        finally
        {
            Count(isOpen: false);
            _end.TrySetResult(SlackSocketEnd.Lost);
            _greeted.TrySetResult(null);
        }
    }

    private async Task TakeAsync(ReadOnlyMemory<byte> message)
    {
        switch (SlackSocketFrame.Read(message))
        {
            case SlackSocketFrame.Hello:
                Count(isOpen: true);
                _greeted.TrySetResult(clock.GetTimestamp());
                break;
            case SlackSocketFrame.Disconnect { Reason: "warning" or "refresh_requested" }:
                _end.TrySetResult(SlackSocketEnd.Ageing);
                break;
            case SlackSocketFrame.Disconnect { Reason: var reason }:
                Count(isOpen: false);
                _end.TrySetResult(reason == "link_disabled" ? SlackSocketEnd.Disabled : SlackSocketEnd.Lost);
                break;
            case SlackSocketFrame.Envelope envelope when !_isDeaf:
                await _hands.TakeAsync(() => HandleAsync(envelope), _cut.Token);
                break;
            case null:
                LogIgnored();
                break;
        }
    }

    private async Task HandleAsync(SlackSocketFrame.Envelope envelope)
    {
        try
        {
            using var late = new CancellationTokenSource(settings.EnvelopeTimeout, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(_cut.Token, late.Token);
            var acknowledgement = envelope.Acknowledge(await receive(envelope.Type, envelope.Payload, either.Token));
            await QuietlyAsync(SendAsync(token => socket.SendAsync(acknowledgement, WebSocketMessageType.Text, endOfMessage: true, token), SendTimeout));
        }
        catch (Exception failure)
        {
            // Not acknowledged, so Slack sends it again.
            LogNotStored(envelope.Type, failure);
        }
    }

    private async Task SendAsync(Func<CancellationToken, Task> send, TimeSpan timeout)
    {
        using var late = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_cut.Token, late.Token);
        await _sending.WaitAsync(either.Token);
        try
        {
            await send(either.Token);
        }
        finally
        {
            _sending.Release();
        }
    }

    // Counted once when it opens and once when it is over, in whatever order the reasons come.
    private void Count(bool isOpen)
    {
        lock (_lock)
        {
            if (isOpen == _isCounted || (isOpen && _end.Task.IsCompleted))
            {
                return;
            }

            _isCounted = isOpen;
            (isOpen ? (Action)health.Opened : health.Closed)();
        }
    }

    // The other side may be gone, or too slow: then Slack sends again what was not acknowledged, and the inbox knows it.
    private async Task QuietlyAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception failure)
        {
            LogQuiet(failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A socket to Slack is gone.")]
    private partial void LogLost(Exception lost);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message on a socket of Slack was not understood or too large. It is ignored.")]
    private partial void LogIgnored();

    [LoggerMessage(Level = LogLevel.Error, Message = "An envelope of kind {Kind} could not be stored and is not acknowledged; Slack sends it again.")]
    private partial void LogNotStored(string kind, Exception failure);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A socket to Slack did not take the last word.")]
    private partial void LogQuiet(Exception failure);
}
