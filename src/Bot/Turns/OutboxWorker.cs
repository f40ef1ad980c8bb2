using CoSellBot.Agents;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Places;
using CoSellBot.Bot.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Turns;

/// <summary>Sends what is waiting, oldest first within a conversation. Who reads along is looked up now, not when the reply was made.</summary>
public sealed partial class OutboxWorker(
    BotStore store, IEnumerable<IChannel> channels, PlaceReader places, TimeProvider clock, KillPoints kill, ILogger<OutboxWorker> log) : IWorker
{
    private static readonly TimeSpan Claim = TimeSpan.FromSeconds(30);
    private const int MostAttempts = 8;

    /// <inheritdoc/>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (await NextAsync(cancellationToken) is not { } message)
        {
            return 0;
        }

        kill.Reach("outbox.claimed");
        try
        {
            await SendAsync(message, cancellationToken);
            kill.Reach("outbox.sent");
            await store.WriteAsync(
                context => context.Set<OutboxMessage>().Where(m => m.Seq == message.Seq)
                    .ExecuteUpdateAsync(set => set.SetProperty(m => m.State, OutboxState.Sent), cancellationToken),
                cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            LogSendFailed(message.Seq, message.Attempts, failure);
            var wait = clock.GetUtcNow() + TimeSpan.FromSeconds(Math.Min(Math.Pow(2, message.Attempts), 300));
            var state = message.Attempts >= MostAttempts ? OutboxState.Failed : OutboxState.Pending;
            await store.WriteAsync(
                context => context.Set<OutboxMessage>().Where(m => m.Seq == message.Seq)
                    .ExecuteUpdateAsync(set => set.SetProperty(m => m.State, state).SetProperty(m => m.NextAt, wait), cancellationToken),
                cancellationToken);
        }

        return 1;
    }

    private async Task SendAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        var to = new ConversationReference(message.Channel, message.InstallationId, message.PlaceId);
        var channel = channels.First(c => c.Name == message.Channel);
        var place = await places.ReadAsync(to, cancellationToken);
        var context = new ReaderSettings(message.Locale, message.TimeZone).ToContext();
        var visible = ReplyFooter.Add(AgentReply.FromJson(message.Reply), place).Reveal(place.Audience.Ceiling, Texts.Shipped, context)
            ?? ReplyFooter.Add(Withheld, place).Reveal(place.Audience.Ceiling, Texts.Shipped, context)!;
        await (message.Kind == OutboxKind.Send
            ? channel.SendAsync(to, message.MessageId, visible, cancellationToken)
            : channel.UpdateAsync(to, message.MessageId, visible, cancellationToken));
    }

    // Somebody joined between the answer and its sending: the same words as when there is nothing.
    private static AgentReply Withheld { get; } = AgentReply.Say(Phrase.Of("place.withheld"));

    private async Task<OutboxMessage?> NextAsync(CancellationToken cancellationToken)
    {
        // A row that waits for its retry holds back the later rows of its own conversation only.
        IQueryable<OutboxMessage> Waiting(BotDbContext context, DateTimeOffset now) => context.Set<OutboxMessage>()
            .Where(m => m.State == OutboxState.Pending && (m.NextAt == null || m.NextAt <= now)
                && !context.Set<OutboxMessage>().Any(earlier => earlier.State == OutboxState.Pending
                    && earlier.ConversationKey == m.ConversationKey && earlier.Seq < m.Seq));
        if (!await store.ReadAsync(context => Waiting(context, clock.GetUtcNow()).AnyAsync(cancellationToken), cancellationToken))
        {
            return null;
        }

        return await store.WriteAsync(
            async context =>
            {
                var now = clock.GetUtcNow();
                var row = await Waiting(context, now).OrderBy(m => m.Seq).FirstOrDefaultAsync(cancellationToken);
                if (row is not null)
                {
                    row.Attempts++;
                    row.NextAt = now + Claim;
                }

                return row;
            },
            cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Outbox row {Seq} could not be sent, attempt {Attempt}.")]
    private partial void LogSendFailed(long seq, int attempt, Exception failure);
}

/// <summary>The footer actions: the private route wherever several firms read, and who reads along on every card. Never depends on what there is to hide.</summary>
internal static class ReplyFooter
{
    public static AgentReply Add(AgentReply reply, TurnPlace place)
    {
        var buttons = reply.Buttons;
        if (place.Audience.IsCrossOrganization && !buttons.Any(button => button.Value == Press.AskPrivately))
        {
            buttons = buttons.Add(new ReplyButton(Phrase.Of("button.ask_privately"), Press.AskPrivately, ButtonStyle.Quiet));
        }

        if (reply.State != CardState.Say && reply.State != CardState.Void)
        {
            buttons = buttons.Add(new ReplyButton(Phrase.Of("button.who_reads"), Press.WhoReads, ButtonStyle.Quiet));
        }

        return reply with { Buttons = buttons };
    }
}
