using CoSellBot.Bot.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Turns;

/// <summary>
/// What waits to be sent, and how a try ends. Oldest first within a conversation; across conversations what was never tried comes
/// first, and one installation never has all lanes, so that one that hangs holds up nobody else.
/// </summary>
public sealed partial class OutboxClaims(BotStore store, IEnumerable<IChannel> channels, TimeProvider clock, ILogger<OutboxClaims> log)
{
    /// <summary>How long after a try in doubt the message is looked for, and how often.</summary>
    public static readonly TimeSpan BeforeLook = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Claim = TimeSpan.FromSeconds(60);
    private const int MostAtOnePlace = 3;

    /// <summary>Takes the next message in hand; null when there is none.</summary>
    public async Task<OutboxMessage?> NextAsync(CancellationToken cancellationToken)
    {
        // A row that waits, for its retry or to be looked for, holds back the later rows of its own conversation only.
        IQueryable<OutboxMessage> Waiting(BotDbContext context, DateTimeOffset now) => context.Set<OutboxMessage>()
            .Where(m => (m.State == OutboxState.Pending || m.State == OutboxState.Sending || (m.State == OutboxState.Unconfirmed && m.NextAt != null))
                && (m.NextAt == null || m.NextAt <= now)
                && context.Set<OutboxMessage>().Count(taken => taken.State == OutboxState.Sending && taken.NextAt > now
                    && taken.Channel == m.Channel && taken.InstallationId == m.InstallationId) < MostAtOnePlace
                && !context.Set<OutboxMessage>().Any(earlier =>
                    (earlier.State == OutboxState.Pending || earlier.State == OutboxState.Sending || (earlier.State == OutboxState.Unconfirmed && earlier.NextAt != null))
                    && earlier.ConversationKey == m.ConversationKey && earlier.Seq < m.Seq));
        if (!await store.ReadAsync(context => Waiting(context, clock.GetUtcNow()).AnyAsync(cancellationToken), cancellationToken))
        {
            return null;
        }

        return await store.WriteAsync(
            async context =>
            {
                var now = clock.GetUtcNow();
                while (await Waiting(context, now).OrderBy(m => m.Attempts > 0).ThenBy(m => m.Seq).FirstOrDefaultAsync(cancellationToken) is { } row)
                {
                    if (row is { State: OutboxState.Sending, Kind: OutboxKind.Send } && !ShowsRepeatsOnce(row))
                    {
                        // Its worker died with it in hand. Perhaps it arrived.
                        LogInDoubt(row.Seq, "its worker was lost");
                        Doubt(row);
                        await context.SaveChangesAsync(cancellationToken);
                        continue;
                    }

                    row.Attempts++;
                    (row.State, row.NextAt, row.TriedAt) = (OutboxState.Sending, now + Claim, now);
                    return row;
                }

                return null;
            },
            cancellationToken);
    }

    /// <summary>Notes how a try ended. A worker that was slower than its claim does not write over its successor.</summary>
    public Task MarkAsync(OutboxMessage message, Action<OutboxMessage> mark, CancellationToken cancellationToken) => store.WriteAsync(
        async context =>
        {
            var row = await context.Set<OutboxMessage>().SingleAsync(m => m.Seq == message.Seq, cancellationToken);
            if (row.State == OutboxState.Sending && row.Attempts == message.Attempts)
            {
                mark(row);
            }
        },
        cancellationToken);

    /// <summary>Leaves a message in doubt: to be looked for, or, when it was a repetition, for good (ruling 33).</summary>
    public void Doubt(OutboxMessage row)
    {
        (row.State, row.NextAt) = (OutboxState.Unconfirmed, row.UnsureAt is null ? clock.GetUtcNow() + BeforeLook : null);
        row.UnsureAt ??= row.TriedAt ?? clock.GetUtcNow();
    }

    /// <summary>True when sending a message again under its id shows it once.</summary>
    public bool ShowsRepeatsOnce(OutboxMessage message) => channels.First(c => c.Name == message.Channel).ShowsRepeatsOnce;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nobody knows whether outbox row {Seq} arrived: {Reason}.")]
    private partial void LogInDoubt(long seq, string reason);
}
