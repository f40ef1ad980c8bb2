using System.Collections.Concurrent;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;

namespace CoSellBot.Bot.Places;

/// <summary>
/// Notices who can read a place now and could not before. Platforms tell it by events, but an event may be lost, or come while
/// nobody listens; so every roster that is read is compared with the last one, and the first one of a process counts as news.
/// </summary>
public sealed class Newcomers(BotStore store, TimeProvider clock, WorkSignal signal)
{
    private const int MostPlaces = 10_000;
    private readonly ConcurrentDictionary<string, HashSet<string>> _readers = new();

    /// <summary>Compares a roster with the last one; with somebody new in it, what was said there is looked at again.</summary>
    public async Task WatchAsync(ConversationReference place, Roster roster, CancellationToken cancellationToken)
    {
        if (!roster.IsComplete || roster.IsPrivate || place.Channel == Web.WebChannel.ChannelName)
        {
            return;
        }

        // Threads are read by all who read their channel. Somebody who became a guest is somebody else.
        var key = (place with { PlaceId = place.WholePlaceId }).Key;
        var now = roster.Users.Select(user => $"{user.FirmId}/{user.AccountId}/{user.IsGuest}").ToHashSet(StringComparer.Ordinal);
        if (_readers.TryGetValue(key, out var before) && now.IsSubsetOf(before))
        {
            _readers[key] = now;
            return;
        }

        await store.WriteAsync(context => Redactor.NoteAsync(context, place, clock.GetUtcNow(), cancellationToken), cancellationToken);
        if (_readers.Count >= MostPlaces)
        {
            // Whatever is forgotten is news again.
            _readers.Clear();
        }

        _readers[key] = now;
        signal.Set();
    }
}
