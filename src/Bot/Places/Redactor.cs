using CoSellBot.Access;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Places;

/// <summary>
/// Looks again at what the bot said in a place when somebody new can read it: an answer that is not for all of them any more is
/// taken away. All messages are looked at: in Teams and Slack newcomers read what was said before they came.
/// </summary>
public sealed class Redactor(BotStore store, PlaceReader places, TimeProvider clock, WorkSignal signal) : IWorker
{
    private const int MostMessages = 5_000;
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public bool CanWait => true;

    /// <inheritdoc/>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (await store.ReadAsync(context => context.Set<PlaceChange>().AsNoTracking().Where(c => c.Due <= now).OrderBy(c => c.Due).FirstOrDefaultAsync(cancellationToken), cancellationToken) is not { } change)
        {
            return 0;
        }

        var place = (await places.ReadAsync(new ConversationReference(change.Channel, change.InstallationId, change.PlaceId), cancellationToken)).Place;
        if (!place.Audience.IsComplete)
        {
            // Who reads is not known yet; nothing new is said meanwhile, and the old is looked at when it is.
            await store.WriteAsync(context => context.Set<PlaceChange>().Where(c => c.Channel == change.Channel && c.InstallationId == change.InstallationId && c.PlaceId == change.PlaceId)
                .ExecuteUpdateAsync(set => set.SetProperty(c => c.Due, now + Again), cancellationToken), cancellationToken);
            return 1;
        }

        var tooWide = await TooWideAsync(change, place.Audience.Ceiling, cancellationToken);
        await store.WriteAsync(context => RedactAsync(context, change, tooWide, cancellationToken), cancellationToken);
        signal.Set();
        return 1;
    }

    /// <summary>Notes that a place has to be looked at, within the transaction that learns it.</summary>
    internal static async Task NoteAsync(BotDbContext context, ConversationReference place, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await context.Set<PlaceChange>().SingleOrDefaultAsync(
            c => c.Channel == place.Channel && c.InstallationId == place.InstallationId && c.PlaceId == place.WholePlaceId, cancellationToken) is { } known)
        {
            known.Due = now;
        }
        else
        {
            context.Add(new PlaceChange { Channel = place.Channel, PlaceId = place.WholePlaceId, InstallationId = place.InstallationId, Due = now });
        }
    }

    // Also what is on its way: who reads was looked up for it before the newcomer came.
    private Task<List<OutboxMessage>> TooWideAsync(PlaceChange change, Ceiling ceiling, CancellationToken cancellationToken) => store.ReadAsync(
        async context =>
        {
            // The place and its threads, by their ids; another place's id may begin like this one's.
            var threads = change.PlaceId + ";";
            var said = await context.Set<OutboxMessage>().AsNoTracking()
                .Where(m => m.Channel == change.Channel && m.InstallationId == change.InstallationId && (m.PlaceId == change.PlaceId || m.PlaceId.StartsWith(threads))
                    && (m.State == OutboxState.Sent || m.State == OutboxState.Unconfirmed || m.State == OutboxState.Sending))
                .OrderByDescending(m => m.Seq).Take(MostMessages).ToListAsync(cancellationToken);
            // The newest state of a message is what can be read.
            return said.GroupBy(m => m.MessageId).Select(states => states.First())
                .Where(m => m.Kind != OutboxKind.Delete && !ceiling.Allows(AgentReply.FromJson(m.Reply).Readers)).ToList();
        },
        cancellationToken);

    private static async Task RedactAsync(BotDbContext context, PlaceChange change, List<OutboxMessage> tooWide, CancellationToken cancellationToken)
    {
        foreach (var message in tooWide)
        {
            // A key for each occasion: one that failed does not stand in the way of the next.
            var to = new ConversationReference(message.Channel, message.InstallationId, message.PlaceId);
            await Outbox.AddAsync(context, $"redact/{message.MessageId}/{change.Due.UtcTicks}", to, OutboxKind.Delete, message.MessageId,
                AgentReply.Say(Phrase.Of("place.withheld")), ReaderSettings.Default, null, cancellationToken);
        }

        await context.Set<PlaceChange>().Where(
            c => c.Channel == change.Channel && c.InstallationId == change.InstallationId && c.PlaceId == change.PlaceId && c.Due <= change.Due).ExecuteDeleteAsync(cancellationToken);
    }
}
