using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Places;
using CoSellBot.Bot.Storage;
using CoSellBot.Bot.Turns;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Bot.Slack;

/// <summary>Takes in what Slack reports: words, edits, deletions, who came to and went from which place, and the end of an installation.</summary>
internal sealed class SlackIntake(
    Inbox inbox, BotStore store, SlackPlaces places, SlackRosters rosters, SlackTokens tokens, SlackHome home, TimeProvider clock, WorkSignal signal)
{
    /// <summary>Stores what an event means. When it returns, the event may be acknowledged.</summary>
    /// <param name="installation">Whose event it is.</param>
    /// <param name="what">The event itself.</param>
    /// <param name="isShared">True when the event says that its channel is shared with another organisation.</param>
    /// <param name="at">When it happened, or null when it does not say.</param>
    /// <param name="cancellationToken">Stops the storing.</param>
    public async Task TakeAsync(SlackInstallation installation, JsonElement what, bool isShared, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        if (isShared && what.Id("channel") is { } shared && rosters.WasNotShared(installation.Id, shared))
        {
            // The event that tells it has not come, and may never.
            await NoteAsync(installation.Id, shared, cancellationToken);
        }

        switch (what.Text("type"))
        {
            // Of a deleted message with answers below it Slack leaves a stone, which it tells as a change.
            case "message" when what.Text("subtype") == "message_changed" && what.Text("message", "subtype") != "tombstone":
                await EditAsync(installation, what, cancellationToken);
                break;

            case "message" when what.Text("subtype") == "message_deleted" || what.Text("message", "subtype") == "tombstone":
                await DeleteAsync(what, cancellationToken);
                break;

            case "message" or "app_mention":
                await SayAsync(installation, what, cancellationToken);
                break;

            case "app_home_opened" when what.Id("user") is { } user && what.Text("tab") != "messages":
                home.Refresh(installation.Id, user);
                break;

            case "app_home_opened" when what.Id("user") is { } user && what.Id("channel") is { } direct:
                // The first look into the direct chat; one greeting, and one for ever.
                var welcome = new InboundMessage(SlackThread.Conversation(installation.Id, direct, null), "welcome", user, "", Press.Say("help"));
                await inbox.ReceiveAsync(welcome, context => places.SeenAsync(context, installation.Id, direct, user, cancellationToken), cancellationToken);
                break;

            case "app_uninstalled":
                await EndAsync(installation.Id, "the app was removed", at, cancellationToken);
                break;

            case "tokens_revoked" when what.At("tokens").Strings("bot").Count > 0:
                await EndAsync(installation.Id, "the token was revoked", at, cancellationToken);
                break;

            default:
                await ChangeAsync(installation, what, cancellationToken);
                break;
        }
    }

    // Not addressed to the bot and in no thread of its own: dropped unstored.
    private async Task SayAsync(SlackInstallation installation, JsonElement what, CancellationToken cancellationToken)
    {
        if (SlackEventMapper.ToMessage(what, installation) is { } said && (said.NamesBot || await IsOursAsync(said.Message.Conversation, cancellationToken)))
        {
            await StoreAsync(installation, said, said.Message, cancellationToken);
        }
    }

    private Task<bool> StoreAsync(SlackInstallation installation, SlackSaid said, InboundMessage message, CancellationToken cancellationToken) => inbox.ReceiveAsync(
        message, context => places.SeenAsync(context, installation.Id, said.ChannelId, null, cancellationToken), cancellationToken);

    private Task<bool> IsOursAsync(ConversationReference conversation, CancellationToken cancellationToken)
    {
        var (channel, installation, key) = (conversation.Channel, conversation.InstallationId, conversation.Key);
        return store.ReadAsync(
            context => context.Set<InboxMessage>().AnyAsync(m => m.Channel == channel && m.InstallationId == installation && m.ConversationKey == key, cancellationToken), cancellationToken);
    }

    // The words a card was made from have changed: the card is void, and the new words are taken as said now. A preview that
    // Slack adds to a link changes no words.
    private async Task EditAsync(SlackInstallation installation, JsonElement what, CancellationToken cancellationToken)
    {
        var (now, before) = (what.At("message"), what.At("previous_message"));
        if (what.Id("channel") is not { } channel || now.Id("ts") is not { } ts || now.Id("user") is not { } user || !SlackEventMapper.IsFromPerson(now, installation)
            || now.Text("text") is not { } text || text == before.Text("text"))
        {
            return;
        }

        var edited = SlackEventMapper.ToMessage(WithChannel(now, channel, what.Text("channel_type")), installation);
        var isMeant = edited is not null && (edited.NamesBot || await IsOursAsync(edited.Message.Conversation, cancellationToken));
        var version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{now.Text("edited", "ts")}\n{text}")).AsSpan(0, 8));
        await store.WriteAsync(
            async context =>
            {
                var id = $"{ts}/edit/{version}";
                if (await context.Set<InboxMessage>().AnyAsync(m => m.Channel == SlackChannel.ChannelName && m.MessageId == id && m.PlaceId.StartsWith(channel), cancellationToken))
                {
                    // The same edit once more takes nothing back.
                    return;
                }

                if (await Retractions.VoidAsync(context, SlackChannel.ChannelName, ts, user, keepsDraft: true, cancellationToken) && isMeant)
                {
                    await Inbox.AddAsync(context, edited!.Message with { MessageId = id }, clock.GetUtcNow(), cancellationToken);
                    await places.SeenAsync(context, installation.Id, channel, null, cancellationToken);
                }
            },
            cancellationToken);
        signal.Set();
    }

    private async Task DeleteAsync(JsonElement what, CancellationToken cancellationToken)
    {
        if ((what.Id("deleted_ts") ?? what.Id("previous_message", "ts") ?? what.Id("message", "ts")) is not { } ts || what.Id("previous_message", "user") is not { } user)
        {
            return;
        }

        await store.WriteAsync(context => Retractions.VoidAsync(context, SlackChannel.ChannelName, ts, user, keepsDraft: false, cancellationToken), cancellationToken);
        signal.Set();
    }

    private async Task ChangeAsync(SlackInstallation installation, JsonElement what, CancellationToken cancellationToken)
    {
        var isUs = what.Id("user") == installation.BotUserId;
        var channel = what.Id("channel");
        switch (what.Text("type"))
        {
            case "member_joined_channel" when isUs && channel is not null:
                await store.WriteAsync(context => places.SeenAsync(context, installation.Id, channel, null, cancellationToken), cancellationToken);
                // Whoever came while the bot was away reads what it said before.
                await NoteAsync(installation.Id, channel, cancellationToken);
                break;

            case "member_joined_channel" or "channel_shared" or "channel_unshared" when channel is not null:
                // Whoever came reads what was said before; and who went is no reason to say less than now.
                await NoteAsync(installation.Id, channel, cancellationToken);
                break;

            case "member_left_channel" when !isUs && channel is not null:
                rosters.Forget(installation.Id, channel);
                break;

            case "member_left_channel" or "channel_left" or "group_left" or "channel_archive" or "group_archive" or "channel_deleted" or "group_deleted" when channel is not null:
                await CloseAsync(installation.Id, channel, "the bot was taken out", cancellationToken);
                break;

            case "channel_id_changed" when what.Id("old_channel_id") is { } old && what.Id("new_channel_id") is { } renamed:
                await store.WriteAsync(context => SlackPlaces.RenameAsync(context, installation.Id, old, renamed, cancellationToken), cancellationToken);
                // An id changes when a private channel begins to be shared.
                await NoteAsync(installation.Id, renamed, cancellationToken);
                break;
        }
    }

    private async Task NoteAsync(string installationId, string channelId, CancellationToken cancellationToken)
    {
        rosters.Forget(installationId, channelId);
        await store.WriteAsync(
            context => Redactor.NoteAsync(context, SlackThread.Conversation(installationId, channelId, null), clock.GetUtcNow(), cancellationToken), cancellationToken);
        signal.Set();
    }

    private async Task CloseAsync(string installationId, string channelId, string because, CancellationToken cancellationToken)
    {
        rosters.Forget(installationId, channelId);
        await store.WriteAsync(
            async context =>
            {
                await places.CloseAsync(context, installationId, channelId, because, cancellationToken);
                await Retractions.EndAsync(context, SlackThread.Conversation(installationId, channelId, null), cancellationToken);
            },
            cancellationToken);
    }

    // Both events come, in either order, and perhaps twice, and perhaps so late that the app is installed again.
    private async Task EndAsync(string installationId, string because, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        if (!await tokens.EndAsync(installationId, because, at ?? clock.GetUtcNow(), cancellationToken))
        {
            return;
        }

        await store.WriteAsync(
            async context =>
            {
                await Retractions.EndInstallationAsync(context, SlackChannel.ChannelName, installationId, cancellationToken);
                await context.Set<SlackPlace>().Where(place => place.InstallationId == installationId).ExecuteDeleteAsync(cancellationToken);
            },
            cancellationToken);
        signal.Set();
    }

    // Slack puts the channel beside an edited message, not into it.
    private static JsonElement WithChannel(JsonElement message, string channel, string? type)
    {
        var whole = System.Text.Json.Nodes.JsonObject.Create(message)!;
        (whole["channel"], whole["channel_type"]) = (channel, type);
        whole.Remove("subtype");
        return JsonSerializer.SerializeToElement(whole);
    }
}
