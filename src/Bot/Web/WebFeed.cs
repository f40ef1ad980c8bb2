using System.Collections.Concurrent;
using System.Threading.Channels;

namespace CoSellBot.Bot.Web;

/// <summary>Something open pages want to know at once.</summary>
/// <param name="Kind">message, typing, places, clock, reset.</param>
/// <param name="PlaceId">The place it concerns, or empty for all.</param>
/// <param name="Data">JSON; empty for messages, which are read from the store.</param>
public sealed record WebEvent(string Kind, string PlaceId, string Data);

/// <summary>Wakes open pages. Messages themselves come from the store, so a page that missed a wake-up misses nothing.</summary>
public sealed class WebFeed
{
    private readonly ConcurrentDictionary<Channel<WebEvent>, byte> _pages = new();

    /// <summary>Tells every open page.</summary>
    public void Publish(WebEvent happened)
    {
        foreach (var page in _pages.Keys)
        {
            page.Writer.TryWrite(happened);
        }
    }

    /// <summary>Follows events until disposed. A page that cannot keep up loses wake-ups, never messages.</summary>
    public Subscription Subscribe()
    {
        var page = Channel.CreateBounded<WebEvent>(new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropOldest });
        _pages.TryAdd(page, 0);
        return new Subscription(page, () => _pages.TryRemove(page, out _));
    }

    /// <summary>One open page.</summary>
    public sealed class Subscription(Channel<WebEvent> page, Action close) : IDisposable
    {
        /// <summary>The events.</summary>
        public ChannelReader<WebEvent> Events => page.Reader;

        /// <inheritdoc/>
        public void Dispose() => close();
    }
}
