using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Turns;

/// <summary>How a reader reads, as stored beside a message.</summary>
/// <param name="Locale">BCP 47 tag.</param>
/// <param name="TimeZone">IANA zone.</param>
public sealed record ReaderSettings(string Locale, string TimeZone)
{
    /// <summary>For someone unknown.</summary>
    public static readonly ReaderSettings Default = new("en-GB", "Etc/UTC");

    /// <summary>Ready to format with.</summary>
    public ReadingContext ToContext() => ReadingContext.From(Locale, TimeZone);
}

/// <summary>Puts replies out, within the transaction that made them necessary.</summary>
internal static class Outbox
{
    /// <summary>Adds a message unless its key is there; with a person it is a notice that must reach that person by whatever way is open. It is not sent before its time.</summary>
    public static async Task AddAsync(
        BotDbContext context, string key, ConversationReference to, OutboxKind kind, string messageId, AgentReply reply, ReaderSettings reader,
        long? inReplyTo, CancellationToken cancellationToken, string? personId = null, DateTimeOffset? notBefore = null)
    {
        if (!await context.Set<OutboxMessage>().AnyAsync(row => row.Key == key, cancellationToken))
        {
            context.Add(new OutboxMessage
            {
                Key = key,
                Channel = to.Channel,
                InstallationId = to.InstallationId,
                PlaceId = to.PlaceId,
                ConversationKey = to.Key,
                Kind = kind,
                MessageId = messageId,
                Reply = reply.ToJson(),
                Locale = reader.Locale,
                TimeZone = reader.TimeZone,
                InReplyTo = inReplyTo,
                PersonId = personId,
                State = OutboxState.Pending,
                NextAt = notBefore,
            });
        }
    }
}
