using CoSellBot.Bot.Places;
using CoSellBot.Bot.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Turns;

/// <summary>
/// Sends what is waiting, oldest first within a conversation. Who reads along is looked up now, not when the reply was made.
/// A message whose arrival is in doubt is sent once more, marked as a repetition, when it answers somebody; a notice is not.
/// </summary>
public sealed partial class OutboxWorker(
    BotStore store, IEnumerable<IChannel> channels, PlaceReader places, TimeProvider clock, KillPoints kill, ILogger<OutboxWorker> log) : IWorker
{
    private static readonly TimeSpan Claim = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan BeforeRepeat = TimeSpan.FromSeconds(10);
    private const int MostAttempts = 8;
    private const int MostReadings = 3;

    /// <inheritdoc/>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (await NextAsync(cancellationToken) is not { } message)
        {
            return 0;
        }

        kill.Reach("outbox.claimed");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        var step = new Step();
        try
        {
            await SendAsync(message, step, limit.Token);
            kill.Reach("outbox.sent");
            await MarkAsync(message, row => row.State = OutboxState.Sent, cancellationToken);
        }
        catch (ChannelException failure) when (failure.Reason is ChannelFailure.Closed or ChannelFailure.Refused)
        {
            LogGivenUp(message.Seq, failure.Message);
            await MarkAsync(message, row => (row.State, row.FailedBecause) = (OutboxState.Failed, failure.Message), cancellationToken);
        }
        catch (OperationCanceledException) when (!step.IsHandedOver)
        {
            // Nothing has left yet: the row simply waits for the next worker, of this process or another.
            await MarkAsync(message, row => (row.State, row.NextAt) = (OutboxState.Pending, null), CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LogInDoubt(message.Seq, "it took too long");
            await MarkAsync(message, Doubt, cancellationToken);
        }
        catch (ChannelException failure) when (failure.Reason == ChannelFailure.Unknown)
        {
            LogInDoubt(message.Seq, failure.Message);
            await MarkAsync(message, Doubt, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            LogSendFailed(message.Seq, message.Attempts, failure);
            var wait = (failure as ChannelException)?.RetryAfter ?? TimeSpan.FromSeconds(Math.Min(Math.Pow(2, message.Attempts), 300));
            await MarkAsync(
                message,
                row => (row.State, row.NextAt, row.FailedBecause) = row.Attempts >= MostAttempts
                    ? (OutboxState.Failed, (DateTimeOffset?)null, "not taken after several tries")
                    : (OutboxState.Pending, clock.GetUtcNow() + wait, null),
                cancellationToken);
        }

        return 1;
    }

    private async Task SendAsync(OutboxMessage message, Step step, CancellationToken cancellationToken)
    {
        var to = new ConversationReference(message.Channel, message.InstallationId, message.PlaceId);
        var channel = channels.First(c => c.Name == message.Channel);
        if (message.Kind == OutboxKind.Delete)
        {
            await channel.DeleteAsync(to, message.MessageId, cancellationToken);
            return;
        }

        if (message.Kind == OutboxKind.Update && await IsTakenAwayAsync(message, cancellationToken))
        {
            // What was taken away must not come back as a new message.
            return;
        }

        var place = (await places.ReadAsync(to, cancellationToken)).Place;
        if (!place.Audience.IsComplete && !message.IsPublic() && message.Attempts <= MostReadings)
        {
            // Who reads is not known at this moment. Waiting a little is better than an answer that says less for ever.
            throw new ChannelException(ChannelFailure.Busy, "the roster cannot be read");
        }

        var visible = message.ToVisible(place);
        step.IsHandedOver = true;
        await (message.Kind == OutboxKind.Send
            ? channel.SendAsync(to, message.MessageId, visible, cancellationToken)
            : channel.UpdateAsync(to, message.MessageId, visible, cancellationToken));
    }

    private Task<bool> IsTakenAwayAsync(OutboxMessage message, CancellationToken cancellationToken) => store.ReadAsync(
        context => context.Set<OutboxMessage>().AnyAsync(
            m => m.MessageId == message.MessageId && m.Kind == OutboxKind.Delete && m.Seq < message.Seq && m.State != OutboxState.Failed, cancellationToken),
        cancellationToken);

    // Only a reply to somebody is worth a second try in doubt (ruling 33), and only one.
    private void Doubt(OutboxMessage row)
    {
        (row.State, row.NextAt) = row is { InReplyTo: not null, UnsureAt: null }
            ? (OutboxState.Pending, clock.GetUtcNow() + BeforeRepeat)
            : (OutboxState.Unconfirmed, (DateTimeOffset?)null);
        row.UnsureAt ??= clock.GetUtcNow();
    }

    // A worker that was slower than its claim must not write over its successor.
    private Task MarkAsync(OutboxMessage message, Action<OutboxMessage> mark, CancellationToken cancellationToken) => store.WriteAsync(
        async context =>
        {
            var row = await context.Set<OutboxMessage>().SingleAsync(m => m.Seq == message.Seq, cancellationToken);
            if (row.State == OutboxState.Sending && row.Attempts == message.Attempts)
            {
                mark(row);
            }
        },
        cancellationToken);

    private async Task<OutboxMessage?> NextAsync(CancellationToken cancellationToken)
    {
        // A row that waits for its retry holds back the later rows of its own conversation only.
        IQueryable<OutboxMessage> Waiting(BotDbContext context, DateTimeOffset now) => context.Set<OutboxMessage>()
            .Where(m => (m.State == OutboxState.Pending || m.State == OutboxState.Sending) && (m.NextAt == null || m.NextAt <= now)
                && !context.Set<OutboxMessage>().Any(earlier => (earlier.State == OutboxState.Pending || earlier.State == OutboxState.Sending)
                    && earlier.ConversationKey == m.ConversationKey && earlier.Seq < m.Seq));
        if (!await store.ReadAsync(context => Waiting(context, clock.GetUtcNow()).AnyAsync(cancellationToken), cancellationToken))
        {
            return null;
        }

        return await store.WriteAsync(
            async context =>
            {
                var now = clock.GetUtcNow();
                while (await Waiting(context, now).OrderBy(m => m.Seq).FirstOrDefaultAsync(cancellationToken) is { } row)
                {
                    if (row is { State: OutboxState.Sending, Kind: OutboxKind.Send } && channels.First(c => c.Name == row.Channel) is { ShowsRepeatsOnce: false })
                    {
                        // Its worker died with it in hand. Perhaps it arrived.
                        LogInDoubt(row.Seq, "its worker was lost");
                        Doubt(row);
                        await context.SaveChangesAsync(cancellationToken);
                        continue;
                    }

                    row.Attempts++;
                    (row.State, row.NextAt) = (OutboxState.Sending, now + Claim);
                    return row;
                }

                return null;
            },
            cancellationToken);
    }

    /// <summary>How far a sending has come.</summary>
    private sealed class Step
    {
        public bool IsHandedOver { get; set; }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Outbox row {Seq} could not be sent, attempt {Attempt}.")]
    private partial void LogSendFailed(long seq, int attempt, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nobody knows whether outbox row {Seq} arrived: {Reason}.")]
    private partial void LogInDoubt(long seq, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Outbox row {Seq} was given up: {Reason}.")]
    private partial void LogGivenUp(long seq, string reason);
}
