namespace CoSellBot.Bot.Slack;

/// <summary>Whether Slack can reach the bot over a socket. Written by the sockets, read by whoever asks for the bot's health.</summary>
internal sealed class SlackSocketHealth(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private DateTimeOffset _since = clock.GetUtcNow();
    private int _open;

    /// <summary>True while at least one socket has said hello and is open.</summary>
    public bool IsReady
    {
        get
        {
            lock (_lock)
            {
                return _open > 0;
            }
        }
    }

    /// <summary>Since when <see cref="IsReady"/> is what it is.</summary>
    public DateTimeOffset Since
    {
        get
        {
            lock (_lock)
            {
                return _since;
            }
        }
    }

    /// <summary>A socket has said hello.</summary>
    public void Opened() => Change(1);

    /// <summary>A socket that had said hello is gone.</summary>
    public void Closed() => Change(-1);

    private void Change(int by)
    {
        lock (_lock)
        {
            var wasReady = _open > 0;
            _open += by;
            if (wasReady != _open > 0)
            {
                _since = clock.GetUtcNow();
            }
        }
    }
}
