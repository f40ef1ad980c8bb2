using System.Collections.Concurrent;
using CoSellBot.Bot.Turns;

namespace CoSellBot.Bot.Slack;

/// <summary>
/// Remembers what Slack asked to be left alone with. A limit holds for a method and an installation, and for messages for one
/// channel (https://docs.slack.dev/apis/web-api/rate-limits), so one busy channel holds up no other.
/// </summary>
internal sealed class SlackLimits(TimeProvider clock)
{
    private const int Many = 1000;
    private static readonly TimeSpan Unsaid = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _until = new();

    /// <summary>Refuses a call Slack does not want yet.</summary>
    /// <exception cref="ChannelException">Busy, with the time that is left.</exception>
    public void Check(string method, string installationId, string? channelId)
    {
        var left = _until.GetValueOrDefault(Key(method, installationId, channelId)) - clock.GetUtcNow();
        if (left > TimeSpan.Zero)
        {
            throw new ChannelException(ChannelFailure.Busy, $"{method}: ratelimited", left) { Code = SlackFailures.RateLimited };
        }
    }

    /// <summary>Notes a refusal, with the time Slack asked for.</summary>
    public void Note(string method, string installationId, string? channelId, TimeSpan? retryAfter)
    {
        var now = clock.GetUtcNow();
        _until[Key(method, installationId, channelId)] = now + (retryAfter ?? Unsaid);
        if (_until.Count > Many)
        {
            foreach (var past in _until.Where(limit => limit.Value <= now))
            {
                _until.TryRemove(past);
            }
        }
    }

    private static string Key(string method, string installationId, string? channelId) => $"{method} {installationId} {channelId}";
}
