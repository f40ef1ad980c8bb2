using System.Text.Json;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;
using CoSellBot.Prm;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Web;

/// <summary>The web chat as a channel: messages are rows, and open pages follow them.</summary>
public sealed class WebChannel(BotStore store, WebFeed feed, BusinessClock clock) : IChannel
{
    /// <summary>Its name.</summary>
    public const string ChannelName = "Web";

    private const string Installation = "web";
    private const string DirectPrefix = "dm:";

    /// <inheritdoc/>
    public string Name => ChannelName;

    /// <summary>The conversation of a place.</summary>
    public static ConversationReference Conversation(string placeId) => new(ChannelName, Installation, placeId);

    /// <summary>A person's direct place.</summary>
    public static string DirectPlace(string personId) => DirectPrefix + personId;

    /// <summary>Whose direct place it is, or null for a channel.</summary>
    public static string? PersonOf(string placeId) => placeId.StartsWith(DirectPrefix, StringComparison.Ordinal) ? placeId[DirectPrefix.Length..] : null;

    /// <inheritdoc/>
    public bool ShowsRepeatsOnce => true;

    /// <inheritdoc/>
    public Task<bool?> HasArrivedAsync(ConversationReference place, string messageId, DateTimeOffset since, CancellationToken cancellationToken) =>
        // A repetition shows once, so nobody asks.
        Task.FromResult<bool?>(null);

    /// <inheritdoc/>
    public Task<ConversationReference?> PrivatePlaceOfAsync(string personId, CancellationToken cancellationToken) =>
        Task.FromResult<ConversationReference?>(Conversation(DirectPlace(personId)));

    /// <inheritdoc/>
    public Task SendAsync(ConversationReference place, string messageId, VisibleReply reply, CancellationToken cancellationToken) =>
        PutAsync(place.PlaceId, messageId, null, WebHtml.Render(reply), reply.ToPlainText(), Labels(reply), cancellationToken);

    /// <inheritdoc/>
    public Task UpdateAsync(ConversationReference place, string messageId, VisibleReply reply, CancellationToken cancellationToken) =>
        PutAsync(place.PlaceId, messageId, null, WebHtml.Render(reply), reply.ToPlainText(), Labels(reply), cancellationToken);

    /// <inheritdoc/>
    public async Task DeleteAsync(ConversationReference place, string messageId, CancellationToken cancellationToken)
    {
        await store.WriteAsync(
            context => context.Set<WebMessage>().Where(m => m.MessageId == messageId && m.PlaceId == place.PlaceId).ExecuteDeleteAsync(cancellationToken), cancellationToken);
        feed.Publish(new WebEvent("places", "", "{}"));
    }

    /// <summary>Adds what a person wrote, within the transaction that received it; then call <see cref="Published"/>.</summary>
    public Task AddWordsAsync(BotDbContext context, string placeId, string messageId, string personId, string text, CancellationToken cancellationToken) =>
        PutAsync(context, placeId, messageId, personId, WebHtml.Words(text), text, "{}", cancellationToken);

    /// <summary>Tells open pages that a place has something new.</summary>
    public void Published(string placeId) => feed.Publish(new WebEvent("message", placeId, ""));

    /// <inheritdoc/>
    public async Task<Roster> ReadMembersAsync(ConversationReference place, CancellationToken cancellationToken)
    {
        if (PersonOf(place.PlaceId) is { } person)
        {
            return new Roster([new ChannelUser(person, person, null)], IsComplete: true, IsPrivate: true);
        }

        var members = await store.ReadAsync(
            context => context.Set<WebMember>().Where(m => m.PlaceId == place.PlaceId).OrderBy(m => m.PersonId).Select(m => m.PersonId).ToListAsync(cancellationToken),
            cancellationToken);
        return new Roster([.. members.Select(member => new ChannelUser(member, member, null))], IsComplete: members.Count > 0, IsPrivate: false);
    }

    /// <inheritdoc/>
    public Task ShowTypingAsync(ConversationReference place, bool typing, CancellationToken cancellationToken)
    {
        feed.Publish(new WebEvent("typing", place.PlaceId, JsonSerializer.Serialize(new { place = place.PlaceId, on = typing })));
        return Task.CompletedTask;
    }

    /// <summary>The label of a button on a message, or null when it is not there.</summary>
    public Task<string?> LabelOfAsync(string placeId, string messageId, string value, CancellationToken cancellationToken) => store.ReadAsync(
        async context =>
        {
            var json = await context.Set<WebMessage>().Where(m => m.MessageId == messageId && m.PlaceId == placeId).Select(m => m.Buttons).SingleOrDefaultAsync(cancellationToken);
            return json is null ? null : JsonSerializer.Deserialize<Dictionary<string, string>>(json)!.GetValueOrDefault(value);
        },
        cancellationToken);

    private async Task PutAsync(
        string placeId, string messageId, string? personId, string html, string text, string buttons, CancellationToken cancellationToken)
    {
        await store.WriteAsync(context => PutAsync(context, placeId, messageId, personId, html, text, buttons, cancellationToken), cancellationToken);
        Published(placeId);
    }

    private async Task PutAsync(
        BotDbContext context, string placeId, string messageId, string? personId, string html, string text, string buttons, CancellationToken cancellationToken)
    {
        var next = (await context.Set<WebMessage>().MaxAsync(m => (long?)m.Seq, cancellationToken) ?? 0) + 1;
        var row = await context.Set<WebMessage>().SingleOrDefaultAsync(m => m.MessageId == messageId, cancellationToken);
        if (row is null)
        {
            context.Add(new WebMessage
            {
                MessageId = messageId,
                Seq = next,
                FirstSeq = next,
                PlaceId = placeId,
                FromPersonId = personId,
                At = clock.GetUtcNow(),
                Html = html,
                Text = text,
                Buttons = buttons,
            });
        }
        else if (row.Html != html)
        {
            (row.Seq, row.Html, row.Text, row.Buttons) = (next, html, text, buttons);
        }
    }

    private static string Labels(VisibleReply reply) => JsonSerializer.Serialize(
        reply.Buttons.Concat(reply.Items.SelectMany(item => item.Buttons)).DistinctBy(button => button.Value).ToDictionary(button => button.Value, button => button.Label));
}
