using CoSellBot.Bot.Turns;

namespace CoSellBot.Bot.Places;

/// <summary>Where one person can be told something in private.</summary>
public sealed partial class Whereabouts(IEnumerable<IChannel> channels, ILogger<Whereabouts> log)
{
    /// <summary>The person's direct place: in the preferred channel, else where they work, else in the web chat; null when there is none or none can be opened now.</summary>
    public async Task<ConversationReference?> FindAsync(string personId, string? preferred, CancellationToken cancellationToken)
    {
        try
        {
            return await SearchAsync(personId, preferred, cancellationToken);
        }
        catch (ChannelException failure)
        {
            LogUnreachable(failure.Message);
            return null;
        }
    }

    /// <summary>The same, for those who can wait.</summary>
    /// <exception cref="ChannelException">There may be a place, but it cannot be opened right now.</exception>
    public async Task<ConversationReference?> SearchAsync(string personId, string? preferred, CancellationToken cancellationToken)
    {
        // The web chat is there in Development only, and reaches everybody.
        foreach (var channel in channels.OrderByDescending(channel => channel.Name == preferred).ThenBy(channel => channel.Name == Web.WebChannel.ChannelName))
        {
            if (await channel.PrivatePlaceOfAsync(personId, cancellationToken) is { } place)
            {
                return place;
            }
        }

        return null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A person's direct place cannot be opened right now: {Reason}.")]
    private partial void LogUnreachable(string reason);
}
