using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Places;
using CoSellBot.Bot.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Turns;

/// <summary>
/// Sends what is waiting, oldest first within a conversation. Who reads along is looked up now, not when the reply was made.
/// A message whose arrival is in doubt is looked for. Where the channel cannot tell, it is sent once more, marked as a repetition,
/// when it answers somebody; a notice is not.
/// </summary>
public sealed partial class OutboxWorker(
    BotStore store, OutboxClaims claims, IEnumerable<IChannel> channels, PlaceReader places, Whereabouts whereabouts, TimeProvider clock, KillPoints kill, ILogger<OutboxWorker> log) : IWorker
{
    private const string NotTaken = "not-taken/";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(45);
    // What was taken by the platform shows within seconds; after this it was not.
    private static readonly TimeSpan LookFor = TimeSpan.FromSeconds(30);
    private const int MostAttempts = 8;
    // A platform that says how long to wait is not failing.
    private const int MostWaits = 60;
    private const int MostReadings = 3;

    /// <inheritdoc/>
    public int Lanes => 4;

    /// <inheritdoc/>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (await claims.NextAsync(cancellationToken) is not { } message)
        {
            return 0;
        }

        kill.Reach("outbox.claimed");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        var step = new Step();
        try
        {
            if (message is { UnsureAt: { } since, Kind: OutboxKind.Send } && !await MaySendAgainAsync(message, since, limit.Token))
            {
                return 1;
            }

            await SendAsync(message, step, limit.Token);
            kill.Reach("outbox.sent");
            await claims.MarkAsync(message, row => (row.State, row.Reply) = (OutboxState.Sent, step.Said ?? row.Reply), cancellationToken);
        }
        catch (ChannelException failure) when (failure.Reason is ChannelFailure.Closed or ChannelFailure.Refused)
        {
            LogGivenUp(message.Seq, failure.Message);
            await GiveUpAsync(message, failure, cancellationToken);
        }
        catch (OperationCanceledException) when (!step.IsHandedOver && cancellationToken.IsCancellationRequested)
        {
            // Nothing has left yet: the row simply waits for the next worker, of this process or another.
            await claims.MarkAsync(message, row => (row.State, row.NextAt) = (row.UnsureAt is null ? OutboxState.Pending : OutboxState.Unconfirmed, clock.GetUtcNow()), CancellationToken.None);
            throw;
        }
        catch (OperationCanceledException) when (step.IsHandedOver && !cancellationToken.IsCancellationRequested)
        {
            LogInDoubt(message.Seq, "it took too long");
            await claims.MarkAsync(message, claims.Doubt, cancellationToken);
        }
        catch (Exception failure) when (step.IsHandedOver && failure is not (ChannelException or OperationCanceledException) && message.Kind == OutboxKind.Send && !claims.ShowsRepeatsOnce(message))
        {
            // It may have been taken before something of ours went wrong.
            LogSendFailed(message.Seq, message.Attempts, failure);
            await claims.MarkAsync(message, claims.Doubt, cancellationToken);
        }
        catch (ChannelException failure) when (failure.Reason == ChannelFailure.Unknown)
        {
            LogInDoubt(message.Seq, failure.Message);
            await claims.MarkAsync(message, claims.Doubt, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            LogSendFailed(message.Seq, message.Attempts, failure);
            var asked = (failure as ChannelException)?.RetryAfter;
            var wait = asked ?? TimeSpan.FromSeconds(Math.Min(Math.Pow(2, message.Attempts), 300));
            await claims.MarkAsync(
                message,
                row => (row.State, row.NextAt, row.FailedBecause) = row.Attempts >= (asked is null ? MostAttempts : MostWaits)
                    ? (OutboxState.Failed, (DateTimeOffset?)null, "not taken after several tries")
                    : (OutboxState.Pending, clock.GetUtcNow() + wait, null),
                cancellationToken);
        }

        return 1;
    }

    /// <summary>Looks for a message in doubt.</summary>
    /// <returns>True when it is to be sent again; else it is settled or looked for later.</returns>
    private async Task<bool> MaySendAgainAsync(OutboxMessage message, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        bool? hasArrived;
        try
        {
            var to = new ConversationReference(message.Channel, message.InstallationId, message.PlaceId);
            hasArrived = await channels.First(c => c.Name == message.Channel).HasArrivedAsync(to, message.MessageId, since, cancellationToken);
        }
        catch (ChannelException failure)
        {
            // Perhaps it can tell in a moment; in the end not knowing is not knowing.
            LogInDoubt(message.Seq, failure.Message);
            hasArrived = now - since < LookFor ? false : null;
        }

        switch (hasArrived)
        {
            case true:
                await claims.MarkAsync(message, row => row.State = OutboxState.Sent, cancellationToken);
                return false;

            case false when now - since < LookFor:
                await claims.MarkAsync(message, row => (row.State, row.NextAt) = (OutboxState.Unconfirmed, now + OutboxClaims.BeforeLook), cancellationToken);
                return false;

            case false:
                // It is known now that the first one was not taken: what is sent is no repetition.
                message.UnsureAt = null;
                await claims.MarkAsync(message, row => row.UnsureAt = null, cancellationToken);
                return true;

            case null when message.InReplyTo is not null:
                return true;

            default:
                await claims.MarkAsync(message, row => (row.State, row.NextAt) = (OutboxState.Unconfirmed, null), cancellationToken);
                return false;
        }
    }

    // What is meant for one person goes another way, once, when its own is closed; and somebody who waits for an answer that the
    // channel will never take is told so in plain words.
    private async Task GiveUpAsync(OutboxMessage message, ChannelException failure, CancellationToken cancellationToken)
    {
        ConversationReference? other = null;
        if (message is { Kind: not OutboxKind.Delete, PersonId: { } person } && failure.Reason == ChannelFailure.Closed)
        {
            other = await whereabouts.FindAsync(person, null, cancellationToken);
            other = other?.Key == message.ConversationKey ? null : other;
            if (other is null)
            {
                LogUntold(message.Seq);
            }
        }

        await store.WriteAsync(
            async context =>
            {
                var row = await context.Set<OutboxMessage>().SingleAsync(m => m.Seq == message.Seq, cancellationToken);
                if (row.State != OutboxState.Sending || row.Attempts != message.Attempts)
                {
                    return;
                }

                (row.State, row.FailedBecause) = (OutboxState.Failed, failure.Message);
                if (other is not null)
                {
                    await Outbox.AddAsync(
                        context, $"{row.Key}/{other.Channel}", other, OutboxKind.Send, $"{row.MessageId}r", AgentReply.FromJson(row.Reply),
                        new ReaderSettings(row.Locale, row.TimeZone), null, cancellationToken, row.PersonId);
                }
                else if (row is { Kind: not OutboxKind.Delete, InReplyTo: { } asked } && failure.Reason == ChannelFailure.Refused && !row.Key.StartsWith(NotTaken, StringComparison.Ordinal))
                {
                    await Outbox.AddAsync(
                        context, NotTaken + row.Key, new ConversationReference(row.Channel, row.InstallationId, row.PlaceId), OutboxKind.Send, $"{row.MessageId}r",
                        AgentReply.Say(Phrase.Of("say.not_taken")), new ReaderSettings(row.Locale, row.TimeZone), asked, cancellationToken);
                }
            },
            cancellationToken);
    }

    private async Task SendAsync(OutboxMessage message, Step step, CancellationToken cancellationToken)
    {
        var to = new ConversationReference(message.Channel, message.InstallationId, message.PlaceId);
        var channel = channels.First(c => c.Name == message.Channel);
        if (message.Kind == OutboxKind.Delete)
        {
            if (await MayStayAsync(message, to, cancellationToken))
            {
                return;
            }

            await channel.DeleteAsync(to, message.MessageId, cancellationToken);
            return;
        }

        if (message.Kind == OutboxKind.Update && await IsTakenAwayAsync(message, cancellationToken))
        {
            // What was taken away must not come back as a new message.
            return;
        }

        var read = await places.ReadAsync(to, cancellationToken);
        var place = read.Place;
        if (!place.Audience.IsComplete && !message.IsPublic() && (message.Attempts <= MostReadings || (read.RetryAfter is not null && message.Attempts < MostWaits)))
        {
            // Who reads is not known at this moment. Waiting a little is better than an answer that says less for ever.
            throw new ChannelException(ChannelFailure.Busy, "the roster cannot be read", read.RetryAfter);
        }

        var said = message.ToSay(place).ToJson();
        step.Said = said == message.Reply ? null : said;
        var visible = message.ToVisible(place);
        step.IsHandedOver = true;
        await (message.Kind == OutboxKind.Send
            ? channel.SendAsync(to, message.MessageId, visible, cancellationToken)
            : channel.UpdateAsync(to, message.MessageId, visible, cancellationToken));
    }

    // It was on its way when somebody came, and has been cut down for them since.
    private async Task<bool> MayStayAsync(OutboxMessage message, ConversationReference to, CancellationToken cancellationToken)
    {
        var said = await store.ReadAsync(
            context => context.Set<OutboxMessage>().AsNoTracking().Where(m => m.MessageId == message.MessageId && m.Kind != OutboxKind.Delete && m.State == OutboxState.Sent)
                .OrderByDescending(m => m.Seq).FirstOrDefaultAsync(cancellationToken), cancellationToken);
        var place = (await places.ReadAsync(to, cancellationToken)).Place;
        return said is not null && place.Audience.IsComplete && place.Audience.Ceiling.Allows(AgentReply.FromJson(said.Reply).Readers);
    }

    private Task<bool> IsTakenAwayAsync(OutboxMessage message, CancellationToken cancellationToken) => store.ReadAsync(
        context => context.Set<OutboxMessage>().AnyAsync(
            m => m.MessageId == message.MessageId && m.Kind == OutboxKind.Delete && m.Seq < message.Seq && m.State != OutboxState.Failed, cancellationToken),
        cancellationToken);

    /// <summary>How far a sending has come.</summary>
    private sealed class Step
    {
        public bool IsHandedOver { get; set; }

        /// <summary>What is said in place of the reply, or null when it is the reply itself.</summary>
        public string? Said { get; set; }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Outbox row {Seq} could not be sent, attempt {Attempt}.")]
    private partial void LogSendFailed(long seq, int attempt, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nobody knows whether outbox row {Seq} arrived: {Reason}.")]
    private partial void LogInDoubt(long seq, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The notice in outbox row {Seq} could not be told by any way: its place is closed and its person has no other.")]
    private partial void LogUntold(long seq);

    [LoggerMessage(Level = LogLevel.Error, Message = "Outbox row {Seq} was given up: {Reason}.")]
    private partial void LogGivenUp(long seq, string reason);
}
