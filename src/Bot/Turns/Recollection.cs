using CoSellBot.Access;
using CoSellBot.Agents;
using CoSellBot.Agents.Models;
using CoSellBot.Agents.Prompts;
using CoSellBot.Agents.Replies;
using CoSellBot.Agents.Understanding;
using CoSellBot.Bot.Storage;
using CoSellBot.Prm;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Turns;

/// <summary>What a language model is told of earlier talk, and how much it was asked. Read only where there is a model; nothing is stored twice.</summary>
public sealed class Recollection(BotStore store, ModelSettings settings, BusinessClock clock)
{
    private const int MostExchanges = 12;
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(2);

    /// <summary>The turn with what the asker said here before and what models were asked for them today.</summary>
    public async Task<AgentTurn> AddAsync(AgentTurn turn, InboxMessage message, CancellationToken cancellationToken)
    {
        if (!settings.IsOn || turn.Asker.PersonId is not { } person)
        {
            return turn;
        }

        var (earlier, used) = await store.ReadAsync(
            async context => (await EarlierAsync(context, message, cancellationToken), await UsedAsync(context, person, clock.Today(turn.Reading.Zone), cancellationToken)), cancellationToken);
        return turn with { Earlier = earlier, UsedToday = used is null ? ModelUse.None : new ModelUse(used.Calls, used.InputTokens, used.OutputTokens) };
    }

    /// <summary>Counts what a turn has taken, within its transaction.</summary>
    internal async Task CountAsync(BotDbContext context, Principal asker, TimeZoneInfo zone, ModelUse use, CancellationToken cancellationToken)
    {
        if (use == ModelUse.None || asker.PersonId is not { } person)
        {
            return;
        }

        var day = clock.Today(zone);
        var row = await UsedAsync(context, person, day, cancellationToken);
        if (row is null)
        {
            row = new ModelDay { PersonId = person, Day = day };
            context.Add(row);
        }

        (row.Calls, row.InputTokens, row.OutputTokens) = (row.Calls + use.Calls, row.InputTokens + use.InputTokens, row.OutputTokens + use.OutputTokens);
    }

    /// <summary>
    /// Takes out what the sender of a message wrote in its conversation. What was answered stays with its labels, because it has to be found
    /// when it must be taken back; without its question no model reads it any more.
    /// </summary>
    internal static Task ForgetAsync(BotDbContext context, InboxMessage message, CancellationToken cancellationToken) => Own(context, message)
        .Where(earlier => earlier.State != InboxState.Pending).ExecuteUpdateAsync(set => set.SetProperty(earlier => earlier.Text, "").SetProperty(earlier => earlier.PressValue, (string?)null), cancellationToken);

    private static async Task<List<Exchange>> EarlierAsync(BotDbContext context, InboxMessage message, CancellationToken cancellationToken)
    {
        var since = message.ReceivedAt - Oldest;
        var asked = await (from question in Own(context, message).AsNoTracking()
                           join answer in context.Set<OutboxMessage>() on question.Seq equals answer.InReplyTo
                           where question.Seq < message.Seq && question.Text != "" && !question.IsAside && question.ReceivedAt >= since && answer.ConversationKey == message.ConversationKey && answer.Kind == OutboxKind.Send
                           orderby question.Seq descending
                           select new { question.Text, answer.MessageId }).Take(MostExchanges).ToListAsync(cancellationToken);
        var ids = asked.ConvertAll(exchange => exchange.MessageId);
        // What stands there now: a card may have become its receipt, or have been taken away.
        var latest = (await context.Set<OutboxMessage>().AsNoTracking().Where(said => ids.Contains(said.MessageId)).Select(said => new { said.MessageId, said.Seq, said.Kind, said.Reply }).ToListAsync(cancellationToken))
            .GroupBy(said => said.MessageId).ToDictionary(states => states.Key, states => states.MaxBy(said => said.Seq)!);
        asked.Reverse();
        return [.. asked.Where(exchange => latest[exchange.MessageId].Kind != OutboxKind.Delete && !PastedText.Looks(exchange.Text)).Select(exchange => new Exchange(exchange.Text, AgentReply.FromJson(latest[exchange.MessageId].Reply)))];
    }

    private static IQueryable<InboxMessage> Own(BotDbContext context, InboxMessage message) => context.Set<InboxMessage>()
        .Where(earlier => earlier.Channel == message.Channel && earlier.InstallationId == message.InstallationId && earlier.ConversationKey == message.ConversationKey && earlier.UserId == message.UserId);

    private static Task<ModelDay?> UsedAsync(BotDbContext context, string person, DateOnly day, CancellationToken cancellationToken) =>
        context.Set<ModelDay>().SingleOrDefaultAsync(used => used.PersonId == person && used.Day == day, cancellationToken);
}
